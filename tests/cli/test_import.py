"""`vigie import`, `imports` and `withdraw`, as scripts and people call them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from facts.given import campaigns_file, counts_file, headcounts_file, pix_file, table
from vigie.cli.main import main

VIGIE = [sys.executable, "-m", "vigie.cli.main"]


@dataclass(frozen=True)
class Done:
    """What a call left: exit status and both outputs."""

    returncode: int
    stdout: str
    stderr: str


class Shell:
    """Calls `vigie` in a home of its own, through the entry point of the script."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("VIGIE_HOME", str(home))

    def __call__(self, *arguments: str | Path) -> Done:
        self._monkeypatch.setattr(sys, "argv", ["vigie", *map(str, arguments)])
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
            main()
        assert isinstance(end.value.code, int)
        return Done(end.value.code, out.getvalue(), err.getvalue())

    def json(self, *arguments: str | Path, code: int = 0) -> Any:
        done = self(*arguments, "--json")
        assert done.returncode == code, done.stderr
        assert done.stderr == ""
        return json.loads(done.stdout)


@pytest.fixture
def vigie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(tmp_path / "home", monkeypatch)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "received"
    folder.mkdir()
    return folder


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


KEYS = ["file", "source", "status", "import_id", "sha256", "as_of", "rows", "errors", "warnings"]


def test_several_files_in_one_call_one_object_each(vigie: Shell, files: Path) -> None:
    good = pix_file(files)
    bad = headcounts_file(files, "dep:25;CPE;40;2024-03-15", "dep:99;CPE;40;2024-03-15")
    reports = vigie.json("import", good, bad, files / "absent.csv", "--territory", "Doubs", code=2)

    assert [list(report) for report in reports] == [KEYS] * 3
    assert [report["status"] for report in reports] == ["imported", "refused", "refused"]
    assert reports[0]["rows"] == {"read": 4, "kept": 4, "refused": 0}
    (error,) = reports[1]["errors"]
    assert list(error) == ["line", "column", "value", "message", "remedy"]
    assert (error["line"], error["value"]) == (3, "dep:99")
    assert reports[1]["import_id"] is None
    assert reports[2]["as_of"] is None
    assert reports[2]["sha256"] is None
    assert [entry["import_id"] for entry in vigie.json("imports")] == ["I000001"]


def test_the_same_file_twice_is_a_success(vigie: Shell, files: Path) -> None:
    path = counts_file(files)
    (first,) = vigie.json("import", path)
    (second,) = vigie.json("import", path)
    assert (first["status"], second["status"]) == ("imported", "already_imported")
    assert second["import_id"] == first["import_id"]


@pytest.mark.parametrize("wrong", [("--territory", "Nulle"), ("--source", "foo")])
def test_the_same_file_with_a_wrong_option_is_a_failure(
    vigie: Shell, files: Path, wrong: tuple[str, str]
) -> None:
    path = counts_file(files)
    vigie.json("import", path)
    (report,) = vigie.json("import", path, *wrong, code=2)
    assert [error["value"] for error in report["errors"]] == [wrong[1]]


def test_what_ends_a_long_list_of_errors_is_on_the_screen(vigie: Shell, files: Path) -> None:
    done = vigie("import", counts_file(files, *["dep:99;ALL;;2024-03-15;1;1;1;1"] * 1100))
    assert done.returncode == 2
    assert "Erreurs de plus, non affichées\u00a0: 100. Corrigez les premières" in done.stdout


def test_a_dry_run_writes_nothing(vigie: Shell, files: Path) -> None:
    (report,) = vigie.json("import", counts_file(files), "--dry-run")
    assert report["status"] == "dry_run"
    assert report["import_id"] is None
    assert not vigie.home.exists()


def test_files_rehearsed_together_meet_each_other(vigie: Shell, files: Path) -> None:
    declared = campaigns_file(files, "PXEDUA234;dep:25;CPE;FINAL;;2")
    export = pix_file(files)
    together = [declared, export, export]
    rehearsed = vigie.json("import", *together, "--dry-run")
    done = vigie.json("import", *together)
    assert [report["status"] for report in rehearsed] == ["dry_run", "dry_run", "already_imported"]
    assert [report["status"] for report in done] == ["imported", "imported", "already_imported"]
    assert rehearsed[1]["warnings"] == done[1]["warnings"] == []
    assert [report["rows"] for report in rehearsed] == [report["rows"] for report in done]


def test_accept_refused(vigie: Shell, files: Path) -> None:
    path = headcounts_file(files, "dep:25;CPE;40;2024-03-15", "dep:99;CPE;40;2024-03-15")
    (report,) = vigie.json("import", path, "--accept-refused")
    assert report["status"] == "imported"
    assert report["rows"] == {"read": 2, "kept": 1, "refused": 1}
    assert len(report["errors"]) == 1


def test_options_reach_the_import(vigie: Shell, files: Path) -> None:
    options = ["--profile", "1D public", "--pathway", "Bilan", "--as-of", "01/10/2026"]
    vigie.json("import", pix_file(files), "--territory", "Doubs", *options)
    (entry,) = vigie.json("imports")
    assert entry["territory"] == "dep:25"
    assert entry["profile"] == "1D_PUBLIC"
    assert entry["pathway"] == "FINAL"
    assert entry["as_of"] == "2026-10-01"
    assert entry["status"] == "active"


def test_a_table_with_no_date_is_mended_by_an_option(vigie: Shell, files: Path) -> None:
    path = table(files, "effectifs.csv", "territory;profile;headcount", "dep:25;CPE;40")
    (refused,) = vigie.json("import", path, code=2)
    assert "--as-of" in refused["errors"][0]["remedy"]
    (taken,) = vigie.json("import", path, "--as-of", "2024-03-15")
    assert taken["as_of"] == "2024-03-15"


def test_people_read_french_with_the_remedy(vigie: Shell, files: Path) -> None:
    bad = headcounts_file(files, "dep:25;CPE;40;2024-03-15", "dep:99;CPE;40;2024-03-15")
    done = vigie("import", bad)
    said = plain(done.stdout)
    assert done.returncode == 2
    assert "effectifs.csv : refusé" in said
    assert "Lignes : 2 lues, 0 gardées, 1 refusées." in said
    for heading in ("Ligne", "Colonne", "Valeur", "Erreur", "Que faire"):
        assert heading in said
    assert "--accept-refused" in said

    done = vigie("import", counts_file(files))
    assert done.returncode == 0
    assert "vigie build" in done.stdout


def test_imports_and_withdraw(vigie: Shell, files: Path) -> None:
    assert "Aucun import" in vigie("imports").stdout
    vigie("import", counts_file(files))
    assert "suivi.csv" in vigie("imports").stdout

    done = vigie("withdraw", "I000001")
    assert done.returncode == 0
    assert "est retiré" in done.stdout
    (entry,) = vigie.json("imports")
    assert entry["status"] == "withdrawn"
    assert set(entry["withdrawn"]) == {"at", "by"}

    again = vigie("withdraw", "I000001")
    assert again.returncode == 2
    assert "déjà été retiré" in again.stderr
    assert "Aucun import" in vigie("withdraw", "I000042").stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import"], "Il manque FICHIER"),
        (["import", "x.csv", "--as-of", "2024-02-31"], "n’existe pas dans le calendrier"),
        (["import", "--nope"], "L’option --nope n’existe pas"),
        (["sing"], "Cette commande n’existe pas"),
    ],
)
def test_misuse_is_said_in_french(vigie: Shell, arguments: list[str], said: str) -> None:
    done = vigie(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_of_ours_exits_with_1(vigie: Shell, files: Path) -> None:
    vigie.home.mkdir()
    (vigie.home / "key").write_bytes(b"short")
    done = vigie("import", pix_file(files), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == []
    assert "abîmée" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_help_is_in_french_and_comes_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "vigie.cli.main", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Commandes:" in done.stdout
    for heavy in ("polars", "django", "deltalake", "rich", "numpy"):
        assert f" {heavy}\n" not in done.stderr
    french = subprocess.run(
        [*VIGIE, "import", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert "Affiche cette aide." in french
    assert "--dry-run" in french
