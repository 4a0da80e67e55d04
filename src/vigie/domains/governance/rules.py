"""Who may read a mission letter: the table opens the address, this says which letters."""

from __future__ import annotations

from vigie.domains.compliance.places import is_school
from vigie.domains.governance.models import Function, Letter
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights
from vigie.domains.people.roles import Role


def letter_asked(rights: Rights, place: str, number: int) -> Letter:
    """A letter of a place, withdrawn or not. In a school, its head reads them all, anyone else her
    own. Raises Refused."""
    found = Letter.objects.with_editions().filter(territory=place, pk=number).first()
    if found is None or not may_read(rights, found):
        raise Refused(Answer.UNKNOWN)
    return found


def may_read(rights: Rights, letter: Letter) -> bool:
    """Whether she may read what a letter says."""
    if not is_school(letter.territory):
        return True
    if rights.person is not None and letter.holder_id == rights.person.pk:
        return True
    return any(each.territory == letter.territory for each in rights.holding(Role.HEAD))


def functions_at(place: str) -> list[Function]:
    """For whom letters are written in a place: a RUPN in a school, the others above."""
    if is_school(place):
        return [Function.RUPN]
    return [each for each in Function if each != Function.RUPN]
