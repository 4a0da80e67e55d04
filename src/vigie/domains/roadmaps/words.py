"""Values of indicators in French words: pages and files say them the same way."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from vigie.domains.roadmaps.models import Comment, Indicator, Milestone, Node, Proposal, Roadmap
from vigie.domains.roadmaps.objective_text import (
    RefusedObjective,
    parse,
    sentence,
    shown_amount,
)
from vigie.domains.roadmaps.observed import Observed
from vigie.domains.roadmaps.values import Standing
from vigie.domains.territories.counts import Count
from vigie.measures.definition import definitions
from vigie.web import formats

NOT_FILLED = "non renseignée"
"""A node that nobody judged: the fifth word of the weather."""


def value_text(value: Observed | None, indicator: Indicator) -> str:
    """« 3 % », « 1 800 enseignants », « fait », or why there is nothing to show."""
    if value is None or value.status != "ok":
        return formats.WORDS["missing" if value is None else value.status]
    if value.amount is not None:
        unit = "" if value.percent or indicator.is_percent else indicator.unit
        return shown_amount(value.amount, percent=value.percent, unit=unit)
    if value.done is not None:
        return "fait" if value.done else "non fait"
    return value.text or formats.WORDS["missing"]


def objective_text(text: str, indicator: Indicator) -> str:
    """An objective as it is kept, in words; as it was written when an older version wrote it."""
    try:
        return sentence(parse(text), "" if indicator.is_percent else indicator.unit)
    except RefusedObjective:
        return text


def aim_text(standing: Standing) -> str:
    """What is asked of a territory, with its last day; « aucun objectif fixé »."""
    if standing.aim is None:
        return "aucun objectif fixé"
    return sentence(standing.aim, "" if standing.indicator.is_percent else standing.indicator.unit)


def start_text(standing: Standing) -> str:
    """« 2,1 % au 1er septembre 2022 »; empty when nobody wrote it."""
    start = standing.start
    if start is None:
        return ""
    unit = "" if start.percent else standing.indicator.unit
    text = shown_amount(start.amount, percent=start.percent, unit=unit)
    return f"{text} au {formats.day(start.on)}" if start.on else f"{text}, sans date connue"


def source_text(standing: Standing) -> str:
    """Where the value that judges comes from: the measure and its imports, or who typed it."""
    value = standing.value
    if value is None or value.status == "missing":
        return ""
    if value.origin == "computed" and standing.counted is not None:
        return counted_text(standing.counted.count, value)
    if value.origin == "computed":
        measure = definitions().get(standing.indicator.measure)
        name = measure.label if measure is not None else standing.indicator.measure
        imports = standing.figure.imports if standing.figure is not None else ()
        files = f" (imports {', '.join(imports)})" if imports else ""
        return f"Calculé d’après «\u00a0{name}\u00a0»{files}"
    if standing.children:
        return "Total des valeurs saisies dans les territoires"
    return f"Saisi par {value.author}" if value.author else "Saisi, auteur non précisé"


def counted_text(count: Count, value: Observed) -> str:
    """« Compté dans Vigie le 29 novembre 2026 : 12 campagnes »."""
    told = formats.plural(int(value.amount or 0), count.one, count.unit)
    day = f" le {formats.day(value.on)}" if value.on else ""
    return f"Compté dans Vigie{day}\u00a0: {told}, «\u00a0{count.label}\u00a0»"


def coverage_text(value: Observed | None) -> str:
    """« 4 sur 5 »: the units that the value rests on, over those expected."""
    if value is None or value.present is None or not value.expected:
        return ""
    return f"{shown_amount(value.present, places=1)} sur {shown_amount(value.expected, places=1)}"


def beside_text(standing: Standing) -> str:
    """The value of the other origin, which never replaces the one that judges."""
    other = standing.verdict.beside
    if other is None:
        return ""
    told = value_text(other, standing.indicator)
    who = "calculé" if other.origin == "computed" else f"saisi par {other.author or 'un inconnu'}"
    day = f" au {formats.day(other.on)}" if other.on else ""
    summed = " en cumulé" if standing.indicator.cumulative and other.origin == "typed" else ""
    return f"{told}{summed}{day}, {who}"


def proposal_text(proposal: Proposal) -> str:
    """What a territory asks for: « objectif local : au moins 8 % (2024-2025) », « 6 % au … »."""
    indicator = proposal.indicator
    if proposal.objective:
        period = f" ({proposal.period})" if proposal.period else ""
        return f"objectif local\u00a0: {objective_text(proposal.objective, indicator)}{period}"
    amount = None if proposal.amount is None else Fraction(proposal.amount)
    value = Observed(
        proposal.on, amount, indicator.is_percent and amount is not None, origin="typed",
        done=proposal.done, text=proposal.text,
    )  # fmt: skip
    day = f" au {formats.day(proposal.on)}" if proposal.on else ""
    return f"{value_text(value, indicator)}{day}"


def answer_text(proposal: Proposal) -> str:
    """What was answered, by whom and when; or by when an answer is due."""
    if not proposal.decision or proposal.answered_at is None:
        return f"en attente, réponse attendue le {formats.day(proposal.due_by)}"
    who = f" par {proposal.answered_by.name}" if proposal.answered_by else ""
    day = formats.day(proposal.answered_at.astimezone(formats.PARIS).date())
    why = f"\u00a0: {proposal.answer}" if proposal.answer else ""
    return f"{proposal.get_decision_display().lower()}{who} le {day}{why}"


def milestone_text(step: Milestone) -> str:
    """« 10 avril 2024 », « octobre 2023 », « de mai à juin 2024 »."""
    if step.precision != "day":
        first, last = step.starts_on, step.ends_on or step.starts_on
        name = f"{formats.MONTHS[first.month - 1]} {first.year}"
        if (first.year, first.month) == (last.year, last.month):
            return name
        start = name if first.year != last.year else formats.MONTHS[first.month - 1]
        return f"de {start} à {formats.MONTHS[last.month - 1]} {last.year}"
    if step.ends_on and step.ends_on != step.starts_on:
        return f"du {formats.day(step.starts_on)} au {formats.day(step.ends_on)}"
    return formats.day(step.starts_on)


def decision_state(decision: Comment, on: date) -> str:
    """« faite le … », « en retard », « à faire »."""
    if decision.done_at is not None:
        return f"faite le {formats.day(decision.done_at.astimezone(formats.PARIS).date())}"
    return "en retard" if decision.due_on is not None and decision.due_on < on else "à faire"


def answering(row: Node | Roadmap) -> str:
    """Who answers for a node or a roadmap: a person, or a service in words."""
    return row.owner.name if row.owner is not None else row.responsible


def number_of(value: Observed | None) -> float | None:
    """The value as a number in its unit (3 for 3 %); None when there is none to show."""
    found = value.number if value is not None else None
    return None if found is None else float(found)
