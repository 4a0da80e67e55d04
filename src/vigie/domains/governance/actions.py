"""Writing mission letters and naming key people: one verb each, atomic, logged."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from vigie.domains.audit.actions import record
from vigie.domains.governance.models import Function, KeyPerson, Letter, LetterEdition, Subject
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.periods import PARIS
from vigie.web.refusals import ChangeRefused, unless_taken
from vigie.web.wording import WordingFault, check, parse

FIELDS = ("lieu",)
"""What fills the missions: the name of the school, or of the territory."""


_DONE = "Il n’y a rien à faire."


class GovernanceRefused(ChangeRefused):
    """A letter or a name that cannot be written."""

    status = 400


class NotConsulted(GovernanceRefused):
    """A signature before the consultation."""


class NotYet(GovernanceRefused):
    """A consultation or a signature in the future."""


class NotWording(GovernanceRefused):
    """Missions that cannot be read."""


class LetterTaken(GovernanceRefused):
    """The person has a letter in this place."""


class NamedMeanwhile(GovernanceRefused):
    """Two people named someone at once, for a subject that nobody had."""

    status = 409


class NothingToUndo(GovernanceRefused):
    """There is no earlier edition, or the thing is already as it would be."""


@dataclass(frozen=True)
class Said:
    """All that a letter says."""

    missions: str
    dated: date | None = None
    consulted_on: date | None = None
    head_signed_on: date | None = None
    holder_signed_on: date | None = None
    pix_edu: bool = False


@transaction.atomic
def write_letter(
    territory: str,
    function: Function,
    said: Said,
    *,
    holder: Person | None = None,
    title: str = "",
    given_to: int = 1,
    by: Person | None,
    at: datetime,
) -> Letter:
    """Begins a letter. Raises NotConsulted, NotYet, NotWording or LetterTaken."""
    _refuse(said, at)
    with unless_taken(_taken()):
        letter = Letter.objects.create(
            territory=territory, function=function, holder=holder, title=title,
            given_to=given_to, made_at=at, made_by=by,
        )  # fmt: skip
    _edition(letter, said, by, at)
    _log("letter.write", letter, by, at)
    return letter


@transaction.atomic
def revise_letter(letter: Letter, said: Said, *, by: Person, at: datetime) -> LetterEdition:
    """Writes a letter anew; the edition before stays, to come back to. Raises NotConsulted, NotYet
    or NotWording. What changes nothing is no act."""
    _refuse(said, at)
    known = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    current = known.edition
    if all(getattr(current, name) == value for name, value in asdict(said).items()):
        return current
    made = _edition(known, said, by, at)
    _log("letter.revise", known, by, at)
    return made


@transaction.atomic
def undo_edition(letter: Letter, *, by: Person, at: datetime) -> None:
    """Comes back to the edition before the latest. Raises NothingToUndo."""
    known = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    editions = known.standing_editions
    if len(editions) < 2:
        raise NothingToUndo(
            "missions", "Cette lettre n’a qu’une édition.", "Retirez la lettre, ou corrigez-la."
        )
    editions[0].withdrawn_at = at
    editions[0].save(update_fields=["withdrawn_at"])
    _log("letter.undo", known, by, at)


@transaction.atomic
def withdraw_letter(letter: Letter, *, by: Person, at: datetime) -> None:
    """Takes a letter away; it can be put back. Raises NothingToUndo."""
    if not Letter.objects.standing().filter(pk=letter.pk).update(withdrawn_at=at):
        raise NothingToUndo("missions", "Cette lettre est déjà retirée.", _DONE)
    _log("letter.withdraw", letter, by, at)


@transaction.atomic
def put_back_letter(letter: Letter, *, by: Person, at: datetime) -> None:
    """Puts it back. Raises NothingToUndo, or LetterTaken when the person got another since."""
    with unless_taken(_taken()):
        found = Letter.objects.filter(pk=letter.pk, withdrawn_at__isnull=False)
        if not found.update(withdrawn_at=None):
            raise NothingToUndo("missions", "Cette lettre n’est pas retirée.", _DONE)
    _log("letter.put_back", letter, by, at)


@transaction.atomic
def name_key_person(
    school: str, subject: Subject, person: Person, *, by: Person | None, at: datetime
) -> KeyPerson:
    """Names someone for a subject; whoever was named before is no more. Naming the same person
    again is no act. Raises NamedMeanwhile."""
    standing = KeyPerson.objects.select_for_update(of=("self",)).filter(
        school=school, subject=subject, ended_at__isnull=True
    )
    known = standing.first()
    if known is not None:
        if known.person_id == person.pk:
            return known
        known.ended_at = at
        known.save(update_fields=["ended_at"])
    with unless_taken(
        NamedMeanwhile(
            "email", "Quelqu’un vient de nommer une autre personne.", "Voyez qui, puis recommencez."
        )
    ):
        named = KeyPerson.objects.create(
            school=school, subject=subject, person=person, named_at=at, named_by=by
        )
    _log_key("key_person.name", named, by, at)
    return named


@transaction.atomic
def end_key_person(named: KeyPerson, *, by: Person, at: datetime) -> None:
    """She is named no more; it can be undone. Raises NothingToUndo."""
    if not KeyPerson.objects.filter(pk=named.pk, ended_at__isnull=True).update(ended_at=at):
        raise NothingToUndo("email", "Cette personne n’est plus nommée.", _DONE)
    _log_key("key_person.end", named, by, at)


@transaction.atomic
def put_back_key_person(named: KeyPerson, *, by: Person, at: datetime) -> None:
    """She is named again, unless someone else was since. Raises NothingToUndo."""
    with unless_taken(
        NothingToUndo(
            "email", "Une autre personne a été nommée depuis.", "Nommez de nouveau qui doit l’être."
        )
    ):
        found = KeyPerson.objects.filter(pk=named.pk, ended_at__isnull=False)
        if not found.update(ended_at=None):
            raise NothingToUndo("email", "Cette personne est déjà nommée.", _DONE)
    _log_key("key_person.put_back", named, by, at)


def _edition(letter: Letter, said: Said, by: Person | None, at: datetime) -> LetterEdition:
    return LetterEdition.objects.create(letter=letter, written_at=at, written_by=by, **asdict(said))


def _refuse(said: Said, at: datetime) -> None:
    try:
        check(parse(said.missions), FIELDS)
    except WordingFault as fault:
        raise NotWording("missions", fault.placed, fault.remedy) from None
    today = at.astimezone(PARIS).date()
    for name in ("consulted_on", "head_signed_on", "holder_signed_on"):
        on = getattr(said, name)
        if on is not None and on > today:
            raise NotYet(name, "Cette date est à venir.", "Notez-la une fois la chose faite.")
    for name in ("head_signed_on", "holder_signed_on"):
        on = getattr(said, name)
        if on is None:
            continue
        if said.consulted_on is None:
            raise NotConsulted(
                "consulted_on",
                "Une lettre se signe après une concertation.",
                "Dites quel jour elle s’est tenue.",
            )
        if on < said.consulted_on:
            raise NotConsulted(
                name, "Cette signature est avant la concertation.", "Corrigez l’une des deux dates."
            )


def _taken() -> LetterTaken:
    return LetterTaken(
        "holder", "Cette personne a déjà une lettre ici.", "Modifiez celle qui existe."
    )


def _log(action: str, letter: Letter, by: Person | None, at: datetime) -> None:
    record(action, actor=reference(by), at=at, about=_about(letter.holder),
           details={"territory": letter.territory, "function": letter.function})  # fmt: skip


def _log_key(action: str, named: KeyPerson, by: Person | None, at: datetime) -> None:
    record(action, actor=reference(by), at=at, about=reference(named.person),
           details={"territory": named.school, "subject": named.subject})  # fmt: skip


def _about(person: Person | None) -> str:
    return "" if person is None else reference(person)
