"""« Journal »: what overseers see of the acts, in words, and within their territory."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from lib.people import SINCE, client_of, someone
from vigie.domains.audit.actions import Act, forget, record, record_all, record_read
from vigie.domains.audit.models import Entry
from vigie.domains.people.actions import give_mandate, reference
from vigie.domains.people.log_words import Reader
from vigie.domains.people.models import Person
from vigie.domains.people.rights import rights_of
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
PAGE = "/journal/"
NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _moment(home: object, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001  # the log keeps its key there
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))


def named(first: str, last: str, *roles: Role, territory: str) -> Person:
    person = someone(*roles, territory=territory)
    person.first_name, person.last_name = first, last
    person.save()
    return person


def administrator() -> Client:
    return client_of(someone(Role.ADMINISTRATOR))


def page(client: Client, query: str = "", status: int = 200) -> str:
    response = client.get(PAGE + query)
    assert response.status_code == status
    return response.content.decode()


def rows(client: Client, query: str = "") -> list[list[str]]:
    """The lines of the file of the table, without its heading and what follows."""
    text = page(client, f"?journal-export=csv&{query}")
    lines = list(csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=";"))
    return lines[1 : lines.index([])]


def act(action: str, actor: str, about: str = "", at: datetime = NOON, **details: object) -> None:
    record(action, actor=actor, about=about, at=at, details=details)


def test_acts_are_said_in_words() -> None:
    nora = named("Nora", "Pestel", Role.PIX_TEAM, territory="aca:besancon")
    paul = named("Paul", "Rofestin", Role.TEACHER, territory="uai:0259109R")
    give_mandate(paul, role=Role.TRAINER, territory="dep:25", starts_at=NOON, ends_at=None,
                 by=nora, at=NOON)  # fmt: skip
    act("agreement.give", reference(paul), reference(paul), trainer=reference(nora))
    act("choice.decide", reference(paul), reference(paul), choice="take_part", accepted=False)
    act("policy.sign", reference(nora), "policy:dep:25", number=2, values='{"noisy": true}')
    record_read(reader=reference(nora), about="pseudonym:-33", why="Suivi", where="Groupe exact",
                role=Role.PIX_TEAM, territory="aca:besancon", at=NOON)  # fmt: skip
    found = {row[2]: row for row in rows(administrator())}
    assert found["Mandat donné"][:6] == [
        "12/03/2026", "12 h 00", "Mandat donné", "Nora Pestel", "Paul Rofestin",
        found["Mandat donné"][5],
    ]  # fmt: skip
    assert re.fullmatch(
        r"mandat : [\d ]+ ; rôle : Formation \(.*\) ; début : 12 mars 2026 à 12 h 00 ; "
        r"territoire : Doubs",
        found["Mandat donné"][5],
    )
    assert found["Accord de partage donné"][5] == "personne qui forme : Nora Pestel"
    assert found["Choix fait"][5] == (
        "accepté : réservé à la personne ; choix : réservé à la personne"
    )
    assert found["Règle des groupes signée"][4:6] == [
        "règle des groupes, Doubs", "version : 2 ; valeurs : (bruit : oui)"
    ]  # fmt: skip
    read = found["Données d’une personne consultées"]
    assert read[4] == "une personne des fichiers importés (n° −33)"
    assert "depuis : Groupe exact" in read[5]


def test_one_reads_the_whole_of_her_own_acts() -> None:
    words = Reader(rights_of(someone(), NOON))
    assert words.details('{"accepted": false, "choice": "take_part"}') == (
        "accepté\u00a0: non\u00a0; choix\u00a0: participer aux synthèses de groupe"
    )
    assert words.details('{"former": {"a": 1}, "on": "2026-13-01", "by": "odd:3"}') == (
        "former\u00a0: (a\u00a0: 1)\u00a0; à compter du\u00a0: 2026-13-01\u00a0; "
        "auteur cherché\u00a0: odd:3"
    )


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ('{"rows": 0}', "0\u00a0ligne changée"),
        ('{"rows": 1}', "1\u00a0ligne changée"),
        ('{"declared": 1, "revised": 2}',
         "1\u00a0campagne déclarée\u00a0; 2\u00a0campagnes corrigées"),
        ('{"rows": null}', ""),
    ],
)  # fmt: skip
def test_how_many_is_said_with_the_right_plural(details: str, said: str) -> None:
    assert Reader(rights_of(someone(), NOON)).details(details) == said


def test_no_braces_reach_the_page() -> None:
    act("policy.sign", "system", "policy:FR", values='{"size_bands": [5, 10], "noisy": true}')
    text = page(administrator())
    assert "tranches de taille\u00a0: 5, 10" in text
    main = text[text.index("<main") : text.index("</main>")]
    assert "{" not in main
    assert "size_bands" not in main


def test_what_was_emptied_is_said() -> None:
    paul = named("Paul", "Rofestin", Role.TRAINER, territory="dep:25")
    act("session.open", reference(paul), reference(paul), way="link")
    forget([reference(paul)], actor="system", at=NOON)
    found = {row[2]: row for row in rows(administrator())}
    assert found["Connexion"][3:6] == ["effacé", "effacé", "effacé"]
    assert "Rofestin" not in page(administrator())


def test_filters_keep_what_they_say() -> None:
    nora = named("Nora", "Pestel", Role.PIX_TEAM, territory="aca:besancon")
    act("session.open", reference(nora), at=NOON - timedelta(days=40))
    act("session.open", reference(nora))
    act("session.close", reference(nora))
    act("session.open", "system")
    client = administrator()
    assert [row[2] for row in rows(client)][:3] == ["Connexion", "Déconnexion", "Connexion"]
    assert [row[0] for row in rows(client, "du=2026-01-01&acte=session.open")] == [
        "12/03/2026", "12/03/2026", "31/01/2026"
    ]  # fmt: skip
    by = [row[2] for row in rows(client, f"auteur={nora.pk}")]
    assert by == ["Déconnexion", "Connexion"]
    assert {row[3] for row in rows(client, "auteur=system&acte=session.open")} == {"Vigie"}
    assert rows(client, "du=2026-03-13&au=2026-03-14&acte=session.open") == []
    assert len(rows(client, "du=12/03/2026&au=12/03/2026&acte=session.open")) == 2
    text = page(client, f"?auteur={nora.pk}")
    assert f'<option value="{nora.pk}" selected>Nora Pestel</option>' in text


@pytest.mark.parametrize(
    "query",
    ["?du=hier", "?du=2026-02-31", "?du=2026-03-12&au=2026-03-01", "?acte=rm", "?auteur=Nora",
     "?auteur=-1", "?au=9999-12-31"],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_told(query: str) -> None:
    text = page(administrator(), query, 400)
    assert "Le journal n’est pas affiché" in text


@pytest.mark.parametrize("number", ["999999", "9" * 80])
def test_an_author_unknown_did_nothing(number: str) -> None:
    assert "Aucun acte pour ces filtres" in page(administrator(), f"?auteur={number}")


def test_a_visit_of_the_journal_is_written_down_in_it() -> None:
    client = administrator()
    page(client, "?acte=session.open")
    last = Entry.objects.latest("number")
    assert last.action == "journal.read"
    assert json.loads(last.details or "") == {
        "act": "session.open", "since": "2026-02-11", "until": "2026-03-13",
    }  # fmt: skip
    assert "Journal consulté" in page(client)
    before = Entry.objects.count()
    page(client, "?du=hier", 400)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_overseers_open_it(role: Role) -> None:
    places = {"nation": "FR", "academie": "aca:besancon", "department": "dep:25",
              "district": "circo:0259900A", "school": "uai:0259109R",
              "region": "reg:bourgogne-franche-comte"}  # fmt: skip
    from vigie.domains.people.roles import ROLES

    territory = next(places[level] for level in ROLES[role].levels if level in places)
    status = client_of(someone(role, territory=territory)).get(PAGE).status_code
    assert status == (200 if role is Role.DPO else 403)


def test_a_dpo_sees_the_acts_of_her_territory() -> None:
    inside = named("Inès", "Dedans", Role.TRAINER, territory="dep:25")
    outside = named("Omar", "Dehors", Role.TRAINER, territory="dep:972")
    visitor = named("Vera", "Visite", Role.NATIONAL_TEAM, territory="FR")
    placed = someone()
    placed.place, placed.last_name, placed.first_name = "dep:90", "Placée", "Paule"
    placed.save()
    for person in (inside, outside, placed):
        act("session.open", reference(person), reference(person))
    act("data.read", reference(visitor), reference(inside))
    act("data.read", reference(visitor), reference(outside))
    act("policy.sign", reference(visitor), "policy:aca:besancon")
    act("policy.sign", reference(visitor), "policy:aca:dijon")
    client = client_of(someone(Role.DPO, territory="aca:besancon"))
    found = rows(client, "du=2026-03-01&au=2026-03-12")
    assert [(row[3], row[4]) for row in found] == [
        ("Vera Visite", "règle des groupes, Besançon"),
        ("Vera Visite", "Inès Dedans"),
        ("Paule Placée", "Paule Placée"),
        ("Inès Dedans", "Inès Dedans"),
    ]
    text = page(client)
    assert "de votre territoire" in text
    assert "Dehors" not in text
    assert client.get(f"{PAGE}?auteur={outside.pk}").content.decode().count("Dehors") == 0


def test_a_national_dpo_sees_all() -> None:
    act("session.open", "system")
    act("session.open", reference(named("Omar", "Dehors", Role.TRAINER, territory="dep:972")))
    client = client_of(someone(Role.DPO, territory="FR"))
    assert {row[3] for row in rows(client, "acte=session.open")} == {"Vigie", "Omar Dehors"}
    assert "de votre territoire" not in page(client)


def test_a_long_journal_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from vigie.domains.people import log_views

    monkeypatch.setattr(log_views.journal, "__defaults__", (5,))
    record_all([Act("session.open", "system")] * 12, at=NOON)
    text = page(administrator(), "?acte=session.open")
    assert "La liste est coupée" in text
    assert "5\u00a0lignes" in text


def test_a_long_journal_has_pages() -> None:
    record_all([Act("session.open", "system")] * 130, at=NOON)
    text = page(administrator(), "?acte=session.open")
    assert "page 1 sur 2" in text
    assert "130\u00a0lignes" in text


@pytest.mark.parametrize("number", [1, 40])
def test_queries_do_not_grow_with_the_acts(number: int, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]  # a fixture of pytest-django
    with transaction.atomic():
        for _ in range(number):
            person = someone(Role.TRAINER, territory="dep:25")
            act("session.open", reference(person), reference(person))
    client = client_of(someone(Role.DPO, territory="aca:besancon"))
    client.get(PAGE)
    with django_assert_max_num_queries(22):
        client.get(PAGE)


def test_the_moment_of_the_tests_is_after_the_acts() -> None:
    assert clock.now() > NOON > SINCE
