"""What changes the measuring: indicators, their objectives and baselines, typed values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max

from vigie.domains.people.models import Person
from vigie.domains.roadmaps import checks
from vigie.domains.roadmaps.changes import act_on
from vigie.domains.roadmaps.models import Baseline, Indicator, Node, Objective, TypedValue
from vigie.domains.roadmaps.models.measuring import Kind
from vigie.domains.roadmaps.refusals import CodeTaken, WrongObjective, WrongValue
from vigie.periods import PARIS

INDICATOR_FIELDS = (
    "label", "kind", "unit", "territory_level", "direction", "cumulative", "measure", "profile",
    "pathway", "item_level", "item", "formula", "numerator", "denominator", "data_source",
    "frequency", "delay_days", "responsible", "asked", "note", "source", "order",
)  # fmt: skip
VALUE_FIELDS = (
    "amount", "numerator", "denominator", "done", "text", "source", "comment", "author_name",
)  # fmt: skip


def add_indicator(
    node: Node, *, code: str, label: str, unit: str, territory_level: str, by: Person | None,
    at: datetime, kind: str = Kind.TYPED, **fields: object,
) -> Indicator:  # fmt: skip
    """Adds an indicator to a node.

    Raises NotACode, CodeTaken, Incomplete (no unit, no level: R032), WrongLevel or WrongMeasure.
    """
    with act_on(node.roadmap, "roadmap.indicator_add", by=by, at=at) as act:
        made = Indicator(roadmap=node.roadmap, node=node, code=checks.code(code))
        _refuse_taken(made)
        made.order = node.roadmap.indicators.count() + 1
        given = {"label": label, "unit": unit, "territory_level": territory_level, "kind": kind}
        _set_indicator(made, {**given, **fields})
        made.save()
        act.makes(made)
    return made


def change_indicator(
    indicator: Indicator, *, by: Person | None, at: datetime, code: str | None = None,
    **fields: object,
) -> Indicator:  # fmt: skip
    """Changes what an indicator is: linking it to a measure is one of these changes. What was
    typed stays. Raises as `add_indicator`."""
    with act_on(indicator.roadmap, "roadmap.indicator_change", by=by, at=at) as act:
        known = Indicator.objects.select_for_update().get(pk=indicator.pk)
        act.touches(known)
        if code is not None and code != known.code:
            known.code = checks.code(code)
            _refuse_taken(known)
        _set_indicator(known, fields)
        known.save()
    return known


def remove_indicator(indicator: Indicator, *, by: Person | None, at: datetime) -> None:
    """Takes an indicator out; undoing brings it back."""
    with act_on(indicator.roadmap, "roadmap.indicator_remove", by=by, at=at) as act:
        act.touches(indicator)
        indicator.removed_at = at
        indicator.save(update_fields=["removed_at"])


def set_objective(
    indicator: Indicator, *, text: str, by: Person | None, at: datetime, period: str = "",
    territory: str = "", why: str = "", scope: str = "", source: str = "",
    valid_from: date | None = None,
) -> Objective:  # fmt: skip
    """Writes what an indicator should reach, for a period: the next version where one exists. The
    former versions stay as they are (R026).

    `valid_from`: today by default. Raises WrongObjective, WrongPeriod or UnknownTerritory.
    """
    today = at.astimezone(PARIS).date()
    wanted = checks.objective(text)
    where = _place(indicator, territory, at)
    when = checks.period(period)
    first = valid_from or today
    with act_on(indicator.roadmap, "roadmap.objective_set", by=by, at=at) as act:
        same = Objective.objects.filter(indicator=indicator, territory=where, period=when)
        last = same.order_by("-version").first()
        if last is not None and first < last.valid_from:
            raise WrongObjective(
                "valid_from",
                "La nouvelle version commencerait avant celle qu’elle remplace.",
                f"Donnez une date à partir du {last.valid_from:%d/%m/%Y}.",
            )
        if wanted.percent and not indicator.is_percent and indicator.measure:
            raise WrongObjective(
                "text",
                "L’objectif est un pourcentage, et l’indicateur compte des unités.",
                "Écrivez l’objectif dans l’unité de l’indicateur.",
            )
        version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
        made = Objective.objects.create(
            indicator=indicator, territory=where, period=when, version=version, text=text.strip(),
            scope=scope.strip(), source=source.strip(), valid_from=first, why=why.strip(),
            revised_by=by, revised_at=at,
        )  # fmt: skip
        act.makes(made)
    return made


def end_objective(objective: Objective, *, by: Person, at: datetime, why: str = "") -> Objective:
    """Gives an objective up from today on: what was judged before stays so."""
    with act_on(objective.indicator.roadmap, "roadmap.objective_end", by=by, at=at) as act:
        act.touches(objective)
        objective.ended_on = at.astimezone(PARIS).date()
        objective.why = why.strip() or objective.why
        objective.save()
    return objective


def set_baseline(
    indicator: Indicator, *, amount: Decimal | None, by: Person | None, at: datetime,
    territory: str = "", on: date | None = None, note: str = "", source: str = "",
) -> Baseline | None:  # fmt: skip
    """Says where an indicator started in a territory; no amount takes it back."""
    where = _place(indicator, territory, at)
    with act_on(indicator.roadmap, "roadmap.baseline_set", by=by, at=at) as act:
        known = Baseline.objects.filter(indicator=indicator, territory=where).first()
        if amount is None:
            if known is not None:
                act.drops(known)
                known.delete()
            return None
        row = known or Baseline(indicator=indicator, territory=where)
        if known is not None:
            act.touches(known)
        given = {"amount": amount, "on": on, "note": note, "source": source}
        checks.fields(row, given, given)
        row.save()
        if known is None:
            act.makes(row)
    return row


def type_value(
    indicator: Indicator, *, territory: str, on: date, by: Person | None, at: datetime,
    written_at: datetime | None = None, **fields: object,
) -> TypedValue:  # fmt: skip
    """Types a value, with its author; a computed one is never touched (R036).

    One of `amount`, `numerator` with `denominator` (the amount follows), `done` or `text`.
    Raises WrongValue or UnknownTerritory.
    """
    with act_on(indicator.roadmap, "roadmap.value_type", by=by, at=at) as act:
        made = TypedValue(
            indicator=indicator,
            territory=_place(indicator, territory, at) or indicator.roadmap.territory,
            on=on,
            author=by,
            written_at=written_at or at,
        )
        checks.fields(made, fields, VALUE_FIELDS)
        _refuse_value(made, at)
        made.save()
        act.makes(made)
    return made


def withdraw_value(value: TypedValue, *, by: Person | None, at: datetime) -> TypedValue:
    """Takes a typed value back: it stays in the history."""
    with act_on(value.indicator.roadmap, "roadmap.value_withdraw", by=by, at=at) as act:
        act.touches(value)
        value.withdrawn_at, value.withdrawn_by = at, by
        value.save()
    return value


def _set_indicator(row: Indicator, fields: dict[str, object]) -> None:
    level = fields.get("territory_level")
    if isinstance(level, str):
        fields["territory_level"] = checks.territory_level(level)
    if "unit" in fields and not str(fields["unit"]).strip():
        row.unit = ""
        fields = {name: value for name, value in fields.items() if name != "unit"}
    checks.fields(row, fields, INDICATOR_FIELDS)
    checks.indicator(row)


def _refuse_taken(row: Indicator) -> None:
    same = Indicator.objects.standing().filter(roadmap=row.roadmap, code=row.code)
    if same.exclude(pk=row.pk).exists():
        raise CodeTaken(
            "code",
            f"Un autre indicateur porte déjà le code «\u00a0{row.code}\u00a0».",
            "Choisissez un autre code.",
        )


def _place(indicator: Indicator, territory: str, at: datetime) -> str:
    """The canonical code; empty for the territory of the roadmap itself."""
    if not territory.strip():
        return ""
    found = checks.territory(territory, at.date())
    return "" if found == indicator.roadmap.territory else found


def _refuse_value(value: TypedValue, at: datetime) -> None:
    indicator = value.indicator
    if value.on > at.astimezone(PARIS).date():
        raise WrongValue("on", "La date est à venir.", "Donnez la date à laquelle la valeur vaut.")
    over, under = value.numerator, value.denominator
    if (over is None) != (under is None):
        raise WrongValue(
            "numerator", "Il manque le numérateur ou le dénominateur.", "Donnez les deux."
        )
    if over is not None and under is not None:
        if under <= 0 or over < 0 or (indicator.is_percent and over > under):
            raise WrongValue(
                "numerator",
                "Le numérateur doit être entre zéro et le dénominateur.",
                "Corrigez l’un des deux nombres.",
            )
        if indicator.is_percent:
            value.amount = round(100 * over / under, 6)
        elif value.amount is None:
            value.amount = over
    if indicator.kind == Kind.QUALITATIVE:
        if value.amount is not None or (value.done is None and not value.text):
            raise WrongValue(
                "done", "Cet indicateur n’est pas un nombre.", "Dites si c’est fait, ou un texte."
            )
    elif value.amount is None:
        raise WrongValue("amount", "La valeur manque.", "Donnez un nombre.")
    elif indicator.is_percent and not 0 <= value.amount <= 100:
        raise WrongValue("amount", "Un taux va de 0 à 100.", "Écrivez 12,5 pour 12,5\u00a0%.")
