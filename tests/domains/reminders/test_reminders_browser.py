"""A wave in a real browser: an officer previews and decides it; a teacher refuses further ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lib.accessibility import overflow, violations
from lib.browsing import follow
from lib.people import client_of, cookies_of, someone
from lib.reminded import NOW, MoveTo, Postbox, person, roster
from vigie.domains.people.roles import Role
from vigie.domains.reminders.models import Refusal, Reminder
from vigie.domains.reminders.planning import plan_waves
from vigie.domains.reminders.sending import send_due

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_from_a_decision_to_a_refusal(
    home: Path,
    live_server: LiveServer,
    settings: Settings,
    open_page: OpenPage,
    move_to: MoveTo,
    postbox: Postbox,
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.VIGIE_BASE_URL = site = str(live_server.url)
    roster(home, [person(n) for n in range(1, 7)])
    officer = client_of(someone(Role.PIX_TEAM, territory="aca:besancon"))
    page = open_page(f"{site}/relances/dep:25/", cookies=cookies_of(officer))
    assert violations(page) == []
    follow(page.get_by_role("link", name="Composer : Invitation à commencer un parcours"))
    assert violations(page) == []
    page.get_by_label("Parcours", exact=False).first.select_option("POSITIONING")
    page.get_by_label("Pourquoi ces personnes").fill("ce parcours vous est ouvert cette année")
    page.get_by_label("Répartir sur").fill("1")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_text("6 personnes")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Décider cette vague").click()
    expect(page.get_by_role("status").first).to_contain_text("La vague est décidée")
    assert violations(page) == []

    plan_waves(NOW)
    last = Reminder.objects.order_by("due_at").last()
    assert last is not None
    move_to(last.due_at)
    assert send_due() == {"left": 6}
    refuse = str(postbox.received[0]["List-Unsubscribe"]).strip(" <>")
    teacher = open_page(refuse, width=320)
    assert violations(teacher) == []
    assert overflow(teacher) == 0
    teacher.get_by_role("button", name="Ne plus recevoir de rappels").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Vous ne recevrez plus de rappels")
    assert Refusal.objects.count() == 1
    teacher.get_by_role("button", name="Recevoir de nouveau les rappels").click()
    expect(teacher.get_by_role("heading", level=1)).to_contain_text("de nouveau")
    assert Refusal.objects.count() == 0
