"""The forms of what is measured: an indicator, its objective, where it starts, a typed value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vigie.codes import LEVELS, PROFILES, profile_label
from vigie.domains.compliance.forms import Entry, options_of
from vigie.domains.roadmaps.checks import LEVEL_NAMES
from vigie.domains.roadmaps.models import Indicator, Roadmap
from vigie.domains.roadmaps.models.measuring import Direction, Frequency, Kind
from vigie.domains.territories.counts import counts
from vigie.measures.definition import definitions
from vigie.web import formats

GRAMMAR = (
    "Ainsi\u00a0: >= 10 %, <= 5 %, 5..10, ~ 50, 80/122, +20 %, x2, fait. On peut ajouter "
    "«\u00a0par académie\u00a0», «\u00a0cumulé\u00a0», «\u00a0au plus tard le 2026-06-30\u00a0»."
)


def measures() -> list[tuple[str, str]]:
    """The catalogue of measures, by name; then what the domains count."""
    known = [(name, each.label) for name, each in definitions().items()]
    kept = [(name, f"Compté dans Vigie\u00a0: {each.label}") for name, each in counts().items()]
    return [
        *sorted(known, key=lambda each: formats.sort_text(each[1])),
        *sorted(kept, key=lambda each: formats.sort_text(each[1])),
    ]


def indicator_entries(pathways: Sequence[str], *, new: bool) -> tuple[Entry, ...]:
    """An indicator: what it is called, where its values come from, and what it rests on."""
    profiles = [(each, profile_label(each)) for each in PROFILES]
    levels = [(level, LEVEL_NAMES[level].capitalize()) for level in LEVEL_NAMES if level in LEVELS]
    return (
        Entry("label", "Libellé", help="Ce qui est suivi.", required=True, most=500),
        Entry("code", "Code", help="Court et unique dans la feuille de route.", required=True,
              most=40),
        Entry("kind", "Renseignement", "select", options=options_of(Kind), required=True),
        Entry("measure", "Mesure", "select",
              options=[("", "Aucune\u00a0: il est saisi"), *measures()],
              help="Pour un indicateur calculé\u00a0: il suit alors de lui-même les imports, ou ce "
              "qui est écrit dans Vigie. Un décompte ne se restreint ni à un profil ni à un "
              "parcours."),
        Entry("profile", "Profil", "select",
              options=[("", "Tous les profils"), *profiles]),
        Entry("pathway", "Parcours", "select",
              options=[("", "Tous les parcours"), *((each, each) for each in pathways)]),
        Entry("unit", "Unité", help="«\u00a0%\u00a0» pour un taux, sinon ce qui est compté\u00a0: "
              "enseignants.", required=True, most=60),
        Entry("territory_level", "Maille", "select", "Le niveau où une valeur existe.",
              options=levels, required=True),
        Entry("direction", "Sens attendu", "select",
              options=[("", "Celui de l’objectif"), *options_of(Direction)]),
        Entry("frequency", "Fréquence", "select",
              options=[("", "Non précisée"), *options_of(Frequency)]),
        *((Entry("objective", "Objectif", help=GRAMMAR, most=200),) if new else ()),
        Entry("formula", "Formule", "textarea", most=1000),
        Entry("numerator", "Numérateur", most=500),
        Entry("denominator", "Dénominateur", most=500),
        Entry("data_source", "D’où viennent les données", most=500),
        Entry("responsible", "Qui renseigne", help="Une personne ou un service.", most=300),
        Entry("note", "Remarque", "textarea", most=1000),
        Entry("source", "Source", most=500),
    )  # fmt: skip


def objective_entries(roadmap: Roadmap) -> tuple[Entry, ...]:
    """A new version of an objective."""
    periods = [("", "Sans période"), *((year, year) for year in reversed(roadmap.years))]
    return (
        Entry("text", "Objectif", help=GRAMMAR, required=True, most=200),
        Entry("period", "Période", "select", options=periods,
              help="La version d’avant, pour la même période, reste lisible."),
        Entry("valid_from", "Valable à partir du", "date", "Aujourd’hui si rien n’est écrit."),
        Entry("why", "Pourquoi", "textarea", "Une phrase\u00a0: on la lira plus tard.", most=1000),
    )  # fmt: skip


def baseline_entries(indicator: Indicator) -> tuple[Entry, ...]:
    """Where an indicator starts."""
    unit = "en %" if indicator.is_percent else f"en {indicator.unit}"
    return (
        Entry("amount", f"Valeur de départ ({unit})",
              help="Effacez-la pour retirer le point de départ.", most=30),
        Entry("on", "Constatée le", "date"),
        Entry("note", "Remarque", "textarea", most=1000),
        Entry("source", "Source", most=500),
    )  # fmt: skip


def value_entries(indicator: Indicator, places: Sequence[tuple[str, str]]) -> tuple[Entry, ...]:
    """A typed value. `places`: the territories that it may be of."""
    if indicator.kind == Kind.QUALITATIVE:
        value: tuple[Entry, ...] = (
            Entry("done", "Réponse", "select",
                  options=[("", "En mots seulement"), ("oui", "Fait"), ("non", "Pas fait")]),
            Entry("text", "En mots", "textarea", most=1000),
        )  # fmt: skip
    else:
        unit = "en %" if indicator.is_percent else f"en {indicator.unit}"
        value = (
            Entry("amount", f"Valeur ({unit})", help="Par exemple 12,5. Ou laissez vide et donnez "
                  "les deux nombres du rapport.", most=30),
            Entry("numerator", "Numérateur", most=30),
            Entry("denominator", "Dénominateur", most=30),
        )  # fmt: skip
    return (
        Entry("territory", "Territoire", "select", options=places, required=True),
        Entry("on", "Constatée le", "date", required=True),
        *value,
        Entry("source", "D’où vient cette valeur", most=500),
        Entry("comment", "Commentaire", "textarea", most=1000),
    )


def first_value(place: str, on: date) -> dict[str, str]:
    """A typed value before anything is typed."""
    return {"territory": place, "on": on.isoformat()}
