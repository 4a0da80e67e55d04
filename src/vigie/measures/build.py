"""Facts to cube: built aside, checked, then swapped in by one rename.

People's cells grow date by date: the first date counts everyone, each later one only the people
met in the exports that changed. A build that follows another starts from its cells when the
imports only added to what it knew; the result is the same, and a test says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import polars as pl

from vigie.facts.erased import Erased
from vigie.facts.erasure import carry_out_pending
from vigie.facts.geography import changes_of_skeleton, tree_on
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.facts.snapshots import dated
from vigie.facts.sweeping import sweep
from vigie.measures import certificates
from vigie.measures.cube import Cube
from vigie.measures.inputs import Inputs, read_inputs
from vigie.measures.leaves import met_once, summed
from vigie.measures.participation import COUNTS, cells
from vigie.measures.people import PeopleAt
from vigie.measures.printed import Standing
from vigie.measures.publish import CubeContent, publish, withdraw_cube
from vigie.measures.shape import CELL
from vigie.measures.standing import Key, item_ids, standings
from vigie.measures.store import Store, day_number

ENGINE = "1"
"""Changes when the same facts would make other figures."""

Progress = Callable[[str, int, int], None]


class NothingToBuild(Exception):
    """No import stands: there is nothing to count."""

    message = "Aucun import à compter."
    remedy = "Importez d’abord un fichier avec « vigie import »."


def build(home: Home, progress: Progress | None = None, *, afresh: bool = False) -> Cube:
    """Builds the cube of `home` and makes it the current one.

    `progress(step, done, total)` is told of each step. `afresh` forgets the cube that is there.
    Raises NothingToBuild when no import stands; no cube is current then.
    """
    tell = progress or _silent
    with home.writing():
        if Erased(home).pending():
            sweep(home)
            carry_out_pending(home)
        records = Ledger(home).active()
        if not records:
            withdraw_cube(home)
            raise NothingToBuild
        last = max(record.as_of for record in records)
        former = None if afresh else Cube.open_or_none(home)
        tell("lecture", 0, 1)
        lake = Lake(home)
        inputs = inputs_on(lake, records, last)
        identity = _identity(records, inputs)
        if former is not None and former.id == identity:
            return former
        content = count(inputs, inputs.dates(), former, tell)
        then = {
            start: count(seen, days, None, tell)
            for start, seen, days in _as_then(lake, records, inputs)
        }
        tell("écriture", 0, 1)
        return publish(home, identity, content, then)


def _silent(_step: str, _done: int, _total: int) -> None:
    """Progress told to nobody."""


def inputs_on(lake: Lake, records: list[ImportRecord], on: date) -> Inputs:
    """Facts seen through the tree as it stands on a day."""
    numbers = [record.no for record in records]
    schools = dated(lake.scan("schools", numbers).collect(), records)
    placements = dated(lake.scan("placements", numbers).collect(), records)
    named: set[str] = set()
    for family in ("funnels", "headcounts", "coverages", "campaigns"):
        named |= set(lake.scan(family, numbers).select("territory").unique().collect()["territory"])
    contexts = [context.territory for record in records for context in record.contexts]
    named |= {code for code in (*contexts, *(r.territory for r in records)) if code}
    tree = tree_on(schools, placements, on, named)
    return read_inputs(lake, records, tree, on)


def _as_then(
    lake: Lake, records: list[ImportRecord], now: Inputs
) -> Iterator[tuple[date, Inputs, list[date]]]:
    """Periods whose territories were not those of now: first day, facts seen so, days to count.

    Territories change with each directory of schools and each roster received, and with the
    national skeleton.
    """
    received = {record.as_of for record in records if record.source in ("schools", "roster")}
    starts = sorted({date.min, *received, *changes_of_skeleton()})
    for start, end in zip(starts, [*starts[1:], date.max], strict=True):
        days = [on for on in now.dates() if start <= on < end]
        on = max(start, days[0]) if days and start == date.min else start
        if days and not _as_now(lake, now, on, end):
            seen = inputs_on(lake, records, on)
            same_tree = seen.shape.tree.frame.equals(now.shape.tree.frame)
            if not (same_tree and seen.placements.equals(now.placements)):
                yield days[0], seen, days


def _as_now(lake: Lake, now: Inputs, on: date, end: date) -> bool:
    """Whether a period that ends before `end` is that of now, and no school came or went in it.

    A cheap answer to what is nearly always asked; False only means that trees are to be compared.
    """
    last = now.shape.tree.on
    if on == last:
        return True
    if end <= last:
        return False
    came_or_went = pl.any_horizontal(
        (pl.col(name) > on) & (pl.col(name) <= last) for name in ("opened", "closed")
    )
    schools = lake.scan("schools", [record.no for record in now.records])
    return schools.filter(came_or_went).select("uai").collect().is_empty()


def count(
    inputs: Inputs, dates: Sequence[date], former: Cube | None, tell: Progress
) -> CubeContent:
    """The cells of the facts on these days, from those of `former` where it can be continued."""
    start = _continued(inputs, former)
    store = start.store if start else Store.empty(_values(inputs), inputs.shape.size)
    origins = [start.origins] if start else []
    before = start.snapshots if start else None
    for done, on in enumerate(dates):
        if start is not None and on < start.until:
            continue
        tell("personnes", done, len(dates))
        after = inputs.active(on)
        if before is None and after.is_empty():
            continue
        change, met = _change(inputs, before, after)
        if change is not None:
            store = store.with_change(change, day_number(on))
        origins.extend(met)
        before = after
    ids = item_ids(inputs)
    timeline: dict[Key, list[tuple[int, Standing]]] = {}
    for done, on in enumerate(dates):
        tell("chiffres imprimés", done, len(dates))
        for key, standing in standings(inputs, people_at(inputs, store, on), on, ids).items():
            known = timeline.setdefault(key, [])
            if not known or known[-1][1] != standing:
                known.append((day_number(on), standing))
    return CubeContent(
        inputs=inputs,
        store=store,
        origins=pl.concat(origins).unique() if origins else _no_origins(),
        dates=list(dates),
        timeline=timeline,
        item_ids=ids,
        certificates=certificates.stores(inputs),
        fingerprint=fingerprint(inputs),
        only=only_series(inputs),
    )


def people_at(inputs: Inputs, store: Store, on: date) -> PeopleAt:
    """People's side of the figures on a day."""
    return PeopleAt(
        store=store,
        shape=inputs.shape,
        snapshots=inputs.active(on),
        blocks=inputs.blocks,
        day=day_number(on),
        all_series=inputs.all_series,
        only=only_series(inputs),
    )


def only_series(inputs: Inputs) -> int | None:
    """The one pathway that people's rows have, None when they have several or none."""
    present = inputs.snapshots["series"].unique().to_list()
    return int(present[0]) if len(present) == 1 else None


def _values(inputs: Inputs) -> list[str]:
    return [*COUNTS, *dict.fromkeys(inputs.blocks.values()), *inputs.item_columns]


def _no_origins() -> pl.DataFrame:
    schema = {"snapshot": pl.Int32, "series": pl.Int16, "profile": pl.Int8, "pos": pl.Int32}
    return pl.DataFrame(schema=schema)


def _change(
    inputs: Inputs, before: pl.DataFrame | None, after: pl.DataFrame
) -> tuple[pl.DataFrame | None, list[pl.DataFrame]]:
    """What to add to the cells to go from one set of exports to the next, and new origins."""
    series = None if only_series(inputs) is not None else inputs.all_series
    if before is None:
        total, origins = _cells(inputs, inputs.read(after), after, series)
        return total, [origins]
    added = after.join(before, on="snapshot", how="anti")
    removed = before.join(after, on="snapshot", how="anti")
    if added.is_empty() and removed.is_empty():
        return None, []
    touched = inputs.people(pl.concat([added, removed]))
    found = inputs.read(pl.concat([after, removed]), touched)
    now, origins = _cells(inputs, found, after, series)
    then, _ = _cells(inputs, found, before, series)
    names = [name for name in now.columns if name not in CELL]
    change = (
        pl.concat([now, then.with_columns(-pl.col(names))])
        .group_by(CELL)
        .agg(pl.col(names).sum())
        .filter(pl.any_horizontal(pl.col(names) != 0))
    )
    return change, [origins]


def _cells(
    inputs: Inputs, found: pl.DataFrame, snapshots: pl.DataFrame, series: int | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cells and origins of the rows found that are of these snapshots."""
    alone, others = met_once(inputs.rows_among(found, snapshots))
    return cells(others, summed(inputs, alone), inputs.block_flags, inputs.shape, series)


class _Start:
    """Where a former build leaves off."""

    def __init__(self, former: Cube, inputs: Inputs, until: date) -> None:
        self.store = former.store
        self.origins = former.origins
        self.until = until
        self.snapshots = inputs.snapshots.join(
            former.active(until).select("snapshot"), on="snapshot", how="semi"
        )


def _continued(inputs: Inputs, former: Cube | None) -> _Start | None:
    """The start that `former` gives, None when the facts changed in another way than by adding.

    Exports of the former's last day start afresh too: what they take the place of was never
    known at the end of a day, and would stay among the origins.
    """
    if former is None or former.snapshots.is_empty():
        return None
    same = former.fingerprint == fingerprint(inputs) and inputs.snapshots.head(
        former.snapshots.height
    ).equals(former.snapshots)
    until = former.snapshots["as_of"].max()
    new = inputs.snapshots.slice(former.snapshots.height)
    if not same or not isinstance(until, date):
        return None
    if not new.is_empty() and new["as_of"].min() <= until:  # type: ignore[operator]  # polars types min() loosely; the column is of dates
        return None
    return _Start(former, inputs, until)


def fingerprint(inputs: Inputs) -> str:
    """Identity of all that people's cells lean on besides the exports themselves."""
    frames = (inputs.shape.tree.frame, inputs.placements)
    parts = [_digest(frame) for frame in frames]
    parts += [json.dumps(inputs.blocks), json.dumps(inputs.pathways), str(only_series(inputs))]
    parts += [str(inputs.erasures)] if inputs.erasures else []
    return _sha([ENGINE, *parts])


def _digest(frame: pl.DataFrame) -> str:
    rows = hashlib.sha256(frame.hash_rows(seed=0).to_numpy().tobytes()).hexdigest()
    return f"{frame.columns}{rows}"


def _identity(records: Iterable[ImportRecord], inputs: Inputs) -> str:
    contexts = inputs.contexts.write_json()
    return _sha([*(f"{r.no}:{r.sha256}:{r.as_of}" for r in records), contexts, fingerprint(inputs)])


def _sha(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
