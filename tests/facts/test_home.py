import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vigie.facts.home import WAITING, Home, write_durably


def test_the_home_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path / "data"))
    assert Home.from_environment().path == tmp_path / "data"
    monkeypatch.delenv("VIGIE_HOME")
    monkeypatch.chdir(tmp_path)
    assert Home.from_environment().path == tmp_path / "var"


def test_folders_are_closed_to_others(tmp_path: Path) -> None:
    home = Home(tmp_path / "data").prepare()
    for folder in (home.path, home.archive, home.lake, home.ledger):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_is_whole_or_absent(tmp_path: Path) -> None:
    target = tmp_path / "act.json"
    write_durably(target, b"first")
    write_durably(target, b"second")
    assert target.read_bytes() == b"second"
    assert [path.name for path in tmp_path.iterdir()] == ["act.json"]


HOLD = """
import sys, time
from pathlib import Path
from vigie.facts.home import Home

with Home(Path(sys.argv[1])).writing():
    with open(sys.argv[3], "a") as log:
        log.write("in ")
    time.sleep(float(sys.argv[2]))
    with open(sys.argv[3], "a") as log:
        log.write("out ")
"""


@contextmanager
def holding(home: Path, seconds: float, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has the place of the writer, and says so in `log`."""
    writer = subprocess.Popen([sys.executable, "-c", HOLD, str(home), str(seconds), str(log)])
    try:
        until = time.monotonic() + 60
        while not log.exists() and writer.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        assert log.exists()
        yield writer
    finally:
        writer.kill()
        writer.wait()


def test_two_writers_queue_and_the_second_is_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    told: list[str] = []
    home = tmp_path / "home"
    with holding(home, 0.5, log), Home(home).writing(told.append, patience=0.1):
        assert log.read_text() == "in out "
    assert told == [WAITING]


def test_a_killed_writer_does_not_keep_the_place(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with holding(tmp_path / "home", 60, log) as writer:
        writer.kill()
        writer.wait()
        with Home(tmp_path / "home").writing(patience=0):
            pass
