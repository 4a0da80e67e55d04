"""The kit: one text in the nation, the words of each territory, editions, and files of real use."""

from __future__ import annotations

import email
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import policy
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.apps import apps
from django.test import Client
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lib.accessibility import overflow, violations
from lib.browsing import follow
from lib.people import client_of, cookies_of, signed_in, someone
from vigie.domains.audit.models import Entry
from vigie.domains.campaigns.models import Contact
from vigie.domains.compliance.uploads import Upload
from vigie.domains.kit import actions, originals
from vigie.domains.kit.actions import Content, Heading
from vigie.domains.kit.files import archive, file_of
from vigie.domains.kit.models import Piece
from vigie.domains.kit.queries import held_in
from vigie.domains.kit.values import FIELDS, filling
from vigie.domains.people.roles import Role
from vigie.domains.territories.tree import tree

pytestmark = [pytest.mark.database, pytest.mark.django_db]

OpenPage = Callable[..., Page]
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
MAIL = Heading("mail", "teachers", "Inviter", "FR")
TEXT = Content(subject="Parcours, {territoire}", body="Bonjour,\n\n[Mes parcours]({lien})")


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path) -> None:
    settings.VIGIE_HOME = tmp_path


def written(said: Content = TEXT, heading: Heading = MAIL) -> Piece:
    return actions.write_piece(heading, said, allowed=FIELDS, by=None, at=NOW)


def subjects(territory: str) -> list[str]:
    return [each.edition.subject for each in held_in(tree(NOW.date()), territory)]


def test_a_territory_without_words_of_its_own_has_those_of_the_nearest_above() -> None:
    adviser = someone(Role.DELEGATE, territory="reg:bretagne")
    national = written()
    own = actions.adapt_piece(national, "reg:bretagne", by=adviser, at=NOW)
    actions.revise_piece(own, Content(subject="Degemer mat", body="Bonjour"),
                         allowed=FIELDS, by=adviser, at=NOW)  # fmt: skip
    assert subjects("dep:35") == ["Degemer mat"]
    assert subjects("dep:14") == ["Parcours, {territoire}"]


def test_an_adaptation_is_told_that_the_original_has_changed_and_may_be_kept() -> None:
    adviser = someone(Role.DELEGATE, territory="reg:bretagne")
    national = written()
    own = actions.adapt_piece(national, "reg:bretagne", by=adviser, at=NOW)
    actions.revise_piece(national, Content(body="Autre texte"), allowed=FIELDS, by=None, at=NOW)
    (held,) = held_in(tree(NOW.date()), "reg:bretagne")
    assert (held.piece, held.behind) == (own, 1)
    actions.keep_words(own, by=adviser, at=NOW)
    assert held_in(tree(NOW.date()), "reg:bretagne")[0].behind == 0


def test_a_withdrawn_adaptation_gives_way_to_the_original_and_can_come_back() -> None:
    adviser = someone(Role.DELEGATE, territory="reg:bretagne")
    own = actions.adapt_piece(written(), "reg:bretagne", by=adviser, at=NOW)
    actions.withdraw_piece(own, by=adviser, at=NOW)
    assert [each.piece.territory for each in held_in(tree(NOW.date()), "reg:bretagne")] == ["FR"]
    actions.put_back_piece(own, by=adviser, at=NOW)
    assert [each.piece for each in held_in(tree(NOW.date()), "reg:bretagne")] == [own]


def test_editions_stay_and_one_can_be_taken_up_again() -> None:
    writer = someone(Role.NATIONAL_TEAM)
    piece = written()
    actions.revise_piece(piece, Content(body="Deux"), allowed=FIELDS, by=writer, at=NOW)
    first = piece.editions.get(number=1)
    third = actions.restore_edition(first, by=writer, at=NOW + timedelta(hours=1))
    assert [each.body for each in piece.editions.all()] == [TEXT.body, "Deux", TEXT.body]
    assert (third.number, third.note) == (3, "Reprend l’édition 1.")


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        (Content(body=""), "body", "vide"),
        (Content(body="Bonjour\n\n{prénom}"), "body", "Ligne 3"),
        (Content(body="Bonjour {lein}"), "body", "{lien}"),
        (Content(subject="a\nBcc: x@y.fr", body="b"), "subject", "une ligne"),
        (Content(body="b", link="javascript:alert(1)"), "link", "https://"),
        (Content(body="[écrire]({contact})"), "body", "pas une adresse"),
    ],
)
def test_a_piece_that_says_nothing_or_wrong_is_refused_with_a_remedy(
    said: Content, field: str, words: str
) -> None:
    with pytest.raises(actions.KitRefused) as told:
        written(said)
    assert told.value.field == field
    assert words in told.value.sentence
    assert not Piece.objects.exists()


def test_a_mail_is_a_draft_in_the_words_of_the_territory() -> None:
    Contact.objects.create(
        territory="reg:bretagne", service="DRANE Bretagne", email="drane@exemple.example",
        changed_at=NOW, changed_by="x",
    )  # fmt: skip
    written(Content(subject="À {territoire}", body="Écrire à {contact}"))
    (held,) = held_in(tree(NOW.date()), "dep:35")
    made = file_of(held, tree(NOW.date()), "dep:35", NOW)
    assert made is not None
    message = email.message_from_bytes(made.content, policy=policy.default)
    assert message["Subject"] == "À Ille-et-Vilaine"
    assert message["To"] is None
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "Écrire à drane@exemple.example"


def test_what_comes_with_vigie_makes_a_whole_kit_for_any_territory() -> None:
    """Each paper is tagged, in French, in the name of the territory; all in one archive."""
    assert originals.plant(NOW)
    assert originals.plant(NOW) == []
    place = tree(NOW.date())
    held = held_in(place, "dep:974")
    whole = zipfile.ZipFile(io.BytesIO(archive(held, place, "dep:974", NOW).content))
    names = whole.namelist()
    assert len([name for name in names if name.endswith(".eml")]) == 5
    assert "LISEZ-MOI.txt" in names
    papers = [name for name in names if name.endswith(".pdf")]
    assert len(papers) == 4
    for name in papers:
        read = PdfReader(io.BytesIO(whole.read(name)))
        root = read.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"].value is True
        assert root["/Lang"].lower().startswith("fr")
        assert "La Réunion" in read.pages[0].extract_text()


def test_a_deposited_letter_is_given_back_as_it_came() -> None:
    content = b"%PDF-1.7 lettre"
    heading = Heading("letter", "heads", "Lettre de rentrée", "FR")
    written(Content(upload=Upload("lettre de rentrée.pdf", [content])), heading)
    page = signed_in()
    piece = Piece.objects.get()
    answer = page.get(f"/kit/FR/{piece.pk}/fichier")
    assert answer.content == content
    assert "lettre" in answer["Content-Disposition"]


def test_a_file_that_is_gone_does_not_take_the_archive_with_it() -> None:
    heading = Heading("letter", "heads", "Lettre", "FR")
    written(Content(upload=Upload("lettre.pdf", [b"%PDF-1.7"])), heading)
    written()
    (stored,) = Piece.objects.get(kind="letter").editions.values_list("stored", flat=True)
    actions.FILES.discard(stored)
    place = tree(NOW.date())
    whole = archive(held_in(place, "FR"), place, "FR", NOW)
    names = zipfile.ZipFile(io.BytesIO(whole.content))
    assert len(names.namelist()) == 2
    assert "n’est plus là" in names.read("LISEZ-MOI.txt").decode()


@pytest.mark.parametrize(
    ("territory", "asked"),
    [("FR", ""), ("aca:rennes", ""), ("dep:35", "dep:35"), ("uai:0350001R", "dep:35")],
)
def test_the_address_of_a_paper_opens_for_whoever_points_a_phone_at_it(
    territory: str, asked: str
) -> None:
    """A département is known in it; above one, the page asks."""
    link = urlsplit(filling(tree(NOW.date()), territory, NOW.date()).values["lien"])
    assert parse_qs(link.query).get("departement", [""]) == [asked]
    assert Client().get(f"{link.path}?{link.query}").status_code == 200


# -- through the site


def test_a_delegate_adapts_rewords_and_downloads() -> None:
    piece = written()
    page = client_of(someone(Role.DELEGATE, territory="reg:bretagne"))
    base = "/kit/reg:bretagne"
    assert "Adapter pour mon territoire" in page.get(f"{base}/{piece.pk}/").content.decode()
    own_href = page.post(f"{base}/{piece.pk}/adapter/")["Location"]
    kept = page.post(own_href, {"subject": "Kit breton", "body": "Demat {academie}"}, follow=True)
    text = kept.content.decode()
    assert "Kit breton" in text
    assert "Demat Rennes" in text or "Demat Bretagne" in text
    assert page.get(f"{base}/tout.zip")["Content-Type"] == "application/zip"


def test_the_form_says_where_the_fault_is_and_keeps_what_was_typed() -> None:
    page = signed_in(Role.NATIONAL_TEAM)
    answer = page.post("/kit/FR/ecrire/", {"kind": "mail", "audience": "teachers", "title": "T",
                                           "body": "Bonjour {inconnu}"})  # fmt: skip
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "inconnu" in text
    assert "Ligne 1" in text
    assert not Piece.objects.exists()


def test_a_piece_of_another_territory_is_unknown() -> None:
    heading = Heading("mail", "teachers", "Ailleurs", "reg:normandie")
    piece = written(TEXT, heading)
    page = client_of(someone(Role.DELEGATE, territory="reg:bretagne"))
    assert page.get(f"/kit/reg:bretagne/{piece.pk}/").status_code == 404
    assert page.post(f"/kit/reg:bretagne/{piece.pk}/retirer/").status_code == 404


BROUGHT = {"code": "families", "kind": "mail", "audience": "families", "title": "Prévenir les "
           "familles", "subject": "Pix", "body": "Bonjour,\n\n{contact}"}  # fmt: skip


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kit planted by this Vigie, then a Vigie that brings one more piece."""
    originals.plant(NOW)
    known = originals._read()
    monkeypatch.setattr(originals, "_read", lambda: (*known, BROUGHT))


@pytest.mark.usefixtures("newer")
def test_a_planted_kit_offers_what_a_newer_vigie_brings_and_touches_nothing_else() -> None:
    team = someone(Role.NATIONAL_TEAM)
    sheet = Piece.objects.get(title="Fiche pratique")
    own = actions.adapt_piece(sheet, "reg:bretagne", by=team, at=NOW)
    gone = actions.withdraw_piece(Piece.objects.get(title="Affiche"), by=team, at=NOW)
    page = client_of(team).get("/kit/FR/").content.decode().replace("\u00a0", " ")
    assert "1 pièce nouvelle" in page
    assert "Prévenir les familles" in page
    before = list(Piece.objects.order_by("pk").values())
    shown = client_of(team).post("/kit/FR/recevoir/", follow=True).content.decode()
    assert "1\u00a0pièce est ajoutée au kit" in shown
    assert "Vigie apporte du nouveau" not in shown
    assert list(Piece.objects.order_by("pk").values())[: len(before)] == before
    assert Piece.objects.count() == len(before) + 1
    assert "Pix" in subjects("dep:35")
    own.refresh_from_db()
    gone.refresh_from_db()
    assert (own.withdrawn_at, gone.withdrawn_at) == (None, NOW)
    assert originals.missing("FR") == [], "what was withdrawn is not offered again"
    again = client_of(team).post("/kit/FR/recevoir/", follow=True).content.decode()
    assert "a déjà toutes les pièces" in again
    assert Entry.objects.filter(action="kit.receive").count() == 1


@pytest.mark.usefixtures("newer")
def test_what_vigie_brings_is_offered_to_whoever_writes_the_kit_of_the_nation_only() -> None:
    adviser = client_of(someone(Role.DELEGATE, territory="reg:bretagne"))
    assert "Vigie apporte du nouveau" not in adviser.get("/kit/reg:bretagne/").content.decode()
    adviser.post("/kit/reg:bretagne/recevoir/")
    assert adviser.post("/kit/FR/recevoir/").status_code == 403
    assert not Piece.objects.filter(shipped="families").exists()


def test_each_piece_that_comes_with_vigie_has_a_code_of_its_own() -> None:
    codes = [each["code"] for each in originals._read()]
    assert len(codes) == len(set(codes))


def test_pieces_planted_before_get_their_code_and_those_written_by_hand_do_not() -> None:
    migration = import_module("vigie.domains.kit.migrations.0002_brought_by_vigie")
    originals.plant(NOW)
    Piece.objects.update(shipped="")
    written(heading=Heading("sheet", "teachers", "Fiche pratique", "FR"))
    migration.name_what_came(apps, None)
    assert originals.missing("FR") == []
    assert Piece.objects.get(shipped="sheet").editions.get().note == "Vient avec Vigie."


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("newer")
def test_what_is_new_is_taken_in_a_browser(
    live_server: LiveServer, settings: Settings, open_page: OpenPage
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    team = client_of(someone(Role.NATIONAL_TEAM))
    page = open_page(f"{live_server.url}/kit/FR/", width=320, cookies=cookies_of(team))
    assert violations(page) == []
    assert overflow(page) == 0
    follow(page.get_by_role("button", name="Ajouter au kit"))
    expect(page.get_by_role("status").first).to_contain_text("1\u00a0pièce est ajoutée au kit")
    expect(page.get_by_role("link", name="Prévenir les familles")).to_be_visible()
