"""Who would be written to: read block after block, so that memory does not grow with the people.

Someone is aimed at by where she stands in the pathway, her profile, her place; she is then left
out, for one reason that is told as a count, when she refused reminders, when messages to her come
back, or when the budget of solicitations is spent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import polars as pl

from vigie.codes import ALL
from vigie.domains.campaigns.field_queries import cohort_people
from vigie.domains.campaigns.models import Cohort
from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_queries import those_who_chose
from vigie.domains.compliance.models import Decision
from vigie.domains.people.pseudonyms import pseudonyms_of_addresses
from vigie.domains.reminders.models import LIVE, Refusal, Reminder, ReminderState, Rest
from vigie.domains.reminders.policy import BUDGET, Budget
from vigie.domains.territories.tree import home, tree
from vigie.domains.trainings.queries import trainees_of
from vigie.facts.addressees import addressees
from vigie.facts.progress import FINISHED, STARTED, Progress
from vigie.periods import PARIS, SchoolYear, start_of

NOT_STARTED, BEGUN, DONE = "not_started", "started", "finished"
STATES = {
    NOT_STARTED: "n’ont pas commencé",
    BEGUN: "ont commencé, sans terminer",
    DONE: "ont terminé, sans envoyer (l’envoi est un choix libre)",
}
_RANKS = {NOT_STARTED: -1, BEGUN: STARTED, DONE: FINISHED}
_KEPT = ("email", "first_name", "department", "uai")

LEFT_OUT = {
    "objected": "ont refusé les rappels",
    "resting": "ont une adresse d’où les messages reviennent",
    "same_pathway": "ont déjà été relancées pour ce parcours cette année",
    "recent": "ont reçu un message il y a moins de {apart} jours",
    "year": "ont déjà reçu {per_year} messages cette année",
    "school": "sont dans un établissement déjà sollicité {school_waves} fois en un mois",
    "unlisted": "ne figurent dans aucune liste de personnels importée",
    "no_calendar": "sont là où aucun calendrier scolaire ne dit quand écrire",
}


class Aim(Protocol):
    """What of a wave says who is aimed at."""

    @property
    def pk(self) -> int | None: ...
    @property
    def territory(self) -> str: ...
    @property
    def pathway(self) -> str: ...
    @property
    def school_year(self) -> str: ...
    @property
    def states(self) -> Sequence[str]: ...
    @property
    def profiles(self) -> Sequence[str]: ...
    @property
    def narrowed(self) -> bool: ...
    @property
    def listed(self) -> Sequence[int]: ...
    @property
    def session_id(self) -> int | None: ...
    @property
    def cohort_id(self) -> int | None: ...


def left_out_words(why: str, budget: Budget = BUDGET) -> str:
    """A reason for leaving people out, as it follows their number."""
    return LEFT_OUT[why].format(
        apart=budget.apart.days, per_year=budget.per_year, school_waves=budget.school_waves
    )


@dataclass(frozen=True)
class Block:
    """`kept`: person, email, first_name, department, uai; `left_out`: how many for each reason."""

    kept: pl.DataFrame
    left_out: Counter[str]


def audience(aim: Aim, at: datetime, budget: Budget = BUDGET) -> Iterator[Block]:
    """Who would be written to at that moment, by blocks; the last one tells how many of those aimed
    at are in no roster. A person of two rosters may come twice: the database keeps one."""
    chosen, met = chosen_people(aim, at), set[int]()
    progress = Progress.on(home(), at.astimezone(PARIS).date())
    limits = Limits(aim, at, budget)
    where = tree(at.astimezone(PARIS).date())
    top = where.position(where.aliases(aim.territory)[0])
    end = int(where.ends[top])
    for rows in addressees(home()):
        found = rows
        if chosen is not None:
            found = found.filter(pl.col("person").is_in(chosen.implode()))
            met.update(found["person"])
        if aim.profiles and ALL not in aim.profiles:
            found = found.filter(pl.col("profile").is_in(list(aim.profiles)))
        if found.is_empty():
            continue
        names = ("uai", "district", "basin", "department", "profile")
        pos = where.place(**{name: found[name] for name in names})["pos"]
        found = found.filter(pos.is_between(top, end, closed="left"))
        found = in_states(found, progress, aim.pathway, aim.states)
        found = found.unique("person", keep="first", maintain_order=True)
        yield limits.apply(found)
    if chosen is not None and aim.cohort_id is None and len(chosen) > len(met):
        nobody = pl.DataFrame(schema={"person": pl.Int64, **dict.fromkeys(_KEPT, pl.String)})
        yield Block(nobody, Counter({"unlisted": len(chosen) - len(met)}))


def chosen_people(aim: Aim, at: datetime) -> pl.Series | None:
    """The pseudonyms that a wave keeps to, read at that moment; None when it keeps to nobody. A
    session that was cancelled, or a cohort that is gone, leaves nobody."""
    if not aim.narrowed:
        return None
    people: Sequence[int] = aim.listed
    if aim.session_id is not None:
        people = trainees_of(aim.session_id)
    elif aim.cohort_id is not None:
        cohort = Cohort.objects.filter(pk=aim.cohort_id).first()
        on = at.astimezone(PARIS).date()
        return cohort_people(home(), cohort, on) if cohort else pl.Series([], dtype=pl.Int64)
    return pl.Series("person", people, dtype=pl.Int64).unique()


def no_longer_aimed(aim: Aim, people: Iterable[int]) -> set[int]:
    """Those of these people who left the list of trainees that a wave aims at since it was planned,
    or all of them when the session is cancelled."""
    return set(people) - set(trainees_of(aim.session_id)) if aim.session_id is not None else set()


def in_states(
    people: pl.DataFrame, progress: Progress, pathway: str, states: Iterable[str]
) -> pl.DataFrame:
    """Those of these people (`person`) who stand there in a pathway: in no export, started, or
    finished and not sent."""
    ranks = [_RANKS[state] for state in states]
    known = progress.of(pathway, people["person"]).select("person", "state")
    return (
        people.join(known, on="person", how="left", maintain_order="left")
        .filter(pl.col("state").fill_null(-1).is_in(ranks))
        .drop("state")
    )


def refusing(people: Iterable[int], at: datetime) -> set[int]:
    """Those of these people who do not want reminders: by their choices, or by the link of a
    message when they have no account."""
    asked = set(people)
    against = asked - those_who_chose(asked, Choice.REMINDERS, at)
    by_link = dict(
        pair
        for part in _parts(sorted(asked))
        for pair in Refusal.objects.filter(person__in=part).values_list("person", "made_at")
    )
    if by_link:
        # Who said yes since, in her choices, has the last word.
        yes = Decision.objects.on(Choice.REMINDERS.value).filter(accepted=True, made_at__lte=at)
        pairs = yes.values_list("person__email", "made_at")
        numbers = pseudonyms_of_addresses([email for email, _ in pairs])
        for person, (_, said_at) in zip(numbers, pairs, strict=True):
            if person in by_link and said_at > by_link[person]:
                del by_link[person]
    return against | set(by_link)


def resting(people: Iterable[int], at: datetime) -> set[int]:
    """Those whose address is at rest."""
    return {
        person
        for part in _parts(list(people))
        for person in Rest.objects.filter(person__in=part, until__gt=at).values_list(
            "person", flat=True
        )
    }


class Limits:
    """What leaves someone out of a wave."""

    def __init__(self, aim: Aim, at: datetime, budget: Budget) -> None:
        self._aim, self._at, self._budget = aim, at, budget
        self._year_start = start_of(SchoolYear.parse(aim.school_year).first_day)
        self._full_schools = self._spent_schools()

    def apply(self, people: pl.DataFrame) -> Block:
        """Sorts people (`person`, `uai`) into those who stay and those who do not."""
        asked = people["person"].to_list()
        why: dict[int, str] = dict.fromkeys(refusing(asked, self._at), "objected")
        for person in resting(asked, self._at):
            why.setdefault(person, "resting")
        for person, reason in self._spent(asked):
            why.setdefault(person, reason)
        if self._full_schools:
            for person, uai in people.select("person", "uai").iter_rows():
                if uai in self._full_schools:
                    why.setdefault(person, "school")
        kept = people.filter(~pl.col("person").is_in(list(why))) if why else people
        return Block(kept.select("person", *_KEPT), Counter(why.values()))

    def _spent(self, people: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Who was written to, or is about to be, too much."""
        for part in _parts(people):
            held = Reminder.objects.filter(state__in=LIVE, person__in=part)
            held = held.exclude(wave=self._aim.pk or 0)
            rows = held.values_list(
                "person", "state", "due_at", "wave__pathway", "wave__school_year", "envelope",
                "envelope__claimed_at",
            )  # fmt: skip
            told: dict[int, list[tuple[object, ...]]] = defaultdict(list)
            for person, *rest in rows:
                told[person].append(tuple(rest))
            for person, lines in told.items():
                reason = self._too_much(lines)
                if reason:
                    yield person, reason

    def _too_much(self, lines: Sequence[tuple[object, ...]]) -> str:
        messages = set()
        for state, due, pathway, year, envelope, left in lines:
            if pathway == self._aim.pathway and year == self._aim.school_year:
                return "same_pathway"
            when = left or due
            if isinstance(when, datetime):
                if state != ReminderState.QUEUED and when > self._at - self._budget.apart:
                    return "recent"
                if when >= self._year_start:
                    messages.add(envelope or when)
        return "year" if len(messages) >= self._budget.per_year else ""

    def _spent_schools(self) -> set[str]:
        since = self._at - timedelta(days=self._budget.school_days)
        waves: dict[str, set[int]] = defaultdict(set)
        pairs = (
            Reminder.objects.filter(state__in=LIVE, due_at__gt=since)
            .exclude(wave=self._aim.pk or 0)
            .exclude(uai="")
            .values_list("uai", "wave")
            .distinct()
        )
        for uai, wave in pairs:
            waves[uai].add(wave)
        return {uai for uai, known in waves.items() if len(known) >= self._budget.school_waves}


def _parts(people: Sequence[int], size: int = 10_000) -> Iterator[Sequence[int]]:
    for start in range(0, len(people), size):
        yield people[start : start + size]
