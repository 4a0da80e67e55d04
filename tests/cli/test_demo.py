"""The demonstration does what it says: what it tells to click is there to be clicked."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from lib.people import client_of
from vigie.cli import demo
from vigie.domains.people import personas

FEW = (
    "participation-regions-2024-04-10.csv",
    "etablissements.csv",
    "campagnes.csv",
    "effectifs-departements-2024-10-01.csv",
    "Resultats-Auto-positionnement_1D-public_Doubs_2024-2025-512001-2025-02-03-0820.csv",
)


@pytest.fixture
def words(
    home: Path,  # noqa: ARG001  # the data folder
    db: None,  # noqa: ARG001  # the records
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """What the demonstration prints, made of a few of its files."""
    few = [path for path in demo.example_files() if path.name in FEW]
    assert len(few) == len(FEW)
    monkeypatch.setattr(demo, "example_files", lambda: few)
    result = CliRunner().invoke(demo.command, ["--no-serve", "--port", "8765"])
    assert result.exit_code == 0, result.output
    personas.plant(datetime.now(UTC))
    return result.output


def whoever(name: str) -> Client:
    """The browser of a person of the demonstration, by the name that it prints."""
    return client_of(next(person for person in personas.present() if person.name == name))


def link_on_map(address: str, name: str) -> str:
    page = whoever("Noé Arvieux").get(address).content.decode()
    links = re.findall(r'<a\b[^>]*href="([^"]+)"[^>]*aria-label="([^"]+)"', page)
    return next(href for href, label in links if unescape(label).startswith(f"{name} "))


def test_what_it_says_is_true(words: str) -> None:
    what_it_tells_to_click_is_there(words)
    for name in re.findall(r"examples/\S+\.csv", words):
        assert (Path(demo.__file__).parents[3] / name).is_file()
    assert demo.NOTICE in words
    assert "inventées" in Client().get("/connexion/").content.decode()


def what_it_tells_to_click_is_there(words: str) -> None:
    assert "http://127.0.0.1:8765/" in words
    assert "Noé Arvieux" in words
    assert whoever("Nora Pestel").get("/imports/").status_code == 200
    first = next(line for line in words.splitlines() if line.strip().startswith("1."))
    named = re.findall(r"sur l[ae] ([A-ZÉ][\w-]+)", first)
    assert named == ["Bourgogne-Franche-Comté", "Doubs"]
    region, department = named
    below = link_on_map("/", region)
    assert below == "/tableau/reg:bourgogne-franche-comte/"
    doubs = link_on_map(below, department)
    assert doubs == "/tableau/dep:25/"
    assert re.search(
        r'<a href="/tableau/circo:[^"]+">', whoever("Noé Arvieux").get(doubs).content.decode()
    )
