"""Training sessions of a territory, for the walk of the permission table."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from vigie.domains.trainings.actions import Said, plan_session

if TYPE_CHECKING:
    from rights.objects import Maker

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SCHOOL = "0259109R"


def session_in(place: str) -> str:
    """A session of a territory, that concerns a school."""
    day = date(2026, 12, 15)
    said = Said("Essai", (), day, day, "Essai", "POSITIONING", "Essai", day, (SCHOOL,))
    return plan_session(place, said, by=None, at=NOW).token


TRAININGS: dict[str, Maker] = {
    **dict.fromkeys(
        ("training", "training_edit", "training_trainees"),
        lambda asked: {"token": session_in(asked.place)},
    ),
    "training_act": lambda asked: {"token": session_in(asked.place), "act": "annuler"},
    "training_contact": lambda asked: {"token": session_in(asked.place), "uai": SCHOOL},
}
