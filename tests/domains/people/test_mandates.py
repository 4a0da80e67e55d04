"""Mandates: given by whom they are to be given by, where the role is held, as long as they last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lib.people import SINCE, client_of, someone
from vigie.domains.audit.models import Entry
from vigie.domains.people import actions
from vigie.domains.people.grants import may_give, overseen_people, person_for
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.rights import Refused, rights_of
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def give(person: Person, role: Role, territory: str, **more: object) -> Mandate:
    given: dict[str, object] = {"starts_at": SINCE, "by": None, "at": SINCE, **more}
    return actions.give_mandate(person, role=role, territory=territory, **given)  # type: ignore[arg-type]  # the arguments of give_mandate


@pytest.mark.parametrize(
    ("role", "territory", "fits"),
    [
        (Role.NATIONAL_TEAM, "FR", True),
        (Role.NATIONAL_TEAM, "dep:25", False),
        (Role.ADVISER, "dep:25", True),
        (Role.ADVISER, "aca:besancon", False),
        (Role.HEAD, "uai:0250001R", True),  # a school that no directory named yet
        (Role.HEAD, "dep:25", False),
        (Role.DISTRICT_INSPECTOR, "circo:0259900A", True),
        (Role.DISTRICT_INSPECTOR, "bassin:03251", False),
        # Martinique is région, académie and département at once.
        (Role.ADVISER, "dep:972", True),
        (Role.PIX_TEAM, "dep:972", True),
    ],
)
def test_a_role_is_held_at_its_levels(role: Role, territory: str, fits: bool) -> None:
    person = someone()
    if fits:
        assert give(person, role, territory).territory == territory
        return
    with pytest.raises(actions.WrongPlace) as refusal:
        give(person, role, territory)
    assert refusal.value.remedy


def test_a_mandate_opens_from_its_first_moment_to_its_last() -> None:
    person = someone()
    give(person, Role.ADVISER, "dep:25", starts_at=NOW, ends_at=NOW + timedelta(days=1))
    held = {
        offset: len(rights_of(person, NOW + timedelta(hours=offset)).mandates)
        for offset in (-1, 0, 23, 24, 25)
    }
    assert held == {-1: 0, 0: 1, 23: 1, 24: 0, 25: 0}


def test_a_delegation_falls_with_its_origin() -> None:
    head, other = someone(Role.HEAD, territory="uai:0250001R"), someone()
    origin = head.mandates.get()
    give(other, Role.ELEA_ADMINISTRATOR, "uai:0250001R", origin=origin)
    assert len(rights_of(other, NOW).mandates) == 1
    actions.end_mandate(origin, by=None, at=NOW)
    assert rights_of(other, NOW + timedelta(seconds=1)).mandates == ()
    assert Mandate.objects.in_force(NOW + timedelta(seconds=1)).count() == 0


def test_an_end_before_its_start_is_refused() -> None:
    with pytest.raises(actions.WrongDates):
        give(someone(), Role.ADVISER, "dep:25", ends_at=SINCE - timedelta(days=1))


def test_addresses_are_one_whatever_their_case() -> None:
    someone(email="Nora.PETIT@exemple.example ")
    assert Person.objects.of_email(" nora.petit@EXEMPLE.example") is not None
    with pytest.raises(actions.AddressTaken):
        someone(email="NORA.petit@exemple.example")


def test_each_act_is_in_the_log() -> None:
    person = someone(Role.ADVISER, territory="dep:25")
    actions.end_mandate(person.mandates.get(), by=person, at=NOW)
    actions.end_mandate(person.mandates.get(), by=person, at=NOW)  # nothing left to end
    actions.end_sessions(person, by=person, at=NOW)
    about = Entry.objects.filter(about=f"person:{person.pk}").values_list("action", flat=True)
    assert list(about) == ["person.register", "mandate.give", "mandate.end", "session.end_all"]


@pytest.mark.parametrize(
    ("giver", "where", "role", "territory", "hers"),
    [
        (Role.ADMINISTRATOR, "FR", Role.PIX_TEAM, "aca:besancon", True),
        (Role.ADMINISTRATOR, "aca:besancon", Role.ADVISER, "dep:25", True),
        (Role.ADMINISTRATOR, "aca:besancon", Role.ADVISER, "dep:21", False),
        (Role.ADMINISTRATOR, "dep:25", Role.PIX_TEAM, "aca:besancon", False),
        (Role.DASEN, "dep:25", Role.HEAD, "uai:0250001R", False),  # not in the tree yet
        (Role.DELEGATE, "reg:bourgogne-franche-comte", Role.TRAINER, "aca:dijon", True),
        (Role.DELEGATE, "reg:bourgogne-franche-comte", Role.PIX_TEAM, "aca:dijon", False),
        (Role.ADVISER, "dep:25", Role.ADVISER, "dep:25", False),
        (Role.TEACHER, "uai:0250001R", Role.TEACHER, "uai:0250001R", False),
    ],
)
def test_who_gives_what(giver: Role, where: str, role: Role, territory: str, hers: bool) -> None:
    assert may_give(rights_of(someone(giver, territory=where), NOW), role, territory) is hers


def test_one_oversees_the_people_of_her_territory_and_no_other() -> None:
    near = someone(Role.ADVISER, territory="dep:25")
    far = someone(Role.ADVISER, territory="dep:21")
    rights = rights_of(someone(Role.ADMINISTRATOR, territory="aca:besancon"), NOW)
    found, more = overseen_people(rights)
    assert near in found
    assert far not in found
    assert not more
    assert person_for(rights, near.pk) == near
    for pk in (far.pk, 10**9):
        with pytest.raises(Refused):
            person_for(rights, pk)


def test_a_mandate_that_ends_during_a_visit_is_gone_at_the_next_request() -> None:
    person = someone(Role.PIX_TEAM, territory="aca:besancon")
    browser = client_of(person)
    assert browser.get("/imports/").status_code == 200
    actions.end_mandate(person.mandates.get(), by=None, at=datetime.now(UTC))
    assert browser.get("/imports/").status_code == 403
    assert browser.get("/accueil/").status_code == 200


def test_ending_her_sessions_closes_every_browser() -> None:
    person = someone(Role.ADMINISTRATOR)
    browsers = [client_of(person), client_of(person)]
    assert {each.get("/accueil/").status_code for each in browsers} == {200}
    actions.end_sessions(Person.objects.get(pk=person.pk), by=None, at=NOW)
    assert {each.get("/accueil/").status_code for each in browsers} == {302}


def test_a_closed_account_opens_nothing() -> None:
    person = someone(Role.ADMINISTRATOR)
    browser = client_of(person)
    actions.close_account(person, by=None, at=datetime.now(UTC))
    assert browser.get("/accueil/").status_code == 302
    assert rights_of(person, datetime.now(UTC)).person is None
