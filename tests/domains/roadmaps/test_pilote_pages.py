"""PILOTE's file through the pages: shown, confirmed, given back."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lib.people import client_of, someone
from lib.roadmaps_drawn import NOW, REGION, draw
from vigie.domains.people.roles import Role
from vigie.domains.roadmaps.models import TypedValue
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
PAGE = "/feuilles-de-route/bfc/pilote/"
HEAD = "identifiant_indic;zone_id;zone_nom;date_valeur;type_valeur;valeur\n"


@pytest.fixture
def writer(home: object, monkeypatch: pytest.MonkeyPatch) -> Client:
    del home
    monkeypatch.setattr(clock, "now", lambda: NOW)
    owner = someone(Role.DELEGATE, territory=REGION)
    draw(owner)
    return client_of(owner)


def _file(text: str) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("pilote.csv", (HEAD + text).encode())}


def test_a_file_is_shown_then_taken_and_given_back(writer: Client) -> None:
    before = TypedValue.objects.count()
    shown = writer.post(PAGE, _file("A1;R27;BFC;2024-04-30;va;4.5\n"))
    text = shown.content.decode().replace("\u00a0", " ")
    assert shown.status_code == 200
    assert "1 valeur saisie" in text
    assert TypedValue.objects.count() == before
    kept = re.search(r'name="kept" value="([^"]+)"', text)
    assert kept
    assert writer.post(PAGE, {"kept": kept[1], "confirm": "1"}).status_code == 302
    assert TypedValue.objects.count() == before + 1
    given = writer.get(f"{PAGE}?format=csv").content.decode()
    assert re.search(r"A1;R27;[^;]*;2024-04-30;va;4\.5\r\n", given)
    assert writer.get(f"{PAGE}?format=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ZZ;R27;BFC;2024-04-30;va;4.5\n", "ZZ"),
        ("A1;R27;BFC;hier;va;4.5\n", "hier"),
        ("A1;R27;BFC;2024-04-30;va;beaucoup\n", "beaucoup"),
        ("A1;R27;BFC;2024-04-30;va;450\n", "taux"),
    ],
)
def test_mistakes_are_told_by_line_and_nothing_is_taken(
    writer: Client, line: str, words: str
) -> None:
    before = TypedValue.objects.count()
    answer = writer.post(PAGE, _file("A1;R27;BFC;2024-04-29;va;4\n" + line))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert TypedValue.objects.count() == before


def test_what_is_no_file_is_told(writer: Client) -> None:
    for given in ({}, {"kept": "@@@"}, {"file": SimpleUploadedFile("x.csv", b"\x00\x01")},
                  {"file": SimpleUploadedFile("x.csv", b"x" * 1_000_001)}):  # fmt: skip
        assert writer.post(PAGE, given).status_code == 400
    assert writer.get(f"{PAGE}?format=pdf").status_code == 400


def test_a_file_without_lines_is_told_so(writer: Client) -> None:
    answer = writer.post(PAGE, _file(""))
    assert answer.status_code == 400
    assert "Le fichier n’a aucune ligne." in answer.content.decode()


def test_a_reader_takes_the_file_and_gives_none(writer: Client) -> None:
    del writer
    reader = client_of(someone(Role.SUBJECT_INSPECTOR, territory="aca:besancon"))
    assert reader.get(f"{PAGE}?format=csv").status_code == 200
    assert reader.post(PAGE, _file("A1;R27;BFC;2024-04-30;va;4.5\n")).status_code == 403
