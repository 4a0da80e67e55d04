"""The cube: a folder of read-only files, built aside, then named as current in one rename.

`cube/<id>/` holds the files, `cube/CURRENT` the id in force. The id is made from what was
counted: it is the cache key and the ETag. A reader that opened a cube keeps it whole, whatever a
writer does: its files are mapped, and a name that goes away leaves them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from vigie.facts.geography import Tree
from vigie.facts.home import Home
from vigie.measures.people import Export, PeopleAt
from vigie.measures.printed import Part, Standing
from vigie.measures.shape import ALL_PROFILES, Shape
from vigie.measures.standing import Key
from vigie.measures.store import Store, day_number, mapped

FORMAT = 3
"""Changes when an older cube can no longer be read, or was settled by other rules: it is then
built again."""
CURRENT = "CURRENT"
META = "meta.json"
COUNTED_APART = ("certification", "profile")


def current_folder(home: Home) -> Path | None:
    """The folder of the cube in force, None when nothing was built."""
    try:
        return home.cube / (home.cube / CURRENT).read_text("ascii").strip()
    except FileNotFoundError:
        return None


class NoCube(Exception):
    """Nothing was built yet in this home."""

    message = "Les chiffres n’ont pas encore été calculés."
    remedy = "Importez un fichier, puis lancez « vigie build »."


@dataclass(frozen=True)
class Item:
    """Something a coverage is about. `level`: overall, domain, competence or subject."""

    name: str
    level: str
    referential: str
    label: str
    position: int


@dataclass(frozen=True)
class Import:
    """What a figure says of a file it leans on."""

    no: int
    import_id: str
    file: str
    source: str
    as_of: date
    sha256: str
    imported_at: str


@dataclass(frozen=True)
class _Met:
    """Places where a campaign has people, whichever the export, by position."""

    pos: npt.NDArray[np.int32]
    profile: npt.NDArray[np.int8]
    campaign: npt.NDArray[np.int32]


@dataclass
class Cube:
    """A cube opened for reading."""

    path: Path
    meta: dict[str, Any]
    tables: Mapping[str, pl.DataFrame]
    _people: dict[int, PeopleAt] = field(default_factory=dict)
    _periods: dict[str, Cube] = field(default_factory=dict)

    # -- opening

    @classmethod
    def open(cls, home: Home) -> Cube:
        """The current cube; raises NoCube."""
        folder = current_folder(home)
        while folder is not None:
            try:
                return cls.at(folder)
            except FileNotFoundError:  # gone between the name and the files: read the name again
                again = current_folder(home)
                folder = None if again == folder else again
        raise NoCube

    @classmethod
    def at(cls, folder: Path) -> Cube:
        """The cube of a folder, its files mapped now: they may lose their name later."""
        meta = json.loads((folder / META).read_text("utf-8"))
        if meta["format"] != FORMAT:
            raise NoCube
        return cls(folder, meta, {path.stem: mapped(path) for path in folder.glob("*.arrow")})

    def as_then(self, on: date) -> Cube:
        """The figures of a day in the territories of that day; itself where they are the same."""
        for start, days in self.meta["then"].items():
            if date.fromisoformat(days[0]) <= on and self._ends_after(start, on):
                return self._former(start)
        return self

    def _ends_after(self, start: str, on: date) -> bool:
        """Whether the period that begins on `start` still runs on a day."""
        days = self.meta["then"][start]
        later = [each for each in self.dates if each.isoformat() > days[-1]]
        return not later or on < later[0]

    def _former(self, start: str) -> Cube:
        if start not in self._periods:
            self._periods[start] = Cube.at(self.path / f"then-{start}")
        return self._periods[start]

    @classmethod
    def open_or_none(cls, home: Home) -> Cube | None:
        """The current cube, None when there is none that this version can read."""
        try:
            return cls.open(home)
        except (NoCube, json.JSONDecodeError):
            return None

    # -- what it holds

    @property
    def id(self) -> str:
        """Identity of what was counted: the same facts give the same id."""
        return str(self.meta["id"])

    @property
    def fingerprint(self) -> str:
        return str(self.meta["fingerprint"])

    @cached_property
    def pathways(self) -> list[str]:
        """Codes of the pathways, in the order of their series."""
        return list(self.meta["pathways"])

    @cached_property
    def dates(self) -> list[date]:
        """Days at which some figure changed, ascending."""
        return [date.fromisoformat(text) for text in self.meta["dates"]]

    @cached_property
    def tree(self) -> Tree:
        return Tree(self.tables["tree"], date.fromisoformat(self.meta["tree_on"]))

    @cached_property
    def shape(self) -> Shape:
        return Shape.of(self.tree)

    @cached_property
    def items(self) -> dict[str, Item]:
        """Items by name, in the order of the exports."""
        return {row["name"]: Item(**row) for row in self.tables["items"].iter_rows(named=True)}

    @cached_property
    def imports(self) -> dict[int, Import]:
        return {row["no"]: Import(**row) for row in self.tables["imports"].iter_rows(named=True)}

    @cached_property
    def snapshots(self) -> pl.DataFrame:
        """Exports of campaigns: see `Inputs.snapshots`."""
        return self.tables["snapshots"]

    @cached_property
    def store(self) -> Store:
        return Store(self.tables["people"], self.shape.size)

    @cached_property
    def origins(self) -> pl.DataFrame:
        """Which exports have people at which place: snapshot, series, profile, pos."""
        return self.tables["origins"]

    @cached_property
    def frames(self) -> set[tuple[int, str]]:
        """(profile, item): the items that some campaign or table of the profile has."""
        return set(self.tables["frames"].iter_rows())

    @cached_property
    def _apart(self) -> dict[str, Store]:
        return {name: Store(self.tables[name], self.shape.size) for name in COUNTED_APART}

    @cached_property
    def _timeline(self) -> dict[Key, list[tuple[int, Standing]]]:
        timeline: dict[Key, list[tuple[int, Standing]]] = {}
        for row in self.tables["standing"].iter_rows(named=True):
            key = Key(row["family"], row["item"], row["series"], row["profile"], row["pos"])
            other = _part(row["other"]) if row["other"] else None
            standing = Standing(_part(row["part"]), row["printed"], other)
            timeline.setdefault(key, []).append((row["day"], standing))
        return timeline

    def apart(self, family: str) -> Store:
        """The cells of a family that is counted without pathway: see COUNTED_APART."""
        return self._apart[family]

    def written(self) -> Iterator[tuple[Key, list[tuple[int, Standing]]]]:
        """What stands where something was printed: (day since, standing), oldest first."""
        yield from self._timeline.items()

    # -- what stands at a day

    def active(self, on: date) -> pl.DataFrame:
        """The snapshots that count on a day: the latest of each campaign."""
        return (
            self.snapshots.filter(pl.col("as_of") <= on)
            .sort("as_of", "import_no")
            .unique("campaign", keep="last", maintain_order=True)
            .sort("snapshot")
        )

    def people(self, on: date) -> PeopleAt:
        """People's rows as known on a day."""
        day = day_number(on)
        if day not in self._people:
            self._people[day] = PeopleAt(
                store=self.store,
                shape=self.shape,
                snapshots=self.active(on),
                blocks=self.meta["blocks"],
                day=day,
                all_series=len(self.pathways),
                only=self.meta["only"],
            )
        return self._people[day]

    def standing(
        self, family: str, item: str, series: int, profile: int, pos: int, on: date
    ) -> Standing | None:
        """What stands for a family at a place on a day; None where nothing is known."""
        if family in COUNTED_APART:
            return self._counted_apart(family, profile, pos, on)
        day = day_number(on)
        written = self._timeline.get(Key(family, item, series, profile, pos), [])
        for since, standing in reversed(written):
            if since <= day:
                return standing
        if family == "headcount":
            return None
        people = self.people(on)
        if profile != ALL_PROFILES:
            part = people.part(family, item, series, profile, pos)
            return None if part is None else Standing(part, printed=False)
        total: Part | None = None
        for each in range(ALL_PROFILES):
            part = people.part(family, item, series, each, pos)
            if part is not None:
                total = total + part if total else part
        return None if total is None else Standing(total, printed=False)

    def _counted_apart(self, family: str, profile: int, pos: int, on: date) -> Standing | None:
        members = np.array(self.shape.labels.get(pos, (pos,)))
        store = self._apart[family]
        profiles = range(ALL_PROFILES) if profile == ALL_PROFILES else (profile,)
        keys = np.concatenate([store.base(0, each, members) for each in profiles])
        rows = store.rows(keys, day_number(on))
        if (rows < 0).all():
            return None
        values = tuple(int(store.take(name, rows).sum()) for name in store.values)
        newest = self.meta["counted_apart"][family]
        days = [date.fromisoformat(text) for text in newest if date.fromisoformat(text) <= on]
        known = max(days).toordinal()
        return Standing(Part(values, 0.0, known, known, people=True), printed=False)

    def imports_behind(
        self,
        part: Part,
        family: str,
        series: int,
        profile: int,
        pos: int,
        on: date,
        items: Collection[str] = (),
    ) -> list[Import]:
        """The files a figure leans on, by number; for `items`, those whose campaign has one."""
        numbers = set(part.imports)
        if part.people and family in COUNTED_APART:
            sources = self.meta["sources"][family]
            numbers |= {
                each.no
                for each in self.imports.values()
                if each.source in sources and each.as_of <= on
            }
        elif part.people:
            exports = self._exports_behind(series, profile, pos, on)
            held = [self._holders[item] for item in items if item in self._holders]
            numbers |= {
                each.import_no
                for each in exports
                if not items or any(each.snapshot in holders for holders in held)
            }
        return [self.imports[no] for no in sorted(numbers)]

    @cached_property
    def _holders(self) -> dict[str, set[int]]:
        """The exports whose campaign has an item, by item."""
        held = self.tables["holders"].group_by("item").agg("snapshot")
        return {item: set(snapshots) for item, snapshots in held.iter_rows()}

    def _exports_behind(self, series: int, profile: int, pos: int, on: date) -> set[Export]:
        if pos >= self.shape.size:
            members = self.shape.labels[pos]
            each_of = (self._exports_behind(series, profile, m, on) for m in members)
            return set().union(*each_of)
        start, end = pos, int(self.shape.end[pos])
        first, last = np.searchsorted(self._met.pos, [start, end])
        campaigns = self._met.campaign[first:last]
        if profile != ALL_PROFILES:
            campaigns = campaigns[self._met.profile[first:last] == profile]
        # A million places in a hundredth of the time that sorting them takes.
        met = np.flatnonzero(np.bincount(campaigns)).tolist()
        people = self.people(on)
        found = {people.by_campaign[no] for no in met if no in people.by_campaign}
        # A campaign of this very territory with nobody in it still says "zero".
        every = ALL_PROFILES
        found |= {each for each in people.within(start, end) if profile in (each.profile, every)}
        together = len(self.pathways)
        found = {each for each in found if series in (each.series, together)}
        # Nobody at all: the campaigns of what contains this place are the ones that say so.
        return found or {
            each
            for each in people.exports
            if series in (each.series, together)
            and profile in (each.profile, every)
            and each.covers
            and each.pos <= start < int(self.shape.end[each.pos])
        }

    @cached_property
    def _met(self) -> _Met:
        numbers = self.snapshots.select("snapshot", "campaign_no")
        met = (
            self.origins.join(numbers, on="snapshot")
            .select("pos", "profile", "campaign_no")
            .unique()
            .sort("pos")
        )
        return _Met(*(met[name].to_numpy() for name in met.columns))

    def disagreements(self, on: date) -> list[tuple[Key, Standing]]:
        """Places where a printed figure and the sum of the parts differ, as known on a day."""
        found = []
        for key, written in self._timeline.items():
            known = [standing for since, standing in written if since <= day_number(on)]
            if known and known[-1].other and known[-1].other.values != known[-1].part.values:
                found.append((key, known[-1]))
        return found


def _part(row: Mapping[str, Any]) -> Part:
    return Part(
        values=tuple(row["values"]),
        present=row["present"],
        newest=row["newest"],
        oldest=row["oldest"],
        imports=frozenset(row["imports"]),
        people=row["people"],
    )
