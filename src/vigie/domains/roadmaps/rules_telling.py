"""Who may say what beside the figures: getters that give the object or refuse."""

from __future__ import annotations

from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights
from vigie.domains.roadmaps.models import Comment, Judgement, Node, Proposal, Review, Roadmap
from vigie.domains.roadmaps.rules import (
    may_answer,
    may_edit,
    may_edit_node,
    proposing_grounds,
    roadmap_of,
)


def review_of(rights: Rights, code: str, pk: int) -> Review:
    """A review of a roadmap that she may read. Raises Refused."""
    found = Review.objects.filter(roadmap=roadmap_of(rights, code), pk=pk)
    review = found.select_related("roadmap", "opened_by").first()
    if review is None:
        raise Refused(Answer.UNKNOWN)
    return review


def review_to_write(rights: Rights, code: str, pk: int) -> Review:
    """A review whose minutes she may write. Raises Refused."""
    found = review_of(rights, code, pk)
    if not may_edit(rights, found.roadmap):
        raise Refused(Answer.ROLE)
    return found


def may_say(rights: Rights, node: Node) -> bool:
    """Whether she may comment: who writes there, and the territories that answer to it."""
    return may_edit_node(rights, node) or bool(proposing_grounds(rights, node.roadmap))


def said_to_change(rights: Rights, code: str, pk: int) -> Comment:
    """A comment or a decision that she may take out or tick: her own, or one of a node of hers.
    Raises Refused."""
    roadmap = roadmap_of(rights, code)
    found = Comment.objects.filter(roadmap=roadmap, pk=pk, removed_at__isnull=True)
    said = found.select_related("roadmap", "node", "indicator__node", "review").first()
    if said is None:
        raise Refused(Answer.UNKNOWN)
    if not may_change_said(rights, said):
        raise Refused(Answer.ROLE)
    return said


def may_change_said(rights: Rights, said: Comment) -> bool:
    """Whether she may take it out, or tick it."""
    if rights.person is None or (said.review is not None and said.review.closed_at is not None):
        # What a review decided is in its signed minutes: it is ticked, never taken out.
        return said.is_decision and _may_edit(rights, said)
    return _may_edit(rights, said) or said.written_by_id == rights.person.pk


def _may_edit(rights: Rights, said: Comment) -> bool:
    node = said.indicator.node if said.indicator is not None else said.node
    if node is None:
        return may_edit(rights, said.roadmap)
    node.roadmap = said.roadmap
    return may_edit_node(rights, node)


def judgement_to_withdraw(rights: Rights, code: str, pk: int) -> Judgement:
    """A judgement that she may take back. Raises Refused."""
    roadmap = roadmap_of(rights, code)
    found = Judgement.objects.filter(node__roadmap=roadmap, pk=pk, withdrawn_at__isnull=True)
    judgement = found.select_related("node__roadmap").first()
    if judgement is None:
        raise Refused(Answer.UNKNOWN)
    if not may_edit_node(rights, judgement.node):
        raise Refused(Answer.ROLE)
    return judgement


def proposal_to_take_back(rights: Rights, code: str, pk: int) -> Proposal:
    """A proposal of one of her territories. Raises Refused."""
    roadmap = roadmap_of(rights, code)
    found = Proposal.objects.filter(indicator__roadmap=roadmap, pk=pk)
    proposal = found.select_related("indicator__roadmap").first()
    if proposal is None:
        raise Refused(Answer.UNKNOWN)
    if proposal.territory not in proposing_grounds(rights, roadmap):
        raise Refused(Answer.ROLE)
    return proposal


def answers_to_give(rights: Rights, roadmap: Roadmap) -> list[Proposal]:
    """The proposals of a roadmap that wait for an answer of hers, the most pressing first."""
    waiting = Proposal.objects.filter(indicator__roadmap=roadmap, decision="").order_by("due_by")
    return [
        each
        for each in waiting.select_related("indicator__node__roadmap", "proposed_by")
        if may_answer(rights, each)
    ]
