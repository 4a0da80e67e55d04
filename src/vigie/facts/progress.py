"""How far people went in a pathway, asked of some people at a time: what a reminder leans on.

Unlike a count, this reads only the columns and the rows it is asked for, so that a sender may ask
again right before each batch.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.facts.snapshots import active_on, campaign_contexts, dated

STARTED, FINISHED, SENT = 0, 1, 2
_COLUMNS = ("person", "campaign", "state", "started_on", "active_at")


@dataclass(frozen=True)
class Progress:
    """The exports in force on a day. `campaigns`: (import number, campaign) of each pathway."""

    lake: Lake
    campaigns: dict[str, tuple[tuple[int, str], ...]]

    @classmethod
    def on(cls, home: Home, day: date) -> Progress:
        """What is known on a day."""
        lake, records = Lake(home), Ledger(home).active()
        declared = dated(lake.scan("campaigns", [r.no for r in records]).collect(), records)
        contexts = campaign_contexts(records, declared, day)
        found: dict[str, list[tuple[int, str]]] = {}
        for campaign, no in active_on(records, day).items():
            context = contexts.get((no, campaign))
            if context is not None and context.pathway:
                found.setdefault(context.pathway, []).append((no, campaign))
        return cls(lake, {pathway: tuple(each) for pathway, each in found.items()})

    def of(self, pathway: str, people: Collection[int] | pl.Series) -> pl.DataFrame:
        """person, state (0 started, 1 finished, 2 sent; the furthest), started_on (the first) and
        active_at (the last) of those of these people who are in an export of the pathway."""
        chosen = self.campaigns.get(pathway, ())
        wanted = pl.Series("person", people, dtype=pl.Int64)
        keys = pl.LazyFrame(
            list(chosen), schema={"import_no": pl.Int32, "campaign": pl.String}, orient="row"
        )
        rows = self.lake.scan("participations", {no for no, _ in chosen})
        return (
            rows.select("import_no", *_COLUMNS)
            .filter(pl.col("person").is_in(wanted.implode()))
            .join(keys, on=["import_no", "campaign"], how="semi")
            .group_by("person")
            .agg(pl.col("state").max(), pl.col("started_on").min(), pl.col("active_at").max())
            .collect()
        )
