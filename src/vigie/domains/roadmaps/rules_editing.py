"""Who may change what hangs on a node or a roadmap: getters that give the object or refuse."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights
from vigie.domains.roadmaps.models import (
    Action,
    Contributor,
    Deliverable,
    Milestone,
    Node,
    Objective,
    TypedValue,
)
from vigie.domains.roadmaps.rules import may_edit_node, roadmap_of, roadmap_to_edit

_Row = TypeVar("_Row", bound=Model)


def action_to_edit(rights: Rights, code: str, pk: int) -> Action:
    """An action of a node that she may change. Raises Refused."""
    found = _one(
        Action.objects.standing().filter(
            node__roadmap=roadmap_of(rights, code), node__removed_at__isnull=True, pk=pk
        ),
        "node__roadmap",
    )
    _require(rights, found.node)
    return found


def deliverable_to_edit(rights: Rights, code: str, pk: int) -> Deliverable:
    """A support of a node that she may change. Raises Refused."""
    found = _one(
        Deliverable.objects.filter(
            node__roadmap=roadmap_of(rights, code), node__removed_at__isnull=True, pk=pk,
            removed_at__isnull=True,
        ),
        "node__roadmap",
    )  # fmt: skip
    _require(rights, found.node)
    return found


def milestone_to_edit(rights: Rights, code: str, pk: int) -> Milestone:
    """A date of a roadmap that she may change. Raises Refused."""
    # Whether it exists is not told to who may not write: rights first.
    roadmap = roadmap_to_edit(rights, code)
    return _one(
        Milestone.objects.filter(roadmap=roadmap, pk=pk, removed_at__isnull=True), "roadmap"
    )


def value_to_withdraw(rights: Rights, code: str, pk: int) -> TypedValue:
    """A typed value of an indicator that she may change. Raises Refused."""
    found = _one(
        TypedValue.objects.standing().filter(
            indicator__roadmap=roadmap_of(rights, code), indicator__removed_at__isnull=True, pk=pk
        ),
        "indicator__node__roadmap",
    )
    found.indicator.roadmap = found.indicator.node.roadmap
    _require(rights, found.indicator.node)
    return found


def objective_to_end(rights: Rights, code: str, pk: int) -> Objective:
    """An objective of an indicator that she may change. Raises Refused."""
    found = _one(
        Objective.objects.filter(
            indicator__roadmap=roadmap_of(rights, code), indicator__removed_at__isnull=True, pk=pk
        ),
        "indicator__node__roadmap",
    )
    found.indicator.roadmap = found.indicator.node.roadmap
    _require(rights, found.indicator.node)
    return found


def part_to_take_back(rights: Rights, code: str, pk: int) -> Contributor:
    """A part of a roadmap that she may change as a whole. Raises Refused."""
    roadmap = roadmap_to_edit(rights, code)
    return _one(Contributor.objects.filter(roadmap=roadmap, pk=pk), "roadmap")


def _require(rights: Rights, node: Node) -> None:
    if not may_edit_node(rights, node):
        raise Refused(Answer.ROLE)


def _one(found: QuerySet[_Row], *joined: str) -> _Row:
    row = found.select_related(*joined).first()
    if row is None:
        raise Refused(Answer.UNKNOWN)
    return row
