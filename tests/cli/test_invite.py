"""`vigie invite` and `vigie link`: how people come in when nobody is there to invite them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from vigie.cli.invite import command as invite
from vigie.cli.link import command as link
from vigie.domains.audit.models import Entry
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ADA = "ada.minot@ac-besancon.example"


@pytest.fixture(autouse=True)
def installation(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty one."""
    assert home.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)


def called(command: object, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)  # type: ignore[arg-type]  # a command of click


def opened(result: Result) -> Client:
    """A browser that followed the printed link."""
    client = Client()
    token = result.output.splitlines()[-1].rstrip("/").rpartition("/")[2]
    assert client.post("/connexion/lien/ouvrir/", {"token": token}).status_code == 302
    return client


def test_the_first_administrator_comes_in() -> None:
    said = called(invite, ADA, "--role", "administrator", "--first-name", "Ada")
    assert said.exit_code == 0, said.output
    assert "reçoit le mandat «\u00a0Administration de la plateforme\u00a0», France" in said.output
    assert "pendant 15 minutes" in said.output
    home = opened(said).get("/accueil/").content.decode()
    assert "Bonjour Ada" in home
    assert "Administration de la plateforme, France" in home
    acts = Entry.objects.order_by("number").values_list("action", "actor")
    assert [action for action, _ in acts] == [
        "person.register", "mandate.give", "link.make", "session.open",
    ]  # fmt: skip
    assert {actor for _, actor in acts[:3]} == {"system"}


@pytest.mark.parametrize(
    ("role", "territory", "code", "place"),
    [
        ("dasen", "Doubs", Role.DASEN, "dep:25"),
        ("Conseil au numérique du département", "dep:25", Role.ADVISER, "dep:25"),
        ("ÉQUIPE NATIONALE", "FR", Role.NATIONAL_TEAM, "FR"),
        ("pix_team", "Académie de Besançon", Role.PIX_TEAM, "aca:besancon"),
    ],
)
def test_roles_and_territories_by_name_or_code(
    role: str, territory: str, code: Role, place: str
) -> None:
    said = called(invite, ADA, "--role", role, "--territory", territory, "--until", "31/08/2026")
    assert said.exit_code == 0, said.output
    mandate = Mandate.objects.get()
    assert (mandate.role, mandate.territory, mandate.starts_at) == (code, place, NOW)
    # The last day is whole, in Paris.
    assert mandate.ends_at == datetime(2026, 8, 31, 22, 0, tzinfo=UTC)


def test_inviting_again_gives_a_link_and_nothing_else() -> None:
    called(invite, ADA, "--role", "administrator")
    said = called(invite, ADA.upper(), "--role", "administrator", "--first-name", "Autre")
    assert "avait déjà le mandat" in said.output
    assert Mandate.objects.count() == 1
    assert Person.objects.get().first_name == ""
    assert opened(said).get("/accueil/").status_code == 200


def test_a_second_mandate_for_someone_known() -> None:
    called(invite, ADA, "--role", "administrator")
    called(invite, ADA, "--role", "delegate", "--territory", "Bourgogne-Franche-Comté")
    assert (Person.objects.count(), Mandate.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pas une adresse", "--role", "administrator"], "n’est pas une adresse"),
        ([ADA, "--role", "chef"], "Écrivez un de ces codes"),
        ([ADA, "--role", "dasen", "--territory", "Atlantide"], "est inconnu"),
        ([ADA, "--role", "head", "--territory", "Doubs"], "ne se tient pas"),
        ([ADA, "--role", "administrator", "--until", "demain"], "n’est pas une date"),
        ([ADA, "--role", "administrator", "--until", "2020-01-01"], "n’est pas après son début"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(arguments: list[str], said: str) -> None:
    refused = called(invite, *arguments)
    assert refused.exit_code != 0
    assert said in refused.output
    assert not Person.objects.exists()


def test_a_new_link_for_someone_known() -> None:
    called(invite, ADA, "--role", "administrator")
    assert opened(called(link, ADA)).get("/accueil/").status_code == 200


def test_unbind_forgets_the_account_of_the_provider() -> None:
    called(invite, ADA, "--role", "administrator")
    Person.objects.update(subject="a" * 64)
    called(link, ADA)
    assert Person.objects.get().subject == "a" * 64
    assert "oublié" in called(link, ADA, "--unbind").output
    assert Person.objects.get().subject is None


@pytest.mark.parametrize("known", [False, True])
def test_no_link_for_one_who_would_not_come_in(known: bool) -> None:
    if known:
        called(invite, ADA, "--role", "administrator")
        Person.objects.update(is_active=False)
    refused = called(link, ADA)
    assert refused.exit_code != 0
    assert "/connexion/" not in refused.output


def test_the_mandate_ends_with_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    client = opened(called(invite, ADA, "--role", "national_team", "--until", "2026-03-10"))
    assert client.get("/imports/").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=14))
    assert client.get("/imports/").status_code == 403
