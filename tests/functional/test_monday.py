"""The officer's Monday, in a real browser, on the site as `vigie serve` gives it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from functional.keyboard import press, reach
from functional.monday import EXPORT, WRONG, cells, mended, people_in, plain

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def test_her_monday(open_page: OpenPage, own_site: str, tmp_path: Path) -> None:
    page = open_page(f"{own_site}/")
    page.get_by_role("link", name="Imports", exact=True).click()
    drop(page, EXPORT, WRONG)
    read_the_error(page)
    accept(page, EXPORT.name)
    expect(page.locator("#calcul")).to_contain_text("Voir le tableau de bord : Doubs")

    page.get_by_role("link", name="Revenir aux imports").click()
    drop(page, mended(tmp_path))
    accept(page, "taux-corrige.csv")
    expect(page.locator("#calcul")).to_contain_text("Territoire de Belfort")
    expect(page.locator("main")).to_contain_text("Tout est décidé")

    drill_down(page)
    rate = read_the_board(page)
    open_a_provenance(page, rate)
    page.go_back()
    export_the_table(page)
    print_it(page)


def test_her_monday_without_a_mouse(open_page: OpenPage, own_site: str) -> None:
    page = open_page(f"{own_site}/imports/")
    press(page, "Aller au contenu")
    # Waited for from afar: the browser must know that we answer for its dialogue before the key.
    with page.expect_file_chooser(timeout=60_000) as chooser:
        reach(page, "Fichiers (obligatoire)")
        page.keyboard.press("Enter")
    chooser.value.set_files([EXPORT])
    press(page, "Lire les fichiers")
    heading(page, "Fichiers déposés")
    expect(page.get_by_role("region", name=f"{EXPORT.name} Prêt")).to_be_visible()
    # While files are being read there is nothing to press, and the page comes again by itself.
    expect(page.get_by_role("button", name=f"Importer {EXPORT.name}")).to_be_visible()
    press(page, "Aller au contenu")
    press(page, f"Importer {EXPORT.name}")
    expect(page.locator("#calcul")).to_contain_text("Chiffres à jour")

    press(page, "Tableau de bord")
    heading(page, "France")
    press(page, "Bourgogne-Franche-Comté : ")
    heading(page, "Bourgogne-Franche-Comté")
    press(page, "Doubs : ")
    heading(page, "Doubs")
    press(page, "Aller au contenu")
    press(page, "Circonscription 1er degré Valdoux Nord")
    heading(page, "Circonscription 1er degré Valdoux Nord")
    press(page, "Aller au contenu")
    press(page, rate_of(page))
    heading(page, "Taux de participation, Circonscription 1er degré Valdoux Nord")
    press(page, "Aller au contenu")
    reach(page, "CSV")
    with page.expect_download() as download_of:
        page.keyboard.press("Enter")
    assert EXPORT.name in Path(download_of.value.path()).read_text(encoding="utf-8-sig")


def rate_of(page: Page) -> str:
    """The participation rate printed on a board."""
    tile = page.locator(".tile", has_text="Taux de participation").first
    return plain(tile.locator("a.figure").first.inner_text())


def drop(page: Page, *files: Path) -> None:
    """Drops files and waits until each was read."""
    heading(page, "Imports")
    page.get_by_role("button", name="Fichiers (obligatoire)").set_input_files(files)
    expect(page.locator("[data-chosen]")).to_contain_text(files[0].name)
    page.get_by_role("button", name="Lire les fichiers").click()
    heading(page, "Fichiers déposés")
    for file in files:
        card = page.get_by_role(
            "region", name=re.compile(f"^{re.escape(file.name)} (Prêt|1 ligne)")
        )
        expect(card).to_be_visible()


def read_the_error(page: Page) -> None:
    """Line, column, value, what is wrong, what to do; nothing of the file goes in."""
    card = page.get_by_role("region", name=re.compile(f"^{WRONG.name} 1 ligne à corriger"))
    error = [plain(text) for text in card.locator(".data--errors tbody tr > *").all_inner_texts()]
    assert error == [
        "2",
        "% maitrise de l'ensemble des acquis du profil",
        "78",
        "« 78 » dépasse 1 : une fraction de 0 à 1 est attendue.",
        "Écrivez 0,78 pour 78 %.",
    ]
    expect(card.get_by_role("button", name=re.compile("^Importer$"))).to_have_count(0)


def accept(page: Page, name: str) -> None:
    """Imports a file and waits until the figures hold it."""
    page.get_by_role("button", name=f"Importer {name}").click()
    expect(page.get_by_role("region", name=f"{name} Importé")).to_be_visible()
    expect(page.locator("#calcul")).to_contain_text("Chiffres à jour")


def drill_down(page: Page) -> None:
    """From the nation to a circonscription and back: maps, tabs, tables, breadcrumb."""
    page.get_by_role("link", name="Tableau de bord", exact=True).click()
    heading(page, "France")
    on_map(page, "Bourgogne-Franche-Comté").click()
    heading(page, "Bourgogne-Franche-Comté")
    page.get_by_role("link", name="Académies", exact=True).click()
    page.locator("#territoires").get_by_role("link", name="Besançon", exact=True).click()
    heading(page, "Besançon")
    on_map(page, "Doubs").click()
    heading(page, "Doubs")
    page.locator("#territoires").get_by_role("link", name=re.compile("Valdoux Nord$")).click()
    heading(page, "Circonscription 1er degré Valdoux Nord")
    trail = page.get_by_role("navigation", name="Fil d’Ariane")
    expect(trail.locator("li")).to_have_text(
        ["France", "Bourgogne-Franche-Comté", "Besançon", "Doubs",
         "Circonscription 1er degré Valdoux Nord"]
    )  # fmt: skip
    trail.get_by_role("link", name="Doubs").click()
    heading(page, "Doubs")


def read_the_board(page: Page) -> str:
    """Monday's people are counted, and the parts make the whole; gives the printed rate."""
    profiles = {row[0]: row for row in cells(page.locator("#profils table"))}
    assert number(profiles["1D public"][1]) == people_in(EXPORT)
    header, *rows = cells(page.locator("#territoires table"))
    assert header[:3] == ["Circonscriptions", "Participants", "Effectif"]
    *parts, whole = rows
    assert whole[0] == "Doubs"
    for column in (1, 2):
        assert sum(number(part[column]) for part in parts) == number(whole[column])
    for row in rows:
        rate = round(1000 * number(row[1]) / number(row[2])) / 10
        assert abs(number(row[3]) - rate) < 0.11
    return whole[3]


def open_a_provenance(page: Page, rate: str) -> None:
    """One click from a figure to its formula, its files and their dates."""
    assert rate_of(page) == rate
    page.locator(".tile", has_text="Taux de participation").first.locator("a.figure").click()
    heading(page, "Taux de participation, Doubs")
    formula = page.get_by_role("region", name="Formule")
    assert "Participants" in plain(formula.inner_text())
    assert rate in plain(formula.inner_text())
    files = {row[0]: row for row in cells(page.locator("#fichiers table"))}
    assert files[EXPORT.name][2] == "03/03/2025"
    assert re.fullmatch(r"I\d{6}", files[EXPORT.name][4])


def export_the_table(page: Page) -> None:
    """What is downloaded is what is on the screen, and says its sources."""
    page.locator("#territoires-tri-name").click()
    page.wait_for_selector("#territoires th[aria-sort=ascending] #territoires-tri-name")
    screen = cells(page.locator("#territoires table"))

    lines = list(csv.reader(download(page, "CSV").open(encoding="utf-8-sig"), delimiter=";"))
    end = lines.index([])
    assert [[plain(cell) for cell in line] for line in lines[:end]] == [
        unit_in_header(screen[0]),
        *([bare(cell) for cell in row] for row in screen[1:]),
    ]
    about = {label: plain(text) for label, text in lines[end + 1 :]}
    assert about["Données arrêtées au"] == "3 mars 2025"
    assert "I0000" in about["Imports"]

    book = CalamineWorkbook.from_path(str(download(page, "XLSX")))
    assert book.sheet_names == ["Données", "À propos"]
    sheet = book.get_sheet_by_name("Données").to_python()
    assert sheet[0] == screen[0]
    for written, shown in zip(sheet[1:], screen[1:], strict=True):
        assert written[0] == shown[0]
        for value, text in zip(written[1:5], shown[1:5], strict=True):
            if text.startswith("masqué"):
                assert value == bare(text)
                continue
            told = number(text) / 100 if "%" in text else number(text)
            assert value == pytest.approx(told, abs=0.0005001 if "%" in text else 0)


def print_it(page: Page) -> None:
    """The paper has the figures and the title, and none of the controls."""
    paper = page.pdf(format="A4", tagged=True, outline=True)
    assert paper.startswith(b"%PDF-")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 12
    assert {"Doubs", "Par circonscription", "Par profil"} <= set(outline(paper))
    page.emulate_media(media="print")
    for control in (".mainnav", ".skip", ".filters", ".exports", "[data-print]"):
        for each in page.locator(control).all():
            expect(each).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#territoires table")).to_be_visible()
    page.emulate_media(media="screen")


def heading(page: Page, words: str) -> None:
    """Waits for the page that this is the title of."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def on_map(page: Page, name: str) -> Locator:
    """The area of a territory on the map of the page."""
    return page.locator("svg.map").get_by_role("link", name=re.compile(f"^{name} : "))


def number(text: str) -> float:
    """`40 545` or `4,5 %` as a number."""
    return float(re.sub(r"[^\d,-]", "", text).replace(",", "."))


def bare(cell: str) -> str:
    """A cell of the screen as the CSV writes it: digits without spaces nor sign; of what is hidden,
    the words for those who listen, after the one for those who see."""
    if re.fullmatch(r"[\d ]+", cell):
        return cell.replace(" ", "")
    return cell.removesuffix(" %").removeprefix("masqué ")


def unit_in_header(header: list[str]) -> list[str]:
    """Headers as the CSV writes them."""
    shares = {"Taux de participation", "Ont terminé"}
    return [f"{name} (%)" if name in shares else name for name in header]


def download(page: Page, kind: str) -> Path:
    """The file of the table of territories."""
    with page.expect_download() as waiting:
        page.locator("#territoires .exports").get_by_role("link", name=re.compile(kind)).click()
    assert waiting.value.suggested_filename == f"vigie-territoires-2025-03-03.{kind.lower()}"
    return Path(waiting.value.path())


def outline(paper: bytes) -> list[str]:
    """The headings of a PDF, from its outline."""
    found = re.findall(rb"/Title\s*\(((?:\\.|[^\\)])*)\)", paper, re.DOTALL)
    return [_text(raw) for raw in found]


def _text(raw: bytes) -> str:
    octal = re.sub(rb"\\(\d{3})", lambda m: bytes([int(m[1], 8)]), raw)
    plain_bytes = re.sub(rb"\\(.)", rb"\1", octal, flags=re.DOTALL)
    if plain_bytes.startswith(b"\xfe\xff"):
        return plain_bytes[2:].decode("utf-16-be")
    return plain_bytes.decode("latin-1")
