"""A roadmap and what hangs on it, for the walk of the rights.

Hers: she owns it. Someone else's: one of a département around which she has nothing; whoever reads
everything is asked about one that does not exist.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

from lib.people import someone
from vigie.domains.roadmaps import actions, actions_doing, actions_measuring, actions_telling
from vigie.domains.roadmaps.changes import history
from vigie.domains.roadmaps.models import Indicator, Proposal, Roadmap

if TYPE_CHECKING:
    from rights.objects import Asked, Maker

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
LATER = date(2999, 1, 1)
ELSEWHERE = "dep:75"
_numbers = count(1)


def roadmap_for(asked: Asked) -> Roadmap:
    """A roadmap of the reader in the nation, or of someone else elsewhere."""
    number = next(_numbers)
    territory = "FR" if asked.hers else ELSEWHERE
    owner = asked.reader if asked.hers else someone()
    made = actions.create_roadmap(
        code=f"droits-{number}", name="Feuille de route", level="national", territory=territory,
        by=owner, at=NOW, school_years="2026-2027",
    )  # fmt: skip
    if not asked.hers and asked.reader.mandates.get().territory == "FR":
        # Nothing is elsewhere for the nation: its address says a code that no roadmap has.
        made.code = "inconnue"
    return made


def indicator_for(asked: Asked) -> Indicator:
    """An indicator of it, typed by hand."""
    roadmap = roadmap_for(asked)
    node = actions.add_node(
        roadmap, parent=None, code="A", wording="Former", by=roadmap.owner, at=NOW
    )
    return actions_measuring.add_indicator(
        node, code="A1", label="Formés", unit="personnes", territory_level="department",
        by=roadmap.owner, at=NOW,
    )  # fmt: skip


def _code(asked: Asked) -> dict[str, object]:
    return {"code": roadmap_for(asked).code}


def _indicator(asked: Asked) -> dict[str, object]:
    made = indicator_for(asked)
    return {"code": made.roadmap.code, "pk": made.pk}


def _node(asked: Asked) -> dict[str, object]:
    made = indicator_for(asked)
    return {"code": made.roadmap.code, "pk": made.node_id}


def _review(asked: Asked) -> dict[str, object]:
    roadmap = roadmap_for(asked)
    owner = roadmap.owner
    assert owner is not None
    made = actions_telling.open_review(roadmap, held_on=NOW.date(), by=owner, at=NOW)
    return {"code": roadmap.code, "pk": made.pk}


def _judgement(asked: Asked) -> dict[str, object]:
    node = indicator_for(asked).node
    owner = node.roadmap.owner
    assert owner is not None
    made = actions_telling.judge(
        node, period="2026-2027", weather="sun", synthesis="Bien.", by=owner, at=NOW
    )
    return {"code": node.roadmap.code, "pk": made.pk}


def _decision(asked: Asked) -> dict[str, object]:
    roadmap = roadmap_for(asked)
    owner = roadmap.owner
    assert owner is not None
    made = actions_telling.decide(roadmap, text="Relancer", charged="DRANE", by=owner, at=NOW)
    return {"code": roadmap.code, "pk": made.pk}


def _grounds(asked: Asked) -> str | None:
    """A territory of hers inside the nation, if she may propose something for it."""
    from vigie.domains.people.permissions import FAMILIES

    mandate = asked.reader.mandates.get()
    under = mandate.territory != "FR" and mandate.role in FAMILIES["@steering"]
    return str(mandate.territory) if under else None


def _to_propose(asked: Asked) -> dict[str, object] | None:
    return None if asked.hers and _grounds(asked) is None else _indicator(asked)


def _proposal(asked: Asked, territory: str) -> dict[str, object]:
    made = indicator_for(asked)
    owner = made.roadmap.owner
    assert owner is not None
    if asked.hers:
        proposal = actions_telling.propose(
            made, territory=territory, reason="Compté ici.", due_by=LATER, by=owner, at=NOW,
            on=NOW.date(), amount=3,
        )  # fmt: skip
    else:  # written as a row: the country of these tests holds nothing under that département
        proposal = Proposal.objects.create(
            indicator=made, territory="uai:0750001A", reason="Compté là.", due_by=LATER,
            proposed_by=owner, proposed_at=NOW, on=NOW.date(), amount=3,
        )  # fmt: skip
    return {"code": made.roadmap.code, "pk": proposal.pk}


def _hers_to_take_back(asked: Asked) -> dict[str, object] | None:
    ground = _grounds(asked)
    if asked.hers and ground is None:
        return None
    return _proposal(asked, ground or "dep:25")


def _action(asked: Asked) -> dict[str, object]:
    node = indicator_for(asked).node
    made = actions_doing.add_action(node, wording="Stages", by=node.roadmap.owner, at=NOW)
    return {"code": node.roadmap.code, "pk": made.pk}


def _support(asked: Asked) -> dict[str, object]:
    node = indicator_for(asked).node
    made = actions_doing.add_deliverable(node, wording="Guide", by=node.roadmap.owner, at=NOW)
    return {"code": node.roadmap.code, "pk": made.pk}


def _milestone(asked: Asked) -> dict[str, object]:
    roadmap = roadmap_for(asked)
    made = actions_doing.add_milestone(
        roadmap, code="J1", starts_on=NOW.date(), wording="Bilan", by=roadmap.owner, at=NOW
    )
    return {"code": roadmap.code, "pk": made.pk}


def _objective(asked: Asked) -> dict[str, object]:
    indicator = indicator_for(asked)
    made = actions_measuring.set_objective(
        indicator, text=">= 3", by=indicator.roadmap.owner, at=NOW
    )
    return {"code": indicator.roadmap.code, "pk": made.pk}


def _value(asked: Asked) -> dict[str, object]:
    indicator = indicator_for(asked)
    made = actions_measuring.type_value(
        indicator, territory="", on=NOW.date(), amount=Decimal(3), by=indicator.roadmap.owner,
        at=NOW,
    )  # fmt: skip
    return {"code": indicator.roadmap.code, "pk": made.pk}


def _part(asked: Asked) -> dict[str, object]:
    roadmap = roadmap_for(asked)
    owner = roadmap.owner
    assert owner is not None
    made = actions.set_part(roadmap, person=someone(), part="reader", by=owner, at=NOW)
    return {"code": roadmap.code, "pk": made.pk}


def _act(asked: Asked) -> dict[str, object]:
    roadmap = indicator_for(asked).roadmap
    last = history(roadmap, 1)[0]
    return {"code": roadmap.code, "act": last.code}


def _file(asked: Asked) -> dict[str, object]:
    return {**_code(asked), "kind": "yaml"}


ROADMAPS: dict[str, Maker] = {
    **dict.fromkeys(
        (
            "roadmap",
            "roadmap_recap",
            "roadmap_timeline",
            "roadmap_compare",
            "roadmap_history",
            "roadmap_edit",
            "roadmap_archive",
            "roadmap_parts",
            "node_top",
            "milestone_new",
        ),
        _code,
    ),
    **dict.fromkeys(
        (
            "node",
            "node_new",
            "node_edit",
            "node_remove",
            "action_new",
            "deliverable_new",
            "indicator_new",
            "indicator_preview",
        ),
        _node,
    ),
    **dict.fromkeys(
        (
            "indicator",
            "indicator_edit",
            "indicator_remove",
            "objective_new",
            "baseline",
            "value_new",
        ),
        _indicator,
    ),
    **dict.fromkeys(("action_edit", "action_state", "action_remove"), _action),
    **dict.fromkeys(("deliverable_tick", "deliverable_remove"), _support),
    **dict.fromkeys(("milestone_edit", "milestone_remove"), _milestone),
    "objective_end": _objective,
    "value_withdraw": _value,
    "roadmap_part_back": _part,
    "roadmap_undo": _act,
    "roadmap_file": _file,
    **dict.fromkeys(("roadmap_report", "roadmap_reviews", "roadmap_pilote"), _code),
    **dict.fromkeys(("roadmap_review", "review_minutes", "review_write", "review_decide"), _review),
    **dict.fromkeys(("node_said", "node_judge", "node_say"), _node),
    **dict.fromkeys(("indicator_said", "indicator_say"), _indicator),
    "judgement_withdraw": _judgement,
    **dict.fromkeys(("said_carry", "said_remove"), _decision),
    "proposal_new": _to_propose,
    "proposal_answer": lambda asked: _proposal(asked, "dep:25"),
    "proposal_take_back": _hers_to_take_back,
}
"""What hangs on a roadmap of someone."""
