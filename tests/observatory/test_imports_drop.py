"""Dropping files: what is received, what is read of them, what is refused at the door."""

import stat
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from lib.people import client_of, signed_in, someone
from observatory.dropping import EXAMPLES, HEADCOUNTS, Person, text_of
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.facts.ledger import Ledger
from vigie.observatory import imports_steps

NATIONAL = EXAMPLES / "national"
WRONG = EXAMPLES / "wrong"


@pytest.fixture
def person(home: Path) -> Person:
    assert home.is_dir()
    return Person(signed_in())


def drafts_in(home: Path) -> list[Path]:
    root = home / "drafts"
    return [path for path in root.iterdir() if len(path.name) == 32] if root.exists() else []


def test_an_empty_site_says_what_to_do(person: Person) -> None:
    shown = person.read("/imports/")
    assert "déposez un premier fichier" in shown
    assert "Export Pix Orga, campagne d’évaluation" in shown


def test_a_preview_tells_what_was_understood_and_writes_nothing(person: Person, home: Path) -> None:
    # The printed table says 14 700 senders, its profiles add up to 14 734 (seeds/001, l. 587).
    shown = person.read(person.drop(NATIONAL / "couverture-sujets-2024-04-10.csv"))
    assert "Prêt à importer" in shown
    assert "Reconnu comme Couverture agrégée" in shown
    assert "Données au 10 avril 2024" in shown
    assert "Lignes lues 138" in shown
    assert "14 700" in shown
    assert "14 734" in shown
    assert Ledger(Home(home)).records() == []
    assert not (home / "archive").exists()


def test_several_files_each_have_their_verdict(person: Person) -> None:
    shown = person.read(
        person.drop(
            NATIONAL / "participation-regions-2024-04-10.csv",
            WRONG / "territoire-inconnu.csv",
            ("page.csv", "<!DOCTYPE html><html><body>Connexion</body></html>"),
            ("vide.csv", ""),
        )
    )
    assert "1 sur 4 prêt à importer" in shown
    assert "participation-regions-2024-04-10.csv Prêt à importer" in shown
    assert "territoire-inconnu.csv 2 lignes à corriger" in shown
    assert "page.csv Refusé" in shown
    assert "vide.csv Refusé" in shown


def test_errors_are_told_by_line_and_given_as_a_file(person: Person) -> None:
    address = person.drop(WRONG / "codes-abimes-par-excel.csv")
    shown = person.read(address)
    assert "2 territory 1 Le code de département « 1 » est incomplet." in shown
    assert "« 2E+05 » a été transformé en nombre par un tableur." in shown
    file = person.client.get(f"{address}1/erreurs.csv")
    assert "attachment" in file["Content-Disposition"]
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Ligne;Colonne;Valeur;Ce qui ne va pas;Que faire"
    assert [line.split(";")[0] for line in lines[1:3]] == ["2", "3"]


def test_a_file_without_date_asks_for_it(person: Person) -> None:
    undated = HEADCOUNTS.replace(";as_of", "").replace(";2024-10-01", "")
    address = person.drop(("effectifs.csv", undated))
    shown = person.read(address)
    assert "effectifs.csv À compléter" in shown
    assert "Indiquez la date d’extraction, ou ajoutez une colonne as_of." in shown
    shown = person.decide(address, "1/completer", {"1-as_of": "31/02/2025"})
    assert "n’existe pas dans le calendrier" in shown
    shown = person.decide(address, "1/completer", {"1-as_of": "2024-10-01"})
    assert "effectifs.csv Prêt à importer" in shown
    assert "Données au 1er octobre 2024" in shown


def test_a_campaign_nobody_declared_asks_for_its_place(person: Person) -> None:
    export = next((EXAMPLES / "monday").glob("*.csv"))
    address = person.drop(export)
    shown = person.read(address)
    assert "Prêt, à préciser" in shown
    assert "PBYBWV439" in shown
    shown = person.decide(
        address, "1/completer", {"1-territory": "Saint-Denis-sur-Rien", "1-profile": "1D_PUBLIC"}
    )
    assert "À compléter" in shown
    assert "Saint-Denis-sur-Rien" in shown
    shown = person.decide(
        address, "1/completer", {"1-territory": "doubs", "1-profile": "1D_PUBLIC"}
    )
    assert "Prêt à importer" in shown
    assert "Doubs (indiqué par vous)" in shown
    assert "1D public (indiqué par vous)" in shown
    assert "Auto-positionnement (lu dans le titre du parcours)" in shown


def test_a_fault_of_ours_is_told_and_can_be_tried_again(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("boom")

    with monkeypatch.context() as patch:
        patch.setattr(imports_steps, "import_file", broken)
        address = person.drop(("effectifs.csv", HEADCOUNTS))
        assert "Panne de Vigie" in person.read(address)
    assert "Prêt à importer" in person.decide(address, "relire")


def test_what_is_received_is_closed_to_others(person: Person, home: Path) -> None:
    person.drop(("effectifs.csv", HEADCOUNTS))
    (folder,) = drafts_in(home)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (received,) = (folder / "1" / "received").iterdir()
    assert stat.S_IMODE(received.stat().st_mode) == 0o600
    assert received.read_text() == HEADCOUNTS


def test_nothing_chosen_is_told(person: Person, home: Path) -> None:
    answer = person.client.post("/imports/deposer/", {})
    assert answer.status_code == 400
    assert "Choisissez au moins un fichier." in text_of(answer)
    assert drafts_in(home) == []


def test_a_file_past_the_limit_is_refused_and_let_go(
    person: Person, home: Path, settings: Settings
) -> None:
    settings.VIGIE_MAX_UPLOAD_BYTES = 1_000_000
    big = ("gros.csv", b"x" * 1_000_001)
    answer = person.client.post("/imports/deposer/", {"files": [_file(*big)]})
    assert answer.status_code == 413
    assert "dépasse 1 Mo" in text_of(answer)
    assert drafts_in(home) == []
    shown = person.read(person.drop(big, ("effectifs.csv", HEADCOUNTS)))
    assert "Au-delà de 1 Mo, non reçu : gros.csv." in shown
    assert "effectifs.csv Prêt à importer" in shown
    (folder,) = drafts_in(home)
    assert [path.name for path in folder.rglob("*.csv")] == ["effectifs.csv"]


def test_too_many_files_are_refused_in_words(
    person: Person, home: Path, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    files = [_file(f"{n}.csv", HEADCOUNTS.encode()) for n in range(3)]
    answer = person.client.post("/imports/deposer/", {"files": files})
    assert answer.status_code == 400
    assert "au plus 2 fichiers à la fois" in text_of(answer)
    assert drafts_in(home) == []


def test_a_form_from_elsewhere_is_refused_and_leaves_nothing(home: Path) -> None:
    stranger = client_of(someone(Role.NATIONAL_TEAM), enforce_csrf_checks=True)
    answer = stranger.post("/imports/deposer/", {"files": [_file("e.csv", HEADCOUNTS.encode())]})
    assert answer.status_code == 403
    assert drafts_in(home) == []


def test_the_address_of_the_form_leads_back_to_the_page(person: Person) -> None:
    assert person.client.get("/imports/deposer/")["Location"] == "/imports/"


def test_this_browser_finds_its_drops_again(person: Person, home: Path) -> None:
    address = person.drop(("effectifs.csv", HEADCOUNTS))
    page = person.client.get("/imports/").content.decode()
    assert address in page
    # Another browser does not: the token is the only key.
    assert address not in signed_in().get("/imports/").content.decode()
    person.decide(address, "1/abandonner")
    assert address not in person.client.get("/imports/").content.decode()
    assert drafts_in(home) == []


def _file(name: str, content: bytes) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)
