"""Tables of the roadmaps: the tree, what is done, what is measured, what is said of it."""

from vigie.domains.roadmaps.models.changes import Change
from vigie.domains.roadmaps.models.doing import Action, Deliverable, Milestone
from vigie.domains.roadmaps.models.measuring import (
    Baseline,
    Indicator,
    Objective,
    Proposal,
    TypedValue,
)
from vigie.domains.roadmaps.models.telling import Comment, Judgement, Review
from vigie.domains.roadmaps.models.tree import Contributor, Node, Roadmap

__all__ = [
    "Action",
    "Baseline",
    "Change",
    "Comment",
    "Contributor",
    "Deliverable",
    "Indicator",
    "Judgement",
    "Milestone",
    "Node",
    "Objective",
    "Proposal",
    "Review",
    "Roadmap",
    "TypedValue",
]
