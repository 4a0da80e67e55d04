"""The cube in pandas, as one writes it: the same parquet files, a group-by per level.

Shares are summed and senders counted subject by subject: which subjects always come together is
what a plan knows, not what a group-by is given.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from benchmarks.in_duckdb import COUNTS, SENDERS, WITNESSES
from benchmarks.invented import ITEMS

LEVELS = ("nation", "region", "academie", "department", "grp", "school")
"""Columns of `places` with the position of the ancestor or self at each level, null above it."""
_SCHEMA = pa.schema(
    [
        ("import_no", pa.int32()),
        ("uai", pa.string()),
        ("state", pa.int8()),
        *((item, pa.int16()) for item in ITEMS),
    ]
)


def build(files: list[str], places: pd.DataFrame, contexts: pd.DataFrame, out: Path) -> None:
    """Writes profile, pos, the counts, sums and senders to the parquet file `out`.

    `places` has pos, uai and LEVELS, `contexts` import_no, profile and pos.
    """
    dataset = ds.dataset(files, schema=_SCHEMA, partitioning="hive")
    rows = dataset.to_table(columns=_SCHEMA.names).to_pandas()
    known = contexts.set_index("import_no")
    schools = places.dropna(subset="uai").set_index("uai")["pos"]
    found = rows["uai"].map(schools)
    rows["profile"] = rows["import_no"].map(known["profile"])
    rows["pos"] = found.fillna(rows["import_no"].map(known["pos"])).astype("int32")
    for state, name in enumerate(COUNTS[:3]):
        rows[name] = (rows["state"] == state).astype("int64")
    rows["placed"] = found.notna().astype("int64")
    above = places.set_index("pos")
    rows = rows.join(above[list(LEVELS)], on="pos")
    senders = {item: f"senders_{item}" for item in ITEMS}
    senders |= dict(zip(WITNESSES, SENDERS, strict=True))
    levels = []
    for level in LEVELS:
        groups = rows.groupby(["profile", level], sort=False)
        parts = [
            groups[list(COUNTS)].sum(),
            groups[list(ITEMS)].sum(),
            groups[list(ITEMS)].count().rename(columns=senders),
        ]
        levels.append(pd.concat(parts, axis=1).rename_axis(["profile", "pos"]).reset_index())
    pd.concat(levels).astype("int64").to_parquet(out)
