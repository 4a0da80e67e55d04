"""The fact tables as data: columns, types, units, meaning, grain.

The same words serve the check before a write, the typed empty frame of a reader, and the
reference documentation. Every table also carries `import_no` (which import the row came in, the
partition) and `line` (its line in the file as received).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

UTC_DATETIME = pl.Datetime("us", "UTC")


@dataclass(frozen=True)
class Column:
    """One column: `dtype` is what readers get, `unit` is empty when there is none."""

    name: str
    dtype: pl.DataType
    meaning: str
    meaning_fr: str
    unit: str = ""
    nullable: bool = False


@dataclass(frozen=True)
class Family:
    """One fact table. `dynamic` columns share a prefix and a type; a file brings its own."""

    name: str
    grain: str
    meaning: str
    meaning_fr: str
    columns: tuple[Column, ...]
    dynamic: tuple[Column, ...] = ()
    personal: bool = False

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Names and types of the fixed columns, in order, `import_no` and `line` last."""
        return {column.name: column.dtype for column in self.columns}

    def dtype_of(self, name: str) -> pl.DataType | None:
        """The contract type of a column, None when the family knows no such column."""
        for column in self.columns:
            if column.name == name:
                return column.dtype
        for column in self.dynamic:
            if name.startswith(column.name):
                return column.dtype
        return None


def _column(
    name: str,
    dtype: pl.DataType | type[pl.DataType],
    meaning: str,
    meaning_fr: str,
    *,
    unit: str = "",
    nullable: bool = False,
) -> Column:
    kind = dtype() if isinstance(dtype, type) else dtype
    return Column(name, kind, meaning, meaning_fr, unit, nullable)


_ORIGIN = (
    _column("import_no", pl.Int32, "Number of the import the row came in.", "Numéro de l’import."),
    _column(
        "line",
        pl.Int32,
        "Line in the file as received, header being 1.",
        "Ligne du fichier tel que reçu, l’en-tête étant la ligne 1.",
        nullable=True,
    ),
)
_CAMPAIGN = _column("campaign", pl.String, "Pix campaign code.", "Code de la campagne Pix.")
_PERSON = _column(
    "person", pl.Int64, "Pseudonym of a person.", "Pseudonyme d’une personne (jamais l’identité)."
)
_TERRITORY = _column(
    "territory", pl.String, "Canonical territory code.", "Code du territoire, forme canonique."
)
_PROFILE = _column(
    "profile", pl.String, "One of the five profiles, or ALL.", "Un des cinq profils, ou ALL."
)
_AS_OF = _column("as_of", pl.Date, "Date the figure is true at.", "Date à laquelle c’est vrai.")
_UAI = _column(
    "uai",
    pl.String,
    "School given with the row, if any.",
    "Établissement donné avec la ligne, s’il y en a un.",
    nullable=True,
)
_PATHWAY = _column(
    "pathway",
    pl.String,
    "Pathway code; null when the figure is for all of them.",
    "Code du parcours\u00a0; vide quand le chiffre les couvre tous.",
    nullable=True,
)
_REFERENTIAL = _column(
    "referential",
    pl.String,
    "Framework: CRCN, CRCN-EDU, or PIX when unknown.",
    "Cadre de référence\u00a0: CRCN, CRCN-EDU, ou PIX s’il est inconnu.",
)


def _nullable(column: Column) -> Column:
    return Column(
        column.name, column.dtype, column.meaning, column.meaning_fr, column.unit, nullable=True
    )


def _text(name: str, meaning: str, meaning_fr: str, *, nullable: bool = False) -> Column:
    return _column(name, pl.String, meaning, meaning_fr, nullable=nullable)


def _people(name: str, meaning: str, meaning_fr: str) -> Column:
    return _column(name, pl.Int64, meaning, meaning_fr, unit="people")


_FAMILIES = (
    Family(
        "participations",
        "one row per import, campaign and person",
        "How far a person went in a campaign, with the values of the latest sending.",
        "Où en est une personne dans une campagne, avec les valeurs de son dernier envoi.",
        (
            _CAMPAIGN,
            _PERSON,
            _column(
                "state",
                pl.Int8,
                "Best state reached: 0 started, 1 finished and not sent, 2 finished and sent.",
                "Meilleur état\u00a0: 0 commencé, 1 terminé non envoyé, 2 terminé et envoyé.",
            ),
            _column("started_on", pl.Date, "Day of the first start.", "Jour du premier début."),
            _column(
                "shared_at",
                UTC_DATETIME,
                "Instant of the latest sending.",
                "Instant du dernier envoi.",
                nullable=True,
            ),
            _column(
                "active_at",
                UTC_DATETIME,
                "Latest known activity: sending, else start.",
                "Dernière activité connue\u00a0: envoi, sinon début.",
            ),
            _column("sendings", pl.Int16, "Number of sendings.", "Nombre d’envois."),
            _UAI,
            *_ORIGIN,
        ),
        (
            _column(
                "c_",
                pl.UInt16,
                "Share of one item; null unless the results were sent.",
                "Part d’un item\u00a0; vide si les résultats n’ont pas été envoyés.",
                unit="1/10000",
                nullable=True,
            ),
        ),
        personal=True,
    ),
    Family(
        "items",
        "one row per import, campaign and item",
        "Which items the frame of a campaign holds.",
        "Quels items contient le cadre d’une campagne.",
        (
            _CAMPAIGN,
            _text("item", "Name of the column c_… it stands for.", "Nom de la colonne c_…"),
            _text(
                "level",
                "overall, domain, competence or subject.",
                "Niveau\u00a0: ensemble, domaine, compétence ou sujet.",
            ),
            _text("label", "Label as printed.", "Libellé tel qu’imprimé."),
            _REFERENTIAL,
            _column(
                "reachable",
                pl.Int16,
                "Targeted skills, or highest level of the subject.",
                "Acquis visés, ou plus haut niveau du sujet.",
                nullable=True,
            ),
            _column("position", pl.Int16, "Order in the export.", "Ordre dans l’export."),
            *_ORIGIN,
        ),
    ),
    Family(
        "funnels",
        "one row per territory, profile, pathway and date",
        "Participants counted by state, as printed by a producer.",
        "Participants comptés par état, tels qu’imprimés par un producteur.",
        (
            _TERRITORY,
            _PROFILE,
            _PATHWAY,
            _AS_OF,
            _people("started_not_finished", "Started, not finished.", "Commencé, non terminé."),
            _people("finished_not_sent", "Finished, not sent.", "Terminé, résultats non envoyés."),
            _people("finished_sent", "Finished and sent.", "Terminé, résultats envoyés."),
            *_ORIGIN,
        ),
    ),
    Family(
        "headcounts",
        "one row per territory, profile and date",
        "Number of people invited: the denominator of participation.",
        "Nombre de destinataires\u00a0: le dénominateur de la participation.",
        (
            _TERRITORY,
            _PROFILE,
            _AS_OF,
            _people("headcount", "People invited.", "Destinataires."),
            *_ORIGIN,
        ),
    ),
    Family(
        "coverages",
        "one row per territory, profile, pathway, referential, subject and date",
        "Coverage of a subject as printed by a producer.",
        "Taux de couverture d’un sujet, tel qu’imprimé par un producteur.",
        (
            _TERRITORY,
            _PROFILE,
            _PATHWAY,
            _REFERENTIAL,
            _text("subject", "Subject label.", "Libellé du sujet."),
            _column(
                "coverage",
                pl.Float64,
                "Mean level over highest level; null: not in this profile's pathway.",
                "Niveau moyen sur niveau maximal\u00a0; vide si absent du parcours du profil.",
                unit="percent",
                nullable=True,
            ),
            Column(
                "senders",
                pl.Int64(),
                "People whose results are counted.",
                "Personnes dont les résultats sont comptés.",
                "people",
                nullable=True,
            ),
            _AS_OF,
            *_ORIGIN,
        ),
    ),
    Family(
        "schools",
        "one row per school and directory",
        "The national directory of schools at a date.",
        "L’annuaire national des établissements à une date.",
        (
            _column("uai", pl.String, "Code of the school.", "Code UAI de l’établissement."),
            _text("name", "Name.", "Nom."),
            _text("type", "Type as published.", "Type tel que publié.", nullable=True),
            _text("sector", "public or private.", "Secteur\u00a0: public ou privé.", nullable=True),
            _text("degree", "1D or 2D.", "Degré\u00a0: 1D ou 2D.", nullable=True),
            _text("department", "Département code.", "Code du département.", nullable=True),
            _text("academie", "Académie code or name.", "Académie.", nullable=True),
            _text("district", "Circonscription code.", "Code de circonscription.", nullable=True),
            _text("district_name", "Circonscription.", "Circonscription.", nullable=True),
            _text("basin", "Bassin code.", "Code du bassin de formation.", nullable=True),
            _text("basin_name", "Bassin.", "Bassin de formation.", nullable=True),
            _text("commune", "Commune code.", "Code de la commune.", nullable=True),
            _text("commune_name", "Commune.", "Commune.", nullable=True),
            _column("opened", pl.Date, "Opened on.", "Date d’ouverture.", nullable=True),
            _column("closed", pl.Date, "Closed on.", "Date de fermeture.", nullable=True),
            _text("state", "Open, to open or closed.", "État publié.", nullable=True),
            *_ORIGIN,
        ),
    ),
    Family(
        "placements",
        "one row per person and roster",
        "Where a person of the roster works: no e-mail, no name.",
        "Où travaille une personne de la liste\u00a0: ni adresse, ni nom.",
        (
            _PERSON,
            _nullable(_PROFILE),
            _UAI,
            _text("department", "Département code.", "Code du département.", nullable=True),
            _text("district", "Circonscription code.", "Circonscription.", nullable=True),
            _text("basin", "Bassin code.", "Bassin de formation.", nullable=True),
            _text("discipline", "Discipline.", "Discipline.", nullable=True),
            *_ORIGIN,
        ),
        personal=True,
    ),
    Family(
        "pix_profiles",
        "one row per import, campaign and person",
        "A person's Pix profile at the latest sending.",
        "Le profil Pix d’une personne à son dernier envoi.",
        (
            _CAMPAIGN,
            _PERSON,
            _column("shared_at", UTC_DATETIME, "Latest sending.", "Dernier envoi.", nullable=True),
            _column("pix", pl.Int16, "Total of pix.", "Nombre de pix.", unit="pix", nullable=True),
            _column("certifiable", pl.Boolean, "Certifiable.", "Certifiable.", nullable=True),
            _column(
                "certifiable_competences",
                pl.Int8,
                "Number of certifiable competences.",
                "Nombre de compétences certifiables.",
                nullable=True,
            ),
            _UAI,
            *_ORIGIN,
        ),
        (
            _column(
                "l_", pl.Int8, "Level in a competence.", "Niveau par compétence.", nullable=True
            ),
        ),
        personal=True,
    ),
    Family(
        "certifications",
        "one row per certification taken",
        "Result of a certification.",
        "Résultat d’une certification.",
        (
            _PERSON,
            _text("status", "Result of the core certification.", "Résultat."),
            _text(
                "complementary",
                "Label of the complementary certification.",
                "Certification complémentaire.",
                nullable=True,
            ),
            _text(
                "complementary_status",
                "Result of the complementary certification.",
                "Résultat de la certification complémentaire.",
                nullable=True,
            ),
            _column("pix", pl.Int16, "Certified pix.", "Pix certifiés.", unit="pix", nullable=True),
            _text("session", "Session.", "Session.", nullable=True),
            _column("certified_on", pl.Date, "Day.", "Date de passage.", nullable=True),
            _UAI,
            *_ORIGIN,
        ),
        personal=True,
    ),
    Family(
        "campaigns",
        "one row per campaign code",
        "A campaign declared once: for whom, where, which pathway.",
        "Une campagne déclarée une fois\u00a0: pour qui, où, quel parcours.",
        (
            _CAMPAIGN,
            _nullable(_TERRITORY),
            _nullable(_PROFILE),
            _PATHWAY,
            _text("name", "Name.", "Nom.", nullable=True),
            _text("season", "Season of the deployment.", "Saison.", nullable=True),
            *_ORIGIN,
        ),
    ),
)

FAMILIES: Mapping[str, Family] = MappingProxyType({family.name: family for family in _FAMILIES})
