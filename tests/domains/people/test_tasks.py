"""What the home offers: the pages that one's mandates open, by theme, each once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lib.people import SINCE, someone
from vigie.domains.people.actions import give_mandate
from vigie.domains.people.rights import rights_of
from vigie.domains.people.roles import Role
from vigie.domains.people.tasks import Desk, desks

pytestmark = [pytest.mark.database, pytest.mark.django_db]
AT = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def hrefs(desk: Desk) -> list[str]:
    return [task.href for theme in desk.themes for task in theme.tasks]


def test_a_head_finds_her_pages_by_theme_then_her_own() -> None:
    school, own = desks(rights_of(someone(Role.HEAD, territory="uai:0250001A"), AT))
    assert [theme.name for theme in school.themes] == [
        "Piloter", "Déployer", "Former", "Organiser", "Protéger",
    ]  # fmt: skip
    assert all(theme.tasks for theme in school.themes)
    assert school.themes[0].tasks[0].href == "/tableau/uai:0250001A/"
    assert own.mandate is None
    assert "/mes-donnees/" in hrefs(own)


def test_a_page_about_no_territory_stands_on_one_desk() -> None:
    person = someone(Role.ADVISER, territory="dep:25")
    give_mandate(person, role=Role.TRAINER, territory="dep:25", starts_at=SINCE, by=None, at=SINCE)
    every = [href for desk in desks(rights_of(person, AT)) for href in hrefs(desk)]
    assert "/accueil/" not in every
    assert len(every) == len(set(every)) > 20


def test_without_a_mandate_there_is_what_anyone_may_do() -> None:
    person = someone(Role.ADVISER, territory="dep:25")
    person.mandates.all().delete()
    (own,) = desks(rights_of(person, AT))
    assert "/mes-choix/" in hrefs(own)
    assert not any(href.startswith("/tableau/") for href in hrefs(own))
