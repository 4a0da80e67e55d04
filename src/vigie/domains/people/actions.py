"""What changes the state of people and mandates: one verb each, atomic, logged, named refusals."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vigie.codes import UnknownCode, quoted
from vigie.domains.audit.actions import record, wait_for_turn
from vigie.domains.people.door_models import Visit
from vigie.domains.people.models import Mandate, Person, new_salt, normal_email
from vigie.domains.people.roles import ROLES, Role
from vigie.domains.territories.tree import tree
from vigie.periods import PARIS
from vigie.web.refusals import ChangeRefused

SYSTEM = "system"
_LEVEL_OF = {"uai": "school", "circo": "district", "bassin": "basin"}


class PeopleRefused(ChangeRefused):
    """A change of a person or a mandate that cannot be made."""


class AddressTaken(PeopleRefused):
    """Another person has the address."""


class WrongPlace(PeopleRefused):
    """The role is not held at that level of territory."""


class WrongDates(PeopleRefused):
    """The end is not after the start."""


def reference(person: Person | None) -> str:
    """How the log names a person."""
    return SYSTEM if person is None else f"person:{person.pk}"


@transaction.atomic
def register_person(
    *,
    email: str,
    first_name: str = "",
    last_name: str = "",
    profile: str = "",
    place: str = "",
    by: Person | None,
    at: datetime,
) -> Person:
    """Makes a person known, without any mandate. Raises AddressTaken."""
    if Person.objects.of_email(email) is not None:
        raise AddressTaken(
            "email",
            f"L’adresse {quoted(normal_email(email))} est déjà celle d’une personne.",
            "Donnez un mandat à cette personne plutôt que d’en créer une seconde.",
        )
    person = Person.objects.create(
        email=email,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        profile=profile,
        place=place,
        created_at=at,
    )
    record("person.register", actor=reference(by), about=reference(person), at=at)
    return person


@transaction.atomic
def give_mandate(
    person: Person,
    *,
    role: Role,
    territory: str,
    starts_at: datetime,
    ends_at: datetime | None = None,
    by: Person | None,
    at: datetime,
    by_right: bool = False,
    origin: Mandate | None = None,
) -> Mandate:
    """Gives a role in a territory (canonical code). Raises WrongPlace or WrongDates."""
    refuse_place(role, territory, at)
    if ends_at is not None and ends_at <= starts_at:
        raise WrongDates(
            "ends_at",
            "La fin du mandat n’est pas après son début.",
            "Choisissez une date de fin plus tardive, ou laissez-la vide.",
        )
    mandate = Mandate.objects.create(
        person=person,
        role=role.value,
        territory=territory,
        starts_at=starts_at,
        ends_at=ends_at,
        given_by=by,
        given_at=at,
        by_right=by_right,
        origin=origin,
    )
    record(
        "mandate.give",
        actor=reference(by),
        about=reference(person),
        at=at,
        details={"mandate": mandate.pk, "role": role.value, "territory": territory,
                 "starts_at": starts_at, "ends_at": ends_at},
    )  # fmt: skip
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, by: Person | None, at: datetime) -> Mandate:
    """Ends a mandate now, with the delegations made from it; one that has ended stays as it is."""
    # The delegations are locked after the first entry: the log must be held before any of them.
    wait_for_turn()
    known = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if known.ends_at is not None and known.ends_at <= at:
        return known
    known.ends_at = max(at, known.starts_at)
    known.save(update_fields=["ends_at"])
    record(
        "mandate.end",
        actor=reference(by),
        about=f"person:{known.person_id}",
        at=at,
        details={"mandate": known.pk, "role": known.role, "territory": known.territory},
    )
    for delegation in known.delegations.not_ended(at):
        end_mandate(delegation, by=by, at=at)
    return known


@transaction.atomic
def move_end(
    mandate: Mandate, *, to: datetime | None, by: Person | None, at: datetime
) -> list[tuple[Mandate, datetime | None]]:
    """Moves the end of a mandate, now at the earliest; the delegations made from it end with it at
    the latest. Gives each mandate moved, with its former end."""
    wait_for_turn()  # as for `end_mandate`
    known = Mandate.objects.select_for_update().get(pk=mandate.pk)
    former = known.ends_at
    known.ends_at = None if to is None else max(to, at, known.starts_at)
    known.save(update_fields=["ends_at"])
    record(
        "mandate.move_end",
        actor=reference(by),
        about=f"person:{known.person_id}",
        at=at,
        details={"mandate": known.pk, "role": known.role, "territory": known.territory,
                 "ends_at": known.ends_at},
    )  # fmt: skip
    moved = [(known, former)]
    if known.ends_at is not None:
        for delegation in known.delegations.not_ended(known.ends_at).exclude(ends_at=known.ends_at):
            moved += move_end(delegation, to=known.ends_at, by=by, at=at)
    return moved


@transaction.atomic
def confirm_mandate(mandate: Mandate, *, by: Person | None, at: datetime) -> Mandate:
    """Says that a mandate is still right: it will not be asked again for a year."""
    mandate.reviewed_at = at
    mandate.save(update_fields=["reviewed_at"])
    record(
        "mandate.confirm",
        actor=reference(by),
        about=f"person:{mandate.person_id}",
        at=at,
        details={"mandate": mandate.pk, "role": mandate.role, "territory": mandate.territory},
    )
    return mandate


@transaction.atomic
def close_account(person: Person, *, by: Person | None, at: datetime) -> None:
    """Ends every mandate and every visit of someone who may not sign in any more."""
    for each in person.mandates.not_ended(at):
        end_mandate(each, by=by, at=at)
    person.is_active = False
    person.session_salt = new_salt()
    person.save(update_fields=["is_active", "session_salt"])
    record("person.close", actor=reference(by), about=reference(person), at=at)


@transaction.atomic
def open_account(person: Person, *, by: Person | None, at: datetime) -> None:
    """Lets someone sign in again; ended mandates stay ended."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("person.open", actor=reference(by), about=reference(person), at=at)


@transaction.atomic
def end_sessions(person: Person, *, by: Person | None, at: datetime) -> None:
    """Ends every open session of a person."""
    person.session_salt = new_salt()
    person.save(update_fields=["session_salt"])
    Visit.objects.of(person).end(at)
    record("session.end_all", actor=reference(by), about=reference(person), at=at)


def refuse_place(role: Role, territory: str, at: datetime) -> None:
    """Raises WrongPlace where a role is not held at the level of a territory."""
    known = tree(at.astimezone(PARIS).date())
    try:
        level = known.level(known.canonical(territory))
        levels = {known.level(each) for each in known.aliases(territory)} | {level}
    except UnknownCode:
        # A place that no directory named yet: its code says what it is.
        levels = {_LEVEL_OF.get(territory.partition(":")[0], "")}
    if not levels & set(ROLES[role].levels):
        raise WrongPlace(
            "territory",
            f"Le rôle {quoted(ROLES[role].label)} ne se tient pas à {quoted(territory)}.",
            "Choisissez un territoire du bon niveau.",
        )
