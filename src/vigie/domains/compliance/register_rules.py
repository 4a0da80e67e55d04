"""Who may write in the register of a school."""

from __future__ import annotations

from django.http import HttpRequest

from vigie.domains.compliance.models import Processing
from vigie.domains.compliance.places import degree_of, school_asked
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, rights
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
    of_school = [each for each in held.mandates if each.territory == school]
    if any(Rights(held.person, [each], held.at).may_open("register_add", school, "POST")
           for each in of_school):  # fmt: skip
        return True
    return bool(held.holding(Role.DASEN)) and degree_of(held.tree, school, held.at) == "1D"


def entry_of(school: str, number: int) -> Processing:
    """The entry of that number in the register of that school, in use or not. Raises Refused."""
    found = Processing.objects.of_school(school).filter(pk=number).first()
    if found is None:
        raise Refused(Answer.UNKNOWN)
    return found
