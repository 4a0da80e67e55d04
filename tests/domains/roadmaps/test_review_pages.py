"""The meeting page of a roadmap: what changed, alerts gathered, minutes signed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from lib.people import client_of
from lib.roadmaps_drawn import NOW, REGION, Drawn, MovedClock, text_of
from vigie.domains.people.models import Person
from vigie.domains.roadmaps import actions_measuring
from vigie.domains.roadmaps.models import (
    Review,
)
from vigie.domains.roadmaps.queries_telling import done_since, moved

pytestmark = [pytest.mark.database, pytest.mark.django_db]
BASE = "/feuilles-de-route/bfc"


def _open(writer: Client, on: str) -> Review:
    assert writer.post(f"{BASE}/revues/", {"held_on": on}).status_code == 302
    return Review.objects.latest("pk")


def test_a_review_goes_from_what_changed_to_signed_minutes(
    writer: Client, moment: MovedClock
) -> None:
    first = _open(writer, "2024-05-02")
    path = f"{BASE}/revues/{first.pk}/"
    decided = {"decision": "Relancer le Doubs.", "charged": "Mme X", "due_on": "2024-05-20"}
    assert writer.post(f"{path}decider/", decided).status_code == 302
    assert writer.post(f"{path}ecrire/", {"minutes": "", "close": "1"}).status_code == 400
    said = {"present": "Mme X\nM. Y", "minutes": "On avance.", "close": "1"}
    assert writer.post(f"{path}ecrire/", said).status_code == 302
    text = text_of(writer, path)
    assert "Compte rendu signé par Anne Onyme" in text
    assert "On avance." in text
    assert "<textarea" not in text
    assert writer.post(f"{path}decider/", decided).status_code == 403
    writer.post(f"{path}ecrire/", {"minutes": "Réécrit.", "present": ""})
    assert Review.objects.get().minutes == "On avance."
    moment.move(40)
    second = _open(writer, "2024-06-11")
    later = text_of(writer, f"{BASE}/revues/{second.pk}/")
    assert "Depuis le 2 mai 2024" in later
    assert "Décisions antérieures" in later
    assert "Relancer le Doubs." in later
    assert "En retard" in later


def test_a_review_tells_the_verdicts_that_changed(drawn: Drawn, delegate: Person) -> None:
    actions_measuring.type_value(
        drawn.count, territory=REGION, on=date(2024, 5, 1), amount=Decimal(300), by=delegate, at=NOW
    )
    changed = moved(drawn.roadmap, date(2024, 4, 20), NOW.date())
    assert [each.indicator.code for each in changed] == ["A2"]
    assert changed[0].after == "Atteint"
    acts = done_since(drawn.roadmap, date(2024, 5, 1), NOW.date())
    assert {each.what for each in acts} == {"Valeur saisie"}
    assert done_since(drawn.roadmap, NOW.date(), NOW.date()) == []


def test_a_review_begins_with_what_changed_and_gathers_what_is_not_there(
    writer: Client, drawn: Drawn, delegate: Person
) -> None:
    for number in range(3):
        actions_measuring.add_indicator(
            drawn.node, code=f"B{number}", label=f"Sans rien {number}", unit="écoles",
            territory_level="region", by=delegate, at=NOW,
        )  # fmt: skip
    review = _open(writer, "2024-05-02")
    page = writer.get(f"{BASE}/revues/{review.pk}/").content.decode()
    titles = re.findall(r'<h2 id="(\w+)"', page)
    assert titles[:3] == ["changements", "bilan", "alertes"]
    alerts = page[page.index('id="alertes"') : page.index('id="meteo"')]
    assert alerts.count("Aucune valeur") == 1
    assert "4\u00a0indicateurs" in alerts, "A3 and the three new ones"
    assert "Météo non renseignée</strong>\u00a0: 2\u00a0éléments (A, B)" in alerts
    link = re.search(r'href="([^"]+\?etat=no_value)"', alerts)
    assert link is not None
    tree = text_of(writer, link[1])
    assert all(label in tree for label in ("Charte signée", "Sans rien 0", "Sans rien 2"))
    assert "Part des enseignants positionnés" not in tree
    screen = text_of(writer, f"{BASE}/revues/{review.pk}/?ecran=alertes")
    assert "(A3, B0, B1, B2)" in screen, "nobody follows a link on a wall"


@pytest.mark.parametrize("screen", ["bilan", "changements", "alertes", "meteo", "decisions", "x"])
def test_each_screen_of_the_projector_opens(writer: Client, screen: str) -> None:
    review = _open(writer, "2024-05-02")
    text = text_of(writer, f"{BASE}/revues/{review.pk}/?ecran={screen}")
    assert "data-slides" in text
    assert ('rel="next"' in text) == (screen != "decisions")
    assert ('rel="prev"' in text) == (screen not in ("changements", "x"))


@pytest.mark.parametrize("kind", ["pdf", "odt", "docx"])
def test_the_minutes_are_a_file(writer: Client, kind: str) -> None:
    review = _open(writer, "2024-05-02")
    answer = writer.get(f"{BASE}/revues/{review.pk}/compte-rendu/?format={kind}")
    assert answer.status_code == 200
    assert len(answer.content) > 3000
    assert writer.get(f"{BASE}/revues/{review.pk}/compte-rendu/?format=x").status_code == 400


def test_a_reader_opens_no_review(inspector: Person) -> None:
    client = client_of(inspector)
    assert client.post(f"{BASE}/revues/", {"held_on": "2024-05-02"}).status_code == 403
    assert "Ouvrir la revue" not in text_of(client, f"{BASE}/revues/")
    assert not Review.objects.exists()
