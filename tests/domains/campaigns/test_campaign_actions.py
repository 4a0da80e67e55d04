"""Declaring campaigns and writing strategies: what is accepted, what is refused, by name."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from vigie.codes import PATHWAYS
from vigie.domains.campaigns import actions
from vigie.domains.campaigns.actions import Declaration, declare_campaign
from vigie.domains.campaigns.models import SEASON_2_ONLY, Campaign, ProfileStrategy, Season
from vigie.domains.campaigns.queries import strategies_of

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2024, 10, 5, 10, 0, tzinfo=UTC)
DOUBS = Declaration("AZERTY123", "dep:25", "1D_PUBLIC", "POSITIONING", Season.TWO, "2024-2025")
WHO = {"by": "nora", "at": NOW}


def test_a_campaign_is_declared_once_by_its_code() -> None:
    declare_campaign(DOUBS, **WHO)
    with pytest.raises(actions.CodeTaken) as refused:
        declare_campaign(replace(DOUBS, territory="dep:39"), **WHO)
    assert refused.value.field == "code"
    assert "AZERTY123" in refused.value.message
    assert Campaign.objects.count() == 1


def test_the_same_combination_twice_is_refused() -> None:
    # One campaign = pathway x profile x territory x season (seeds/001, l. 160-173, 259).
    declare_campaign(DOUBS, **WHO)
    with pytest.raises(actions.CombinationTaken) as refused:
        declare_campaign(replace(DOUBS, code="QSDFGH456", name="Une autre"), **WHO)
    assert "AZERTY123" in refused.value.message


@pytest.mark.parametrize(
    "other",
    [
        {"territory": "dep:39"},
        {"profile": "CPE"},
        {"pathway": "FINAL"},
        {"season": Season.ONE},
        {"season": Season.NONE},
        {"school_year": "2025-2026"},
        {"school_year": ""},
    ],
)
def test_one_difference_makes_another_campaign(other: dict[str, str | int]) -> None:
    declare_campaign(DOUBS, **WHO)
    declare_campaign(replace(DOUBS, code="QSDFGH456", **other), **WHO)  # type: ignore[arg-type]  # values fit their names
    assert Campaign.objects.declared().count() == 2


@pytest.mark.parametrize("field", ["code", "combination"])
def test_the_database_refuses_too(field: str) -> None:
    first = declare_campaign(DOUBS, **WHO)
    twin = Campaign.objects.get(pk=first.pk)
    twin.pk = None
    if field == "code":
        twin.territory = "dep:39"
    else:
        twin.code = "QSDFGH456"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.parametrize("pathway", SEASON_2_ONLY)
def test_a_thematic_pathway_in_season_one_is_refused(pathway: str) -> None:
    said = replace(DOUBS, pathway=pathway, season=Season.ONE)
    with pytest.raises(actions.PathwayNotOpen) as refused:
        declare_campaign(said, **WHO)
    assert "saison 1" in refused.value.message
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.create(
            code="X1", territory="dep:25", profile="CPE", pathway=pathway, season=Season.ONE,
            declared_at=NOW, declared_by="nora",
        )  # fmt: skip


def test_season_one_had_the_positioning_and_season_two_has_all_nine() -> None:
    declare_campaign(replace(DOUBS, season=Season.ONE), **WHO)
    for rank, pathway in enumerate(PATHWAYS):
        declare_campaign(replace(DOUBS, code=f"CODE{rank}", pathway=pathway.code), **WHO)
    assert Campaign.objects.declared().count() == 1 + len(PATHWAYS)
    assert len(SEASON_2_ONLY) == 8


def test_pix_snee_is_a_pathway_like_others() -> None:
    # A training used in Martinique (seeds/001, l. 847, 874).
    said = replace(DOUBS, territory="dep:972", pathway="PIX_SNEE", season=Season.NONE)
    assert declare_campaign(said, **WHO).pathway_name == "Pix SNEE"


def test_a_declaration_is_corrected_code_included() -> None:
    campaign = declare_campaign(DOUBS, **WHO)
    said = replace(DOUBS, code="NOUVEAU1", name="Doubs", link="https://app.pix.fr/campagnes/N")
    revised = actions.revise_campaign(campaign, said, **WHO)
    assert (revised.pk, revised.code, revised.name) == (campaign.pk, "NOUVEAU1", "Doubs")
    declare_campaign(replace(DOUBS, territory="dep:39"), **WHO)
    with pytest.raises(actions.CombinationTaken):
        actions.revise_campaign(revised, replace(said, territory="dep:39"), **WHO)


def test_a_withdrawn_campaign_frees_its_code_and_stays_on_record() -> None:
    campaign = actions.withdraw_campaign(declare_campaign(DOUBS, **WHO), by="nora", at=NOW)
    assert campaign.withdrawn_at == NOW
    with pytest.raises(actions.AlreadyWithdrawn):
        actions.withdraw_campaign(campaign, by="nora", at=NOW)
    with pytest.raises(actions.AlreadyWithdrawn):
        actions.revise_campaign(campaign, DOUBS, **WHO)
    declare_campaign(DOUBS, **WHO)
    assert Campaign.objects.count() == 2
    assert Campaign.objects.declared().count() == 1


@pytest.mark.parametrize(
    ("season", "year", "text"),
    [
        (Season.TWO, "2024-2025", "Saison 2, 2024-2025"),
        (Season.ONE, "", "Saison 1"),
        (Season.NONE, "2024-2025", "2024-2025"),
        (Season.NONE, "", ""),
    ],
)
def test_season_and_year_in_one_text(season: int, year: str, text: str) -> None:
    campaign = declare_campaign(
        replace(DOUBS, pathway="POSITIONING", season=season, school_year=year), **WHO
    )
    assert campaign.season_text == text


def test_one_strategy_per_territory_and_profile() -> None:
    for text in ("Courriel aux écoles.", "Courriel, puis animation pédagogique."):
        actions.set_strategy(territory="dep:25", profile="1D_PUBLIC", strategy=text, **WHO)
    actions.set_strategy(territory="dep:25", profile="CPE", strategy="Réunion.", **WHO)
    actions.set_strategy(territory="dep:39", profile="CPE", strategy="Relances.", **WHO)
    found = dict(strategies_of("dep:25"))
    assert [profile for profile, written in found.items() if written] == ["1D_PUBLIC", "CPE"]
    assert found["1D_PUBLIC"] is not None
    assert found["1D_PUBLIC"].strategy == "Courriel, puis animation pédagogique."
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileStrategy.objects.create(
            territory="dep:25", profile="CPE", strategy="x", changed_at=NOW, changed_by="nora"
        )


def test_an_empty_strategy_is_refused() -> None:
    with pytest.raises(actions.EmptyStrategy):
        actions.set_strategy(territory="dep:25", profile="CPE", strategy="  ", **WHO)
    assert not ProfileStrategy.objects.exists()


def test_a_strategy_is_taken_away() -> None:
    written = actions.set_strategy(territory="dep:25", profile="CPE", strategy="Réunion.", **WHO)
    actions.remove_strategy(written, **WHO)
    assert not ProfileStrategy.objects.exists()
