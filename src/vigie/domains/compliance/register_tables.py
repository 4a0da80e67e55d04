"""The registers as tables, for the screen and for files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Max
from django.urls import reverse

from vigie.domains.compliance.models import Processing
from vigie.domains.compliance.places import Controller, Officer, degree_of
from vigie.domains.compliance.register_own import OWN_PROCESSINGS, OwnProcessing
from vigie.domains.compliance.register_rules import may_read
from vigie.domains.people.rights import Rights
from vigie.domains.people.tasks import place_name
from vigie.facts.geography import Tree
from vigie.periods import PARIS
from vigie.web.tables import Column, Link, Row, Table

_LISTED = ("academie", "department", "district", "basin")
"""Levels at which schools without any entry are listed too; above, there are too many."""
_ARTICLE_30 = (
    Column("name", "Traitement", header=True),
    Column("controller", "Responsable de traitement"),
    Column("officer", "Délégué à la protection des données"),
    Column("purposes", "Finalités"),
    Column("basis", "Base légale"),
    Column("people", "Personnes concernées"),
    Column("data", "Données"),
    Column("recipients", "Destinataires"),
    Column("transfers", "Transferts hors de l’Union"),
    Column("erasure", "Durée de conservation"),
    Column("security", "Mesures de sécurité"),
)
_NO_TRANSFER = "Aucun"


def school_table(
    entries: Sequence[Processing], controller: Controller, officer: Officer, school: str
) -> Table:
    """The whole register of a school, one line an entry: what files hold."""
    rows = [
        Row(
            {
                **_article_30(each, controller.words, officer),
                "service": each.service,
                "hosting": each.hosting_name,
                "shared": "oui" if each.shared else "non",
                "changed": each.changed_at.astimezone(PARIS).date(),
            }
        )
        for each in entries
    ]
    more = (
        Column("service", "Outil"),
        Column("hosting", "Hébergement"),
        Column("shared", "Partage avec des tiers"),
        Column("changed", "Modifié le", kind="date"),
    )
    return Table(
        id="registre",
        caption=f"Registre des traitements, {school}",
        columns=(*_ARTICLE_30, *more),
        rows=rows,
    )


def own_table(controller: str, officer: Officer) -> Table:
    """The register of what Vigie does, one line an entry."""
    return Table(
        id="registre",
        caption="Registre des traitements de Vigie",
        columns=_ARTICLE_30,
        rows=[Row(_own(each, controller, officer)) for each in OWN_PROCESSINGS.values()],
    )


def _own(entry: OwnProcessing, controller: str, officer: Officer) -> dict[str, str]:
    said = _article_30(entry, controller, officer)
    return said | {"erasure": " ".join([said["erasure"], *(f"{each}." for each in entry.lengths)])}


def _article_30(
    entry: Processing | OwnProcessing, controller: str, officer: Officer
) -> dict[str, str]:
    return {
        "name": entry.name,
        "controller": controller,
        "officer": officer.email or "À indiquer",
        "purposes": entry.purposes,
        "basis": entry.legal_basis_name,
        "people": entry.people,
        "data": entry.data,
        "recipients": entry.recipients,
        "transfers": entry.transfers or _NO_TRANSFER,
        "erasure": entry.erasure,
        "security": entry.security,
    }


def schools_table(held: Rights, place: str, at: datetime) -> Table:
    """The registers of the schools of a territory: how many entries, the latest change."""
    kept = {
        school: (number, latest)
        for school, number, latest in Processing.objects.in_use()
        .values_list("territory")
        .annotate(Count("pk"), Max("changed_at"))
        if may_read(held, school)
    }
    listed = dict.fromkeys([*_schools_inside(held, place), *sorted(kept)])
    rows = []
    for school in listed:
        number, latest = kept.get(school, (0, None))
        rows.append(
            Row(
                {
                    "school": Link(place_name(held, school), reverse("register", args=[school])),
                    "degree": _degree(held.tree, school, at),
                    "entries": number,
                    "changed": latest.astimezone(PARIS).date() if latest else None,
                }
            )
        )
    return Table(
        id="registres",
        caption="Registres des établissements",
        columns=(
            Column("school", "Établissement", header=True),
            Column("degree", "Degré", filter=len(rows) > 8),
            Column("entries", "Traitements inscrits", kind="count"),
            Column("changed", "Dernier changement", kind="date"),
        ),
        rows=rows,
        empty="Aucun établissement de ce territoire n’a encore inscrit de traitement.",
    )


def _schools_inside(held: Rights, place: str) -> Iterable[str]:
    if held.tree.level(place) not in _LISTED:
        return ()
    return (each for each in held.tree.descendants(place, "school") if may_read(held, each))


def _degree(tree: Tree, school: str, at: datetime) -> str:
    pos = tree.find(school)
    if pos is None:
        return degree_of(tree, school, at)
    return {"primary": "1D", "secondary": "2D"}.get(str(tree.frame["degree"][pos]), "")
