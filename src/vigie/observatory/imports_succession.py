"""Which imports an import replaces in the figures, and which ones replace it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord
from vigie.facts.snapshots import KEYS, PIX_SOURCES, dated
from vigie.web import formats

_WORDS = {
    "headcounts": "effectif",
    "funnels": "ligne de participation",
    "coverages": "taux de couverture",
    "schools": "établissement",
    "placements": "personnel",
    "campaigns": "campagne",
}
_MANY = {
    "funnels": "lignes de participation",
    "coverages": "taux de couverture",
    "placements": "personnels",
}


@dataclass(frozen=True)
class Succession:
    """Another import that speaks of the same things, and `what` they share, in words."""

    record: ImportRecord
    what: str


@dataclass(frozen=True)
class Series:
    """`after`: imports that hold instead of this one; `before`: those it holds instead of."""

    after: list[Succession]
    before: list[Succession]


def succession(home: Home, record: ImportRecord, records: Iterable[ImportRecord]) -> Series:
    """The active imports that share campaigns, or printed things, with `record`.

    What counts today is the newest as-of date, and of two with the same date the later import
    (`facts.snapshots`): `after` holds the imports above this one in that order.
    """
    others = [other for other in records if other.active and other.no != record.no]
    shared: dict[int, list[str]] = {}
    if record.source in PIX_SOURCES:
        for other in others:
            codes = sorted(set(other.campaigns) & set(record.campaigns))
            if other.source == record.source and codes:
                shared[other.no] = [_listed("campagne", codes)]
        ranks = {other.no: (other.as_of, other.no) for other in others}
        own = (record.as_of, record.no)
        later = {no for no in shared if ranks[no] > own}
        earlier = set(shared) - later
    else:
        later, earlier = set(), set()
        for family in record.families:
            if family in KEYS:
                above, below = _overlap(home, record, others, family)
                for no, count in (above | below).items():
                    text = formats.plural(count, _WORDS[family], _MANY.get(family))
                    shared.setdefault(no, []).append(text)
                later |= set(above)
                earlier |= set(below)
    known = {other.no: other for other in others}

    def told(numbers: set[int]) -> list[Succession]:
        newest_first = sorted(numbers, key=lambda no: (known[no].as_of, no), reverse=True)
        return [Succession(known[no], formats.listing(shared[no])) for no in newest_first]

    return Series(after=told(later), before=told(earlier))


def _overlap(
    home: Home, record: ImportRecord, others: list[ImportRecord], family: str
) -> tuple[dict[int, int], dict[int, int]]:
    """How many things of a family each other import says later, and earlier."""
    numbers = [other.no for other in others if family in other.families]
    if not numbers:
        return {}, {}
    keys = list(KEYS[family])
    lake = Lake(home)
    wanted = [*keys, "import_no", *(["as_of"] if _has_date(family) else [])]
    own = dated(lake.scan(family, [record.no]).select(wanted).collect(), [record])
    known = dated(lake.scan(family, numbers).select(wanted).collect(), others)
    pairs = known.join(
        own.select(*keys, pl.col("as_of").alias("own_as_of")).unique(),
        on=keys,
        how="inner",
        nulls_equal=True,
    ).with_columns(
        above=(pl.col("as_of") > pl.col("own_as_of"))
        | ((pl.col("as_of") == pl.col("own_as_of")) & (pl.col("import_no") > record.no))
    )
    found: list[dict[int, int]] = []
    for above in (True, False):
        part = pairs.filter(pl.col("above") == above).unique(["import_no", *keys])
        found.append(dict(part.group_by("import_no").len().iter_rows()))
    return found[0], found[1]


def _has_date(family: str) -> bool:
    return family in ("headcounts", "funnels", "coverages")


def _listed(word: str, names: list[str]) -> str:
    shown = names[:5] + (["…"] if len(names) > 5 else [])
    return f"{word if len(names) == 1 else word + 's'} {', '.join(shown)}"
