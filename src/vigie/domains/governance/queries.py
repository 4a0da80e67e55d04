"""Reads of mission letters and key people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vigie.domains.compliance.places import is_school
from vigie.domains.governance.models import Function, KeyPerson, Letter, State, Subject
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import Role
from vigie.domains.people.school_roles import school_roles
from vigie.domains.territories.around import department_of
from vigie.domains.territories.relations import Relation, relation
from vigie.facts.geography import Tree

_INSIDE = (Relation.OWN, Relation.CHILD)
KEY_ROLES: Mapping[str, Role] = {
    "Pix": Role.PIX_ORGA_ADMINISTRATOR,
    "Ressources du Médiacentre": Role.GAR_ALLOCATOR,
    "ENT": Role.ENT_ADMINISTRATOR,
}
"""Three of the four subjects of the key people are delegated roles (seeds/004, l. 79-91)."""
_NUMBERS = ("aucune", "une", "deux", "trois", "quatre")


@dataclass(frozen=True)
class Referent:
    """A RUPN in office and her letter, None while it is to write."""

    person: Person
    letter: Letter | None


@dataclass(frozen=True)
class KeyLine:
    """A subject and who sees to it. `role`: the delegated role that says it. `waiting`: she is
    designated, and begins later. `named`: the naming, where no role says it."""

    subject: str
    role: Role | None
    person: Person | None
    since: datetime | None
    waiting: bool = False
    named: KeyPerson | None = None

    @property
    def is_filled(self) -> bool:
        return self.person is not None and not self.waiting


def referents(school: str, at: datetime) -> list[Referent]:
    """The RUPN in office in a school, with their letters."""
    held = Mandate.objects.in_force(at).filter(territory=school, role=Role.RUPN.value)
    people = list(dict.fromkeys(each.person for each in held.select_related("person")))
    letters = Letter.objects.standing().with_editions().filter(territory=school)
    known = {each.holder_id: each for each in letters}
    return [Referent(each, known.get(each.pk)) for each in people]


def others(place: str, but: Iterable[Referent] = ()) -> tuple[list[Letter], list[Letter]]:
    """The other letters of a place: those that stand, those that were withdrawn."""
    shown = {each.letter.pk for each in but if each.letter is not None}
    found = [each for each in Letter.objects.with_editions().filter(territory=place)
             if each.pk not in shown]  # fmt: skip
    return (
        [each for each in found if each.withdrawn_at is None],
        [each for each in found if each.withdrawn_at is not None],
    )


def key_people(school: str, at: datetime) -> list[KeyLine]:
    """The four subjects, and who sees to each: whoever the head delegated, or named."""
    services = {each.role: each for each in school_roles(school, at).services}
    lines = []
    for subject, role in KEY_ROLES.items():
        line = services[role]
        held = line.held
        lines.append(
            KeyLine(subject, role, held.person if held else None,
                    held.starts_at if held else None, line.is_pending)
        )  # fmt: skip
    found = KeyPerson.objects.filter(school=school, ended_at__isnull=True)
    named = {each.subject: each for each in found.select_related("person")}
    for each in Subject:
        one = named.get(each)
        lines.append(
            KeyLine(str(each.label), None, one.person if one else None,
                    one.named_at if one else None, named=one)
        )  # fmt: skip
    return lines


def last_ended(school: str) -> KeyPerson | None:
    """Whom a school named last for a subject that nobody sees to any more: to undo it."""
    standing = KeyPerson.objects.filter(school=school, ended_at__isnull=True).values("subject")
    ended = KeyPerson.objects.filter(school=school, ended_at__isnull=False)
    return ended.exclude(subject__in=standing).select_related("person").first()


def filled_words(lines: Sequence[KeyLine]) -> str:
    """« Quatre sur quatre »."""
    filled = sum(each.is_filled for each in lines)
    return f"{_NUMBERS[filled].capitalize()} sur {_NUMBERS[len(lines)]}"


@dataclass
class Count:
    """Letters of one function in one place: `letters` that were begun, of which `with_item` say
    Pix+ Édu; one given to several people counts as many times. `to_write`: begun or not."""

    place: str
    function: Function
    letters: int = 0
    signed: int = 0
    in_consultation: int = 0
    to_write: int = 0
    with_item: int = 0

    @property
    def expected(self) -> int:
        """One for each person who is to have a letter."""
        return self.signed + self.in_consultation + self.to_write

    @property
    def without_item(self) -> int:
        return self.letters - self.with_item


def counts(tree: Tree, territory: str, at: datetime) -> list[Count]:
    """The letters of a territory and inside it, by département (or the place that wrote them) and
    function. A RUPN in office without a letter is a letter to write."""
    found: dict[tuple[str, Function], Count] = {}

    def count_of(place: str, function: Function) -> Count | None:
        where = (department_of(tree, place) or place) if is_school(place) else place
        if relation(tree, territory, where) not in _INSIDE:
            return None
        return found.setdefault((where, function), Count(where, function))

    with_letter = set()
    for letter in Letter.objects.standing().with_editions():
        with_letter.add((letter.territory, letter.holder_id))
        count = count_of(letter.territory, Function(letter.function))
        if count is not None:
            _add(count, letter)
    held = Mandate.objects.in_force(at).filter(role=Role.RUPN.value)
    for place, _ in set(held.values_list("territory", "person")) - with_letter:
        count = count_of(place, Function.RUPN)
        if count is not None:
            count.to_write += 1
    order = list(Function)
    return sorted(found.values(), key=lambda each: (order.index(each.function), each.place))


def _add(count: Count, letter: Letter) -> None:
    edition, number = letter.edition, letter.given_to
    if edition.state == State.TO_WRITE:
        count.to_write += number
    elif edition.state == State.CONSULTATION:
        count.in_consultation += number
    else:
        count.signed += number
    count.letters += number
    count.with_item += number * edition.pix_edu
