"""Data folders for the pages: the printed national tables, and part of an invented académie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

from lib.people import cookies_of, signed_in
from lib.shared import shared
from observatory.given import EXAMPLES, imported
from vigie.measures.build import build

ACADEMY = (
    "etablissements.csv",
    "personnels.csv",
    "campagnes.csv",
    "effectifs-departements-2024-10-01.csv",
    "effectifs-circonscriptions-bassins-2024-10-01.csv",
    "Resultats-Auto-positionnement_1D-public_Doubs_2024-2025-512001-2024-12-02-0810.csv",
    "Resultats-Auto-positionnement_1D-public_Doubs_2024-2025-512001-2025-02-03-0820.csv",
    "Resultats-Auto-positionnement_2D-public_Doubs_2024-2025-512015-2025-02-03-0820.csv",
    "Resultats-Auto-positionnement_2D-public_Haute-Sa_ne_2024-2025-512085-2025-02-03-0820.csv",
    "Resultats-Auto-positionnement_1D-priv__Haute-Sa_ne_2024-2025-512078-2025-02-03-0820.csv",
)


@pytest.fixture(scope="session")
def nation_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = sorted((EXAMPLES / "national").glob("*.csv"))
    return shared(tmp_path_factory, "nation", lambda folder: build(imported(folder, files)))


@pytest.fixture(scope="session")
def academy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = [EXAMPLES / "academie" / name for name in ACADEMY]
    return shared(tmp_path_factory, "academy", lambda folder: build(imported(folder, files)))


@pytest.fixture
def nation(nation_folder: Path, settings: Settings) -> Path:
    """The site on the tables printed on 10 April 2024; read only."""
    settings.VIGIE_HOME = nation_folder
    return nation_folder


@pytest.fixture
def academy(academy_folder: Path, settings: Settings) -> Path:
    """The site on an invented académie, people included; read only."""
    settings.VIGIE_HOME = academy_folder
    return academy_folder


@pytest.fixture(autouse=True)
def _records(db: None) -> None:
    """Whoever reads a page is signed in, hence in the records."""


@pytest.fixture
def open_page(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """As everywhere, with the national team signed in, or the visit of `client`."""

    def opened(url: str, **how: Any) -> Page:
        how.setdefault("cookies", cookies_of(how.pop("client", None) or signed_in()))
        return open_page(url, **how)

    return opened


@pytest.fixture
def reader() -> Client:
    """A browser of the national team, who reads every figure."""
    return signed_in()
