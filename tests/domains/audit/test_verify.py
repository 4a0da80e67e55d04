"""Thousands of tamperings of a small log, each found where it begins; erasures that are not one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domains.audit.drawn import KEY, TOLD, checked, emptied, head_of, log, witnessed
from vigie.domains.audit.chain import PARTS, Line, Sealed, link_of, seal
from vigie.domains.audit.ranges import BadRanges, as_ranges, outside, spans_of

LOG = log()
SEEN = witnessed(LOG)
COUNT = len(LOG)
RANKS = st.integers(0, COUNT - 1)
TEXTS = st.text(max_size=70)


def test_a_log_as_it_was_written_holds() -> None:
    found = checked(LOG, SEEN, head_of(LOG))
    assert found.intact
    assert (found.entries, found.hash, found.unwitnessed) == (COUNT, LOG[-1].hash, 0)


def test_an_empty_log_holds() -> None:
    assert checked([]).intact


def values(name: str) -> st.SearchStrategy[object]:
    """What a hand in the tables could put in a column."""
    if name == "at":
        return st.one_of(
            st.none(), st.integers(-(10**6), 10**6).map(lambda s: LOG[0].at + timedelta(seconds=s))
        )
    if name == "number":
        return st.one_of(st.integers(-5, 30), st.text(max_size=3))
    return st.one_of(st.none(), TEXTS, st.sampled_from([getattr(each, name) for each in LOG]))


COLUMNS = [f.name for f in fields(Line) if f.name not in PARTS]


@settings(max_examples=1500)
@given(st.data(), RANKS, st.sampled_from(COLUMNS))
def test_any_edit_of_a_column_is_found_at_its_entry(
    data: st.DataObject, rank: int, name: str
) -> None:
    value = data.draw(values(name))
    assume(value != getattr(LOG[rank], name))
    spoilt = [*LOG]
    spoilt[rank] = replace(LOG[rank], **{name: value})
    if name == "number":
        # The table gives them back by number: the edited one comes where its number puts it.
        assume(isinstance(value, int))
        spoilt.sort(key=lambda line: line.number)
    found = checked(spoilt, SEEN, head_of(LOG))
    assert found.fault is not None
    where = rank + 1
    if name == "number" and isinstance(value, int) and value < where:
        # It comes earlier than it should: at the place that it takes, or before all.
        where = max(value + 1, 1) if value > 0 else 1
    assert found.fault.number == where


@settings(max_examples=1500)
@given(RANKS, st.sampled_from(PARTS), st.sampled_from(("text", "salt", "digest")), TEXTS,
       st.booleans())  # fmt: skip
def test_any_edit_of_a_part_is_found_at_its_entry(
    rank: int, part: str, field: str, text: str, gone: bool
) -> None:
    was: Sealed = LOG[rank].part(part)
    value = None if gone and field != "digest" else text
    assume(value != getattr(was, field))
    spoilt = [*LOG]
    spoilt[rank] = replace(LOG[rank], **{part: replace(was, **{field: value})})
    found = checked(spoilt, SEEN, head_of(LOG))
    assert found.fault is not None
    assert (found.fault.number, found.fault.kind) == (rank + 1, "edited")


@settings(max_examples=600)
@given(RANKS, st.sampled_from(PARTS), TEXTS, st.booleans())
def test_an_edit_sealed_anew_is_found_without_the_key(
    rank: int, part: str, text: str, rehash: bool
) -> None:
    other = replace(LOG[rank], **{part: seal(text)})
    spoilt = [*LOG]
    spoilt[rank] = replace(other, hash=link_of(b"x" * 32, other)) if rehash else other
    found = checked(spoilt, None, head_of(spoilt))
    assert found.fault is not None
    assert found.fault.number == rank + 1


@settings(max_examples=300)
@given(st.integers(1, COUNT), st.integers(1, COUNT))
def test_a_deletion_is_found_at_the_first_that_is_gone(first: int, last: int) -> None:
    assume(first <= last)
    kept = [line for line in LOG if not first <= line.number <= last]
    found = checked(kept, None, head_of(LOG))
    assert found.fault is not None
    assert (found.fault.number, found.entries) == (first, first - 1)
    assert found.fault.kind == ("truncated" if last == COUNT else "missing")


@settings(max_examples=300)
@given(RANKS, RANKS)
def test_an_exchange_is_found_at_the_first_of_the_two(one: int, other: int) -> None:
    assume(one < other)
    order = [*LOG]
    order[one], order[other] = order[other], order[one]
    found = checked(order, SEEN, head_of(LOG))
    assert found.fault is not None
    assert found.fault.number == one + 1
    # The same with their numbers put back in order.
    renumbered = [replace(line, number=rank) for rank, line in enumerate(order, start=1)]
    again = checked(renumbered, SEEN, head_of(LOG))
    assert again.fault is not None
    assert again.fault.number == one + 1


@settings(max_examples=300)
@given(st.integers(0, COUNT), RANKS, st.booleans())
def test_an_insertion_is_found_where_it_is(place: int, model: int, rehash: bool) -> None:
    last = LOG[place - 1].hash if place else "0" * 64
    added = replace(LOG[model], number=place + 1, previous=last)
    if rehash:
        added = replace(added, hash=link_of(b"x" * 32, added))
    assume(added != (LOG[place] if place < COUNT else None))
    after = [replace(line, number=line.number + 1) for line in LOG[place:]]
    spoilt = [*LOG[:place], added, *after]
    found = checked(spoilt, SEEN, head_of(spoilt))
    assert found.fault is not None
    # The copy of the entry that was there holds, and the next one does not.
    assert found.fault.number == place + (2 if not rehash and model == place else 1)


@settings(max_examples=300)
@given(st.integers(0, COUNT - 1), st.booleans())
def test_a_truncation_with_the_head_put_back_is_found_by_the_witness(
    kept: int, head_too: bool
) -> None:
    short = LOG[:kept]
    head = (head_of(short) if short else (0, "0" * 64)) if head_too else head_of(LOG)
    found = checked(short, SEEN, head)
    assert found.fault is not None
    assert (found.fault.number, found.fault.kind) == (kept + 1, "truncated")
    # What no witness saw cannot be missed: this is why there is one.
    assert checked(short, None, head).intact == head_too


@settings(max_examples=300)
@given(st.integers(1, COUNT), st.integers(1, COUNT))
def test_a_chain_written_anew_with_the_key_is_found_by_the_witness(start: int, seen: int) -> None:
    assume(seen >= start)
    told = [*TOLD]
    told[start - 1] = ("data.read", "person:9", "person:3", {"why": "Autre"})
    other = log(told)
    forged = [*LOG[: start - 1]]
    for line in other[start - 1 :]:
        follows = replace(line, previous=forged[-1].hash if forged else "0" * 64)
        forged.append(replace(follows, hash=link_of(KEY, follows)))
    assert checked(forged).intact
    found = checked(forged, witnessed(LOG, seen))
    assert found.fault is not None
    assert (found.fault.number, found.fault.kind) == (seen, "rewritten")


@pytest.mark.parametrize("start", range(1, COUNT))
def test_an_end_of_another_branch_does_not_hang_on_this_one(start: int) -> None:
    other = log()  # the same acts, sealed under other salts, as a restored base would write them
    found = checked([*LOG[:start], *other[start:]])
    assert found.fault is not None
    assert (found.fault.number, found.fault.kind) == (start + 1, "out_of_order")


@pytest.mark.parametrize("head", [None, (COUNT, "f" * 64), (COUNT - 1, LOG[-2].hash), (0, "")])
def test_a_head_that_is_not_the_last_entry_is_found(head: tuple[int, str] | None) -> None:
    found = checked(LOG, SEEN, head)
    assert found.fault is not None
    assert found.fault.kind == "head"


def with_erasure(numbers: list[int], parts: tuple[str, ...], action: str = "audit.forget"
                 ) -> list[Line]:  # fmt: skip
    details: dict[str, object] = {part: as_ranges(numbers) for part in parts}
    whole = log([*TOLD, (action, "person:8", "", details)])
    return [emptied(line, *parts) if line.number in numbers else line for line in whole]


NUMBERS = st.lists(st.integers(1, COUNT), min_size=1, unique=True).map(sorted)
SOME = st.lists(st.sampled_from(PARTS), min_size=1, unique=True).map(tuple)


@settings(max_examples=600)
@given(NUMBERS, SOME, st.sampled_from(("audit.forget", "audit.expire")))
def test_an_erasure_that_was_logged_does_not_alarm(
    numbers: list[int], parts: tuple[str, ...], action: str
) -> None:
    lines = with_erasure(numbers, parts, action)
    found = checked(lines, witnessed(lines))
    assert found.intact
    assert found.erased == len(numbers) * len(parts)


@settings(max_examples=300)
@given(NUMBERS, SOME, st.integers(1, COUNT), st.sampled_from(PARTS))
def test_an_erasure_that_was_not_logged_is_found(
    numbers: list[int], parts: tuple[str, ...], number: int, part: str
) -> None:
    assume(number not in numbers or part not in parts)
    lines = with_erasure(numbers, parts)
    lines[number - 1] = emptied(lines[number - 1], part)
    found = checked(lines, witnessed(lines))
    assert found.fault is not None
    assert (found.fault.number, found.fault.kind) == (number, "emptied")


def test_an_erasure_does_not_cover_itself() -> None:
    details: dict[str, object] = {"details": f"1-{COUNT + 5}"}
    lines = log([*TOLD, ("audit.forget", "system", "", details)])
    lines[-1] = emptied(lines[-1], "details")
    found = checked(lines)
    assert found.fault is not None
    assert (found.fault.number, found.fault.kind) == (COUNT + 1, "emptied")


def test_an_erasure_does_not_cover_what_comes_after() -> None:
    told = ("audit.forget", "system", "", {"details": f"1 {COUNT + 2}"})
    lines = log([*TOLD, told, TOLD[0]])
    lines[0] = emptied(lines[0], "details")
    assert checked(lines).intact
    lines[-1] = emptied(lines[-1], "details")
    assert not checked(lines).intact


def test_another_act_cannot_pass_for_an_erasure() -> None:
    lines = with_erasure([3], ("about",), "data.read")
    assert not checked(lines).intact


def test_what_a_verification_still_waits_for_is_counted() -> None:
    found = checked(LOG, witnessed(LOG, 2, 5))
    assert found.intact
    assert found.unwitnessed == COUNT - 5


@pytest.mark.parametrize("key", [b"\0" * 32, b"other"])
def test_another_key_holds_nothing(key: bytes) -> None:
    assert link_of(key, LOG[0]) != LOG[0].hash


@given(st.sets(st.integers(1, 60)))
def test_ranges_say_all_numbers_and_no_other(numbers: set[int]) -> None:
    spans = spans_of(as_ranges(sorted(numbers)))
    assert [n for a, b in spans for n in range(a, b + 1)] == sorted(numbers)


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20))), st.sets(st.integers(1, 25)))
def test_outside_says_what_no_span_covers(spans: list[tuple[int, int]], numbers: set[int]) -> None:
    slow = [n for n in sorted(numbers) if not any(a <= n <= b for a, b in spans)]
    kept = [(a, b) for a, b in spans if a <= b]
    assert outside(sorted(numbers), kept) == slow


@pytest.mark.parametrize("text", ["a", "1-", "-3", "1-2-3", "1,2"])
def test_what_is_not_a_range_is_refused(text: str) -> None:
    with pytest.raises(BadRanges):
        spans_of(text)


def apply(change: Callable[[Line], Line]) -> list[Line]:
    return [change(LOG[0]), *LOG[1:]]


def test_a_summer_hour_is_the_same_moment() -> None:
    paris = LOG[0].at.astimezone(tz=None)
    assert checked(apply(lambda line: replace(line, at=paris))).intact
