"""Who is warned before a subscription ends, once, and at which hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domains.subscriptions.given import NOW, OTHER, SCHOOL, had
from lib.people import SINCE, someone
from vigie.domains.people.actions import end_mandate, give_mandate
from vigie.domains.people.door_models import Notice
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.rights import rights_of
from vigie.domains.people.roles import Role
from vigie.domains.subscriptions import actions, queries
from vigie.domains.subscriptions.warning import warn

pytestmark = [pytest.mark.database, pytest.mark.django_db]
ENDS = date(2027, 3, 31)
# A Monday, 58 days before, and a Tuesday, 15 days before: neither in the holidays of zone A.
SOON, SECOND = datetime(2027, 2, 1, 9, 0, tzinfo=UTC), datetime(2027, 3, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def head() -> Person:
    return someone(Role.HEAD, territory=SCHOOL)


def sent() -> list[str]:
    return sorted(Notice.objects.values_list("person__email", flat=True))


def test_each_warning_is_given_once(head: Person) -> None:
    had(head, ends=ENDS)
    assert warn(SOON - timedelta(days=4)) == 0, "62 days before"
    assert [warn(SOON), warn(SOON), warn(SOON + timedelta(days=2))] == [1, 0, 0]
    assert [warn(SECOND), warn(SECOND)] == [1, 0]
    assert sent() == [head.email] * 2


def test_several_ends_make_one_message_that_names_none(head: Person) -> None:
    had(head, "Encyclopédie", ENDS)
    had(head, "Atlas", ENDS - timedelta(days=1))
    assert warn(SOON) == 1
    body = Notice.objects.get().body
    assert "2\u00a0abonnements" in body
    assert "30\u00a0mars\u00a02027" in body
    assert f"/abonnements/{SCHOOL}/" in body
    assert "Atlas" not in body


def test_a_late_subscription_is_warned_of_once_for_both_days(head: Person) -> None:
    had(head, ends=SECOND.date() + timedelta(days=3))
    assert [warn(SECOND), warn(SECOND + timedelta(hours=1))] == [1, 0]


def test_a_renewal_is_warned_of_again_the_year_after(head: Person) -> None:
    one = had(head, ends=date(2026, 3, 31))
    assert warn(datetime(2026, 3, 16, 9, 0, tzinfo=UTC)) == 1
    actions.renew(one, ENDS, by=head, at=NOW)
    assert warn(SECOND) == 1


@pytest.mark.parametrize("gone", ["dropped", "withdrawn", "over"])
def test_nobody_is_warned_of_what_is_over_or_decided(gone: str, head: Person) -> None:
    one = had(head, ends=ENDS)
    if gone == "dropped":
        actions.drop(one, by=head, at=NOW)
    if gone == "withdrawn":
        actions.withdraw(one, by=head, at=NOW)
    assert warn(SOON if gone != "over" else datetime(2027, 4, 1, 9, 0, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2027, 2, 1, 5, 59, tzinfo=UTC),  # 06:59 in Paris
        datetime(2027, 2, 1, 19, 0, tzinfo=UTC),  # 20:00
        datetime(2027, 1, 30, 9, 0, tzinfo=UTC),  # a Saturday
        datetime(2027, 3, 29, 8, 0, tzinfo=UTC),  # Easter Monday
    ],
)
def test_nothing_is_written_down_out_of_the_allowed_hours(moment: datetime, head: Person) -> None:
    had(head, ends=ENDS)
    assert warn(moment) == 0
    assert not Notice.objects.exists()


def test_what_is_due_in_the_evening_leaves_in_the_morning(head: Person) -> None:
    had(head, ends=ENDS)
    evening = datetime(2027, 2, 1, 20, 0, tzinfo=UTC)  # 21:00 in Paris
    assert [warn(evening + timedelta(minutes=15 * n)) for n in range(40)] == [0] * 40
    assert warn(datetime(2027, 2, 2, 6, 0, tzinfo=UTC)) == 1  # 07:00


def test_a_school_overseas_has_its_own_hours(head: Person) -> None:
    ours = someone(Role.HEAD, territory="uai:9740001A")
    had(ours, ends=ENDS, school="uai:9740001A")
    # 05:30 in Paris, 08:30 in La Réunion.
    assert warn(datetime(2027, 2, 1, 4, 30, tzinfo=UTC)) == 1
    assert sent() == [ours.email]
    assert head.email not in sent()


def test_the_head_and_who_holds_the_gar_for_her_are_warned(head: Person) -> None:
    origin = Mandate.objects.get(person=head)
    allocator, former, educonnect = someone(), someone(), someone()
    for person, role in ((allocator, Role.GAR_ALLOCATOR), (former, Role.GAR_ALLOCATOR),
                         (educonnect, Role.EDUCONNECT_MANAGER)):  # fmt: skip
        given = give_mandate(person, role=role, territory=SCHOOL, starts_at=SINCE, by=None,
                             at=SINCE, origin=origin)  # fmt: skip
        if person == former:
            end_mandate(given, by=head, at=SINCE + timedelta(days=1))
    someone(Role.HEAD, territory=OTHER)
    had(head, ends=ENDS)
    assert warn(SOON) == 2
    assert sent() == sorted([head.email, allocator.email])


def test_a_school_chooses_its_days(head: Person) -> None:
    had(head, ends=ENDS)
    actions.set_warnings(SCHOOL, 20, None, by=head, at=NOW)
    assert [warn(SOON), warn(SECOND), warn(SECOND + timedelta(days=6))] == [0, 1, 0]


def test_the_home_tells_what_ends_soon(head: Person) -> None:
    had(head, ends=ENDS)
    (told,) = queries.news(rights_of(head, SOON))
    assert told.sentence.startswith("1\u00a0abonnement se termine dans les 60 jours")
    assert "31\u00a0mars\u00a02027" in told.sentence
    assert told.href == f"/abonnements/{SCHOOL}/"
    assert queries.news(rights_of(head, SOON - timedelta(days=4))) == []
    stranger = someone(Role.RUPN, territory=SCHOOL)
    assert queries.news(rights_of(stranger, SOON)) == []
