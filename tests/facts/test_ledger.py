from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from facts.drawn import NOON, record
from vigie.facts.home import Home
from vigie.facts.ledger import CampaignContext, Ledger, RecordedNotice, Withdrawal, import_id


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(Home(tmp_path).prepare())


def test_a_record_comes_back_as_it_was(ledger: Ledger) -> None:
    written = record(
        1,
        campaigns=("AZERTY123",),
        contexts=(CampaignContext("AZERTY123", "dep:25", None, "POSITIONING", {"territory": "x"}),),
        families=("participations", "items"),
        notices=(RecordedNotice("unknown_profile", "Le profil n’est pas connu.", 3, "profile"),),
        refused_lines=(4, 9),
        territory="dep:25",
    )
    ledger.commit(written)
    assert ledger.records() == [written]
    assert written.import_id == "I000001"


def test_nothing_yet(tmp_path: Path) -> None:
    assert Ledger(Home(tmp_path / "nowhere")).records() == []


def test_a_withdrawn_import_keeps_its_record(ledger: Ledger) -> None:
    ledger.commit(record(1))
    ledger.commit(record(2))
    ledger.withdraw(1, Withdrawal(NOON, "nora"))
    assert [r.no for r in ledger.active()] == [2]
    assert ledger.records()[0].withdrawn == Withdrawal(NOON, "nora")


def test_numbers_are_never_given_twice(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: ledger.reserve("ab" * 32), range(40)))
    assert sorted(numbers) == list(range(1, 41))
    ledger.abandon(40)
    assert ledger.reserve("ab" * 32) == 41


def test_an_interrupted_import_is_known_by_its_reservation(ledger: Ledger) -> None:
    first, second = ledger.reserve("aa" * 32), ledger.reserve("bb" * 32)
    ledger.commit(record(first))
    assert ledger.interrupted() == {second: "bb" * 32}
    ledger.abandon(second)
    assert ledger.interrupted() == {}
    assert [r.no for r in ledger.records()] == [first]


def test_a_record_cut_short_is_not_read(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "ledger" / ".000001.import.json.77.part").write_text('{"no": 1, "as')
    assert ledger.records() == []
    ledger.sweep()
    assert not list((tmp_path / "ledger").iterdir())


def test_the_name_of_an_import() -> None:
    assert import_id(42) == "I000042"
    assert record(3, "2024-03-15").as_of == date(2024, 3, 15)
