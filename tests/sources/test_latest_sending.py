"""Which of several sendings counts: the latest, whatever its line; with its slow twin."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.sources.pix_assessment import latest_sending


def naive_latest(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """The slow twin of `latest_sending`: person after person."""
    people: dict[object, list[dict[str, Any]]] = {}
    for row in rows:
        people.setdefault((row["campaign"], row["person"]), []).append(row)
    found = []
    for group in people.values():
        ranked = sorted(
            group,
            key=lambda row: (row["state"], row["shared_at"] or row["active_at"], row["active_at"]),
        )
        best = ranked[-1]
        key = (best["state"], best["shared_at"], best["active_at"])
        ties = [r for r in group if (r["state"], r["shared_at"], r["active_at"]) == key]
        chosen = min(ties, key=lambda row: row["line"])
        found.append(
            (
                chosen["line"],
                max(row["state"] for row in group),
                sum(row["sendings"] for row in group),
                min(row["started_on"] for row in group),
                max(row["active_at"] for row in group),
                chosen["c_overall"],
            )
        )
    return sorted(found)


MOMENTS = st.integers(0, 6).map(lambda n: datetime(2026, 9, 1 + n, 8, tzinfo=UTC))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(1, 3), st.integers(0, 2), MOMENTS, MOMENTS),
        max_size=14,
    )
)
def test_latest_sending_agrees_with_its_twin(
    drawn: list[tuple[str, int, int, datetime, datetime]],
) -> None:
    rows = [
        {
            "line": line,
            "campaign": campaign,
            "person": person_,
            "state": state,
            "started_on": started.date(),
            "shared_at": shared if state == 2 else None,
            "active_at": shared if state == 2 else started,
            "sendings": int(state == 2),
            "c_overall": line if state == 2 else None,
        }
        for line, (campaign, person_, state, started, shared) in enumerate(drawn, 2)
    ]
    schema = {
        "line": pl.Int32,
        "campaign": pl.String,
        "person": pl.Int64,
        "state": pl.Int8,
        "started_on": pl.Date,
        "shared_at": pl.Datetime("us", "UTC"),
        "active_at": pl.Datetime("us", "UTC"),
        "sendings": pl.Int16,
        "c_overall": pl.UInt16,
    }
    found = latest_sending(pl.DataFrame(rows, schema=schema))
    assert found.schema == pl.Schema(schema)
    columns = ("line", "state", "sendings", "started_on", "active_at", "c_overall")
    assert sorted(found.select(columns).rows()) == naive_latest(rows)
