"""A roadmap and what hangs on it, for the walk of the rights.

Hers: she owns it. Someone else's: an archived one, which nobody reads, whatever her mandates.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING

from lib.people import someone
from vigie.domains.roadmaps import actions, actions_measuring, actions_telling
from vigie.domains.roadmaps.models import Indicator, Roadmap

if TYPE_CHECKING:
    from rights.objects import Asked, Maker

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
LATER = date(2999, 1, 1)
_numbers = count(1)


def roadmap_for(asked: Asked, *, territory: str = "FR") -> Roadmap:
    """A roadmap of the reader, or an archived one of someone else."""
    number = next(_numbers)
    owner = asked.reader if asked.hers else someone()
    made = actions.create_roadmap(
        code=f"droits-{number}", name="Feuille de route", level="national", territory=territory,
        by=owner, at=NOW, school_years="2026-2027",
    )  # fmt: skip
    if not asked.hers:
        actions.archive_roadmap(made, by=owner, at=NOW)
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
    proposal = actions_telling.propose(
        made, territory=territory, reason="Compté ici.", due_by=LATER, by=owner, at=NOW,
        on=NOW.date(), amount=3,
    )  # fmt: skip
    return {"code": made.roadmap.code, "pk": proposal.pk}


def _hers_to_take_back(asked: Asked) -> dict[str, object] | None:
    ground = _grounds(asked)
    if asked.hers and ground is None:
        return None
    return _proposal(asked, ground or "dep:25")


ROADMAPS: dict[str, Maker] = {
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
