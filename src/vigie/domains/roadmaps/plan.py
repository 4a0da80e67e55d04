"""What a roadmap file asks for, checked: the rows that there should be, by what names them.

Nothing is written here. Every mistake is gathered with its line, those of the format having been
told before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vigie.domains.roadmaps import checks
from vigie.domains.roadmaps.models import Indicator
from vigie.domains.roadmaps.models.measuring import Kind
from vigie.domains.roadmaps.models.tree import SEPARATOR
from vigie.domains.roadmaps.refusals import RoadmapRefused
from vigie.periods import SchoolYear
from vigie.sources.problems import Findings, Problem
from vigie.sources.roadmap_file import (
    ActionLine,
    Form,
    IndicatorLine,
    NodeLine,
    ObjectiveLine,
    RoadmapFile,
    forms,
)

Key = tuple[object, ...]
TABLES = (
    "node", "action", "deliverable", "indicator", "baseline", "objective", "typedvalue",
    "milestone",
)  # fmt: skip
KEYS: Mapping[str, str] = {
    name: form.key
    for of in (NodeLine, ActionLine, IndicatorLine, RoadmapFile, ObjectiveLine)
    for name, form in forms(of)
}
"""The key, in files, of what a check says is wrong."""


@dataclass(frozen=True)
class Row:
    """A row that there should be. `fields`: in the terms of its table; `on`: the path of its node
    or the code of its indicator, empty at the top."""

    table: str
    key: Key
    label: str
    fields: Mapping[str, Any]
    line: int
    on: str = ""


@dataclass
class Plan:
    """The rows of a file, by table and key, and what is wrong with it."""

    file: RoadmapFile
    on: date
    fields: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, dict[Key, Row]] = field(default_factory=lambda: {name: {} for name in TABLES})
    findings: Findings = field(default_factory=Findings)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.findings.problems

    def add(self, row: Row, *, twice: str) -> None:
        """Adds a row, or says that another has its name."""
        if row.key in self.rows[row.table]:
            other = self.rows[row.table][row.key].line
            self.findings.refuse(
                row.line,
                None,
                row.label,
                f"{twice} est déjà à la ligne {other}.",
                "Gardez l’un des deux, ou changez son code.",
            )
            return
        self.rows[row.table][row.key] = row

    def checked(
        self, check: Callable[..., Any], line: int, *given: object, default: Any = ""
    ) -> Any:
        """What a check answers; its refusal is kept with the line, and `default` is answered."""
        try:
            return check(*given)
        except RoadmapRefused as error:
            value = given[0] if given and isinstance(given[0], str) else None
            self.findings.refuse(line, _shown(error.field), value, error.message, error.remedy)
            return default


def plan_of(file: RoadmapFile, on: date) -> Plan:
    """What a file asks for, on a day (territories are those of that day)."""
    plan = Plan(file, on)
    plan.fields = {
        **_fields(file, ("school_years", "level_names", "code", "territory")),
        "code": plan.checked(checks.slug, file.line or 1, file.code),
        "territory": plan.checked(checks.territory, file.line or 1, file.territory, on),
        "level_names": "\n".join(file.level_names),
        "school_years": " ".join(
            plan.checked(checks.period, file.line or 1, each) for each in file.school_years
        ),
    }
    _nodes(plan, file.nodes, "", 0)
    for each in file.milestones:
        code = plan.checked(checks.code, each.line, each.code)
        fields = {**_fields(each, ()), "code": code, "precision": each.precision or "day"}
        plan.add(Row("milestone", (code,), each.wording, fields, each.line),
                 twice="Une étape de même code")  # fmt: skip
    return plan


def _nodes(plan: Plan, nodes: Iterable[NodeLine], above: str, level: int) -> None:
    names = plan.file.level_names
    for each in nodes:
        code = plan.checked(checks.code, each.line, each.code)
        path = f"{above}{SEPARATOR}{code}" if above else code
        mine = each.level if each.level is not None else level + 1
        if not level < mine <= len(names):
            plan.findings.refuse(
                each.line,
                "niveau",
                str(mine),
                f"Le niveau {mine} n’existe pas ici.",
                f"Les niveaux sont\u00a0: {', '.join(names)}\u00a0; un élément est plus bas que "
                "celui qui le contient.",
            )
        if len(path) > 250:
            plan.findings.refuse(each.line, "code", path, "L’arbre est trop profond.",
                                 "Raccourcissez les codes.")  # fmt: skip
        fields = {
            **_fields(each, ("level",)),
            "code": code,
            "level": mine,
            "path": path,
            "order": len(plan.rows["node"]) + 1,
        }
        label = f"{each.code} {each.wording}".strip()
        plan.add(Row("node", (path,), label, fields, each.line, above),
                 twice="Un élément de même code")  # fmt: skip
        for order, action in enumerate(each.actions):
            year = plan.checked(checks.period, action.line, action.school_year)
            places = [
                plan.checked(checks.territory, action.line, place, plan.on)
                for place in action.territories
            ]
            given = {
                **_fields(action, ("territories",)),
                "school_year": year,
                "state": action.state or "to_come",
                "territories": "\n".join(places),
                "order": order,
            }
            plan.add(Row("action", (path, year, action.wording), action.wording, given,
                         action.line, path), twice="Une action de mêmes mots")  # fmt: skip
        for order, support in enumerate(each.deliverables):
            plan.add(Row("deliverable", (path, support.wording), support.wording,
                         {**_fields(support, ()), "order": order}, support.line, path),
                     twice="Un support de mêmes mots")  # fmt: skip
        for indicator in each.indicators:
            _indicator(plan, indicator, path)
        _nodes(plan, each.children, path, mine)


def _indicator(plan: Plan, line: IndicatorLine, path: str) -> None:
    code = plan.checked(checks.code, line.line, line.code)
    given = {
        **_fields(line, ("kind", "cumulative", "delay_days")),
        "kind": line.kind or (Kind.COMPUTED if line.measure else Kind.TYPED),
        "cumulative": bool(line.cumulative),
        "delay_days": line.delay_days or 0,
        "order": len(plan.rows["indicator"]) + 1,
        "code": code,
    }
    probe = Indicator(**given)
    plan.checked(checks.indicator, line.line, probe)
    given |= {name: getattr(probe, name) for name in ("territory_level", "profile", "pathway")}
    plan.add(Row("indicator", (code,), f"{line.code} {line.label}", given, line.line, path),
             twice="Un indicateur de même code")  # fmt: skip
    for each in line.baselines:
        place = _place(plan, each.territory, each.line)
        plan.add(Row("baseline", (code, place), f"{code}, point de départ",
                     {**_fields(each, ()), "territory": place}, each.line, code),
                 twice="Un point de départ du même territoire")  # fmt: skip
    for aim in line.objectives:
        place = _place(plan, aim.territory, aim.line)
        period = plan.checked(checks.period, aim.line, aim.period)
        plan.checked(checks.objective, aim.line, aim.text)
        since = aim.valid_from or _first_day(period) or plan.on
        fields = {**_fields(aim, ()), "territory": place, "period": period, "valid_from": since}
        plan.add(Row("objective", (code, place, period, since, aim.text), f"{code}, {aim.text}",
                     fields, aim.line, code), twice="Le même objectif")  # fmt: skip
    for value in line.values:
        place = _place(plan, value.territory, value.line) or str(plan.fields["territory"])
        fields = {**_fields(value, ()), "territory": place}
        key = (code, place, value.on, value.amount, value.numerator, value.denominator, value.done,
               value.text)  # fmt: skip
        if value.amount is None and value.done is None and not value.text:
            if value.numerator is None or value.denominator in (None, 0):
                plan.findings.refuse(value.line, "valeur", None, "La valeur manque.",
                                     "Donnez un nombre, oui ou non, ou un texte.")  # fmt: skip
                continue
            share = 100 * value.numerator / value.denominator
            fields["amount"] = round(share, 6) if probe.is_percent else value.numerator
            key = (*key[:3], fields["amount"], *key[4:])
        plan.add(Row("typedvalue", key, f"{code}, {value.on}", fields, value.line, code),
                 twice="La même valeur")  # fmt: skip


def _place(plan: Plan, text: str, line: int) -> str:
    """The code of a territory; empty for that of the roadmap."""
    if not text:
        return ""
    found = plan.checked(checks.territory, line, text, plan.on)
    return "" if found == plan.fields["territory"] else found


def _first_day(period: str) -> date | None:
    if not period:
        return None
    return SchoolYear.parse(period).first_day if "-" in period else date(int(period), 1, 1)


def _fields(line: object, apart: Iterable[str]) -> dict[str, Any]:
    return {
        name: _kept(form, getattr(line, name))
        for name, form in forms(type(line))
        if name not in apart
    }


def _kept(form: Form, value: object) -> object:
    return "\n".join(value) if form.kind == "list" and isinstance(value, tuple) else value


def _shown(name: str) -> str | None:
    return KEYS.get(name, name) or None
