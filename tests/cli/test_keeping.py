"""`vigie retention`, `vigie erase`, `vigie restore-check`, and the start."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from facts.given import participation, pix_file, take
from facts.test_erasure import check_gone, people_in
from lib.people import someone
from vigie.cli import erase, restore_check, retention
from vigie.config import prepare
from vigie.domains.people.door_models import LinkOrder
from vigie.domains.people.models import Person
from vigie.facts.erasure import pseudonym_of
from vigie.facts.home import Home
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
ADDRESS = "nour.benali@ac-fictive.fr"


@pytest.fixture
def place(home: Path, tmp_path: Path) -> Home:
    people = [participation(name, 7, shared=9) for name in ("benali", "abadie")]
    take(Home(home), pix_file(tmp_path, *people), profile="CPE", territory="Doubs")
    return Home(home)


def run(command: click.Command, *words: str, typed: str = "") -> tuple[int, str]:
    """Exit status, and what was said."""
    done = CliRunner().invoke(command, words, input=typed, standalone_mode=False)
    if isinstance(done.exception, click.ClickException):
        return 2, done.exception.format_message()
    assert done.exception is None, done.exception
    return int(done.return_value or 0), done.stdout


def test_retention_says_what_it_would_do_and_then_does_it(place: Home) -> None:
    assert place.key.exists()
    LinkOrder.objects.create(email="x@y.fr", asked_at=clock.now().replace(year=2020))
    code, said = run(retention.command, "--dry-run", "--json")
    assert code == 0
    assert json.loads(said)["rules"]["link_orders"] == 1
    assert LinkOrder.objects.count() == 1
    code, said = run(retention.command)
    assert "1  Demandes de lien de connexion" in said
    assert LinkOrder.objects.count() == 0


def test_someone_who_wrote_a_letter_is_erased(place: Home) -> None:
    person = pseudonym_of(place, ADDRESS)
    assert run(erase.command, ADDRESS, typed="oui\n")[0] == 2
    assert person in people_in(place)
    code, said = run(erase.command, ADDRESS.upper(), typed="effacer\n")
    assert (code, "lignes effacées, 1" in said) == (0, True)
    check_gone(place, person)
    assert len(people_in(place)) == 1


def test_nothing_is_erased_without_a_safe_place(
    place: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VIGIE_ERASURES", str(tmp_path / "nowhere" / "file"))
    code, said = run(erase.command, ADDRESS, "--yes")
    assert (code, "VIGIE_ERASURES" in said) == (2, True)
    assert len(people_in(place)) == 2


def test_a_start_and_the_check_after_a_restore(place: Home, tmp_path: Path) -> None:
    person = pseudonym_of(place, ADDRESS)
    assert "est vide" in run(restore_check.command)[1]
    shutil.copytree(place.path, tmp_path / "backup")
    run(erase.command, ADDRESS, "--yes")
    for again in (prepare.main, lambda: run(restore_check.command)):
        shutil.rmtree(place.path)
        shutil.copytree(tmp_path / "backup", place.path)
        account = someone(email=ADDRESS)
        assert account.created_at < clock.now()
        assert person in people_in(place)
        again()
        check_gone(place, person)
    assert not Person.objects.filter(email=ADDRESS).exists()
