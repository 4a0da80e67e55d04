"""Reads of waves: where each stands, what waits and why, what a school was asked, the effect.

Whatever counts people hides a number under five. To who may not read people one by one, the others
are told to the nearest five: a wave to those who have not begun, set against the headcount, would
tell exactly how many have, past the door that protects it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from vigie.codes import pathway_label
from vigie.domains.reminders.actions import UNDO_FOR
from vigie.domains.reminders.audience import left_out_words
from vigie.domains.reminders.models import (
    Envelope,
    EnvelopeState,
    Reminder,
    ReminderState,
    Wave,
    WaveState,
)
from vigie.domains.reminders.sending import PATIENCE
from vigie.domains.territories.relations import Relation, relation
from vigie.domains.territories.tree import home
from vigie.facts.geography import Tree
from vigie.facts.progress import FINISHED, Progress
from vigie.measures.disclosure import STEERING
from vigie.periods import PARIS
from vigie.web import formats

DROPPED = {
    "answered": "ont avancé avant que leur tour ne vienne",
    "objected": "ont refusé les rappels entre-temps",
    "resting": "ont une adresse d’où les messages reviennent",
    "unlisted": "ne sont plus attendues à la session, ou elle est annulée",
    "tries": "n’ont pas pu être jointes après plusieurs essais",
    "expired": "attendaient encore quand la vague a été annulée",
}
NOT_SHOWN = "non montré"
LEAST = STEERING.threshold
_MOST_NAMED = 500


def hidden(number: int) -> bool:
    """Whether a number of people is too small to be shown; none is nobody."""
    return 0 < number < LEAST


def shown(number: int, *, exact: bool) -> str:
    """A number of people as it may be shown. `exact`: to who may read people one by one."""
    if hidden(number):
        return f"moins de {LEAST}"
    if exact or not number:
        return formats.count(number)
    return f"environ {formats.count(nearest(number))}"


def shown_of(wave: Wave, number: int, *, exact: bool) -> str:
    """As `shown`, of a wave: one that keeps to a few people tells nothing to the others, as they
    may know who is on the list."""
    return NOT_SHOWN if wave.narrowed and not exact else shown(number, exact=exact)


def nearest(number: int) -> int:
    """A number of people to the nearest five."""
    return LEAST * round(number / LEAST)


@dataclass(frozen=True)
class WaveLine:
    """A wave and its counts of people. `uncertain`: messages that a person must settle."""

    wave: Wave
    queued: int
    sent: int
    over: int
    uncertain: int

    @property
    def state(self) -> str:
        if self.wave.state != WaveState.SCHEDULED:
            return str(WaveState(self.wave.state).label)
        if self.wave.planned_at is None:
            return "bientôt planifiée"
        return "en cours" if self.queued else "terminée"


def waves_of(tree: Tree, territory: str, at: datetime) -> list[WaveLine]:
    """The waves of a territory and of those inside it, the newest first."""
    return _lines([
        each
        for each in Wave.objects.all()
        if relation(tree, territory, each.territory) in (Relation.OWN, Relation.CHILD)
    ], at)  # fmt: skip


def line_of(wave: Wave, at: datetime) -> WaveLine:
    """A wave and its counts."""
    return _lines([wave], at)[0]


def _lines(waves: Sequence[Wave], at: datetime) -> list[WaveLine]:
    """Two questions, however many waves: a database limits how many numbers one may hold, so that
    past a few they are asked of every wave."""
    few = {"wave__in": [each.pk for each in waves]} if len(waves) < _MOST_NAMED else {}
    by_state = Reminder.objects.filter(**few).order_by().values_list("wave", "state")
    counts = {(w, state): number for w, state, number in by_state.annotate(number=Count("pk"))}
    unsettled = Reminder.objects.filter(
        **few, envelope__in=Envelope.objects.uncertain(at - PATIENCE)
    ).order_by()
    uncertain = dict(
        unsettled.values_list("wave").annotate(number=Count("envelope", distinct=True))
    )

    def number(wave: Wave, *states: ReminderState) -> int:
        return sum(counts.get((wave.pk, state), 0) for state in states)

    return [
        WaveLine(
            wave,
            queued=number(wave, ReminderState.QUEUED, ReminderState.CLAIMED),
            sent=number(wave, ReminderState.SENT),
            over=number(wave, ReminderState.DROPPED, ReminderState.REFUSED,
                        ReminderState.CANCELLED),
            uncertain=uncertain.get(wave.pk, 0),
        )
        for wave in waves
    ]  # fmt: skip


def may_undo(wave: Wave, at: datetime) -> bool:
    """Whether a cancelled wave may still be taken up."""
    return wave.cancelled_at is not None and at - wave.cancelled_at <= UNDO_FOR


def left_out_lines(told: dict[str, int], *, exact: bool) -> list[tuple[str, str]]:
    """(number, reason) of who was left out when a wave was planned, or would be."""
    return [
        (shown(number, exact=exact), left_out_words(why))
        for why, number in told.items()
        if why != "planned" and number
    ]


def dropped_lines(wave: Wave, *, exact: bool) -> list[tuple[str, str]]:
    """(number, reason) of who was to be written to and was not."""
    counts = (
        wave.reminders.filter(state=ReminderState.DROPPED).order_by().values_list("why")
    ).annotate(number=Count("pk"))
    return [(shown(number, exact=exact), DROPPED.get(why, why)) for why, number in counts]


def uncertain_of(waves: Sequence[Wave], at: datetime) -> list[Envelope]:
    """The messages of these waves of which nobody knows whether they left, the oldest first."""
    found = Envelope.objects.uncertain(at - PATIENCE).filter(reminders__wave__in=waves)
    return list(found.distinct().order_by("claimed_at"))


@dataclass(frozen=True)
class Asked:
    """What a school was asked: of how many (as shown), about what, by whom, since when."""

    title: str
    pathway: str
    by: str
    since: datetime
    people: str


def asked_of_school(uai: str, since: datetime) -> list[Asked]:
    """What the staff of a school was asked, wave by wave: counts, never names. A wave to the
    trainees of a session is not among them: a head who knows that one of hers is to come would read
    where she stands. The session itself says what is asked."""
    rows = (
        Reminder.objects.filter(uai=uai, state=ReminderState.SENT, envelope__claimed_at__gt=since)
        .filter(wave__session__isnull=True)
        .values("wave__title", "wave__pathway", "wave__sender_name", "wave")
        .annotate(number=Count("pk"), first=Min("envelope__claimed_at"))
        .order_by("-first")
    )
    return [
        Asked(row["wave__title"], pathway_label(row["wave__pathway"]), row["wave__sender_name"],
              row["first"], shown(row["number"], exact=False))
        for row in rows
    ]  # fmt: skip


def waiting(tree: Tree, territory: str, *, exact: bool) -> list[tuple[str, str]]:
    """(number, why) of the messages of a territory that wait."""
    mine = [
        each.pk
        for each in (Wave.objects.all() if exact else Wave.objects.filter(narrowed=False))
        if relation(tree, territory, each.territory) in (Relation.OWN, Relation.CHILD)
    ]
    queued = Reminder.objects.filter(wave__in=mine, state=ReminderState.QUEUED).aggregate(
        hour=Count("pk", filter=Q(wave__state=WaveState.SCHEDULED)),
        paused=Count("pk", filter=Q(wave__state=WaveState.PAUSED)),
    )
    words = {"hour": "attendent leur jour et leur heure", "paused": "sont dans une vague en pause"}
    return [
        (shown(queued[name], exact=exact), word) for name, word in words.items() if queued[name]
    ]


@dataclass(frozen=True)
class Reach:
    """Of `people`, how many started and how many finished in so many days; None when hidden."""

    days: int
    group: str
    people: int | None
    started: int | None
    finished: int | None


def effect_of(wave: Wave, at: datetime, *, exact: bool) -> list[Reach]:
    """Within 7 and 14 days: those written to, from their message on, against those of the same wave
    not yet written to by then, from the first message on. Only days that are over count, and an
    export must have come since."""
    rows = wave.reminders.values_list("person", "envelope__claimed_at", "envelope__state")
    sent_at = {
        person: claimed
        for person, claimed, state in rows
        if claimed is not None and state == EnvelopeState.SENT
    }
    if not sent_at:
        return []
    first = min(sent_at.values())
    progress = Progress.on(home(), at.astimezone(PARIS).date())
    people = [person for person, _, _ in rows]
    known = {row["person"]: row for row in progress.of(wave.pathway, people).iter_rows(named=True)}
    found = []
    for days in (7, 14):
        length = timedelta(days=days)
        written = {p: since for p, since in sent_at.items() if since + length <= at}
        others = (
            {p: first for p in people if sent_at.get(p, at) > first + length}
            if first + length <= at
            else {}
        )
        found.append(_reach(days, "personnes relancées", written, length, known, exact=exact))
        found.append(
            _reach(days, "personnes pas encore relancées", others, length, known, exact=exact)
        )
    return found


def _reach(
    days: int,
    group: str,
    since: dict[int, datetime],
    length: timedelta,
    known: dict[int, dict[str, object]],
    *,
    exact: bool,
) -> Reach:
    started = finished = 0
    for person, moment in since.items():
        row = known.get(person)
        if row is None:
            continue
        day = moment.astimezone(PARIS).date()
        begun = row["started_on"]
        started += day <= begun <= day + length  # type: ignore[operator]  # a day
        active = row["active_at"]
        finished += row["state"] >= FINISHED and moment <= active <= moment + length  # type: ignore[operator]  # a number, a moment
    return _protected(days, group, len(since), started, finished, exact=exact)


def _protected(
    days: int, group: str, people: int, started: int, finished: int, *, exact: bool
) -> Reach:
    """A group under five is hidden whole; a count under five, or what leaves under five, is."""
    if people < LEAST:
        return Reach(days, group, None if people else 0, None, None)

    def kept(number: int) -> int | None:
        if hidden(number) or hidden(people - number):
            return None
        return number if exact else nearest(number)

    whole = people if exact else nearest(people)
    return Reach(days, group, whole, kept(started), kept(finished))
