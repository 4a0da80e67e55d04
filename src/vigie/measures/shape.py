"""The tree of territories as arrays, and the one roll-up every count goes through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from vigie.codes import PROFILES
from vigie.facts.geography import LABELS, Tree

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

UNKNOWN_PROFILE = len(PROFILES)
"""A person whose profile nothing tells: counted in the total of profiles, in no profile."""
ALL_PROFILES = UNKNOWN_PROFILE + 1
PRIMARY = frozenset(i for i, code in enumerate(PROFILES) if code.startswith("1D"))
CELL = ("series", "profile", "pos")


@dataclass(frozen=True)
class Shape:
    """A tree as arrays indexed by depth-first position; labels (TNE …) stand after the tree.

    `parent` is -1 at the root, `end` closes a subtree `[pos, end)`, `department` is -1 above
    the départements, `counted` is False for the places that the national programme leaves out
    of its units. A label is no subtree: it has members.
    """

    tree: Tree
    parent: Ints
    end: Ints
    depth: npt.NDArray[np.int8]
    department: Ints
    degree: pl.Series
    counted: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, tree: Tree) -> Shape:
        frame, parent = tree.frame, tree.parents
        # The number of steps from the nation; a school without a group is one step nearer.
        depth, above = np.zeros(len(parent), dtype=np.int8), parent
        while (above >= 0).any():
            depth += above >= 0
            above = np.where(above >= 0, parent[above], -1)
        return cls(
            tree=tree,
            parent=parent,
            end=tree.ends,
            depth=depth,
            department=frame["department"].fill_null(-1).to_numpy().astype(np.int32),
            degree=frame["degree"],
            counted=frame["expected"].to_numpy(),
        )

    @property
    def size(self) -> int:
        return len(self.parent)

    @cached_property
    def labels(self) -> dict[int, tuple[int, ...]]:
        """Position of each label, and those of its member départements."""
        known = dict(zip(self.tree.frame["code"], range(self.size), strict=True))
        return {
            self.size + rank: tuple(known[code] for code in LABELS[label].members if code in known)
            for rank, label in enumerate(sorted(LABELS))
        }

    def position(self, code: str) -> int:
        """Position of a territory or label; KeyError if the tree has no such code."""
        if code in LABELS:
            return self.size + sorted(LABELS).index(code)
        return self.tree.position(code)

    def code(self, pos: int) -> str:
        return sorted(LABELS)[pos - self.size] if pos >= self.size else self.tree.code(pos)

    @cached_property
    def is_department(self) -> npt.NDArray[np.bool_]:
        own: npt.NDArray[np.bool_] = self.department == np.arange(self.size)
        return own

    def sum_below(self, values: Floats) -> Floats:
        """For each node the sum of `values` over its subtree, itself included."""
        running = np.concatenate([[0.0], np.cumsum(values)])
        total: Floats = running[self.end] - running[np.arange(self.size)]
        return total

    @cached_property
    def weights(self) -> Floats:
        """Units each node is expected to bring, shape (nodes + labels, profiles).

        The unit is a département. A school weighs one over the schools of its degree in its
        département, so that the schools of a département together make one unit.
        """
        departments = self.sum_below((self.is_department & self.counted).astype(np.float64))
        columns = []
        for profile in range(len(PROFILES)):
            wanted = "primary" if profile in PRIMARY else "secondary"
            of_degree = (self.degree == wanted).fill_null(False).to_numpy()
            schools = self.sum_below(of_degree.astype(np.float64))
            own = np.where(self.department >= 0, schools[self.department], 0.0)
            inside = np.divide(schools, own, out=np.zeros(self.size), where=own > 0)
            below = (self.department >= 0) & ~self.is_department
            column = np.where(below, inside, departments)
            labels = [float(len(members)) for members in self.labels.values()]
            columns.append(np.concatenate([column, labels]))
        return np.stack(columns, axis=1)

    def expected(self, pos: int, profile: int) -> float:
        """Units expected at `pos`: départements, times the profiles where all are asked."""
        if profile == ALL_PROFILES:
            return float(self.weights[pos].sum())
        return float(self.weights[pos, profile]) if profile < len(PROFILES) else 0.0


def roll_up(cells: pl.DataFrame, shape: Shape, values: Sequence[str]) -> pl.DataFrame:
    """Adds cells up the tree: every node gets the sum of its subtree.

    `cells` has columns series, profile, pos and `values` (Int64, additive), several rows a cell
    allowed; the answer has one row a cell, in the order of CELL. A subtree is a range of
    positions, so that its sum is the difference of two running sums: all levels at once.
    """
    if cells.is_empty():
        return cells.select(*CELL, *values)
    bands = cells.select("series", "profile").unique().sort("series", "profile")
    band = cells.select("series", "profile").join(
        bands.with_row_index("band"), on=["series", "profile"], how="left", maintain_order="left"
    )["band"]
    place = band.cast(pl.Int64) * shape.size + cells["pos"]
    order = place.arg_sort()
    count = np.bincount(place.to_numpy(), minlength=bands.height * shape.size)
    before = np.concatenate([[0], np.cumsum(count)])
    bases = np.arange(bands.height)[:, None] * shape.size
    first = before[bases + np.arange(shape.size)]
    last = before[bases + shape.end]
    which, pos = np.nonzero(last > first)
    nothing = pl.DataFrame({name: [0] for name in values}, schema=dict.fromkeys(values, pl.Int64))
    ordered = cells.select(pl.col(values).gather(order).cum_sum())
    running = pl.concat([nothing, ordered], rechunk=True)
    start, end = pl.Series(first[which, pos]), pl.Series(last[which, pos])
    return pl.concat(
        [
            bands.select(pl.all().gather(pl.Series(which))),
            pl.DataFrame({"pos": pos}, schema={"pos": pl.Int32}),
            running.select(pl.all().gather(end) - pl.all().gather(start)),
        ],
        how="horizontal",
    )
