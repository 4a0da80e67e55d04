"""Subscriptions, their files and counts of accounts of a school, for the walk of the permission
table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from vigie.domains.activation.actions import keep_count
from vigie.domains.activation.models import ActivationCount
from vigie.domains.activation.reading import Level, Reading
from vigie.domains.people.models import Person
from vigie.domains.subscriptions.actions import Said, add
from vigie.domains.subscriptions.file_actions import keep_file
from vigie.domains.subscriptions.reading import Line

if TYPE_CHECKING:
    from rights.objects import Maker

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)


def subscription_in(place: str, by: Person) -> int:
    """A subscription of a school."""
    return add(place, Said("Essai", FIRST, LAST), by=by, at=NOW).pk


def subscription_file_in(place: str, by: Person) -> str:
    """A file that waits for a decision, given for a place."""
    said = {"resource": "Essai", "starts_on": FIRST, "ends_on": LAST}
    return keep_file(place, "essai.csv", [Line(2, place, said)], by=by, at=NOW).token


def count_in(place: str, by: Person) -> int:
    """A count of accounts of a school."""
    known = ActivationCount.objects.of(place).count()
    told = Reading(levels=(Level("6e", 40, 30),), accounts=40, activated=30)
    return keep_count(place, FIRST + timedelta(days=known), told, by=by, at=NOW).pk


SUBSCRIPTIONS: dict[str, Maker] = {
    **dict.fromkeys(
        ("subscription_edit", "subscription_renew", "subscription_drop", "subscription_withdraw",
         "subscription_undo"),
        lambda asked: {"number": subscription_in(asked.place, asked.reader)},
    ),
}  # fmt: skip
SUBSCRIPTION_FILES: dict[str, Maker] = {
    **dict.fromkeys(
        ("subscriptions_file_one", "subscriptions_file_give_up", "subscriptions_file_undo"),
        lambda asked: {"token": subscription_file_in(asked.place, asked.reader)},
    ),
}  # fmt: skip
ACTIVATION: dict[str, Maker] = dict.fromkeys(
    ("activation_withdraw", "activation_restore"),
    lambda asked: {"number": count_in(asked.place, asked.reader)},
)
