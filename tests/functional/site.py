"""The site as a person gets it: a real process of `vigie serve`, on a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVE = [sys.executable, "-m", "vigie.cli.main", "serve"]


@contextmanager
def served(folder: Path, workers: int = 1) -> Iterator[str]:
    """The address of a site that answers on this data folder, stopped at the end."""
    port = _free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VIGIE_", "DJANGO_"))}
    with (folder / "server.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*SERVE, f"--port={port}", f"--workers={workers}"],
            env={**kept, "VIGIE_HOME": str(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(process, f"{address}/accessibilite/", folder)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    for _ in range(480):
        assert process.poll() is None, (folder / "server.log").read_text(encoding="utf-8")
        try:
            urllib.request.urlopen(address, timeout=5)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
        else:
            return
    raise AssertionError(f"{address} never answers")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
