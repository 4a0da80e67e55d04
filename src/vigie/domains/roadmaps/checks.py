"""What the verbs check before anything is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from vigie.codes import ALL, LEVELS, UnknownCode, parse_pathway, parse_profile, quoted
from vigie.domains.roadmaps.models import Indicator
from vigie.domains.roadmaps.models.measuring import Kind
from vigie.domains.roadmaps.objective_text import RefusedObjective, parse
from vigie.domains.roadmaps.objectives import Objective
from vigie.domains.roadmaps.refusals import (
    Incomplete,
    NotACode,
    UnknownTerritory,
    WrongLevel,
    WrongMeasure,
    WrongObjective,
    WrongPeriod,
)
from vigie.domains.territories.counts import Count, counts
from vigie.domains.territories.tree import tree
from vigie.facts.geography import AmbiguousTerritory, Tree
from vigie.measures.definition import UnknownMeasure, definition
from vigie.periods import RefusedDate, SchoolYear

_CODE = re.compile(r"[\w.+-]+(?: [\w.+-]+)*")
_YEAR = re.compile(r"(19|20|21)\d\d")
LEVEL_NAMES = {
    "nation": "France",
    "region": "région académique",
    "academie": "académie",
    "department": "département",
    "district": "circonscription",
    "basin": "bassin",
    "school": "école ou établissement",
}


def code(text: str, field: str = "code") -> str:
    """A code of a node, an indicator, a milestone: what paths and files are made of."""
    clean = " ".join(text.split())
    if not _CODE.fullmatch(clean) or len(clean) > 40:
        raise NotACode(
            field,
            f"{quoted(text)} ne peut pas servir de code.",
            "Un code tient en 40 lettres, chiffres, points, tirets ou espaces, par exemple "
            "«\u00a0A1\u00a0» ou «\u00a01.2\u00a0».",
        )
    return clean


def slug(text: str) -> str:
    """The code of a roadmap, which stands in addresses."""
    clean = text.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{1,59}", clean):
        raise NotACode(
            "code",
            f"{quoted(text)} ne peut pas servir de code à une feuille de route.",
            "Prenez de 2 à 60 lettres minuscules sans accent, chiffres et tirets, par exemple "
            "«\u00a0martinique-2023-2026\u00a0».",
        )
    return clean


def territory(text: str, on: date, field: str = "territory") -> str:
    """The canonical code of a territory, from its code or its plain name."""
    places = tree(on)
    try:
        return places.resolve(text.strip())
    except (UnknownCode, AmbiguousTerritory) as error:
        raise UnknownTerritory(field, error.message, error.remedy) from None


def territory_level(text: str) -> str:
    """A level of territory, from its code or its French name."""
    clean = text.strip().lower()
    by_name = {name: level for level, name in LEVEL_NAMES.items()}
    by_name |= {
        "école": "school", "établissement": "school", "région": "region", "nation": "nation",
    }  # fmt: skip
    found = by_name.get(clean, clean)
    if not found:
        raise Incomplete(
            "territory_level",
            "La maille de l’indicateur n’est pas dite.",
            f"Choisissez parmi\u00a0: {', '.join(LEVEL_NAMES.values())}.",
        )
    if found not in LEVELS:
        raise WrongLevel(
            "territory_level",
            f"La maille {quoted(text)} n’existe pas.",
            f"Choisissez parmi\u00a0: {', '.join(LEVEL_NAMES.values())}.",
        )
    return found


def period(text: str) -> str:
    """A school year (`2024-2025`), a year (`2021`), or nothing."""
    clean = text.strip().replace("/", "-")
    if not clean or _YEAR.fullmatch(clean):
        return clean
    try:
        return SchoolYear.parse(clean).label
    except RefusedDate:
        raise WrongPeriod(
            "period",
            f"{quoted(text)} n’est ni une année scolaire ni une année.",
            "Écrivez 2024-2025, ou 2024.",
        ) from None


def period_end(text: str) -> date | None:
    """The last day of a period: 31 August of a school year, 31 December of a year."""
    if not text:
        return None
    if _YEAR.fullmatch(text):
        return date(int(text), 12, 31)
    return SchoolYear.parse(text).last_day


def objective(text: str, field: str = "text") -> Objective:
    """An objective, as its text says it."""
    try:
        return parse(text)
    except RefusedObjective as error:
        raise WrongObjective(field, error.message, error.remedy) from None


def indicator(row: Indicator) -> None:
    """An indicator says its unit and its level of territory, and its measure exists (R032)."""
    if not row.label.strip():
        raise Incomplete("label", "L’indicateur n’a pas de libellé.", "Dites ce qui est suivi.")
    if not row.unit.strip():
        raise Incomplete(
            "unit",
            "L’unité de l’indicateur n’est pas dite.",
            "Écrivez «\u00a0%\u00a0» pour un taux, ou ce qui est compté, par exemple "
            "«\u00a0enseignants\u00a0».",
        )
    row.territory_level = territory_level(row.territory_level)
    if row.kind == Kind.COMPUTED and not row.measure:
        raise WrongMeasure(
            "measure",
            "Un indicateur calculé dit de quelle mesure il vient.",
            "Choisissez une mesure ou un décompte, ou faites-en un indicateur saisi.",
        )
    if row.measure in counts():
        _count(row, counts()[row.measure])
    elif row.measure:
        _measure(row)


def _count(row: Indicator, wanted: Count) -> None:
    """A count is a number, of everything that its domain counts."""
    if row.is_percent:
        raise WrongMeasure(
            "unit",
            f"Le décompte {quoted(wanted.label)} donne un nombre, et l’unité de l’indicateur est "
            f"{quoted(row.unit)}.",
            f"Mettez ce qui est compté\u00a0: {quoted(wanted.unit)}.",
        )
    given = {
        "profile": row.profile, "pathway": row.pathway, "item_level": row.item_level,
        "item": row.item,
    }  # fmt: skip
    for field, value in given.items():
        if value:
            raise WrongMeasure(
                field,
                f"Le décompte {quoted(wanted.label)} ne se restreint pas\u00a0: {quoted(value)} "
                "n’y change rien.",
                "Retirez ce filtre, ou choisissez une mesure.",
            )


def _measure(row: Indicator) -> None:
    try:
        wanted = definition(row.measure)
        if row.profile:
            found = parse_profile(row.profile)
            row.profile = "" if found == ALL else found
        if row.pathway:
            row.pathway = parse_pathway(row.pathway)
    except UnknownMeasure as error:
        known = ", ".join(counts())
        raise WrongMeasure(
            "measure", error.message, f"{error.remedy} Décomptes connus\u00a0: {known}."
        ) from None
    except UnknownCode as error:
        raise WrongMeasure("measure", error.message, error.remedy) from None
    if (wanted.unit in ("share", "points")) != row.is_percent:
        unit = "un taux" if wanted.unit in ("share", "points") else "un nombre"
        raise WrongMeasure(
            "unit",
            f"La mesure {quoted(row.measure)} donne {unit}, et l’unité de l’indicateur est "
            f"{quoted(row.unit)}.",
            "Mettez «\u00a0%\u00a0» pour un taux, et ce qui est compté pour un nombre.",
        )
    if bool(row.item) != bool(row.item_level):
        raise WrongMeasure(
            "item", "Un élément de couverture se dit avec son niveau.", "Donnez les deux, ou aucun."
        )


def fields(row: models.Model, given: Mapping[str, object], allowed: Iterable[str]) -> None:
    """Sets fields of a row and checks their form. Raises Incomplete; a name that is not allowed is
    a fault of the program."""
    unknown = set(given) - set(allowed)
    if unknown:
        raise TypeError(f"{type(row).__name__} does not take {sorted(unknown)}")
    for name, value in given.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    plain = {each.name for each in row._meta.concrete_fields if not each.is_relation}
    others = {each.name for each in row._meta.concrete_fields} - (plain & set(given))
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a plain one
        raise Incomplete(name, f"{label.capitalize()}\u00a0: {messages[0]}",
                         "Corrigez ce champ.") from None  # fmt: skip


def places(on: date) -> Tree:
    """The territories in force."""
    return tree(on)
