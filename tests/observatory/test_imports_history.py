"""The history, one import, taking it back, and the state of the figures."""

import json
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from lib.people import signed_in
from observatory.dropping import EXAMPLES, HEADCOUNTS, STOP, Person, text_of
from vigie.facts.geography import build_tree
from vigie.facts.home import Home
from vigie.facts.ledger import Ledger
from vigie.measures.cube import Cube
from vigie.observatory import imports_jobs as jobs
from vigie.observatory import imports_rebuild
from vigie.observatory.imports_places import smallest_holding

ACADEMY = EXAMPLES / "academie"
LATER = HEADCOUNTS.replace("2900;2024-10-01", "3000;2025-10-01") + "dep:39;CPE;12;2025-10-01\n"


@pytest.fixture
def person(home: Path) -> Person:
    assert home.is_dir()
    return Person(signed_in())


@pytest.fixture
def two(person: Person) -> Person:
    """Two headcount files, the second newer on one of its two lines."""
    person.import_all(("effectifs-2024.csv", HEADCOUNTS))
    person.import_all(("effectifs-2025.csv", LATER))
    return person


def test_the_history_tells_who_when_what(two: Person) -> None:
    shown = two.read("/imports/")
    assert "I000002 effectifs-2025.csv en vigueur Effectifs" in shown
    assert "en vigueur" in shown
    assert "2 lignes, " in shown or "2 lignes" in shown


def test_the_history_is_exported_sorted_and_filtered(two: Person) -> None:
    file = two.client.get("/imports/?historique-export=csv&historique-tri=file")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Import;Fichier;État;Type")
    assert [line.split(";")[1] for line in lines[1:3]] == [
        "effectifs-2024.csv",
        "effectifs-2025.csv",
    ]
    for kind in ("xlsx", "ods", "json"):
        answer = two.client.get(f"/imports/?historique-export={kind}&historique-q=2025")
        assert "attachment" in answer["Content-Disposition"]
    assert [row["file"] for row in json.loads(answer.content)["rows"]] == ["effectifs-2025.csv"]


def test_one_import_says_what_it_replaces(two: Person, home: Path) -> None:
    newer = two.read("/imports/historique/I000002/")
    assert "I000001 effectifs-2024.csv 01/10/2024 1 effectif" in newer
    assert "Aucun import plus récent ne le remplace." in newer
    older = two.read("/imports/historique/i000001/")
    assert "Remplacé par" in older
    assert "Il ne remplace aucun import plus ancien." in older
    assert Ledger(Home(home)).records()[0].sha256 in older


def test_an_export_is_replaced_by_the_next_one_of_its_campaign(person: Person) -> None:
    exports = sorted(ACADEMY.glob("*1D-public_Doubs*512001*.csv"))
    assert len(exports) == 3
    person.import_all(ACADEMY / "campagnes.csv", *exports)
    middle = person.read("/imports/historique/I000003/")
    assert "Campagnes de cet import" in middle
    assert "PBYBWV439 Doubs (campagne déclarée)" in middle
    after, _, before = middle.partition("Remplace ")
    assert "03/02/2025 campagne PBYBWV439" in after
    assert "07/10/2024 campagne PBYBWV439" in before


def test_refused_lines_and_warnings_stay_in_the_record(person: Person) -> None:
    address = person.drop(EXAMPLES / "wrong" / "territoire-inconnu.csv")
    person.decide(address, "1/importer", {"1-accept": "3-4"})
    shown = person.read("/imports/historique/I000001/")
    assert "Lignes 3 et 4, acceptées nommément" in shown
    person.import_all(EXAMPLES / "national" / "couverture-sujets-2024-04-10.csv")
    assert "14 734" in person.read("/imports/historique/I000002/")


def test_an_import_that_is_not_there(person: Person) -> None:
    for address in ("/imports/historique/I999999/", "/imports/historique/I999999/retirer/"):
        assert person.client.get(address).status_code == 404


def test_taking_back_says_first_what_will_change(two: Person, home: Path) -> None:
    shown = two.read("/imports/historique/I000002/retirer/")
    assert "reviennent à ceux des imports plus anciens" in shown
    assert "I000001 (1 effectif, au 1er octobre 2024)" in shown
    assert "déposez de nouveau le même fichier" in shown
    assert len(Ledger(Home(home)).active()) == 2
    shown = two.read("/imports/historique/I000001/retirer/")
    assert "I000002, 1 effectif) : pour ce qu’ils couvrent, seul l’historique change." in shown


def test_taking_back_and_dropping_again(two: Person, home: Path) -> None:
    shown = two.decide("/imports/historique/I000002/", "retirer")
    assert "L’import I000002 est retiré." in shown
    assert "Cet import est retiré" in shown
    cube = Cube.open(Home(home))
    assert set(cube.imports) == {1}
    shown = two.decide("/imports/historique/I000002/", "retirer")
    assert "a déjà été retiré" in shown
    # The very same bytes go in again, under a number of their own.
    assert "Importé" in two.import_all(("effectifs-2025.csv", LATER))
    assert [r.no for r in Ledger(Home(home)).active()] == [1, 3]


def test_taking_back_everything_leaves_no_figure(person: Person, home: Path) -> None:
    person.import_all(("effectifs.csv", HEADCOUNTS))
    person.decide("/imports/historique/I000001/", "retirer")
    assert Cube.open_or_none(Home(home)) is None
    assert imports_rebuild.is_current(Home(home))
    assert "pas encore été calculés" in person.read("/qualite/")
    assert "Aucun import n’est en vigueur" in person.read("/imports/")


def test_figures_that_lag_are_told_and_counted_on_demand(person: Person, home: Path) -> None:
    person.import_all(("effectifs.csv", HEADCOUNTS))
    (home / "cube" / "CURRENT").unlink()
    assert "1 import pas encore compté." in person.read("/imports/")
    answer = person.client.post("/imports/calcul/", {"retour": "https://ailleurs.example/"})
    assert answer["Location"] == "/imports/"
    person.wait("/imports/calcul/")
    assert imports_rebuild.is_current(Home(home))
    for page in ("/imports/", "/imports/historique/I000001/", "/qualite/"):
        assert "Chiffres à jour Tous les imports sont comptés." in person.read(page)


def test_a_count_that_ends_while_it_is_looked_at_is_asked_again(
    person: Person, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.import_all(("effectifs.csv", HEADCOUNTS))
    current = home / "cube" / "CURRENT"
    figures = current.read_text()
    current.unlink()
    looked = threading.Event()

    def count(_tell: jobs.Tell) -> None:
        looked.wait(30)
        current.write_text(figures)

    def compared(cube: Cube | None, of: Home) -> tuple[int, int]:
        late = compare(cube, of)
        looked.set()
        while imports_rebuild.status(of).running:
            time.sleep(0.01)
        return late

    compare = imports_rebuild._missing_from
    jobs.start(imports_rebuild.folder_of(Home(home)), count, patience=0)
    with monkeypatch.context() as patched:
        patched.setattr(imports_rebuild, "_missing_from", compared)
        shown = text_of(person.client.get("/imports/"))
    assert "Calcul des chiffres en cours" in shown
    assert "dès qu’il sera terminé" in shown
    answer = person.client.get("/imports/calcul/")
    assert answer.status_code == STOP
    assert "Chiffres à jour" in text_of(answer)


def test_a_count_that_was_killed_reads_as_interrupted(person: Person, home: Path) -> None:
    person.import_all(("effectifs.csv", HEADCOUNTS))
    (home / "cube" / "CURRENT").unlink()
    state = {"state": "running", "step": "lecture", "done": 0, "total": 1}
    (home / "drafts" / ".rebuild" / "job.json").write_text(json.dumps(state))
    assert "Le dernier calcul s’est interrompu" in person.read("/imports/")


def test_the_smallest_territory_that_holds_all() -> None:
    tree = build_tree(None, date(2025, 1, 1))
    assert smallest_holding(["dep:25", "dep:39"], tree) == "aca:besancon"
    assert smallest_holding(["dep:25"], tree) == "dep:25"
    assert smallest_holding(["dep:25", "dep:2A"], tree) == "FR"
    assert smallest_holding(["label:tne"], tree) == "FR"
    assert smallest_holding([], tree) == "FR"
