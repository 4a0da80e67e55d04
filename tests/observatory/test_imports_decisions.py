"""Deciding about dropped files: whole, without the refused lines, or not at all."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from lib.people import signed_in
from observatory.dropping import EXAMPLES, HEADCOUNTS, Person, text_of
from vigie.facts.home import Home
from vigie.facts.ledger import Ledger
from vigie.measures.cube import Cube
from vigie.measures.query import Query, run
from vigie.observatory import imports_decisions, imports_page
from vigie.observatory.imports_drafts import Drafts

WRONG = EXAMPLES / "wrong" / "territoire-inconnu.csv"
DAY_LATER = timedelta(hours=24, seconds=1)


@pytest.fixture
def person(home: Path) -> Person:
    assert home.is_dir()
    return Person(signed_in())


def test_a_file_goes_in_and_the_figures_follow(person: Person, home: Path) -> None:
    shown = person.import_all(("effectifs.csv", HEADCOUNTS))
    assert "effectifs.csv Importé" in shown
    assert "Chiffres à jour Voir le tableau de bord : Doubs." in shown
    cube = Cube.open(Home(home))
    (figure,) = run(cube, Query("headcount", "Doubs", profile="1D_PUBLIC"))
    assert figure.value == 2900
    assert list((home / "drafts").rglob("*.csv")) == []


def test_files_that_lean_on_others_go_in_after_them(person: Person, home: Path) -> None:
    folder = EXAMPLES / "academie"
    campaigns = folder / "campagnes.csv"
    export = next(folder.glob("*1D-public_Doubs*2025-02-03*.csv"))
    address = person.drop(export, campaigns, folder / "etablissements.csv")
    person.decide(address, "importer")
    records = Ledger(Home(home)).records()
    assert [r.source for r in records] == ["schools", "campaigns", "pix-assessment"]
    assert (records[2].territory, records[2].profile) == ("dep:25", "1D_PUBLIC")


def test_refused_lines_must_be_accepted_by_name(person: Person, home: Path) -> None:
    address = person.drop(WRONG)
    assert "J’accepte de laisser de côté les lignes 3 et 4" in person.read(address)
    shown = person.decide(address, "1/importer")
    assert "Cochez cette case pour importer le fichier sans ces lignes." in shown
    assert Ledger(Home(home)).records() == []
    for other in ("3", "3-5", "tout", ""):
        person.decide(address, "1/importer", {"1-accept": other})
        assert Ledger(Home(home)).records() == []
    shown = person.decide(address, "1/importer", {"1-accept": "3-4"})
    assert "territoire-inconnu.csv Importé" in shown
    (record,) = Ledger(Home(home)).records()
    assert record.refused_lines == (3, 4)
    assert (record.rows_read, record.rows_kept, record.rows_refused) == (3, 1, 2)


def test_importing_all_leaves_files_with_refused_lines(person: Person, home: Path) -> None:
    address = person.drop(WRONG, ("effectifs.csv", HEADCOUNTS))
    shown = person.decide(address, "importer")
    assert "effectifs.csv Importé" in shown
    assert "territoire-inconnu.csv 2 lignes à corriger" in shown
    assert [record.source for record in Ledger(Home(home)).records()] == ["headcounts"]
    assert "Aucun fichier n’est prêt" in person.decide(address, "importer")


def test_a_mended_file_is_dropped_again(person: Person, home: Path) -> None:
    first = person.drop(WRONG)
    person.decide(first, "1/abandonner")
    mended = WRONG.read_text("utf-8").replace("Franche-Conté", "Jura").replace("dep:96", "dep:90")
    shown = person.import_all((WRONG.name, mended))
    assert "territoire-inconnu.csv Importé" in shown
    (record,) = Ledger(Home(home)).records()
    assert (record.rows_kept, record.refused_lines) == (3, ())


def test_the_same_decision_twice_imports_once(person: Person, home: Path) -> None:
    address = person.drop(("effectifs.csv", HEADCOUNTS))
    person.decide(address, "1/importer")
    shown = person.decide(address, "1/importer")
    assert "est déjà importé : rien n’a été fait de plus" in shown
    assert len(Ledger(Home(home)).records()) == 1


def test_two_tabs_on_one_drop(person: Person, home: Path) -> None:
    address = person.drop(("effectifs.csv", HEADCOUNTS))
    other = Person(person.client)
    assert "Prêt à importer" in other.read(address)
    person.decide(address, "1/importer")
    shown = other.decide(address, "1/abandonner")
    assert "effectifs.csv est déjà importé" in shown
    assert "effectifs.csv Importé" in shown
    assert Ledger(Home(home)).active()


def test_a_drop_is_for_whoever_dropped(person: Person) -> None:
    address = person.drop(("effectifs.csv", HEADCOUNTS))
    stranger = signed_in()
    for path in (address, f"{address}etat/", f"{address}1/erreurs.csv"):
        assert stranger.get(path).status_code == 410
    for what in ("importer", "1/importer", "1/abandonner", "abandonner"):
        assert stranger.post(f"{address}{what}/").status_code == 410
    assert "Prêt à importer" in person.read(address)


def test_the_same_bytes_in_two_drops_go_in_once(person: Person, home: Path) -> None:
    first, second = (person.drop(("effectifs.csv", HEADCOUNTS)) for _ in range(2))
    person.decide(first, "1/importer")
    shown = person.read(second)
    person.wait(f"{second}etat/")
    shown = person.read(second)
    assert "effectifs.csv Déjà importé" in shown
    assert "octet pour octet" in shown
    person.decide(second, "importer")
    assert len(Ledger(Home(home)).records()) == 1


def test_a_reading_that_no_longer_holds_is_made_again(person: Person, home: Path) -> None:
    # The second headcount is 30 % above the first: nobody knew when the second file was read.
    later = HEADCOUNTS.replace("2900;2024-10-01", "3800;2025-10-01")
    waiting = person.drop(("apres.csv", later))
    assert "plus de 20 %" not in person.read(waiting)
    person.import_all(("effectifs.csv", HEADCOUNTS))
    shown = person.decide(waiting, "1/importer")
    assert "les données ont changé depuis la lecture" in shown
    assert "plus de 20 %" in shown
    assert len(Ledger(Home(home)).records()) == 1
    assert "apres.csv Importé" in person.decide(waiting, "1/importer")


def test_giving_up_lets_the_bytes_go(person: Person, home: Path) -> None:
    address = person.drop(WRONG, ("effectifs.csv", HEADCOUNTS))
    shown = person.decide(address, "1/abandonner")
    assert "n’est pas importé" in shown
    assert [path.name for path in (home / "drafts").rglob("*.csv")] == ["effectifs.csv"]
    shown = person.decide(address, "abandonner")
    assert "Abandon de 1 fichier" in shown
    assert list((home / "drafts").rglob("*.csv")) == []
    assert Ledger(Home(home)).records() == []


def test_a_drop_older_than_a_day_is_gone(
    person: Person, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = person.drop(("effectifs.csv", HEADCOUNTS))
    later = datetime.now(UTC) + DAY_LATER
    monkeypatch.setattr(imports_decisions, "now", lambda: later)
    monkeypatch.setattr(imports_page, "now", lambda: later)
    for answer in (
        person.client.get(address),
        person.client.post(f"{address}1/importer/"),
        person.client.get(f"{address}etat/"),
    ):
        assert answer.status_code == 410
        assert "Ce dépôt n’existe plus" in text_of(answer)
    person.read("/imports/")
    assert list((home / "drafts").rglob("*.csv")) == []


@pytest.mark.parametrize("token", ["a" * 32, "x", "..%2F..%2Farchive", ".rebuild", "a" * 31 + "é"])
def test_a_token_that_is_not_one_leads_nowhere(person: Person, token: str) -> None:
    assert person.client.get(f"/imports/depot/{token}/").status_code in (404, 410)


def test_decisions_are_posted(person: Person) -> None:
    address = person.drop(("effectifs.csv", HEADCOUNTS))
    for what in ("importer", "abandonner", "relire", "1/importer", "1/abandonner", "1/completer"):
        assert person.client.get(f"{address}{what}/").status_code == 405


def test_a_file_that_is_not_in_the_drop(person: Person) -> None:
    address = person.drop(("effectifs.csv", HEADCOUNTS))
    assert person.client.post(f"{address}7/importer/").status_code == 410


def test_decisions_need_the_token_of_the_form(person: Person, home: Path) -> None:
    address = person.drop(("effectifs.csv", HEADCOUNTS))
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(f"{address}1/importer/").status_code == 403
    assert Ledger(Home(home)).records() == []


def test_tokens_cannot_be_guessed(home: Path) -> None:
    drafts = Drafts(Home(home))
    tokens = {drafts.create(datetime.now(UTC), "person:1").token for _ in range(50)}
    assert len(tokens) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in tokens)


def test_a_long_list_of_refused_lines_is_folded(person: Person, home: Path) -> None:
    rows = "".join(
        f"dep:{'25' if n % 2 else '96'};CPE;{n};{1800 + n}-10-01\n" for n in range(1, 201)
    )
    address = person.drop(("effectifs.csv", f"territory;profile;headcount;as_of\n{rows}"))
    shown = person.read(address)
    assert "100 lignes à corriger" in shown
    assert "Les 50 premières erreurs sont montrées ici." in shown
    assert "J’accepte de laisser de côté les 100 lignes refusées" in shown
    assert "Numéros des 100 lignes refusées 3, 5, 7" in shown
    errors = person.client.get(f"{address}1/erreurs.csv").content.decode().splitlines()
    assert sum("96" in line for line in errors) >= 100
    form = re.search(
        r'name="1-accept" value="([^"]+)"', person.client.get(address).content.decode()
    )
    assert form is not None
    person.decide(address, "1/importer", {"1-accept": form[1]})
    (record,) = Ledger(Home(home)).records()
    assert record.rows_refused == 100
