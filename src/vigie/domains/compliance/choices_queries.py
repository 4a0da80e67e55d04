"""Whether someone made a choice, asked by person or by pseudonym."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from vigie.domains.compliance.choices import CHOICES, Choice, ChoiceSheet, ChoiceText
from vigie.domains.compliance.models import Decision
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonyms_of_addresses
from vigie.periods import PARIS


@dataclass(frozen=True)
class Standing:
    """Where a person stands on one choice. `decision`: her latest, None when she never chose.

    `lapsed`: she said yes to a text that no longer holds."""

    choice: Choice
    sheet: ChoiceSheet
    text: ChoiceText
    answer: bool
    decision: Decision | None
    lapsed: bool

    @property
    def offers_yes(self) -> bool:
        """Whether saying yes would change something."""
        return self.decision is None or self.lapsed or not self.decision.accepted

    @property
    def offers_no(self) -> bool:
        """Whether saying no would change something."""
        return self.decision is None or self.decision.accepted


def has_chosen(who: Person | int, choice: Choice, at: datetime) -> bool:
    """Whether the choice holds for a person, or for whoever bears a pseudonym, at a moment.

    Someone who never chose, or whom the platform does not know, has the default of the choice.
    For many pseudonyms, ask `those_who_chose` once."""
    if isinstance(who, Person):
        return standing(who, choice, at).answer
    return bool(those_who_chose([who], choice, at))


def those_who_chose(pseudonyms: Iterable[int], choice: Choice, at: datetime) -> set[int]:
    """Of these pseudonyms, those for whom the choice holds at that moment."""
    against = _against_the_default(choice, at)
    default = CHOICES[choice].default
    return {each for each in pseudonyms if (each in against) != default}


def people_who_chose(people: Iterable[Person], choice: Choice, at: datetime) -> set[int]:
    """Of these people, the numbers of those for whom the choice holds, in one query."""
    numbers = {person.pk for person in people}
    found = Decision.objects.on(choice).known(at).filter(person__in=numbers)
    latest = {each.person_id: each for each in found}
    return {n for n in numbers if _standing(latest.get(n), choice, at).answer}


def standing(person: Person, choice: Choice, at: datetime) -> Standing:
    """Where a person stands on a choice at a moment."""
    known = list(Decision.objects.of(person).on(choice).known(at))
    return _standing(known[-1] if known else None, choice, at)


def standings(person: Person, at: datetime) -> list[Standing]:
    """Where a person stands on every choice, in one query."""
    latest = {each.choice: each for each in Decision.objects.of(person).known(at)}
    return [_standing(latest.get(choice.value), choice, at) for choice in Choice]


def history(person: Person, at: datetime) -> Sequence[Decision]:
    """Every decision of a person until that moment, the latest first."""
    return list(Decision.objects.of(person).known(at))[::-1]


def _standing(decision: Decision | None, choice: Choice, at: datetime) -> Standing:
    sheet, day = CHOICES[choice], at.astimezone(PARIS).date()
    lapsed = bool(
        decision and decision.accepted and decision.text_version < sheet.oldest_valid(day)
    )
    answer = sheet.default if decision is None or lapsed else decision.accepted
    return Standing(choice, sheet, sheet.text_on(day), answer, decision, lapsed)


def _against_the_default(choice: Choice, at: datetime) -> set[int]:
    """Pseudonyms of the people whose answer is not the default one: few, hence looked for first."""
    latest = {}
    for each in Decision.objects.on(choice).known(at).select_related("person"):
        latest[each.person_id] = each
    against = [
        each.person.email
        for each in latest.values()
        if _standing(each, choice, at).answer != CHOICES[choice].default
    ]
    return set(pseudonyms_of_addresses(against)) if against else set()
