"""A production that is not safe does not start, and says how to mend it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from vigie.config.safety import Chosen, _is_away, faults, warnings

SAFE = Chosen(
    production=True,
    debug=False,
    demo=False,
    secret_key="vK3-qLw9_zR7tYb2mN5xC8dF1gH4jP6sA0eUiOoWnBzQ",
    https=True,
    hosts=("vigie.ac-besancon.example",),
    mail=True,
    mail_in_clear=False,
    provider=False,
    provider_issuer="",
    base_url="https://vigie.ac-besancon.example",
    folder="/srv/vigie",
    folder_mode=0o750,
    sqlite=False,
)


def test_a_safe_production_starts() -> None:
    assert faults(SAFE) == []
    assert faults(replace(SAFE, hosts=(".ac-besancon.example",))) == []
    provider = replace(
        SAFE, mail=False, mail_in_clear=True, provider=True, provider_issuer="https://qui.example"
    )
    assert faults(provider) == []
    assert warnings(SAFE) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"debug": True}, "VIGIE_DEBUG"),
        ({"demo": True}, "VIGIE_HOME"),
        ({"secret_key": "court"}, "VIGIE_SECRET_KEY"),
        ({"secret_key": "ab" * 40}, "VIGIE_SECRET_KEY"),
        ({"secret_key": "django-insecure-" + SAFE.secret_key}, "VIGIE_SECRET_KEY"),
        ({"https": False}, "VIGIE_HTTPS=1"),
        ({"hosts": ()}, "VIGIE_ALLOWED_HOSTS"),
        ({"hosts": ("*",)}, "VIGIE_ALLOWED_HOSTS"),
        ({"hosts": ("vigie.ac-besancon.example", "*.example")}, "VIGIE_ALLOWED_HOSTS"),
        ({"hosts": ("127.0.0.1", "localhost")}, "ajoutez vigie.ac-besancon.example"),
        ({"mail": False}, "VIGIE_SMTP_HOST"),
        ({"mail_in_clear": True}, "VIGIE_SMTP_TLS"),
        ({"provider": True, "provider_issuer": "http://qui.example"}, "VIGIE_OIDC_ISSUER"),
        ({"base_url": ""}, "VIGIE_BASE_URL"),
        ({"base_url": "http://vigie.ac-besancon.example"}, "https://"),
        ({"folder_mode": 0o755}, "chmod o-rwx /srv/vigie"),
        ({"folder_mode": 0o751}, "chmod o-rwx"),
        ({"folder_mode": 0o702}, "chmod o-rwx"),
        ({"erasures_safe": False}, "VIGIE_ERASURES"),
    ],
)
def test_each_fault_is_one_sentence_with_its_remedy(change: dict[str, object], named: str) -> None:
    chosen = replace(SAFE, **change)  # type: ignore[arg-type]  # one field each
    (sentence,) = faults(chosen)
    assert named in sentence
    assert "\n" not in sentence
    # The same choice is allowed where nobody is at risk.
    assert faults(replace(chosen, production=False)) == []


def test_all_faults_are_said_at_once() -> None:
    worst = replace(SAFE, debug=True, demo=True, https=False, mail=False, base_url="")
    assert len(faults(worst)) == 5


def test_sqlite_is_allowed_with_a_warning() -> None:
    (sentence,) = warnings(replace(SAFE, sqlite=True))
    assert "VIGIE_DATABASE_URL" in sentence
    assert faults(replace(SAFE, sqlite=True)) == []
    assert warnings(replace(SAFE, sqlite=True, production=False)) == []


def test_a_witness_beside_what_it_watches_is_warned_of(tmp_path: Path) -> None:
    (sentence,) = warnings(replace(SAFE, witness_away=False))
    assert "VIGIE_AUDIT_FILE" in sentence
    assert not _is_away("", tmp_path)
    assert not _is_away(str(tmp_path / "audit" / "head.txt"), tmp_path)
    assert _is_away(str(tmp_path.parent / "elsewhere.txt"), tmp_path)


def started(home: Path, what: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A production that runs a module, or some lines."""
    code = what if "\n" in what else f"import {what} as it; getattr(it, 'main', lambda: None)()"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VIGIE_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, "VIGIE_HOME": str(home), "VIGIE_PRODUCTION": "1", **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


GOOD = {
    "VIGIE_HTTPS": "1",
    "VIGIE_BASE_URL": "https://vigie.ac-besancon.example",
    "VIGIE_ALLOWED_HOSTS": "vigie.ac-besancon.example",
    "VIGIE_SMTP_HOST": "127.0.0.1",
}


@pytest.mark.parametrize("module", ["vigie.config.wsgi", "vigie.config.prepare"])
def test_no_door_opens_an_unsafe_production(tmp_path: Path, module: str) -> None:
    """The web server, whoever starts it, and what comes before it."""
    tmp_path.chmod(0o700)
    refused = started(tmp_path, module, **{**GOOD, "VIGIE_HTTPS": ""})
    assert refused.returncode != 0
    assert "VIGIE_HTTPS=1" in refused.stderr
    assert not (tmp_path / "records.sqlite3").exists()
    opened = started(tmp_path, module, **GOOD)
    assert opened.returncode == 0, opened.stderr


def test_what_a_forecast_takes_is_imported_beside_the_first_requests(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    code = """
import sys, threading
import vigie.config.wsgi
(mine,) = (each for each in threading.enumerate() if each.name == "forecaster")
mine.join()
sys.exit("statsmodels.regression.linear_model" not in sys.modules)
"""
    done = started(tmp_path, code, **GOOD)
    assert done.returncode == 0, done.stderr


def test_a_setting_that_cannot_be_understood_is_one_sentence(tmp_path: Path) -> None:
    refused = started(tmp_path, "vigie.config.prepare", VIGIE_SESSION_HOURS="toujours")
    assert refused.returncode == 2
    assert refused.stderr.strip() == (
        "VIGIE_SESSION_HOURS\u00a0: il faut un nombre entier, de 1 à 24."
    )


def test_mail_in_clear_stays_on_the_machine(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    clear = {**GOOD, "VIGIE_SMTP_TLS": "none"}
    refused = started(
        tmp_path, "vigie.config.prepare", **{**clear, "VIGIE_SMTP_HOST": "mail.example"}
    )
    assert "VIGIE_SMTP_TLS" in refused.stderr


def test_a_folder_that_becomes_a_demonstration_is_refused(tmp_path: Path) -> None:
    from vigie.facts.home import Home

    Home(tmp_path).prepare().mark_as_demo()
    tmp_path.chmod(0o700)
    refused = started(tmp_path, "vigie.config.prepare", **GOOD)
    assert refused.returncode == 2
    assert "démonstration" in refused.stderr
