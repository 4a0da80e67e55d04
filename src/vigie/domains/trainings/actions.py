"""What changes the training sessions: one verb each, atomic, logged, with named refusals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vigie.domains.audit.actions import record
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonyms_of_addresses
from vigie.domains.territories.tree import home
from vigie.domains.trainings.models import HeadContact, Session, SessionState, Trainee
from vigie.domains.trainings.rules import MOST_TRAINEES
from vigie.facts.erased import Erased
from vigie.periods import PARIS
from vigie.web.refusals import ChangeRefused


class TrainingRefused(ChangeRefused):
    """A change of a session that cannot be made."""


class NotYet(TrainingRefused):
    """A session that has not begun cannot have been held."""


class Moved(TrainingRefused):
    """Someone else changed the state of the session meanwhile."""


class TooMany(TrainingRefused):
    """More trainees than a session may have."""


class FutureContact(TrainingRefused):
    """A head cannot have been contacted on a day to come."""


@dataclass(frozen=True)
class Said:
    """All that is said of a session. `schools`: UAI."""

    title: str
    profiles: Sequence[str]
    first_day: date
    last_day: date
    place: str
    pathway: str
    service: str
    contact_until: date
    schools: Collection[str]


@transaction.atomic
def plan_session(territory: str, said: Said, *, by: Person | None, at: datetime) -> Session:
    """Plans a session, and one task for each school concerned: to contact its head."""
    session = Session.objects.create(
        territory=territory, organiser=by, made_at=at, made_by=by, changed_at=at, changed_by=by,
        **_columns(said),
    )  # fmt: skip
    _concern(session, said.schools, at)
    _log("training.plan", session, by, at, schools=len(set(said.schools)))
    return session


@transaction.atomic
def change_session(session: Session, said: Said, *, by: Person, at: datetime) -> Session:
    """Says a session anew. A school that it does not concern any more has no task; what was noted
    of it comes back if it does again."""
    known = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    for name, value in _columns(said).items():
        setattr(known, name, value)
    known.changed_at, known.changed_by = at, by
    known.save()
    _concern(known, said.schools, at)
    _log("training.change", known, by, at)
    return known


@transaction.atomic
def take_session(session: Session, *, by: Person, at: datetime) -> None:
    """Someone takes a session over: its tasks are on her home, and not on that of who had it."""
    session.organiser, session.changed_at, session.changed_by = by, at, by
    session.save(update_fields=["organiser", "changed_at", "changed_by"])
    _log("training.take", session, by, at)


@transaction.atomic
def hold_session(session: Session, *, by: Person, at: datetime) -> None:
    """Says that a session took place. Raises NotYet, Moved."""
    if session.first_day > at.astimezone(PARIS).date():
        raise NotYet("state", "Cette session n’a pas commencé.",
                     "Dites qu’elle a eu lieu à partir de son premier jour.")  # fmt: skip
    _move(session, (SessionState.PLANNED,), SessionState.HELD, "training.hold", by, at)


@transaction.atomic
def cancel_session(session: Session, *, by: Person, at: datetime) -> None:
    """Cancels a session: nobody is written to about it any more. Raises Moved."""
    _move(session, (SessionState.PLANNED,), SessionState.CANCELLED, "training.cancel", by, at)


@transaction.atomic
def resume_session(session: Session, *, by: Person, at: datetime) -> None:
    """Goes back on either: the session is planned again. Raises Moved."""
    before = (SessionState.HELD, SessionState.CANCELLED)
    _move(session, before, SessionState.PLANNED, "training.resume", by, at)


@transaction.atomic
def note_contact(
    contact: HeadContact, *, on: date, note: str, by: Person, at: datetime
) -> HeadContact:
    """Ticks a head off: contacted on a day. Raises FutureContact."""
    if on > at.astimezone(PARIS).date():
        raise FutureContact("done_on", "Ce jour est à venir.", "Écrivez le jour du contact.")
    contact.done_on, contact.done_by, contact.note = on, by, note
    contact.save(update_fields=["done_on", "done_by", "note"])
    _log("training.contact", contact.session, by, at, school=contact.uai)
    return contact


@transaction.atomic
def take_contact_back(contact: HeadContact, *, by: Person, at: datetime) -> None:
    """The head is to be contacted again; the note stays."""
    contact.done_on, contact.done_by = None, None
    contact.save(update_fields=["done_on", "done_by"])
    _log("training.contact_undo", contact.session, by, at, school=contact.uai)


@transaction.atomic
def add_trainees(session: Session, addresses: Collection[str], *, by: Person, at: datetime) -> int:
    """Keeps who is to come, under pseudonyms; whoever is known already is once. What is told of it,
    here and in the log, is what was handed in: another number would say who was there already.

    Returns how many are kept in all, for no page. Raises TooMany."""
    held = set(session.trainees.values_list("person", flat=True))
    apart = held | Erased(home()).kept_out()  # who was erased does not come back by a list
    people = [each for each in pseudonyms_of_addresses(addresses) if each not in apart]
    number = len(held) + len(set(people))
    if number > MOST_TRAINEES:
        raise TooMany("addresses", f"Au plus {MOST_TRAINEES} stagiaires pour une session.",
                      "Planifiez plusieurs sessions.")  # fmt: skip
    Trainee.objects.bulk_create(
        Trainee(session=session, person=person, added_at=at) for person in dict.fromkeys(people)
    )
    _listed(session, at)
    _log("training.trainees", session, by, at, lines=len(addresses))
    return number


@transaction.atomic
def clear_trainees(session: Session, *, by: Person, at: datetime) -> None:
    """Erases the list of a session, for good."""
    session.trainees.all().delete()
    _listed(session, None)
    _log("training.trainees_clear", session, by, at)


def _listed(session: Session, at: datetime | None) -> None:
    session.listed_at = at
    session.save(update_fields=["listed_at"])


def _columns(said: Said) -> dict[str, object]:
    values = {name: getattr(said, name) for name in Said.__dataclass_fields__ if name != "schools"}
    return {**values, "profiles": list(said.profiles)}


def _concern(session: Session, schools: Collection[str], at: datetime) -> None:
    session.contacts.exclude(uai__in=schools).filter(withdrawn_at__isnull=True).update(
        withdrawn_at=at
    )
    session.contacts.filter(uai__in=schools).update(withdrawn_at=None)
    known = set(session.contacts.values_list("uai", flat=True))
    HeadContact.objects.bulk_create(
        HeadContact(session=session, uai=uai) for uai in dict.fromkeys(schools) if uai not in known
    )


def _move(
    session: Session, before: Sequence[str], after: str, act: str, by: Person, at: datetime
) -> None:
    mine = Session.objects.filter(pk=session.pk, state__in=before)
    if not mine.update(state=after, changed_at=at, changed_by=by):
        raise Moved("state", "Cette session a changé d’état entre-temps.",
                    "Relisez la page, puis recommencez.")  # fmt: skip
    _log(act, session, by, at)


def _log(act: str, session: Session, by: Person | None, at: datetime, **details: object) -> None:
    record(
        act,
        actor=reference(by),
        at=at,
        about=f"training:{session.pk}",
        details={"territory": session.territory, **details},
    )
