"""The verbs: what each keeps, what it refuses and why, and undoing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lib.people import someone
from lib.roadmaps import NOW, TODAY, a_roadmap, an_indicator, the_action
from vigie.domains.audit.models import Entry
from vigie.domains.roadmaps import actions, actions_doing, actions_measuring, actions_telling
from vigie.domains.roadmaps.changes import history, undo
from vigie.domains.roadmaps.models import Objective, Proposal
from vigie.domains.roadmaps.refusals import (
    AlreadyAnswered,
    AlreadyClosed,
    AlreadyUndone,
    CannotUndo,
    CodeTaken,
    Incomplete,
    NotACode,
    RoadmapRefused,
    UnknownTerritory,
    WrongLevel,
    WrongMeasure,
    WrongObjective,
    WrongPeriod,
    WrongValue,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_a_tree_moves_with_its_paths() -> None:
    by = someone()
    roadmap = a_roadmap(by=by)
    other = actions.add_node(roadmap, code="B", wording="Équiper", by=by, at=NOW)
    actions.move_node(the_action(roadmap), parent=other, by=by, at=NOW)
    actions.change_node(other, code="Z", by=by, at=NOW)
    assert set(roadmap.nodes.standing().values_list("path", flat=True)) == {"A", "Z", "Z/A1"}


def test_removing_a_node_takes_what_is_under_and_undoing_brings_it_back() -> None:
    by = someone()
    roadmap = a_roadmap(by=by)
    indicator = an_indicator(roadmap, by=by)
    actions.remove_node(roadmap.nodes.get(path="A"), by=by, at=NOW)
    assert not roadmap.nodes.standing().exists()
    assert not roadmap.indicators.standing().exists()
    undo(roadmap, history(roadmap)[0].code, by=by, at=NOW)
    assert roadmap.nodes.standing().count() == 2
    assert list(roadmap.indicators.standing()) == [indicator]


Verb = Callable[[Any], object]
REFUSED: dict[str, tuple[Verb, type[RoadmapRefused]]] = {
    "roadmap code": (lambda _: a_roadmap(code="É"), NotACode),
    "roadmap twice": (lambda r: a_roadmap(code=r.code), CodeTaken),
    "roadmap nowhere": (lambda _: a_roadmap("dep:999"), UnknownTerritory),
    "fewer levels": (
        lambda r: actions.change_roadmap(r, level_names="Axe", by=None, at=NOW), WrongLevel),
    "node code": (lambda r: actions.add_node(r, code="a/b", by=None, at=NOW), NotACode),
    "node twice": (lambda r: actions.add_node(r, code="A", by=None, at=NOW), CodeTaken),
    "node too deep": (
        lambda r: actions.add_node(r, code="X", parent=the_action(r), by=None, at=NOW),
        WrongLevel),
    "node under itself": (
        lambda r: actions.move_node(r.nodes.get(path="A"), parent=the_action(r), by=someone(),
                                    at=NOW),
        WrongLevel),
    "action without words": (
        lambda r: actions_doing.add_action(the_action(r), wording=" ", by=None, at=NOW),
        Incomplete),
    "action of no year": (
        lambda r: actions_doing.add_action(the_action(r), wording="x", school_year="2024-2026",
                                           by=None, at=NOW),
        WrongPeriod),
    "action that ends before": (
        lambda r: actions_doing.add_action(the_action(r), wording="x", starts_on=TODAY,
                                           ends_on=TODAY - timedelta(1), by=None, at=NOW),
        Incomplete),
    "action elsewhere": (
        lambda r: actions_doing.add_action(the_action(r), wording="x", territories="dep:0",
                                           by=None, at=NOW),
        UnknownTerritory),
    "indicator without unit": (lambda r: an_indicator(r, unit=" "), Incomplete),
    "indicator without level": (lambda r: an_indicator(r, territory_level=" "), Incomplete),
    "indicator of no level": (lambda r: an_indicator(r, territory_level="rue"), WrongLevel),
    "indicator of no measure": (lambda r: an_indicator(r, measure="bonheur"), WrongMeasure),
    "indicator of another unit": (
        lambda r: an_indicator(r, measure="participation_rate"), WrongMeasure),
    "indicator of no profile": (
        lambda r: an_indicator(r, unit="%", measure="participation_rate", profile="3D"),
        WrongMeasure),
    "computed from nothing": (lambda r: an_indicator(r, kind="computed"), WrongMeasure),
    "objective": (
        lambda r: actions_measuring.set_objective(an_indicator(r), text="beaucoup", by=None,
                                                  at=NOW),
        WrongObjective),
    "value to come": (
        lambda r: actions_measuring.type_value(an_indicator(r), territory="dep:25",
                                               on=TODAY + timedelta(1), amount=1, by=None, at=NOW),
        WrongValue),
    "value missing": (
        lambda r: actions_measuring.type_value(an_indicator(r), territory="dep:25", on=TODAY,
                                               by=None, at=NOW),
        WrongValue),
    "rate above all": (
        lambda r: actions_measuring.type_value(an_indicator(r, unit="%"), territory="dep:25",
                                               on=TODAY, amount=101, by=None, at=NOW),
        WrongValue),
    "half a ratio": (
        lambda r: actions_measuring.type_value(an_indicator(r, unit="%"), territory="dep:25",
                                               on=TODAY, numerator=1, by=None, at=NOW),
        WrongValue),
    "a number for a deed": (
        lambda r: actions_measuring.type_value(an_indicator(r, kind="qualitative"),
                                               territory="dep:25", on=TODAY, amount=1, by=None,
                                               at=NOW),
        WrongValue),
    "proposal elsewhere": (
        lambda r: actions_telling.propose(an_indicator(r), territory="dep:21", reason="x",
                                          objective=">= 1", due_by=TODAY, by=someone(), at=NOW),
        UnknownTerritory),
    "proposal without reason": (
        lambda r: actions_telling.propose(an_indicator(r), territory="dep:25", reason=" ",
                                          objective=">= 1", due_by=TODAY, by=someone(), at=NOW),
        Incomplete),
    "proposal of nothing": (
        lambda r: actions_telling.propose(an_indicator(r), territory="dep:25", reason="x",
                                          due_by=TODAY, by=someone(), at=NOW),
        Incomplete),
    "proposal for yesterday": (
        lambda r: actions_telling.propose(an_indicator(r), territory="dep:25", reason="x",
                                          objective=">= 1", due_by=TODAY - timedelta(1),
                                          by=someone(), at=NOW),
        WrongValue),
    "judgement without words": (
        lambda r: actions_telling.judge(the_action(r), period="2025-2026", weather="sun",
                                        synthesis=" ", by=someone(), at=NOW),
        Incomplete),
    "comment without words": (
        lambda r: actions_telling.comment(r, text=" ", by=someone(), at=NOW), Incomplete),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_with_a_remedy_and_leaves_no_trace(name: str) -> None:
    verb, kind = REFUSED[name]
    roadmap = a_roadmap()
    before = roadmap.nodes.count(), history(roadmap)[0].code
    with pytest.raises(kind) as refused:
        verb(roadmap)
    assert refused.value.message
    assert refused.value.remedy
    rows = [each for each in history(roadmap) if each.verb != "roadmap.indicator_add"]
    assert (roadmap.nodes.count(), rows[0].code) == before


def test_an_objective_that_is_revised_keeps_its_former_versions() -> None:
    by = someone()
    indicator = an_indicator(a_roadmap(by=by))
    for year, text in ((2021, ">= 150"), (2022, ">= 1500")):
        actions_measuring.set_objective(
            indicator, text=text, period="2023", why="Revue annuelle", valid_from=date(year, 1, 1),
            by=by, at=NOW,
        )  # fmt: skip
    told = [(row.version, row.text) for row in indicator.objectives.all()]
    assert told == [(1, ">= 150"), (2, ">= 1500")]
    for on, text in ((date(2021, 6, 1), ">= 150"), (date(2022, 6, 1), ">= 1500")):
        assert [row.text for row in Objective.objects.in_force(on)] == [text]
    assert not Objective.objects.in_force(date(2020, 6, 1)).exists()
    actions_measuring.end_objective(indicator.objectives.last(), by=by, at=NOW)
    assert not Objective.objects.in_force(TODAY).exists()
    assert Objective.objects.in_force(date(2022, 6, 1)).exists()


def test_a_version_does_not_begin_before_the_one_it_replaces() -> None:
    indicator = an_indicator(a_roadmap())
    actions_measuring.set_objective(indicator, text=">= 1", by=None, at=NOW)
    with pytest.raises(WrongObjective):
        actions_measuring.set_objective(
            indicator, text=">= 2", valid_from=TODAY - timedelta(1), by=None, at=NOW
        )


def test_a_deliverable_is_ticked_off_with_who_and_when() -> None:
    by = someone()
    roadmap = a_roadmap(by=by)
    support = actions_doing.add_deliverable(
        the_action(roadmap), wording="Un tutoriel", by=by, at=NOW
    )
    actions_doing.tick_deliverable(support, by=by, at=NOW)
    assert (support.delivered_by, support.delivered_at) == (by, NOW)
    undo(roadmap, history(roadmap)[0].code, by=by, at=NOW)
    support.refresh_from_db()
    assert (support.delivered_by, support.delivered_at) == (None, None)


def test_a_change_is_undone_once_and_not_when_another_came_after() -> None:
    by = someone()
    roadmap = a_roadmap(by=by)
    value = actions_measuring.type_value(
        an_indicator(roadmap, by=by), territory="dep:25", on=TODAY, amount=Decimal("2.50"), by=by,
        at=NOW,
    )  # fmt: skip
    typed = history(roadmap)[0]
    actions_measuring.withdraw_value(value, by=by, at=NOW)
    withdrawn = history(roadmap)[0]
    with pytest.raises(CannotUndo):
        undo(roadmap, typed.code, by=by, at=NOW)
    undo(roadmap, withdrawn.code, by=by, at=NOW)
    with pytest.raises(AlreadyUndone):
        undo(roadmap, withdrawn.code, by=by, at=NOW)
    value.refresh_from_db()
    assert value.withdrawn_at is None
    undo(roadmap, typed.code, by=by, at=NOW)
    value.refresh_from_db()
    assert value.withdrawn_at == NOW


def test_the_making_of_a_roadmap_is_not_undone() -> None:
    by = someone()
    roadmap = a_roadmap(by=by)
    with pytest.raises(CannotUndo):
        undo(roadmap, history(roadmap)[-1].code, by=by, at=NOW)


def test_what_was_given_and_taken_comes_back_by_undoing() -> None:
    by, helper = someone(), someone()
    roadmap = a_roadmap(by=by)
    part = actions.set_part(roadmap, person=helper, part="reader", by=by, at=NOW)
    actions.take_part_back(part, by=by, at=NOW)
    undo(roadmap, history(roadmap)[0].code, by=by, at=NOW)
    assert [each.person for each in roadmap.contributors.all()] == [helper]


def test_undoing_does_not_bring_back_someone_who_was_erased() -> None:
    by, gone, other = someone(), someone(), someone()
    roadmap = a_roadmap(by=by)
    actions.change_roadmap(roadmap, owner=gone, by=by, at=NOW)
    actions.change_roadmap(roadmap, owner=other, by=by, at=NOW)
    changed = history(roadmap)[0].code
    gone.delete()
    undo(roadmap, changed, by=by, at=NOW)
    roadmap.refresh_from_db()
    assert roadmap.owner is None


def proposal(**what: Any) -> Proposal:
    roadmap = a_roadmap()
    return actions_telling.propose(
        an_indicator(roadmap), territory="dep:25", reason="Ici, c’est autrement", due_by=TODAY,
        by=someone(), at=NOW, **what,
    )  # fmt: skip


def test_an_accepted_proposal_becomes_a_value_or_a_local_objective_and_both_stay() -> None:
    by = someone()
    for made in (proposal(on=TODAY, amount=3), proposal(objective=">= 5", period="2026-2027")):
        answered = actions_telling.answer_proposal(made, accepted=True, answer="", by=by, at=NOW)
        assert (answered.value is None) != (answered.local is None)
        if answered.value:
            assert answered.value.author == made.proposed_by
        if answered.local:
            assert (answered.local.territory, answered.local.text) == ("dep:25", ">= 5")
        with pytest.raises(AlreadyAnswered):
            actions_telling.answer_proposal(made, accepted=False, answer="Non", by=by, at=NOW)


def test_a_refusal_says_why() -> None:
    made = proposal(on=TODAY, amount=3)
    with pytest.raises(Incomplete):
        actions_telling.answer_proposal(made, accepted=False, answer=" ", by=someone(), at=NOW)
    actions_telling.answer_proposal(made, accepted=False, answer="Non", by=someone(), at=NOW)
    made.refresh_from_db()
    assert (made.decision, made.value) == ("refused", None)


def test_minutes_are_closed_for_good() -> None:
    by = someone()
    review = actions_telling.open_review(a_roadmap(), held_on=TODAY, by=by, at=NOW)
    actions_telling.write_minutes(review, minutes="Vu.", present="Nous", by=by, at=NOW)
    actions_telling.close_review(review, by=by, at=NOW)
    with pytest.raises(AlreadyClosed):
        actions_telling.write_minutes(review, minutes="Non.", present="", by=by, at=NOW)


def test_each_act_is_logged_by_reference() -> None:
    by = someone()
    roadmap = a_roadmap(by=by)
    entry = Entry.objects.get(action="roadmap.create")
    assert (entry.actor, entry.about) == (f"person:{by.pk}", f"roadmap:{roadmap.pk}")
