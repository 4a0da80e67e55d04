"""Subscriptions written one by one: each verb, and its undoing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domains.subscriptions.given import NOW, SCHOOL, TODAY, had
from lib.people import someone
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.domains.subscriptions import actions, queries
from vigie.domains.subscriptions.models import Deed, Subscription

pytestmark = [pytest.mark.database, pytest.mark.django_db]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def head() -> Person:
    return someone(Role.HEAD, territory=SCHOOL)


def now_of(subscription: Subscription) -> dict[str, object]:
    return actions.stated(Subscription.objects.get(pk=subscription.pk))


def test_what_is_renewed_dropped_or_withdrawn_can_be_put_back(head: Person) -> None:
    one = had(head)
    before = now_of(one)
    for deed, act in (
        (Deed.RENEWED, lambda: actions.renew(one, date(2027, 12, 31), by=head, at=NOW)),
        (Deed.DROPPED, lambda: actions.drop(one, by=head, at=NOW)),
        (Deed.WITHDRAWN, lambda: actions.withdraw(one, by=head, at=NOW)),
    ):
        act()
        assert now_of(one) != before
        assert actions.undo(one, by=head, at=LATER) == deed
        assert now_of(one) == before


def test_what_was_added_by_mistake_goes(head: Person) -> None:
    one = had(head)
    assert actions.undo(one, by=head, at=NOW) == Deed.WRITTEN
    assert not Subscription.objects.standing().exists()
    with pytest.raises(actions.NothingToUndo):
        actions.undo(one, by=head, at=LATER)


def test_a_renewal_goes_further(head: Person) -> None:
    one = had(head)
    with pytest.raises(actions.NotLater):
        actions.renew(one, one.ends_on, by=head, at=NOW)


def test_a_resource_is_there_once_for_a_public(head: Person) -> None:
    one = had(head)
    with pytest.raises(actions.AlreadyThere):
        had(head, resource=" BRIEF ".strip())
    other = actions.add(
        SCHOOL, actions.Said("Brief", one.starts_on, one.ends_on, public="pupils"), by=head, at=NOW
    )
    said = actions.Said("Brief", one.starts_on, one.ends_on)
    with pytest.raises(actions.AlreadyThere):
        actions.correct(other, said, by=head, at=NOW)


def test_putting_back_does_not_make_two(head: Person) -> None:
    one = actions.withdraw(had(head), by=head, at=NOW)
    had(head)
    with pytest.raises(actions.AlreadyThere):
        actions.undo(one, by=head, at=LATER)


@pytest.mark.parametrize(
    ("ends", "state", "waits"),
    [
        (date(2026, 11, 25), "se termine aujourd’hui", True),
        (date(2026, 11, 26), "se termine dans 1\u00a0jour", True),
        (date(2027, 1, 24), "se termine dans 60\u00a0jours", True),
        (date(2027, 1, 25), "se termine dans 61\u00a0jours", False),
        (date(2026, 11, 24), "terminé", True),
        (date(2026, 9, 25), "terminé", False),
    ],
)
def test_what_ends_within_sixty_days_is_put_forward(
    ends: date, state: str, waits: bool, head: Person
) -> None:
    had(head, ends=ends)
    (line,) = queries.lines_of(SCHOOL, TODAY)
    assert (line.state, line.waits) == (state, waits)


def test_what_has_not_begun_says_when(head: Person) -> None:
    said = actions.Said("Brief", date(2026, 12, 1), date(2026, 12, 31))
    actions.add(SCHOOL, said, by=head, at=NOW)
    (line,) = queries.lines_of(SCHOOL, TODAY)
    assert line.state == "commence dans 6\u00a0jours"


@pytest.mark.parametrize(("first", "second"), [(0, None), (400, None), (15, 15), (15, 60)])
def test_days_that_make_no_sense_are_refused(first: int, second: int | None, head: Person) -> None:
    with pytest.raises(actions.WrongDays):
        actions.set_warnings(SCHOOL, first, second, by=head, at=NOW)
