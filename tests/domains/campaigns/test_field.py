"""What a territory writes around its campaigns, its cohorts, and the campaigns of pupils."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from domains.campaigns.declared import NOW, TODAY, YEAR, one, skeleton
from lib.people import signed_in
from vigie.domains.campaigns.access_queries import contact_of, featured_on
from vigie.domains.campaigns.field_models import Actor, Mobilisation, PupilLevel
from vigie.domains.campaigns.field_queries import checklist, cohort_figures, local_campaigns
from vigie.domains.campaigns.models import (
    Arrangement,
    Cohort,
    Contact,
    Featured,
    Origin,
    PupilCampaign,
)
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TREE = skeleton()
DOUBS = "/campagnes/terrain/dep:25/"
SCHOOL = "uai:0259109R"
EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def officer(home: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    assert home.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return signed_in(Role.PIX_TEAM, territory="aca:besancon")


def shown(client: Client, address: str = DOUBS) -> str:
    page = unescape(client.get(address).content.decode())
    return page.replace("\u00a0", " ").replace("\u202f", " ")


def written(client: Client, kind: str, **form: str) -> int:
    return client.post(f"{DOUBS}{kind}/", form).status_code


def test_a_contact_is_written_once_and_corrected(officer: Client) -> None:
    assert written(officer, "contact", service="DSDEN", email="pix@exemple.example") == 302
    assert written(officer, "contact", service="DSDEN du Doubs", course_link="http://x.fr") == 400
    assert written(officer, "contact", service="DSDEN du Doubs") == 302
    assert Contact.objects.count() == 1
    assert contact_of(TREE, "dep:25").service == "DSDEN du Doubs"
    assert 'value="DSDEN du Doubs"' in shown(officer, f"{DOUBS}contact/")


def test_a_pathway_is_put_forward_for_a_time(officer: Client) -> None:
    form = {"pathway": "DIGITAL_SECURITY", "starts_on": "2026-11-20", "ends_on": "2026-11-30"}
    assert written(officer, "mise-en-avant", **form | {"ends_on": "2026-11-01"}) == 400
    assert written(officer, "mise-en-avant", **form | {"ends_on": ""}) == 400
    assert written(officer, "mise-en-avant", **form, reason="Cybersécurité") == 302
    assert featured_on(TREE, "dep:25", TODAY) == {"DIGITAL_SECURITY"}
    assert (
        "Numérique et sécurité, du 20 novembre 2026 au 30 novembre 2026 : Cybersécurité"
        in shown(officer)
    )
    number = Featured.objects.get().pk
    assert officer.post(f"{DOUBS}mise-en-avant/{number}/retirer/").status_code == 302
    assert officer.post(f"{DOUBS}mise-en-avant/{number}/retirer/").status_code == 404


def test_the_working_time_of_the_second_year_of_herault_is_kept(officer: Client) -> None:
    # Three hours in schools, then twice an hour and a half (seeds/001, l. 952-978).
    for label, minutes in (("Dans les écoles", 180), ("En ligne", 90), ("Parcours", 90)):
        assert written(
            officer, "temps", label=label, profile="1D_PUBLIC", school_year=YEAR,
            time="pedagogical", minutes=str(minutes), attendance="on",
        ) == 302  # fmt: skip
    assert sum(Arrangement.objects.values_list("minutes", flat=True)) == 6 * 60
    assert "Dans les écoles, 180 minutes (Animation pédagogique), assiduité" in shown(officer)
    assert written(officer, "temps", label="x", profile="CPE", school_year="2026", time="other",
                   minutes="10") == 400  # fmt: skip
    assert written(officer, "temps", label="x", profile="CPE", school_year=YEAR, time="other",
                   minutes="0") == 400  # fmt: skip


def test_every_actor_is_on_the_checklist_with_its_state(officer: Client) -> None:
    assert [found for _, found in checklist("dep:25")] == [None] * len(Actor)
    assert written(officer, "acteur", actor=Actor.HEADS, state=Mobilisation.ENGAGED,
                   contact="Réunion des chefs") == 302  # fmt: skip
    page = shown(officer)
    assert page.count("À contacter") == len(Actor) - 1
    assert "Personnels de direction : <strong>Engagé</strong>, Réunion des chefs" in page
    assert "Réunion des chefs" in shown(officer, f"{DOUBS}acteur/?acteur=heads")


def test_campaigns_of_inspectors_and_disciplines_are_counted_inside(officer: Client) -> None:
    # R053 and R054 count them for an académie (seeds/001, l. 841-842).
    one("I1", "dep:25", origin=Origin.INSPECTOR)
    one("I2", "dep:39", origin=Origin.INSPECTOR)
    one("D1", "aca:besancon", origin=Origin.DISCIPLINE, subject="Lettres")
    one("D2", "dep:971", origin=Origin.DISCIPLINE, subject="Lettres")
    one("D3", "dep:25", origin=Origin.DISCIPLINE, subject="Lettres", school_year="2025-2026")
    one("E1", "dep:25")
    found = local_campaigns(TREE, "aca:besancon")
    assert [(year.label, each.code) for year, each in found] == [
        (YEAR, "D1"), (YEAR, "I1"), (YEAR, "I2"), ("2025-2026", "D3"),
    ]  # fmt: skip
    page = shown(officer)
    assert f"demandées par une inspection, {YEAR} : <strong>1</strong>" in page
    assert f"Campagnes disciplinaires, {YEAR} : <strong>0</strong>" in page, (
        "that of 2025-2026 is listed"
    )
    assert page.count("Lettres") >= 1


def test_a_cohort_needs_declared_campaigns(officer: Client) -> None:
    form = {"name": "Volontaires", "school_year": YEAR, "size": "79", "codes": "a1, A2"}
    one("A1")
    answer = officer.post(f"{DOUBS}cohorte/", form)
    assert answer.status_code == 409
    assert "A2" in answer.content.decode()
    assert not Cohort.objects.exists(), "nothing is half written"
    one("A2", pathway="FINAL")
    assert written(officer, "cohorte", **form) == 302
    cohort = Cohort.objects.get()
    assert cohort.campaigns.count() == 2
    assert "Aucun export n’est encore venu" in shown(officer, f"{DOUBS}cohorte/{cohort.pk}/")


def test_a_cohort_gives_started_and_sent_shares(officer: Client, home: Path) -> None:
    # R092: a cohort is followed by its started and sent shares (seeds/001, l. 952-978).
    export = next((EXAMPLES / "monday").glob("*.csv"))
    at = datetime(2025, 3, 3, 9, tzinfo=UTC)
    report = import_file(Home(home), export, territory="dep:25", profile="1D_PUBLIC",
                         pathway="POSITIONING", by="essai", now=at)  # fmt: skip
    assert report.went_in, report.errors
    one("PBYBWV439", profile="1D_PUBLIC")
    assert written(officer, "cohorte", name="Écoles", school_year=YEAR, size="1000", schools="109",
                   codes="PBYBWV439") == 302  # fmt: skip
    found = cohort_figures(Home(home), Cohort.objects.get(), TODAY)
    assert found.started == 496, "526 lines, sent again by some"
    assert 0 < found.sent < found.started
    page = shown(officer, f"{DOUBS}cohorte/{Cohort.objects.get().pk}/")
    assert "<strong>49,6 %</strong>, 496 personnes sur 1 000" in page


@pytest.mark.parametrize("kind", ["inconnu", "../contact"])
def test_an_unknown_kind_is_not_found(officer: Client, kind: str) -> None:
    assert officer.get(f"{DOUBS}{kind}/").status_code == 404


def test_a_school_tells_which_pupil_campaigns_it_held(home: Path) -> None:
    assert home.is_dir()
    head = signed_in(Role.HEAD, territory=SCHOOL)
    address = f"/campagnes/eleves/{SCHOOL}/"
    assert shown(head, address).count('type="checkbox"') == len(PupilLevel) == 8
    assert head.post(address, {"6e_safety": "on", "3e": "on", "wrong": "on"}).status_code == 302
    assert set(PupilCampaign.objects.values_list("level", flat=True)) == {"6e_safety", "3e"}
    head.post(address, {"3e": "on"})
    assert [each.level for each in PupilCampaign.objects.all()] == ["3e"]
    page = shown(head, address)
    assert page.count(" checked") == 1


def test_a_territory_reads_the_schools_that_told(home: Path) -> None:
    assert home.is_dir()
    head = signed_in(Role.HEAD, territory=SCHOOL)
    head.post(f"/campagnes/eleves/{SCHOOL}/", {"5e": "on"})
    nation = signed_in(Role.NATIONAL_TEAM)
    page = shown(nation, "/campagnes/eleves/FR/")
    assert f"/campagnes/eleves/{SCHOOL}/" in page
    assert nation.post("/campagnes/eleves/FR/", {"5e": "on"}).status_code == 403
