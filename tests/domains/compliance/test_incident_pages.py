"""The pages of incidents: anyone declares, the territory follows, the DPO closes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from lib.people import client_of, someone
from vigie.domains.compliance.models import Incident
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2025, 3, 3, 9, 30, 20, tzinfo=UTC)
COLLEGE, ECOLE, ELSEWHERE = "uai:0259109R", "uai:0259001Y", "uai:0390001Y"
FORM = {
    "territory": COLLEGE,
    "title": "Courriel à une mauvaise liste",
    "description": "Des notes sont parties à toutes les familles.",
    "aware_on": "2025-03-03",
    "aware_hour": "9h15",
    "confidentiality": "on",
    "people_count": "1 200",
}
ASSESS = {**FORM, "risk": "risk", "people": "Élèves", "data": "Notes", "consequences": "Gêne"}
NOTICES = {
    "notify_cnil": "yes",
    "cnil_reason": "Des notes ont été vues.",
    "cnil_notified_on": "2025-03-03",
    "cnil_notified_hour": "10:00",
    "inform_people": "no",
    "people_reason": "Risque faible.",
}


@pytest.fixture(autouse=True)
def _now(academy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert academy.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def teacher() -> Client:
    return client_of(someone(Role.TEACHER, territory=COLLEGE))


@pytest.fixture
def head() -> Client:
    return client_of(someone(Role.HEAD, territory=COLLEGE))


@pytest.fixture
def officer() -> Client:
    return client_of(someone(Role.DPO, territory="aca:besancon"))


def post(client: Client, address: str, **said: str) -> tuple[int, str]:
    answer = client.post(address, said, follow=True)
    return answer.status_code, answer.content.decode()


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def declared(teacher: Client) -> str:
    assert post(teacher, "/incidents/signaler/", **FORM)[0] == 200
    return f"/incidents/{Incident.objects.latest('pk').pk}/"


def test_from_the_declaration_to_the_register(
    teacher: Client, head: Client, officer: Client
) -> None:
    shown = page(teacher, "/incidents/signaler/")
    assert 'value="10:30"' in shown  # now, in Paris
    there = declared(teacher)
    assert "Signalé" in page(teacher, "/incidents/signaler/")
    assert Incident.objects.get().people_count == 1200
    shown = page(head, there)
    # Discovered at 9:15 in Paris, that is 8:15 UTC: 75 minutes went.
    assert "Il reste 70\u00a0h\u00a044" in shown
    assert post(head, f"{there}examiner/", **ASSESS)[0] == 200
    assert post(head, f"{there}mesure/", text="Message rappelé.")[0] == 200
    assert "maîtrisé" in post(head, f"{there}maitriser/")[1]
    status, shown = post(head, f"{there}decider/", **NOTICES)
    assert (status, "CNIL notifiée 0\u00a0h\u00a045 après la découverte" in shown) == (200, True)
    assert post(head, f"{there}clore/", conclusion="Fini.")[0] == 404
    status, shown = post(officer, f"{there}clore/", conclusion="Fini.")
    assert (status, "Clos" in shown, "Rouvrir" in shown) == (200, True, True)
    assert "Clos" in page(teacher, "/incidents/signaler/")
    shown = page(head, "/incidents/violations/")
    assert "Message rappelé." in shown
    assert "Des notes ont été vues." in shown
    for kind in ("csv", "ods"):
        answer = head.get(f"/incidents/violations/?violations-export={kind}")
        assert answer.status_code == 200
    assert post(officer, f"{there}rouvrir/")[0] == 200


def test_a_breach_is_in_the_register_even_when_nobody_is_told(
    teacher: Client, head: Client
) -> None:
    there = declared(teacher)
    post(head, f"{there}examiner/", **{**ASSESS, "risk": "none"})
    said = {"notify_cnil": "no", "cnil_reason": "Chiffré.", "inform_people": "no",
            "people_reason": "Chiffré."}  # fmt: skip
    assert post(head, f"{there}decider/", **said)[0] == 200
    assert "Non. Chiffré." in page(head, "/incidents/violations/")
    without = {name: value for name, value in FORM.items() if name != "confidentiality"}
    post(teacher, "/incidents/signaler/", **{**without, "title": "Écran cassé"})
    assert "Écran cassé" in page(head, "/incidents/")
    assert "Écran cassé" not in page(head, "/incidents/violations/")


def test_a_clock_that_ran_out_is_seen_at_once(
    teacher: Client, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared(teacher)
    assert "Délai dépassé" not in page(officer, "/incidents/")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))
    assert "1\u00a0incident sans décision" in page(officer, "/incidents/")


@pytest.mark.parametrize(
    ("entry", "value", "status", "said"),
    [
        ("title", "", 400, "À remplir"),
        ("description", "d" * 4001, 400, "dépasse 4000 caractères"),
        ("aware_on", "2025-02-30", 400, "n’existe pas dans le calendrier"),
        ("aware_on", "2025-03-04", 409, "Cette date est à venir"),
        ("aware_hour", "midi", 400, "Écrivez l’heure ainsi"),
        ("aware_hour", "25:00", 400, "Cette heure n’existe pas"),
        ("people_count", "-1", 400, "Écrivez un nombre entier"),
        ("people_count", "9" * 30, 400, "dépasse 9 caractères"),
        ("territory", ECOLE, 400, "Choisissez une valeur de la liste"),
        ("territory", "FR", 400, "Choisissez une valeur de la liste"),
    ],
)
def test_bad_input_is_told_next_to_its_entry(
    teacher: Client, entry: str, value: str, status: int, said: str
) -> None:
    found, shown = post(teacher, "/incidents/signaler/", **{**FORM, entry: value})
    assert (found, said in shown) == (status, True)
    assert not Incident.objects.exists()


def test_bad_input_of_those_who_follow(teacher: Client, head: Client, officer: Client) -> None:
    there = declared(teacher)
    assert post(head, f"{there}examiner/", **{**ASSESS, "risk": "énorme"})[0] == 400
    assert post(head, f"{there}mesure/", text=" ")[0] == 400
    assert post(head, f"{there}maitriser/")[0] == 409
    assert post(head, f"{there}decider/", **{**NOTICES, "cnil_notified_hour": ""})[0] == 400
    assert post(head, f"{there}decider/", **{**NOTICES, "cnil_reason": ""})[0] == 409
    assert post(officer, f"{there}clore/")[0] == 400
    status, shown = post(officer, f"{there}clore/", conclusion="Fini.")
    assert (status, "Évaluez le risque" in shown, "Fini." in shown) == (409, True, True)
    assert Incident.objects.get().state == "declared"


@pytest.mark.parametrize(
    ("role", "place", "sees", "decides", "closes"),
    [
        (Role.HEAD, COLLEGE, True, True, False),
        (Role.GDPR_RELAY, COLLEGE, True, True, False),
        (Role.DASEN, "dep:25", True, True, False),
        (Role.DPO, "aca:besancon", True, True, True),
        (Role.ADMINISTRATOR, "FR", True, False, False),
        (Role.TEACHER, COLLEGE, False, False, False),
        (Role.HEAD, ELSEWHERE, False, False, False),
        (Role.GDPR_RELAY, ECOLE, False, False, False),
        (Role.DASEN, "dep:39", False, False, False),
        (Role.DPO, "aca:dijon", False, False, False),
    ],
)
def test_each_in_her_territory(
    teacher: Client, role: Role, place: str, sees: bool, decides: bool, closes: bool
) -> None:
    there = declared(teacher)
    browser = client_of(someone(role, territory=place))
    assert browser.get(there).status_code == (200 if sees else 404)
    assert browser.post(f"{there}decider/").status_code == (400 if decides else 404)
    assert browser.post(f"{there}examiner/").status_code == (400 if decides else 404)
    assert browser.post(f"{there}clore/").status_code == (400 if closes else 404)
    assert browser.post(f"{there}rouvrir/").status_code == (409 if closes else 404)
    listed = browser.get("/incidents/")
    assert ("mauvaise liste" in listed.content.decode()) is sees


def test_foreign_numbers_are_not_found(officer: Client) -> None:
    for number in (0, 1, 10**30):
        assert officer.get(f"/incidents/{number}/").status_code == 404
        assert officer.post(f"/incidents/{number}/clore/").status_code == 404


def test_someone_without_mandate_declares_for_where_she_works() -> None:
    person = someone()
    person.place = ECOLE
    person.save()
    browser = client_of(person)
    assert post(browser, "/incidents/signaler/", **{**FORM, "territory": ECOLE})[0] == 200
    assert Incident.objects.get().territory == ECOLE
