"""What every answer carries, whoever asks and whatever happens; and what it does not show."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver
from pytest_django.fixtures import Settings

from lib.people import client_of, signed_in, someone
from vigie.domains.people import views
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]

SCHOOL = "uai:0259109R"
ADDRESSES = ["/connexion/", "/accessibilite/", "/nulle-part/", "/accueil/", "/imports/"]


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("known", [False, True])
def test_every_answer_is_guarded(path: str, known: bool) -> None:
    client = signed_in() if known else Client()
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy.split("; ")
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "base-uri 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["/connexion/", "/accueil/", "/imports/", "/sessions/"])
def test_there_is_no_inline_script_nor_style(path: str) -> None:
    """Why the content policy needs no nonce."""
    page = signed_in().get(path).content.decode()
    assert "<script>" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page


def test_what_a_person_saw_is_not_kept_by_the_browser() -> None:
    client = client_of(someone(Role.HEAD, territory="uai:0250001A"))
    for path in ("/accueil/", "/sessions/", "/nulle-part/", "/imports/"):
        assert "no-store" in client.get(path).headers["Cache-Control"], path
    for path in ("/connexion/", "/connexion/lien/demande/"):
        assert "no-store" in Client().get(path).headers["Cache-Control"], path


@pytest.mark.parametrize(
    "path", ["/connexion/lien/", "/connexion/lien/ouvrir/", "/connexion/personnage/",
             "/deconnexion/", "/sessions/fermer/", "/sessions/1/fermer/"]
)  # fmt: skip
def test_a_form_of_another_site_is_refused(path: str) -> None:
    client = client_of(someone(), enforce_csrf_checks=True)
    answer = client.post(path, {"email": "a@b.example"})
    assert answer.status_code == 403
    assert "Accès refusé" in answer.content.decode()


def exempt() -> set[str]:
    """The addresses where the check is left to the view."""
    found = set()

    def walk(patterns: list[Any], prefix: str = "") -> None:
        for each in patterns:
            if hasattr(each, "url_patterns"):
                walk(each.url_patterns, prefix + str(each.pattern))
            elif getattr(each.callback, "csrf_exempt", False):
                found.add(prefix + str(each.pattern))

    walk(get_resolver().url_patterns)
    return found


UPLOADS = {
    "imports/deposer/": (Role.NATIONAL_TEAM, "FR"),
    "comptes-familles/<str:territory>/liste/": (Role.HEAD, SCHOOL),
    "espace-rgpd/<str:territory>/deposer/": (Role.GDPR_RELAY, SCHOOL),
    "espace-rgpd/<str:territory>/<int:number>/remplacer/": (Role.GDPR_RELAY, SCHOOL),
    "kit/<str:territory>/ecrire/": (Role.NATIONAL_TEAM, "FR"),
    "kit/<str:territory>/<int:number>/modifier/": (Role.NATIONAL_TEAM, "FR"),
    "formation/<str:token>/stagiaires/": (Role.TRAINING_SERVICE, "aca:besancon"),
}
"""Where files arrive, the size is bounded before the form is looked at; the check comes after."""


ONE_CLICK = {"rappels/refus/<str:token>/", "rappels/retour/<str:token>/"}
"""What a mail program sends for its reader, without a page before (RFC 8058): the token that only
she received is the proof."""


def test_only_uploads_check_by_themselves() -> None:
    assert exempt() == set(UPLOADS) | ONE_CLICK


@pytest.mark.parametrize("path", UPLOADS)
def test_an_upload_of_another_site_is_refused(path: str) -> None:
    role, territory = UPLOADS[path]
    client = client_of(someone(role, territory=territory), enforce_csrf_checks=True)
    filled = "/" + path.replace("<str:territory>", SCHOOL).replace("<int:number>", "1")
    filled = filled.replace("<str:token>", "x")
    answer = client.post(filled, {"files": SimpleUploadedFile("a.csv", b"a;b")})
    assert answer.status_code == 403
    assert "rechargez la page" in answer.content.decode()


# Faults


class Secret(Exception):
    """A fault whose text must not be shown."""


@pytest.mark.parametrize(
    ("raised", "status", "said"),
    [
        (Secret("nora.petit@ac-besancon.example"), 500, "Panne de notre côté"),
        (SuspiciousOperation("nora.petit@ac-besancon.example"), 400, "Demande incomprise"),
    ],
)
def test_a_fault_shows_nothing_of_itself(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, status: int, said: str
) -> None:
    def broken(*_: object) -> None:
        raise raised

    monkeypatch.setattr(views, "door_context", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/connexion/")
    page = answer.content.decode()
    assert answer.status_code == status
    assert said in page
    assert "nora" not in page
    assert "Traceback" not in page
    assert "Secret" not in page
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_host_that_is_not_ours_is_refused() -> None:
    answer = Client().get("/connexion/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.parametrize("method", ["trace", "put", "delete", "patch"])
def test_other_methods_do_nothing(method: str) -> None:
    for client in (Client(), signed_in()):
        for path in ("/connexion/", "/accueil/", "/sessions/"):
            answer = getattr(client, method)(path)
            assert answer.status_code in (302, 405)
            assert answer.content == b"" or b"TRACE" not in answer.content


def test_every_page_says_its_kind_and_encoding() -> None:
    for path in ADDRESSES:
        assert signed_in().get(path).headers["Content-Type"] == "text/html; charset=utf-8"


# Sizes


def test_a_form_too_large_is_refused(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = Client().post("/connexion/lien/", {"email": "x" * 2000})
    assert answer.status_code == 400
    assert "Demande incomprise" in answer.content.decode()


def test_too_many_entries_or_files_are_refused(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    assert Client().post("/connexion/lien/", {f"e{n}": "" for n in range(20)}).status_code == 400
    files = {f"f{n}": SimpleUploadedFile("a.csv", b"a") for n in range(3)}
    assert Client().post("/connexion/lien/", files).status_code == 400


# Behind HTTPS

PROBE = """
import django, json
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
client = Client(headers={"x-forwarded-proto": "https", "host": "vigie.example"})
page = client.get("/connexion/")
plain = Client(headers={"host": "vigie.example"}).get("/connexion/")
asked = client.post("/connexion/lien/", {"email": "a@b.example"})
session = client.get("/connexion/fournisseur/")
print(json.dumps({
    "hsts": page.headers.get("Strict-Transport-Security"),
    "cookies": {name: dict(morsel) for name, morsel in client.cookies.items()},
    "plain": [plain.status_code, plain.headers.get("Location")],
    "session": settings.SESSION_COOKIE_NAME,
    "session_secure": settings.SESSION_COOKIE_SECURE,
    "domain": settings.SESSION_COOKIE_DOMAIN,
    "path": settings.SESSION_COOKIE_PATH,
}))
"""


def test_behind_https(tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VIGIE_", "DJANGO_"))}
    environment = {
        **kept,
        "VIGIE_HOME": str(tmp_path),
        "VIGIE_HTTPS": "1",
        "VIGIE_ALLOWED_HOSTS": "vigie.example",
        "DJANGO_SETTINGS_MODULE": "vigie.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["hsts"] == "max-age=31536000; includeSubDomains"
    assert found["plain"] == [301, "https://vigie.example/connexion/"]
    assert found["session"] == "__Host-sessionid"
    # What the prefix asks for, or the browser drops the cookie.
    assert (found["session_secure"], found["domain"], found["path"]) == (True, None, "/")
    csrf = found["cookies"]["__Host-csrftoken"]
    assert csrf["secure"]
    assert csrf["httponly"]
    assert csrf["samesite"] == "Lax"
    assert (csrf["path"], csrf["domain"]) == ("/", "")
