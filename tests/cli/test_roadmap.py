"""`vigie roadmap`: a roadmap goes out as a file and comes back; mistakes are told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lib.roadmaps import EXAMPLES
from vigie.cli.roadmap_export import command as export
from vigie.cli.roadmap_load import command as load
from vigie.domains.roadmaps.models import Roadmap
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
FILE = EXAMPLES / "martinique-2023-2026.yaml"


@pytest.fixture(autouse=True)
def _installation(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)


def called(command: object, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])  # type: ignore[arg-type]  # a command of click


@pytest.mark.parametrize("suffix", ["yaml", "xlsx"])
def test_what_goes_out_comes_back_without_a_change(tmp_path: Path, suffix: str) -> None:
    told = called(load, FILE, "--dry-run")
    assert "feuille de route ajoutée\u00a0:" in told.output
    assert not Roadmap.objects.exists()
    assert "chargé" in called(load, FILE).output
    written = tmp_path / f"out.{suffix}"
    assert called(export, "martinique-2023-2026", "-o", written).exit_code == 0
    assert "rien à changer" in called(load, written).output


def test_the_standard_output_gets_the_yaml() -> None:
    called(load, FILE)
    assert called(export, "martinique-2023-2026").output.startswith("code: martinique-2023-2026\n")


def test_a_mistake_is_told_with_its_line_and_the_other_files_go_in(tmp_path: Path) -> None:
    wrong = tmp_path / "faux.yaml"
    wrong.write_text("code: x\nnom: X\nniveau: lunaire\n", encoding="utf-8")
    told = called(load, wrong, FILE)
    assert told.exit_code == 2
    assert "faux.yaml, ligne 3, niveau" in told.output
    assert Roadmap.objects.count() == 1


def test_an_unknown_code_names_the_known_ones() -> None:
    called(load, FILE)
    told = called(export, "rien")
    assert told.exit_code != 0
    assert "martinique-2023-2026" in told.output
