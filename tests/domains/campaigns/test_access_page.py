"""The access page: nine links, asked from nobody twice, telling nothing to anybody else."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from domains.campaigns.declared import NOW, all_of, one
from lib.people import client_of, someone
from vigie.domains.audit.models import READ, Entry
from vigie.domains.campaigns.models import Campaign, Contact
from vigie.domains.compliance.choices import CHOICES, Choice
from vigie.domains.compliance.choices_actions import decide
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
PAGE = "/mes-parcours/"
ASKED = f"{PAGE}?profil=2D_PUBLIC&departement=dep:25"


@pytest.fixture(autouse=True)
def autumn(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def teacher() -> Person:
    """Someone whose profile and département are known."""
    person = someone(Role.TEACHER, territory="uai:0259109R", email="zoe.l+a@ac-essai.example")
    person.profile, person.place = "2D_PUBLIC", "dep:25"
    person.save()
    return person


def links(page: str) -> list[str]:
    return re.findall(r'href="(https://app\.pix\.fr/[^"]+)"', page)


def read(client: Client, address: str = PAGE) -> str:
    return client.get(address).content.decode().replace("\u00a0", " ")


def test_a_known_person_gets_nine_links_at_once(teacher: Person) -> None:
    all_of()
    page = read(client_of(teacher))
    found = links(page)
    assert len(set(found)) == 9
    assert all(link.endswith(f"participantExternalId={quote(teacher.email)}") for link in found)
    steps = re.split(r"<h2 id=\"etape-", page)[1:]
    assert [step.count('<li class="card">') for step in steps] == [1, 7, 1]
    assert page.index("compte Pix") < page.index(found[0]), "the notice comes before the links"
    assert "nous vous conseillons de finir par là" in page


def test_her_home_leads_there_in_one_click(teacher: Person) -> None:
    assert f'href="{PAGE}"' in client_of(teacher).get("/accueil/").content.decode()


def test_without_an_account_what_is_missing_is_asked_and_nothing_is_kept(client: Client) -> None:
    all_of()
    for address in (PAGE, f"{PAGE}?profil=CPE", f"{PAGE}?departement=dep:25"):
        page = read(client, address)
        assert not links(page), "no link before validation"
        assert "Valider" in page
    answer = client.get(ASKED)
    assert len(links(answer.content.decode())) == 9
    assert "participantExternalId" not in answer.content.decode()
    assert not answer.cookies
    assert not client.cookies


def test_changing_the_departement_changes_every_link(teacher: Person) -> None:
    all_of("dep:25")
    all_of("dep:39")
    client = client_of(teacher)
    before, page = links(read(client)), read(client, f"{PAGE}?profil=2D_PUBLIC&departement=dep:39")
    assert len(links(page)) == 9
    assert not set(before) & set(links(page))
    form = read(client, f"{PAGE}?modifier=1&profil=CPE&departement=dep:39")
    assert not links(form)
    assert '<option value="CPE" selected>' in form
    assert '<option value="dep:39" selected>' in form


@pytest.mark.parametrize("wrong", ["profil=ALL", "profil=%00", "departement=aca:besancon",
                                   "departement=dep:0", "departement=%3Cscript%3E"])  # fmt: skip
def test_what_is_not_in_the_lists_is_refused_beside_its_entry(client: Client, wrong: str) -> None:
    answer = client.get(f"{PAGE}?{wrong}")
    assert answer.status_code == 400
    assert "Choisissez une valeur de la liste." in answer.content.decode()


def test_where_no_campaign_exists_the_page_says_so_and_whom_to_write_to(client: Client) -> None:
    one("ONLY")
    page = read(client, ASKED)
    assert len(links(page)) == 1
    assert page.count("Aucune campagne n’est ouverte pour votre profil") == 8
    assert "l’équipe numérique de votre académie" in page
    Contact.objects.create(territory="aca:besancon", email="aide@exemple.example",
                           changed_at=NOW, changed_by="person:1")  # fmt: skip
    assert "mailto:aide@exemple.example" in read(client, ASKED)


def test_her_address_is_in_the_links_alone(
    teacher: Person, caplog: pytest.LogCaptureFixture
) -> None:
    all_of()
    client = client_of(teacher)
    with caplog.at_level(logging.DEBUG):
        answer = client.get(PAGE)
        client.get(f"{PAGE}?modifier=1")
    assert teacher.email not in caplog.text
    assert quote(teacher.email) not in caplog.text
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert page.count('referrerpolicy="no-referrer"') == 9
    # No address of this site holds hers: its logs cannot either.
    assert not re.findall(r'(?:href|action|src)="/[^"]*(?:%40|@)', page)
    assert teacher.email not in "".join(Campaign.objects.values_list("link", flat=True))


def test_where_she_stands_is_read_only_if_she_chose_so(
    teacher: Person, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vigie.domains.campaigns import views_access
    from vigie.domains.compliance.shared_results import PathwayResult
    from vigie.facts.home import Home
    from vigie.facts.pseudonyms import installation_key

    installation_key(Home(home))
    told = PathwayResult("Bilan", "Commencé, non terminé", NOW.date(), None)
    monkeypatch.setattr(views_access, "results_of", lambda *_: [told])
    all_of()
    client = client_of(teacher)
    assert "Commencé, non terminé" not in read(client)
    assert not Entry.objects.filter(action=READ).exists()
    text = CHOICES[Choice.SEE_PROGRESS].versions[-1].number
    decide(teacher, Choice.SEE_PROGRESS, accepted=True, text_version=text, at=NOW)
    assert read(client).count("Commencé, non terminé") == 1
    entries = Entry.objects.filter(action=READ)
    assert {entry.actor for entry in entries} == {f"person:{teacher.pk}"}
    assert f"person:{teacher.pk}" in {entry.about for entry in entries}


def test_the_page_is_cheap(
    teacher: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    all_of()
    client = client_of(teacher)
    read(client)
    with django_assert_max_num_queries(9):
        read(client)
    with django_assert_max_num_queries(3):
        read(Client(), ASKED)


def test_the_block_is_framed_by_the_sites_of_the_setting_and_names_nobody(
    teacher: Person, settings: Settings
) -> None:
    all_of()
    client = client_of(teacher)
    address = f"{PAGE}bloc/?profil=2D_PUBLIC&departement=dep:25"
    closed = client.get(address)
    assert "frame-ancestors 'none'" in closed["Content-Security-Policy"]
    settings.VIGIE_FRAMED_BY = ["https://magistere.exemple.example"]
    answer = client.get(address)
    assert (
        "frame-ancestors https://magistere.exemple.example;"
        in answer["Content-Security-Policy"] + ";"
    )
    assert "X-Frame-Options" not in answer
    page = answer.content.decode()
    assert len(links(page)) == 9
    for hers in (teacher.email, quote(teacher.email), teacher.first_name, "csrf"):
        assert hers not in page
    assert client.get(PAGE)["X-Frame-Options"] == "DENY", "the page itself is framed by nobody"
