"""Objectives as text: the short form of files and forms, and the French sentence of screens.

`>= 10 %`, `<= 5 %`, `= 1`, `5..10`, `~ 50`, `~ 50 ± 20 %`, `80/122`, `<= 80/122`, `+20 %`, `-20 %`,
`x2`, `fait`, `aucun`; then, in this order and each optional: `ou plus` or `ou moins` (after `=`,
`..` and `~`), `par académie`, `cumulé`, `au plus tard le 2024-12-31` or `en 3 ans`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from vigie.codes import quoted
from vigie.domains.roadmaps.objectives import (
    RANGES,
    TOLERANCE,
    Direction,
    Kind,
    Objective,
)
from vigie.periods import RefusedDate, SchoolYear, parse_date
from vigie.web import formats

NBSP = formats.NBSP
EXAMPLES = ">= 10 %, <= 5 %, = 1, 5..10, ~ 50, 80/122, +20 %, x2, fait ou aucun"
_NUMBER = r"-?(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?"
_PERCENT = r"(?P<percent> ?%)?"
_SIGNS = (("≥", ">="), ("≤", "<="), ("−", "-"), ("×", "x"), ("+/-", "±"), ("…", ".."))
_SCOPE_WORDS = {
    "académie": "academie",
    "département": "department",
    "circonscription": "district",
    "établissement": "school",
}
SCOPE_NAMES = {code: word for word, code in _SCOPE_WORDS.items()}
_HEADS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.OUT_OF, rf"(?P<falling><= ?)?(?P<a>{_NUMBER}) ?/ ?(?P<b>{_NUMBER})"),
        (Kind.AT_LEAST, rf">= ?(?P<a>{_NUMBER}){_PERCENT}"),
        (Kind.AT_MOST, rf"<= ?(?P<a>{_NUMBER}){_PERCENT}"),
        (Kind.EXACTLY, rf"= ?(?P<a>{_NUMBER}){_PERCENT}"),
        (Kind.BETWEEN, rf"(?P<a>{_NUMBER}) ?\.\. ?(?P<b>{_NUMBER}){_PERCENT}"),
        (Kind.ABOUT, rf"~ ?(?P<a>{_NUMBER}){_PERCENT}(?: ?± ?(?P<b>{_NUMBER}) ?%)?"),
        (Kind.INCREASE, r"(?P<a>[+-] ?[0-9]+(?:[.,][0-9]+)?) ?%"),
        (Kind.MULTIPLY, rf"x ?(?P<a>{_NUMBER})"),
        (Kind.DONE, r"fait"),
        (Kind.NONE, r"aucun"),
    )
)


class RefusedObjective(ValueError):
    """An objective that cannot be read; `message` and `remedy` are French sentences."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def parse_amount(text: str) -> tuple[Fraction, bool]:
    """An amount and whether it is a percentage: `3`, `2,5 %`, `10 000`. Raises
    `RefusedObjective`."""
    clean = _clean(text)
    found = re.fullmatch(rf"(?P<a>{_NUMBER}){_PERCENT}", clean)
    if found is None:
        raise RefusedObjective(
            f"{quoted(text)} n’est pas un nombre.",
            "Écrivez un nombre, par exemple 40545, 4,5 ou 3\u00a0%.",
        )
    return _number(found["a"]), found["percent"] is not None


def parse(text: str) -> Objective:
    """The objective of a short form. Raises `RefusedObjective`, which names the value."""
    rest = _clean(text)
    if not rest:
        raise RefusedObjective(
            "L’objectif est vide.",
            f"Écrivez par exemple {EXAMPLES}\u00a0; aucun s’il n’y en a pas.",
        )
    rest, by, years = _deadline(rest, text)
    rest, cumulative = _peeled(rest, r"cumule(?:e|s|es)?|cumulé(?:e|s|es)?")
    rest, per = _scope(rest, text)
    side: Direction | None = None
    if found := re.fullmatch(r"(.*) ou (plus|moins)", rest):
        rest, side = found[1], Direction.RISE if found[2] == "plus" else Direction.FALL
    for kind, shape in _HEADS:
        found = shape.fullmatch(rest)
        if found is not None:
            return _built(kind, found, side, per, bool(cumulative), by, years, text)
    raise _unreadable(rest, text)


def _clean(text: str) -> str:
    """Plain signs and single spaces: « ≥ », « − », « × », « +/- » and no-break spaces."""
    for shown, plain in (
        ("≥", ">="),
        ("≤", "<="),
        ("−", "-"),
        ("×", "x"),
        ("+/-", "±"),
        ("…", ".."),
    ):
        text = text.replace(shown, plain)
    return " ".join(text.lower().split())


def _number(text: str) -> Fraction:
    return Fraction(text.replace(" ", "").replace(",", "."))


def _peeled(rest: str, pattern: str) -> tuple[str, str | None]:
    found = re.fullmatch(rf"(.*?) ({pattern})", rest)
    return (found[1], found[2]) if found else (rest, None)


def _deadline(rest: str, text: str) -> tuple[str, date | None, int | None]:
    """What precedes, the last day, the number of years."""
    if found := re.fullmatch(r"(.*?) en ([0-9]{1,2}) ans?", rest):
        years = int(found[2])
        if years < 1:
            raise RefusedObjective(
                f"{quoted(text)}\u00a0: la durée est nulle.", "Écrivez une durée d’au moins 1 an."
            )
        return found[1], None, years
    if found := re.fullmatch(r"(.*?) fin ([0-9]{4})", rest):
        return found[1], date(int(found[2]), 12, 31), None
    if found := re.fullmatch(r"(.*?) fin ([0-9]{4}[-/–][0-9]{4})", rest):
        try:
            return found[1], SchoolYear.parse(found[2]).last_day, None
        except RefusedDate as error:
            raise RefusedObjective(error.message, error.remedy) from error
    if found := re.fullmatch(r"(.*?) au plus tard le (\S+)", rest):
        try:
            return found[1], parse_date(found[2]), None
        except RefusedDate as error:
            raise RefusedObjective(error.message, error.remedy) from error
    return rest, None, None


def _scope(rest: str, text: str) -> tuple[str, str | None]:
    found = re.fullmatch(r"(.*?) par (\S+)", rest)
    if found is None:
        return rest, None
    for word, code in _SCOPE_WORDS.items():
        if found[2] in (word, code):
            return found[1], code
    raise RefusedObjective(
        f"{quoted(text)}\u00a0: «\u00a0par {found[2]}\u00a0» n’est pas un niveau de territoire.",
        "Écrivez par académie, par département, par circonscription ou par établissement.",
    )


def _built(
    kind: Kind,
    found: re.Match[str],
    side: Direction | None,
    per: str | None,
    cumulative: bool,
    by: date | None,
    years: int | None,
    text: str,
) -> Objective:
    """The objective of parts that each read well; refuses those that do not go together."""
    parts = found.groupdict()
    value = _number(parts["a"].replace("+", "")) if parts.get("a") else None
    upper = _number(parts["b"]) if parts.get("b") else None
    if side is not None and kind not in RANGES:
        word = "plus" if side is Direction.RISE else "moins"
        raise RefusedObjective(
            f"{quoted(text)}\u00a0: «\u00a0ou {word}\u00a0» ne va qu’avec =, .. et ~.",
            "Retirez ces mots, ou écrivez >= ou <=.",
        )
    if kind is Kind.ABOUT and upper is None:
        upper = TOLERANCE
    if parts.get("falling"):
        side = Direction.FALL
    _refuse_amounts(kind, value, upper, text)
    if kind is Kind.NONE and (per or cumulative or by or years):
        raise RefusedObjective(
            f"{quoted(text)}\u00a0: sans objectif, il n’y a ni échéance, ni échelle, ni cumul.",
            "Écrivez seulement aucun, ou écrivez l’objectif.",
        )
    return Objective(
        kind,
        value,
        upper,
        percent=bool(parts.get("percent")),
        direction=side,
        per=per,
        cumulative=cumulative,
        by=by,
        years=years,
    )


def _refuse_amounts(kind: Kind, value: Fraction | None, upper: Fraction | None, text: str) -> None:
    """Refuses amounts that read well and cannot be."""

    def refuse(message: str, remedy: str) -> None:
        raise RefusedObjective(f"{quoted(text)}\u00a0: {message}", remedy)

    if value is None:
        return
    if kind is Kind.BETWEEN and upper is not None and upper < value:
        refuse("le second nombre est plus petit que le premier.", "Écrivez le plus petit d’abord.")
    if kind is Kind.OUT_OF and upper is not None:
        if upper <= 0 or value < 0:
            refuse("les deux nombres doivent être positifs.", "Écrivez par exemple 80/122.")
        if value > upper:
            refuse("le premier nombre dépasse le second.", "Écrivez par exemple 80/122.")
    if kind is Kind.ABOUT and upper is not None and not 0 < upper <= 100:
        refuse("la marge doit être entre 0 et 100\u00a0%.", "Écrivez par exemple ~ 50 ± 20\u00a0%.")
    if kind is Kind.MULTIPLY and (value <= 0 or value == 1):
        refuse("le facteur doit être positif et autre que 1.", "Écrivez par exemple x2 ou x0,5.")
    if kind is Kind.INCREASE and (value == 0 or value < -100):
        refuse(
            "l’évolution ne peut être ni nulle, ni une baisse de plus de 100\u00a0%.",
            "Écrivez par exemple +20\u00a0% ou -20\u00a0%.",
        )


def _unreadable(rest: str, text: str) -> RefusedObjective:
    remedy = f"Écrivez par exemple {EXAMPLES}."
    if re.fullmatch(rf"{_NUMBER} ?%?", rest):
        remedy = f"Dites le sens\u00a0: >= {rest}, <= {rest}, = {rest} ou ~ {rest}."
    elif re.fullmatch(r"[+-] ?[0-9]+(?:[.,][0-9]+)?", rest):
        remedy = (
            f"Écrivez {rest} % pour une évolution relative au point de départ, ou l’objectif "
            "lui-même avec >= ou <=."
        )
    elif re.match(r"[<>] ?[^=]", rest):
        remedy = "Écrivez >= (au moins) ou <= (au plus)."
    return RefusedObjective(f"{quoted(text)} n’est pas un objectif que Vigie sait lire.", remedy)


def amount_text(amount: Fraction) -> str:
    """An amount as a file writes it, exact: `2,5`. Raises ValueError for one third."""
    scale = 0
    while (amount * 10**scale).denominator != 1:
        scale += 1
        if scale > 30:
            raise ValueError(f"{amount} is not a decimal")
    digits = f"{abs(int(amount * 10**scale)):0{scale + 1}}"
    whole, rest = (digits[:-scale], digits[-scale:]) if scale else (digits, "")
    return f"{'-' if amount < 0 else ''}{whole}{',' + rest if rest else ''}"


def written(objective: Objective) -> str:
    """The short form; `parse(written(o)) == o`."""
    kind, percent = objective.kind, " %" if objective.percent else ""
    a = amount_text(objective.value) if objective.value is not None else ""
    b = amount_text(objective.upper) if objective.upper is not None else ""
    margin = f" ± {b} %" if objective.upper != TOLERANCE else ""
    fall = objective.direction is Direction.FALL
    head = {
        Kind.AT_LEAST: f">= {a}{percent}",
        Kind.AT_MOST: f"<= {a}{percent}",
        Kind.EXACTLY: f"= {a}{percent}",
        Kind.BETWEEN: f"{a}..{b}{percent}",
        Kind.ABOUT: f"~ {a}{percent}{margin}",
        Kind.OUT_OF: f"{'<= ' if fall else ''}{a}/{b}",
        Kind.INCREASE: f"{a if fall else '+' + a} %",
        Kind.MULTIPLY: f"x{a}",
        Kind.DONE: "fait",
        Kind.NONE: "aucun",
    }[kind]
    parts = [head]
    if kind in RANGES and objective.direction is not Direction.TOWARD:
        parts.append("ou moins" if fall else "ou plus")
    if objective.per:
        parts.append(f"par {SCOPE_NAMES[objective.per]}")
    if objective.cumulative:
        parts.append("cumulé")
    if objective.by:
        parts.append(f"au plus tard le {objective.by.isoformat()}")
    if objective.years:
        parts.append(f"en {objective.years} an{'s' if objective.years > 1 else ''}")
    return " ".join(parts)


def shown_amount(
    amount: Fraction, *, percent: bool = False, unit: str = "", places: int = 2
) -> str:
    """An amount for a screen, with the decimals that say something: « 65,57 % », « 9 000 ».

    `unit`: in the plural; it is written as one of them below two.
    """
    rounded = formats.half_up(amount, places).normalize()
    places = max(0, -int(rounded.as_tuple().exponent))
    text = formats.decimal(rounded, places)
    if percent:
        return f"{text}{formats.NNBSP}%"
    return f"{text}{NBSP}{unit if abs(rounded) >= 2 else formats.one_of(unit)}" if unit else text


def sentence(objective: Objective, unit: str = "") -> str:
    """What is asked, in French and without a capital: « au moins 10 % », « de 5 à 10 formations ».

    `unit`: the word for what is counted, in the plural; not written after a percentage.
    """
    parts = [_WORDS[objective.kind](objective, unit)]
    if objective.kind in RANGES and objective.direction is not Direction.TOWARD:
        parts.append("ou moins" if objective.direction is Direction.FALL else "ou plus")
    if objective.per:
        parts.append(f"par {SCOPE_NAMES[objective.per]}")
    if objective.cumulative:
        parts.append("en cumulé")
    text = " ".join(parts)
    if objective.by:
        text += f", au plus tard le {formats.day(objective.by)}"
    if objective.years:
        text += f", en {formats.plural(objective.years, 'an')}"
    return text


def _one(objective: Objective, unit: str) -> str:
    assert objective.value is not None
    return shown_amount(objective.value, percent=objective.percent, unit=unit)


def _between(objective: Objective, unit: str) -> str:
    assert objective.value is not None
    assert objective.upper is not None
    high = shown_amount(objective.upper, percent=objective.percent, unit=unit)
    return f"de {shown_amount(objective.value)} à {high}"


def _about(objective: Objective, unit: str) -> str:
    bounds = objective.bounds(units=1)
    assert bounds is not None
    ends = [shown_amount(end) for end in (bounds.low, bounds.high) if end is not None]
    span = (
        f"de {ends[0]} à {ends[1]}"
        if len(ends) == 2
        else (f"{'jusqu’à' if objective.direction is Direction.FALL else 'dès'} {ends[0]}")
    )
    return f"environ {_one(objective, unit)} ({span})"


def _out_of(objective: Objective, unit: str) -> str:
    assert objective.value is not None
    assert objective.upper is not None
    share = shown_amount(objective.value * 100 / objective.upper, percent=True, places=1)
    most = "au plus " if objective.direction is Direction.FALL else ""
    total = shown_amount(objective.upper, unit=unit)
    return f"{most}{shown_amount(objective.value)} sur {total} ({share})"


def _increase(objective: Objective, unit: str) -> str:
    del unit
    assert objective.value is not None
    word = "moins" if objective.value < 0 else "plus"
    return f"{shown_amount(abs(objective.value), percent=True)} de {word} que le point de départ"


_WORDS: dict[Kind, Callable[[Objective, str], str]] = {
    Kind.AT_LEAST: lambda o, unit: f"au moins {_one(o, unit)}",
    Kind.AT_MOST: lambda o, unit: f"au plus {_one(o, unit)}",
    Kind.EXACTLY: lambda o, unit: f"exactement {_one(o, unit)}",
    Kind.BETWEEN: _between,
    Kind.ABOUT: _about,
    Kind.OUT_OF: _out_of,
    Kind.INCREASE: _increase,
    Kind.MULTIPLY: lambda o, _unit: f"{_one(o, '')} fois le point de départ",
    Kind.DONE: lambda _o, _unit: "fait",
    Kind.NONE: lambda _o, _unit: "aucun objectif fixé",
}
