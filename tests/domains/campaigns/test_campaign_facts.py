"""Declared campaigns as facts: through the door of imports, once, and gone when taken back."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vigie.domains.campaigns import actions
from vigie.domains.campaigns.actions import Declaration, declare_campaign
from vigie.domains.campaigns.facts import NotPublished, is_published, publish
from vigie.domains.campaigns.models import Campaign, Origin, Season
from vigie.facts.home import Home
from vigie.facts.imports import import_file, withdraw
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2024, 10, 5, 10, 0, tzinfo=UTC)
DOUBS = Declaration(
    "AZERTY123", "dep:25", "1D_PUBLIC", "POSITIONING", Season.TWO, "2024-2025", "Doubs ; écoles"
)
JURA = replace(DOUBS, code="QSDFGH456", territory="dep:39", name="=Jura")
WHO = {"by": "nora", "at": NOW}


@pytest.fixture
def folder(tmp_path: Path) -> Home:
    return Home(tmp_path)


def published(home: Home) -> list[tuple[str, str, str, str, str]]:
    frame = Lake(home).scan("campaigns").sort("campaign").collect()
    columns = ("campaign", "territory", "profile", "pathway", "season")
    return list(frame.select(columns).iter_rows())


def test_declarations_become_facts(folder: Home) -> None:
    declare_campaign(DOUBS, **WHO)
    declare_campaign(JURA, **WHO)
    report = publish(folder, by="nora", now=NOW)
    assert report is not None
    assert (report.status, report.source, report.rows_kept) == ("imported", "campaigns", 2)
    season = "Saison 2, 2024-2025"
    assert published(folder) == [
        ("AZERTY123", "dep:25", "1D_PUBLIC", "POSITIONING", season),
        ("QSDFGH456", "dep:39", "1D_PUBLIC", "POSITIONING", season),
    ]
    (record,) = Ledger(folder).active()
    assert record.imported_by == "nora, campagnes déclarées dans Vigie"


def test_those_made_for_a_few_stand_beside_that_of_everyone(folder: Home) -> None:
    """Same pathway, profile, territory and season: three more codes, and no contradiction."""
    made_for = (
        {"origin": Origin.INSPECTOR},
        {"origin": Origin.DISCIPLINE, "subject": "Lettres"},
        {"origin": Origin.DISCIPLINE, "subject": "Mathématiques"},
    )
    declare_campaign(DOUBS, **WHO)
    for number, said in enumerate(made_for):
        declare_campaign(replace(DOUBS, code=f"LOCALE{number}", **said), **WHO)
    assert publish(folder, by="nora", now=NOW) is not None
    assert [row[-1] for row in published(folder)] == [
        "Saison 2, 2024-2025",
        "Saison 2, 2024-2025, pour\u00a0: Demande d’une inspection",
        "Saison 2, 2024-2025, pour\u00a0: Discipline, Lettres",
        "Saison 2, 2024-2025, pour\u00a0: Discipline, Mathématiques",
    ]
    assert is_published(folder)


def test_the_same_declarations_again_change_nothing(folder: Home) -> None:
    assert publish(folder, by="nora", now=NOW) is None
    declare_campaign(DOUBS, **WHO)
    assert not is_published(folder)
    publish(folder, by="nora", now=NOW)
    assert is_published(folder)
    assert publish(folder, by="paul", now=NOW) is None
    assert len(Ledger(folder).records()) == 1


def test_a_change_replaces_the_former_file(folder: Home) -> None:
    campaign = declare_campaign(DOUBS, **WHO)
    publish(folder, by="nora", now=NOW)
    # The same combination under another code: the former file must not forbid it.
    actions.revise_campaign(campaign, replace(DOUBS, code="NOUVEAU1"), **WHO)
    publish(folder, by="nora", now=NOW)
    assert [row[0] for row in published(folder)] == ["NOUVEAU1"]
    assert len(Ledger(folder).active()) == 1
    # And back: bytes that were withdrawn may come in again.
    actions.revise_campaign(Campaign.objects.get(), DOUBS, **WHO)
    publish(folder, by="nora", now=NOW)
    assert [row[0] for row in published(folder)] == ["AZERTY123"]


def test_what_is_taken_back_leaves_the_facts(folder: Home) -> None:
    campaign = declare_campaign(DOUBS, **WHO)
    publish(folder, by="nora", now=NOW)
    actions.withdraw_campaign(campaign, by="nora", at=NOW)
    assert publish(folder, by="nora", now=NOW) is None
    assert published(folder) == []
    assert is_published(folder)


def test_a_file_that_says_otherwise_stops_everything(folder: Home, tmp_path: Path) -> None:
    path = tmp_path / "campagnes.csv"
    path.write_text(
        "code;territory;profile;pathway;season\n"
        'FICHIER99;dep:25;1D_PUBLIC;POSITIONING;"Saison 2, 2024-2025"\n'
    )
    assert import_file(folder, path, by="nora", now=NOW).status == "imported"
    declare_campaign(JURA, **WHO)
    publish(folder, by="nora", now=NOW)
    declare_campaign(DOUBS, **WHO)
    with pytest.raises(NotPublished, match="FICHIER99"):
        publish(folder, by="nora", now=NOW)
    assert [row[0] for row in published(folder)] == ["FICHIER99", "QSDFGH456"]
    assert not is_published(folder)


def test_a_withdrawn_publication_is_seen_and_mended(folder: Home) -> None:
    declare_campaign(DOUBS, **WHO)
    publish(folder, by="nora", now=NOW)
    withdraw(folder, "I000001", by="paul", now=NOW)
    assert not is_published(folder)
    publish(folder, by="nora", now=NOW)
    assert is_published(folder)
