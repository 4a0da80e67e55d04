"""Reads `verdicts.csv`, the drawn table of verdicts: one row, one case a colleague can check."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from vigie.domains.roadmaps.objective_text import parse, parse_amount
from vigie.domains.roadmaps.objectives import Baseline, Objective
from vigie.domains.roadmaps.observed import Observed

TABLE = Path(__file__).with_name("verdicts.csv")


@dataclass(frozen=True)
class Case:
    """A row: what is given, then what must be answered (`gap` None: not said)."""

    name: str
    objective: Objective
    baseline: Baseline | None
    units: int | None
    values: tuple[Observed, ...]
    on: date
    state: str
    rule: str
    reason: str | None
    gap: Fraction | None


def baseline_of(cell: str) -> Baseline | None:
    """`3 % 2024-01-01`, or without its date."""
    if not cell:
        return None
    found = re.fullmatch(r"(.+?)(?: (\d{4}-\d{2}-\d{2}))?", cell)
    assert found
    amount, percent = parse_amount(found[1])
    return Baseline(amount, date.fromisoformat(found[2]) if found[2] else None, percent)


def value_of(cell: str) -> Observed:
    """`10 % 2024-04-10`, `118/236 …`, `12 of 60 …`, `hidden …`, `done …`; `typed` before it."""
    found = re.fullmatch(r"(typed )?(.+) (\d{4}-\d{2}-\d{2})", cell)
    assert found, cell
    origin = "typed" if found[1] else "computed"
    what, on = found[2], date.fromisoformat(found[3])
    if what in ("missing", "hidden", "not_applicable", "no_denominator"):
        return Observed(on, status=what, origin=origin)
    if what in ("done", "not done"):
        return Observed(on, done=what == "done", origin="typed")
    if what == "text":
        return Observed(on, text="Bien avancé", origin="typed")
    if share := re.fullmatch(r"(\d+)/(\d+)", what):
        top, bottom = Fraction(share[1]), Fraction(share[2])
        return Observed(on, top / bottom * 100, True, "ok", origin, top, bottom)
    if part := re.fullmatch(r"(\d+) of (\d+)", what):
        return Observed(on, Fraction(part[1]), denominator=Fraction(part[2]), origin=origin)
    amount, percent = parse_amount(what)
    return Observed(on, amount, percent, origin=origin)


def cases() -> list[Case]:
    """Every row of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return [
        Case(
            row["case"],
            parse(row["objective"]),
            baseline_of(row["baseline"]),
            int(row["units"]) if row["units"] else None,
            tuple(value_of(cell) for cell in row["values"].split(" | ") if cell),
            date.fromisoformat(row["on"]),
            row["state"],
            row["rule"],
            row["reason"] or None,
            parse_amount(row["gap"])[0] if row["gap"] else None,
        )
        for row in rows
    ]
