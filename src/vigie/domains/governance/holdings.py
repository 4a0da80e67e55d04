"""What the governance holds of a person: her mission letter and what she is named for, which go
with her account; what she wrote for others, which stays without her name."""

from __future__ import annotations

from collections.abc import Iterator

from vigie.domains.compliance.held import Holding, Part, Subject, register
from vigie.domains.governance.models import KeyPerson, Letter, LetterEdition
from vigie.domains.governance.models import Subject as Named
from vigie.domains.people.models import Person
from vigie.domains.people.rights import Rights
from vigie.domains.people.tasks import place_name
from vigie.web import formats


def _rows(person: Person, held: Rights) -> Iterator[tuple[str, str, str]]:
    for letter in Letter.objects.with_editions().filter(holder=person):
        state = "retirée" if letter.withdrawn_at else str(letter.edition.state.label)
        yield "Lettre de mission", place_name(held, letter.territory), state
    for named in KeyPerson.objects.filter(person=person):
        until = f", jusqu’au {formats.moment(named.ended_at)}" if named.ended_at else ""
        what = f"Personne clé\u00a0: {Named(named.subject).label}"
        yield what, place_name(held, named.school), f"le {formats.moment(named.named_at)}{until}"
    number = LetterEdition.objects.filter(written_by=person).count()
    if number:
        yield "Lettres écrites ou modifiées par vous", "", formats.count(number)


def _show(subject: Subject, held: Rights) -> Part:
    rows = [] if subject.person is None else list(_rows(subject.person, held))
    return Part(("Quoi", "Où", "État"), rows)


register(
    Holding("governance", "Ma lettre de mission, et ce dont je suis chargée",
            ("governance.Letter", "governance.LetterEdition", "governance.KeyPerson"), _show)
)  # fmt: skip
