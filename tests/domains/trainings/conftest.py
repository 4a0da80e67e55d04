"""A directory of invented schools, a day in November, and people who train."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from domains.trainings.planned import NOW
from lib.people import signed_in
from lib.shared import shared
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.measures.build import build
from vigie.web import clock

SCHOOLS = Path(__file__).parents[3] / "examples" / "academie" / "etablissements.csv"


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared(tmp_path_factory, "directory", _import)


def _import(folder: Path) -> None:
    done = import_file(Home(folder), SCHOOLS, by="essai", now=datetime(2025, 3, 3, tzinfo=UTC))
    assert done.status == "imported"
    build(Home(folder))


@pytest.fixture
def schools(directory: Path, home: Path, settings: Settings) -> Path:
    """A data folder that knows the schools of the example académie."""
    shutil.copytree(directory, home, dirs_exist_ok=True)
    assert home == settings.VIGIE_HOME
    return home


@pytest.fixture
def trainer(home: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The training service of the académie, on 3 November 2026."""
    assert home.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return signed_in(Role.TRAINING_SERVICE, territory="aca:besancon")
