"""A whole installation, as its owner sees it: saved, someone erased, restored, started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from facts.given import participation, pix_file

ADDRESS = "nour.benali@ac-fictive.fr"


def ran(home: Path, *words: str, module: str = "vigie.cli.main") -> str:
    """What a command of the installation says; it must end well."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VIGIE_")}
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        env={**kept, "VIGIE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "vigie.config.settings"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def traces(home: Path) -> list[str]:
    """The files of the installation that hold her address, free pages and journals included."""
    sought = (ADDRESS.encode(), ADDRESS.upper().encode())
    return [
        str(path.relative_to(home))
        for path in sorted(home.rglob("*"))
        if path.is_file() and any(text in path.read_bytes() for text in sought)
    ]


@pytest.mark.slow
def test_a_backup_that_is_restored_and_started_does_not_bring_her_back(tmp_path: Path) -> None:
    home, backup = tmp_path / "home", tmp_path / "backup"
    people = [participation(name, 7, shared=9) for name in ("benali", "abadie")]
    ran(home, "import", str(pix_file(tmp_path, *people)), "--territory", "Doubs")
    ran(home, "build")
    ran(home, module="vigie.config.prepare")
    ran(home, "invite", ADDRESS, "--role", "administrator", "--last-name", "Benali")
    assert {path.split("/")[0] for path in traces(home)} >= {"archive", "records.sqlite3"}
    shutil.copytree(home, backup)

    assert "Compte\u00a0: un. Lignes de faits\u00a0: 1." in ran(home, "erase", ADDRESS, "--yes")
    assert traces(home) == []

    shutil.rmtree(home)
    shutil.copytree(backup, home)
    assert traces(home)
    ran(home, module="vigie.config.prepare")  # what `vigie serve` does first
    assert traces(home) == []
    assert "0 comptes, 0 lignes, 0 fichiers" in ran(home, "restore-check")
    assert "I000001" in ran(home, "imports")
    assert '"participants"' in ran(home, "measure", "participants", "--territory", "Doubs",
                                   "--format", "json")  # fmt: skip
