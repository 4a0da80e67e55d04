"""Certifications and profile collections: people counted by place and profile, without pathway."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from vigie.facts.snapshots import PIX_SOURCES, active_on
from vigie.measures.inputs import Inputs
from vigie.measures.shape import CELL, UNKNOWN_PROFILE, roll_up
from vigie.measures.store import Store, day_number

COLLECTION = PIX_SOURCES[1]
COMPONENTS: Mapping[str, tuple[str, ...]] = {
    "certification": ("taken", "validated"),
    "profile": ("collected", "sent", "certifiable"),
}


def stores(inputs: Inputs) -> dict[str, Store]:
    """The cells of each family, by name."""
    return {"certification": _certifications(inputs), "profile": _profiles(inputs)}


def _certifications(inputs: Inputs) -> Store:
    """Certifications known on each day: one per person and session, the latest file wins."""
    frame = inputs.dated("certifications")
    keys = ["person", "session"]
    store = Store.empty(COMPONENTS["certification"], inputs.shape.size)
    for on in sorted(set(frame["as_of"])):
        latest = (
            frame.filter(pl.col("as_of") <= on)
            .sort("as_of", "import_no", "line")
            .unique(keys, keep="last", maintain_order=True)
        )
        territories = {
            record.no: inputs.within(record.territory, record.as_of) or 0
            for record in inputs.records
        }
        counts = latest.select(
            "person",
            "uai",
            within=pl.col("import_no").replace_strict(territories, return_dtype=pl.Int32),
            taken=pl.lit(1, pl.Int64),
            validated=(pl.col("status") == "validated").cast(pl.Int64),
        )
        store = _replaced(store, counts, inputs, day_number(on))
    return store


def _profiles(inputs: Inputs) -> Store:
    """Profile collections known on each day: the latest export of each campaign."""
    frame = inputs.dated("pix_profiles")
    collections = inputs.contexts.filter(source=COLLECTION).select(
        "import_no",
        "campaign",
        within=pl.Series(
            [
                inputs.within(code, as_of) or 0
                for code, as_of in inputs.contexts.filter(source=COLLECTION)
                .select("territory", "as_of")
                .iter_rows()
            ],
            dtype=pl.Int32,
        ),
    )
    store = Store.empty(COMPONENTS["profile"], inputs.shape.size)
    for on in sorted(set(frame["as_of"])):
        active = pl.DataFrame(
            list(active_on(inputs.records, on, COLLECTION).items()),
            schema={"campaign": pl.String, "import_no": pl.Int32},
            orient="row",
        )
        chosen = collections.join(active, on=["campaign", "import_no"], how="semi")
        counts = frame.join(chosen, on=["campaign", "import_no"]).select(
            "person",
            "uai",
            "within",
            collected=pl.lit(1, pl.Int64),
            sent=pl.col("shared_at").is_not_null().cast(pl.Int64),
            certifiable=pl.col("certifiable").fill_null(False).cast(pl.Int64),
        )
        store = _replaced(store, counts, inputs, day_number(on))
    return store


def _replaced(store: Store, counts: pl.DataFrame, inputs: Inputs, day: int) -> Store:
    """The store with these people's counts in force from a day on."""
    names = store.values
    cells = inputs.placed(
        counts.with_columns(profile=pl.lit(UNKNOWN_PROFILE, pl.Int8))
    ).with_columns(series=pl.lit(0, pl.Int16))
    total = roll_up(cells, inputs.shape, names)
    return store.with_total(total.select(*CELL, *names), day)
