"""Who may give, and end, which mandates: nobody gives one to herself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights
from vigie.domains.people.roles import Role
from vigie.domains.territories.relations import Relation, relation

GRANTS: Mapping[Role, frozenset[Role]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset(Role),
        Role.NATIONAL_TEAM: frozenset({Role.DELEGATE, Role.PIX_TEAM, Role.DASEN, Role.DPO}),
        Role.DELEGATE: frozenset(
            {Role.ADVISER, Role.TRAINING_SERVICE, Role.TRAINER, Role.SUBJECT_INSPECTOR,
             Role.PARTNER, Role.LOCAL_AUTHORITY}
        ),
        Role.DASEN: frozenset({Role.HEAD, Role.SCHOOL_DIRECTOR, Role.DISTRICT_INSPECTOR}),
        Role.PIX_TEAM: frozenset({Role.TRAINER}),
        Role.HEAD: frozenset({Role.RUPN, Role.GDPR_RELAY, Role.TEACHER}),
        Role.SCHOOL_DIRECTOR: frozenset({Role.GDPR_RELAY, Role.TEACHER}),
    }
)  # fmt: skip
"""Role of the giver → roles given, on the giver's territory and inside it."""

_WITHIN = (Relation.OWN, Relation.CHILD)


def roles_to_give(rights: Rights) -> list[Role]:
    """The roles that a person may give somewhere, in the order of `Role`."""
    given = {role for each in rights.mandates for role in GRANTS.get(Role(each.role), ())}
    return [role for role in Role if role in given]


def may_give(rights: Rights, role: Role, territory: str) -> bool:
    """Whether a mandate of this role, there, is hers to give."""
    return any(
        role in GRANTS.get(Role(each.role), ())
        and relation(rights.tree, each.territory, territory) in _WITHIN
        for each in rights.mandates
    )


def may_end(rights: Rights, mandate: Mandate) -> bool:
    """Whether a mandate is hers to end: she may give it, holds it, or it comes from such a one."""
    if rights.person is not None and mandate.person_id == rights.person.pk:
        return True
    if mandate.origin is not None and may_end(rights, mandate.origin):
        return True
    return may_give(rights, Role(mandate.role), mandate.territory)


def mandate_for(rights: Rights, pk: int) -> Mandate:
    """A mandate that she may end. Raises Refused, that tells nothing of the others."""
    found = Mandate.objects.filter(pk=pk).select_related("person", "origin").first()
    if found is None or not may_end(rights, found):
        raise Refused(Answer.UNKNOWN)
    return found


def oversees(rights: Rights, territory: str) -> bool:
    """Whether some mandate of hers gives mandates in that territory."""
    return any(
        Role(each.role) in GRANTS and relation(rights.tree, each.territory, territory) in _WITHIN
        for each in rights.mandates
    )


def person_for(rights: Rights, pk: int) -> Person:
    """A person whom she oversees: by a mandate, or by her place. Raises Refused."""
    found = Person.objects.filter(pk=pk).prefetch_related("mandates").first()
    if found is None or not _oversees_person(rights, found):
        raise Refused(Answer.UNKNOWN)
    return found


def _oversees_person(rights: Rights, person: Person) -> bool:
    places = {each.territory for each in person.mandates.all()} | {person.place}
    if any(oversees(rights, place) for place in places if place):
        return True
    # Someone without any place is for whoever oversees everything.
    return not any(places) and oversees(rights, "FR")


def overseen_people(rights: Rights, text: str = "", limit: int = 500) -> tuple[list[Person], bool]:
    """People whom she oversees and whose name or address holds a text; whether some are left out.

    Two queries, whatever the number of people.
    """
    places = set(Mandate.objects.values_list("territory", flat=True).distinct())
    places |= set(Person.objects.values_list("place", flat=True).distinct())
    mine = [place for place in places if place and oversees(rights, place)]
    found = Person.objects.overseen(mine, everyone=oversees(rights, "FR")).matching(text)
    people = list(found.prefetch_related("mandates").distinct()[: limit + 1])
    return people[:limit], len(people) > limit
