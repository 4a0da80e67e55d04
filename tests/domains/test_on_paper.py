"""What is printed: tables whole, their headers on each sheet, nothing to press."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lib.people import client_of, cookies_of, someone
from vigie.domains.people.roles import Role
from vigie.domains.trainings.models import Session

pytestmark = [
    pytest.mark.browser,
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("home"),
]
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
TO_PRESS = """() => [...document.querySelectorAll('button, input, select, textarea, summary')]
  .filter(each => each.checkVisibility({visibilityProperty: true})).map(each => each.outerHTML)"""


def test_a_wide_table_of_many_rows_is_whole_on_every_sheet(
    live_server: LiveServer, settings: Settings, open_page: Callable[..., Page]
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    day = date(2026, 12, 1)
    Session.objects.bulk_create(
        Session(territory="dep:25", title=f"Session {n}", first_day=day, last_day=day,
                place="Un collège au nom interminable " * 3, pathway="FINAL", service="EAFC",
                contact_until=day, made_at=NOW, changed_at=NOW)
        for n in range(1, 61)
    )  # fmt: skip
    officer = cookies_of(client_of(someone(Role.PIX_TEAM, territory="aca:besancon")))
    page = open_page(f"{live_server.url}/formations/dep:25/", cookies=officer)
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sheets = [" ".join(sheet.extract_text().split()) for sheet in paper.pages]
    assert len(sheets) > 2
    assert all(sheet.mediabox.width > sheet.mediabox.height for sheet in paper.pages)
    held = [re.findall(r"Session (\d+)\b", sheet) for sheet in sheets]
    assert all("Organisée par" in text for text, rows in zip(sheets, held, strict=True) if rows)
    assert sorted(int(n) for rows in held for n in rows) == list(range(1, 61))
    # The last column stands on the sheet: no cell goes past its edge.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1031, "height": 700})  # A4 on its side, less its margins
    right = page.evaluate("document.querySelector('main table').getBoundingClientRect().right")
    assert right <= 1031
    assert page.evaluate(TO_PRESS) == []
    page.goto(f"{live_server.url}/formations/dep:25/planifier/")
    assert page.evaluate(TO_PRESS) == []
