"""From the batches of a reading to whole fact frames: pseudonyms made, one row per person."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import polars as pl

from vigie.facts.pseudonyms import Pseudonymiser

Batches = Iterable[tuple[str, pl.DataFrame]]
_AHEAD = 2


class Sieve:
    """Leaves some people out, and remembers on which lines they were."""

    def __init__(self, people: Collection[int] = ()) -> None:
        self._people = pl.Series(sorted(people), dtype=pl.Int64)
        self.lines: set[int] = set()

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of everyone else."""
        if self._people.is_empty():
            return frame
        out = frame.get_column("person").is_in(self._people.implode())
        self.lines.update(frame.get_column("line").filter(out))
        return frame.filter(~out)


def assemble(
    batches: Batches,
    key: bytes,
    progress: Callable[[int], None] | None = None,
    sieve: Sieve | None = None,
) -> dict[str, pl.DataFrame]:
    """Frames by family, with `person` in the place of `person_key`, less those the sieve stops.

    Pseudonyms of one batch are made in a thread while the next one is parsed (parsing is done
    outside the interpreter's lock). `progress` receives the number of lines read so far.
    """
    pseudonymiser, sieve = Pseudonymiser(key), sieve or Sieve()
    parts: dict[str, list[pl.DataFrame]] = {}
    seen = 0
    with ThreadPoolExecutor(1, thread_name_prefix="pseudonyms") as pool:
        for family, frame in _ahead(batches, pool, pseudonymiser, sieve):
            parts.setdefault(family, []).append(frame)
            seen += frame.height
            if progress:
                progress(seen)
    frames = {family: _glued(found) for family, found in parts.items()}
    for family, collapse in (("participations", _participations), ("pix_profiles", _profiles)):
        if family in frames:
            frames[family] = collapse(frames[family])
    return frames


def _glued(frames: list[pl.DataFrame]) -> pl.DataFrame:
    same = all(frame.columns == frames[0].columns for frame in frames)
    return pl.concat(frames, how="vertical" if same else "diagonal")


def _ahead(
    batches: Batches, pool: ThreadPoolExecutor, pseudonymiser: Pseudonymiser, sieve: Sieve
) -> Iterator[tuple[str, pl.DataFrame]]:
    waiting: deque[tuple[str, Future[pl.DataFrame]]] = deque()
    for family, frame in batches:
        waiting.append((family, pool.submit(_pseudonymous, frame, pseudonymiser, sieve)))
        if len(waiting) > _AHEAD:
            done, future = waiting.popleft()
            yield done, future.result()
    for family, future in waiting:
        yield family, future.result()


def _pseudonymous(frame: pl.DataFrame, pseudonymiser: Pseudonymiser, sieve: Sieve) -> pl.DataFrame:
    if "person_key" not in frame.columns:
        return frame
    person = pseudonymiser.column(frame.get_column("person_key"))
    return sieve.of(frame.drop("person_key").with_columns(person.alias("person")))


def _participations(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per campaign and person: best state, values of the latest sending.

    The order of lines says nothing (exports list the latest participation first, but people
    sort them again): the instant of sending decides, then the line.
    """
    several = _several(frame, ["state", "shared_at", "active_at", "sendings", "started_on"])
    if several.is_empty():
        return frame
    best = several.sort(
        ["state", "shared_at", "active_at", "line"], descending=True, nulls_last=True
    ).unique(subset=["campaign", "person"], keep="first", maintain_order=True)
    merged = (
        several.group_by("campaign", "person")
        .agg(pl.col("sendings").sum(), pl.col("started_on").min(), pl.col("active_at").max())
        .join(best.select("campaign", "person", "row"), on=["campaign", "person"])
        .sort("row")
    )
    places = merged.get_column("row")
    whole = frame.with_columns(
        frame.get_column(name).scatter(places, merged.get_column(name).cast(frame.schema[name]))
        for name in ("sendings", "started_on", "active_at")
    )
    return _without(whole, several, best)


def _profiles(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per campaign and person: the latest sending, else the last line."""
    several = _several(frame, ["shared_at"])
    if several.is_empty():
        return frame
    best = several.sort(["shared_at", "line"], descending=True, nulls_last=True).unique(
        subset=["campaign", "person"], keep="first", maintain_order=True
    )
    return _without(frame, several, best)


def _several(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The rows of people seen several times in a campaign, with their place `row`.

    Sorting numbers and looking at neighbours is several times cheaper than grouping a million
    rows, and most files have few such people.
    """
    ordered = frame.get_column("person").sort()
    twice = ordered.filter(ordered == ordered.shift(1)).unique()
    if twice.is_empty():
        return pl.DataFrame()
    seen = (
        frame.select("campaign", "person", "line", *columns)
        .with_row_index("row")
        .filter(pl.col("person").is_in(twice.implode()))
    )
    return seen.filter(seen.select("campaign", "person").is_duplicated())


def _without(frame: pl.DataFrame, several: pl.DataFrame, best: pl.DataFrame) -> pl.DataFrame:
    """The frame less the rows of `several` that are not the `best`."""
    out = several.join(best, on="row", how="anti").get_column("row")
    keep = pl.repeat(True, frame.height, eager=True).scatter(out, False)
    return frame.filter(keep)
