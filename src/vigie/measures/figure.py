"""A figure as it is shown: value, components, status, date, files, and what disagrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

Status = Literal["ok", "missing", "no_denominator", "not_applicable", "hidden"]


@dataclass(frozen=True)
class Alternative:
    """The other value known for the same thing. `kind`: printed, or the sum of the parts.

    `present`: units it rests on, as in a figure; `people`: how many it speaks of, where its value
    does not say it; `level`: that of the items it is a mean of, where the figure's are of another.
    """

    kind: Literal["printed", "sum"]
    value: float | None
    as_of: date
    present: float
    imports: tuple[str, ...] = ()
    people: int | None = field(default=None, compare=False)
    level: str | None = None


@dataclass(frozen=True)
class Figure:
    """One number with all that travels with it.

    `value`: an int (people), a share in [0, 1], or points; None unless `status` is ok.
    `numerator` / `denominator`: the components (for coverage: sum of shares, sendings).
    `present` / `expected`: units (département × profile) the figure rests on, over those it
    should rest on; None where units make no sense.
    """

    measure: str
    territory: str
    territory_name: str
    level: str
    dimensions: Mapping[str, str]
    value: float | int | None
    numerator: float | int | None
    denominator: float | int | None
    unit: str
    status: Status
    as_of: date | None = None
    imports: tuple[str, ...] = ()
    present: float | None = None
    expected: float | None = None
    alternatives: tuple[Alternative, ...] = ()
    note: str | None = None
    known_on: date | None = field(default=None, compare=False)
    """The day a figure is shown as known on, when it is held back at a day before the one asked."""
    people: int | None = field(default=None, compare=False)
    """How many people the figure speaks of: what disclosure control looks at."""

    def to_json(self) -> dict[str, Any]:
        """The row that `vigie measure --format json` prints."""
        return {
            "measure": self.measure,
            "territory": self.territory,
            "territory_name": self.territory_name,
            "level": self.level,
            **self.dimensions,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "unit": self.unit,
            "status": self.status,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "imports": list(self.imports),
            "present": self.present,
            "expected": self.expected,
            "note": self.note,
            "alternatives": [
                {
                    "kind": other.kind,
                    "value": other.value,
                    "as_of": other.as_of.isoformat(),
                    "imports": list(other.imports),
                }
                for other in self.alternatives
            ],
        }

    def emptied(self, status: Status, note: str | None = None) -> Figure:
        """The same figure without its value: nothing to show but why."""
        return replace(
            self,
            value=None,
            numerator=None,
            denominator=None,
            status=status,
            alternatives=(),
            note=note or self.note,
        )


def columns(figures: Sequence[Figure]) -> list[str]:
    """Columns of a flat table of figures: those of `to_json`, dimensions included."""
    return list(figures[0].to_json()) if figures else []
