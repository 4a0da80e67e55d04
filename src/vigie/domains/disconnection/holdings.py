"""What is held of who said the rest of a school: it stays, without her name."""

from __future__ import annotations

from vigie.domains.compliance.held import Holding, Part, Subject, register
from vigie.domains.disconnection.models import CharterMark, SchoolHours
from vigie.domains.people.rights import Rights


def _said(subject: Subject, _: Rights) -> Part:
    columns = ("Dit par vous", "Nombre")
    if subject.person is None:
        return Part(columns)
    counted = (
        ("Heures de repos d’un établissement", SchoolHours.objects.filter(said_by=subject.person)),
        ("Points de sa charte", CharterMark.objects.filter(said_by=subject.person)),
    )
    return Part(columns, [(what, n) for what, found in counted if (n := found.count())])


register(
    Holding("disconnection", "Ce que j’ai dit du droit à la déconnexion",
            ("disconnection.SchoolHours", "disconnection.CharterMark"), _said)
)  # fmt: skip
