"""The plan of communication and the news: seen from below, written where one's mandate is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from lib.people import client_of, someone
from vigie.domains.kit.models import Announcement, NewsItem
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]

LINE = {"title": "Webinaire d’étape", "channel": "webinar", "audience": "teachers",
        "starts_on": "2099-06-12", "ends_on": "", "link": "", "stage": "planned"}  # fmt: skip
NEWS = {"title": "Défi Pix", "body": "## Bravo\nDeux collèges y participent.",
        "published_on": "2024-04-18", "until": "", "link": ""}  # fmt: skip


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path) -> None:
    settings.VIGIE_HOME = tmp_path


def test_a_line_of_the_region_is_read_in_its_departments_and_changed_in_the_region() -> None:
    region = client_of(someone(Role.DELEGATE, territory="reg:bretagne"))
    assert region.post("/kit/reg:bretagne/plan/", LINE).status_code == 302
    line = Announcement.objects.get()
    below = client_of(someone(Role.ADVISER, territory="dep:35"))
    assert "Webinaire d’étape" in below.get("/kit/dep:35/plan/").content.decode()
    assert below.get(f"/kit/dep:35/plan/{line.pk}/").status_code == 404
    region.post(f"/kit/reg:bretagne/plan/{line.pk}/", LINE | {"stage": "done"})
    line.refresh_from_db()
    assert (line.stage, line.starts_on) == ("done", date(2099, 6, 12))


def test_a_withdrawn_line_can_be_put_back() -> None:
    region = client_of(someone(Role.DELEGATE, territory="reg:bretagne"))
    region.post("/kit/reg:bretagne/plan/", LINE)
    line = Announcement.objects.get()
    region.post(f"/kit/reg:bretagne/plan/{line.pk}/retirer/", follow=True)
    assert LINE["title"] not in region.get("/kit/reg:bretagne/plan/").content.decode()
    region.post(f"/kit/reg:bretagne/plan/{line.pk}/retablir/")
    assert LINE["title"] in region.get("/kit/reg:bretagne/plan/", follow=True).content.decode()


def test_a_plan_that_ends_before_it_starts_is_refused() -> None:
    region = client_of(someone(Role.DELEGATE, territory="reg:bretagne"))
    answer = region.post("/kit/reg:bretagne/plan/", LINE | {"ends_on": "2099-06-01"})
    assert answer.status_code == 400
    assert "La fin précède le début" in answer.content.decode()
    assert not Announcement.objects.exists()


def test_news_are_told_over_a_region_taken_away_and_put_back() -> None:
    region = client_of(someone(Role.DELEGATE, territory="reg:bretagne"))
    region.post("/kit/reg:bretagne/nouvelles/", NEWS)
    item = NewsItem.objects.get()
    below = client_of(someone(Role.ADVISER, territory="dep:35"))
    assert "<h4>Bravo</h4>" in below.get("/kit/dep:35/").content.decode()
    region.post(f"/kit/reg:bretagne/nouvelles/{item.pk}/retirer/")
    assert "Bravo" not in below.get("/kit/dep:35/").content.decode()
    region.post(f"/kit/reg:bretagne/nouvelles/{item.pk}/retablir/")
    assert "Bravo" in below.get("/kit/dep:35/").content.decode()


def test_elsewhere_nothing_is_read_nor_written() -> None:
    elsewhere = client_of(someone(Role.DELEGATE, territory="reg:normandie"))
    assert elsewhere.get("/kit/reg:bretagne/plan/").status_code == 403
    assert elsewhere.post("/kit/reg:bretagne/nouvelles/", NEWS).status_code == 403
    assert not NewsItem.objects.exists()
