"""The territory that an address of compliance is about, once its rights are checked, and who
answers for data there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.http import HttpRequest

from vigie.codes import UnknownCode, parse_uai
from vigie.domains.compliance.models import DpoContact
from vigie.domains.people.models import Mandate
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, rights
from vigie.domains.people.roles import Role
from vigie.domains.territories.around import academy_of, department_of
from vigie.facts.geography import AmbiguousTerritory, Tree

_SCHOOL = "uai:"
_DEGREES = {"primary": "1D", "secondary": "2D"}

PRINTED_CONTACTS: Mapping[str, str] = MappingProxyType(
    {"aca:besancon": "dpd@ac-besancon.fr", "aca:dijon": "dpd@ac-dijon.fr"}
)
"""The addresses that a source prints (seeds/002, l. 78); the second is printed there under the name
of Besançon, which its own address contradicts."""


def place_asked(request: HttpRequest, text: str) -> str:
    """The canonical code of a territory in an address, if the table opens that address there.

    The door judged it already, unless no file named the school yet: its code then says where it is.
    Raises Refused.
    """
    held = rights(request)
    try:
        place = held.tree.canonical(held.tree.resolve(text))
    except AmbiguousTerritory:
        raise Refused(Answer.UNKNOWN) from None
    except UnknownCode:
        place = _school_of(text)
    match = request.resolver_match
    held.require(match.view_name if match else "", request.method or "GET", place)
    return place


def place_of_address(held: Rights, text: str) -> str:
    """The canonical territory of an address that the door judged. Raises Refused where it means
    nothing."""
    try:
        return held.tree.canonical(held.tree.resolve(text))
    except (UnknownCode, AmbiguousTerritory):
        raise Refused(Answer.UNKNOWN) from None


def school_asked(request: HttpRequest, text: str) -> str:
    """As `place_asked`, for what only schools have."""
    place = place_asked(request, text)
    if not is_school(place):
        raise Refused(Answer.UNKNOWN)
    return place


def _school_of(text: str) -> str:
    try:
        return f"{_SCHOOL}{parse_uai(text.removeprefix(_SCHOOL))}"
    except UnknownCode:
        raise Refused(Answer.UNKNOWN) from None


def is_school(place: str) -> bool:
    """Whether a code is that of a school."""
    return place.startswith(_SCHOOL)


@dataclass(frozen=True)
class Controller:
    """Who answers for the processing of a school. `label`: the function; `names`: who holds it."""

    degree: str
    label: str
    names: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """« DASEN, Doubs (Diane Aubier) »."""
        return f"{self.label} ({', '.join(self.names)})" if self.names else self.label


def degree_of(tree: Tree, school: str, at: datetime) -> str:
    """« 1D », « 2D », or empty when neither the directory nor a mandate says it."""
    pos = tree.find(school)
    found = _DEGREES.get(str(tree.frame["degree"][pos]), "") if pos is not None else ""
    if found:
        return found
    held = Mandate.objects.in_force(at).filter(territory=school).values_list("role", flat=True)
    roles = set(held)
    if Role.HEAD in roles:
        return "2D"
    return "1D" if Role.SCHOOL_DIRECTOR in roles else ""


def controller_of(tree: Tree, school: str, at: datetime) -> Controller:
    """The DASEN of the département for an école, the head for a collège or a lycée
    (seeds/002, l. 159)."""
    degree = degree_of(tree, school, at)
    if degree == "1D":
        department = department_of(tree, school)
        name = f", {tree.name(department)}" if department else ""
        return Controller(
            degree,
            f"Direction académique des services de l’éducation nationale (DASEN){name}",
            _holders(Role.DASEN, department, at),
        )
    if degree == "2D":
        return Controller(degree, "Chef d’établissement", _holders(Role.HEAD, school, at))
    return Controller("", "À préciser\u00a0: le degré de l’établissement n’est pas connu")


def _holders(role: Role, place: str, at: datetime) -> tuple[str, ...]:
    held = Mandate.objects.in_force(at).filter(role=role.value, territory=place)
    people = held.filter(person__is_active=True).select_related("person")
    return tuple(dict.fromkeys(each.person.name for each in people))


@dataclass(frozen=True)
class Officer:
    """How to reach the data-protection officer of an académie; no `email`: nobody said yet."""

    academy: str
    name: str = ""
    email: str = ""
    phone: str = ""


def officer_of(tree: Tree, place: str) -> Officer:
    """The data-protection officer to write to about a place."""
    academy = academy_of(tree, place)
    return officers(tree).get(academy, Officer(academy))


def officers(tree: Tree) -> dict[str, Officer]:
    """The officers known, by académie: those written here, else those of the printed source."""
    known = {
        tree.canonical(code): Officer(tree.canonical(code), email=email)
        for code, email in PRINTED_CONTACTS.items()
        if code in tree
    }
    for each in DpoContact.objects.all():
        known[each.territory] = Officer(each.territory, each.name, each.email, each.phone)
    return known
