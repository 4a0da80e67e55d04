"""The printed tables, received as files, imported and counted once for the whole folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from facts.given import take
from spec import printed
from vigie.facts.home import Home
from vigie.facts.import_report import ImportReport
from vigie.measures.build import build
from vigie.measures.cube import Cube
from vigie.measures.figure import Figure
from vigie.measures.query import Query, run

Ask = Callable[..., list[Figure]]


@dataclass(frozen=True)
class Received:
    """A home with its cube, and the report of each file by its name."""

    cube: Cube
    reports: dict[str, ImportReport]

    def ask(self, measure: str, territory: str = "FR", **rest: object) -> list[Figure]:
        """Figures: see `Query` for what `rest` may hold."""
        return run(self.cube, Query(measure, territory, **rest))  # type: ignore[arg-type]  # as given

    def one(self, measure: str, territory: str = "FR", **rest: object) -> Figure:
        """The only figure that answers."""
        (figure,) = self.ask(measure, territory, **rest)
        return figure


def received(folder: Path, files: Iterable[Path]) -> Received:
    """Imports files, each of which must go in, then counts."""
    home = Home(folder / "home")
    reports = {path.name: take(home, path) for path in files}
    assert {report.status for report in reports.values()} == {"imported"}, reports
    return Received(build(home), reports)


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Received:
    """The tables by région, by département, of the TNE and of subjects."""
    folder = tmp_path_factory.mktemp("nation")
    files = [
        printed.regions_file(folder),
        printed.departments_file(folder),
        printed.tne_file(folder),
        printed.coverage_file(folder),
    ]
    return received(folder, files)


@pytest.fixture(scope="session")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> Received:
    """The table by profile, alone: it prints rates without their headcount."""
    folder = tmp_path_factory.mktemp("profiles")
    return received(folder, [printed.profiles_file(folder)])
