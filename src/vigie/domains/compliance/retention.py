"""Keeping things for a time and no longer: rules as data, a registry of what carries them out.

`retention.yaml` says what, how long, from when and what then; a domain says in its `holdings.py`
how to find what is older than a moment (`retain`). A rule without anyone to carry it out, or the
contrary, is a fault that a test finds.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from vigie.domains.audit.actions import record
from vigie.domains.compliance.erasure import carry_out_due
from vigie.domains.compliance.models import DataRequest, RetentionRun
from vigie.periods import PARIS, SchoolYear, start_of

_UNITS = ("days", "months", "years", "school_years")


class Then(StrEnum):
    """What happens at the end."""

    ERASE = "erase"
    ANONYMISE = "anonymise"


@dataclass(frozen=True)
class Rule:
    """`number` of `unit` after `since` (words), `what` (words) is erased or made anonymous."""

    code: str
    what: str
    number: int
    unit: str
    since: str
    then: Then

    @property
    def length(self) -> str:
        """« 12 mois », « jusqu’à la fin de l’année scolaire »."""
        if self.unit == "school_years":
            if self.number == 0:
                return "jusqu’à la fin de l’année scolaire"
            more = f"{self.number} années scolaires" if self.number > 1 else "une année scolaire"
            return f"jusqu’à la fin de l’année scolaire, puis {more}"
        if self.number == 0:
            return "jusque-là"
        one, many = {"days": ("jour", "jours"), "months": ("mois", "mois"),
                     "years": ("an", "ans")}[self.unit]  # fmt: skip
        return f"{self.number}\u00a0{one if self.number == 1 else many}"

    @property
    def consequence(self) -> str:
        return {Then.ERASE: "effacé", Then.ANONYMISE: "rendu anonyme"}[self.then]

    def limit(self, at: datetime) -> datetime:
        """What happened before that moment has been kept long enough."""
        if self.unit == "school_years":
            now = SchoolYear.of(at.astimezone(PARIS).date())
            return start_of(SchoolYear(now.start - self.number).first_day)
        if self.unit == "days":
            return at - timedelta(days=self.number)
        months = self.number * (12 if self.unit == "years" else 1)
        return _months_before(at, months)


@dataclass(frozen=True)
class Passage:
    """What one rule did, or would do."""

    rule: Rule
    number: int


Retained = Callable[[datetime, datetime, bool], int]
"""(limit, at, dry) → how many things older than the limit went, or would go."""

_retained: dict[str, Retained] = {}


def retain(code: str, carry_out: Retained) -> None:
    """Says how a rule is carried out."""
    _retained[code] = carry_out


def carried_out() -> Mapping[str, Retained]:
    """Every way to carry out a rule, by code."""
    autodiscover_modules("retained")
    return dict(_retained)


@cache
def rules() -> Sequence[Rule]:
    """The rules, in the order of the file."""
    read = yaml.safe_load(Path(__file__).with_name("retention.yaml").read_text("utf-8"))
    return [_rule(each) for each in read]


def _rule(told: Mapping[str, str]) -> Rule:
    number, unit = told["keep"].split()
    if unit not in _UNITS or int(number) < 0:
        raise ValueError(f"retention.yaml, {told['code']}: {told['keep']}")
    return Rule(told["code"], told["what"], int(number), unit, told["from"], Then(told["then"]))


def passages(at: datetime, *, dry: bool = False) -> list[Passage]:
    """Carries out every rule, or counts what it would do."""
    ways = carried_out()
    return [Passage(rule, ways[rule.code](rule.limit(at), at, dry))
            for rule in rules() if rule.code in ways]  # fmt: skip


def run(at: datetime) -> list[Passage]:
    """Carries out the erasures whose delay is over and every rule, and writes it down."""
    erased = carry_out_due(at)
    done = passages(at)
    told = {each.rule.code: each.number for each in done if each.number}
    if erased:
        told["erasures"] = erased
    with transaction.atomic():
        day = at.astimezone(PARIS).date()
        RetentionRun.objects.update_or_create(
            day=day, defaults={"at": at, "told": json.dumps(told)}
        )
        if told:
            record("retention.run", actor="system", at=at, details={"gone": sum(told.values())})
    return done


def due_erasures(at: datetime) -> int:
    """How many erasures are to be carried out now."""
    return DataRequest.objects.to_carry_out(at).count()


def has_run(day: date) -> bool:
    """Whether retention ran on that day."""
    return RetentionRun.objects.filter(day=day).exists()


def _months_before(at: datetime, months: int) -> datetime:
    local = at.astimezone(PARIS)
    count = local.year * 12 + local.month - 1 - months
    year, month = divmod(count, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    kept = time(local.hour, local.minute, local.second, local.microsecond)
    return datetime.combine(date(year, month + 1, day), kept, tzinfo=PARIS)
