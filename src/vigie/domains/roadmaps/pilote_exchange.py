"""A roadmap and PILOTE's file: what a file says is typed as a person would, whole or not at all.

An indicator is known by its code. `va` becomes a typed value, `vi` the baseline, `vc` the objective
of its year; an empty value takes back what stood there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from vigie.codes import UnknownCode, quoted
from vigie.domains.people.models import Person
from vigie.domains.roadmaps import actions_measuring as verbs
from vigie.domains.roadmaps import checks
from vigie.domains.roadmaps.asked import aim_of
from vigie.domains.roadmaps.changes import act_on
from vigie.domains.roadmaps.models import Baseline, Indicator, Objective, Roadmap, TypedValue
from vigie.domains.roadmaps.models import measuring as model
from vigie.domains.roadmaps.objective_text import amount_text, written
from vigie.domains.roadmaps.objectives import Bounds, CannotBound, Direction, Kind
from vigie.domains.roadmaps.objectives import Objective as Aim
from vigie.domains.roadmaps.refusals import RoadmapRefused, UnknownTerritory
from vigie.domains.roadmaps.values import Standing, standings
from vigie.domains.territories.tree import tree
from vigie.facts.geography import Tree
from vigie.sources.pilote import HEADER, PiloteRow, Quantity, zone_of
from vigie.sources.problems import Problem, Refused, shown
from vigie.web.formats import plural

SOURCE = "PILOTE"
_PLACES = 6  # decimals that a typed value keeps
_COLUMNS = {"on": "date_valeur", "territory": "zone_id", "amount": "valeur", "text": "valeur"}


@dataclass(frozen=True)
class Intake:
    """What a file changed: values typed and taken back, baselines and objectives written, and
    lines that say what was known already."""

    values: int = 0
    withdrawn: int = 0
    baselines: int = 0
    objectives: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Outcome:
    """What a roadmap says in PILOTE's words, and what it cannot say there, in French."""

    rows: tuple[PiloteRow, ...]
    left_out: tuple[str, ...]


def taken_in(
    roadmap: Roadmap,
    rows: Sequence[PiloteRow],
    *,
    by: Person,
    at: datetime,
    dry_run: bool = False,
) -> Intake:
    """Types what the rows say, as one act; `dry_run` only says what it would do.

    Raises `Refused` with every line that cannot be taken; nothing is kept then.
    """
    known = {row.code: row for row in roadmap.indicators.standing().select_related("roadmap")}
    problems: list[Problem] = []
    done: Counter[str] = Counter()
    with transaction.atomic():
        with act_on(roadmap, "roadmap.pilote", by=by, at=at):
            for row in rows:
                indicator = known.get(row.indicator)
                if indicator is None:
                    problems.append(_unknown(row, roadmap))
                    continue
                try:
                    # A line that fails must not break the transaction for those after it.
                    with transaction.atomic():
                        done[_TAKE[row.quantity](indicator, row, by, at)] += 1
                except RoadmapRefused as error:
                    problems.append(_problem(row, error))
        if problems:
            raise Refused(problems)
        if dry_run:
            transaction.set_rollback(True)
    return Intake(**done)


def _unknown(row: PiloteRow, roadmap: Roadmap) -> Problem:
    return Problem(
        row.line,
        HEADER[0],
        row.indicator,
        f"La feuille de route {quoted(roadmap.name)} n’a pas d’indicateur de code "
        f"{quoted(row.indicator)}.",
        "Donnez ce code à l’indicateur, ou retirez la ligne.",
    )


def _problem(row: PiloteRow, error: RoadmapRefused) -> Problem:
    column = _COLUMNS.get(error.field, "valeur")
    value = {"date_valeur": row.on.isoformat(), "zone_id": row.zone}.get(column)
    if value is None and row.value is not None:
        value = shown(str(float(row.value)))
    return Problem(row.line, column, value, error.message, error.remedy)


def _place(indicator: Indicator, row: PiloteRow, at: datetime) -> str:
    """The territory of a row, as values name it; it lies in that of the roadmap.

    Raises UnknownTerritory.
    """
    found = checks.territory(row.territory, at.date())
    places = tree(at.date())
    home = indicator.roadmap.territory
    if places.find(home) is not None and home not in places.path(found):
        raise UnknownTerritory(
            "territory",
            f"La zone {quoted(row.zone)} n’est pas dans le territoire de la feuille de route.",
            "Retirez la ligne, ou chargez-la dans la feuille de route de ce territoire.",
        )
    return found


def _decimal(value: Fraction) -> Decimal:
    return Decimal(amount_text(Fraction(round(value * 10**_PLACES), 10**_PLACES)).replace(",", "."))


def _take_value(indicator: Indicator, row: PiloteRow, by: Person, at: datetime) -> str:
    place = _place(indicator, row, at)
    standing = TypedValue.objects.standing().filter(indicator=indicator, territory=place, on=row.on)
    if row.value is None:
        gone = list(standing)
        for value in gone:
            verbs.withdraw_value(value, by=by, at=at)
        return "withdrawn" if gone else "unchanged"
    amount = _decimal(row.value)
    last = standing.order_by("-pk").first()
    if last is not None and last.amount == amount:
        return "unchanged"
    verbs.type_value(
        indicator, territory=place, on=row.on, by=by, at=at, amount=amount, source=SOURCE
    )
    return "values"


def _take_baseline(indicator: Indicator, row: PiloteRow, by: Person, at: datetime) -> str:
    place = _place(indicator, row, at)
    own = "" if place == indicator.roadmap.territory else place
    known = Baseline.objects.filter(indicator=indicator, territory=own).first()
    amount = None if row.value is None else _decimal(row.value)
    same = (known.amount, known.on) == (amount, row.on) if known is not None else amount is None
    # An initial value of another day than the known one erases nothing.
    if same or (amount is None and known is not None and known.on != row.on):
        return "unchanged"
    verbs.set_baseline(
        indicator, amount=amount, territory=place, on=row.on, source=SOURCE, by=by, at=at
    )
    return "baselines"


def _take_objective(indicator: Indicator, row: PiloteRow, by: Person, at: datetime) -> str:
    place = _place(indicator, row, at)
    own = "" if place == indicator.roadmap.territory else place
    period = str(row.on.year)
    known = (
        Objective.objects.in_force(at.date())
        .filter(indicator=indicator, territory=own, period=period)
        .first()
    )
    if row.value is None:
        if known is None or aim_of(known).by != row.on:
            return "unchanged"
        verbs.end_objective(known, by=by, at=at, why=SOURCE)
        return "objectives"
    falls = indicator.direction == model.Direction.FALL
    aim = Aim(
        Kind.AT_MOST if falls else Kind.AT_LEAST,
        Fraction(_decimal(row.value)),
        percent=indicator.is_percent,
        by=row.on,
    )
    if known is not None and aim_of(known) == aim:
        return "unchanged"
    verbs.set_objective(
        indicator,
        text=written(aim),
        period=period,
        territory=place,
        source=SOURCE,
        by=by,
        at=at,
    )
    return "objectives"


_TAKE = {"va": _take_value, "vi": _take_baseline, "vc": _take_objective}


def given_out(roadmap: Roadmap, on: date) -> Outcome:
    """What is known on a day, for the territory of the roadmap and those inside it that PILOTE has.

    Objectives are given as one target, their near end. What is hidden for
    privacy is left out, like what has no number.
    """
    places = tree(on)
    wanted, outside = _zones(roadmap, places)
    left_out = list(outside)
    rows: list[PiloteRow] = []
    # Asked for once: a nation has a hundred territories, each with objectives or without.
    objectives: defaultdict[tuple[int, str], list[Objective]] = defaultdict(list)
    for objective in Objective.objects.in_force(on).filter(indicator__roadmap=roadmap):
        objectives[objective.indicator_id, objective.territory].append(objective)
    for indicator in roadmap.indicators.standing().select_related("roadmap"):
        if indicator.kind == model.Kind.QUALITATIVE:
            left_out.append(f"{indicator.code}\u00a0: un indicateur qui n’est pas un nombre.")
            continue
        found = standings(indicator, wanted, on)
        hidden = 0
        for territory, standing in found.items():
            hidden += any(value.status == "hidden" for value in standing.values)
            own = "" if territory == roadmap.territory else territory
            aims = objectives[indicator.pk, own]
            rows += _rows_of(standing, zone_of(territory), places.name(territory), aims)
        if hidden:
            where = plural(hidden, "territoire")
            left_out.append(f"{indicator.code}\u00a0: des valeurs masquées, dans {where}.")
    return Outcome(tuple(rows), tuple(left_out))


def _zones(roadmap: Roadmap, places: Tree) -> tuple[list[str], list[str]]:
    """The territories to speak of, and a sentence when that of the roadmap has no zone."""
    home = roadmap.territory
    inside = [] if places.find(home) is None else places.descendants(home, "department")
    if places.find(home) is not None and places.level(home) == "nation":
        inside = [*places.descendants(home, "region"), *inside]
    inside = [code for code in inside if code != home and _has_zone(code)]
    try:
        zone_of(home)
    except UnknownCode as error:
        return inside, [error.message]
    return [home, *inside], []


def _has_zone(code: str) -> bool:
    try:
        zone_of(code)
    except UnknownCode:
        return False
    return True


def _rows_of(
    standing: Standing, zone: str, name: str, objectives: Sequence[Objective]
) -> Iterator[PiloteRow]:
    """Initial value, current ones, targets."""
    code = standing.indicator.code

    def row(day: date, quantity: Quantity, value: Fraction) -> PiloteRow:
        return PiloteRow(0, code, zone, name, standing.territory, day, quantity, value)

    if standing.start is not None and standing.start.on is not None:
        yield row(standing.start.on, "vi", standing.start.amount)
    for point in standing.series:
        if point.on is not None and point.amount is not None and point.status == "ok":
            yield row(point.on, "va", point.amount)
    for day, target in _targets(standing, objectives):
        yield row(day, "vc", target)


def _targets(
    standing: Standing, objectives: Sequence[Objective]
) -> Iterable[tuple[date, Fraction]]:
    found: dict[date, Fraction] = {}
    for objective in objectives:
        aim = aim_of(objective)
        try:
            bounds = aim.bounds(
                standing.start, standing.units, percent=standing.indicator.is_percent
            )
        except CannotBound:
            continue
        day = aim.deadline(standing.start)
        target = None if bounds is None or aim.kind is Kind.DONE else _end(aim, bounds)
        if day is not None and target is not None:
            found[day] = target
    return sorted(found.items())


def _end(aim: Aim, bounds: Bounds) -> Fraction | None:
    """The one target that stands for an objective: its near end."""
    ends = (
        (bounds.high, bounds.low) if aim.direction is Direction.FALL else (bounds.low, bounds.high)
    )
    return next((end for end in ends if end is not None), None)
