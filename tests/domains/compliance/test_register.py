"""The register of a school, whose it is, who answers for it, and who else sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from domains.compliance.drawn import FORM, NOW, SAID
from lib.people import client_of, someone
from vigie.domains.audit.models import Entry
from vigie.domains.compliance.forms import Typed
from vigie.domains.compliance.models import DpoContact, Processing
from vigie.domains.compliance.places import controller_of, degree_of, officer_of
from vigie.domains.compliance.register_actions import (
    NameTaken,
    NotInUse,
    add_entry,
    restore_entry,
    revise_entry,
    withdraw_entry,
)
from vigie.domains.compliance.register_forms import ENTRY, models, said_of
from vigie.domains.people.roles import Role
from vigie.domains.territories.tree import tree

pytestmark = [pytest.mark.database, pytest.mark.django_db]

COLLEGE, ECOLE, ELSEWHERE = "uai:0259109R", "uai:0259001Y", "uai:0390001Y"


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    assert home.is_dir()


@pytest.fixture
def head() -> Client:
    return client_of(someone(Role.HEAD, territory=COLLEGE))


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, address: str, **said: str) -> tuple[int, str]:
    answer = client.post(address, said, follow=True)
    return answer.status_code, answer.content.decode()


# -- who answers -----------------------------------------------------------------------------------


def test_the_controller_follows_from_the_degree() -> None:
    someone(Role.HEAD, territory=COLLEGE)
    someone(Role.SCHOOL_DIRECTOR, territory=ECOLE)
    someone(Role.DASEN, territory="dep:25")
    known = tree(NOW.date())
    college, ecole = (controller_of(known, code, NOW) for code in (COLLEGE, ECOLE))
    assert (college.degree, college.words) == ("2D", "Chef d’établissement (Anne Onyme)")
    assert ecole.degree == "1D"
    assert ecole.words == (
        "Direction académique des services de l’éducation nationale (DASEN), Doubs (Anne Onyme)"
    )
    assert controller_of(known, ELSEWHERE, NOW).label.startswith("À préciser")


def test_the_directory_says_the_degree_before_mandates(academy: Path) -> None:
    assert academy.is_dir()
    known = tree(NOW.date())
    someone(Role.HEAD, territory=ECOLE)
    assert (degree_of(known, ECOLE, NOW), degree_of(known, COLLEGE, NOW)) == ("1D", "2D")


@pytest.mark.parametrize(
    ("place", "email"),
    [
        (COLLEGE, "dpd@ac-besancon.fr"),
        ("dep:39", "dpd@ac-besancon.fr"),
        ("aca:besancon", "dpd@ac-besancon.fr"),
        ("dep:21", "dpd@ac-dijon.fr"),
        ("uai:0210001A", "dpd@ac-dijon.fr"),
        ("dep:972", ""),
        ("reg:bourgogne-franche-comte", ""),
        ("FR", ""),
    ],
)
def test_the_officer_is_that_of_the_academie(place: str, email: str) -> None:
    assert officer_of(tree(NOW.date()), place).email == email


def test_a_place_that_is_all_levels_at_once_has_one_officer() -> None:
    known = tree(NOW.date())
    DpoContact.objects.create(territory="dep:972", email="dpd@exemple.example", changed_at=NOW)
    found = {officer_of(known, each).email for each in ("dep:972", "aca:martinique")}
    assert found == {"dpd@exemple.example"}


# -- what changes ----------------------------------------------------------------------------------


def test_an_entry_is_added_corrected_taken_out_and_put_back() -> None:
    head = someone(Role.HEAD, territory=COLLEGE)
    entry = add_entry(COLLEGE, SAID, by=head, at=NOW)
    with pytest.raises(NameTaken):
        add_entry(COLLEGE, SAID, by=head, at=NOW)
    add_entry(ECOLE, SAID, by=head, at=NOW)
    revise_entry(entry, SAID, by=head, at=NOW)
    withdraw_entry(entry, by=head, at=NOW)
    with pytest.raises(NotInUse):
        revise_entry(entry, SAID, by=head, at=NOW)
    twin = add_entry(COLLEGE, SAID, by=head, at=NOW)
    with pytest.raises(NameTaken):
        restore_entry(entry, by=head, at=NOW)
    withdraw_entry(twin, by=head, at=NOW)
    restore_entry(entry, by=head, at=NOW)
    assert list(Processing.objects.in_use().of_school(COLLEGE)) == [entry]
    acts = list(Entry.objects.filter(about=f"territory:{COLLEGE}").values_list("action", flat=True))
    assert acts == [
        "register.add", "register.revise", "register.withdraw", "register.add",
        "register.withdraw", "register.restore",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("hosting", "shared", "words"),
    [
        ("france", False, ""),
        ("france", True, "Données partagées avec des tiers"),
        ("europe", False, "Données hébergées hors de France"),
        ("elsewhere", True, "Données hébergées hors de france et données partagées avec des tiers"),
        ("unknown", False, "Lieu d’hébergement à renseigner"),
    ],
)
def test_tools_hosted_in_france_that_share_nothing_are_preferred(
    hosting: str, shared: bool, words: str
) -> None:
    found = Processing(hosting=hosting, shared=shared).to_review
    assert found.lower().startswith(words.lower())
    assert bool(found) == bool(words)
    assert "france" not in found


# -- the pages -------------------------------------------------------------------------------------


def test_the_head_keeps_the_register_from_the_page(head: Client) -> None:
    assert head.get("/registre/", follow=True).redirect_chain == [(f"/registre/{COLLEGE}/", 302)]
    status, shown = post(head, f"/registre/{COLLEGE}/inscrire/", **FORM)
    assert status == 200
    assert "Suivi des absences" in shown
    assert "dpd@ac-besancon.fr" in shown
    assert "Chef d’établissement" in shown
    number = Processing.objects.get().pk
    assert "Vie scolaire" in page(head, f"/registre/{COLLEGE}/{number}/")
    status, shown = post(head, f"/registre/{COLLEGE}/{number}/", **{**FORM, "shared": "on"})
    assert "données partagées avec des tiers" in shown
    _, shown = post(head, f"/registre/{COLLEGE}/{number}/retirer/")
    assert "Rétablir" in shown
    post(head, f"/registre/{COLLEGE}/{number}/retablir/")
    assert Processing.objects.in_use().count() == 1


def test_bad_input_is_told_next_to_its_entry(head: Client) -> None:
    wrong = {**FORM, "purposes": " \0", "hosting": "lune", "name": "n" * 151}
    status, shown = post(head, f"/registre/{COLLEGE}/inscrire/", **wrong)
    assert status == 400
    assert "3\u00a0entrées à revoir" in shown
    assert "Ce texte dépasse 150 caractères" in shown
    assert not Processing.objects.exists()
    post(head, f"/registre/{COLLEGE}/inscrire/", **FORM)
    status, shown = post(head, f"/registre/{COLLEGE}/inscrire/", **FORM)
    assert (status, "a déjà un traitement" in shown) == (409, True)


def test_an_entry_may_start_from_a_service_that_schools_have(head: Client) -> None:
    shown = page(head, f"/registre/{COLLEGE}/inscrire/?modele=pix")
    assert 'value="Pix Orga"' in shown
    assert "Parcours et certification Pix" in shown
    assert page(head, f"/registre/{COLLEGE}/inscrire/?modele=inconnu")
    for model in models().values():
        # What depends on the school is left to whoever answers for it.
        assert set(model) == {"name", "service", "purposes", "people", "data", "recipients"}
        said = Typed(ENTRY, {**FORM, **model})
        assert said_of(said).name == model["name"]


@pytest.mark.parametrize("kind", ["csv", "ods"])
def test_files_hold_all_that_article_30_asks(head: Client, kind: str) -> None:
    post(head, f"/registre/{COLLEGE}/inscrire/", **FORM)
    answer = head.get(f"/registre/{COLLEGE}/?registre-export={kind}")
    assert answer.status_code == 200
    if kind == "csv":
        header, line = answer.content.decode("utf-8-sig").split("\r\n")[:2]
        assert header.split(";")[:5] == [
            "Traitement",
            "Responsable de traitement",
            "Délégué à la protection des données",
            "Finalités",
            "Base légale",
        ]
        assert "dpd@ac-besancon.fr" in line
        assert "Mission d’intérêt public" in line


WRITERS = ((Role.HEAD, COLLEGE), (Role.GDPR_RELAY, COLLEGE))
READERS = ((Role.DPO, "aca:besancon"), (Role.ADMINISTRATOR, "FR"))
NEITHER = (
    (Role.HEAD, ELSEWHERE),
    (Role.GDPR_RELAY, ECOLE),
    (Role.DPO, "aca:dijon"),
    (Role.DASEN, "dep:25"),  # the head answers for a collège, not the DASEN
    (Role.DASEN, "dep:39"),
    (Role.TEACHER, COLLEGE),
    (Role.TRAINER, "aca:besancon"),
)


@pytest.mark.parametrize(("role", "place"), [*WRITERS, *READERS, *NEITHER])
def test_each_sees_the_registers_of_her_territory(academy: Path, role: Role, place: str) -> None:
    assert academy.is_dir()
    entry = add_entry(COLLEGE, SAID, by=someone(Role.HEAD, territory=COLLEGE), at=NOW)
    browser = client_of(someone(role, territory=place))
    reads = (role, place) not in NEITHER
    writes = (role, place) in WRITERS
    assert browser.get(f"/registre/{COLLEGE}/").status_code == (200 if reads else 403)
    assert browser.get(f"/registre/{COLLEGE}/inscrire/").status_code == (200 if writes else 403)
    edit = browser.get(f"/registre/{COLLEGE}/{entry.pk}/").status_code
    assert edit == (200 if writes else edit)
    assert writes or edit in (403, 404)
    status = browser.post(f"/registre/{COLLEGE}/{entry.pk}/retirer/").status_code
    assert (status == 302) is writes
    assert Processing.objects.in_use().exists() is not writes


def test_a_dasen_writes_for_the_ecoles_that_she_answers_for(academy: Path) -> None:
    assert academy.is_dir()
    dasen = client_of(someone(Role.DASEN, territory="dep:25"))
    assert dasen.get(f"/registre/{ECOLE}/inscrire/").status_code == 200
    assert post(dasen, f"/registre/{ECOLE}/inscrire/", **FORM)[0] == 200
    assert Processing.objects.get().territory == ECOLE
    listed = page(dasen, "/registre/dep:25/")
    assert f"/registre/{ECOLE}/" in listed
    assert COLLEGE not in listed
    assert dasen.get("/registre/aca:besancon/").status_code == 403


def test_an_entry_of_another_school_is_not_found(head: Client) -> None:
    other = add_entry(ECOLE, SAID, by=someone(), at=NOW)
    assert head.get(f"/registre/{COLLEGE}/{other.pk}/").status_code == 404
    assert head.post(f"/registre/{COLLEGE}/{other.pk}/retirer/").status_code == 404
    assert head.get(f"/registre/{COLLEGE}/99999999999999999999/").status_code == 404
    assert Processing.objects.in_use().count() == 1


@pytest.mark.parametrize("place", ["uai:0250000A", "nulle-part", "uai:", "dep:99"])
def test_a_school_that_means_nothing_is_not_found(head: Client, place: str) -> None:
    assert head.get(f"/registre/{place}/").status_code in (403, 404)


def test_the_officer_sees_which_schools_have_a_register(academy: Path) -> None:
    assert academy.is_dir()
    add_entry(COLLEGE, SAID, by=someone(), at=NOW)
    shown = page(client_of(someone(Role.DPO, territory="aca:besancon")), "/registre/aca:besancon/")
    assert f"/registre/{COLLEGE}/" in shown
    assert "dpd@ac-besancon.fr" in shown


def test_the_register_of_vigie_is_for_anyone_signed_in() -> None:
    teacher = client_of(someone(Role.TEACHER, territory=COLLEGE))
    shown = page(teacher, "/registre-vigie/")
    assert "Résultats Pix et Pix+ Édu" in shown
    assert "Rectorat de l’académie de Besançon" in shown
    assert "Mission d’intérêt public" in shown
    assert "Code de la campagne Pix" in shown
    lines = teacher.get("/registre-vigie/?registre-export=csv").content.decode().split("\r\n")
    assert any(line.startswith("Comptes et mandats;Rectorat") for line in lines)


def test_the_directory_is_read_by_all_and_written_by_the_officer(head: Client) -> None:
    assert "dpd@ac-dijon.fr" in page(head, "/dpd/")
    assert head.get("/dpd/aca:besancon/").status_code == 403
    officer = client_of(someone(Role.DPO, territory="aca:besancon"))
    assert officer.get("/dpd/aca:dijon/").status_code == 403
    assert post(officer, "/dpd/aca:besancon/", email="")[0] == 400
    status, shown = post(
        officer, "/dpd/aca:besancon/", name="Bureau", email="dpd@exemple.example", phone="01"
    )
    assert status == 200
    assert "dpd@exemple.example" in shown
    administrator = client_of(someone(Role.ADMINISTRATOR))
    assert administrator.get("/dpd/dep:25/").status_code == 404
    assert administrator.get("/dpd/aca:dijon/").status_code == 200
