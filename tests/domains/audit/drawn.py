"""A small log drawn by hand, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from vigie.domains.audit.chain import GENESIS, Line, Sealed, link_of, seal, written
from vigie.domains.audit.verify import Finding, Verification
from vigie.domains.audit.witness import Testimony

KEY = bytes(range(32))
NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
Told = tuple[str, str, str, dict[str, object]]
TOLD: Sequence[Told] = (
    ("person.register", "system", "person:1", {}),
    ("mandate.give", "person:1", "person:2", {"role": "trainer", "territory": "dep:25"}),
    ("session.open", "person:2", "person:2", {"way": "link"}),
    ("data.read", "person:2", "pseudonym:-33", {"why": "Accompagnement", "where": "Groupe"}),
    ("data.read", "person:2", "person:3", {"why": "Accompagnement", "where": "Groupe"}),
    ("mandate.end", "person:1", "person:2", {"role": "trainer", "territory": "dep:25"}),
    ("session.close", "person:2", "person:2", {}),
    ("session.open", "person:3", "person:3", {"way": "link"}),
)


def log(told: Sequence[Told] = TOLD) -> list[Line]:
    """The entries of these acts, one a minute."""
    lines: list[Line] = []
    for number, (action, actor, about, details) in enumerate(told, start=1):
        line = Line(
            number=number,
            at=NOON + timedelta(minutes=number),
            action=action,
            actor=seal(actor),
            about=seal(about),
            details=seal(written(details)),
            previous=lines[-1].hash if lines else GENESIS,
            hash="",
        )
        lines.append(replace(line, hash=link_of(KEY, line)))
    return lines


def emptied(line: Line, *parts: str) -> Line:
    """The line once these parts were erased."""
    return replace(line, **{part: Sealed(None, None, line.part(part).digest) for part in parts})


def witnessed(lines: Sequence[Line], *numbers: int) -> Testimony:
    """A witness that saw the heads of these numbers, all of them by default."""
    kept = [line for line in lines if not numbers or line.number in numbers]
    return Testimony({line.number: {line.hash} for line in kept})


def head_of(lines: Sequence[Line]) -> tuple[int, str]:
    return lines[-1].number, lines[-1].hash


def checked(
    lines: Sequence[Line],
    testimony: Testimony | None = None,
    head: tuple[int, str] | None = (-1, ""),
) -> Finding:
    """What verification says; the head is the last line when it is not given."""
    run = Verification(KEY, testimony or Testimony())
    run.take(lines)
    if head == (-1, ""):
        head = head_of(lines) if lines else (0, GENESIS)
    return run.finish(head)
