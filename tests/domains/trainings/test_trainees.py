"""Who is to come: pseudonyms that nobody reads again, kept for a time, erased on demand."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from domains.trainings.planned import NOW, one, shown
from lib.people import client_of, signed_in, someone
from vigie.domains.compliance.held import Subject, holdings
from vigie.domains.compliance.retention import carried_out
from vigie.domains.people.pseudonyms import pseudonym_of_address
from vigie.domains.people.rights import rights_of
from vigie.domains.people.roles import Role
from vigie.domains.territories.tree import tree
from vigie.domains.trainings.actions import add_trainees, cancel_session
from vigie.domains.trainings.demonstration import plant
from vigie.domains.trainings.models import Session, Trainee
from vigie.domains.trainings.queries import to_remind, trainees_of
from vigie.facts.erased import ERASE, Erased
from vigie.facts.home import Home
from vigie.web import clock, formats

pytestmark = [pytest.mark.database, pytest.mark.django_db]
GOOD = "anne.un@ac-besancon.fr"


def path_of(session: Session) -> str:
    return f"/formation/{session.token}/stagiaires/"


def test_a_pasted_list_is_kept_under_pseudonyms_and_never_shown(
    trainer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = one("aca:besancon")
    pasted = f"{GOOD}\nBob.Deux@ac-besancon.fr; {GOOD}\n<cleo@exemple.example>"
    page = trainer.post(path_of(session), {"addresses": pasted}, follow=True).content.decode()
    assert "3 adresses sont prises en compte" in page.replace("\u00a0", " ")
    people = set(Trainee.objects.values_list("person", flat=True))
    assert pseudonym_of_address(GOOD) in people
    assert len(people) == 3
    pages = (f"/formation/{session.token}/", path_of(session))
    before = [shown(trainer, address) for address in pages]
    assert not any("anne.un" in page for page in before)
    # Whoever adds someone cannot tell whether she was there: neither from the answer nor from a
    # number that moves.
    told = []
    for minute, address in enumerate((GOOD, "nouvelle@ac-besancon.fr"), start=1):
        monkeypatch.setattr(clock, "now", partial(NOW.__add__, timedelta(minutes=minute)))
        page = trainer.post(path_of(session), {"addresses": address}, follow=True).content.decode()
        assert f"complétée le 3 novembre 2026 à 10 h 0{minute}" in page.replace("\u00a0", " ")
        page = re.sub(r'middlewaretoken" value="\w+"', "", page.partition("<main")[2])
        told.append(page.replace(f"0{minute}.", ""))
    assert "1\u00a0adresse est prise en compte" in told[0]
    assert told[0] == told[1]


def test_refused_lines_are_named_and_come_back_to_be_mended(trainer: Client) -> None:
    session = one("aca:besancon")
    answer = trainer.post(path_of(session), {"addresses": f"{GOOD}\nbob@gmail.com\n\nCléo Trois"})
    page = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 200
    assert "1 adresse est prise en compte" in page
    assert '<th scope="row">2</th>' in page
    assert "« bob@gmail.com » n’est pas une adresse académique" in page
    assert '<th scope="row">4</th>' in page
    assert ">bob@gmail.com\nCléo\nTrois</textarea>" in page
    assert GOOD not in page
    assert Trainee.objects.count() == 1
    for nothing in ({"addresses": ""}, {"addresses": "   "}, {"addresses": "bob@gmail.com"}):
        assert trainer.post(path_of(session), nothing).status_code == 400


def test_a_file_is_read_with_the_line_and_column_of_what_is_wrong(trainer: Client) -> None:
    session = one("aca:besancon")

    def dropped(text: str) -> str:
        file = SimpleUploadedFile("liste.csv", text.encode())
        answer = trainer.post(path_of(session), {"file": file}, follow=True)
        return answer.content.decode().replace("\u00a0", " ")

    assert "Il manque dans ce fichier" in dropped("nom;prenom\nUn;Anne\n")
    lines = io.StringIO()
    rows = [("Nom", "Courriel"), ("Un", GOOD), ("Deux", "deux@orange.fr"), ("Trois", "")]
    csv.writer(lines, delimiter=";").writerows(rows)
    page = dropped(lines.getvalue())
    assert page.count('<th scope="row">') == 2
    assert "<td>Courriel</td>" in page
    assert "deux@orange.fr" in page
    assert Trainee.objects.count() == 1


def test_a_list_is_erased_for_good(trainer: Client) -> None:
    session = one("aca:besancon")
    trainer.post(path_of(session), {"addresses": GOOD})
    trainer.post(path_of(session), {"clear": "1"})
    assert not Trainee.objects.exists()


def test_other_territories_and_readers_have_no_access(trainer: Client) -> None:
    session = one("aca:besancon")
    trainer.post(path_of(session), {"addresses": GOOD})
    for role, place in ((Role.TRAINING_SERVICE, "aca:dijon"), (Role.DASEN, "dep:25"),
                        (Role.HEAD, "uai:0259109R"), (Role.NATIONAL_TEAM, "FR")):  # fmt: skip
        other = signed_in(role, territory=place)
        assert other.get(path_of(session)).status_code in (403, 404)
    nation = signed_in(Role.NATIONAL_TEAM)
    assert "dans la liste" not in shown(nation, f"/formation/{session.token}/")


@pytest.mark.usefixtures("trainer")
def test_a_trainee_sees_and_erases_her_place(home: Path) -> None:
    session = one("aca:besancon")
    person = someone(email=GOOD)
    add_trainees(session, [GOOD, "autre@ac-besancon.fr"], by=person, at=NOW)
    subject = Subject(person, pseudonym_of_address(GOOD), (), NOW)
    mine = next(each for each in holdings() if each.name == "trainees")
    (row,) = mine.show(subject, rights_of(person, NOW)).rows
    assert row == ("Évaluer avec le numérique", "EAFC", formats.day(session.first_day))
    assert mine.erase(subject) == 1
    assert Trainee.objects.count() == 1
    Erased(Home(home)).announce(ERASE, [subject.pseudonym], NOW)
    add_trainees(session, [GOOD], by=person, at=NOW)
    assert Trainee.objects.count() == 1, "a list does not bring back who was erased"


def test_lists_go_thirty_days_after_the_session() -> None:
    session = one("aca:besancon", first_day=NOW.date(), last_day=NOW.date())
    Trainee.objects.create(session=session, person=1, added_at=NOW)
    Session.objects.update(listed_at=NOW)
    way = carried_out()["trainees"]
    for days, gone in ((30, 0), (31, 1)):
        at = NOW + timedelta(days=days)
        assert way(at - timedelta(days=30), at, False) == gone
    session.refresh_from_db()
    assert session.listed_at is None


@pytest.mark.usefixtures("trainer")
def test_nobody_of_a_cancelled_session_is_to_be_reminded() -> None:
    session = one("aca:besancon")
    by = someone(Role.PIX_TEAM, territory="aca:besancon")
    assert to_remind(tree(NOW.date()), "dep:25", NOW) == []
    add_trainees(session, [GOOD], by=by, at=NOW)
    assert to_remind(tree(NOW.date()), "dep:25", NOW) == [session]
    assert to_remind(tree(NOW.date()), "aca:dijon", NOW) == []
    assert trainees_of(session.pk) == [pseudonym_of_address(GOOD)]
    cancel_session(session, by=by, at=NOW)
    assert trainees_of(session.pk) == []
    assert to_remind(tree(NOW.date()), "aca:besancon", NOW) == []
    assert plant(NOW) == (), "the demonstration plans nothing where sessions are"
    assert client_of(by).get(f"/formation/{session.token}/").status_code == 200
