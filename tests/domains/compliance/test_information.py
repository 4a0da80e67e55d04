"""People are told what is kept of them, on each screen and on a page for anyone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from lib.people import client_of, signed_in, someone
from vigie.domains.compliance.register_own import OWN_PROCESSINGS
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]

SCREENS = (
    "/",
    "/participation/",
    "/couverture/",
    "/imports/",
    "/qualite/",
    "/campagnes/",
    "/accueil/",
    "/mes-choix/",
    "/registre-vigie/",
    "/incidents/signaler/",
)


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    assert home.is_dir()


def text_of(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


@pytest.mark.parametrize("screen", SCREENS)
def test_each_screen_leads_to_the_information(screen: str) -> None:
    html = signed_in(Role.NATIONAL_TEAM).get(screen).content.decode()
    notice = re.search(r'<aside class="[^"]*information.*?</aside>', html, re.DOTALL)
    assert notice
    assert reverse("your_data") in notice[0]


def test_the_page_is_for_anyone(client: Client) -> None:
    answer = client.get("/vos-donnees/")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "annuaire des DPD" in text_of(html)
    assert client.get("/dpd/").status_code == 200
    assert "Mes données</a>" not in html


def test_it_says_everything_that_the_register_holds() -> None:
    html = client_of(someone(Role.TEACHER, territory="uai:0259109R")).get("/vos-donnees/")
    shown = text_of(html.content.decode())
    for entry in OWN_PROCESSINGS.values():
        for part in (
            entry.plain.what,
            entry.plain.why,
            entry.plain.who,
            entry.plain.how_long,
            *entry.lengths,
        ):
            assert " ".join(part.split()) in shown
    assert "dpd@ac-besancon.fr" in shown
    assert "mission d’intérêt public" in shown
    assert "consentement" not in shown.lower()


def test_the_sentences_are_short_enough_to_be_read() -> None:
    for entry in OWN_PROCESSINGS.values():
        for sentence in (entry.plain.what, entry.plain.why, entry.plain.how_long):
            assert len(sentence.split()) <= 32, sentence
