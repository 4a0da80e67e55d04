"""Small drawn records and frames for the tests of the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl

from vigie.facts.contracts import conform
from vigie.facts.ledger import CampaignContext, ImportRecord, import_id

NOON = datetime(2026, 10, 5, 10, 0, tzinfo=UTC)


def record(no: int, as_of: str = "2026-10-05", **changes: object) -> ImportRecord:
    """A committed import, active unless told otherwise."""
    base = ImportRecord(
        no=no,
        import_id=import_id(no),
        file=f"file-{no}.csv",
        source="pix-assessment",
        sha256=f"{no:064x}",
        size=100,
        as_of=date.fromisoformat(as_of),
        as_of_origin="file name",
        imported_at=NOON,
        imported_by="nora",
        rows_read=6,
        rows_kept=6,
        rows_refused=0,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # drawn by hand


def pix(no: int, as_of: str, *codes: str, **changes: object) -> ImportRecord:
    """A Pix export of these campaigns."""
    contexts = tuple(CampaignContext(code) for code in codes)
    return record(no, as_of, campaigns=codes, contexts=contexts, **changes)


def headcounts(*rows: tuple[str, str, str, int], import_no: int = 1) -> pl.DataFrame:
    """(territory, profile, as_of, headcount) per row."""
    return conform(
        "headcounts",
        pl.DataFrame(
            [
                (territory, profile, date.fromisoformat(as_of), count, import_no, line)
                for line, (territory, profile, as_of, count) in enumerate(rows, start=2)
            ],
            schema=["territory", "profile", "as_of", "headcount", "import_no", "line"],
            orient="row",
        ),
    )


def funnels(*rows: tuple[str, str, str, int, int, int], import_no: int = 1) -> pl.DataFrame:
    """(territory, profile, as_of, started, not sent, sent) per row."""
    return conform(
        "funnels",
        pl.DataFrame(
            [
                (t, p, date.fromisoformat(as_of), a, b, c, import_no, line)
                for line, (t, p, as_of, a, b, c) in enumerate(rows, start=2)
            ],
            schema=[
                "territory",
                "profile",
                "as_of",
                "started_not_finished",
                "finished_not_sent",
                "finished_sent",
                "import_no",
                "line",
            ],
            orient="row",
        ),
    )


def campaigns(*rows: tuple[str, str, str, str, str | None], import_no: int = 1) -> pl.DataFrame:
    """(code, territory, profile, pathway, season) per row, with the as_of of its import."""
    return conform(
        "campaigns",
        pl.DataFrame(
            [
                (code, territory, profile, pathway, season, import_no, line)
                for line, (code, territory, profile, pathway, season) in enumerate(rows, start=2)
            ],
            schema=["campaign", "territory", "profile", "pathway", "season", "import_no", "line"],
            orient="row",
        ),
    )
