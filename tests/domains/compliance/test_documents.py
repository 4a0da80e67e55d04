"""The private space of a school: kept out of the site, for its head and its relay only."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lib.people import client_of, someone
from vigie.domains.audit.models import Entry
from vigie.domains.compliance import documents_storage as storage
from vigie.domains.compliance.documents_actions import (
    KEPT_AFTER_DELETION,
    NoLongerThere,
    Upload,
    delete_document,
    deposit_document,
    purge_documents,
    replace_document,
    restore_document,
)
from vigie.domains.compliance.documents_storage import safe_name
from vigie.domains.compliance.models import Document, DocumentVersion
from vigie.domains.compliance.refusals import FileRefused
from vigie.domains.compliance.retention import carried_out, rules
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2025, 3, 3, 9, tzinfo=UTC)
COLLEGE, ELSEWHERE = "uai:0259109R", "uai:0390001Y"
SPACE = f"/espace-rgpd/{COLLEGE}/"
PDF = b"%PDF-1.7\n%charte"


@pytest.fixture
def head(home: Path) -> Person:
    assert home.is_dir()
    return someone(Role.HEAD, territory=COLLEGE)


def deposit(by: Person, title: str = "Charte", content: bytes = PDF) -> Document:
    upload = Upload("charte.pdf", [content])
    return deposit_document(COLLEGE, title=title, upload=upload, by=by, at=NOW)


def files(home: Path) -> list[Path]:
    return [path for path in (home / "private").rglob("*") if path.is_file()]


def send(client: Client, address: str, name: str, content: bytes, **said: str) -> tuple[int, str]:
    file = SimpleUploadedFile(name, content)
    answer = client.post(address, {**said, "file": file}, follow=True)
    return answer.status_code, answer.content.decode()


# -- on the disk -----------------------------------------------------------------------------------


def test_a_file_lies_closed_under_a_name_that_tells_nothing(home: Path, head: Person) -> None:
    deposit(head)
    (path,) = files(home)
    assert path.read_bytes() == PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(path.name) == 64
    assert "charte" not in str(path).lower()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("charte.exe", b"MZ"),
        ("charte.html", b"<script>"),
        ("charte.svg", b"<svg>"),
        ("charte", PDF),
        ("charte.pdf", b"<html>"),
        ("charte.odt", PDF),
        ("charte.txt", b"a\0b"),
        ("charte.csv", PDF),
        ("charte.pdf", b""),
    ],
)
def test_other_files_are_refused_and_leave_nothing(
    home: Path, head: Person, name: str, content: bytes
) -> None:
    with pytest.raises(FileRefused):
        deposit_document(COLLEGE, title="Charte", upload=Upload(name, [content]), by=head, at=NOW)
    assert files(home) == []
    assert not Document.objects.exists()


def test_a_text_of_a_spreadsheet_is_kept(head: Person) -> None:
    upload = Upload("liste.csv", ["école;classe\n".encode("utf-16")])
    deposit_document(COLLEGE, title="Liste", upload=upload, by=head, at=NOW)
    assert Document.objects.count() == 1


def test_a_file_that_never_ends_is_let_go(home: Path, head: Person) -> None:
    def endless() -> object:
        yield PDF
        while True:
            yield b"x" * 1_000_000

    upload = Upload("charte.pdf", endless())  # type: ignore[arg-type]  # blocks of bytes
    with pytest.raises(FileRefused, match="10 Mo"):
        deposit_document(COLLEGE, title="Charte", upload=upload, by=head, at=NOW)
    assert files(home) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/charte.pdf", "charte.pdf"),
        ("C:\\dossier\\charte.pdf", "charte.pdf"),
        ('ch"ar\r\nte.pdf', "charte.pdf"),
        ("é" * 200 + ".pdf", "é" * 146 + ".pdf"),
        (".pdf", "pdf"),
    ],
)
def test_names_are_made_safe(name: str, kept: str) -> None:
    assert safe_name(name) == kept
    assert len(safe_name(name)) <= 150


@pytest.mark.parametrize("stored", ["../key", "a" * 63, "A" * 64, ""])
def test_only_a_random_name_is_opened(home: Path, stored: str) -> None:
    assert home.is_dir()
    with pytest.raises(FileNotFoundError):
        storage.PRIVATE.opened(stored)


# -- what changes ----------------------------------------------------------------------------------


def test_versions_follow_and_stay(home: Path, head: Person) -> None:
    document = deposit(head)
    replace_document(document, upload=Upload("charte.pdf", [PDF, b" 2"]), by=head, at=NOW)
    assert [each.number for each in document.versions.all()] == [2, 1]
    assert {path.read_bytes() for path in files(home)} == {PDF, PDF + b" 2"}


def test_a_deleted_document_can_be_put_back_for_thirty_days(head: Person) -> None:
    document = delete_document(deposit(head), by=head, at=NOW)
    with pytest.raises(NoLongerThere):
        replace_document(document, upload=Upload("a.pdf", [PDF]), by=head, at=NOW)
    restore_document(document, by=head, at=NOW + timedelta(days=30))
    delete_document(document, by=head, at=NOW)
    with pytest.raises(NoLongerThere):
        restore_document(document, by=head, at=NOW + timedelta(days=30, seconds=1))


def test_once_its_time_is_over_a_document_goes_with_its_files(
    home: Path, head: Person, django_capture_on_commit_callbacks: object
) -> None:
    kept = deposit(head, "Charte")
    delete_document(deposit(head, "Brouillon"), by=head, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's
        assert purge_documents(NOW, NOW) == 0
        assert purge_documents(NOW + timedelta(seconds=1), NOW) == 1
    assert list(Document.objects.all()) == [kept]
    assert [path.name for path in files(home)] == [DocumentVersion.objects.get().stored]


def test_a_file_that_an_interrupted_deposit_left_is_swept(home: Path, head: Person) -> None:
    deposit(head)
    (path,) = files(home)
    left = home / "private" / "bb" / ("b" * 64)
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(PDF)
    for each in (path, left):
        os.utime(each, (NOW.timestamp(), NOW.timestamp()))
    purge_documents(NOW, NOW + timedelta(hours=23))
    assert left.exists()
    purge_documents(NOW, NOW + timedelta(hours=25))
    assert files(home) == [path]


def test_the_log_tells_the_school_and_the_number(head: Person) -> None:
    document = deposit(head)
    delete_document(document, by=head, at=NOW)
    entries = Entry.objects.filter(about=f"territory:{COLLEGE}").order_by("number")
    assert [each.action for each in entries] == ["document.deposit", "document.delete"]
    assert entries[0].details is not None
    assert "Charte" not in entries[0].details


# -- the pages -------------------------------------------------------------------------------------


def test_the_head_deposits_reads_replaces_deletes_and_undoes(head: Person) -> None:
    browser = client_of(head)
    status, shown = send(browser, f"{SPACE}deposer/", "charte.pdf", PDF, title="Charte")
    assert (status, "est dans l’espace privé" in shown) == (200, True)
    number = Document.objects.get().pk
    status, shown = send(browser, f"{SPACE}{number}/remplacer/", "charte 2.pdf", PDF + b"2")
    assert "La version 2 est ajoutée" in shown
    answer = browser.get(f"{SPACE}{number}/version/2/")
    assert b"".join(answer) == PDF + b"2"  # type: ignore[arg-type]  # a stream of bytes
    assert answer["Content-Disposition"] == 'attachment; filename="charte 2.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert Entry.objects.filter(action="document.read").count() == 1
    shown = browser.post(f"{SPACE}{number}/supprimer/", follow=True).content.decode()
    assert "Rétablir" in shown
    assert browser.get(f"{SPACE}{number}/version/1/").status_code == 404
    shown = browser.post(f"{SPACE}{number}/retablir/", follow=True).content.decode()
    assert "est rétabli" in shown


@pytest.mark.parametrize(
    ("name", "content", "title", "status", "said"),
    [
        ("charte.pdf", PDF, "", 400, "À remplir"),
        ("charte.pdf", PDF, "t" * 151, 400, "dépasse 150 caractères"),
        ("charte.exe", PDF, "Charte", 400, "n’est pas accepté"),
        ("charte.pdf", PDF + b"x" * storage.LARGEST, "Charte", 413, "dépasse 10 Mo"),
    ],
)
def test_bad_input_is_told_and_keeps_nothing(
    home: Path, head: Person, name: str, content: bytes, title: str, status: int, said: str
) -> None:
    found, shown = send(client_of(head), f"{SPACE}deposer/", name, content, title=title)
    assert (found, said in shown) == (status, True)
    assert files(home) == []


def test_a_form_without_file_is_told(head: Person) -> None:
    browser = client_of(head)
    assert browser.post(f"{SPACE}deposer/", {"title": "Charte"}).status_code == 400
    number = deposit(head).pk
    assert browser.post(f"{SPACE}{number}/remplacer/").status_code == 400


class Cut:
    """A connection that falls."""

    def read(self, *_: object) -> bytes:
        raise OSError("cut")

    readline = read


def test_a_cut_connection_is_told(home: Path, head: Person) -> None:
    number = deposit(head).pk
    for address in (f"{SPACE}deposer/", f"{SPACE}{number}/remplacer/"):
        answer = client_of(head).generic(
            "POST",
            address,
            b"x",
            "multipart/form-data; boundary=x",
            **{"wsgi.input": Cut()},  # type: ignore[arg-type]  # part of the environment
        )
        assert answer.status_code == 400
        assert "L’envoi s’est interrompu" in answer.content.decode()
    assert len(files(home)) == 1


def test_a_deposit_needs_its_token(head: Person) -> None:
    number = deposit(head).pk
    browser = client_of(head, enforce_csrf_checks=True)
    for address in (f"{SPACE}deposer/", f"{SPACE}{number}/remplacer/"):
        assert send(browser, address, "charte.pdf", PDF, title="Charte")[0] == 403
    assert DocumentVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.HEAD, COLLEGE, 200),
        (Role.GDPR_RELAY, COLLEGE, 200),
        (Role.HEAD, ELSEWHERE, 403),
        (Role.GDPR_RELAY, ELSEWHERE, 403),
        (Role.TEACHER, COLLEGE, 403),
        (Role.RUPN, COLLEGE, 403),
        (Role.DPO, "aca:besancon", 403),
        (Role.DASEN, "dep:25", 403),
        (Role.ADMINISTRATOR, "FR", 403),
    ],
)
def test_only_the_head_and_the_relay_of_the_school(
    head: Person, role: Role, place: str, status: int
) -> None:
    number = deposit(head).pk
    browser = client_of(someone(role, territory=place))
    assert browser.get(SPACE).status_code == status
    there = {f"{SPACE}{number}/", f"{SPACE}{number}/version/1/"}
    assert {browser.get(each).status_code for each in there} <= (
        {200} if status == 200 else {403, 404}
    )
    if status != 200:
        for each in ("supprimer", "retablir", "remplacer"):
            assert browser.post(f"{SPACE}{number}/{each}/").status_code in (403, 404)
        assert browser.post(f"{SPACE}deposer/").status_code == 403
        assert Document.objects.kept().count() == 1


def test_a_document_of_another_school_is_not_found(head: Person) -> None:
    number = deposit(head).pk
    other = client_of(someone(Role.HEAD, territory=ELSEWHERE))
    theirs = f"/espace-rgpd/{ELSEWHERE}/{number}/"
    assert other.get(theirs).status_code == 404
    assert other.get(f"{theirs}version/1/").status_code == 404
    assert other.post(f"{theirs}supprimer/").status_code == 404
    assert client_of(head).get(f"{SPACE}{10**25}/").status_code == 404
    assert client_of(head).get(f"{SPACE}{number}/version/{10**25}/").status_code == 404


def test_the_rule_of_retention_is_the_time_to_undo() -> None:
    rule = next(each for each in rules() if each.code == "documents")
    assert rule.limit(NOW) == NOW - KEPT_AFTER_DELETION


def test_retention_removes_deleted_documents(home: Path, head: Person) -> None:
    delete_document(deposit(head), by=head, at=NOW)
    carry_out = carried_out()["documents"]
    assert carry_out(NOW, NOW, False) == 0
    later = NOW + timedelta(seconds=1)
    assert carry_out(later, later, True) == 1
    assert Document.objects.exists()
    assert carry_out(later, later, False) == 1
    assert not Document.objects.exists()
    assert home.is_dir()
