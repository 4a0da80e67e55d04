"""Mission letters: their states, who writes and reads them, undoing, paper, counting."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from domains.campaigns.declared import skeleton
from lib.people import client_of, someone
from vigie.domains.audit.models import Entry
from vigie.domains.compliance.held import Subject, holdings
from vigie.domains.compliance.retention import carried_out
from vigie.domains.disconnection.demonstration import plant as plant_rest
from vigie.domains.governance import actions
from vigie.domains.governance.actions import GovernanceRefused, Said, revise_letter, write_letter
from vigie.domains.governance.demonstration import plant as plant_letters
from vigie.domains.governance.missions import PROPOSED
from vigie.domains.governance.models import Function, Letter, LetterEdition, State
from vigie.domains.governance.queries import counts
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonym_of_address
from vigie.domains.people.rights import rights_of
from vigie.domains.people.roles import Role
from vigie.web import clock
from vigie.web.wording import check, parse

pytestmark = [pytest.mark.database, pytest.mark.django_db]
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
SCHOOL = "uai:0259109R"
ADDRESS = f"/lettres-de-mission/{SCHOOL}/"
SAID = Said("- Animer {lieu}", consulted_on=date(2026, 9, 10), pix_edu=True)
SIGNED = replace(SAID, head_signed_on=date(2026, 9, 12), holder_signed_on=date(2026, 9, 12))


@pytest.fixture
def head(home: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    assert home.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return someone(Role.HEAD, territory=SCHOOL)


def rupn(place: str = SCHOOL) -> Person:
    return someone(Role.RUPN, territory=place)


def letter_of(holder: Person, said: Said = SAID) -> Letter:
    return write_letter(SCHOOL, Function.RUPN, said, holder=holder, by=None, at=NOW)


def page(client: Client, address: str = ADDRESS, form: dict[str, str] | None = None) -> str:
    answer = client.get(address) if form is None else client.post(address, form, follow=True)
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def logged() -> list[str]:
    found = Entry.objects.filter(action__startswith="letter.").order_by("number")
    return list(found.values_list("action", flat=True))


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (Said("- Animer"), State.TO_WRITE),
        (SAID, State.CONSULTATION),
        (replace(SAID, head_signed_on=TODAY), State.CONSULTATION),
        (replace(SAID, holder_signed_on=TODAY), State.CONSULTATION),
        (SIGNED, State.SIGNED),
    ],
)
def test_a_letter_is_signed_by_both_after_a_consultation(said: Said, state: State) -> None:
    assert letter_of(rupn(), said).edition.state == state


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(SIGNED, consulted_on=None), "consulted_on"),
        (replace(SAID, head_signed_on=date(2026, 9, 9)), "head_signed_on"),
        (replace(SAID, consulted_on=date(2026, 11, 26)), "consulted_on"),
        (replace(SAID, missions="- Animer {ecole}"), "missions"),
        (replace(SAID, missions="- [lire](nullepart)"), "missions"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_entry(said: Said, field: str) -> None:
    with pytest.raises(GovernanceRefused) as refused:
        letter_of(rupn(), said)
    assert refused.value.field == field
    assert refused.value.remedy
    assert logged() == []
    assert not Letter.objects.exists()


def test_each_act_is_logged_once_and_what_fails_is_not(head: Person) -> None:
    letter = letter_of(rupn())
    revise_letter(letter, SIGNED, by=head, at=NOW)
    revise_letter(letter, SIGNED, by=head, at=NOW)
    actions.undo_edition(letter, by=head, at=NOW)
    actions.withdraw_letter(letter, by=head, at=NOW)
    actions.put_back_letter(letter, by=head, at=NOW)
    done = ["letter.write", "letter.revise", "letter.undo", "letter.withdraw", "letter.put_back"]
    assert logged() == done
    holder = letter.holder
    assert holder is not None
    failing: list[Callable[[], object]] = [
        lambda: letter_of(holder),
        lambda: actions.undo_edition(letter, by=head, at=NOW),
        lambda: actions.put_back_letter(letter, by=head, at=NOW),
        lambda: revise_letter(letter, replace(SIGNED, consulted_on=None), by=head, at=NOW),
    ]
    for act in failing:
        with pytest.raises(GovernanceRefused):
            act()
    assert logged() == done


def test_a_head_writes_a_letter_with_a_rupn_and_comes_back_to_it(head: Person) -> None:
    client, holder = client_of(head), rupn()
    new = f"{ADDRESS}nouvelle/"
    assert "lettre à écrire" in page(client)
    assert PROPOSED[Function.RUPN].splitlines()[0] in page(client, new)
    form = {"holder": str(holder.pk), "missions": "- Animer le volet numérique de {lieu}",
            "pix_edu": "on", "consulted_on": "2026-09-10"}  # fmt: skip
    answer = client.post(new, form | {"head_signed_on": "2026-09-09", "missions": "- À relire"})
    assert answer.status_code == 400
    typed = unescape(answer.content.decode())
    assert "- À relire" in typed
    assert "avant la concertation" in typed
    assert "lettre en concertation" not in page(client)
    assert "La lettre est commencée" in page(client, new, form)
    letter = Letter.objects.get()
    one = f"{ADDRESS}{letter.pk}/"
    signed = form | {"head_signed_on": "2026-09-12", "holder_signed_on": "2026-09-14"}
    assert "<strong>signée</strong>" in page(client, one, signed)
    assert "Animer le volet numérique de" in page(client, one)
    assert "<strong>en concertation</strong>" in page(client, f"{one}annuler/", {})
    assert "Cette lettre est retirée" in page(client, f"{one}retirer/", {})
    assert "Lettres retirées" in page(client)
    assert "La lettre est rétablie" in page(client, f"{one}retablir/", {})
    assert "Personne n’attend de lettre" in page(client, new)
    assert client.post(new, form).status_code == 409


def test_the_roles_of_a_school_say_where_its_letters_stand(head: Person) -> None:
    letter_of(rupn())
    shown = page(client_of(head), f"/etablissement/{SCHOOL}/roles/")
    assert "Anne Onyme : lettre de mission en concertation." in shown
    assert "aucune sur quatre" in shown
    assert ADDRESS in shown
    assert "Heures de repos : de 20 h à 7 h" in shown


def test_a_letter_is_read_by_its_holder_and_the_head_only(head: Person) -> None:
    holder = rupn()
    one = f"{ADDRESS}{letter_of(holder).pk}/"
    for reader, status in (
        (head, 200),
        (holder, 200),
        (rupn(), 404),  # another RUPN of the school
        (someone(Role.TEACHER, territory=SCHOOL), 404),
        (someone(Role.ADVISER, territory="dep:25"), 404),
        (someone(Role.HEAD, territory="uai:0259001Y"), 404),
    ):
        assert client_of(reader).get(one).status_code == status
        assert client_of(reader).get(f"{one}lettre.pdf").status_code == status
    assert client_of(holder).post(one, {"missions": "- Rien"}).status_code == 404
    assert "La modifier" not in page(client_of(holder), one)


def test_a_letter_on_paper_says_the_school_and_who_signs(head: Person) -> None:
    letter = letter_of(rupn(), replace(SAID, head_signed_on=date(2026, 9, 12)))
    answer = client_of(head).get(f"{ADDRESS}{letter.pk}/lettre.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(
        "".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.content)).pages).split()
    )
    assert "Animer 0259109R" in text, "the school, by its number while no directory names it"
    assert "lors d’un échange le 10 septembre 2026" in text
    assert "Signée le 12 septembre 2026" in text
    assert text.count("Date et signature") == 1


@pytest.mark.usefixtures("head")
def test_a_team_notes_the_letters_of_a_territory_and_counts_them() -> None:
    # IAN and digital team, 75 teachers, have Pix+ Édu in their letters (seeds/001, l. 858).
    team = client_of(someone(Role.PIX_TEAM, territory="aca:besancon"))
    new = "/lettres-de-mission/aca:besancon/nouvelle/"
    form = {"function": "ian", "title": "IAN et équipe numérique", "given_to": "75",
            "missions": PROPOSED[Function.IAN], "pix_edu": "on"}  # fmt: skip
    assert team.post(new, form | {"given_to": "0"}).status_code == 400
    assert "La lettre est commencée" in page(team, new, form)
    letter_of(rupn(), SIGNED)
    letter_of(rupn(), replace(SAID, pix_edu=False))
    rupn()
    rupn("uai:0390001A")
    found = {(each.place, each.function): each for each in counts(skeleton(), "aca:besancon", NOW)}
    ian, doubs = found["aca:besancon", Function.IAN], found["dep:25", Function.RUPN]
    assert (ian.letters, ian.to_write, ian.with_item, ian.without_item) == (75, 75, 75, 0)
    assert (doubs.letters, doubs.signed, doubs.in_consultation, doubs.to_write) == (2, 1, 1, 1)
    assert (doubs.with_item, doubs.without_item) == (1, 1)
    assert found["dep:39", Function.RUPN].to_write == 1
    assert {place for place, _ in found} == {"aca:besancon", "dep:25", "dep:39"}
    assert [c.place for c in counts(skeleton(), "dep:39", NOW)] == ["dep:39"]
    exported = team.get("/lettres-de-mission/aca:besancon/?lettres-export=csv").content.decode(
        "utf-8-sig"
    )
    assert "75" in exported
    assert "Anne Onyme" not in exported
    assert team.post(f"{ADDRESS}nouvelle/", form).status_code == 403


@pytest.mark.parametrize("function", Function)
def test_the_missions_proposed_can_be_read(function: Function) -> None:
    check(parse(PROPOSED[function]), actions.FIELDS)
    number = PROPOSED[function].count("- ")
    # Five points for the officer of Pix+ Édu (seeds/001, l. 774-780).
    assert number == 5 if function == Function.PIX_OFFICER else number >= 2


def test_a_letter_is_told_to_its_holder_and_goes_with_her_account() -> None:
    holder = rupn()
    letter_of(holder, SIGNED)
    subject = Subject(holder, pseudonym_of_address(holder.email), (), NOW)
    shown = next(each for each in holdings() if each.name == "governance").show(
        subject, rights_of(holder, NOW)
    )
    assert [(row[0], row[2]) for row in shown.rows] == [("Lettre de mission", "signée")]
    holder.delete()
    assert not Letter.objects.exists()
    assert not LetterEdition.objects.exists()


def test_a_letter_that_nobody_takes_up_goes() -> None:
    letter = letter_of(rupn())
    way = carried_out()["mission_letters"]
    assert way(NOW, NOW, False) == 0
    assert way(NOW + timedelta(days=1), NOW, True) == 1
    revise_letter(letter, SIGNED, by=someone(), at=NOW + timedelta(days=2))
    assert way(NOW + timedelta(days=1), NOW, False) == 0
    assert way(NOW + timedelta(days=3), NOW, False) == 1
    assert not Letter.objects.exists()


@pytest.mark.usefixtures("home")
def test_the_demonstration_has_letters_and_a_rest_once() -> None:
    someone(Role.HEAD, territory=SCHOOL)
    holder = rupn()
    assert [each.name for each in plant_letters(NOW)] == [holder.name, "IAN et équipe numérique"]
    assert [each.school for each in plant_rest(NOW)] == [SCHOOL]
    assert plant_letters(NOW) == plant_rest(NOW) == []
