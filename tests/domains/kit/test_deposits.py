"""Files that nobody should receive in a kit: refused in words, and nothing of them is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lib.people import client_of, someone
from vigie.domains.compliance import documents_packages
from vigie.domains.kit.models import Piece
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]
OLE = documents_packages.OLE
WORD = {"word/document.xml": b"<w:document/>"}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in parts.items():
            whole.writestr(name, content)
    return held.getvalue()


WRONG = {
    "rien.pdf": (b"", "est vide"),
    "programme.exe": (b"MZ\x90\x00", "n’est pas accepté"),
    "programme.pdf": (b"MZ\x90\x00", "n’est pas celui d’un fichier PDF"),
    "programme.docx": (packed({"programme.exe": b"MZ"}), "n’est pas celui d’un fichier DOCX"),
    "tableur.docx": (packed({"xl/workbook.xml": b"x"}), "n’est pas celui d’un fichier DOCX"),
    "coupe.docx": (packed(WORD)[:60], "n’est pas celui d’un fichier DOCX"),
    "secret.docx": (OLE + bytes(99), "protégé par un mot de passe"),
    "secret.odt": (
        packed({"content.xml": b"x", "META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
        "protégé par un mot de passe",
    ),
    "bombe.docx": (packed({**WORD, "word/media/a.png": bytes(600_000)}), "se déplie en bien plus"),
    "lourd.pdf": (b"%PDF-" + bytes(11_000_000), "dépasse 10"),
}


def deposited(home: Path, name: str, content: bytes) -> tuple[int, str, list[Path]]:
    """Status, page, and what is on the disk once a file was given for a piece."""
    site = client_of(someone(Role.DELEGATE, territory="reg:bretagne"))
    sent = {"kind": "letter", "audience": "teachers", "title": "Courrier", "body": "",
            "file": SimpleUploadedFile(name, content)}  # fmt: skip
    answer = site.post("/kit/reg:bretagne/ecrire/", sent)
    page = answer.content.decode().replace("\u00a0", " ")
    return answer.status_code, page, [each for each in (home / "kit").rglob("*") if each.is_file()]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_in_words_and_leaves_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(documents_packages, "_LARGEST", 500_000)
    content, words = WRONG[name]
    status, page, kept = deposited(home, name, content)
    assert status == (413 if name == "lourd.pdf" else 400)
    assert words in page
    assert 'value="Courrier"' in page  # what was typed is still there
    assert kept == []
    assert not Piece.objects.exists()


def test_a_plain_document_is_kept(home: Path) -> None:
    status, _, kept = deposited(home, "courrier.docx", packed(WORD))
    assert (status, len(kept)) == (302, 1)
