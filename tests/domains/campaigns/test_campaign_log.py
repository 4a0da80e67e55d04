"""Each change of campaigns, and of what surrounds them, is in the log once, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from domains.campaigns.declared import NOW, TODAY, YEAR, one, skeleton
from lib.people import client_of, someone
from vigie.domains.audit.models import Entry
from vigie.domains.campaigns import actions, field_actions, file_actions
from vigie.domains.campaigns.access_queries import contact_of, featured_on
from vigie.domains.campaigns.actions import CampaignRefused, Declaration
from vigie.domains.campaigns.declaration_file import Line
from vigie.domains.campaigns.field_history import campaign_history, history
from vigie.domains.campaigns.field_queries import checklist
from vigie.domains.campaigns.models import (
    Campaign,
    Cohort,
    Contact,
    Featured,
    FieldAct,
    PupilCampaign,
    Stakeholder,
)
from vigie.domains.compliance.held import Subject, holdings
from vigie.domains.compliance.retention import carried_out
from vigie.domains.people.pseudonyms import pseudonym_of_address
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TREE = skeleton()
SAID = Declaration("AZERTY123", "dep:25", "1D_PUBLIC", "POSITIONING", 2, "2026-2027")
WHO = {"by": "person:12", "at": NOW}
SCHOOL = "uai:0259109R"
FEATURED = {"pathway": "DIGITAL_SECURITY", "starts_on": TODAY, "ends_on": TODAY, "reason": ""}
ACTOR = {"actor": "heads", "state": "engaged", "contact": "", "note": ""}
COHORT: dict[str, object] = {
    "name": "Volontaires", "school_year": YEAR, "size": 79, "schools": None, "starts_on": None,
    "ends_on": None,
}  # fmt: skip


def logged() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("action", flat=True))


def declared() -> Campaign:
    return actions.declare_campaign(SAID, **WHO)


def a_file() -> file_actions.CampaignFile:
    said = {"code": "QSDFGH456", "territory": "dep:39", "profile": "CPE", "pathway": "FINAL"}
    return file_actions.keep_file("essai.csv", [Line(2, said)], **WHO)


def declared_file() -> file_actions.CampaignFile:
    kept = a_file()
    file_actions.declare_file(kept, holds=lambda _: True, **WHO)
    return kept


def strategy() -> actions.ProfileStrategy:
    return actions.set_strategy(territory="dep:25", profile="CPE", strategy="Réunion.", **WHO)


ACTS: dict[str, tuple[Callable[[], object], Callable[[object], object]]] = {
    "campaign.declare": (lambda: None, lambda _: declared()),
    "campaign.revise": (
        declared,
        lambda known: actions.revise_campaign(known, replace(SAID, name="Doubs"), **WHO),
    ),
    "campaign.withdraw": (declared, lambda known: actions.withdraw_campaign(known, **WHO)),
    "campaign.declare_file": (
        a_file, lambda kept: file_actions.declare_file(kept, holds=lambda _: True, **WHO)
    ),
    "campaign.undo_file": (declared_file, lambda kept: file_actions.undo_file(kept, **WHO)),
    "campaign.undo": (
        declared, lambda _: field_actions.undo(FieldAct.objects.latest("pk"), **WHO)
    ),
    "strategy.write": (lambda: None, lambda _: strategy()),
    "strategy.remove": (strategy, lambda known: actions.remove_strategy(known, **WHO)),
    "field.write": (
        lambda: None, lambda _: field_actions.write("mise-en-avant", "dep:25", FEATURED, **WHO)
    ),
    "field.change": (
        lambda: field_actions.write("acteur", "dep:25", ACTOR, **WHO),
        lambda _: field_actions.write("acteur", "dep:25", ACTOR | {"note": "Relancer"}, **WHO),
    ),
    "field.remove": (
        lambda: field_actions.write("mise-en-avant", "dep:25", FEATURED, **WHO),
        lambda known: field_actions.remove("mise-en-avant", known, **WHO),
    ),
    "field.undo": (
        lambda: field_actions.write("acteur", "dep:25", ACTOR, **WHO),
        lambda _: field_actions.undo(FieldAct.objects.latest("pk"), **WHO),
    ),
    "pupil_campaigns.tell": (
        lambda: None, lambda _: field_actions.tell_pupil_campaigns(SCHOOL, YEAR, ["3e"], **WHO)
    ),
    "pupil_campaigns.undo": (
        lambda: field_actions.tell_pupil_campaigns(SCHOOL, YEAR, ["3e"], **WHO),
        lambda _: field_actions.undo(FieldAct.objects.latest("pk"), **WHO),
    ),
}  # fmt: skip


@pytest.mark.parametrize("action", ACTS)
def test_each_act_leaves_exactly_one_entry(action: str) -> None:
    prepare, act = ACTS[action]
    known = prepare()
    before = logged()
    act(known)
    assert logged() == [*before, action]
    entry = Entry.objects.latest("number")
    assert (entry.actor, entry.at) == ("person:12", NOW)


@pytest.mark.parametrize(
    "act",
    [
        lambda: declared() and declared(),
        lambda: actions.revise_campaign(
            actions.withdraw_campaign(declared(), **WHO), SAID, **WHO
        ),
        lambda: actions.withdraw_campaign(actions.withdraw_campaign(declared(), **WHO), **WHO),
        lambda: file_actions.declare_file(declared_file(), holds=lambda _: True, **WHO),
        lambda: file_actions.undo_file(a_file(), **WHO),
        lambda: actions.set_strategy(territory="dep:25", profile="CPE", strategy=" ", **WHO),
        lambda: field_actions.write("cohorte", "dep:25", COHORT | {"codes": ["INCONNU"]}, **WHO),
    ],
    ids=["declare", "revise", "withdraw", "file", "undo file", "strategy", "cohort"],
)  # fmt: skip
def test_an_act_that_fails_leaves_none(act: Callable[[], object]) -> None:
    with pytest.raises(CampaignRefused):
        act()
    done = logged()
    assert len(done) == len(set(done)), "what succeeded before is there once, what failed is not"
    kept = FieldAct.objects.order_by("pk").values_list("verb", flat=True)
    assert list(kept) == [each for each in done if not each.endswith("_file")]


def test_a_declaration_that_cannot_be_published_leaves_no_entry(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vigie.domains.campaigns.facts import NotPublished
    from vigie.observatory import imports_campaigns

    def refused(*_: object, **__: object) -> None:
        raise NotPublished([])

    assert home.is_dir()
    monkeypatch.setattr(imports_campaigns, "publish", refused)
    officer = client_of(someone(Role.NATIONAL_TEAM))
    before = logged()
    answer = officer.post(
        "/campagnes/nouvelle/",
        {"code": "AZERTY123", "territory": "dep:25", "profile": "CPE", "pathway": "POSITIONING",
         "season": "2"},
    )  # fmt: skip
    assert answer.status_code == 409, answer.content.decode()
    assert logged() == before


def test_what_changes_nothing_is_no_act() -> None:
    field_actions.write("acteur", "dep:25", ACTOR, **WHO)
    field_actions.tell_pupil_campaigns(SCHOOL, YEAR, ["3e", "5e"], **WHO)
    before = logged()
    field_actions.write("acteur", "dep:25", ACTOR, **WHO)
    field_actions.tell_pupil_campaigns(SCHOOL, YEAR, ["5e", "3e"], **WHO)
    assert logged() == before
    assert FieldAct.objects.count() == 2


def test_a_line_taken_away_is_put_back_from_the_page_that_comes_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    officer = client_of(someone(Role.PIX_TEAM, territory="aca:besancon"))
    line = field_actions.write("mise-en-avant", "dep:25", FEATURED, **WHO)
    remove = f"/campagnes/terrain/dep:25/mise-en-avant/{line.pk}/retirer/"
    answer = officer.post(remove, follow=True)
    page = unescape(answer.content.decode())
    assert featured_on(TREE, "dep:25", TODAY) == set()
    undo = f"/campagnes/terrain/dep:25/changements/{FieldAct.objects.latest('pk').pk}/annuler/"
    assert page.count(undo) == 1
    assert "Anne Onyme" in page
    assert officer.post(undo.replace("dep:25", "dep:39")).status_code == 404
    page = unescape(officer.post(undo, follow=True).content.decode())
    assert "tout est comme avant" in page
    assert featured_on(TREE, "dep:25", TODAY) == {"DIGITAL_SECURITY"}
    assert Featured.objects.get().pk == line.pk
    # A second press, from an old page: nothing is done twice, and it is said.
    again = unescape(officer.post(undo, follow=True).content.decode())
    assert "ne peut plus être annulé" in again
    assert featured_on(TREE, "dep:25", TODAY) == {"DIGITAL_SECURITY"}


def test_an_edit_is_undone_and_done_again() -> None:
    first = {"service": "DSDEN", "email": "pix@exemple.example", "course_link": "",
             "course_opened_on": date(2024, 4, 10), "help_link": ""}  # fmt: skip
    field_actions.write("contact", "dep:25", first, **WHO)
    field_actions.write("contact", "dep:25", first | {"service": "DRANE", "course_opened_on": None},
                        **WHO)  # fmt: skip
    field_actions.undo(FieldAct.objects.latest("pk"), **WHO)
    assert contact_of(TREE, "dep:25").service == "DSDEN"
    assert Contact.objects.get().course_opened_on == date(2024, 4, 10)
    field_actions.undo(FieldAct.objects.latest("pk"), **WHO)
    assert contact_of(TREE, "dep:25").service == "DRANE"
    assert [each.may_undo for each in history("dep:25")] == [True, False, False, False]


def test_a_cohort_comes_back_with_its_campaigns_and_is_not_undone_over_a_newer_one() -> None:
    one("A1")
    kept = field_actions.write("cohorte", "dep:25", COHORT | {"codes": ["A1"]}, **WHO)
    field_actions.remove("cohorte", kept, **WHO)
    removal = FieldAct.objects.latest("pk")
    assert not Cohort.objects.exists()
    field_actions.write("cohorte", "dep:25", COHORT | {"size": 12, "codes": ["A1"]}, **WHO)
    with pytest.raises(field_actions.ChangedSince):
        field_actions.undo(removal, **WHO)
    assert Cohort.objects.get().size == 12
    field_actions.undo(FieldAct.objects.latest("pk"), **WHO)
    assert not Cohort.objects.exists(), "as before: taken away"
    field_actions.undo(removal, **WHO)
    assert [each.code for each in Cohort.objects.get().campaigns.all()] == ["A1"]
    assert Cohort.objects.get().size == 79


def test_two_people_who_write_the_same_first_line_get_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    field_actions.write("acteur", "dep:25", ACTOR, **WHO)
    before = logged()
    # As if the line were not there yet when the second one looked.
    monkeypatch.setattr(field_actions, "_UNIQUE", {})
    with pytest.raises(field_actions.ChangedSince):
        field_actions.write("acteur", "dep:25", ACTOR, **WHO)
    assert logged() == before


def test_a_new_line_undone_is_gone_and_an_actor_is_again_to_contact() -> None:
    field_actions.write("acteur", "dep:25", ACTOR, **WHO)
    field_actions.undo(FieldAct.objects.latest("pk"), **WHO)
    assert all(found is None for _, found in checklist("dep:25"))
    assert Stakeholder.every.count() == 1


def test_a_school_takes_back_what_it_told(home: Path) -> None:
    assert home.is_dir()
    head = client_of(someone(Role.HEAD, territory=SCHOOL))
    address = f"/campagnes/eleves/{SCHOOL}/"
    head.post(address, {"3e": "on", "5e": "on"})
    head.post(address, {"3e": "on"})
    number = FieldAct.objects.latest("pk").pk
    page = head.post(f"{address}changements/{number}/annuler/", follow=True).content.decode()
    assert page.count(" checked") == 2
    assert set(PupilCampaign.objects.values_list("level", flat=True)) == {"3e", "5e"}
    assert head.post(f"{address}changements/{number + 50}/annuler/").status_code == 404


def test_an_address_erased_is_erased_from_what_was_before_too() -> None:
    said = {"service": "", "email": "lea@exemple.example", "course_link": "",
            "course_opened_on": None, "help_link": ""}  # fmt: skip
    field_actions.write("contact", "dep:25", said, **WHO)
    field_actions.write("contact", "dep:25", said | {"email": "pix@exemple.example"}, **WHO)
    subject = Subject(None, pseudonym_of_address("lea@exemple.example"), (), NOW)
    next(each for each in holdings() if each.name == "campaign_contacts").erase(subject)
    assert "lea@exemple.example" not in str(list(FieldAct.objects.values()))
    assert contact_of(TREE, "dep:25").email == "pix@exemple.example"


def test_what_was_withdrawn_long_ago_goes() -> None:
    line = field_actions.write("mise-en-avant", "dep:25", FEATURED, **WHO)
    field_actions.remove("mise-en-avant", line, **WHO)
    limit = datetime(2026, 1, 1, tzinfo=UTC)
    way = carried_out()["field_acts"]
    assert way(limit, NOW, False) == 0
    assert way(NOW + timedelta(seconds=1), NOW, True) == 3
    assert way(NOW + timedelta(seconds=1), NOW, False) == 3
    assert Featured.every.count() == FieldAct.objects.count() == 0


def last_act() -> FieldAct:
    return FieldAct.objects.latest("pk")


def everywhere(territory: str) -> bool:
    del territory
    return True


def test_each_change_of_a_campaign_is_undone_and_done_again() -> None:
    known = declared()
    moved = replace(SAID, code="QSDFGH456", territory="dep:39", opens_on=date(2026, 12, 1))
    actions.revise_campaign(known, moved, **WHO)
    field_actions.undo(last_act(), **WHO)
    known.refresh_from_db()
    assert (known.code, known.territory, known.opens_on) == ("AZERTY123", "dep:25", None)
    field_actions.undo(last_act(), **WHO)
    known.refresh_from_db()
    assert (known.code, known.territory, known.opens_on) == (
        "QSDFGH456", "dep:39", date(2026, 12, 1)
    )  # fmt: skip
    actions.withdraw_campaign(known, **WHO)
    field_actions.undo(last_act(), **WHO)
    assert Campaign.objects.declared().get().withdrawn_by == ""
    shown = campaign_history(everywhere)
    assert [each.may_undo for each in shown] == [True] + [False] * 5
    assert shown[-2].changed["territory"] == ("dep:25", "dep:39")
    assert len(campaign_history(lambda territory: territory == "dep:25")) == 2


def test_a_declaration_undone_is_withdrawn() -> None:
    declared()
    field_actions.undo(last_act(), **WHO)
    assert not Campaign.objects.declared().exists()
    assert Campaign.objects.get().withdrawn_by == "person:12"
    declared()  # its code and its combination are free again


def test_a_campaign_does_not_come_back_where_another_stands() -> None:
    actions.withdraw_campaign(declared(), **WHO)
    withdrawal = last_act()
    actions.declare_campaign(replace(SAID, code="QSDFGH456"), **WHO)
    before = logged()
    with pytest.raises(actions.CombinationTaken):
        field_actions.undo(withdrawal, **WHO)
    assert logged() == before
    assert FieldAct.objects.get(pk=withdrawal.pk).undone_at is None


def test_a_campaign_that_a_file_changed_since_is_left_as_it_is() -> None:
    declared()
    said = {"code": "AZERTY123", "territory": "dep:25", "profile": "1D_PUBLIC",
            "pathway": "POSITIONING", "name": "Rentrée"}  # fmt: skip
    kept = file_actions.keep_file("essai.csv", [Line(2, said)], **WHO)
    file_actions.declare_file(kept, holds=everywhere, **WHO)
    with pytest.raises(field_actions.ChangedSince):
        field_actions.undo(last_act(), **WHO)
    assert Campaign.objects.declared().get().name == "Rentrée"


def test_what_a_revision_leaves_as_it_is_is_not_to_undo() -> None:
    actions.revise_campaign(declared(), SAID, **WHO)
    assert [each.what for each in campaign_history(everywhere)] == ["Déclaration"]


def test_the_former_states_of_a_campaign_go_in_time() -> None:
    declared()
    assert carried_out()["field_acts"](NOW + timedelta(seconds=1), NOW, False) == 1
    assert not FieldAct.objects.exists()
    assert Campaign.objects.declared().exists()
