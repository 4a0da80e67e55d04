"""The door for figures about few people: what a page or an export may show, the same everywhere.

Decisions are made on the whole cube (`protection`): whatever the page, the filters, the date or
the file, a count is hidden or shown alike, and all that is shown together leaves what is hidden
untold. A count that moved by fewer than five people since it was last shown stays as it was then,
with its date.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np

from vigie.codes import PROFILES
from vigie.measures.coverage import asks_for
from vigie.measures.cube import Cube
from vigie.measures.decisions import Decisions
from vigie.measures.definition import Comparison, Coverage, Rate, Sum, definition, definitions
from vigie.measures.evaluate import ITEM_LEVELS, Evaluation, Target
from vigie.measures.exchanges import ALL, Flags
from vigie.measures.figure import Alternative, Figure
from vigie.measures.protection import Protection
from vigie.measures.shape import ALL_PROFILES, UNKNOWN_PROFILE
from vigie.measures.tables import (
    CERTIFICATION,
    FUNNEL,
    PLACEMENT,
    PROFILE,
    SENDINGS,
    CubeCounts,
)

REASON = "Masqué : moins de {threshold} personnes, ou un nombre qui permettrait de le déduire."
HELD = (
    "Dernier jour où ce chiffre peut être montré\u00a0: depuis, il a bougé de moins de {threshold} "
    "personnes, ou permettrait d’en déduire un autre."
)
COARSE = "Arrondi {points} près\u00a0: le nombre exact d’envois permettrait d’en déduire un autre."
_POINTS = (1, 2, 5, 10)
_DOUBT = 100
"""Points × sendings: half a point on a hundred of them is an eighth of the scale on four."""
UNPLACED = ":unplaced"
_CARRIES_COUNTS = frozenset({"ok", "no_denominator"})
_STARTED = ("started_not_finished", "finished_not_sent", "finished_sent")
_TOLD_BY: dict[tuple[str, tuple[str, ...]], tuple[str, tuple[int, ...]]] = {
    ("funnel", _STARTED): (FUNNEL, (0,)),
    ("funnel", ("started_not_finished",)): (FUNNEL, (1,)),
    ("funnel", ("finished_not_sent", "finished_sent")): (FUNNEL, (1,)),
    ("funnel", ("finished_not_sent",)): (FUNNEL, (1, 2)),
    ("funnel", ("finished_sent",)): (FUNNEL, (2,)),
    ("placement", _STARTED): (PLACEMENT, (0,)),
    ("placement", ("placed",)): (PLACEMENT, (1,)),
    ("certification", ("taken",)): (CERTIFICATION, (0,)),
    ("certification", ("validated",)): (CERTIFICATION, (1,)),
    ("profile", ("sent",)): (PROFILE, (0,)),
    ("profile", ("certifiable",)): (PROFILE, (1,)),
}


@dataclass(frozen=True)
class Policy:
    """`threshold`: the smallest number of people that may be shown, zero apart."""

    threshold: int


STEERING = Policy(threshold=5)


@dataclass(frozen=True)
class _About:
    """What a figure is about, as the cube counts it."""

    target: Target
    parts: tuple[int, ...] | None
    """For the people who are in none of its parts, these parts."""
    column: int
    series: int
    pathway: str | None
    item: tuple[str, str] | None


def _nearest(share: float | None, points: int) -> float:
    """A share to the nearest so many points; as it is for 0."""
    exact = share or 0.0
    return round(exact * 100 / points) * points / 100 if points else exact


class UnknownFamily(LookupError):
    """A measure counts people in a way that no table protects: it must be given one here."""


@dataclass(frozen=True)
class Door:
    """What may be shown of one cube."""

    cube: Cube
    policy: Policy = STEERING

    @cached_property
    def _counts(self) -> CubeCounts:
        return CubeCounts(self.cube)

    @cached_property
    def _protection(self) -> Protection:
        kept = Decisions(self.cube.path, self.policy.threshold)
        return Protection(self._counts, self.policy.threshold, kept)

    def decide_ahead(self, tell: Callable[[int, int], None] | None = None) -> None:
        """Decides what wide territories show, for every page: `tell(done, total)`.

        Should it stop half way, all is decided when it is asked."""
        self._protection.decide_ahead(self._counts.wide_families(), tell)

    # -- figures

    def protect(self, figures: Sequence[Figure], on: date | None = None) -> list[Figure]:
        """Figures as known on a day (the last one by default), with what may not be shown emptied,
        or as it was when it was last shown."""
        day = on or (self.cube.dates[-1] if self.cube.dates else self.cube.tree.on)
        return [self._protected(figure, day) for figure in figures]

    def _protected(self, figure: Figure, on: date) -> Figure:
        if figure.status not in _CARRIES_COUNTS:
            return figure
        about = self._about(figure)
        needs = list(self._needs(figure.measure, about))
        if self._open(needs, on):
            return replace(figure, alternatives=self._aside(figure, about, on))
        if (coarse := self._coarse(figure, about, on)) is not None:
            return coarse
        # A comparison with another day would be no comparison.
        earlier = () if isinstance(definitions()[figure.measure], Comparison) else needs
        for day in self._days_before(earlier, on):
            if self._open(needs, day):
                held = self._again(figure, about, day)
                if held.status in _CARRIES_COUNTS:
                    return held
        return figure.emptied("hidden", REASON.format(threshold=self.policy.threshold))

    def _coarse(self, figure: Figure, about: _About, on: date) -> Figure | None:
        """A coverage over all pathways without its number of sendings, or a comparison of one.

        Sendings add up over the pathways, so that one small pathway would hide the coverage of all.
        """
        wanted = definitions()[figure.measure]
        value: float | None
        one: float | None = None
        other: float | None = None
        if isinstance(wanted, Coverage):
            points = self._rounding(about, on)
            if points is None:
                return None
            value = _nearest(figure.value, points)
        elif isinstance(wanted, Comparison) and isinstance(definitions()[wanted.of], Coverage):
            there = self._other(wanted, about)
            if there is None:
                return None
            points, of_other = (self._points(wanted.of, each, on) for each in (about, there))
            if points is None or of_other is None:
                return None
            one, other = _nearest(figure.numerator, points), _nearest(figure.denominator, of_other)
            value = (one - other) * 100
            if wanted.operation == "share":
                value = one / other if other else None
            points = max(points, of_other)
        else:
            return None
        note = COARSE.format(points="au point" if points == 1 else f"à {points} points")
        return replace(
            figure, value=value, numerator=one, denominator=other, alternatives=(), people=None,
            note=note,
        )  # fmt: skip

    def _points(self, measure: str, about: _About, on: date) -> int | None:
        """To how many points a coverage is shown; 0: as it is; None: not at all."""
        if self._open([*self._needs(measure, about)], on):
            return 0
        return self._rounding(about, on)

    def _rounding(self, about: _About, on: date) -> int | None:
        """To how many points a coverage may be rounded without its sendings.

        What is protected is then who sent, and the mean of the few sendings that hide the number:
        rounding leaves a quarter of the scale to that of four people. None: not even so.
        """
        rank = bisect_right(self.cube.dates, on) - 1
        if about.pathway or about.parts is not None or rank < 0:
            return None

        def people(table: str, level: int) -> int:
            found = self._counts.people(table, about.series, [about.target.pos])
            return int(found[rank, 0, about.column, level])

        if not self._flags(FUNNEL, about)[rank, 2]:
            return None
        sent = people(FUNNEL, 2)
        points = next((each for each in _POINTS if each * sent >= _DOUBT), None)
        sendings = [people(table, 0) for table in self._tables(about, whole=False) or (SENDINGS,)]
        if points is None or any(0 < n * points < _DOUBT for n in sendings):
            return None
        return points

    def _other(self, wanted: Comparison, about: _About) -> _About | None:
        """What a figure is compared with."""
        code = about.target.code.removesuffix(UNPLACED)
        other = self.cube.tree.parent(code) if wanted.against == "parent" else wanted.against
        if other is None:
            return None
        return replace(about, target=Target.of(self.cube, other), parts=None)

    def _again(self, figure: Figure, about: _About, on: date) -> Figure:
        profile = min(about.column, ALL_PROFILES)
        found = Evaluation(self.cube, on).figure(
            definition(figure.measure), about.target, profile, about.pathway, about.item
        )
        note = HELD.format(threshold=self.policy.threshold)
        return replace(found, dimensions=figure.dimensions, alternatives=(), note=note, known_on=on)

    def _about(self, figure: Figure) -> _About:
        code = figure.territory.removesuffix(UNPLACED)
        target, parts = Target.of(self.cube, code), None
        if code != figure.territory:
            inside = self.cube.tree.descendants(code, figure.level)
            target = target.rest([Target.of(self.cube, each) for each in inside])
            parts = target.minus
        said = figure.dimensions
        profile = said.get("profile", "ALL")
        column = ALL if profile == "ALL" else UNKNOWN_PROFILE
        if profile in PROFILES:
            column = PROFILES.index(profile)
        pathway = said.get("pathway")
        together = self._counts.together
        series = self.cube.pathways.index(pathway) if pathway else together
        item = next(((level, said[level]) for level in ITEM_LEVELS if level in said), None)
        return _About(target, parts, column, series, pathway, item)

    # -- what a figure tells

    def _needs(self, measure: str, about: _About) -> Iterator[tuple[str, Flags]]:
        """(table, by day whether it may be told) for each count that a figure gives back."""
        wanted = definitions()[measure]
        if isinstance(wanted, Rate):
            yield from self._needs(wanted.numerator, about)
            yield from self._needs(wanted.denominator, about)
        elif isinstance(wanted, Comparison):
            yield from self._needs(wanted.of, about)
            there = self._other(wanted, about)
            if there is not None:
                yield from self._needs(wanted.of, there)
        elif isinstance(wanted, Coverage) or wanted.family == "coverage":
            yield from self._sendings(about, whole=isinstance(wanted, Coverage))
        elif wanted.family != "headcount":
            try:
                table, levels = _TOLD_BY[wanted.family, wanted.components]
            except KeyError:
                raise UnknownFamily(measure) from None
            flags = self._flags(table, about)[:, list(levels)]
            yield table, np.asarray(flags.all(axis=1))
            if table == PLACEMENT:  # the same people, where nothing was printed
                yield FUNNEL, self._flags(FUNNEL, about)[:, 0]

    def _sendings(self, about: _About, *, whole: bool) -> Iterator[tuple[str, Flags]]:
        """The sendings behind a coverage: those of its items, and those of the most sent."""
        for table in dict.fromkeys((SENDINGS, *self._tables(about, whole=whole))):
            yield table, self._flags(table, about)[:, 0]

    def _tables(self, about: _About, *, whole: bool) -> tuple[str, ...]:
        """The tables of sendings that a coverage speaks of."""
        if about.item is not None:
            items = [each.name for each in self.cube.items.values() if asks_for(each, about.item)]
            return tuple(t for name in items for t in self._counts.tables_of(name))
        return self._counts.every_table if whole else ()

    def _flags(self, table: str, about: _About) -> Flags:
        """By day and level."""
        if table in (CERTIFICATION, PROFILE):
            about = replace(about, series=self._counts.together)
        if about.parts is not None:
            found = self._protection.rest(table, about.series, about.target.pos, about.parts)
        else:
            found = self._protection.shown(table, about.series, about.target.pos)
        column: Flags = found[:, about.column]
        return column

    def _open(self, needs: Sequence[tuple[str, Flags]], on: date) -> bool:
        for table, flags in needs:
            rank = bisect_right(self._counts.days(table), on) - 1
            if rank >= 0 and not flags[rank]:
                return False
        return True

    def _days_before(self, needs: Sequence[tuple[str, Flags]], on: date) -> list[date]:
        days = {day for table, _ in needs for day in self._counts.days(table) if day < on}
        return sorted(days, reverse=True)

    # -- what is told beside figures

    def _aside(self, figure: Figure, about: _About, on: date) -> tuple[Alternative, ...]:
        """The values set aside that may be shown beside a figure that is."""
        if not figure.alternatives or figure.measure == "headcount":
            return figure.alternatives
        per_unit = 1 if isinstance(definitions()[figure.measure], Sum) else figure.denominator or 0

        def people(other: Alternative) -> float:
            return (other.value or 0) * per_unit if other.people is None else other.people

        few = any(
            0.5 <= people(other) < self.policy.threshold - 0.5 for other in figure.alternatives
        )
        if few:
            return ()
        told = self._parts_told(about, on)
        # What the other items of the same people say was asked of the same tables as the figure.
        return tuple(other for other in figure.alternatives if told or other.level is not None)

    def _parts_told(self, about: _About, on: date) -> bool:
        """Whether the sum of what is inside a place tells nothing: all of it is shown.

        It moves from day to day without being held back, so it is told on the last day only of a
        place where it never moved by few people.
        """
        if about.parts is not None:
            return False
        place, series, size = about.target.pos, about.series, self.cube.shape.size
        inside = self._counts.members(place) if place >= size else self._counts.inside[place]
        for each in inside:
            flags = self._protection.shown(FUNNEL, series, each)[:, about.column]
            rank = bisect_right(self.cube.dates, on) - 1
            if rank >= 0 and not flags[rank].all():
                return False
        pathway = about.pathway
        values: list[tuple[int, ...]] = []
        for day in self.cube.dates:
            standing = Evaluation(self.cube, day).standing(
                FUNNEL, "", about.target, min(about.column, ALL_PROFILES), pathway
            )
            if day <= on and standing is not None and standing.other is not None:
                parts = standing.other.values
                values.append((sum(parts), sum(parts[1:]), parts[2]))
        moves = np.abs(np.diff(np.array(values or [(0, 0, 0)]), axis=0))
        return not ((moves > 0) & (moves < self.policy.threshold)).any()

    def shows_both(self, code: str, profile: int, on: date) -> bool:
        """Whether two sources that differ on the participants of a place may both be told."""
        target = Target.of(self.cube, code)
        column = ALL if profile == ALL_PROFILES else profile
        about = _About(target, None, column, self._counts.together, None, None)
        needs = list(self._needs("participants", about))
        return self._open(needs, on) and self._parts_told(about, on)

    def shows_lines(self, code: str, import_no: int, on: date) -> bool:
        """Whether the number of lines of a file at a place tells nothing more than the pages.

        It is the number of participants of its campaigns: it is told where that is, and always was.
        """
        place, together = self.cube.shape.position(code), self._counts.together
        rank = bisect_right(self.cube.dates, on) - 1
        campaigns = self.cube.snapshots.filter(import_no=import_no)
        every = [(each, ALL) for each in range(together + 1)]
        asked = [*campaigns.select("series", "profile").unique().iter_rows(), *every[-1:]]
        if campaigns.is_empty() or (campaigns["profile"] == UNKNOWN_PROFILE).any():
            asked = [(each, column) for each, _ in every for column in range(ALL + 1)]
        return all(
            self._protection.shown(FUNNEL, series, place)[: rank + 1, column, 0].all()
            for series, profile in asked
            for column in {profile, ALL}
        )


_KEPT = 4
_doors: OrderedDict[tuple[Path, str], Door] = OrderedDict()
_lock = Lock()


def door(cube: Cube) -> Door:
    """The door of a cube; what was decided is kept as long as the cube is in use."""
    key = (cube.path, cube.fingerprint + cube.id)
    with _lock:
        found = _doors.get(key)
        if found is None:
            found = _doors[key] = Door(cube)
        _doors.move_to_end(key)
        while len(_doors) > _KEPT:
            _doors.popitem(last=False)
        return found


__all__ = ["STEERING", "Door", "Policy", "door"]
