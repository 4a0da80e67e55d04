from datetime import date

import polars as pl

from facts.drawn import NOON, campaigns, headcounts, pix, record
from vigie.facts.ledger import CampaignContext, Withdrawal
from vigie.facts.snapshots import KEYS, active_on, campaign_contexts, dated, latest

TODAY = date(2026, 11, 30)


def test_the_newest_snapshot_of_a_campaign_holds() -> None:
    records = [
        pix(1, "2026-10-05", "AZERTY123"),
        pix(2, "2026-11-02", "AZERTY123"),
        pix(3, "2026-10-12", "AZERTY123", "QSDFGH456"),
    ]
    assert active_on(records, TODAY) == {"AZERTY123": 2, "QSDFGH456": 3}
    assert active_on(records, date(2026, 10, 20)) == {"AZERTY123": 3, "QSDFGH456": 3}
    assert active_on(records, date(2026, 10, 5)) == {"AZERTY123": 1}
    assert active_on(records, date(2026, 10, 4)) == {}


def test_of_two_snapshots_of_one_day_the_later_import_wins() -> None:
    records = [pix(2, "2026-10-05", "A"), pix(1, "2026-10-05", "A")]
    assert active_on(records, TODAY) == {"A": 2}


def test_withdrawn_imports_and_other_sources_do_not_count() -> None:
    records = [
        pix(1, "2026-10-05", "A"),
        pix(2, "2026-11-02", "A", withdrawn=Withdrawal(NOON, "nora")),
        pix(3, "2026-11-02", "A", source="pix-profiles"),
    ]
    assert active_on(records, TODAY) == {"A": 1}
    assert active_on(records, TODAY, "pix-profiles") == {"A": 3}


def test_the_latest_row_of_each_key() -> None:
    frame = pl.concat(
        [
            headcounts(("dep:25", "CPE", "2024-03-15", 40), ("dep:70", "CPE", "2024-03-15", 20)),
            headcounts(("dep:25", "CPE", "2024-09-02", 44), import_no=2),
            headcounts(("dep:25", "CPE", "2024-03-15", 41), import_no=3),
        ]
    )
    keys = KEYS["headcounts"]

    def on(day: str) -> dict[str, int]:
        return dict(
            latest(frame, keys, date.fromisoformat(day)).select("territory", "headcount").rows()
        )

    assert on("2024-03-14") == {}
    assert on("2024-03-15") == {"dep:25": 41, "dep:70": 20}  # a correction of the same date
    assert on("2024-12-31") == {"dep:25": 44, "dep:70": 20}


def test_a_family_without_dates_takes_those_of_its_imports() -> None:
    frame = pl.concat(
        [
            campaigns(("A", "dep:25", "CPE", "POSITIONING", None)),
            campaigns(("A", "dep:70", "CPE", "POSITIONING", None), import_no=2),
        ]
    )
    with_dates = dated(frame, [record(1, "2026-09-01"), record(2, "2026-10-01")])
    assert with_dates["as_of"].to_list() == [date(2026, 9, 1), date(2026, 10, 1)]
    assert latest(with_dates, KEYS["campaigns"], TODAY)["territory"].to_list() == ["dep:70"]


def declared(*rows: tuple[str, str, str, str, str | None]) -> pl.DataFrame:
    return dated(campaigns(*rows, import_no=9), [record(9, "2026-09-01")])


def contexts(*found: CampaignContext, said: pl.DataFrame | None = None) -> list[tuple]:
    records = [
        record(no, contexts=(context,), campaigns=(context.campaign,))
        for no, context in enumerate(found, start=1)
    ]
    resolved = campaign_contexts(records, declared() if said is None else said, TODAY)
    return [(c.territory, c.profile, c.pathway) for c in resolved.values()]


def test_a_later_declaration_serves_earlier_imports() -> None:
    said = declared(("A", "dep:25", "CPE", "FINAL", None))
    assert contexts(CampaignContext("A"), said=said) == [("dep:25", "CPE", "FINAL")]


def test_an_explicit_option_wins_over_the_declaration_and_a_title_does_not() -> None:
    said = declared(("A", "dep:25", "CPE", "FINAL", None))
    context = CampaignContext(
        "A", "dep:70", None, "POSITIONING", {"territory": "option", "pathway": "title"}
    )
    assert contexts(context, said=said) == [("dep:70", "CPE", "FINAL")]


def test_imports_of_one_code_know_what_the_others_know() -> None:
    first = CampaignContext("A", "dep:25", None, None, {"territory": "option"})
    second = CampaignContext("A", None, "CPE", None, {"profile": "option"})
    assert contexts(first, second) == [("dep:25", "CPE", None)] * 2
