"""The page away from this site: the sheet and its QR code, and the module for Magistère."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from lxml import etree
from playwright.sync_api import expect
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from conftest import OpenPage
from domains.campaigns.declared import NOW, all_of, skeleton
from lib.people import signed_in
from vigie.codes import PROFILES
from vigie.domains.campaigns.access import page_address
from vigie.domains.campaigns.access_queries import contacts_of, every_card
from vigie.domains.campaigns.models import Contact
from vigie.domains.campaigns.package import package
from vigie.domains.people.roles import Role
from vigie.web import clock
from vigie.web.qr import qr_svg

pytestmark = [pytest.mark.database, pytest.mark.django_db]
PLAYER = Path(__file__).with_name("scorm12")
TREE = skeleton()


@pytest.fixture
def officer(home: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Client:
    del home
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.VIGIE_BASE_URL = "https://vigie.exemple.example"
    return signed_in(Role.PIX_TEAM, territory="aca:besancon")


def test_the_qr_code_of_the_sheet_decodes_to_the_page(officer: Client) -> None:
    answer = officer.get("/mes-parcours/dep:25/affiche.pdf")
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    picture = document[0].render(scale=3).to_numpy()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == page_address("dep:25")
    assert code.text == "https://vigie.exemple.example/mes-parcours/?departement=dep%3A25"
    read = PdfReader(io.BytesIO(answer.content))
    assert len(read.pages) == 1
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert str(root["/Lang"]).lower().startswith("fr")
    text = read.pages[0].extract_text()
    for words in ("Je découvre", "Je m’entraîne", "Je valide", "compte Pix"):
        assert words in text


def test_the_link_of_the_sheet_asks_for_the_profile_alone(officer: Client) -> None:
    all_of()
    address = page_address("dep:25").removeprefix("https://vigie.exemple.example")
    page = officer.get(address).content.decode()
    assert '<option value="dep:25" selected>' in page
    assert "app.pix.fr" not in page


def test_the_page_to_share_draws_the_same_code_and_counts_what_is_missing(officer: Client) -> None:
    all_of("dep:25")
    page = officer.get("/mes-parcours/aca:besancon/diffuser/").content.decode()
    assert qr_svg(page_address()) in page
    assert "135 liens sur 180 n’ont pas de campagne" in page
    assert "https://vigie.exemple.example/mes-parcours/bloc/" in page
    below = officer.get("/mes-parcours/dep:25/diffuser/").content.decode()
    assert "n’ont pas de campagne" not in below


def unpacked(officer: Client, place: str = "aca:besancon") -> zipfile.ZipFile:
    answer = officer.get(f"/mes-parcours/{place}/magistere.zip")
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_the_manifest_is_that_of_scorm_1_2(officer: Client) -> None:
    archive = unpacked(officer)
    schema = etree.XMLSchema(etree.parse(str(PLAYER / "adlcp_rootv1p2.xsd")))
    manifest = etree.fromstring(archive.read("imsmanifest.xml"))
    schema.assertValid(manifest)
    space = {"c": "http://www.imsproject.org/xsd/imscp_rootv1p1p2"}
    listed = manifest.xpath("//c:file/@href", namespaces=space)
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(archive.namelist())
    assert manifest.xpath("//c:resource/@href", namespaces=space) == ["index.html"]
    assert "(Besançon)" in "".join(manifest.itertext())


def test_the_package_holds_every_link_and_calls_nobody(officer: Client) -> None:
    all_of("dep:25")
    archive = unpacked(officer)
    data = archive.read("data.js").decode()
    said = json.loads(data.removeprefix("window.VIGIE = ").rstrip(";\n"))
    assert len(said["links"]) == 4
    assert all(len(said["links"]["dep:25"][profile]) == 9 for profile in PROFILES)
    assert said["links"]["dep:39"]["CPE"] == {}
    others = "".join(
        archive.read(name).decode()
        for name in archive.namelist()
        if name.endswith((".js", ".html"))
    ).replace(data, "")
    assert "http" not in others
    assert "innerHTML" not in others


def test_the_same_campaigns_make_the_same_bytes() -> None:
    all_of("dep:25")
    cards = every_card(TREE, ["dep:25"], PROFILES, NOW.date())
    made = [
        package(cards, {"dep:25": "25 Doubs"}, contacts_of(TREE, ["dep:25"]), title="T", at=NOW)
        for _ in range(2)
    ]
    assert made[0] == made[1]


@pytest.fixture
def player(officer: Client, tmp_path: Path) -> Iterator[str]:
    """The address of a learning platform that plays the package, as Magistère would."""
    all_of("dep:25")
    Contact.objects.create(territory="dep:39", email="aide@exemple.example",
                           changed_at=NOW, changed_by="person:1")  # fmt: skip
    unpacked(officer).extractall(tmp_path / "module")
    (tmp_path / "scorm12.min.js").write_bytes((PLAYER / "scorm12.min.js").read_bytes())
    (tmp_path / "start.js").write_text(
        "window.API = new Scorm12API({autocommit: false, logLevel: 5});\n"
        "window.API.cmi.core.student_id = 'zoe+a@ac-essai.example';\n"
        "const kept = sessionStorage.getItem('kept');\n"
        "if (kept) window.API.cmi.suspend_data = kept;\n"
        "window.said = [];\n"
        "for (const name of ['Initialize', 'SetValue', 'Commit', 'Finish'])\n"
        "  window.API.on(`LMS${name}`, (...rest) => window.said.push([name, ...rest].join(' ')));\n"
    )
    (tmp_path / "index.html").write_text(
        '<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><title>Parcours</title>'
        '<link rel="icon" href="data:,"><script src="scorm12.min.js"></script>'
        '<script src="start.js"></script>'
        '<iframe title="Module" width="340" height="800" src="module/index.html"></iframe>'
    )
    handler = partial(Silent, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()
    server.server_close()


class Silent(SimpleHTTPRequestHandler):
    """Serves the files without a word."""

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.mark.browser
def test_the_package_plays_in_a_learning_platform(player: str, open_page: OpenPage) -> None:
    page = open_page(player, width=360)
    module = page.frame_locator("iframe")
    # The same person as the platform knows her; her profile is asked.
    assert module.get_by_label("Votre adresse académique").input_value() == "zoe+a@ac-essai.example"
    module.get_by_role("button", name="Valider").press("Enter")
    expect(module.get_by_text("Choisissez votre profil.")).to_be_visible()
    expect(module.get_by_role("link", name="Commencer")).to_have_count(0)
    module.get_by_label("Votre profil").select_option(label="2D public")
    module.get_by_label("Votre département").select_option(label="25 Doubs")
    module.get_by_role("button", name="Valider").press("Enter")
    links = module.get_by_role("link", name="Commencer")
    expect(links).to_have_count(9)
    assert links.first.get_attribute("href") == (
        "https://app.pix.fr/campagnes/Z2521?participantExternalId=zoe%2Ba%40ac-essai.example"
    )
    cmi = "window.API.cmi"
    assert page.evaluate(f"{cmi}.core.lesson_status") == "completed"
    assert page.evaluate(f"{cmi}.suspend_data") == "2D_PUBLIC dep:25"
    # Elsewhere no campaign exists: no broken link, and a contact.
    module.get_by_role("button", name="Modifier une information").press("Enter")
    module.get_by_label("Votre département").select_option(label="39 Jura")
    module.get_by_role("button", name="Valider").press("Enter")
    expect(module.get_by_role("link", name="Commencer")).to_have_count(0)
    expect(module.get_by_role("link", name="aide@exemple.example")).to_have_count(9)
    # The module closes the conversation once, when it is left.
    page.evaluate("document.querySelector('iframe').remove()")
    said = page.evaluate("window.said.map(each => each.split(' ')[0])")
    assert said[0] == "Initialize"
    assert said.count("Initialize") == said.count("Finish") == 1
    assert said[-1] == "Finish"
    assert page.evaluate("window.API.LMSGetLastError()") in ("0", 0)
    # She comes back: the platform kept what she chose, the links are there at once.
    page.evaluate("sessionStorage.setItem('kept', '2D_PUBLIC dep:25')")
    page.reload()
    expect(page.frame_locator("iframe").get_by_role("link", name="Commencer")).to_have_count(9)


@pytest.mark.browser
def test_the_package_opens_without_a_platform(player: str, open_page: OpenPage) -> None:
    page = open_page(player.replace("index.html", "module/index.html"), width=320)
    page.get_by_label("Votre profil").select_option(label="CPE")
    page.get_by_label("Votre département").select_option(label="25 Doubs")
    page.get_by_role("button", name="Valider").click()
    link = page.get_by_role("link", name="Commencer").first
    assert link.get_attribute("href") == "https://app.pix.fr/campagnes/Z2541"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
