"""The invented académie, counted, for what the directory of schools says."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from observatory.given import EXAMPLES, imported
from vigie.measures.build import build


@pytest.fixture(scope="session")
def schools_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("schools")
    build(imported(folder, [EXAMPLES / "academie" / "etablissements.csv"]))
    return folder


@pytest.fixture
def academy(schools_folder: Path, settings: Settings) -> Path:
    """The site with the schools of an invented académie, and nothing else; read only."""
    settings.VIGIE_HOME = schools_folder
    return schools_folder
