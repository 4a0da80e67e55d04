from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

from facts.drawn import NOON, headcounts, record
from vigie.facts.contracts import FAMILIES, ContractBroken
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger, Withdrawal


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path).prepare()


def levels(**shares: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"campaign": ["CLGQWE789"], "person": [-(2**63)], "line": [2], **{
            name: [value] for name, value in shares.items()
        }}
    )  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_never_imported_is_an_empty_typed_frame(home: Home, family: str) -> None:
    frame = Lake(home).scan(family).collect()
    assert frame.is_empty()
    assert dict(frame.schema) == FAMILIES[family].schema


def test_rows_without_a_record_do_not_exist(home: Home) -> None:
    lake, ledger = Lake(home), Ledger(home)
    written = headcounts(("dep:25", "1D_PUBLIC", "2024-03-15", 3100))
    lake.write("headcounts", written, 1)
    assert lake.scan("headcounts").collect().is_empty()

    ledger.commit(record(1))
    assert lake.scan("headcounts").collect().equals(written)

    ledger.withdraw(1, Withdrawal(NOON, "nora"))
    assert lake.scan("headcounts").collect().is_empty()
    assert lake.scan("headcounts", [1]).collect().equals(written)


def test_each_file_brings_its_own_items(home: Home) -> None:
    lake = Lake(home)
    lake.write("pix_profiles", levels(l_interagir=3), 1)
    lake.write("pix_profiles", levels(l_programmer=5), 2)
    frame = lake.scan("pix_profiles", [1, 2]).collect()
    assert frame.schema["l_interagir"] == pl.Int8
    assert frame.select("import_no", "l_interagir", "l_programmer").rows() == [
        (1, 3, None),
        (2, None, 5),
    ]
    # An import alone keeps the columns of the table, so that frames of two dates line up.
    assert lake.scan("pix_profiles", [2]).collect().columns == frame.columns
    assert lake.scan("pix_profiles", []).collect().schema == frame.schema


def test_unsigned_items_come_back_unsigned(home: Home) -> None:
    row = {
        "campaign": "A", "person": 1, "state": 2, "started_on": NOON.date(), "shared_at": NOON,
        "active_at": NOON, "sendings": 1, "line": 2, "c_x": 10_000,
    }  # fmt: skip
    Lake(home).write("participations", pl.DataFrame([row]), 1)
    frame = Lake(home).scan("participations", [1]).collect()
    assert frame.schema["c_x"] == pl.UInt16
    assert frame["c_x"].to_list() == [10_000]
    assert frame["shared_at"].to_list() == [NOON]


def test_what_a_killed_import_left_is_swept(home: Home) -> None:
    lake = Lake(home)
    for no in (1, 2):
        lake.write("headcounts", headcounts(("dep:25", "CPE", "2024-03-15", no)), no)
    stray = home.lake / "funnels" / "import_no=2" / "part-0.parquet"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"half a file")

    lake.sweep(2)

    assert lake.scan("headcounts", [1, 2]).collect()["headcount"].to_list() == [1]
    assert not list(home.lake.glob("*/import_no=2"))


def test_any_delta_reader_can_read_the_tables(home: Home) -> None:
    lake = Lake(home)
    lake.write("headcounts", headcounts(("dep:25", "CPE", "2024-03-15", 40)), 1)
    lake.write("headcounts", headcounts(("dep:70", "CPE", "2024-03-15", 20)), 2)
    table = DeltaTable(home.lake / "headcounts")
    assert sorted(table.to_pyarrow_table().column("headcount").to_pylist()) == [20, 40]
    assert table.metadata().partition_columns == ["import_no"]


def test_a_frame_that_does_not_fit_writes_nothing(home: Home) -> None:
    with pytest.raises(ContractBroken):
        Lake(home).write("headcounts", pl.DataFrame({"line": [2], "headcount": [1]}), 1)
    assert not list(home.lake.iterdir())
