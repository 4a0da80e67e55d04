"""What changes the waves and what people said of them: one verb each, logged with the act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from vigie.calendar.hours import NeverAllowed
from vigie.calendar.schools import MissingCalendar
from vigie.codes import pathway_label
from vigie.domains.audit.actions import record
from vigie.domains.campaigns.models import Cohort
from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_actions import decide
from vigie.domains.compliance.choices_queries import standing
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonyms_of_addresses
from vigie.domains.reminders.audience import NOT_STARTED
from vigie.domains.reminders.letters import written
from vigie.domains.reminders.models import (
    Envelope,
    EnvelopeState,
    Refusal,
    Reminder,
    ReminderState,
    Wave,
    WaveState,
)
from vigie.domains.reminders.own_days import first_day_before
from vigie.domains.reminders.policy import MOST_DAYS
from vigie.domains.reminders.sending import put_back
from vigie.domains.reminders.texts import read_text
from vigie.domains.territories.tree import tree
from vigie.domains.trainings.models import Session
from vigie.domains.trainings.queries import trainees_of
from vigie.periods import PARIS, SchoolYear
from vigie.web import formats
from vigie.web.refusals import ChangeRefused
from vigie.web.wording import MissingValue, WordingFault

UNDO_FOR = timedelta(days=1)
"""How long a cancelled wave may be taken up again; its addresses go after that."""


class ReminderRefused(ChangeRefused):
    """Something about reminders that cannot be done."""


def unreadable(fault: WordingFault) -> ReminderRefused:
    """What is wrong with a text that `read_text` could not read."""
    return ReminderRefused("body" if fault.line else "subject", fault.placed, fault.remedy)


@dataclass(frozen=True)
class Decision:
    """All that an officer says of a wave. `people`: pseudonyms of a list; None without a list.
    `session`, `cohort`: whom it keeps to instead. `days_before`: working days before the deadline
    at which it begins; `starts_on` is then counted, not said."""

    territory: str
    title: str
    pathway: str
    states: Sequence[str]
    profiles: Sequence[str]
    text_code: str
    subject: str
    body: str
    reason: str
    sender_name: str
    reply_to: str
    starts_on: date
    over_days: int = 5
    deadline: date | None = None
    link: str = ""
    people: Sequence[int] | None = field(default=None, repr=False)
    session: Session | None = None
    cohort: Cohort | None = None
    days_before: int | None = None


def as_wave(said: Decision, *, by: Person, at: datetime) -> Wave:
    """The wave that someone describes, checked and not kept. Raises ReminderRefused."""
    today = at.astimezone(PARIS).date()
    starts_on = _first_day(said, today)
    _check_aim(said)
    if not 1 <= said.over_days <= MOST_DAYS:
        raise ReminderRefused("over_days", f"De 1 à {MOST_DAYS} jours ouvrés.")
    if said.deadline is not None and said.deadline < starts_on:
        raise ReminderRefused("deadline", "La date butoir vient avant le premier envoi.",
                              "Avancez l’envoi ou corrigez la date.")  # fmt: skip
    wave = Wave(
        territory=said.territory,
        title=said.title,
        pathway=said.pathway,
        school_year=SchoolYear.of(today).label,
        states=list(said.states),
        profiles=list(said.profiles),
        listed=sorted(set(said.people or ())),
        narrowed=bool(said.people is not None or said.session or said.cohort),
        session=said.session,
        cohort=said.cohort,
        aimed_at=aim_words(said),
        text_code=said.text_code,
        subject=said.subject,
        body=said.body,
        reason=said.reason,
        sender_name=said.sender_name,
        reply_to=said.reply_to,
        link=said.link,
        deadline=said.deadline,
        starts_on=starts_on,
        days_before=said.days_before,
        over_days=said.over_days,
        made_at=at,
        made_by=by,
    )
    _check_text(wave)
    return wave


def _first_day(said: Decision, today: date) -> date:
    """The first day of a wave, said or counted from its deadline (R129)."""
    if said.days_before is None:
        if said.starts_on < today:
            raise ReminderRefused("starts_on", "Ce jour est passé.", "Choisissez un jour à venir.")
        return said.starts_on
    if said.deadline is None:
        raise ReminderRefused("deadline", "Il faut une date butoir pour compter depuis elle.",
                              "Choisissez-la, ou écrivez le premier jour.")  # fmt: skip
    if said.over_days > said.days_before:
        raise ReminderRefused(
            "over_days",
            f"Sur {formats.plural(said.over_days, 'jour ouvré', 'jours ouvrés')}, les derniers "
            "messages partiraient après la date butoir.",
            "Commencez plus tôt, ou répartissez sur moins de jours.",
        )
    try:
        first = first_day_before(tree(today), said.territory, said.deadline, said.days_before)
    except MissingCalendar as missing:
        raise ReminderRefused("days_before", missing.message, missing.remedy) from None
    except NeverAllowed:
        raise ReminderRefused("days_before", "Aucun jour d’envoi avant cette date.",
                              "Écrivez le premier jour.") from None  # fmt: skip
    if first < today:
        raise ReminderRefused(
            "days_before",
            f"Il aurait fallu commencer le {formats.day(first)}.",
            "Commencez moins de jours avant la date butoir, ou écrivez le premier jour.",
        )
    return first


def _check_aim(said: Decision) -> None:
    """Refuses what cannot be asked of whom the wave keeps to. Raises ReminderRefused."""
    if said.session is not None and not trainees_of(said.session.pk):
        raise ReminderRefused("aim", "Cette session n’a pas de liste de stagiaires, ou elle est "
                              "annulée.", "Donnez la liste sur la page de la session.")  # fmt: skip
    if said.cohort is None:
        return
    if NOT_STARTED in said.states:
        raise ReminderRefused(
            "aim",
            "Une cohorte ne garde aucune liste\u00a0: ses personnes sont connues une fois leur "
            "parcours commencé, et on ne sait pas qui n’a pas commencé.",
            "Décochez «\u00a0n’ont pas commencé\u00a0», ou collez la liste des personnes.",
        )
    known = set(said.cohort.campaigns.values_list("pathway", flat=True))
    if said.pathway not in known:
        names = formats.listing(sorted(pathway_label(code) for code in known), "ou")
        raise ReminderRefused("pathway", "La cohorte n’a pas de campagne de ce parcours.",
                              f"Choisissez {names}." if names else "")  # fmt: skip


def aim_words(said: Decision) -> str:
    """Whom a wave keeps to, as its page says it; empty for the whole territory."""
    if said.session is not None:
        day = formats.day(said.session.first_day)
        return f"les stagiaires de «\u00a0{said.session.title}\u00a0» ({day})"
    if said.cohort is not None:
        return f"la cohorte «\u00a0{said.cohort.name}\u00a0» ({said.cohort.school_year})"
    return "une liste collée" if said.people is not None else ""


@transaction.atomic
def decide_wave(said: Decision, *, by: Person, at: datetime) -> Wave:
    """Keeps a wave: it is planned, then leaves, from its first day. Raises ReminderRefused."""
    wave = as_wave(said, by=by, at=at)
    wave.save()
    record("wave.decide", actor=reference(by), at=at, about=f"wave:{wave.pk}",
           details={"territory": wave.territory})  # fmt: skip
    return wave


def _check_text(wave: Wave) -> None:
    try:
        read_text(wave.subject, wave.body)
        written(wave, first_name="Prénom", place="Territoire")
    except WordingFault as fault:
        raise unreadable(fault) from None
    except MissingValue as missing:
        raise ReminderRefused(
            "deadline" if missing.name == "date_limite" else "body",
            f"Le texte utilise {{{missing.name}}}, et rien ne le remplit.",
            "Donnez une date butoir, ou retirez ce champ du texte.",
        ) from None
    except ValueError:
        raise ReminderRefused(
            "link",
            "Ce lien n’est pas une adresse.",
            "Écrivez une adresse qui commence par https://.",
        ) from None


@transaction.atomic
def pause_wave(wave: Wave, *, by: Person, at: datetime) -> None:
    """Nothing more leaves until it is taken up again. Raises ReminderRefused."""
    _move(wave, (WaveState.SCHEDULED,), WaveState.PAUSED, "wave.pause", by, at)


@transaction.atomic
def resume_wave(wave: Wave, *, by: Person, at: datetime) -> None:
    """A paused wave leaves again. Raises ReminderRefused."""
    _move(wave, (WaveState.PAUSED,), WaveState.SCHEDULED, "wave.resume", by, at)


@transaction.atomic
def cancel_wave(wave: Wave, *, by: Person, at: datetime) -> None:
    """What did not leave will not, unless it is taken up within a day. Raises ReminderRefused."""
    _move(wave, (WaveState.SCHEDULED, WaveState.PAUSED), WaveState.CANCELLED, "wave.cancel", by, at)
    Wave.objects.filter(pk=wave.pk).update(cancelled_at=at)


@transaction.atomic
def restore_wave(wave: Wave, *, by: Person, at: datetime) -> None:
    """Takes a wave up again after a cancellation, paused: someone then says to go on.

    Raises ReminderRefused."""
    if wave.cancelled_at is None or at - wave.cancelled_at > UNDO_FOR:
        raise ReminderRefused("wave", "Cette vague ne peut plus être reprise.",
                              "Composez-en une nouvelle.")  # fmt: skip
    _move(wave, (WaveState.CANCELLED,), WaveState.PAUSED, "wave.restore", by, at)
    Wave.objects.filter(pk=wave.pk).update(cancelled_at=None)


def _move(
    wave: Wave, before: Sequence[str], after: str, act: str, by: Person, at: datetime
) -> None:
    if not Wave.objects.filter(pk=wave.pk, state__in=before).update(state=after):
        raise ReminderRefused("wave", "Cette vague a changé d’état entre-temps.",
                              "Relisez la page, puis recommencez.")  # fmt: skip
    record(act, actor=reference(by), at=at, about=f"wave:{wave.pk}")


@transaction.atomic
def settle(envelope: Envelope, *, left: bool, by: Person, at: datetime) -> None:
    """A person says of an uncertain message whether it left; if not, it waits again.

    Raises ReminderRefused."""
    state = EnvelopeState.SENT if left else EnvelopeState.RETURNED
    still = Envelope.objects.filter(pk=envelope.pk, state=EnvelopeState.HANDED)
    if not still.update(state=state, settled_at=at, settled_by=by):
        raise ReminderRefused("envelope", "Ce message n’est plus incertain.")
    if left:
        Reminder.objects.filter(envelope=envelope, state=ReminderState.CLAIMED).close(
            ReminderState.SENT
        )
    else:
        put_back(envelope, at)
    record("reminder.settle", actor=reference(by), at=at, about=f"envelope:{envelope.pk}",
           details={"left": left})  # fmt: skip


@transaction.atomic
def refuse_reminders(envelope: Envelope, *, at: datetime) -> None:
    """Whoever got a message wants no more of them; saying it twice changes nothing."""
    person = _account_of(envelope.person)
    if person is not None:
        _choose(person, accepted=False, at=at)
    else:
        Refusal.objects.get_or_create(person=envelope.person, defaults={"made_at": at})
        record("reminder.refuse", actor="system", at=at, about=f"pseudonym:{envelope.person}")
    Reminder.objects.filter(person=envelope.person, state=ReminderState.QUEUED).close(
        ReminderState.DROPPED, why="objected"
    )


@transaction.atomic
def accept_reminders(envelope: Envelope, *, at: datetime) -> None:
    """She goes back on her refusal."""
    person = _account_of(envelope.person)
    if person is not None:
        _choose(person, accepted=True, at=at)
    if Refusal.objects.filter(person=envelope.person).delete()[0] or person is None:
        record("reminder.accept", actor="system", at=at, about=f"pseudonym:{envelope.person}")


def _choose(person: Person, *, accepted: bool, at: datetime) -> None:
    version = standing(person, Choice.REMINDERS, at).text.number
    decide(person, Choice.REMINDERS, accepted=accepted, text_version=version, at=at)


def _account_of(pseudonym: int) -> Person | None:
    """The account of whoever bears a pseudonym: it is kept nowhere, so all are tried."""
    pairs = list(Person.objects.values_list("pk", "email"))
    numbers = pseudonyms_of_addresses(email for _, email in pairs)
    for (pk, _), number in zip(pairs, numbers, strict=True):
        if number == pseudonym:
            return Person.objects.get(pk=pk)
    return None
