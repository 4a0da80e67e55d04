"""What is planned in a territory in a school year: reminders, announcements, deadlines, trainings,
what is put forward. As a list, and as a calendar that any agenda reads (iCalendar)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar
from icalendar import Event as Entry

from vigie.codes import pathway_label
from vigie.domains.campaigns.models import Arrangement, Featured
from vigie.domains.kit.models import Channel, Stage
from vigie.domains.kit.queries import plan_of
from vigie.domains.people.rights import Rights
from vigie.domains.reminders.models import Wave, WaveState
from vigie.domains.subscriptions.models import Subscription
from vigie.domains.territories.around import around_of
from vigie.domains.trainings.queries import sessions_about
from vigie.periods import SchoolYear


@dataclass(frozen=True)
class Event:
    """`key`: the same from one export to the next. `first` and `last`: days, both included."""

    key: str
    kind: str
    title: str
    first: date
    last: date


def events(held: Rights, place: str, year: SchoolYear) -> list[Event]:
    """What concerns a territory in a school year, the earliest first: its own and from above."""
    found = [*_waves(held, place), *_plan(held, place, year), *_deadlines(held, place, year),
             *_featured(held, place), *_sessions(held, place),
             *_subscriptions(held, place)]  # fmt: skip
    inside = (e for e in found if e.first <= year.last_day and e.last >= year.first_day)
    return sorted(inside, key=lambda each: (each.first, each.title))


def calendar(found: Sequence[Event], name: str, at: datetime) -> bytes:
    """The events as an iCalendar file (RFC 5545): whole days, at no hour."""
    made = Calendar()
    made.add("prodid", "-//Vigie//Déploiement//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"Pix+ Édu, {name}")
    for each in found:
        entry = Entry()
        entry.add("uid", f"{each.key}@vigie")
        entry.add("dtstamp", at)
        entry.add("dtstart", each.first)
        entry.add("dtend", each.last + timedelta(days=1))
        entry.add("summary", f"{each.kind}\u00a0: {each.title}")
        entry.add("transp", "TRANSPARENT")
        made.add_component(entry)
    return bytes(made.to_ical())


def _waves(held: Rights, place: str) -> Iterator[Event]:
    around = around_of(held.tree, place)
    found = Wave.objects.filter(territory__in=around, state=WaveState.SCHEDULED)
    for wave in found:
        last = wave.starts_on + timedelta(days=max(wave.over_days - 1, 0))
        yield Event(f"vague-{wave.token}", "Rappels", wave.title, wave.starts_on, last)


def _plan(held: Rights, place: str, year: SchoolYear) -> Iterator[Event]:
    for line in plan_of(held.tree, place, year.first_day):
        if line.stage != Stage.DROPPED:
            kind = str(Channel(line.channel).label)
            last = line.ends_on or line.starts_on
            yield Event(f"annonce-{line.pk}", kind, line.title, line.starts_on, last)


def _deadlines(held: Rights, place: str, year: SchoolYear) -> Iterator[Event]:
    around = around_of(held.tree, place)
    for each in Arrangement.objects.filter(territory__in=around, school_year=year.label):
        if each.deadline is not None:
            yield Event(
                f"butoir-{each.pk}", "Date butoir", each.label, each.deadline, each.deadline
            )


def _subscriptions(held: Rights, place: str) -> Iterator[Event]:
    """The ends of the subscriptions of a school, but those that nobody will renew."""
    if not (place.startswith("uai:") and held.may_open("subscriptions", place)):
        return
    for each in Subscription.objects.standing().undecided().of(place):
        yield Event(
            f"abonnement-{each.pk}", "Fin d’abonnement", each.resource, each.ends_on, each.ends_on
        )


def _featured(held: Rights, place: str) -> Iterator[Event]:
    for each in Featured.objects.filter(territory__in=around_of(held.tree, place)):
        title = pathway_label(each.pathway)
        yield Event(f"avant-{each.pk}", "Mis en avant", title, each.starts_on, each.ends_on)


def _sessions(held: Rights, place: str) -> Iterator[Event]:
    for each in sessions_about(held.tree, place):
        if not each.is_cancelled:
            key = f"formation-{each.token}"
            yield Event(key, "Formation", each.title, each.first_day, each.last_day)
