"""The folder that the rights are walked on: places and schools, no result of anyone."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from lib.shared import shared
from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.measures.build import build

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = ("academie/etablissements.csv", "academie/effectifs-departements-2024-10-01.csv",
         "national/participation-regions-2024-04-10.csv")  # fmt: skip


@pytest.fixture(scope="session")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared(tmp_path_factory, "rights", _count)


def _count(folder: Path) -> None:
    for name in FILES:
        report = import_file(Home(folder), EXAMPLES / name, by="essai",
                             now=datetime(2025, 3, 3, tzinfo=UTC))  # fmt: skip
        assert report.status == "imported"
    build(Home(folder))


@pytest.fixture
def country(counted: Path, tmp_path: Path, settings: Settings) -> Path:
    """A copy of the folder that a test may write in."""
    folder = tmp_path / "home"
    shutil.copytree(counted, folder)
    settings.VIGIE_HOME = folder
    return folder
