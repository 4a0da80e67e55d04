"""What a cube says of one territory on one day, before it is made a figure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from vigie.measures.cube import Cube
from vigie.measures.definition import Definition
from vigie.measures.figure import Alternative, Figure
from vigie.measures.people import FUNNEL
from vigie.measures.printed import Part, Standing

ITEM_LEVELS = ("subject", "competence", "domain", "referential")
COMPONENTS: dict[str, tuple[str, ...]] = {
    "funnel": FUNNEL,
    "headcount": ("headcount",),
    "placement": (*FUNNEL, "placed"),
    "coverage": ("shares", "senders"),
    "certification": ("taken", "validated"),
    "profile": ("collected", "sent", "certifiable"),
}


@dataclass(frozen=True)
class Target:
    """A territory, or what is left of one (`minus`) once its parts are taken away."""

    code: str
    name: str
    level: str
    pos: int
    minus: tuple[int, ...] = ()

    @classmethod
    def of(cls, cube: Cube, code: str) -> Target:
        tree = cube.tree
        return cls(code, tree.name(code), tree.level(code), cube.shape.position(code))

    def rest(self, parts: Sequence[Target]) -> Target:
        """The people of this territory that are in none of `parts`: the unknown line."""
        return Target(
            f"{self.code}:unplaced",
            f"Non situés ({self.name})",
            parts[0].level if parts else self.level,
            self.pos,
            tuple(part.pos for part in parts),
        )


@dataclass(frozen=True)
class Reading:
    """A cube read as known on a day."""

    cube: Cube
    on: date

    def series(self, pathway: str | None) -> int | None:
        """Index of a pathway; None for a pathway that no file has."""
        pathways = self.cube.pathways
        if pathway is None:
            return len(pathways)
        return pathways.index(pathway) if pathway in pathways else None

    def standing(
        self, family: str, item: str, target: Target, profile: int, pathway: str | None
    ) -> Standing | None:
        series = self.series(None if family == "headcount" else pathway)
        if series is None:
            return None
        whole = self.cube.standing(family, item, series, profile, target.pos, self.on)
        if whole is None or not target.minus:
            return whole
        part = whole.part
        for pos in target.minus:
            taken = self.cube.standing(family, item, series, profile, pos, self.on)
            if taken is not None:
                part = part.without(taken.part)
            elif family == "headcount":
                return None  # what is left cannot be told from what is unknown
        return Standing(replace(part, present=0.0), printed=whole.printed)

    def imports(
        self,
        part: Part,
        family: str,
        target: Target,
        profile: int,
        pathway: str | None,
        items: Collection[str] = (),
    ) -> tuple[str, ...]:
        series = self.series(None if family == "headcount" else pathway)
        if series is None:
            return ()
        behind = self.cube.imports_behind(part, family, series, profile, target.pos, self.on, items)
        return tuple(each.import_id for each in behind)

    def blank(self, wanted: Definition, target: Target) -> Figure:
        return Figure(
            measure=wanted.name,
            territory=target.code,
            territory_name=target.name,
            level=target.level,
            dimensions={},
            value=None,
            numerator=None,
            denominator=None,
            unit=wanted.unit,
            status="missing",
        )

    def support(
        self,
        part: Part,
        family: str,
        target: Target,
        profile: int,
        pathway: str | None,
        items: Collection[str] = (),
    ) -> dict[str, Any]:
        """Date, files and units behind a figure; `items`: those a coverage is about."""
        apart = family in ("certification", "profile")
        expected = None if apart else self.cube.shape.expected(target.pos, profile)
        return {
            "as_of": date.fromordinal(part.newest),
            "imports": self.imports(part, family, target, profile, pathway, items),
            "present": None if apart or target.minus else _round(part.present),
            "expected": None if apart or target.minus else _round(expected),
        }

    def alternatives(
        self, standing: Standing, value: Callable[[Part], float | None]
    ) -> tuple[Alternative, ...]:
        other = standing.other
        if other is None:
            return ()
        names = {each.no: each.import_id for each in self.cube.imports.values()}
        return (
            Alternative(
                kind="sum" if standing.printed else "printed",
                value=value(other),
                as_of=date.fromordinal(other.newest),
                present=round(other.present, 3),  # as the figure's own, to be compared with it
                imports=tuple(names[no] for no in sorted(other.imports)),
            ),
        )


def _round(units: float | None) -> float | None:
    return None if units is None else round(units, 3)
