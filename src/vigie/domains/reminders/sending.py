"""The sender: takes what is due, a batch at a time, and gives it to a carrier.

The claim of a batch is committed before anything leaves, and so is, one by one, that a message is
handed to the server. From then on it is sent, refused, back in the queue because it surely did not
leave, or, after a crash, uncertain: a person then says which (`actions.settle`), and nothing is
ever sent a second time by itself. Several senders may work at once: a reminder is claimed by one.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import polars as pl
from django.db import transaction

from vigie.calendar.hours import NeverAllowed, is_allowed, next_allowed
from vigie.calendar.places import place_of
from vigie.calendar.schools import MissingCalendar
from vigie.domains.reminders.audience import in_states, no_longer_aimed, refusing, resting
from vigie.domains.reminders.carriers import Answer, Carrier, Fate, carrier
from vigie.domains.reminders.letters import letter
from vigie.domains.reminders.models import (
    Envelope,
    EnvelopeState,
    Reminder,
    ReminderState,
    Rest,
)
from vigie.domains.reminders.otherwise import Otherwise
from vigie.domains.reminders.policy import BUDGET, RESTS_FOR, Budget
from vigie.domains.territories.tree import home, tree
from vigie.facts.progress import Progress
from vigie.periods import PARIS
from vigie.web import clock

BATCH = 100
MOST_TRIES = 5
_LATER = timedelta(minutes=20)
_LATER_DAY = timedelta(days=1)
PATIENCE = timedelta(minutes=30)
"""A batch that is not over by then has lost its sender."""
_logger = logging.getLogger(__name__)


def send_due(
    *, by: Carrier | None = None, most: int | None = None, budget: Budget = BUDGET
) -> Counter[str]:
    """Sends what is due now, batch after batch; says what became of how many messages."""
    told: Counter[str] = Counter()
    way = by or carrier()
    take_back(clock.now())
    try:
        while most is None or sum(told.values()) < most:
            claimed = claim(clock.now(), budget)
            if claimed is None:
                break
            fates = Counter(_send(envelope, mine, way) for envelope, mine in claimed)
            told.update(fates)
            if fates and set(fates) == {Fate.NOT_NOW.value}:
                break  # The server takes nothing now: the next round will tell.
    finally:
        way.close()
    return told


def take_back(at: datetime) -> int:
    """What a sender that stopped had in its batch, and had not handed yet, waits again."""
    found = list(Envelope.objects.abandoned(at - PATIENCE))
    for envelope in found:
        with transaction.atomic():
            mine = Envelope.objects.filter(pk=envelope.pk, state=EnvelopeState.CLAIMED)
            if mine.update(state=EnvelopeState.RETURNED, settled_at=at, answer="abandoned"):
                envelope.reminders.filter(state=ReminderState.CLAIMED).update(
                    state=ReminderState.QUEUED, envelope=None
                )
    return len(found)


def claim(at: datetime, budget: Budget = BUDGET) -> list[tuple[Envelope, list[Reminder]]] | None:
    """Takes a batch of what is due: envelopes and what each holds, committed when this returns.

    None when nothing is due. What is of no more use is dropped, what is not allowed now waits.
    """
    with transaction.atomic():
        due: list[int] = list(
            Reminder.objects.due(at)
            .select_for_update(skip_locked=True, of=("self",))
            .values_list("person", flat=True)[:BATCH]
        )
        if not due:
            return None
        with_them = Reminder.objects.waiting().filter(
            person__in=set(due), due_at__lte=at + budget.together
        )
        held = list(
            with_them.select_for_update(skip_locked=True, of=("self",))
            .select_related("wave")
            .order_by("due_at", "pk")
        )
        return _sealed(_kept(held, at, budget), at)


def _sealed(reminders: Sequence[Reminder], at: datetime) -> list[tuple[Envelope, list[Reminder]]]:
    """One envelope for each person."""
    of: dict[int, list[Reminder]] = defaultdict(list)
    for each in reminders:
        of[each.person].append(each)
    sealed = []
    for person, mine in of.items():
        envelope = Envelope.objects.create(person=person, claimed_at=at)
        taken = Reminder.objects.filter(
            pk__in=[each.pk for each in mine], state=ReminderState.QUEUED
        )
        if taken.update(state=ReminderState.CLAIMED, envelope=envelope) != len(mine):
            raise RuntimeError("a reminder was claimed twice")
        sealed.append((envelope, mine))
    return sealed


def _kept(held: Sequence[Reminder], at: datetime, budget: Budget) -> list[Reminder]:
    """Those that may leave now; the others are dropped or put off."""
    useless = _useless(held, at)
    for why in set(useless.values()):
        pks = [pk for pk, reason in useless.items() if reason == why]
        Reminder.objects.filter(pk__in=pks).close(ReminderState.DROPPED, why=why)
    left = [each for each in held if each.pk not in useless]
    off = _put_off(left, at, budget)
    for pk, until in off.items():
        Reminder.objects.filter(pk=pk).update(due_at=until)
    return [each for each in left if each.pk not in off]


def _useless(held: Sequence[Reminder], at: datetime) -> dict[int, str]:
    """Why some are of no more use: refused since, at rest, or no longer where the wave aims."""
    people = {each.person for each in held}
    against, at_rest = refusing(people, at), resting(people, at)
    found = {}
    for each in held:
        if each.person in against:
            found[each.pk] = "objected"
        elif each.person in at_rest:
            found[each.pk] = "resting"
    progress = Progress.on(home(), at.astimezone(PARIS).date())
    by_wave: dict[int, list[Reminder]] = defaultdict(list)
    for each in held:
        by_wave[each.wave_id].append(each)
    for mine in by_wave.values():
        wave = mine[0].wave
        asked = pl.DataFrame({"person": [each.person for each in mine]},
                             schema={"person": pl.Int64})  # fmt: skip
        there = set(in_states(asked, progress, wave.pathway, wave.states)["person"])
        gone = no_longer_aimed(wave, asked["person"])
        for each in mine:
            if each.person in gone:
                found.setdefault(each.pk, "unlisted")
            if each.person not in there:
                found.setdefault(each.pk, "answered")
    return found


def _put_off(held: Sequence[Reminder], at: datetime, budget: Budget) -> dict[int, datetime]:
    """Until when some must wait: the hour where they are, or the last message to them."""
    since = at - budget.apart
    recent: dict[int, datetime] = {}
    left = (EnvelopeState.CLAIMED, EnvelopeState.HANDED, EnvelopeState.SENT)
    for person, claimed_at in Envelope.objects.filter(
        person__in={each.person for each in held}, state__in=left, claimed_at__gt=since
    ).values_list("person", "claimed_at"):
        recent[person] = max(claimed_at, recent.get(person, claimed_at))
    said = Otherwise(tree(at.astimezone(PARIS).date()))
    found: dict[int, datetime] = {}
    for each in held:
        place, mine = place_of(each.department), said.of(each.department, each.uai)
        from_then = recent[each.person] + budget.apart if each.person in recent else at
        try:
            if each.person in recent or not is_allowed(at, place, mine):
                found[each.pk] = next_allowed(from_then, place, mine)
        except (MissingCalendar, NeverAllowed):
            found[each.pk] = at + _LATER_DAY
    return found


def _send(envelope: Envelope, reminders: Sequence[Reminder], way: Carrier) -> str:
    waves = {each.wave.territory for each in reminders}
    where = tree(envelope.claimed_at.astimezone(PARIS).date())
    try:
        message = letter(envelope, reminders, place_of={code: where.name(code) for code in waves})
        message.message()  # what no header can carry is refused here, before anything leaves
    except Exception as fault:  # a message that cannot be made must not stop others
        _logger.error("a reminder could not be written: %s", type(fault).__name__)
        note(envelope, Answer(Fate.NOT_NOW, "unwritable"))
        return "unwritable"
    if not hand(envelope):
        return "taken_back"
    answer = way.carry(message, envelope.token)
    note(envelope, answer)
    return answer.fate.value


def hand(envelope: Envelope) -> bool:
    """Writes down that a message is about to be given to the server; no if it was taken back."""
    mine = Envelope.objects.filter(pk=envelope.pk, state=EnvelopeState.CLAIMED)
    return bool(mine.update(state=EnvelopeState.HANDED))


@transaction.atomic
def note(envelope: Envelope, answer: Answer) -> None:
    """Writes down what became of a message. What nobody knows stays as handed: uncertain."""
    at = clock.now()
    mine = Reminder.objects.filter(envelope=envelope, state=ReminderState.CLAIMED)
    still = Envelope.objects.filter(
        pk=envelope.pk, state__in=(EnvelopeState.CLAIMED, EnvelopeState.HANDED)
    )
    if answer.fate == Fate.UNKNOWN:
        still.update(answer=answer.said)
        return
    if answer.fate == Fate.LEFT:
        if still.update(state=EnvelopeState.SENT, settled_at=at, answer=answer.said):
            mine.close(ReminderState.SENT)
    elif answer.fate == Fate.REFUSED:
        if still.update(state=EnvelopeState.REFUSED, settled_at=at, answer=answer.said):
            mine.close(ReminderState.REFUSED)
            put_to_rest(envelope.person, answer.said, at)
    elif still.update(state=EnvelopeState.RETURNED, settled_at=at, answer=answer.said):
        put_back(envelope, at)


def put_back(envelope: Envelope, at: datetime) -> None:
    """What an envelope held waits again; given up after several tries, and said so."""
    for each in Reminder.objects.filter(envelope=envelope, state=ReminderState.CLAIMED):
        mine = Reminder.objects.filter(pk=each.pk)
        if each.tries + 1 >= MOST_TRIES:
            mine.close(ReminderState.DROPPED, why="tries")
        else:
            mine.update(state=ReminderState.QUEUED, envelope=None, tries=each.tries + 1,
                        due_at=at + _LATER * 2**each.tries)  # fmt: skip


def put_to_rest(person: int, said: str, at: datetime) -> None:
    """Nothing is sent to an address for some time: it refuses messages."""
    Rest.objects.update_or_create(
        person=person, defaults={"answer": said[:40], "since": at, "until": at + RESTS_FOR}
    )
    Reminder.objects.filter(person=person, state=ReminderState.QUEUED).close(
        ReminderState.DROPPED, why="resting"
    )
