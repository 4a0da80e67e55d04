"""One cell of text to one value, for tables of modest size. Every refusal says what to write."""

from __future__ import annotations

import re
from datetime import date

from vigie.codes import quoted
from vigie.periods import RefusedDate, parse_date
from vigie.sources.problems import NBSP, CellError

MAX_COUNT = 10**9

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
_GROUPED = re.compile(r"[0-9]{1,3}([\s\u00a0\u202f\u2009'][0-9]{3})+")
_MANGLED = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
_ERROR = re.compile(
    r"#(DIV/0 ?!|N/[AD]|NAME\?|NOM ?\?|NULL?!|NUM!|NOMBRE!|REF ?!|VALUE!|VALEUR ?!|SPILL!|CALC!)"
    r"|Err:[0-9]{3}"
)
_EMAIL = re.compile(r"[^@\s;,<>()\"]+@[^@\s;,<>()\".]+(\.[^@\s;,<>()\".]+)+")


def is_mangled(text: str) -> bool:
    """Whether a spreadsheet turned a code into a number: `2E+05`."""
    return _MANGLED.fullmatch(text.strip()) is not None


def mangled(text: str) -> CellError:
    """The refusal of a code that a spreadsheet turned into a number."""
    return CellError(
        f"{quoted(text)} a été transformé en nombre par un tableur.",
        "Mettez la colonne au format texte, écrivez de nouveau le code d’origine (par exemple "
        "2A ou 01) et déposez le fichier.",
    )


def is_spreadsheet_error(text: str) -> bool:
    """Whether a cell holds what a spreadsheet writes when its formula fails: `#DIV/0!`."""
    return _ERROR.fullmatch(text.strip()) is not None


def parse_number(text: str) -> float:
    """A number written in French or in English: `40 545`, `4,5`, `4.5`. Raises `CellError`."""
    clean = text.strip()
    if is_mangled(clean):
        raise mangled(clean)
    if _GROUPED.fullmatch(re.split(r"[.,]", clean)[0]):
        clean = _SPACES.sub("", clean)
    if not _NUMBER.fullmatch(clean):
        raise CellError(
            f"{quoted(text)} n’est pas un nombre.",
            "Écrivez un nombre, par exemple 40545 ou 4,5.",
        )
    return float(clean.replace(",", "."))


def parse_count(text: str) -> int:
    """A number of people: whole, from 0. Raises `CellError`."""
    value = parse_number(text)
    if value < 0:
        raise CellError(
            f"{quoted(text)} est négatif{NBSP}: un effectif ne peut pas l’être.",
            "Corrigez le nombre.",
        )
    if value != int(value):
        raise CellError(
            f"{quoted(text)} n’est pas un nombre entier.",
            "Écrivez un nombre de personnes, sans virgule.",
        )
    if value > MAX_COUNT:
        raise CellError(f"{quoted(text)} est démesuré.", "Corrigez le nombre.")
    return int(value)


def parse_percent(text: str) -> float:
    """A percentage from 0 to 100, with or without its sign: `65`, `4,5 %`. Raises `CellError`."""
    value = parse_number(text.strip().removesuffix("%").strip())
    if value < 0:
        raise CellError(
            f"{quoted(text)} est négatif{NBSP}: un taux va de 0 à 100{NBSP}%.", "Corrigez le taux."
        )
    if value > 100:
        raise CellError(
            f"{quoted(text)} dépasse 100{NBSP}%.",
            "Corrigez le taux, qui va de 0 à 100.",
        )
    return value


def parse_day(text: str) -> date:
    """A day written `02/09/2024`, `2024-09-02` or with a time after it. Raises `CellError`."""
    clean = text.strip()
    with_time = re.fullmatch(r"(\S+)[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?", clean)
    try:
        day = parse_date(with_time[1] if with_time else clean)
    except RefusedDate as error:
        raise CellError(error.message, error.remedy) from error
    if not 1500 <= day.year <= 2200:
        raise CellError(f"L’année de {quoted(text)} est hors de propos.", "Corrigez la date.")
    return day


def is_email(text: str) -> bool:
    """Whether a text has the shape of an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def parse_email(text: str) -> str:
    """An e-mail address, lower case. Raises `CellError`."""
    clean = text.strip().lower()
    if not is_email(clean) or len(clean) > 254:
        raise CellError(
            f"{quoted(text)} n’est pas une adresse électronique.",
            "Écrivez une adresse complète, par exemple prenom.nom@ac-academie.fr.",
        )
    return clean
