"""What is said beside the figures, read for a page: weather, comments, proposals, reviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from vigie.domains.audit.words import act_name
from vigie.domains.roadmaps import advance, words
from vigie.domains.roadmaps.changes import history
from vigie.domains.roadmaps.models import (
    Change,
    Comment,
    Indicator,
    Judgement,
    Node,
    Proposal,
    Review,
    Roadmap,
)
from vigie.domains.roadmaps.objectives import CannotBound
from vigie.domains.roadmaps.values import standing_of, standings
from vigie.domains.roadmaps.verdicts import State
from vigie.web import formats

NameOf = Callable[[str], str]
MOST_CHANGES = 200


@dataclass(frozen=True)
class ProposalShown:
    """A proposal as pages show it. `late`: the answer is due and is not there. `rate`: the progress
    rate that its value would give, beside that of today. `may_…`: what the reader may do of it, set
    by the page."""

    row: Proposal
    place: str
    wanted: str
    answer: str
    waiting: bool
    late: bool
    rate: str = ""
    may_answer: bool = False
    may_take_back: bool = False


def proposals_of(indicator: Indicator, name_of: NameOf, on: date) -> list[ProposalShown]:
    """The proposals on an indicator, the newest first."""
    rows = indicator.proposals.select_related("proposed_by", "answered_by", "indicator")
    return [shown(row, name_of, on) for row in rows]


def shown(row: Proposal, name_of: NameOf, on: date) -> ProposalShown:
    """A proposal in words."""
    waiting = not row.decision
    return ProposalShown(
        row,
        name_of(row.territory),
        words.proposal_text(row),
        words.answer_text(row),
        waiting,
        waiting and row.due_by < on,
        _rate(row, on) if waiting else "",
    )


def _rate(row: Proposal, on: date) -> str:
    """PILOTE's third rate: that of the value proposed, in one sentence."""
    indicator = row.indicator
    if row.amount is None or indicator.cumulative:
        return ""
    standing = standings(indicator, [row.territory], on)[row.territory]
    aim, start, percent = standing.aim, standing.start, indicator.is_percent
    try:
        bounds = None if aim is None else aim.bounds(start, standing.units, percent=percent)
    except CannotBound:
        return ""
    hers = advance.of_value(Fraction(row.amount), bounds, start, percent=percent)
    if hers is None:
        return ""
    mine = advance.of_verdict(standing.verdict, start)
    now = "" if mine is None else f", au lieu de {formats.decimal(mine, 0)}{formats.NNBSP}%"
    return (
        f"Chemin parcouru avec cette valeur\u00a0: {formats.decimal(hers, 0)}{formats.NNBSP}%{now}."
    )


def judgements_of(node: Node) -> list[Judgement]:
    """The judgements of a node that were not taken back, the newest first."""
    rows = Judgement.objects.filter(node=node, withdrawn_at__isnull=True)
    return list(rows.select_related("signed_by"))


def said_of(
    roadmap: Roadmap, *, node: Node | None = None, indicator: Indicator | None = None
) -> list[Comment]:
    """The comments and decisions on a node (those on its indicators too), or on an indicator."""
    rows = Comment.objects.filter(roadmap=roadmap, removed_at__isnull=True)
    rows = rows.filter(indicator=indicator) if indicator else rows.filter(node=node)
    return list(rows.select_related("written_by", "indicator", "review"))


@dataclass(frozen=True)
class Moved:
    """An indicator whose verdict is not what it was: `better` None where it cannot be compared."""

    indicator: Indicator
    before: str
    after: str
    sentence: str
    value: str
    better: bool | None


_ORDER = {State.MISSED: 0, State.AT_RISK: 1, State.ON_COURSE: 2, State.MET: 3}


def moved(roadmap: Roadmap, since: date, on: date) -> list[Moved]:
    """The indicators whose verdict changed between two days, in the order of the tree."""
    before, after = standing_of(roadmap, since), standing_of(roadmap, on)
    found = []
    for number, now in after.items():
        was = before.get(number)
        if was is None or was.verdict.state == now.verdict.state:
            continue
        ranks = _ORDER.get(was.verdict.state), _ORDER.get(now.verdict.state)
        better = None if None in ranks else ranks[1] > ranks[0]  # type: ignore[operator]  # None is apart
        found.append(
            Moved(
                now.indicator,
                was.verdict.label,
                now.verdict.label,
                now.verdict.sentence,
                words.value_text(now.value, now.indicator),
                better,
            )
        )
    return found


@dataclass(frozen=True)
class Done:
    """One act of the history, in words: what, on what, who, when."""

    what: str
    about: Sequence[str]
    who: str
    at: datetime
    undone: bool


def done_since(roadmap: Roadmap, since: date, on: date) -> list[Done]:
    """What was done on a roadmap after a day, up to another, the newest first; reviews apart."""
    found = []
    for act in history(roadmap, MOST_CHANGES):
        day = act.at.astimezone(formats.PARIS).date()
        if not since < day <= on or act.verb.startswith("roadmap.review"):
            continue
        found.append(
            Done(
                act_name(act.verb),
                list(dict.fromkeys(each.label for each in act.changes))[:3],
                act.by.name if act.by else "",
                act.at,
                act.undone_at is not None,
            )
        )
    return found


def before_that(review: Review) -> Review | None:
    """The last closed review held before this one."""
    earlier = Review.objects.filter(
        roadmap=review.roadmap, closed_at__isnull=False, held_on__lt=review.held_on
    )
    return earlier.order_by("-held_on", "-pk").first()


def signer_of(review: Review) -> str:
    """The name of who signed the minutes of a review; empty when she was erased."""
    closing = Change.objects.filter(
        roadmap=review.roadmap, table="review", row=review.pk, verb="roadmap.review_close",
        undone_at__isnull=True,
    )  # fmt: skip
    last = closing.select_related("by").order_by("-pk").first()
    return last.by.name if last is not None and last.by is not None else ""


def decisions_of(roadmap: Roadmap, review: Review | None = None) -> list[Comment]:
    """The decisions of a roadmap, those of a review when it is given; oldest due date first."""
    rows = Comment.objects.filter(roadmap=roadmap, is_decision=True, removed_at__isnull=True)
    if review is not None:
        rows = rows.filter(review=review)
    return list(rows.select_related("node", "indicator", "written_by").order_by("due_on", "pk"))


def reviews_of(roadmap: Roadmap) -> list[Review]:
    """The reviews of a roadmap, the newest first."""
    return list(Review.objects.filter(roadmap=roadmap).select_related("opened_by"))
