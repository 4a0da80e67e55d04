"""Which snapshot holds at a date: pure functions over records and frames.

A snapshot is (source, as-of date). Several coexist; at a date, the newest one not later than it
holds, and of two with the same date the one imported last. Nothing here reads a file or a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from vigie.facts.ledger import CampaignContext, ImportRecord

PIX_SOURCES = ("pix-assessment", "pix-profiles")

# What makes two rows two snapshots of one thing.
KEYS: dict[str, tuple[str, ...]] = {
    "headcounts": ("territory", "profile"),
    "funnels": ("territory", "profile", "pathway"),
    "coverages": ("territory", "profile", "pathway", "referential", "subject"),
    "schools": ("uai",),
    "placements": ("person",),
    "campaigns": ("campaign",),
}


def active_on(
    records: Iterable[ImportRecord], on: date, source: str = "pix-assessment"
) -> dict[str, int]:
    """The import that is the snapshot of each campaign code on a day: code -> import_no.

    Only active imports of that source whose as-of date is not after `on`.
    """
    chosen: dict[str, ImportRecord] = {}
    for record in records:
        if not record.active or record.source != source or record.as_of > on:
            continue
        for campaign in record.campaigns:
            held = chosen.get(campaign)
            if held is None or (record.as_of, record.no) > (held.as_of, held.no):
                chosen[campaign] = record
    return {campaign: record.no for campaign, record in chosen.items()}


def dated(frame: pl.DataFrame, records: Iterable[ImportRecord]) -> pl.DataFrame:
    """The frame with an `as_of` column, taken from the import of each row where it has none."""
    if "as_of" in frame.columns:
        return frame
    dates = pl.DataFrame(
        [(record.no, record.as_of) for record in records],
        schema={"import_no": pl.Int32, "as_of": pl.Date},
        orient="row",
    )
    return frame.join(dates, on="import_no", how="left", maintain_order="left")


def latest(frame: pl.DataFrame, keys: Sequence[str], on: date) -> pl.DataFrame:
    """One row per key: the newest `as_of` not after `on`; ties go to the later import.

    `frame` has `as_of`, `import_no` and `line` (see `dated`). Nulls in a key are a value. Rows
    come out by import and line. A key printed twice in one import keeps its last line.
    """
    order = ["as_of", "import_no", "line"]
    return (
        frame.filter(pl.col("as_of") <= on)
        .sort(order, nulls_last=False, maintain_order=True)
        .unique(subset=list(keys), keep="last", maintain_order=True)
        .sort(["import_no", "line"], maintain_order=True)
    )


def campaign_contexts(
    records: Iterable[ImportRecord], declared: pl.DataFrame, on: date
) -> dict[tuple[int, str], CampaignContext]:
    """For whom each campaign of each import is: (import_no, code) -> context.

    `declared` is the family `campaigns` with `as_of` (see `dated`). Explicit options of the
    import come first, then the declaration (even one made after the import), then what the
    import found by itself, then what another import of the same code knows.
    """
    active = [record for record in records if record.active]
    declarations = {
        row["campaign"]: row
        for row in latest(declared, KEYS["campaigns"], on).iter_rows(named=True)
    }
    known: dict[str, dict[str, str]] = {}
    for record in active:
        for context in record.contexts:
            for name in ("territory", "profile", "pathway"):
                if value := getattr(context, name):
                    known.setdefault(context.campaign, {})[name] = value
    resolved = {}
    for record in active:
        for context in record.contexts:
            resolved[record.no, context.campaign] = _resolve(
                context, declarations.get(context.campaign, {}), known.get(context.campaign, {})
            )
    return resolved


def _resolve(
    context: CampaignContext, declared: dict[str, str | None], known: dict[str, str]
) -> CampaignContext:
    values: dict[str, str | None] = {}
    origins: dict[str, str] = {}
    for name in ("territory", "profile", "pathway"):
        own = getattr(context, name)
        origin = context.origins.get(name)
        candidates = (
            (own if origin == "option" else None, "option"),
            (declared.get(name), "declared"),
            (own, origin or "previous"),
            (known.get(name), "previous"),
        )
        values[name] = None
        for value, whence in candidates:
            if value:
                values[name], origins[name] = value, whence
                break
    return CampaignContext(context.campaign, **values, origins=origins)
