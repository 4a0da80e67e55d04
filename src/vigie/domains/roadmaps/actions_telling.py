"""What is said beside the figures: proposals and their answers, judgements, comments, reviews."""

from __future__ import annotations

from datetime import date, datetime

from vigie.domains.people.models import Person
from vigie.domains.roadmaps import checks
from vigie.domains.roadmaps.actions_measuring import set_objective, type_value
from vigie.domains.roadmaps.changes import act_on
from vigie.domains.roadmaps.models import (
    Comment,
    Indicator,
    Judgement,
    Node,
    Proposal,
    Review,
    Roadmap,
)
from vigie.domains.roadmaps.models.measuring import Decision
from vigie.domains.roadmaps.models.telling import Weather
from vigie.domains.roadmaps.refusals import (
    AlreadyAnswered,
    AlreadyClosed,
    Incomplete,
    UnknownTerritory,
    WrongValue,
)
from vigie.domains.territories.relations import Relation, relation
from vigie.periods import PARIS

VALUE_FIELDS = ("on", "amount", "done", "text")


def propose(
    indicator: Indicator, *, territory: str, reason: str, due_by: date, by: Person, at: datetime,
    objective: str = "", period: str = "", **value: object,
) -> Proposal:  # fmt: skip
    """A territory under the roadmap's proposes another value (`on` and `amount`, `done` or `text`),
    or an objective of its own, and says why.

    Raises Incomplete, WrongObjective, WrongPeriod, WrongValue or UnknownTerritory.
    """
    today = at.astimezone(PARIS).date()
    roadmap = indicator.roadmap
    place = checks.territory(territory, at.date())
    if relation(checks.places(at.date()), roadmap.territory, place) != Relation.CHILD:
        raise UnknownTerritory(
            "territory",
            "Ce territoire n’est pas dans celui de la feuille de route.",
            "Proposez pour un territoire qu’elle contient.",
        )
    if not reason.strip():
        raise Incomplete("reason", "La raison manque.", "Dites en une phrase ce qui diffère ici.")
    if due_by < today:
        raise WrongValue("due_by", "La date de réponse est passée.", "Donnez une date à venir.")
    if objective.strip():
        checks.objective(objective, "objective")
    with act_on(roadmap, "roadmap.proposal_make", by=by, at=at, territory=place) as act:
        made = Proposal(
            indicator=indicator, territory=place, objective=objective.strip(),
            period=checks.period(period), reason=reason.strip(), proposed_by=by, proposed_at=at,
            due_by=due_by,
        )  # fmt: skip
        checks.fields(made, value, VALUE_FIELDS)
        if not made.objective and (
            made.on is None or (made.amount is None and made.done is None and not made.text)
        ):
            raise Incomplete(
                "amount", "La valeur proposée n’est pas complète.", "Donnez la valeur et sa date."
            )
        made.save()
        act.makes(made)
    return made


def answer_proposal(
    proposal: Proposal, *, accepted: bool, answer: str, by: Person, at: datetime
) -> Proposal:
    """The level above answers: what is accepted becomes a typed value or a local objective; what
    was proposed and what was answered both stay. Raises AlreadyAnswered or Incomplete."""
    roadmap = proposal.indicator.roadmap
    with act_on(roadmap, "roadmap.proposal_answer", by=by, at=at, accepted=accepted) as act:
        known = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if known.decision:
            raise AlreadyAnswered(
                "", "Cette proposition a déjà sa réponse.", "Rechargez la page pour la lire."
            )
        if not accepted and not answer.strip():
            raise Incomplete("answer", "Le motif du refus manque.", "Dites pourquoi en une phrase.")
        act.touches(known)
        known.decision = Decision.ACCEPTED if accepted else Decision.REFUSED
        known.answer, known.answered_by, known.answered_at = answer.strip(), by, at
        if accepted and known.objective:
            known.local = set_objective(
                known.indicator, text=known.objective, period=known.period,
                territory=known.territory, why=known.reason, by=by, at=at,
            )  # fmt: skip
        elif accepted and known.on is not None:
            known.value = type_value(
                known.indicator, territory=known.territory, on=known.on, by=known.proposed_by,
                at=at, amount=known.amount, done=known.done, text=known.text,
                comment=known.reason,
            )  # fmt: skip
        known.save()
    return known


def take_proposal_back(proposal: Proposal, *, by: Person, at: datetime) -> None:
    """A territory takes its proposal back before the answer; the history keeps it, and undoing
    puts it back. Raises AlreadyAnswered."""
    with act_on(proposal.indicator.roadmap, "roadmap.proposal_take_back", by=by, at=at) as act:
        known = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if known.decision:
            raise AlreadyAnswered(
                "", "Cette proposition a déjà sa réponse.", "Faites-en une nouvelle."
            )
        act.drops(known)
        known.delete()


def judge(
    node: Node, *, period: str, weather: str, synthesis: str, by: Person, at: datetime
) -> Judgement:
    """Signs a weather and a synthesis for a node and a period; former ones stay. Raises Incomplete
    or WrongPeriod."""
    if not synthesis.strip():
        raise Incomplete("synthesis", "La synthèse est vide.", "Une ou deux phrases suffisent.")
    with act_on(node.roadmap, "roadmap.judgement_sign", by=by, at=at) as act:
        made = Judgement(node=node, period=checks.period(period), signed_by=by, signed_at=at)
        given = {"weather": Weather(weather), "synthesis": synthesis}
        checks.fields(made, given, given)
        made.save()
        act.makes(made)
    return made


def withdraw_judgement(judgement: Judgement, *, by: Person, at: datetime) -> None:
    """Takes a judgement back; it stays in the history."""
    with act_on(judgement.node.roadmap, "roadmap.judgement_withdraw", by=by, at=at) as act:
        act.touches(judgement)
        judgement.withdrawn_at = at
        judgement.save()


def comment(
    roadmap: Roadmap, *, text: str, by: Person, at: datetime, node: Node | None = None,
    indicator: Indicator | None = None, review: Review | None = None,
) -> Comment:  # fmt: skip
    """Says something about a roadmap, a node or an indicator. Raises Incomplete."""
    return _said("roadmap.comment_write", roadmap, text, by, at, node=_place(node, indicator),
                 indicator=indicator, review=review)  # fmt: skip


def decide(
    roadmap: Roadmap, *, text: str, by: Person, at: datetime, charged: str = "",
    due_on: date | None = None, node: Node | None = None, indicator: Indicator | None = None,
    review: Review | None = None,
) -> Comment:  # fmt: skip
    """Writes a decision: what, by whom, for when. Raises Incomplete."""
    return _said("roadmap.decision_take", roadmap, text, by, at, node=_place(node, indicator),
                 indicator=indicator, review=review, is_decision=True, charged=charged.strip(),
                 due_on=due_on)  # fmt: skip


def carry_out(decision: Comment, *, by: Person, at: datetime, done: bool = True) -> Comment:
    """Ticks a decision off, or takes the tick back."""
    with act_on(decision.roadmap, "roadmap.decision_carry", by=by, at=at, done=done) as act:
        act.touches(decision)
        decision.done_at = at if done else None
        decision.save()
    return decision


def remove_comment(said: Comment, *, by: Person, at: datetime) -> None:
    """Takes a comment or a decision out; undoing brings it back."""
    with act_on(said.roadmap, "roadmap.comment_remove", by=by, at=at) as act:
        act.touches(said)
        said.removed_at = at
        said.save()


def open_review(roadmap: Roadmap, *, held_on: date, by: Person, at: datetime) -> Review:
    """Opens the minutes of a meeting on a roadmap."""
    with act_on(roadmap, "roadmap.review_open", by=by, at=at) as act:
        made = Review.objects.create(roadmap=roadmap, held_on=held_on, opened_by=by, opened_at=at)
        act.makes(made)
    return made


def write_minutes(
    review: Review, *, minutes: str, present: str, by: Person, at: datetime
) -> Review:
    """Writes the minutes of a meeting. Raises AlreadyClosed."""
    with act_on(review.roadmap, "roadmap.review_write", by=by, at=at) as act:
        known = _open(review)
        act.touches(known)
        known.minutes, known.present = minutes.strip(), present.strip()
        known.save()
    return known


def close_review(review: Review, *, by: Person, at: datetime) -> Review:
    """Closes the minutes: they are not changed any more. Raises AlreadyClosed."""
    with act_on(review.roadmap, "roadmap.review_close", by=by, at=at) as act:
        known = _open(review)
        act.touches(known)
        known.closed_at = at
        known.save()
    return known


def _place(node: Node | None, indicator: Indicator | None) -> Node | None:
    return indicator.node if node is None and indicator is not None else node


def _open(review: Review) -> Review:
    known = Review.objects.select_for_update().get(pk=review.pk)
    if known.closed_at is not None:
        raise AlreadyClosed(
            "", "Cette revue est close.", "Défaites la clôture dans l’historique pour la rouvrir."
        )
    return known


def _said(
    verb: str, roadmap: Roadmap, text: str, by: Person, at: datetime, **fields: object
) -> Comment:
    if not text.strip():
        raise Incomplete("text", "Le texte est vide.", "Écrivez une phrase.")
    with act_on(roadmap, verb, by=by, at=at) as act:
        made = Comment(roadmap=roadmap, text=text.strip(), written_by=by, written_at=at)
        for name, value in fields.items():
            setattr(made, name, value)
        made.save()
        act.makes(made)
    return made
