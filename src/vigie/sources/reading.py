"""What a source hands over: the good rows of a file, and everything there is to say about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import polars as pl

from vigie.codes import parse_department
from vigie.sources.problems import Notice, Problem

AsOfOrigin = Literal["column", "file name", "content"]


def _no_tree(text: str, _on: date | None = None) -> str:
    """The resolver used where no tree of territories is at hand: départements and exact codes."""
    if text == "FR" or ":" in text:
        return text
    return f"dep:{parse_department(text)}"


@dataclass(frozen=True)
class Context:
    """What a reader may ask about the world.

    `resolve_territory`: name or code, and the day of the figure if the row says it -> canonical
    code; raises `codes.UnknownCode`.
    `known_schools`: the UAI of the schools directory, or None when there is none yet.
    `path_of`: codes from the nation down to a territory, to compare totals with their parts.
    `departments_of`: codes of the départements of a territory, itself if it is one.
    """

    resolve_territory: Callable[[str, date | None], str] = _no_tree
    known_schools: frozenset[str] | None = None
    path_of: Callable[[str], Sequence[str]] | None = None
    departments_of: Callable[[str], Collection[str]] | None = None


@dataclass(frozen=True)
class CampaignFound:
    """A Pix campaign met in an export. `campaign` is the key that its rows carry: the code, or
    the number where the export has no code."""

    campaign: str
    number: str
    code: str | None
    name: str
    organisation: str
    pathway: str | None
    rows: int


@dataclass(frozen=True)
class Reading:
    """A file read: typed good rows by family, refusals, warnings.

    `rows_read` counts the data lines, good and refused (blank lines left out). `frames` holds, by
    family, typed tables of the same columns; `batches()` walks through them and `tables`
    glues them together. Person-level families carry `person_key` (normalised e-mail, else
    identifier, else names), to be turned into a pseudonym before anything is written.
    """

    source: str
    as_of: date | None
    as_of_origin: AsOfOrigin | None
    rows_read: int
    notices: tuple[Notice, ...]
    problems: tuple[Problem, ...]
    refused_lines: frozenset[int]
    campaigns: tuple[CampaignFound, ...] = ()
    frames: Mapping[str, list[pl.DataFrame]] = field(default_factory=dict)

    @property
    def refused_rows(self) -> int:
        """How many data lines were left out."""
        return len(self.refused_lines)

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations that the campaigns of the file belong to, each once."""
        return tuple(dict.fromkeys(found.organisation for found in self.campaigns))

    def batches(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Every (family, frame), in the order read."""
        for family, frames in self.frames.items():
            for frame in frames:
                yield family, frame

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """One frame per family: the batches glued together."""
        return {name: pl.concat(frames) for name, frames in self.frames.items() if frames}
