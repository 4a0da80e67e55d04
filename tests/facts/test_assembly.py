from collections.abc import Iterator
from datetime import UTC, date, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from vigie.facts.assembly import assemble
from vigie.facts.pseudonyms import pseudonym

KEY = b"k" * 32
SCHEMA = {
    "campaign": pl.String, "person_key": pl.String, "state": pl.Int8, "started_on": pl.Date,
    "shared_at": pl.Datetime("us", "UTC"), "active_at": pl.Datetime("us", "UTC"),
    "sendings": pl.Int16, "line": pl.Int32, "c_x": pl.UInt16,
}  # fmt: skip


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=UTC)


def row(
    line: int, person: str, state: int, started: int, shared: int | None, share: int | None
) -> tuple[object, ...]:
    """One line of an export: days of September 2026."""
    shared_at = at(shared, 10) if shared else None
    return ("AZERTY123", person, state, date(2026, 9, started), shared_at,
            shared_at or at(started), int(state == 2), line, share)  # fmt: skip


def participations(*rows: tuple[object, ...], batch: int = 2) -> dict[str, pl.DataFrame]:
    def batches() -> Iterator[tuple[str, pl.DataFrame]]:
        for start in range(0, len(rows), batch):
            yield (
                "participations",
                pl.DataFrame(rows[start : start + batch], schema=SCHEMA, orient="row"),
            )

    return assemble(batches(), KEY)


def test_identities_become_numbers() -> None:
    frame = participations(row(2, "nour@exemple.fr", 2, 1, 3, 7600))["participations"]
    assert frame["person"].to_list() == [pseudonym(KEY, "nour@exemple.fr")]
    assert "person_key" not in frame.columns


def test_the_latest_sending_counts_and_not_the_last_line() -> None:
    # Exports list the latest participation first; people sort them again.
    frame = participations(
        row(2, "nour", 2, 7, 9, 8800),
        row(3, "nour", 2, 1, 3, 4000),
        row(4, "yanis", 0, 2, None, None),
    )["participations"]
    nour = frame.row(by_predicate=pl.col("line") == 2, named=True)
    assert frame.height == 2
    assert nour["c_x"] == 8800
    assert nour["sendings"] == 2
    assert nour["started_on"] == date(2026, 9, 1)


def test_starting_again_does_not_undo_a_sending() -> None:
    frame = participations(
        row(2, "nour", 0, 12, None, None),
        row(3, "nour", 2, 1, 3, 4000),
        row(4, "nour", 1, 10, None, None),
    )["participations"]
    (nour,) = frame.iter_rows(named=True)
    assert (nour["state"], nour["c_x"], nour["line"]) == (2, 4000, 3)
    assert nour["shared_at"] == at(3, 10)
    assert nour["active_at"] == at(12)


def test_progress_counts_lines() -> None:
    seen: list[int] = []
    frame = pl.DataFrame([row(2, "nour", 0, 1, None, None)], schema=SCHEMA, orient="row")
    assemble([("participations", frame)] * 3, KEY, seen.append)
    assert seen[-1] == 3


drawn = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 9), st.integers(0, 2), st.integers(0, 6)),
    min_size=1,
    max_size=12,
)


@given(drawn)
def test_one_row_per_person_as_a_slow_twin_says(lines: list[tuple[str, int, int, int]]) -> None:
    rows = [
        row(number, person, state, start, start + after if state == 2 else None, number * 10)
        for number, (person, start, state, after) in enumerate(lines, start=2)
    ]
    frame = participations(*rows, batch=3)["participations"]

    expected = {}
    for person in {r[1] for r in rows}:
        own = [dict(zip(SCHEMA, r, strict=True)) for r in rows if r[1] == person]
        sent = [r for r in own if r["state"] == 2]
        if sent:
            newest = max(r["shared_at"] for r in sent)
            best = max(
                (r for r in sent if r["shared_at"] == newest),
                key=lambda r: (r["active_at"], r["line"]),
            )
        else:
            top = max(r["state"] for r in own)
            best = max(
                (r for r in own if r["state"] == top), key=lambda r: (r["active_at"], r["line"])
            )
        expected[pseudonym(KEY, person)] = (
            best["state"], best["line"], best["c_x"], best["shared_at"],
            min(r["started_on"] for r in own), max(r["active_at"] for r in own), len(sent),
        )  # fmt: skip
    got = {
        r["person"]: (r["state"], r["line"], r["c_x"], r["shared_at"], r["started_on"],
                      r["active_at"], r["sendings"])
        for r in frame.iter_rows(named=True)
    }  # fmt: skip
    assert got == expected


def test_profiles_keep_the_latest_sending() -> None:
    schema = {"campaign": pl.String, "person_key": pl.String,
              "shared_at": pl.Datetime("us", "UTC"), "pix": pl.Int16, "line": pl.Int32}  # fmt: skip
    rows = [
        ("C", "lina", at(18), 199, 2),
        ("C", "lina", at(2), 60, 3),
        ("C", "issa", None, None, 4),
    ]
    frame = assemble([("pix_profiles", pl.DataFrame(rows, schema=schema, orient="row"))], KEY)
    assert frame["pix_profiles"].select("line", "pix").rows() == [(2, 199), (4, None)]
