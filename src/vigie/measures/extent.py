"""How much of each place the campaigns of one profile and pathway cover, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vigie.measures.shape import UNKNOWN_PROFILE, Shape

Days = npt.NDArray[np.int64]
_NEVER = 0
"""The day of a place where no export may have anyone."""


@dataclass(frozen=True)
class Extent:
    """What campaigns say of a place.

    `units`: how many of its units they cover; `known`: whether they cover any of it, so that
    nobody there means zero; `newest` and `oldest`: days (ordinals) of the exports that may have
    someone there, 0 when there is none.
    """

    units: float
    known: bool
    newest: int
    oldest: int


@dataclass(frozen=True)
class _Part:
    """A campaign for a place inside a département, a subtree [start, end)."""

    start: int
    end: int
    day: int

    def holds(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


@dataclass(frozen=True)
class _Days:
    """The newest and the oldest day of each département."""

    newest: Days
    oldest: Days

    @classmethod
    def none(cls, size: int) -> _Days:
        return cls(np.zeros(size, np.int64), np.full(size, np.iinfo(np.int64).max))

    def add(self, where: slice, day: int) -> None:
        self.newest[where] = np.maximum(self.newest[where], day)
        self.oldest[where] = np.minimum(self.oldest[where], day)

    def over(self, where: slice) -> tuple[int, int]:
        newest = int(self.newest[where].max(initial=_NEVER))
        return newest, int(self.oldest[where].min()) if newest else _NEVER


@dataclass
class Coverings:
    """The campaigns of one (series, profile) laid over the tree.

    A campaign whose territory is unknown may have people anywhere, and covers nothing.
    """

    shape: Shape
    profile: int
    departments: npt.NDArray[np.int64]
    """Positions of the départements, ascending: every array below follows them."""
    _whole: npt.NDArray[np.bool_] = field(init=False)
    _whole_days: _Days = field(init=False)
    _units: npt.NDArray[np.float64] = field(init=False)
    _met: npt.NDArray[np.bool_] = field(init=False)
    _days: _Days = field(init=False)
    _inside: dict[int, list[_Part]] = field(init=False, default_factory=dict)
    _ranges: dict[tuple[int, int], Extent] = field(init=False, default_factory=dict)

    @classmethod
    def of(
        cls,
        shape: Shape,
        profile: int,
        departments: npt.NDArray[np.int64],
        campaigns: Iterable[tuple[int, bool, int]],
    ) -> Coverings:
        """From the position, the certainty of the territory and the day of each campaign."""
        laid = cls(shape, profile, departments)
        size = len(departments)
        laid._whole = np.zeros(size, np.bool_)
        laid._whole_days, laid._days = _Days.none(size), _Days.none(size)
        for pos, covers, day in campaigns:
            where = laid._span(pos)
            laid._days.add(where, day)
            if laid._is_inside(pos):
                part = _Part(pos, int(shape.end[pos]), day)
                laid._inside.setdefault(int(shape.department[pos]), []).append(part)
                continue
            laid._whole_days.add(where, day)
            if covers:
                laid._whole[where] = True
        laid._met = laid._whole.copy()
        counted = 0.0 if profile == UNKNOWN_PROFILE else shape.counted[departments]
        laid._units = np.asarray(laid._whole * counted, np.float64)
        for department, parts in laid._inside.items():
            index = laid._span(department).start
            laid._met[index] = True
            if not laid._whole[index]:
                laid._units[index] = laid._sum(parts)
        return laid

    def at(self, pos: int) -> Extent:
        """What the campaigns say of a place of the tree."""
        if self._is_inside(pos):
            return self._below(pos)
        where = self._span(pos)
        key = (where.start, where.stop)
        if key not in self._ranges:
            units, met = float(self._units[where].sum()), bool(self._met[where].any())
            self._ranges[key] = Extent(units, met, *self._days.over(where))
        return self._ranges[key]

    def _below(self, pos: int) -> Extent:
        end, where = int(self.shape.end[pos]), self._span(pos)
        whole = bool(self._whole[where.start])
        near = [
            part
            for part in self._inside.get(int(self.shape.department[pos]), ())
            if part.start < end and pos < part.end
        ]
        newest, oldest = self._whole_days.over(where)
        if near:
            newest = max(newest, *(part.day for part in near))
            oldest = min(oldest or newest, *(part.day for part in near))
        units = self.shape.expected(pos, self.profile)
        if not whole and not any(part.holds(pos, end) for part in near):
            units = min(units, self._sum(near))
        return Extent(units, whole or bool(near), newest, oldest)

    def _sum(self, parts: list[_Part]) -> float:
        """Units of places inside one département, one inside another counted once."""
        places = {(part.start, part.end) for part in parts}
        outer = [
            (start, end)
            for start, end in places
            if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in places)
        ]
        return sum(self.shape.expected(start, self.profile) for start, _ in outer)

    def _is_inside(self, pos: int) -> bool:
        return bool(self.shape.department[pos] not in (-1, pos))

    def _span(self, pos: int) -> slice:
        """Indices of the départements under a place, or of the one it lies in."""
        department = int(self.shape.department[pos])
        start, end = (department, department + 1) if department >= 0 else (pos, self.shape.end[pos])
        first, last = np.searchsorted(self.departments, [start, end])
        return slice(int(first), int(last))
