"""Keeping counts of accounts, and taking them back: one verb each, atomic."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from vigie.domains.activation.models import ActivationCount, ActivationLevel
from vigie.domains.activation.reading import Reading
from vigie.domains.audit.actions import record, wait_for_turn
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.web.refusals import ChangeRefused


class CountRefused(ChangeRefused):
    """A count that cannot be kept or put back."""


@transaction.atomic
def keep_count(
    school: str, counted_on: date, told: Reading, *, by: Person, at: datetime
) -> ActivationCount:
    """Keeps the numbers of a file, by level; the names are not among them. Another count of the
    same day gives way to this one; the same numbers change nothing. The log says, each time, who
    had the list on her screen."""
    wait_for_turn()  # the same form, sent twice at once, counts once
    about = f"territory:{school}"
    record("activation.list", actor=reference(by), about=about, at=at, details={"on": counted_on})
    numbers = [(each.name, each.accounts, each.activated) for each in told.levels]
    standing = (
        ActivationCount.objects.standing().of(school).select_for_update()
        .filter(counted_on=counted_on).first()
    )  # fmt: skip
    if standing is not None:
        known = list(
            ActivationLevel.objects.filter(count=standing).values_list(
                "level", "accounts", "activated"
            )
        )
        if (standing.accounts, standing.activated) == (told.accounts, told.activated) and (
            known == numbers
        ):
            return standing
        standing.withdrawn_at = at
        standing.save(update_fields=["withdrawn_at"])
    made = ActivationCount.objects.create(
        school=school, counted_on=counted_on, accounts=told.accounts, activated=told.activated,
        made_at=at, made_by=reference(by),
    )  # fmt: skip
    ActivationLevel.objects.bulk_create(
        ActivationLevel(count=made, level=level, accounts=accounts, activated=activated)
        for level, accounts, activated in numbers
    )
    _record("activation.count", made, by=by, at=at)
    return made


@transaction.atomic
def withdraw_count(count: ActivationCount, *, by: Person, at: datetime) -> None:
    """Takes a count back; it can be put back."""
    wait_for_turn()
    known = ActivationCount.objects.select_for_update().get(pk=count.pk)
    if known.withdrawn_at is None:
        known.withdrawn_at = at
        known.save(update_fields=["withdrawn_at"])
        _record("activation.withdraw", known, by=by, at=at)


@transaction.atomic
def restore_count(count: ActivationCount, *, by: Person, at: datetime) -> None:
    """Puts a count back. Raises CountRefused when another one of the same day stands."""
    wait_for_turn()
    known = ActivationCount.objects.select_for_update().get(pk=count.pk)
    if known.withdrawn_at is None:
        return
    same_day = ActivationCount.objects.standing().of(known.school)
    if same_day.filter(counted_on=known.counted_on).exists():
        raise CountRefused(
            "counted_on", "Un autre décompte du même jour l’a remplacé.",
            "Retirez d’abord celui-là.",
        )  # fmt: skip
    known.withdrawn_at = None
    known.save(update_fields=["withdrawn_at"])
    _record("activation.restore", known, by=by, at=at)


def _record(action: str, count: ActivationCount, *, by: Person, at: datetime) -> None:
    record(
        action,
        actor=reference(by),
        about=f"territory:{count.school}",
        at=at,
        details={"on": count.counted_on},
    )
