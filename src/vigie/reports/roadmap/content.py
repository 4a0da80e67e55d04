"""What the report of a roadmap shows, as plain values: nothing here is computed or looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class ProposalLine:
    """What a territory proposed, and what was answered."""

    place: str
    indicator: str
    wanted: str
    reason: str
    proposed: str
    answer: str


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator against its objective.

    `value`: as on the page, or the words of what is not there; `as_of`: its day, in words;
    `source`: where it comes from. `number`: the value as a number, in its unit, None when there is
    none or it is hidden. `state`: the code of the verdict. `beside`: what the other origin says.
    `under_way`: the actions that bear on it. `coverage`: how many of the expected units are there.
    """

    code: str
    label: str
    unit: str
    objective: str
    baseline: str
    value: str
    number: float | None
    as_of: str
    source: str
    state: str
    verdict: str
    sentence: str
    rule: str
    gap: str
    responsible: str
    under_way: str
    coverage: str = ""
    beside: str = ""
    notes: Sequence[str] = ()
    proposals: Sequence[ProposalLine] = ()


@dataclass(frozen=True)
class ActionLine:
    """An action for a school year, where it stands and what it costs."""

    school_year: str
    wording: str
    state: str
    people: str = ""


@dataclass(frozen=True)
class DecisionLine:
    """What was decided, who carries it, for when, and whether it is done."""

    text: str
    about: str
    charged: str
    due: str
    state: str
    written: str


@dataclass(frozen=True)
class Section:
    """A node of the tree. `depth` from 1, without holes; `told`: names and texts of its sheet."""

    depth: int
    title: str
    told: Sequence[tuple[str, str]]
    weather: str
    synthesis: str
    actions: Sequence[ActionLine]
    deliverables: Sequence[str]
    indicators: Sequence[IndicatorLine]


@dataclass(frozen=True)
class Step:
    """A date of the time line, in words and as days."""

    starts_on: date
    ends_on: date | None
    when: str
    wording: str
    season: str


@dataclass(frozen=True)
class Report:
    """The whole report. `counts`: verdicts in words, and how many indicators have each."""

    code: str
    name: str
    issuer: str
    on: date
    made_at: datetime
    facts: Sequence[tuple[str, str]]
    context: str
    counts: Sequence[tuple[str, int]]
    sections: Sequence[Section]
    years: Sequence[str]
    recap: Sequence[tuple[str, Sequence[str]]]
    steps: Sequence[Step]
    decisions: Sequence[DecisionLine]
    sources: Sequence[str]

    @property
    def indicators(self) -> list[tuple[Section, IndicatorLine]]:
        """All indicators, in the order of the tree."""
        return [(section, line) for section in self.sections for line in section.indicators]

    @property
    def proposals(self) -> list[ProposalLine]:
        return [each for _, line in self.indicators for each in line.proposals]
