"""The entries of the page of a school, and what they say."""

from __future__ import annotations

import re
from datetime import time

from vigie.calendar.hours import USUAL, Hours
from vigie.domains.compliance.forms import Entry, Typed

_HOUR = re.compile(r"([0-9]{1,2})\s*(?:[:hH]\s*([0-9]{2})?)?")
HOURS = (
    Entry("evening", "Le soir, à partir de", help="Par exemple 20:00 ou 18 h 30.", required=True,
          most=20),
    Entry("morning", "Jusqu’au matin à", required=True, most=20),
    Entry("friday", "Le vendredi, à partir de", required=True, most=20),
    Entry("monday", "Jusqu’au lundi à", required=True, most=20),
    Entry("reason", "Ce qui l’a décidé", most=200,
          help="Facultatif\u00a0: un vote du conseil d’administration, sa date…"),
)  # fmt: skip
MARK = (Entry("done_on", "Fait le", "date", required=True),)


def hours_said(typed: Typed) -> tuple[Hours, str]:
    """The hours and the reason. Raises FormRefused."""
    found = Hours(*(_clock(typed, each.name) for each in HOURS[:4]))
    reason = typed.text("reason")
    typed.done()
    return found, reason


def hours_values(hours: Hours = USUAL, reason: str = "") -> dict[str, str]:
    """Hours as a form starts from them."""
    return {
        "evening": f"{hours.evening:%H:%M}",
        "morning": f"{hours.morning:%H:%M}",
        "friday": f"{hours.friday:%H:%M}",
        "monday": f"{hours.monday:%H:%M}",
        "reason": reason,
    }


def _clock(typed: Typed, name: str) -> time:
    text = typed.text(name)
    shape = _HOUR.fullmatch(text.replace("\u00a0", " ").replace("\u202f", " "))
    if shape is not None and int(shape[1]) < 24 and int(shape[2] or 0) < 60:
        return time(int(shape[1]), int(shape[2] or 0))
    if text:
        typed.refuse(name, "Écrivez une heure ainsi\u00a0: 20:00, ou 18 h 30.")
    return time(0)
