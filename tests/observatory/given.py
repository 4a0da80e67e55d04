"""Data folders drawn for the tests of pages: files imported and counted as a user would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.measures.build import build
from vigie.measures.cube import Cube

NOW = datetime(2026, 10, 5, 10, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples"

FUNNEL = "territory;profile;pathway;as_of;started_not_finished;finished_not_sent;finished_sent"
COVERAGE = "territory;profile;referential;subject;coverage_percent;senders;as_of"
HEADCOUNT = "territory;profile;headcount;as_of"


def imported(folder: Path, files: Iterable[Path]) -> Home:
    """Imports files into a data folder; a refusal fails the test with its reason."""
    home = Home(folder)
    for path in files:
        report = import_file(home, path, by="nora", now=NOW)
        assert report.status in ("imported", "already_imported"), report.to_json()
    return home


def built(folder: Path, files: Mapping[str, str]) -> Cube:
    """The cube of drawn files: name → text."""
    drawn = folder / "drawn"
    drawn.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (drawn / name).write_text(text, encoding="utf-8")
    return build(imported(folder, [drawn / name for name in files]))


def table(header: str, *rows: str) -> str:
    return "\n".join([header, *rows]) + "\n"
