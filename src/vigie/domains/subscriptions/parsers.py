"""What is said of a subscription, from text to value: the same words in the form and in a file.

Each parser raises `UnknownCode`, with its message and its remedy in French.
"""

from __future__ import annotations

import re
from datetime import date

from vigie.codes import UnknownCode, normalise, quoted
from vigie.domains.subscriptions.models import Public
from vigie.sources import cells
from vigie.sources.problems import CellError

LONGEST_RESOURCE, LONGEST_PUBLISHER = 200, 150
MOST_LICENCES = 1_000_000
UNLIMITED = ("illimite", "illimitee", "illimites", "illimitees")
_YEARS = range(1990, 2101)
_ZONE = re.compile(r"(Z|[+-][0-9]{2}:?[0-9]{2})$")
_PUPILS = {"eleve", "eleves", "apprenant", "apprenants"}
_TEACHERS = {"enseignant", "enseignants", "enseignante", "enseignantes", "professeur",
             "professeurs", "documentaliste", "documentalistes", "autre personnel",
             "autres personnels", "personnel", "personnels"}  # fmt: skip
_EVERYONE = {"tous", "tout public", "tous publics"}
_AND = re.compile(r"\s*(?:[,;/|+&]|\bet\b)\s*")


def resource_key(resource: str) -> str:
    """The name of a resource made comparable: « Brief.me », « BRIEF.ME » are one."""
    return normalise(resource)[:250]


def parse_resource(text: str) -> str:
    """The name of a resource."""
    return _short(" ".join(text.split()), LONGEST_RESOURCE, "Ce nom")


def parse_publisher(text: str) -> str:
    """The name of a publisher."""
    return _short(" ".join(text.split()), LONGEST_PUBLISHER, "Ce nom d’éditeur")


def parse_public(text: str) -> Public:
    """« élèves », « ENSEIGNANT », « élèves et enseignants », « ELEVE;ENSEIGNANT »."""
    parts = {part for part in _AND.split(normalise(text)) if part}
    unknown = parts - _PUPILS - _TEACHERS - _EVERYONE
    if unknown or not parts:
        raise UnknownCode(
            f"Le public {quoted(text)} n’est pas connu.",
            "Écrivez élèves, enseignants, ou élèves et enseignants\u00a0; ou laissez vide.",
        )
    pupils, teachers = bool(parts & _PUPILS), bool(parts & _TEACHERS)
    if parts & _EVERYONE or (pupils and teachers):
        return Public.EVERYONE
    return Public.PUPILS if pupils else Public.TEACHERS


def parse_licences(text: str) -> int | None:
    """A number of licences; None for « illimité », which is no number."""
    if normalise(text) in UNLIMITED:
        return None
    try:
        number = cells.parse_count(text)
    except CellError:
        number = -1
    if not 0 <= number <= MOST_LICENCES:
        raise UnknownCode(
            f"{quoted(text)} n’est pas un nombre de licences.",
            "Écrivez un nombre entier en chiffres, illimité, ou laissez vide.",
        )
    return number


def parse_day(text: str) -> date:
    """A day, with an hour and its zone after it or not, as the GAR's web service writes them."""
    try:
        day = cells.parse_day(_ZONE.sub("", text.strip()) if "T" in text else text)
    except CellError as error:
        raise UnknownCode(str(error), error.remedy) from error
    if day.year not in _YEARS:
        raise UnknownCode(f"L’année de {quoted(text)} est hors de propos.", "Corrigez la date.")
    return day


def _short(text: str, most: int, what: str) -> str:
    if len(text) > most:
        raise UnknownCode(f"{what} dépasse {most} caractères.", "Raccourcissez-le.")
    return text
