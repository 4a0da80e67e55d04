"""Acts that lock several rows hold the log first, or two of them would wait for each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib.people import someone
from vigie.domains.people.actions import close_account, end_mandate
from vigie.domains.people.delegation import delegate, hand_over
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]
NOW = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
COLLEGE = "uai:0259109R"
Act = Callable[[Mandate, Person], object]


def end(mandate: Mandate, to: Person) -> object:
    return end_mandate(mandate, by=to, at=NOW)


def close(mandate: Mandate, to: Person) -> object:
    return close_account(mandate.person, by=to, at=NOW)


def leave(mandate: Mandate, to: Person) -> object:
    return hand_over(mandate, to=to, on=NOW, keep_delegations=True, by=to, at=NOW)


@pytest.mark.parametrize("act", [end, close, leave])
def test_the_log_is_held_before_any_change(act: Act) -> None:
    head, helper, to = someone(Role.HEAD, territory=COLLEGE), someone(), someone()
    mandate = head.mandates.get()
    delegate(mandate, role=Role.ELEA_ADMINISTRATOR, to=helper, starts_at=NOW, ends_at=None,
             by=head, at=NOW)  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        act(mandate, to)
    words = [query["sql"] for query in queries]
    first_held = next(rank for rank, sql in enumerate(words) if '"audit_head"' in sql)
    changed = [rank for rank, sql in enumerate(words) if sql.startswith(("UPDATE", "INSERT"))]
    locked = [rank for rank, sql in enumerate(words) if "FOR UPDATE" in sql]
    assert changed
    assert first_held < min([*changed, *(rank for rank in locked if rank != first_held)])
