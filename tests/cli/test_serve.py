"""`vigie serve` as a person uses it: a real process, on this machine only."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from vigie.facts.home import Home

SERVE = [sys.executable, "-m", "vigie.cli.main", "serve", "--workers", "1", "--port"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VIGIE_", "DJANGO_"))}
    return {**kept, "VIGIE_HOME": str(home)}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(
        [*SERVE, str(port)],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        for _ in range(240):
            if answers(port):
                break
            assert process.poll() is None, process.stdout and process.stdout.read()
            time.sleep(0.25)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}/" in out


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/accessibilite/", timeout=5)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    return True


@pytest.mark.slow
def test_it_answers_here_only_and_prepares_its_records(site: int, tmp_path: Path) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{site}/static/vigie/vigie.css") as response:
        assert response.status == 200
    assert stat.S_IMODE((tmp_path / "records.sqlite3").stat().st_mode) == 0o600
    listening = Path("/proc/net/tcp").read_text(encoding="ascii")
    # 0100007F is 127.0.0.1 as the kernel writes it, 0A the state « listening ».
    places = [line.split()[1] for line in listening.splitlines()[1:] if line.split()[3] == "0A"]
    assert [place.split(":")[0] for place in places if int(place.split(":")[1], 16) == site] == [
        "0100007F"
    ]


@pytest.mark.slow
def test_a_port_already_taken_is_told_with_another(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*SERVE, str(port)],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert f"Le port {port} est déjà pris" in done.stderr


def refused(home: Path, *options: str, **variables: str) -> str:
    done = subprocess.run(
        [*SERVE, str(free_port()), *options],
        env={**environment(home), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    return done.stderr


def test_a_demonstration_does_not_leave_this_machine(tmp_path: Path) -> None:
    Home(tmp_path).prepare().mark_as_demo()
    assert "que sur cet ordinateur" in refused(tmp_path, "--host", "0.0.0.0")
    assert "que sur cet ordinateur" in refused(tmp_path, "--host", "::")


def test_a_host_is_an_address(tmp_path: Path) -> None:
    assert "n’est pas une adresse IP" in refused(tmp_path, "--host", "vigie.example")


def test_an_unsafe_production_is_refused_with_every_remedy(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    said = refused(tmp_path, VIGIE_PRODUCTION="1", VIGIE_DEBUG="1").splitlines()
    for remedy in ("VIGIE_DEBUG", "VIGIE_HTTPS=1", "VIGIE_SMTP_HOST", "VIGIE_BASE_URL", "chmod"):
        assert sum(remedy in line for line in said) == 1, remedy
