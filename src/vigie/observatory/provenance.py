"""Where a figure comes from: formula, components, files, dates, and the value set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404, QueryDict

from vigie.codes import PROFILES, UnknownCode, parse_profile, pathway_label
from vigie.measures.cube import Cube
from vigie.measures.definition import Definition, UnknownMeasure, definition
from vigie.measures.disclosure import STEERING
from vigie.measures.evaluate import ITEM_LEVELS
from vigie.measures.explain import said_together
from vigie.measures.figure import Alternative, Figure
from vigie.measures.query import BadQuery, Query
from vigie.observatory.answers import Answers, answer
from vigie.observatory.asked import Asked, profile_name
from vigie.observatory.coverage_words import items_name
from vigie.observatory.formula import Formula, components_of, formula
from vigie.observatory.places import is_unplaced, shown_name
from vigie.observatory.provenance_files import FileUse, files_behind
from vigie.periods import parse_date
from vigie.web import formats

ITEM_NAMES = {
    "subject": "Sujet",
    "competence": "Compétence",
    "domain": "Domaine",
    "referential": "Référentiel",
}
ITEM_MEASURES = ("coverage", "coverage_subject_mean", "senders", "gap_to_reference")


@dataclass(frozen=True)
class Component:
    """A figure that enters the formula."""

    label: str
    meaning: str
    figure: Figure


@dataclass(frozen=True)
class SetAside:
    """A value known for the same thing that does not stand, and why."""

    label: str
    stands: str
    stands_on: str
    other: str
    other_on: str
    other_kind: str
    why: str
    files: Sequence[str]


@dataclass(frozen=True)
class Provenance:
    """Everything the page shows about one figure."""

    figure: Figure
    definition: Definition
    name: str
    choices: Sequence[tuple[str, str]]
    formula: Formula | None
    components: Sequence[Component]
    files: Sequence[FileUse]
    set_aside: Sequence[SetAside]
    units: str
    policy: str
    known_on: date | None


def provenance(
    cube: Cube, measure: str, what: Asked, unplaced: bool, query: QueryDict
) -> Provenance:
    """What stands behind the figure that an address names; Http404 when there is none."""
    try:
        wanted = definition(measure)
        question, wished = _question(measure, what, unplaced, query)
        got, figure, on = _find(cube, question, wished, what, query)
    except (UnknownMeasure, UnknownCode, BadQuery) as wrong:
        raise Http404(f"{wrong.message} {wrong.remedy}") from None
    components = _components(got, figure, wished)
    hidden = figure.status == "hidden"
    return Provenance(
        figure=figure,
        definition=wanted,
        name=shown_name(cube.tree, figure.territory, figure.level),
        choices=_choices(wished),
        formula=formula(figure, [each.figure for each in components]),
        components=components,
        files=() if hidden else files_behind(cube, question, [figure, *_figures(components)], on),
        set_aside=_set_aside(cube, [figure, *_figures(components)]),
        units=_units(figure),
        policy=(
            f"Un nombre de 1 à {STEERING.threshold - 1} personnes est masqué, ainsi que ce qui "
            "permettrait de le retrouver par différence."
        ),
        known_on=on,
    )


def _figures(components: Sequence[Component]) -> list[Figure]:
    return [each.figure for each in components]


# -- finding the figure


def _question(
    measure: str, what: Asked, unplaced: bool, query: QueryDict
) -> tuple[Query, dict[str, str]]:
    """The question whose answers hold the figure, and the dimensions that tell it from others."""
    given = {name: str(query.get(name) or "") for name in ("pathway", *ITEM_LEVELS)}
    wished = {name: value for name, value in given.items() if value}
    profile = query.get("profile") or ""
    by = [name for name in ITEM_LEVELS if name in wished]
    if profile in ("", "ALL"):
        profile = ""
    elif profile == "UNKNOWN":
        by.append("profile")
    else:
        profile = parse_profile(profile)
    if profile:
        wished["profile"] = profile
    question = Query(
        measure,
        territory=what.territory,
        level=(what.level or None) if unplaced else None,
        by=tuple(by),
        profile=profile if profile in PROFILES else None,
        pathway=wished.get("pathway"),
        as_of=what.on,
    )
    return question, wished


def _find(
    cube: Cube, question: Query, wished: Mapping[str, str], what: Asked, query: QueryDict
) -> tuple[Answers, Figure, date | None]:
    """The figure as known on the date asked, else today, else on the day the address was made."""
    got, figure = _ask(cube, question, wished)
    day = _day(query.get("as_of"))
    if what.on is None and day is not None and figure.as_of != day:
        older = replace(question, as_of=day)
        got, figure = _ask(cube, older, wished)
        return got, figure, day
    return got, figure, what.on


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


def _ask(cube: Cube, question: Query, wished: Mapping[str, str]) -> tuple[Answers, Figure]:
    asks = {"figure": question}
    for name in components_of(question.measure):
        by = question.by
        if name not in ITEM_MEASURES:
            by = tuple(each for each in by if each not in ITEM_LEVELS)
        asks[f"part/{name}"] = replace(question, measure=name, by=by)
    got = answer(cube, asks, every_alternative=True)
    figure = _matching(got, "figure", wished, unplaced=question.level is not None)
    if figure is None:
        raise BadQuery(
            "Ce chiffre n’existe pas dans les données actuelles.",
            "Repartez du tableau de bord du territoire.",
        )
    return got, figure


def _matching(
    got: Answers, key: str, wished: Mapping[str, str], *, unplaced: bool
) -> Figure | None:
    for figure in got.all(key):
        same = all(
            figure.dimensions.get(name) == value
            for name, value in wished.items()
            if name in figure.dimensions
        )
        if same and is_unplaced(figure.territory) == unplaced:
            return figure
    return None


def _components(got: Answers, figure: Figure, wished: Mapping[str, str]) -> list[Component]:
    found = []
    for name in components_of(figure.measure):
        part = _matching(got, f"part/{name}", wished, unplaced=is_unplaced(figure.territory))
        if part is not None:
            wanted = definition(name)
            found.append(Component(wanted.label, wanted.meaning, part))
    return found


# -- words


def _choices(wished: Mapping[str, str]) -> list[tuple[str, str]]:
    found = []
    if "profile" in wished:
        found.append(("Profil", profile_name(wished["profile"])))
    if "pathway" in wished:
        found.append(("Parcours", pathway_label(wished["pathway"])))
    found += [(ITEM_NAMES[name], wished[name]) for name in ITEM_LEVELS if name in wished]
    return found


def _units(figure: Figure) -> str:
    if figure.present is None or not figure.expected:
        return ""
    present, expected = figure.present, figure.expected
    if not (float(present).is_integer() and float(expected).is_integer()):
        # A small territory holds a part of the unit of its département.
        return f"{formats.share(present / expected, 0)} des unités attendues"
    shown = formats.plural(int(present), "unité présente", "unités présentes")
    return f"{shown} sur {formats.plural(int(expected), 'attendue')}"


def _set_aside(cube: Cube, figures: Sequence[Figure]) -> list[SetAside]:
    """Counts, and coverages of the other source; other rates follow from their counts.

    A small count must stay hidden.
    """
    files = {each.import_id: each.file for each in cube.imports.values()}
    found = []
    for figure in figures:
        if figure.as_of is None:
            continue
        for other in figure.alternatives:
            if other.level is not None and other.value is not None:
                found.append(_other_source(figure, other, files))
            if figure.unit != "people" or other.value is None:
                continue
            if 0 < other.value < STEERING.threshold:
                continue
            printed = other.kind == "printed"
            found.append(
                SetAside(
                    label=definition(figure.measure).label,
                    stands=formats.shown(figure).words,
                    stands_on=formats.day(figure.as_of),
                    other=formats.count(other.value),
                    other_on=formats.day(other.as_of),
                    other_kind="chiffre publié" if printed else "somme des parties",
                    why=_why(figure, other),
                    files=[files[name] for name in other.imports if name in files],
                )
            )
    return found


def _other_source(figure: Figure, other: Alternative, files: Mapping[str, str]) -> SetAside:
    """A coverage that the exports give beside a published table, or the other way round."""
    of = items_name(other.level or "")
    if other.kind == "printed":
        why = (
            "Le tableau publié ne donne pas toutes les unités attendues, et plus de personnes ont "
            "envoyé ce que donnent les exports\u00a0: ils sont retenus."
        )
    elif figure.expected and (figure.present or 0) >= figure.expected:
        why = (
            "Le tableau publié donne les sujets pour toutes les unités attendues\u00a0: il est "
            "retenu, pour les moyennes comme pour les lignes."
        )
    else:
        why = "Plus de personnes sont derrière le tableau publié\u00a0: il est retenu."
    return SetAside(
        label=definition(figure.measure).label,
        stands=formats.shown(figure).words,
        stands_on=formats.day(figure.as_of) if figure.as_of else "",
        other=formats.share(other.value),
        other_on=formats.day(other.as_of),
        other_kind=f"moyenne des {of}",
        why=why,
        files=[files[name] for name in other.imports if name in files],
    )


def _why(figure: Figure, other: Alternative) -> str:
    if other.kind == "printed":
        return (
            "La somme des parties est complète et au moins aussi récente que le chiffre "
            "publié\u00a0: elle est retenue."
        )
    if said_together(figure, other):
        return (
            "La somme des profils vient du même fichier et de la même date que le total "
            "publié\u00a0: le total est retenu."
        )
    if figure.expected and other.present + 1e-9 < figure.expected:
        return "La somme des parties est incomplète\u00a0: le chiffre publié est retenu."
    return (
        "Le chiffre publié est plus récent que la plus ancienne des parties\u00a0: il est retenu."
    )
