"""From a question to figures: the only way to read a cube."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Literal

from vigie.codes import (
    ALL,
    LABEL,
    LEVELS,
    PROFILES,
    parse_pathway,
    parse_profile,
    quoted,
)
from vigie.facts.geography import LABELS
from vigie.measures.cube import Cube
from vigie.measures.definition import Coverage, Sum, definition
from vigie.measures.evaluate import ITEM_LEVELS, Evaluation, Target
from vigie.measures.figure import Figure
from vigie.measures.inputs import PROFILE_INDEX, UNKNOWN_PATHWAY
from vigie.measures.shape import UNKNOWN_PROFILE

DIMENSIONS = ("profile", "pathway", *ITEM_LEVELS)
UNPLACED = "unplaced"
_FINE_LEVELS = ("district", "basin", "school")


@dataclass(frozen=True)
class Query:
    """A question. `territory`, `profile`, `pathway` take codes or plain names.

    `level`: figures of that level inside the territory; None: the territory itself.
    `by`: dimensions to split by, among DIMENSIONS. `as_of`: as known on that day. `geography`:
    territories as they are now, or as they were on that day. `item`: one thing a coverage is
    about, as (subject, competence, domain or referential; its label).
    """

    measure: str
    territory: str = "FR"
    level: str | None = None
    by: tuple[str, ...] = ()
    profile: str | None = None
    pathway: str | None = None
    as_of: date | None = None
    geography: Literal["now", "then"] = "now"
    item: tuple[str, str] | None = None


class BadQuery(ValueError):
    """The question makes no sense; `message` and `remedy` are French."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def run(cube: Cube, query: Query) -> list[Figure]:
    """The figures that answer, territories in tree order, then dimensions in their own order.

    Raises UnknownMeasure, UnknownCode (territory, profile, pathway) or BadQuery.
    """
    _check(query)
    wanted = definition(query.measure)
    profile = parse_profile(query.profile) if query.profile else ALL
    pathway = _pathway(query.pathway) if query.pathway else None
    on = query.as_of or _last(cube)
    if query.geography == "then":
        cube = cube.as_then(on)
    evaluation = Evaluation(cube, on)
    targets = list(_targets(cube, query))
    figures = []
    for target, choice in product(targets, _choices(cube, query, profile, pathway)):
        asked = {name: value for name, value in choice.items() if value is not None}
        shown = {name: asked[name] for name in DIMENSIONS if name in asked}
        figure = evaluation.figure(
            wanted,
            target,
            profile=PROFILE_INDEX.get(choice["profile"] or ALL, UNKNOWN_PROFILE),
            pathway=choice["pathway"],
            item=next(((level, asked[level]) for level in ITEM_LEVELS if level in asked), None),
        )
        figures.append(replace(figure, dimensions=shown))
    return figures


def _pathway(text: str) -> str:
    return text if text == UNKNOWN_PATHWAY else parse_pathway(text)


def _check(query: Query) -> None:
    wanted = definition(query.measure)
    unknown = [name for name in query.by if name not in DIMENSIONS]
    if unknown:
        raise BadQuery(
            f"On ne peut pas détailler par {quoted(unknown[0])}.",
            f"Choisissez parmi : {', '.join(DIMENSIONS)}.",
        )
    items = [name for name in query.by if name in ITEM_LEVELS]
    items += [query.item[0]] if query.item else []
    if len(items) > 1:
        raise BadQuery(
            "Un seul détail à la fois parmi sujet, compétence, domaine et référentiel.",
            f"Gardez {items[0]} ou {items[1]}.",
        )
    of_items = isinstance(wanted, Coverage) or (
        isinstance(wanted, Sum) and wanted.family == "coverage"
    )
    if items and not of_items and query.measure != "gap_to_reference":
        raise BadQuery(
            f"La mesure {quoted(query.measure)} ne se détaille pas par {items[0]}.",
            "Ce détail vaut pour les taux de couverture et les envois.",
        )
    if query.level is not None and query.level not in (*LEVELS, LABEL):
        raise BadQuery(
            f"Le niveau {quoted(query.level)} n’existe pas.",
            f"Choisissez parmi : {', '.join(LEVELS)}.",
        )


def _last(cube: Cube) -> date:
    return cube.dates[-1] if cube.dates else cube.tree.on


def _targets(cube: Cube, query: Query) -> Iterator[Target]:
    code = cube.tree.resolve(query.territory)
    if query.level is None or query.level == cube.tree.level(code):
        yield Target.of(cube, code)
        return
    if query.level == LABEL:
        yield from (Target.of(cube, label) for label in sorted(LABELS))
        return
    codes = cube.tree.descendants(code, query.level)
    inside = [Target.of(cube, each) for each in codes]
    yield from inside
    if query.level in _FINE_LEVELS:
        rest = Target.of(cube, code).rest(inside)
        if Evaluation(cube, query.as_of or _last(cube)).holds_people(rest):
            yield rest


def _choices(
    cube: Cube, query: Query, profile: str, pathway: str | None
) -> Iterator[dict[str, str | None]]:
    """Every combination of the dimensions asked, with the filters that hold for all."""
    fixed: dict[str, str | None] = {
        "profile": profile if query.profile else None,
        "pathway": pathway,
        **dict([query.item] if query.item else []),
    }
    values: list[list[str]] = []
    for name in query.by:
        if name == "profile":
            values.append([profile] if query.profile and profile != ALL else _profiles(cube))
        elif name == "pathway":
            values.append([pathway] if pathway else list(cube.pathways))
        else:
            values.append(_items(cube, name))
    for combination in product(*values):
        yield {**fixed, **dict(zip(query.by, combination, strict=True))}


def _profiles(cube: Cube) -> list[str]:
    """The five profiles, and the unknown one where some campaign has it."""
    unknown = (cube.snapshots["profile"] == UNKNOWN_PROFILE).any()
    return [*PROFILES, *(["UNKNOWN"] if unknown else [])]


def _items(cube: Cube, level: str) -> list[str]:
    if level == "referential":
        return list(dict.fromkeys(item.referential for item in cube.items.values()))
    return list(dict.fromkeys(item.label for item in cube.items.values() if item.level == level))
