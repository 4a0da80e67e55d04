"""What the composer of a wave offers to choose from in a territory: the sessions and cohorts that
it may keep to, and the deadlines that it may lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vigie.codes import profile_label
from vigie.domains.campaigns.access_queries import deadlines_of
from vigie.domains.campaigns.models import Cohort
from vigie.domains.territories.around import around_of
from vigie.domains.territories.relations import Relation, relation
from vigie.domains.trainings.models import Session
from vigie.domains.trainings.queries import to_remind
from vigie.facts.geography import Tree
from vigie.periods import PARIS, SchoolYear
from vigie.web import formats

SESSION, COHORT = "session:", "cohort:"


@dataclass(frozen=True)
class Offered:
    """`sessions` to come that have a list; `cohorts` of the school year; `deadlines` to come, each
    with what it is."""

    sessions: Sequence[Session] = ()
    cohorts: Sequence[Cohort] = ()
    deadlines: Sequence[tuple[date, str]] = ()

    @property
    def aims(self) -> list[tuple[str, str]]:
        """(value, label) of the list of whom to keep to."""
        return [
            ("", "Tout le territoire, ou la liste collée ci-dessous"),
            *((f"{SESSION}{each.token}", f"Stagiaires\u00a0: {each.title} "
               f"({formats.short_day(each.first_day)})") for each in self.sessions),
            *((f"{COHORT}{each.pk}", f"Cohorte\u00a0: {each.name} ({each.school_year})")
              for each in self.cohorts),
        ]  # fmt: skip

    @property
    def dates(self) -> list[tuple[str, str]]:
        """(value, label) of the list of deadlines."""
        return [
            ("", "Aucune, ou celle écrite ci-dessous"),
            *((day.isoformat(), f"{formats.day(day)}\u00a0: {words}")
              for day, words in self.deadlines),
        ]  # fmt: skip

    def session(self, value: str) -> Session | None:
        """The session that a value of `aims` names."""
        return next((each for each in self.sessions if f"{SESSION}{each.token}" == value), None)

    def cohort(self, value: str) -> Cohort | None:
        """The cohort that a value of `aims` names."""
        return next((each for each in self.cohorts if f"{COHORT}{each.pk}" == value), None)


def offered_in(tree: Tree, territory: str, at: datetime) -> Offered:
    """What the composer offers in a territory at a moment."""
    on = at.astimezone(PARIS).date()
    sessions = to_remind(tree, territory, at)
    words: dict[date, list[str]] = {}
    for each in deadlines_of(tree, territory, on):
        if each.deadline is not None:
            words.setdefault(each.deadline, []).append(
                f"{each.label} ({profile_label(each.profile)})"
            )
    for session in sessions:
        if session.first_day > on:
            words.setdefault(session.first_day, []).append(
                f"formation «\u00a0{session.title}\u00a0»"
            )
    return Offered(
        sessions,
        _cohorts(tree, territory, on),
        [(day, formats.listing(list(dict.fromkeys(words[day])))) for day in sorted(words)],
    )


def _cohorts(tree: Tree, territory: str, on: date) -> list[Cohort]:
    around = around_of(tree, territory)
    return [
        each
        for each in Cohort.objects.filter(school_year=SchoolYear.of(on).label)
        if each.territory in around
        or relation(tree, territory, each.territory) in (Relation.OWN, Relation.CHILD)
    ]
