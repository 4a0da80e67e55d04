"""What is exported is what is on screen: rows, order, filters, and what is hidden."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.usefixtures("nation")
def test_the_regions_as_on_screen(reader: Client) -> None:
    response = reader.get("/participation/?niveau=region&territoires-export=csv")
    assert response["Content-Type"].startswith("text/csv")
    header, *rows = lines(response.content)
    assert header[1] == "Région académique"
    assert [row[1] for row in rows[:3]] == [
        "Saint-Pierre et Miquelon", "Martinique", "Bourgogne-Franche-Comté"
    ]  # fmt: skip
    assert rows[21][1] == "France"
    assert rows[21][header.index("Participants")] == "40545"


@pytest.mark.usefixtures("nation")
def test_an_export_carries_sources_date_and_filters(reader: Client) -> None:
    response = reader.get("/couverture/?vue=donnees&profil=CPE&donnees-export=json")
    document = json.loads(response.content)
    assert document["as_of"] == "2024-04-10"
    assert "Profil\u00a0: CPE" in document["filters"]
    assert document["imports"]
    assert document["sources"]
    assert {row["profile"] for row in document["rows"]} == {"CPE"}


@pytest.mark.usefixtures("academy")
def test_what_is_hidden_on_screen_is_hidden_in_files(reader: Client) -> None:
    for kind in ("csv", "json"):
        response = reader.get(f"/participation/dep:70/?profils-export={kind}")
        text = response.content.decode("utf-8-sig")
        assert "masqué" in text
        if kind == "json":
            row = next(r for r in json.loads(text)["rows"] if r["name"] == "1D privé")
            assert row["participants"]["value"] is None
            assert row["participants"]["numerator"] is None


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.usefixtures("nation")
def test_office_files_open(reader: Client, kind: str) -> None:
    response = reader.get(f"/?territoires-export={kind}")
    assert response.content[:2] == b"PK"
