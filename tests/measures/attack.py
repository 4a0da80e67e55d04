"""What a patient reader can work out from all that is shown: linear programming over whole tables.

Counts are named by anything hashable. The reader knows some of them, how they add up, which are
inside which, and that none is negative. A small group is told when all that fits leaves it from one
to four people, whether or not one number alone is left.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

Name = Hashable
Sum = Mapping[Name, int]
"""Counts and how many times each is taken; a single count is {name: 1}."""
_NEAR = 1e-6
FEW = 4
"""The largest group that must not be told."""


@dataclass
class Reader:
    """`known`: counts seen. `equal`: sums that are nought. `at_most`: sums that are no more."""

    known: dict[Name, int] = field(default_factory=dict)
    equal: list[Sum] = field(default_factory=list)
    at_most: list[Sum] = field(default_factory=list)

    def sees(self, name: Name, people: int) -> None:
        """Keeps a number; two different numbers for one count would be a fault of the pages."""
        assert self.known.setdefault(name, people) == people, (name, self.known[name], people)

    def adds_up(self, total: Name, parts: Sequence[Name]) -> None:
        self.equal.append({total: 1, **dict.fromkeys(parts, -1)})

    def inside(self, part: Name, whole: Name) -> None:
        self.at_most.append({part: 1, whole: -1})

    def told(
        self, truth: Mapping[Name, int], wanted: Sequence[Sum], *, exactly: bool = False
    ) -> Iterator[tuple[Sum, int]]:
        """The sums among `wanted`, of one to four people each, that can only be so few.

        `exactly`: only those that can have no other value at all.
        """
        system = _System(self, truth)
        for each in system.left(wanted, exactly=exactly):
            if system.tells(each, exactly=exactly):
                yield each, system.value(each)


class _System:
    """The linear programme of a reader, and the tables found so far that fit all she knows."""

    def __init__(self, reader: Reader, truth: Mapping[Name, int]) -> None:
        self._truth = truth
        unknown = [name for name in truth if name not in reader.known]
        self._names = {name: n for n, name in enumerate(unknown)}
        self._known = reader.known
        self._equal = self._rows(reader.equal)
        self._at_most = self._rows(reader.at_most)
        true = np.array([truth[name] for name in self._names], float)
        # The true table fits: else the attack would prove nothing.
        for (rows, sides), exact in ((self._equal, True), (self._at_most, False)):
            if rows is not None:
                gap = rows @ true - sides
                assert (np.abs(gap) < _NEAR).all() if exact else (gap < _NEAR).all()
        self._tables = [true]
        self._random = np.random.default_rng(7)
        for _ in range(6):
            self._solve(self._random.integers(-3, 4, len(true)).astype(float))

    def _rows(self, sums: Collection[Sum]) -> tuple[csr_matrix | None, np.ndarray]:
        data, where, which, sides = [], [], [], []
        count = 0
        for each in sums:
            free = [(self._names[name], n) for name, n in each.items() if name in self._names]
            if not free:
                continue
            sides.append(-sum(n * self._known[name] for name, n in each.items()
                              if name not in self._names))  # fmt: skip
            for column, n in free:
                data.append(n), where.append(count), which.append(column)
            count += 1
        if not count:
            return None, np.zeros(0)
        shape = (count, len(self._names))
        return csr_matrix((data, (where, which)), shape=shape), np.array(sides, float)

    def _solve(self, objective: np.ndarray) -> float:
        if not len(objective):
            return 0.0
        found = linprog(
            objective,
            A_ub=self._at_most[0],
            b_ub=None if self._at_most[0] is None else self._at_most[1],
            A_eq=self._equal[0],
            b_eq=None if self._equal[0] is None else self._equal[1],
            bounds=(0, 10_000),
            method="highs",
        )
        assert found.status == 0, found.message
        self._tables.append(found.x)
        return float(found.fun)

    def _vector(self, wanted: Sum) -> np.ndarray:
        vector = np.zeros(len(self._names))
        for name, n in wanted.items():
            if name in self._names:
                vector[self._names[name]] = n
        return vector

    def value(self, wanted: Sum) -> int:
        return sum(n * self._truth[name] for name, n in wanted.items())

    def left(self, wanted: Sequence[Sum], *, exactly: bool) -> list[Sum]:
        """Those that no table found leaves open, once many were pushed up and down together."""
        left = [each for each in wanted if not self._open(each, exactly=exactly)]
        while left:
            before = len(left)
            for sign in (1, -1):
                weights = self._random.uniform(0.5, 1.5, len(left))
                pushed = sum(
                    (w * self._vector(each) for w, each in zip(weights, left, strict=True)),
                    np.zeros(len(self._names)),
                )
                self._solve(sign * pushed)
                left = [each for each in left if not self._open(each, exactly=exactly, last=True)]
            if len(left) == before:
                break
        return left

    def _inside(self, wanted: Sum, table: np.ndarray, *, exactly: bool) -> bool:
        """Whether a table leaves a sum from one to four; `exactly`: at its true value."""
        true = self.value(wanted)
        least, most = (true, true) if exactly else (1, FEW)
        people = true + float(self._vector(wanted) @ (table - self._tables[0]))
        return least - 1 + _NEAR < people < most + 1 - _NEAR

    def _open(self, wanted: Sum, *, exactly: bool, last: bool = False) -> bool:
        tables = self._tables[-1:] if last else self._tables
        return not all(self._inside(wanted, each, exactly=exactly) for each in tables)

    def tells(self, wanted: Sum, *, exactly: bool) -> bool:
        """Whether all that fits leaves a sum from one to four; `exactly`: at its true value."""
        if self._open(wanted, exactly=exactly):
            return False
        for sign in (-1, 1):
            self._solve(sign * self._vector(wanted))
            if self._open(wanted, exactly=exactly, last=True):
                return False
        return True


__all__ = ["FEW", "Name", "Reader", "Sum"]
