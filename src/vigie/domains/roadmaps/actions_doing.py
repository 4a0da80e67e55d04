"""What changes the doing: actions of a school year, supports, dates of the time line."""

from __future__ import annotations

from datetime import date, datetime

from vigie.domains.people.models import Person
from vigie.domains.roadmaps import checks
from vigie.domains.roadmaps.changes import act_on
from vigie.domains.roadmaps.models import Action, Deliverable, Milestone, Node, Roadmap
from vigie.domains.roadmaps.models.doing import State
from vigie.domains.roadmaps.refusals import CodeTaken, Incomplete

ACTION_FIELDS = (
    "wording", "state", "starts_on", "ends_on", "steps", "budget_planned", "budget_spent", "people",
    "partners", "documents", "territories", "schools", "source", "order",
)  # fmt: skip
DELIVERABLE_FIELDS = ("wording", "link", "due_on", "source", "order")
MILESTONE_FIELDS = ("ends_on", "precision", "season", "source")


def add_action(
    node: Node, *, wording: str, by: Person | None, at: datetime, school_year: str = "",
    **fields: object,
) -> Action:  # fmt: skip
    """Plans an action of a node for a school year. Raises WrongPeriod or Incomplete."""
    with act_on(node.roadmap, "roadmap.action_add", by=by, at=at) as act:
        made = Action(node=node, school_year=checks.period(school_year))
        made.order = node.actions.count()
        _set_action(made, {"wording": wording, **fields}, at)
        made.save()
        act.makes(made)
    return made


def change_action(
    action: Action, *, by: Person | None, at: datetime, school_year: str | None = None,
    **fields: object,
) -> Action:  # fmt: skip
    """Changes an action. Raises WrongPeriod, UnknownTerritory or Incomplete."""
    with act_on(action.node.roadmap, "roadmap.action_change", by=by, at=at) as act:
        known = Action.objects.select_for_update().get(pk=action.pk)
        act.touches(known)
        if school_year is not None:
            known.school_year = checks.period(school_year)
        _set_action(known, fields, at)
        known.save()
    return known


def set_state(action: Action, state: str, *, by: Person | None, at: datetime) -> Action:
    """Says where an action stands."""
    return change_action(action, by=by, at=at, state=State(state))


def remove_action(action: Action, *, by: Person, at: datetime) -> None:
    """Takes an action out; undoing brings it back."""
    with act_on(action.node.roadmap, "roadmap.action_remove", by=by, at=at) as act:
        act.touches(action)
        action.removed_at = at
        action.save(update_fields=["removed_at"])


def add_deliverable(
    node: Node, *, wording: str, by: Person | None, at: datetime, **fields: object
) -> Deliverable:
    """Adds a support that the team will provide. Raises Incomplete."""
    with act_on(node.roadmap, "roadmap.deliverable_add", by=by, at=at) as act:
        made = Deliverable(node=node, order=node.deliverables.count())
        checks.fields(made, {"wording": wording, **fields}, DELIVERABLE_FIELDS)
        _refuse_empty(made.wording)
        made.save()
        act.makes(made)
    return made


def change_deliverable(
    deliverable: Deliverable, *, by: Person, at: datetime, **fields: object
) -> Deliverable:
    """Changes a support. Raises Incomplete."""
    with act_on(deliverable.node.roadmap, "roadmap.deliverable_change", by=by, at=at) as act:
        act.touches(deliverable)
        checks.fields(deliverable, fields, DELIVERABLE_FIELDS)
        _refuse_empty(deliverable.wording)
        deliverable.save()
    return deliverable


def tick_deliverable(
    deliverable: Deliverable, *, by: Person | None, at: datetime, done: bool = True
) -> Deliverable:
    """Ticks a support off, or takes the tick back (R013)."""
    with act_on(
        deliverable.node.roadmap, "roadmap.deliverable_tick", by=by, at=at, done=done
    ) as act:
        act.touches(deliverable)
        deliverable.delivered_at = at if done else None
        deliverable.delivered_by = by if done else None
        deliverable.save()
    return deliverable


def remove_deliverable(deliverable: Deliverable, *, by: Person, at: datetime) -> None:
    """Takes a support out; undoing brings it back."""
    with act_on(deliverable.node.roadmap, "roadmap.deliverable_remove", by=by, at=at) as act:
        act.touches(deliverable)
        deliverable.removed_at = at
        deliverable.save(update_fields=["removed_at"])


def add_milestone(
    roadmap: Roadmap, *, code: str, starts_on: date, wording: str, by: Person | None, at: datetime,
    **fields: object,
) -> Milestone:  # fmt: skip
    """Adds a date to the time line. Raises NotACode, CodeTaken or Incomplete."""
    with act_on(roadmap, "roadmap.milestone_add", by=by, at=at) as act:
        made = Milestone(roadmap=roadmap, code=checks.code(code))
        standing = roadmap.milestones.filter(removed_at__isnull=True, code=made.code)
        if standing.exists():
            raise CodeTaken(
                "code",
                f"Une autre étape porte déjà le code «\u00a0{made.code}\u00a0».",
                "Choisissez un autre code.",
            )
        _set_milestone(made, {"starts_on": starts_on, "wording": wording, **fields})
        made.save()
        act.makes(made)
    return made


def change_milestone(
    milestone: Milestone, *, by: Person | None, at: datetime, **fields: object
) -> Milestone:
    """Changes a date of the time line. Raises Incomplete."""
    with act_on(milestone.roadmap, "roadmap.milestone_change", by=by, at=at) as act:
        act.touches(milestone)
        _set_milestone(milestone, fields)
        milestone.save()
    return milestone


def remove_milestone(milestone: Milestone, *, by: Person | None, at: datetime) -> None:
    """Takes a date out of the time line; undoing brings it back."""
    with act_on(milestone.roadmap, "roadmap.milestone_remove", by=by, at=at) as act:
        act.touches(milestone)
        milestone.removed_at = at
        milestone.save(update_fields=["removed_at"])


def _set_action(action: Action, fields: dict[str, object], at: datetime) -> None:
    checks.fields(action, fields, ACTION_FIELDS)
    _refuse_empty(action.wording)
    if "territories" in fields:
        action.territories = "\n".join(
            checks.territory(line, at.date(), "territories")
            for line in action.territories.splitlines()
            if line.strip()
        )
    _refuse_backwards(action.starts_on, action.ends_on)


def _set_milestone(milestone: Milestone, fields: dict[str, object]) -> None:
    checks.fields(milestone, fields, ("starts_on", "wording", *MILESTONE_FIELDS))
    _refuse_empty(milestone.wording)
    _refuse_backwards(milestone.starts_on, milestone.ends_on)


def _refuse_empty(wording: str) -> None:
    if not wording.strip():
        raise Incomplete("wording", "Le libellé est vide.", "Dites en quelques mots ce que c’est.")


def _refuse_backwards(start: date | None, end: date | None) -> None:
    if start is not None and end is not None and end < start:
        raise Incomplete("ends_on", "La fin est avant le début.", "Corrigez l’une des deux dates.")
