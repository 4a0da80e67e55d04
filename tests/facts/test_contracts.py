from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.facts.contracts import FAMILIES, ContractBroken, conform, empty, family_named

HEADCOUNT = {
    "territory": ["dep:25"],
    "profile": ["1D_PUBLIC"],
    "as_of": [date(2024, 3, 15)],
    "headcount": [3100],
    "line": [2],
    "import_no": [1],
}


def test_each_family_says_what_it_holds() -> None:
    for family in FAMILIES.values():
        assert family.grain
        assert family.meaning_fr
        assert list(family.schema)[-2:] == ["import_no", "line"]
        for column in (*family.columns, *family.dynamic):
            assert column.meaning, (family.name, column.name)
            assert column.meaning_fr, (family.name, column.name)
            if column.dtype.is_numeric() and column.name in ("headcount", "coverage", "pix"):
                assert column.unit, (family.name, column.name)


def test_personal_families_hold_a_pseudonym_and_no_identity() -> None:
    for family in FAMILIES.values():
        names = set(family.schema)
        assert family.personal == ("person" in names)
        assert not names & {"email", "last_name", "first_name", "person_key", "external_id"} or (
            family.name == "schools"
        )


def test_a_frame_is_cast_ordered_and_completed() -> None:
    typed = conform("headcounts", pl.DataFrame(HEADCOUNT))
    assert dict(typed.schema) == FAMILIES["headcounts"].schema

    placed = conform("placements", pl.DataFrame({"person": [7], "import_no": [1], "line": [2]}))
    assert placed.row(0, named=True)["uai"] is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"surname": ["Abadie"]}, "unknown columns surname"),
        ({"headcount": ["many"]}, "headcount"),
        ({"headcount": [None]}, "null in headcount"),
        ({"profile": None}, "missing columns profile"),
    ],
)
def test_a_frame_that_does_not_fit_is_our_fault(change: dict, said: str) -> None:
    content = {name: v for name, v in {**HEADCOUNT, **change}.items() if v is not None}
    with pytest.raises(ContractBroken, match=said):
        conform("headcounts", pl.DataFrame(content))


def test_the_error_never_repeats_a_value() -> None:
    frame = pl.DataFrame({"person": ["nour.abadie@exemple.fr"], "import_no": [1], "line": [2]})
    with pytest.raises(ContractBroken) as error:
        conform("placements", frame)
    assert "abadie" not in str(error.value)


@given(st.lists(st.integers(0, 10_000) | st.none(), min_size=1, max_size=5))
def test_items_are_shares_in_ten_thousandths(shares: list[int | None]) -> None:
    rows = len(shares)
    frame = pl.DataFrame(
        {
            "campaign": ["AZERTY123"] * rows,
            "person": list(range(rows)),
            "state": [2] * rows,
            "started_on": [date(2026, 9, 7)] * rows,
            "active_at": [datetime(2026, 9, 7, 6, 12, tzinfo=UTC)] * rows,
            "sendings": [1] * rows,
            "c_evaluer": pl.Series(shares, dtype=pl.Int64),
            "import_no": [1] * rows,
            "line": list(range(2, rows + 2)),
        }
    )
    typed = conform("participations", frame)
    assert typed.schema["c_evaluer"] == pl.UInt16
    assert typed["c_evaluer"].to_list() == shares


def test_a_share_above_what_the_type_holds_is_our_fault() -> None:
    assert family_named("participations").dtype_of("c_x") == pl.UInt16
    assert family_named("participations").dtype_of("l_x") is None
    with pytest.raises(ContractBroken):
        family_named("wages")
    assert empty("funnels").is_empty()
