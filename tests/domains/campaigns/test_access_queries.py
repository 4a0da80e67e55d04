"""Which campaign is for whom: near before far, of the year, open, and for everyone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from domains.campaigns.declared import NOW, TODAY, all_of, one, skeleton
from vigie.codes import PROFILES
from vigie.domains.campaigns.access import completed
from vigie.domains.campaigns.access_queries import (
    campaign_for,
    cards,
    contact_of,
    deadline_of,
    every_card,
)
from vigie.domains.campaigns.models import Arrangement, Contact, Featured, Origin, Season

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TREE = skeleton()


def chosen(profile: str = "2D_PUBLIC", territory: str = "dep:25", on: date = TODAY) -> str | None:
    found = campaign_for(TREE, pathway="POSITIONING", profile=profile, territory=territory, on=on)
    return found.code if found else None


def test_each_profile_of_a_departement_has_nine_links_of_its_own(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    # R112: 1D public + a département gives nine distinct links.
    all_of("dep:25")
    all_of("dep:39")
    with django_assert_num_queries(2):
        found = cards(TREE, profile="1D_PUBLIC", territory="dep:25", on=TODAY)
    links = [card.campaign.address for card in found if card.campaign]
    assert len(set(links)) == 9
    elsewhere = cards(TREE, profile="1D_PUBLIC", territory="dep:39", on=TODAY)
    assert not set(links) & {card.campaign.address for card in elsewhere if card.campaign}


def test_every_link_of_many_places_is_read_in_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    all_of("dep:25")
    with django_assert_num_queries(2):
        found = every_card(TREE, ["dep:25", "dep:39", "dep:70"], PROFILES, TODAY)
    for place, profile in found:
        assert found[place, profile] == cards(TREE, profile=profile, territory=place, on=TODAY)


def test_the_nearest_territory_then_the_very_profile_hold() -> None:
    one("NATION", "FR", profile="ALL")
    assert chosen() == "NATION"
    one("ACADEMY", "aca:besancon", profile="ALL")
    assert chosen() == "ACADEMY"
    one("NATIONTWO", "FR")
    assert chosen() == "ACADEMY"
    one("DOUBS")
    assert chosen() == "DOUBS"
    assert chosen("CPE") == "ACADEMY"
    assert chosen(territory="dep:971") == "NATIONTWO"


def test_last_year_and_season_one_lead_nowhere() -> None:
    one("LAST", school_year="2025-2026")
    one("FIRST", season=Season.ONE)
    assert chosen() is None
    one("ALWAYS", school_year="")
    assert chosen() == "ALWAYS"
    one("THREEYEARS", school_year="2025-2028")
    assert chosen() == "THREEYEARS"
    one("THISYEAR")
    assert chosen() == "THISYEAR"


@pytest.mark.parametrize("origin", [Origin.INSPECTOR, Origin.DISCIPLINE])
def test_a_campaign_made_for_a_few_is_not_for_everyone(origin: Origin) -> None:
    one("FEW", origin=origin, subject="mathématiques")
    assert chosen() is None


def test_a_campaign_is_offered_from_its_first_to_its_last_day() -> None:
    one("SHORT", opens_on=TODAY, closes_on=TODAY + timedelta(days=2))
    assert [chosen(on=TODAY + timedelta(days=d)) for d in (-1, 0, 2, 3)] == [
        None, "SHORT", "SHORT", None
    ]  # fmt: skip


def test_a_withdrawn_campaign_leads_nowhere() -> None:
    campaign = one("GONE")
    campaign.withdraw(by="person:1", at=NOW)
    campaign.save()
    assert chosen() is None


def test_what_is_put_forward_around_is_put_forward_inside_for_its_time() -> None:
    Featured.objects.create(
        territory="aca:besancon", pathway="DIGITAL_SECURITY", starts_on=TODAY,
        ends_on=TODAY, changed_at=NOW, changed_by="person:1",
    )  # fmt: skip

    def forward(on: date) -> list[str]:
        found = cards(TREE, profile="CPE", territory="dep:25", on=on)
        return [card.pathway.code for card in found if card.featured]

    assert forward(TODAY) == ["DIGITAL_SECURITY"]
    assert forward(TODAY + timedelta(days=1)) == []


def test_a_contact_is_completed_by_those_around() -> None:
    for place, said in (
        ("FR", {"service": "DNE", "email": "nation@exemple.example"}),
        ("aca:besancon", {"email": "academie@exemple.example"}),
        ("dep:25", {"service": "DSDEN du Doubs"}),
    ):
        Contact.objects.create(territory=place, changed_at=NOW, changed_by="person:1", **said)
    found = contact_of(TREE, "dep:25")
    assert (found.service, found.email) == ("DSDEN du Doubs", "academie@exemple.example")
    assert contact_of(TREE, "dep:971").email == "nation@exemple.example"


def test_the_next_deadline_is_that_of_the_profile() -> None:
    # Fort-de-France asked for the positioning before a day of January (seeds/001, l. 872-873).
    Arrangement.objects.create(
        territory="dep:972", profile="1D_PUBLIC", school_year="2026-2027", label="Parcours",
        time="hours_108", minutes=120, deadline=date(2027, 1, 31), changed_at=NOW,
        changed_by="person:1",
    )  # fmt: skip
    assert deadline_of(TREE, "dep:972", "1D_PUBLIC", TODAY) == date(2027, 1, 31)
    assert deadline_of(TREE, "dep:972", "CPE", TODAY) is None
    assert deadline_of(TREE, "dep:972", "1D_PUBLIC", date(2027, 2, 1)) is None


@pytest.mark.parametrize(
    ("link", "address", "whole"),
    [
        ("https://app.pix.fr/campagnes/A1", "", "https://app.pix.fr/campagnes/A1"),
        ("https://app.pix.fr/campagnes/A1", "é.d+u&x=1@ac-x.fr",
         "https://app.pix.fr/campagnes/A1?participantExternalId=%C3%A9.d%2Bu%26x%3D1%40ac-x.fr"),
        ("https://app.pix.fr/c?a=1&participantExternalId=autre#b", "n@ac-x.fr",
         "https://app.pix.fr/c?a=1&participantExternalId=n%40ac-x.fr#b"),
    ],
)  # fmt: skip
def test_a_link_is_completed_with_the_encoded_address(link: str, address: str, whole: str) -> None:
    assert completed(link, address) == whole
