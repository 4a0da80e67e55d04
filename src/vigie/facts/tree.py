"""The tree of territories on one day, numbered depth first so that a subtree is a range.

One strict tree: nation > région académique > académie > département > district (of primary
schools) or basin (of secondary schools) > school. A school whose group is unknown hangs directly
under its département.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vigie.codes import LABEL, NATION, UnknownCode, quoted
from vigie.facts.names import NameIndex, resolve
from vigie.facts.placing import place
from vigie.facts.skeleton import LABELS, areas, areas_on

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTHS = {
    "nation": 0,
    "region": 1,
    "academie": 2,
    "department": 3,
    "district": 4,
    "basin": 4,
    "school": 5,
}

SCHEMA = pl.Schema(
    {
        "pos": pl.Int32,
        "code": pl.String,
        "name": pl.String,
        "level": pl.String,
        "parent": pl.Int32,
        "end": pl.Int32,
        "region": pl.Int32,
        "academie": pl.Int32,
        "department": pl.Int32,
        "group": pl.Int32,
        "degree": pl.String,
        "expected": pl.Boolean,
    }
)


@dataclass(frozen=True, eq=False)
class Tree:
    """The territories of one day.

    `frame` (schema `SCHEMA`) has one row per node, sorted depth first: the subtree of a node is
    the rows [pos, end). `region`, `academie`, `department` and `group` hold the position of the
    ancestor or self at that level, null above it. `degree` (primary, secondary or null) is that of
    a school and null for what is not one. `expected` is false for the places that the
    national programme does not count among its units. A tree can be rebuilt from `frame` and `on`.
    """

    frame: pl.DataFrame
    on: date

    # Arrays for whoever counts: one cell per position.

    @cached_property
    def parents(self) -> NDArray[np.int32]:
        """Position of the parent; -1 for the nation."""
        return self.frame["parent"].fill_null(-1).to_numpy().astype(np.int32)

    @cached_property
    def ends(self) -> NDArray[np.int32]:
        """First position after the subtree."""
        return self.frame["end"].to_numpy().astype(np.int32)

    @cached_property
    def depths(self) -> NDArray[np.int8]:
        """0 nation, 1 région, 2 académie, 3 département, 4 district or basin, 5 school."""
        depths = self.frame["level"].replace_strict(DEPTHS, return_dtype=pl.Int8)
        return depths.to_numpy().astype(np.int8)

    @cached_property
    def _codes(self) -> list[str]:
        return self.frame["code"].to_list()

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {code: pos for pos, code in enumerate(self._codes)}

    @cached_property
    def _name_index(self) -> NameIndex:
        return NameIndex(self.frame, self.on)

    def __len__(self) -> int:
        return self.frame.height

    def __contains__(self, code: object) -> bool:
        return code in self._positions

    # One node.

    def find(self, code: str) -> int | None:
        """The position of a code, None if it is not in this tree.

        A code that this day does not know but that always had the extent of another finds it:
        `aca:normandie` in a tree of 2019 is `reg:normandie`.
        """
        pos = self._positions.get(code)
        return self._positions.get(_same_extent().get(code, "")) if pos is None else pos

    def position(self, code: str) -> int:
        """The position of a code, as `find`; `UnknownCode` if it is not in this tree."""
        pos = self.find(code)
        if pos is None:
            raise _absent(code, self.on)
        return pos

    def code(self, pos: int) -> str:
        return self._codes[pos]

    def name(self, code: str) -> str:
        """The plain name: `Doubs`."""
        if code in LABELS:
            return LABELS[code].name
        return str(self.frame["name"][self.position(code)])

    def level(self, code: str) -> str:
        """One of `LEVELS`, or `label`."""
        if code in LABELS:
            return LABEL
        return str(self.frame["level"][self.position(code)])

    # Its relations.

    def parent(self, code: str) -> str | None:
        if code in LABELS:
            return NATION
        up = int(self.parents[self.position(code)])
        return None if up < 0 else self._codes[up]

    def path(self, code: str) -> list[str]:
        """From the nation to the node, both included."""
        up = self.parent(code)
        here = code if code in LABELS else self._codes[self.position(code)]
        return [here] if up is None else [*self.path(up), here]

    def _child_positions(self, pos: int) -> Iterator[int]:
        child, end = pos + 1, int(self.ends[pos])
        while child < end:
            yield child
            child = int(self.ends[child])

    def children(self, code: str) -> list[str]:
        """The nodes just below, in tree order; the members of a label."""
        if code in LABELS:
            return [m for m in LABELS[code].members if m in self]
        return [self._codes[p] for p in self._child_positions(self.position(code))]

    def positions_at(self, code: str, level: str) -> NDArray[np.int32]:
        """The positions of the nodes of a level inside a territory, itself included."""
        if code in LABELS:
            inside = [self.positions_at(m, level) for m in self.children(code)]
            return np.concatenate([np.empty(0, dtype=np.int32), *inside])
        pos = self.position(code)
        names = self.frame["level"].slice(pos, int(self.ends[pos]) - pos)
        found = np.flatnonzero((names == level).to_numpy()) + pos
        return found.astype(np.int32)

    def descendants(self, code: str, level: str) -> list[str]:
        """The codes of the nodes of a level inside a territory, itself included."""
        return [self._codes[p] for p in self.positions_at(code, level)]

    def siblings(self, code: str) -> list[str]:
        """The other nodes of the same level under the lowest ancestor that has some.

        An only child (Martinique's académie) is thus compared with all those of its level.
        """
        if code in LABELS:
            return []
        pos = self.position(code)
        level, here = self.level(code), self._codes[pos]
        up = int(self.parents[pos])
        while up >= 0:
            others = [c for c in self.descendants(self._codes[up], level) if c != here]
            if others:
                return others
            up = int(self.parents[up])
        return []

    def _only_child(self, pos: int) -> int | None:
        """The single child of a région or académie, while both are of the skeleton."""
        if self.depths[pos] not in (1, 2):
            return None
        first = pos + 1
        end = int(self.ends[pos])
        return first if first < end and int(self.ends[first]) == end else None

    def aliases(self, code: str) -> list[str]:
        """The codes of one and the same place, highest level first, this one included.

        Martinique is région, académie and département at once: three nodes, each the only child
        of the one above.
        """
        if code in LABELS:
            return [code]
        pos = self.position(code)
        while pos > 0 and self._only_child(int(self.parents[pos])) == pos:
            pos = int(self.parents[pos])
        chain = [pos]
        while (below := self._only_child(chain[-1])) is not None:
            chain.append(below)
        return [self._codes[p] for p in chain]

    def canonical(self, code: str) -> str:
        """The code under which facts about a place are kept: the lowest of its `aliases`."""
        if code not in LABELS and code not in self and code not in _same_extent():
            known = _lowest_of_skeleton(code, self.on)
            if known is not None:
                return known
        return self.aliases(code)[-1]

    # What people write.

    def resolve(self, text: str) -> str:
        """The code that a text (code or plain name) means.

        Raises `UnknownCode`, or `AmbiguousTerritory` with the `choices` when several fit.
        """
        return resolve(self._name_index, self._positions, text)

    def place(
        self,
        uai: pl.Series | None = None,
        district: pl.Series | None = None,
        basin: pl.Series | None = None,
        department: pl.Series | None = None,
        profile: pl.Series | None = None,
    ) -> pl.DataFrame:
        """The finest known node of each row: school, else district or basin, else département.

        Columns of one length; districts and basins as codes or names. Returns two columns, `pos`
        (Int32, null when not even the département is known) and `fine` (finer than it). A school
        that is not in the tree (closed, not open yet, unknown) falls back to its group, then to
        the département of its UAI. With a `profile` of the second degree the basin comes first.
        """
        return place(
            self.frame,
            {
                "uai": uai,
                "district": district,
                "basin": basin,
                "department": department,
                "profile": profile,
            },
        )


def _same_extent() -> dict[str, str]:
    pairs = [(area.code, area.same_extent_as) for area in areas()]
    return {code: same for code, same in pairs if same}


def _lowest_of_skeleton(code: str, on: date) -> str | None:
    """`canonical` for a place of the skeleton that the tree leaves out for want of data."""
    known = areas_on(on)
    if not any(area.code == code for area in known):
        return None
    below = [area.code for area in known if area.parent == code]
    return _lowest_of_skeleton(below[0], on) if len(below) == 1 else code


def _absent(code: str, on: date) -> UnknownCode:
    former = next((a for a in areas() if a.code == code and not a.is_valid(on)), None)
    if former is not None:
        when = f"le {on:%d/%m/%Y}"
        return UnknownCode(
            f"Le territoire {quoted(code)} ({former.name}) n’existe pas {when}.",
            f"Utilisez {former.successor}."
            if former.successor and former.valid_to and on >= former.valid_to
            else "Choisissez une date à laquelle il existe.",
        )
    return UnknownCode(
        f"Le territoire {quoted(code)} est inconnu.",
        "Vérifiez le code, ou importez l’annuaire des écoles et établissements qui le contient.",
    )
