"""A home of its own and a folder of received files for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from vigie.facts.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "received"
    folder.mkdir()
    return folder
