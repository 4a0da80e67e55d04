"""Who may read and change a roadmap: mandates, owners, contributors of a node."""

from __future__ import annotations

import pytest

from lib.people import someone
from lib.roadmaps import NOW, TODAY, a_roadmap, an_indicator, the_action
from vigie.domains.people.models import Person
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, rights_of
from vigie.domains.people.roles import Role
from vigie.domains.roadmaps import rules
from vigie.domains.roadmaps.actions import add_node, archive_roadmap, change_node, set_part
from vigie.domains.roadmaps.actions_telling import propose
from vigie.domains.roadmaps.models.tree import Part

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def rights(person: Person) -> Rights:
    return rights_of(person, NOW)


@pytest.mark.parametrize(
    ("role", "territory", "reads", "writes"),
    [
        (Role.PIX_TEAM, "aca:besancon", True, True),
        (Role.DELEGATE, "reg:bourgogne-franche-comte", True, False),
        (Role.ADVISER, "dep:25", True, False),
        (Role.DISTRICT_INSPECTOR, "circo:0251058B", False, False),
        (Role.TEACHER, "uai:0250001X", False, False),
        (Role.PIX_TEAM, "aca:dijon", False, False),
        (Role.NATIONAL_TEAM, "FR", True, False),
    ],
)
def test_a_mandate_opens_the_roadmaps_of_its_lineage(
    role: Role, territory: str, reads: bool, writes: bool
) -> None:
    roadmap = a_roadmap("aca:besancon")
    person = someone(role, territory=territory)
    assert rules.may_read(rights(person), roadmap) == reads
    assert rules.may_edit(rights(person), roadmap) == writes
    assert (roadmap in rules.readable(rights(person))) == reads
    if not reads:
        with pytest.raises(Refused) as refused:
            rules.roadmap_of(rights(person), roadmap.code)
        assert refused.value.answer == Answer.UNKNOWN


def test_an_unknown_roadmap_is_refused_as_one_that_is_not_hers() -> None:
    with pytest.raises(Refused) as refused:
        rules.roadmap_of(rights(someone(Role.PIX_TEAM, territory="aca:besancon")), "rien")
    assert refused.value.answer == Answer.UNKNOWN


def test_a_contributor_of_a_node_changes_it_and_what_is_under() -> None:
    owner, helper = someone(Role.PIX_TEAM, territory="aca:besancon"), someone()
    roadmap = a_roadmap(by=owner)
    other = add_node(roadmap, code="B", wording="Équiper", by=owner, at=NOW)
    node = the_action(roadmap)
    assert not rules.may_read(rights(helper), roadmap)
    set_part(roadmap, node=node.parent, person=helper, part=Part.CONTRIBUTOR, by=owner, at=NOW)
    assert rules.node_to_edit(rights(helper), roadmap.code, node.pk) == node
    assert not rules.may_edit_node(rights(helper), other)
    with pytest.raises(Refused) as refused:
        rules.roadmap_to_edit(rights(helper), roadmap.code)
    assert refused.value.answer == Answer.ROLE


def test_a_reader_reads_and_an_owner_of_a_node_writes_in_it() -> None:
    owner, reader = someone(Role.PIX_TEAM, territory="aca:besancon"), someone()
    roadmap = a_roadmap(by=owner)
    set_part(roadmap, person=reader, part=Part.READER, by=owner, at=NOW)
    assert rules.may_read(rights(reader), roadmap)
    assert not rules.may_edit_node(rights(reader), the_action(roadmap))
    change_node(the_action(roadmap), owner=reader, by=owner, at=NOW)
    assert rules.may_edit_node(rights(reader), the_action(roadmap))


def test_nobody_changes_what_was_archived() -> None:
    owner = someone(Role.PIX_TEAM, territory="aca:besancon")
    roadmap = a_roadmap(by=owner)
    archive_roadmap(roadmap, by=owner, at=NOW)
    assert not rules.may_edit(rights(owner), roadmap)
    assert not rules.may_edit_node(rights(owner), the_action(roadmap))
    assert rules.may_read(rights(owner), roadmap)


def test_one_proposes_for_a_territory_inside_and_the_level_above_answers() -> None:
    owner = someone(Role.PIX_TEAM, territory="aca:besancon")
    inside, beside = someone(Role.ADVISER, territory="dep:25"), someone(
        Role.ADVISER, territory="dep:21"
    )  # fmt: skip
    roadmap = a_roadmap(by=owner)
    assert rules.proposing_grounds(rights(inside), roadmap) == ["dep:25"]
    assert rules.proposing_grounds(rights(beside), roadmap) == []
    assert rules.proposing_grounds(rights(owner), roadmap) == []
    made = propose(
        an_indicator(roadmap), territory="dep:25", on=TODAY, amount=3, reason="Autre décompte",
        due_by=TODAY, by=inside, at=NOW,
    )  # fmt: skip
    assert rules.proposal_to_answer(rights(owner), roadmap.code, made.pk) == made
    with pytest.raises(Refused):
        rules.proposal_to_answer(rights(inside), roadmap.code, made.pk)
