"""The French sentences of verdicts: what a reader is told, and nothing that decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from vigie.domains.roadmaps.course import Forecast, NoForecast
from vigie.domains.roadmaps.judging import Judged
from vigie.domains.roadmaps.objective_text import SCOPE_NAMES, sentence, shown_amount
from vigie.domains.roadmaps.objectives import Baseline, Bounds, Direction, Kind, Objective
from vigie.domains.roadmaps.observed import Observed
from vigie.web.formats import NBSP, day, listing, plural

RULES = {
    "reached": "La valeur atteint l’objectif",
    "forecast": "La prévision tranche",
    "path": "Comparaison à la droite du point de départ à l’objectif",
    "deadline": "La valeur conclut à l’échéance",
    "silent": "Rien ne permet de le dire",
}
_ABSENT = {
    "missing": "aucune valeur n’est connue à cette date",
    "hidden": "la valeur est masquée, car elle parle de moins de 5 personnes",
    "not_applicable": "l’indicateur est sans objet pour ce territoire",
    "no_denominator": "l’effectif auquel rapporter la valeur n’est pas connu",
}
_ABSENT_COMPUTED = {
    "missing": "La valeur calculée manque",
    "hidden": "La valeur calculée est masquée",
    "not_applicable": "L’indicateur calculé est sans objet",
    "no_denominator": "La valeur calculée n’a pas d’effectif auquel se rapporter",
}


def no_objective(value: Observed | None, unit: str) -> str:
    """No objective is set."""
    if value is None or value.status != "ok":
        status = "missing" if value is None else value.status
        return f"Aucun objectif n’est fixé, et {_ABSENT[status]}."
    return f"{value_text(value, unit)}{_dated(value)}\u00a0; aucun objectif n’est fixé."


def absent(status: str, objective: Objective, unit: str) -> str:
    """There is no value, and why."""
    return f"Attendu\u00a0: {sentence(objective, unit)}\u00a0; {_ABSENT[status]}."


def text_only(value: Observed) -> str:
    """The value is words, the objective a number."""
    return (
        f"La valeur{_dated(value)} n’est pas un nombre\u00a0: elle ne se compare pas à l’objectif."
    )


def other_unit(percent: bool) -> str:
    """Value and objective are not in the same unit."""
    asked, said = ("une part (%)", "un nombre") if percent else ("un nombre", "une part (%)")
    return (
        f"L’objectif est {asked} et la valeur {said}, sans effectif pour passer de l’un à l’autre."
    )


def incomplete(holes: Sequence[date]) -> str:
    """A sum of periods lacks some of them."""
    days = listing([day(hole) for hole in holes])
    return (
        f"Le cumul est incomplet\u00a0: il manque la valeur du {days}. Il ne peut qu’être dépassé."
    )


def value_text(value: Observed, unit: str = "", total: Fraction | None = None) -> str:
    """« 3 % », « 1 800 enseignants », « 80 sur 122 (65,6 %) », « fait »."""
    if value.amount is None:
        if value.done is None:
            return f"«{NBSP}{value.text}{NBSP}»" if value.text else "sans valeur"
        return "fait" if value.done else "pas encore fait"
    if total is not None and not value.percent:
        share = shown_amount(value.amount * 100 / total, percent=True, places=1)
        return f"{shown_amount(value.amount)} sur {shown_amount(total, unit=unit)} ({share})"
    return shown_amount(value.amount, percent=value.percent, unit=unit)


def about(found: Judged) -> tuple[str, ...]:
    """What stands beside the value that judges, which of the two judges, and why."""
    last, beside = found.last, found.beside
    said: list[str] = []
    if last is not None and found.points:
        by = f" par {last.author}" if last.author else ""
        if last.origin == "typed":
            absence = ""
            if beside is not None:
                absence = f"{_ABSENT_COMPUTED.get(beside.status, '')}\u00a0: "
            said.append(
                f"{absence}{'c’est' if absence else 'C’est'} la valeur saisie{by} qui juge."
            )
        elif beside is not None and beside.status == "ok":
            by = f" par {beside.author}" if beside.author else ""
            said.append(
                f"Une valeur saisie{by} est à côté\u00a0: {value_text(beside)}{_dated(beside)}. "
                "La valeur calculée juge, car elle dit d’où elle vient."
            )
        if last.partial and last.present is not None and last.expected is not None:
            present, expected = shown_amount(last.present), shown_amount(last.expected)
            said.append(f"La valeur repose sur {present} des {expected} parties attendues.")
    return tuple(said)


def _dated(value: Observed) -> str:
    return f" le {day(value.on)}" if value.on is not None else ""


@dataclass(frozen=True)
class Tale:
    """All that a verdict tells of a value and of what is asked."""

    objective: Objective
    bounds: Bounds
    deadline: date | None
    on: date
    unit: str
    value: Observed
    gap: Fraction
    stood: Fraction | None
    ahead: Forecast | NoForecast | None
    baseline: Baseline | None = None

    @property
    def gap_text(self) -> str:
        """« 7 points », « 200 enseignants », empty once met."""
        if not self.gap or self.objective.kind is Kind.DONE:
            return ""
        if self.bounds.percent:
            word = "points" if self.gap >= 2 else "point"
            return shown_amount(self.gap, unit=word)
        return shown_amount(self.gap, unit=self.unit)

    def sentence(self, state: str, rule: str, reason: str | None) -> str:
        """The sentence that explains a verdict."""
        end = self._end(state, rule, reason)
        return f"{self._head()}{end}"

    def _head(self) -> str:
        total = self.objective.upper if self.objective.kind is Kind.OUT_OF else None
        if total is not None and self.bounds.scaled:
            total *= self.bounds.scaled
        text = value_text(self.value, self.unit, total)
        shown = f"{text[0].upper()}{text[1:]}{_dated(self.value)}"
        if self.objective.kind is Kind.DONE:
            return shown
        asked = sentence(self.objective, self.unit)
        required = self._required()
        return f"{shown}, pour {asked}{required}"

    def _required(self) -> str:
        """What a relative or a scaled objective comes to."""
        if self.bounds.scaled is None and self.objective.kind not in (Kind.INCREASE, Kind.MULTIPLY):
            return ""
        ends = [self._amount(end) for end in (self.bounds.low, self.bounds.high) if end is not None]
        return f", soit {' à '.join(dict.fromkeys(ends))}"

    def _amount(self, amount: Fraction | float) -> str:
        number = amount if isinstance(amount, Fraction) else Fraction(repr(amount))
        return shown_amount(number, percent=self.bounds.percent)

    def _lack(self) -> str:
        below = self.bounds.low is not None and (self.value.number or 0) < self.bounds.low
        return f"il manque {self.gap_text}" if below else f"c’est {self.gap_text} de trop"

    def _end(self, state: str, rule: str, reason: str | None) -> str:
        if state == "met":
            return self._end_met()
        if self.objective.kind is Kind.DONE:
            return self._end_done(reason)
        if rule == "deadline":
            return f"\u00a0: {self._lack()}. L’objectif n’est pas atteint."
        if rule == "path":
            assert self.stood is not None
            does = "suffit" if state == "on_course" else "ne suffit pas"
            return (
                f"\u00a0: {self._lack()}. La droite du point de départ à l’objectif passait par "
                f"{self._amount(self.stood)} ce jour-là\u00a0: le rythme {does}."
            )
        if rule == "forecast":
            where = (
                "tout entière dans l’objectif" if state == "on_course" else "tout entière dehors"
            )
            return f"\u00a0: {self._lack()}. {self._forecast()} est {where}."
        if reason == "no_deadline":
            return (
                f"\u00a0: {self._lack()}. L’objectif n’a pas d’échéance connue\u00a0: on ne peut "
                "pas dire s’il sera tenu."
            )
        if reason == "no_trajectory":
            return (
                f"\u00a0: {self._lack()}. Sans point de départ daté ni prévision qui tranche, "
                "rien ne dit si le rythme suffit."
            )
        return self._end_not_there()

    def _end_met(self) -> str:
        if self.objective.kind is Kind.DONE:
            return "."
        text = "\u00a0: l’objectif est atteint."
        holds = self.objective.direction is not Direction.RISE
        if holds and self.deadline is not None and self.on < self.deadline:
            text += f" Il reste à le tenir jusqu’au {day(self.deadline)}."
        return text

    def _end_done(self, reason: str | None) -> str:
        if reason == "not_at_deadline":
            return self._end_not_there()
        if self.deadline is None:
            return ", et aucune échéance n’est fixée."
        was = "c’était" if reason is None else "c’est"
        return f"\u00a0; {was} attendu le {day(self.deadline)} au plus tard."

    def _end_not_there(self) -> str:
        assert self.deadline is not None
        end = f"l’échéance du {day(self.deadline)}"
        if self.gap:
            return (
                f"\u00a0: c’est la dernière valeur connue avant {end}, trop ancienne pour conclure."
            )
        return f"\u00a0: c’est après {end}, et l’on ne sait pas ce qu’il en était ce jour-là."

    def _forecast(self) -> str:
        assert isinstance(self.ahead, Forecast)
        low, high = self._amount(self.ahead.low), self._amount(self.ahead.high)
        return f"La prévision pour le {day(self.ahead.at)}, de {low} à {high},"

    def notes(self, rule: str) -> tuple[str, ...]:
        """What else a reader should know of the objective and of the forecast."""
        said: list[str] = []
        if self.bounds.scaled is not None and self.bounds.scaled != 1 and self.objective.per:
            word = SCOPE_NAMES[self.objective.per]
            said.append(
                f"L’objectif est dit par {word}\u00a0: il est multiplié par {self.bounds.scaled} "
                f"pour {plural(self.bounds.scaled, word)}. L’atteindre au total ne dit pas que "
                "chaque territoire l’atteint."
            )
        elif self.objective.per and self.bounds.scaled is None:
            said.append("Un taux attendu de chaque territoire reste le même pour leur ensemble.")
        if rule == "forecast" and self.stood is not None:
            said.append(
                "La droite du point de départ à l’objectif passait par "
                f"{self._amount(self.stood)} le jour de la valeur."
            )
        if rule in ("path", "silent"):
            if isinstance(self.ahead, NoForecast):
                said.append(self.ahead.sentence)
            elif isinstance(self.ahead, Forecast):
                said.append(f"{self._forecast()} ne tranche pas.")
        return tuple(said)
