"""Who may read the register of a school, and write in it."""

from __future__ import annotations

from django.http import HttpRequest

from vigie.domains.compliance.models import Processing
from vigie.domains.compliance.places import degree_of, school_asked
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, or_unknown, rights
from vigie.domains.people.roles import Role


def editable_school(request: HttpRequest, text: str) -> str:
    """The school of an address, if whoever asks may write in its register. Raises Refused."""
    school = school_asked(request, text)
    if not may_edit(rights(request), school):
        raise Refused(Answer.ELSEWHERE)
    return school


def may_edit(held: Rights, school: str) -> bool:
    """Those of the school that the table names; a DASEN only where she is the controller, that is
    for écoles."""
    if not held.may_open("register_add", school, "POST"):
        return False
    return _beyond_dasen(held, "register_add", school, "POST") or _is_ecole(held, school)


def may_read(held: Rights, school: str) -> bool:
    """Those that the table names; a DASEN the registers of écoles only."""
    if not held.may_open("register", school):
        return False
    return _beyond_dasen(held, "register", school) or _is_ecole(held, school)


def _beyond_dasen(held: Rights, address: str, school: str, method: str = "GET") -> bool:
    """Whether another mandate than that of a DASEN opens the address."""
    others = [each for each in held.mandates if each.role != Role.DASEN]
    return Rights(held.person, others, held.at).may_open(address, school, method)


def _is_ecole(held: Rights, school: str) -> bool:
    return degree_of(held.tree, school, held.at) == "1D"


def entry_of(school: str, number: int) -> Processing:
    """The entry of that number in the register of that school, in use or not. Raises Refused."""
    return or_unknown(Processing.objects.of_school(school).filter(pk=number).first())
