"""The forms of what is said beside the figures: what was typed, read entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from vigie.domains.compliance.forms import EMPTY, Entry, Typed
from vigie.domains.roadmaps.models import Indicator, Roadmap
from vigie.domains.roadmaps.models.measuring import Kind
from vigie.domains.roadmaps.models.telling import Weather

LONG = 2000
MINUTES = 20_000
COMMENT, DECISION = "comment", "decision"
VALUE, OBJECTIVE = "value", "objective"
WEATHERS = [("", "Choisir"), *((each.value, str(each.label)) for each in Weather)]


def judgement_entries(roadmap: Roadmap) -> tuple[Entry, ...]:
    """A weather, a period and a synthesis."""
    periods = [("", "Sans période"), *((year, year) for year in reversed(roadmap.years))]
    return (
        Entry("weather", "Météo", "select", options=WEATHERS,
              required=True),
        Entry("period", "Période", "select", options=periods),
        Entry("synthesis", "Synthèse", "textarea",
              "Deux ou trois phrases\u00a0: où en est-on, qu’est-ce qui freine, que fait-on.",
              required=True, most=LONG),
    )  # fmt: skip


def judgement(roadmap: Roadmap, data: Mapping[str, object]) -> Typed:
    """What was typed of a judgement. See `faults`."""
    typed = Typed(judgement_entries(roadmap), data)
    typed.one_of("weather")
    typed.one_of("period")
    typed.text("synthesis")
    return typed


COMMENT_ENTRIES = (
    Entry("comment", "Commentaire", "textarea", "Signé de votre nom et daté.", required=True,
          most=LONG),
)  # fmt: skip
DECISION_ENTRIES = (
    Entry("decision", "Décision", "textarea", "Ce qui sera fait.", required=True, most=LONG),
    Entry("charged", "Confiée à", help="Une personne ou un service.", required=True, most=200),
    Entry("due_on", "Pour le", "date", required=True),
)


def comment(data: Mapping[str, object]) -> Typed:
    """What was typed of a comment. See `faults`."""
    typed = Typed(COMMENT_ENTRIES, data)
    typed.text("comment")
    return typed


def decision(data: Mapping[str, object]) -> tuple[Typed, date | None]:
    """What was typed of a decision, and its due date. See `faults`."""
    typed = Typed(DECISION_ENTRIES, data)
    typed.text("decision")
    typed.text("charged")
    due_on = typed.day("due_on")
    if not typed.values["due_on"]:
        typed.refuse("due_on", EMPTY)
    return typed, due_on


REVIEW_ENTRIES = (Entry("held_on", "Date de la revue", "date", required=True),)
MINUTES_ENTRIES = (
    Entry("present", "Présents", "textarea", "Un nom par ligne.", most=LONG),
    Entry("minutes", "Compte rendu", "textarea",
          "Ce qui a été dit. Les décisions s’écrivent à part et s’ajoutent d’elles-mêmes.",
          most=MINUTES),
)  # fmt: skip


def review(data: Mapping[str, object]) -> tuple[Typed, date | None]:
    """What was typed to open a review. See `faults`."""
    typed = Typed(REVIEW_ENTRIES, data)
    held_on = typed.day("held_on")
    if not typed.values["held_on"]:
        typed.refuse("held_on", EMPTY)
    return typed, held_on


def minutes(data: Mapping[str, object]) -> Typed:
    """What was typed of the minutes. See `faults`."""
    typed = Typed(MINUTES_ENTRIES, data)
    typed.text("present")
    typed.text("minutes")
    return typed


def proposal_entries(
    indicator: Indicator, places: Sequence[tuple[str, str]], roadmap: Roadmap
) -> tuple[Entry, ...]:
    """A value or an objective, for one of her territories, and why."""
    unit = "en %" if indicator.is_percent else f"en {indicator.unit}"
    if indicator.kind == Kind.QUALITATIVE:
        value = Entry("value", "Valeur proposée", "select",
                      options=[("", "Choisir"), ("oui", "Fait"), ("non", "Pas fait")])  # fmt: skip
    else:
        value = Entry("value", f"Valeur proposée ({unit})", help="Par exemple 12,5.", most=30)
    periods = [("", "Sans période"), *((year, year) for year in reversed(roadmap.years))]
    return (
        Entry("territory", "Territoire", "select", options=places, required=True),
        Entry("what", "Je propose", "select", required=True,
              options=[(VALUE, "Une autre valeur"), (OBJECTIVE, "Un objectif pour ce territoire")]),
        value,
        Entry("on", "Valeur constatée le", "date"),
        Entry("objective", "Objectif proposé",
              help="Ainsi\u00a0: >= 8 %, <= 5 %, 5..10, 80/122, +20 %, x2, fait.", most=200),
        Entry("period", "Période de l’objectif", "select", options=periods),
        Entry("reason", "Raison", "textarea", "Ce qui diffère ici, et d’où vous le savez.",
              required=True, most=LONG),
    )  # fmt: skip


def proposal(
    entries: Sequence[Entry], data: Mapping[str, object]
) -> tuple[Typed, dict[str, object]]:
    """What was typed of a proposal, and the fields that say it. See `faults`."""
    typed = Typed(entries, data)
    typed.one_of("territory")
    typed.text("reason")
    if typed.one_of("what") == OBJECTIVE:
        if not typed.text("objective"):
            typed.refuse("objective", EMPTY)
        return typed, {"objective": typed.values["objective"], "period": typed.one_of("period")}
    on = typed.day("on")
    if not typed.values["on"]:
        typed.refuse("on", EMPTY)
    if not typed.values["value"]:
        typed.refuse("value", EMPTY)
    if typed.entries["value"].kind == "select":
        return typed, {"on": on, "done": typed.one_of("value") == "oui"}
    return typed, {"on": on, "amount": _amount(typed, "value")}


def _amount(typed: Typed, name: str) -> Decimal | None:
    text = typed.values[name].replace("%", "").replace("\u202f", "").replace("\u00a0", "")
    text = text.replace(" ", "").replace(",", ".")
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= 10**12 or "e" in text.lower():
        typed.refuse(name, "Écrivez un nombre\u00a0: 12,5 ou 1800.")
        return None
    return found


ANSWER_ENTRIES = (
    Entry("reply", "Réponse", "select",
          options=[("", "Choisir"), ("accepted", "Accepter"), ("refused", "Refuser")],
          required=True),
    Entry("answer", "Motif", "textarea", "Obligatoire pour un refus.", most=LONG),
)  # fmt: skip


def answer(data: Mapping[str, object]) -> Typed:
    """What was typed of an answer. See `faults`."""
    typed = Typed(ANSWER_ENTRIES, data)
    chosen = typed.one_of("reply")
    if not typed.text("answer") and chosen == "refused":
        typed.refuse("answer", "Dites pourquoi en une phrase.")
    return typed
