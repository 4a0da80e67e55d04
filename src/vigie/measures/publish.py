"""Writing a cube: aside, read back, then current in one rename."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

from vigie.codes import normalise
from vigie.facts.home import Home, fsync_path, write_durably
from vigie.measures.cube import COUNTED_APART, CURRENT, FORMAT, META, Cube, current_folder
from vigie.measures.inputs import PROFILE_INDEX, Inputs
from vigie.measures.printed import Part, Standing
from vigie.measures.standing import ItemKey, Key
from vigie.measures.store import Store


@dataclass(frozen=True)
class CubeContent:
    """All that a build hands over."""

    inputs: Inputs
    store: Store
    origins: pl.DataFrame
    dates: list[date]
    timeline: Mapping[Key, list[tuple[int, Standing]]]
    item_ids: Mapping[ItemKey, str]
    certificates: Mapping[str, Store]
    fingerprint: str
    only: int | None


def publish(
    home: Home, identity: str, content: CubeContent, then: Mapping[date, CubeContent]
) -> Cube:
    """Writes the cube aside, reads it back, then makes it the current one.

    `then`: what the same facts give in the territories of former periods, by their first day.
    The cube before this one is kept: a reader may be about to open it.
    """
    former = current_folder(home)
    final = next(
        path for number in count() if not (path := home.cube / f"{identity}.{number}").exists()
    )
    aside = home.cube / f".{identity}.part"
    for leftover in home.cube.glob(".*.part"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:  # the name of the current cube, killed before it was swapped in
            leftover.unlink(missing_ok=True)
    aside.mkdir(parents=True)
    _write(aside, identity, content, then)
    for start, part in then.items():
        folder = aside / f"then-{start.isoformat()}"
        folder.mkdir()
        _write(folder, identity, part, {})
    checked = Cube.at(aside)
    if checked.store.frame.height != content.store.frame.height:
        raise OSError(f"cube {identity} was not written whole")
    aside.rename(final)
    fsync_path(home.cube)
    write_durably(home.cube / CURRENT, final.name.encode())
    for old in home.cube.iterdir():
        if old.is_dir() and old not in (final, former):
            shutil.rmtree(old, ignore_errors=True)
    return Cube.open(home)


def withdraw_cube(home: Home) -> None:
    """Leaves no cube current: there is nothing left to count."""
    (home.cube / CURRENT).unlink(missing_ok=True)
    fsync_path(home.cube)


def _write(
    folder: Path, identity: str, content: CubeContent, then: Mapping[date, CubeContent]
) -> None:
    inputs = content.inputs
    tables = {
        "tree": inputs.shape.tree.frame,
        "snapshots": inputs.snapshots,
        "origins": content.origins,
        "items": _items(content),
        "frames": _frames(content),
        "holders": inputs.items.select("item", "snapshot").unique(maintain_order=True),
        "imports": _imports(inputs),
        "standing": _standing(content),
    }
    for name, frame in tables.items():
        frame.rechunk().write_ipc(folder / f"{name}.arrow", compression="uncompressed")
    content.store.write(folder / "people.arrow")
    for name, store in content.certificates.items():
        store.write(folder / f"{name}.arrow")
    meta = {
        "format": FORMAT,
        "id": identity,
        "fingerprint": content.fingerprint,
        "pathways": list(inputs.pathways),
        "dates": [on.isoformat() for on in content.dates],
        "tree_on": inputs.shape.tree.on.isoformat(),
        "blocks": inputs.blocks,
        "only": content.only,
        "then": {
            start.isoformat(): [on.isoformat() for on in part.dates] for start, part in then.items()
        },
        "sources": {"certification": ["pix-certifications"], "profile": ["pix-profiles"]},
        "counted_apart": {
            family: sorted(
                {r.as_of.isoformat() for r in inputs.records if r.source == f"pix-{family}s"}
            )
            for family in COUNTED_APART
        },
    }
    (folder / META).write_text(json.dumps(meta, ensure_ascii=False, indent=1), "utf-8")
    for path in folder.iterdir():
        fsync_path(path)
    fsync_path(folder)


def _items(content: CubeContent) -> pl.DataFrame:
    inputs = content.inputs
    labels = {
        row[0]: (row[1], row[2])
        for row in inputs.items.select("item", "label", "position").iter_rows()
    }
    for referential, subject in inputs.dated("coverages")[["referential", "subject"]].iter_rows():
        name = content.item_ids["subject", referential, normalise(subject)]
        labels.setdefault(name, (subject, len(labels)))
    rows = [
        {
            "name": name,
            "level": level,
            "referential": referential,
            "label": labels[name][0],
            "position": labels[name][1],
        }
        for (level, referential, _), name in content.item_ids.items()
        if name in labels
    ]
    schema = {"name": pl.String, "level": pl.String, "referential": pl.String,
              "label": pl.String, "position": pl.Int64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema).unique("name", keep="first", maintain_order=True)


def _frames(content: CubeContent) -> pl.DataFrame:
    """(profile, item) pairs that exist, from the frames of campaigns and from printed tables."""
    inputs = content.inputs
    campaigns = inputs.items.join(
        inputs.snapshots.select("snapshot", "profile"), on="snapshot"
    ).select("profile", "item")
    named = {
        (PROFILE_INDEX[profile], content.item_ids["subject", referential, normalise(subject)])
        for profile, referential, subject in inputs.dated("coverages")
        .filter(pl.col("coverage").is_not_null() & (pl.col("senders") > 0))
        .select("profile", "referential", "subject")
        .iter_rows()
    }
    schema = {"profile": pl.Int8, "item": pl.String}
    printed = pl.DataFrame(sorted(named), schema=schema, orient="row")
    return pl.concat([campaigns, printed]).unique()


def _imports(inputs: Inputs) -> pl.DataFrame:
    rows = [
        {
            "no": record.no,
            "import_id": record.import_id,
            "file": record.file,
            "source": record.source,
            "as_of": record.as_of,
            "sha256": record.sha256,
            "imported_at": record.imported_at.isoformat(),
        }
        for record in inputs.records
    ]
    return pl.DataFrame(rows)


_PART = pl.Struct(
    {
        "values": pl.List(pl.Int64),
        "present": pl.Float64,
        "newest": pl.Int32,
        "oldest": pl.Int32,
        "imports": pl.List(pl.Int32),
        "people": pl.Boolean,
    }
)


def _standing(content: CubeContent) -> pl.DataFrame:
    rows = [
        {
            **asdict(key),
            "day": day,
            "printed": standing.printed,
            "part": _row(standing.part),
            "other": _row(standing.other) if standing.other else None,
        }
        for key, written in content.timeline.items()
        for day, standing in written
    ]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "family": pl.String,
        "item": pl.String,
        "series": pl.Int16,
        "profile": pl.Int8,
        "pos": pl.Int32,
        "day": pl.Int32,
        "printed": pl.Boolean,
        "part": _PART,
        "other": _PART,
    }
    return pl.DataFrame(rows, schema=schema)


def _row(part: Part) -> dict[str, Any]:
    return {
        "values": list(part.values),
        "present": part.present,
        "newest": part.newest,
        "oldest": part.oldest,
        "imports": sorted(part.imports),
        "people": part.people,
    }
