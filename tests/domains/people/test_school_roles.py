"""The five services of a school: by right, delegated, taken back, handed over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from lib.people import SINCE, client_of, someone
from vigie.domains.people import actions
from vigie.domains.people.delegation import (
    AlreadyDelegated,
    NotDelegable,
    OwnDelegate,
    delegate,
    hand_over,
)
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import SERVICE_ROLES, Role
from vigie.domains.people.school_roles import school_roles

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]
SCHOOL = "uai:0250001R"
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


@pytest.fixture
def head() -> Person:
    return someone(Role.HEAD, territory=SCHOOL)


def given(head: Person, role: Role, to: Person, **more: object) -> Mandate:
    asked: dict[str, object] = {"starts_at": NOW, "ends_at": None, "by": head, "at": NOW, **more}
    return delegate(head.mandates.get(), role=role, to=to, **asked)  # type: ignore[arg-type]  # the arguments of delegate


def holders(at: datetime = NOW) -> list[str]:
    """Who holds each service: « head », or the address before the @."""
    lines = school_roles(SCHOOL, at).services
    return [each.held.person.email.split("@")[0] if each.held else "head" for each in lines]


def test_a_new_school_has_a_head_who_holds_all_five(head: Person) -> None:
    assert holders() == ["head"] * 5
    assert [each.person for each in school_roles(SCHOOL, NOW).heads] == [head]
    assert len(SERVICE_ROLES) == 5  # seeds/002, l. 112


def test_delegating_pix_orga_leaves_four(head: Person) -> None:
    omar = someone(email="omar@exemple.example")
    given(head, Role.PIX_ORGA_ADMINISTRATOR, omar)
    assert holders() == ["head", "head", "omar", "head", "head"]
    (line,) = [each for each in school_roles(SCHOOL, NOW).services if each.held]
    assert not line.is_pending


def test_the_gar_waits_two_days(head: Person) -> None:
    # The button of the Médiacentre comes after 24 to 48 hours (seeds/002, l. 147-149).
    mandate = given(head, Role.GAR_ALLOCATOR, someone(email="gaelle@exemple.example"))
    assert mandate.starts_at == NOW + timedelta(hours=48)
    pending = {
        hours: next(
            each.is_pending
            for each in school_roles(SCHOOL, NOW + timedelta(hours=hours)).services
            if each.role == Role.GAR_ALLOCATOR
        )
        for hours in (1, 47, 48)
    }
    assert pending == {1: True, 47: True, 48: False}


def test_a_delegation_never_outlives_the_mandate_of_the_head(head: Person) -> None:
    end = NOW + timedelta(days=30)
    Mandate.objects.filter(person=head).update(ends_at=end)
    mandate = given(head, Role.ENT_ADMINISTRATOR, someone(), ends_at=NOW + timedelta(days=90))
    assert mandate.ends_at == end


def test_what_cannot_be_delegated(head: Person) -> None:
    other = someone()
    with pytest.raises(NotDelegable):
        given(head, Role.RUPN, other)
    with pytest.raises(OwnDelegate):
        given(head, Role.ENT_ADMINISTRATOR, head)
    given(head, Role.ENT_ADMINISTRATOR, other)
    with pytest.raises(AlreadyDelegated) as refusal:
        given(head, Role.ENT_ADMINISTRATOR, someone())
    assert other.name in str(refusal.value)


def test_taken_back_it_is_the_head_s_again(head: Person) -> None:
    mandate = given(head, Role.ELEA_ADMINISTRATOR, someone())
    actions.end_mandate(mandate, by=head, at=NOW + timedelta(days=3))
    assert holders(NOW + timedelta(days=4)) == ["head"] * 5


@pytest.mark.parametrize("keep", [True, False])
def test_handing_over(head: Person, keep: bool) -> None:
    following, elias = someone(), someone(email="elias@exemple.example")
    given(head, Role.ELEA_ADMINISTRATOR, elias)
    on = NOW + timedelta(days=10)
    hand_over(head.mandates.get(), to=following, on=on, keep_delegations=keep, by=head, at=NOW)
    before, after = on - timedelta(hours=1), on + timedelta(hours=1)
    assert [each.person for each in school_roles(SCHOOL, before).heads] == [head]
    assert [each.person for each in school_roles(SCHOOL, after).heads] == [following]
    assert holders(before)[3] == "elias"
    assert holders(after)[3] == ("elias" if keep else "head")


@pytest.fixture
def at_the_desk(head: Person) -> Client:
    return client_of(head)


def test_the_head_delegates_and_takes_back_on_the_page(at_the_desk: Client) -> None:
    page = f"/etablissement/{SCHOOL}/roles/"
    form = {"email": "Edith.Connin@exemple.example", "starts_on": "", "ends_on": "30/06/2099"}
    answer = at_the_desk.post(f"{page}educonnect_manager/", form, follow=True)
    assert "edith.connin@exemple.example" in answer.content.decode()
    mandate = Mandate.objects.get(role=Role.EDUCONNECT_MANAGER)
    assert mandate.ends_at == datetime(2099, 6, 30, 22, tzinfo=UTC)  # the whole day, in Paris
    at_the_desk.post(f"/etablissement/{SCHOOL}/reprendre/{mandate.pk}/")
    assert holders(datetime.now(UTC)) == ["head"] * 5


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"email": ""}, "À remplir."),
        ({"email": "pas une adresse"}, "n’est pas une adresse"),
        ({"email": "a@exemple.example", "ends_on": "31/02/2027"}, "31/02/2027"),
        ({"email": "a@exemple.example", "ends_on": "01/01/2020"}, "n’est pas après son début"),
    ],
)
def test_a_wrong_form_is_told_and_gives_nothing(
    at_the_desk: Client, form: dict[str, str], said: str
) -> None:
    answer = at_the_desk.post(f"/etablissement/{SCHOOL}/roles/ent_administrator/", form)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Mandate.objects.filter(role=Role.ENT_ADMINISTRATOR).count() == 0


def test_a_rupn_is_designated_not_delegated(at_the_desk: Client) -> None:
    at_the_desk.post(f"/etablissement/{SCHOOL}/roles/rupn/", {"email": "rachid@exemple.example"})
    mandate = Mandate.objects.get(role=Role.RUPN)
    assert mandate.origin is None
    page = at_the_desk.get(f"/etablissement/{SCHOOL}/roles/").content.decode()
    assert "rachid@exemple.example" in page


def test_another_school_is_another_head_s(at_the_desk: Client) -> None:
    other = someone(Role.HEAD, territory="uai:0250002S")
    theirs = delegate(
        other.mandates.get(), role=Role.ENT_ADMINISTRATOR, to=someone(), starts_at=SINCE,
        ends_at=None, by=other, at=SINCE,
    )  # fmt: skip
    assert at_the_desk.get("/etablissement/uai:0250002S/roles/").status_code == 403
    refused = at_the_desk.post(f"/etablissement/{SCHOOL}/reprendre/{theirs.pk}/")
    assert refused.status_code == 404
    theirs.refresh_from_db()
    assert theirs.ends_at is None
    nowhere = at_the_desk.get(f"/etablissement/{SCHOOL}/roles/king/")
    assert nowhere.status_code == 404


def test_whoever_oversees_several_schools_chooses_one(head: Person) -> None:
    given(head, Role.PIX_ORGA_ADMINISTRATOR, someone())
    page = client_of(someone(Role.ADMINISTRATOR)).get("/etablissement/FR/roles/")
    text = page.content.decode()
    assert page.status_code == 200
    assert f'href="/etablissement/{SCHOOL}/roles/"' in text
    assert 'href="/etablissement/FR/passation/"' not in text
    # No file has placed the school yet: only the nation holds it.
    near = client_of(someone(Role.DASEN, territory="dep:25")).get("/etablissement/dep:25/roles/")
    assert SCHOOL not in near.content.decode()
