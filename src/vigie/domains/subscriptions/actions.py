"""What changes the subscriptions of a school: one verb each, atomic, undone as it was done."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from vigie.codes import quoted
from vigie.domains.audit.actions import record
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.subscriptions.models import (
    Deed,
    Subscription,
    SubscriptionChange,
    SubscriptionFile,
    WarningDays,
)
from vigie.domains.subscriptions.parsers import resource_key
from vigie.web.refusals import ChangeRefused, unless_taken

FIRST, SECOND = 60, 15
"""Days before the end at which a school is warned, unless it says otherwise."""
STATED = ("resource", "key", "publisher", "public", "licences", "starts_on", "ends_on",
          "dropped_at", "withdrawn_at")  # fmt: skip


class SubscriptionRefused(ChangeRefused):
    """A change of a subscription that cannot be made."""


class AlreadyThere(SubscriptionRefused):
    """The school has this resource for this public already."""


class EndsBeforeItBegins(SubscriptionRefused):
    """The last day is before the first."""


class NotLater(SubscriptionRefused):
    """A renewal goes further than what it renews."""


class NothingToUndo(SubscriptionRefused):
    """Its last change is not one that can be undone alone."""


class WrongDays(SubscriptionRefused):
    """The days before a warning make no sense."""

    status = 400


@dataclass(frozen=True)
class Said:
    """All that is said of a subscription."""

    resource: str
    starts_on: date
    ends_on: date
    publisher: str = ""
    public: str = ""
    licences: int | None = None


@transaction.atomic
def add(school: str, said: Said, *, by: Person, at: datetime) -> Subscription:
    """Writes a subscription. Raises AlreadyThere or EndsBeforeItBegins."""
    _in_order(said)
    made = Subscription(school=school, key=resource_key(said.resource), **asdict(said))
    made.changed_at, made.changed_by = at, reference(by)
    with _one_of_its_kind(said.resource):
        made.save()
    _note(made, Deed.WRITTEN, None, by=by, at=at)
    return made


@transaction.atomic
def correct(subscription: Subscription, said: Said, *, by: Person, at: datetime) -> Subscription:
    """Writes it again. Raises AlreadyThere or EndsBeforeItBegins."""
    _in_order(said)
    values = asdict(said) | {"key": resource_key(said.resource)}
    return _change(subscription, Deed.CORRECTED, values, by=by, at=at)


@transaction.atomic
def renew(subscription: Subscription, until: date, *, by: Person, at: datetime) -> Subscription:
    """Says that it goes on until a later day. Raises NotLater."""
    if until <= subscription.ends_on:
        raise NotLater(
            "until",
            "Cette date n’est pas après la fin de l’abonnement.",
            "Écrivez le dernier jour du nouvel abonnement.",
        )
    values = {"ends_on": until, "dropped_at": None}
    return _change(subscription, Deed.RENEWED, values, by=by, at=at)


@transaction.atomic
def drop(subscription: Subscription, *, by: Person, at: datetime) -> Subscription:
    """Says that it will not be renewed: nobody is warned of its end any more."""
    if subscription.dropped_at is not None:
        return subscription
    return _change(subscription, Deed.DROPPED, {"dropped_at": at}, by=by, at=at)


@transaction.atomic
def withdraw(subscription: Subscription, *, by: Person, at: datetime) -> Subscription:
    """Takes it off the list."""
    return _change(subscription, Deed.WITHDRAWN, {"withdrawn_at": at}, by=by, at=at)


@transaction.atomic
def undo(subscription: Subscription, *, by: Person, at: datetime) -> Deed:
    """Undoes its last change, and says which. Raises NothingToUndo or AlreadyThere."""
    known = Subscription.objects.select_for_update().get(pk=subscription.pk)
    last = last_change(known)
    if last is None:
        raise NothingToUndo(
            "subscription", "Ce changement ne peut plus être annulé.", "Corrigez l’abonnement."
        )
    restore(known, last.before, by=by, at=at)
    with _one_of_its_kind(known.resource):
        known.save()
    last.undone_at = at
    last.save(update_fields=["undone_at"])
    _record("subscription.undo", known, by=by, at=at)
    return Deed(last.deed)


def last_change(subscription: Subscription) -> SubscriptionChange | None:
    """The last change, if it can be undone alone: made by hand, and nothing since."""
    found = SubscriptionChange.objects.filter(
        subscription=subscription, undone_at__isnull=True
    ).first()
    if found is None or found.file_id is not None:
        return None
    return found if found.made_at == subscription.changed_at else None


def stated(subscription: Subscription) -> dict[str, object]:
    """All that is said of a subscription, as JSON can hold it."""
    found = {name: getattr(subscription, name) for name in STATED}
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in found.items()}


def restore(
    subscription: Subscription, before: Mapping[str, object] | None, *, by: Person, at: datetime
) -> None:
    """Puts back what `stated` kept, or withdraws what was not there; does not save."""
    if before is None:
        subscription.withdrawn_at = at
    for name, value in (before or {}).items():
        if value is not None and name.endswith("_on"):
            value = date.fromisoformat(str(value))
        elif value is not None and name.endswith("_at"):
            value = datetime.fromisoformat(str(value))
        setattr(subscription, name, value)
    subscription.changed_at, subscription.changed_by = at, reference(by)


@transaction.atomic
def set_warnings(
    school: str, first: int, second: int | None, *, by: Person, at: datetime
) -> WarningDays:
    """Says how many days before the end the school is warned. Raises WrongDays."""
    if not 1 <= first <= 365:
        raise WrongDays("first", "Ce délai est hors de propos.", "Écrivez de 1 à 365 jours.")
    if second is not None and not 1 <= second < first:
        raise WrongDays(
            "second",
            "La deuxième alerte doit venir après la première.",
            "Écrivez moins de jours qu’à la première, ou laissez vide.",
        )
    written, _ = WarningDays.objects.update_or_create(
        school=school,
        defaults={"first": first, "second": second, "changed_at": at,
                  "changed_by": reference(by)},
    )  # fmt: skip
    record("subscription.warnings", actor=reference(by), about=f"territory:{school}", at=at)
    return written


def warning_days(school: str) -> tuple[int, int | None]:
    """How many days before the end a school is warned."""
    said = WarningDays.objects.filter(school=school).first()
    return (said.first, said.second) if said else (FIRST, SECOND)


def _change(
    subscription: Subscription,
    deed: Deed,
    values: Mapping[str, object],
    *,
    by: Person,
    at: datetime,
) -> Subscription:
    known = Subscription.objects.select_for_update().get(pk=subscription.pk)
    before = stated(known)
    if all(getattr(known, name) == value for name, value in values.items()):
        return known
    for name, value in values.items():
        setattr(known, name, value)
    known.changed_at, known.changed_by = at, reference(by)
    with _one_of_its_kind(known.resource):
        known.save()
    _note(known, deed, before, by=by, at=at)
    return known


def _note(
    subscription: Subscription,
    deed: Deed,
    before: dict[str, object] | None,
    *,
    by: Person,
    at: datetime,
    file: SubscriptionFile | None = None,
) -> None:
    SubscriptionChange.objects.create(
        subscription=subscription, file=file, deed=deed, before=before, made_at=at,
        made_by=reference(by),
    )  # fmt: skip
    _record(
        {
            Deed.WRITTEN: "subscription.add",
            Deed.CORRECTED: "subscription.correct",
            Deed.RENEWED: "subscription.renew",
            Deed.DROPPED: "subscription.drop",
            Deed.WITHDRAWN: "subscription.withdraw",
        }[deed],
        subscription,
        by=by,
        at=at,
    )


def _record(action: str, subscription: Subscription, *, by: Person, at: datetime) -> None:
    record(
        action,
        actor=reference(by),
        about=f"territory:{subscription.school}",
        at=at,
        details={"subscription": subscription.pk},
    )


def _in_order(said: Said) -> None:
    if said.ends_on < said.starts_on:
        raise EndsBeforeItBegins(
            "ends_on", "Le dernier jour est avant le premier.", "Corrigez l’une des deux dates."
        )


def _one_of_its_kind(resource: str) -> AbstractContextManager[None]:
    return unless_taken(
        AlreadyThere(
            "resource",
            f"{quoted(resource)} est déjà dans la liste pour ce public.",
            "Modifiez l’abonnement qui y est, ou choisissez un autre public.",
        )
    )
