"""Measuring side by side: warm-up, then turns in an order that goes round, medians, verdicts."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Times:
    """Seconds of each turn on the clock, and on the processors (threads of ours included)."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    def __str__(self) -> str:
        low, high = min(self.wall), max(self.wall)
        cpu = f", CPU {statistics.median(self.cpu):.2f}" if any(self.cpu) else ""
        return f"{self.median:8.3f} s   ({low:.3f} to {high:.3f}, {len(self.wall)} turns{cpu})"


def side_by_side(
    runs: Mapping[str, Callable[[], object]],
    *,
    turns: int,
    warm_ups: int = 1,
    before: Mapping[str, Callable[[], object]] | None = None,
) -> dict[str, Times]:
    """Times of each run; each turn starts with the next one, so that none is always first.

    `before` holds what must be done again before a run, and is not timed.
    """
    names = list(runs)
    prepare = before or {}
    for _ in range(warm_ups):
        for name, run in runs.items():
            prepare.get(name, gc.collect)()
            run()
    wall: dict[str, list[float]] = {name: [] for name in names}
    cpu: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(turns):
        start = turn % len(names)
        for name in (*names[start:], *names[:start]):
            prepare.get(name, gc.collect)()
            started, processor = time.perf_counter(), time.process_time()
            runs[name]()
            wall[name].append(time.perf_counter() - started)
            cpu[name].append(time.process_time() - processor)
    return {name: Times(tuple(wall[name]), tuple(cpu[name])) for name in names}


@dataclass
class Report:
    """What a script prints: figures as they come, then whether each promise is kept."""

    title: str
    _lines: list[str] = field(default_factory=list)
    missed: int = 0

    def __post_init__(self) -> None:
        print(f"\n## {self.title}\n", flush=True)

    def say(self, text: str) -> None:
        print(text, flush=True)

    def times(self, found: Mapping[str, Times]) -> None:
        width = max(map(len, found))
        for name, each in found.items():
            self.say(f"  {name:{width}}  {each}")

    def promise(self, what: str, value: float, *, at_most: float | None = None,
                at_least: float | None = None, unit: str = "x") -> None:  # fmt: skip
        """A figure and its bound; kept for `conclude`."""
        kept = value <= at_most if at_most is not None else value >= (at_least or 0.0)
        bound = f"at most {at_most:g}" if at_most is not None else f"at least {at_least:g}"
        self._keep(kept, f"{what}: {value:.2f} {unit} ({bound} {unit})")

    def check(self, what: str, kept: bool) -> None:
        """Something that is true or false."""
        self._keep(kept, what)

    def _keep(self, kept: bool, line: str) -> None:
        self.missed += not kept
        self._lines.append(f"{'PASS' if kept else 'FAIL'}  {line}")

    def conclude(self) -> int:
        """Prints the verdicts; answers how many promises are missed."""
        for line in self._lines:
            self.say(line)
        return self.missed


def machine() -> str:
    """The machine and how busy it is: a ratio measured under load is worth less."""
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} processors, Python {platform.python_version()}, load {load:.1f}"
