"""`vigie serve` as a person uses it: a real process, on this machine only."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    assert (tmp_path / "records.sqlite3").exists()
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
