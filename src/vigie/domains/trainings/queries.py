"""Reads of the training sessions: those of a territory, what is offered before them, what is left
to do, and how many were held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vigie.codes import PROFILES
from vigie.domains.campaigns.access_queries import every_card
from vigie.domains.campaigns.models import Campaign
from vigie.domains.territories.around import around_of, department_of, departments_of
from vigie.domains.territories.relations import Relation, relation
from vigie.domains.trainings.models import HeadContact, Session, SessionState, Trainee
from vigie.facts.geography import Tree
from vigie.periods import PARIS

_INSIDE = (Relation.OWN, Relation.CHILD)


def sessions_inside(tree: Tree, territory: str) -> list[Session]:
    """The sessions of a territory and of those inside it, the latest first."""
    return list(Session.objects.filter(territory__in=_inside(tree, territory)))


def sessions_about(tree: Tree, territory: str) -> list[Session]:
    """The sessions that concern a territory: its own, those inside it, and those of the territories
    around it that name one of its schools or none in particular. The latest first."""
    around = [code for code in around_of(tree, territory) if code != territory]
    chosen = {each.pk for each in sessions_inside(tree, territory)}
    named: dict[int, list[str]] = {}
    for session, uai in (
        HeadContact.objects.current()
        .filter(session__territory__in=around)
        .values_list("session", "uai")
    ):
        named.setdefault(session, []).append(uai)
    for pk in Session.objects.filter(territory__in=around).values_list("pk", flat=True):
        schools = named.get(pk)
        if schools is None or any(_holds(tree, territory, f"uai:{uai}") for uai in schools):
            chosen.add(pk)
    return list(Session.objects.filter(pk__in=chosen))


def sessions_of_school(school: str, on: date) -> list[Session]:
    """The sessions to come that concern people of a school, the next first."""
    uai = school.removeprefix("uai:")
    return list(Session.objects.to_come(on).for_school(uai).order_by("first_day", "pk"))


@dataclass(frozen=True)
class Offer:
    """Whether the pathway of a session is offered, for a profile in a département."""

    department: str
    profile: str
    campaign: Campaign | None


def offers_of(tree: Tree, session: Session, on: date) -> list[Offer]:
    """Every profile × département that a session concerns, and the campaign that it finds on a day
    (R170)."""
    profiles = session.profiles or PROFILES
    cards = every_card(tree, departments_concerned(tree, session), profiles, on)
    return [
        Offer(place, profile, next(c.campaign for c in found if c.pathway.code == session.pathway))
        for (place, profile), found in cards.items()
    ]


def departments_concerned(tree: Tree, session: Session) -> list[str]:
    """The départements of the schools that a session names; of its territory when it names none."""
    schools = session.contacts.current().values_list("uai", flat=True)
    found = dict.fromkeys(department_of(tree, f"uai:{uai}") for uai in schools)
    return [code for code in found if code] or departments_of(tree, session.territory)


@dataclass(frozen=True)
class Progress:
    """How many heads are contacted, of how many."""

    done: int
    all: int


def contacts_of(sessions: Iterable[Session]) -> Mapping[int, Progress]:
    """For each session that names schools, how many of their heads are contacted."""
    rows = HeadContact.objects.current().filter(session__in=[each.pk for each in sessions])
    done, every = Counter[int](), Counter[int]()
    for session, on in rows.values_list("session", "done_on"):
        every[session] += 1
        done[session] += on is not None
    return {session: Progress(done[session], number) for session, number in every.items()}


@dataclass(frozen=True)
class Held:
    """How many sessions of a territory, in a school year, were held, are planned, were cancelled
    (R043; seeds/000, l. 122)."""

    territory: str
    school_year: str
    held: int
    planned: int
    cancelled: int


def counts_of(sessions: Sequence[Session]) -> list[Held]:
    """The sessions counted by territory and school year, the latest year first."""
    counted: dict[tuple[str, str], Counter[str]] = {}
    for each in sessions:
        counted.setdefault((each.school_year, each.territory), Counter())[each.state] += 1
    keys = sorted(sorted(counted, key=lambda key: key[1]), key=lambda key: key[0], reverse=True)
    return [
        Held(place, year, *(counted[year, place][state] for state in (
            SessionState.HELD, SessionState.PLANNED, SessionState.CANCELLED)))
        for year, place in keys
    ]  # fmt: skip


def trainees_of(session_id: int) -> list[int]:
    """The pseudonyms of who is to come to a session; nobody once it is cancelled."""
    rows = Trainee.objects.filter(session=session_id)
    rows = rows.exclude(session__state=SessionState.CANCELLED)
    return list(rows.values_list("person", flat=True))


def to_remind(tree: Tree, territory: str, at: datetime) -> list[Session]:
    """The sessions to come whose trainees a territory may write to: those that have a list."""
    on = at.astimezone(PARIS).date()
    known = Trainee.objects.values("session")
    mine = {*_inside(tree, territory), *around_of(tree, territory)}
    found = Session.objects.to_come(on).filter(territory__in=mine, pk__in=known)
    return list(found.order_by("first_day", "pk"))


def _inside(tree: Tree, territory: str) -> list[str]:
    places = Session.objects.order_by().values_list("territory", flat=True).distinct()
    return [place for place in places if _holds(tree, territory, place)]


def _holds(tree: Tree, territory: str, place: str) -> bool:
    return relation(tree, territory, place) in _INSIDE
