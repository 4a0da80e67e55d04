"""Printed figures beside counted ones: which stands at each place, and why.

A producer prints a figure for a territory; people's rows, or the territories below, may give
another. They are never added. At each place, for each profile:

* the sum of the parts stands when it is complete (every expected unit is there) and its oldest
  part is at least as recent as the printed figure;
* otherwise the printed figure stands;
* the sum of the profiles printed beside a total, in its file and on its day, does not replace
  it: the producer said both, and knows what is in no profile (see `stand`);
* what does not stand stays beside it, to be shown.

Only places above or at a printed figure can differ from people's rows alone, so only those are
worked out: `sum = Σ over touched children (what stands there) + people who are in none of them`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from vigie.measures.shape import ALL_PROFILES, UNKNOWN_PROFILE, Shape

Place = tuple[int, int]
"""Position in the tree (or label), profile."""
_ENOUGH = 1e-9


@dataclass(frozen=True, slots=True)
class Part:
    """Additive values and what they rest on. Dates are ordinals; `present` counts units."""

    values: tuple[int, ...]
    present: float
    newest: int
    oldest: int
    imports: frozenset[int] = frozenset()
    people: bool = False

    def __add__(self, other: Part) -> Part:
        return Part(
            tuple(a + b for a, b in zip(self.values, other.values, strict=True)),
            self.present + other.present,
            max(self.newest, other.newest),
            min(self.oldest, other.oldest),
            self.imports | other.imports,
            self.people or other.people,
        )

    def without(self, other: Part) -> Part:
        """These values less `other`'s; dates and imports stay, as they are bounds."""
        values = tuple(a - b for a, b in zip(self.values, other.values, strict=True))
        return replace(self, values=values, present=self.present - other.present)


Counted = Callable[[int, int], Part | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands at a place. `printed` tells which of the two it is; `other` lost."""

    part: Part
    printed: bool
    other: Part | None = None


def choose(printed: Part | None, parts: Part | None, expected: float) -> Standing | None:
    """The figure that stands: see the module's rule."""
    if printed is None:
        return None if parts is None else Standing(parts, printed=False)
    if parts is None:
        return Standing(printed, printed=True)
    complete = parts.present >= expected - _ENOUGH
    if complete and parts.oldest >= printed.oldest:
        return Standing(parts, printed=False, other=printed)
    return Standing(printed, printed=True, other=parts)


def stand(
    printed: Mapping[Place, Part], counted: Counted, shape: Shape, *, totals_hold: bool
) -> dict[Place, Standing]:
    """What stands at every place touched by `printed`, for one series.

    `counted(pos, profile)` is what people's rows give there, for a profile other than all.
    `totals_hold`: a printed total holds against the profiles of its own file. It does for counts;
    a printed mean is rounded, and the mean weighted over the profiles is finer.
    """
    return _Resolution(printed, counted, shape, totals_hold).run() if printed else {}


class _Resolution:
    def __init__(
        self, printed: Mapping[Place, Part], counted: Counted, shape: Shape, totals_hold: bool
    ) -> None:
        self._printed = printed
        self._counted = counted
        self._shape = shape
        self._totals_hold = totals_hold
        self._standing: dict[Place, Standing] = {}
        self._children: dict[Place, list[int]] = {}

    def run(self) -> dict[Place, Standing]:
        for pos, profile in self._touched():
            self._settle(pos, profile, self._chosen(pos, profile))
        for label, members in self._shape.labels.items():
            for profile in (*range(UNKNOWN_PROFILE), ALL_PROFILES):
                printed = self._printed.get((label, profile))
                if printed is None and not any((m, profile) in self._standing for m in members):
                    continue  # people's rows alone say it, and may no longer say it tomorrow
                found = [part for m in members if (part := self.part(m, profile))]
                expected = self._shape.expected(label, profile)
                self._settle(label, profile, choose(printed, _total(found), expected))
        return self._standing

    def _settle(self, pos: int, profile: int, standing: Standing | None) -> None:
        if standing is not None:
            self._standing[pos, profile] = standing

    def _touched(self) -> list[Place]:
        """Places at or above a printed figure, deepest first, single profiles before all."""
        touched: set[Place] = set()
        for pos, profile in self._printed:
            if pos >= self._shape.size:
                continue
            at = pos
            while at >= 0:
                for each in {profile, ALL_PROFILES}:
                    if (at, each) not in touched:
                        touched.add((at, each))
                        above = int(self._shape.parent[at])
                        self._children.setdefault((above, each), []).append(at)
                at = int(self._shape.parent[at])
        return sorted(touched, key=lambda place: (-int(self._shape.depth[place[0]]), place[1]))

    def part(self, pos: int, profile: int) -> Part | None:
        """What stands at a place, whether or not anything was printed there."""
        standing = self._standing.get((pos, profile))
        return standing.part if standing else self._people(pos, profile)

    def _people(self, pos: int, profile: int) -> Part | None:
        if profile != ALL_PROFILES:
            return self._counted(pos, profile)
        return _total(
            part for each in range(ALL_PROFILES) if (part := self._counted(pos, each)) is not None
        )

    def _chosen(self, pos: int, profile: int) -> Standing | None:
        """The printed figure, or the sum of the parts: children, or profiles, whichever knows
        more units, and the children where they know as many."""
        printed = self._printed.get((pos, profile))
        expected = self._shape.expected(pos, profile)
        below = self._from_children(pos, profile)
        if profile != ALL_PROFILES:
            return choose(printed, below, expected)
        across = _total(
            part for each in range(ALL_PROFILES) if (part := self.part(pos, each)) is not None
        )
        known = [part for part in (below, across) if part is not None]
        parts = max(known, key=lambda part: (part.present, part.oldest), default=None)
        if printed and across and self._totals_hold and _said_together(printed, across):
            standing = choose(printed, below, expected)
            if standing is not None and standing.printed:
                return replace(standing, other=parts)
            return standing
        return choose(printed, parts, expected)

    def _from_children(self, pos: int, profile: int) -> Part | None:
        """What stands in the touched children, and the people who are in none of them."""
        rest, total = self._people(pos, profile), None
        for child in self._children.get((pos, profile), ()):
            standing = self._standing.get((child, profile))
            if standing is None:
                continue
            people = self._people(child, profile)
            rest = rest.without(people) if rest and people else rest
            total = total + standing.part if total else standing.part
        if total is None or rest is None:
            return total or rest
        # People who are all in the children have no day of their own here.
        return total + rest if any(rest.values) or rest.present > _ENOUGH else total


def _said_together(total: Part, profiles: Part) -> bool:
    """Whether a total and its profiles are of one file and one day."""
    return (
        not profiles.people
        and profiles.imports == total.imports
        and (profiles.oldest, profiles.newest) == (total.oldest, total.newest)
    )


def _total(parts: Iterable[Part]) -> Part | None:
    total: Part | None = None
    for part in parts:
        total = total + part if total else part
    return total
