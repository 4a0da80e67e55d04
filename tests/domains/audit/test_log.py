"""The log in real tables: what is written, chained, tampered with, forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigie.domains.audit import witness
from vigie.domains.audit.actions import (
    Act,
    NotAReference,
    OutsideTransaction,
    expire,
    forget,
    record,
    record_all,
    record_read,
    record_reads,
)
from vigie.domains.audit.chain import GENESIS, PARTS, KeyUnusable, key_of
from vigie.domains.audit.models import Entry, Head
from vigie.domains.audit.queries import lines, reads_of, verified
from vigie.domains.audit.verify import Finding
from vigie.domains.audit.witness import Testimony as Witness

pytestmark = [pytest.mark.database, pytest.mark.django_db]
NOON = datetime(2026, 3, 12, 11, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _place(home: object) -> None:
    """A key and a witness of the test's own."""


def write_some() -> None:
    record("person.register", actor="system", about="person:1", at=NOON)
    record("mandate.give", actor="person:1", about="person:2", at=NOON,
           details={"role": "trainer", "territory": "dep:25", "starts_at": NOON})  # fmt: skip
    record_read(reader="person:2", about="pseudonym:-33", why="Accompagnement", where="Groupe",
                at=NOON, role="pix_team", territory="aca:besancon")  # fmt: skip
    record_reads(reader="person:12", about=["person:1", "person:2", "person:1"], why="Synthèse",
                 where="Groupe", at=NOON + timedelta(hours=1))  # fmt: skip
    record("mandate.end", actor="person:3", about="person:2", at=NOON,
           details={"by": ["person:1", "person:12"]})  # fmt: skip


def now_seen() -> Witness:
    head = Head.objects.get(pk=1)
    return Witness({head.number: {head.hash}})


def check() -> Finding:
    return verified(now_seen())


def test_entries_follow_one_another() -> None:
    write_some()
    numbers = list(Entry.objects.values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4, 5, 6]
    chained = [(each.previous, each.hash) for each in Entry.objects.all()]
    assert [before for before, _ in chained] == [GENESIS, *(own for _, own in chained[:-1])]
    found = check()
    assert (found.intact, found.entries, found.hash) == (True, 6, chained[-1][1])


def test_the_table_gives_back_the_lines_of_its_entries() -> None:
    write_some()
    assert list(lines()) == [each.line for each in Entry.objects.all()]
    assert [each.number for each in lines(after=4)] == [5, 6]


def test_an_empty_log_holds() -> None:
    assert verified(Witness()).intact


def test_one_reading_of_several_people_gives_each_hers() -> None:
    write_some()
    assert [(each.about, each.actor) for each in reads_of(["person:1", "pseudonym:-33"])] == [
        ("person:1", "person:12"),
        ("pseudonym:-33", "person:2"),
    ]
    told = json.loads(reads_of(["pseudonym:-33"])[0].details or "")
    assert told == {"why": "Accompagnement", "where": "Groupe", "role": "pix_team",
                    "territory": "aca:besancon"}  # fmt: skip
    assert list(reads_of(["person:1"], since=NOON + timedelta(hours=2))) == []


@pytest.mark.parametrize("text", ["Nora Petit", "nora@exemple.fr", "person:12 ", "Person:12"])
def test_a_name_or_an_address_is_not_a_reference(text: str) -> None:
    for act in (Act("session.open", text), Act("session.open", "system", text)):
        with pytest.raises(NotAReference):
            record_all([act], at=NOON)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_belongs_to_the_act() -> None:
    with pytest.raises(OutsideTransaction):
        record("session.open", actor="person:1", at=NOON)


def test_what_is_undone_leaves_no_entry() -> None:
    record("session.open", actor="person:1", at=NOON)

    def undone() -> None:
        with transaction.atomic():
            record("session.close", actor="person:1", at=NOON)
            raise LookupError

    with pytest.raises(LookupError):
        undone()
    record("session.open", actor="person:2", at=NOON)
    assert list(Entry.objects.values_list("number", "actor")) == [(1, "person:1"), (2, "person:2")]
    assert check().intact


def test_a_key_that_was_cut_is_told() -> None:
    write_some()
    key_file = witness.folder() / "key"
    assert key_file.stat().st_mode & 0o077 == 0
    key_file.write_bytes(b"short")
    with pytest.raises(KeyUnusable, match="abîmée"):
        key_of(witness.folder())


# -- tampering with the tables ----------------------------------------------------------------

EDITS = [
    "UPDATE audit_entry SET action = 'session.open' WHERE number = 2",
    "UPDATE audit_entry SET actor = 'person:9' WHERE number = 3",
    "UPDATE audit_entry SET actor = NULL WHERE number = 3",
    "UPDATE audit_entry SET about = 'person:9' WHERE number = 4",
    "UPDATE audit_entry SET details = '{}' WHERE number = 2",
    "UPDATE audit_entry SET details_salt = '00' WHERE number = 2",
    "UPDATE audit_entry SET details_digest = about_digest WHERE number = 2",
    "UPDATE audit_entry SET details = NULL, details_salt = NULL WHERE number = 5",
    "UPDATE audit_entry SET previous = hash WHERE number = 5",
    "UPDATE audit_entry SET hash = previous WHERE number = 5",
    "UPDATE audit_entry SET number = 99 WHERE number = 2",
    "UPDATE audit_entry SET number = 99 WHERE number = 6",
    "DELETE FROM audit_entry WHERE number = 1",
    "DELETE FROM audit_entry WHERE number = 3",
    "DELETE FROM audit_entry WHERE number = 6",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET number = 4",
    "UPDATE audit_head SET hash = 'f'",
]
WHERE = [2, 3, 3, 4, 2, 2, 2, 5, 5, 5, 2, 6, 1, 3, 6, 1, 7, 7, 7]


@pytest.mark.parametrize(("sql", "where"), list(zip(EDITS, WHERE, strict=True)))
def test_a_hand_in_the_tables_is_found(sql: str, where: int) -> None:
    write_some()
    seen = now_seen()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    found = verified(seen)
    assert found.fault is not None
    assert found.fault.number == where


def test_two_entries_that_change_places_are_found() -> None:
    write_some()
    for before, after in ((2, 90), (5, 2), (90, 5)):
        Entry.objects.filter(number=before).update(number=after)
    found = check()
    assert found.fault is not None
    assert found.fault.number == 2


def test_an_end_cut_with_its_head_is_found_by_the_witness() -> None:
    write_some()
    seen = now_seen()
    last = Entry.objects.get(number=4)
    Entry.objects.filter(number__gt=4).delete()
    Head.objects.update(number=4, hash=last.hash, at=last.at)
    assert verified(Witness()).intact
    found = verified(seen)
    assert found.fault is not None
    assert (found.fault.number, found.fault.kind) == (5, "truncated")


def test_an_unreadable_moment_is_found_at_its_entry() -> None:
    write_some()
    seen = now_seen()
    text = "'2026-99-99'" if connection.vendor == "sqlite" else "at - interval '1 second'"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_entry SET at = {text} WHERE number = 3")
    found = verified(seen)
    assert found.fault is not None
    assert (found.fault.number, found.fault.kind) == (3, "edited")


COLUMNS = ["action", "hash", "previous", *PARTS, *(f"{p}_salt" for p in PARTS),
           *(f"{p}_digest" for p in PARTS)]  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 6), st.sampled_from(COLUMNS), st.text("abc:0", max_size=30))
def test_any_column_of_any_entry(number: int, column: str, text: str) -> None:
    with transaction.atomic():
        if not Entry.objects.exists():
            write_some()
        assert Entry.objects.filter(number=number).update(**{column: text}) == 1
        found = check()
        transaction.set_rollback(True)
    assert found.fault is not None
    assert found.fault.number == number


# -- forgetting -------------------------------------------------------------------------------


def texts_left() -> str:
    columns = [*PARTS, *(f"{part}_salt" for part in PARTS)]
    return repr(list(Entry.objects.values_list("action", *columns)))


def test_forgetting_someone_empties_what_names_her_and_holds() -> None:
    write_some()
    assert forget(["person:1", "pseudonym:-33"], actor="person:3", at=NOON) == 5
    kept = list(Entry.objects.values_list("number", "actor", "about"))
    assert kept == [
        (1, "system", None),
        (2, None, "person:2"),
        (3, "person:2", None),
        (4, "person:12", None),
        (5, "person:12", "person:2"),
        (6, "person:3", "person:2"),
        (7, "person:3", ""),
    ]
    assert [each.details is None for each in Entry.objects.all()] == [
        True, True, True, True, False, True, False,
    ]  # fmt: skip
    assert "'person:1'" not in texts_left()
    assert '"person:1"' not in texts_left()
    assert "-33" not in texts_left()
    found = check()
    assert (found.intact, found.entries, found.erased) == (True, 7, 9)


def test_a_number_that_begins_like_hers_is_another() -> None:
    record("mandate.hand_over", actor="person:3", at=NOON, details={"trainer": "person:12"})
    record("mandate.hand_over", actor="person:3", at=NOON, details={"trainer": "person:1"})
    assert forget(["person:1"], actor="system", at=NOON) == 1
    assert [each.details is None for each in Entry.objects.all()] == [False, True, False]


def test_the_act_of_forgetting_says_how_much_and_not_whom() -> None:
    write_some()
    forget(["person:12"], actor="person:12", at=NOON)
    last = Entry.objects.get(number=7)
    assert (last.action, last.actor, last.about) == ("audit.forget", "erased", "")
    assert json.loads(last.details or "") == {
        "actor": "4-5", "about": "", "details": "4-6", "entries": 3,
    }  # fmt: skip
    assert check().intact


def test_forgetting_twice_or_nobody_writes_nothing() -> None:
    write_some()
    forget(["person:1"], actor="system", at=NOON)
    before = Head.objects.get(pk=1).number
    assert forget(["person:1"], actor="system", at=NOON) == 0
    assert forget([], actor="system", at=NOON) == 0
    assert Head.objects.get(pk=1).number == before


def test_what_was_kept_long_enough_is_emptied() -> None:
    write_some()
    old = Entry.objects.between(None, NOON + timedelta(minutes=1))
    assert expire(old, actor="system", at=NOON) == 4
    assert list(Entry.objects.filter(about=None).values_list("number", flat=True)) == [1, 2, 3, 6]
    # What tells of erasures is kept, even when it is old.
    assert expire(Entry.objects.all(), actor="system", at=NOON) == 2
    assert expire(Entry.objects.all(), actor="system", at=NOON) == 0
    assert check().intact


def test_hiding_an_entry_as_if_it_was_forgotten_is_found() -> None:
    write_some()
    forget(["person:1"], actor="system", at=NOON)
    for number, part in ((5, "about"), (7, "details")):
        with transaction.atomic():
            empty = {part: None, f"{part}_salt": None}
            Entry.objects.filter(number=number).update(**empty)
            found = check()
            transaction.set_rollback(True)
        assert found.fault is not None
        assert found.fault.kind == "emptied"


# -- the cost ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "queries"), [(1, 3), (400, 10)])
def test_logging_a_reading_takes_few_queries(
    people: int, queries: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    record("session.open", actor="person:1", at=NOON)
    # SQLite takes seventy entries in one order, PostgreSQL all of them.
    with django_assert_max_num_queries(queries):  # type: ignore[attr-defined]  # a context manager
        record_reads(reader="person:1", about=[f"person:{n}" for n in range(people)],
                     why="Suivi", where="Groupe", at=NOON)  # fmt: skip
    assert check().entries == people + 1
