"""Numbers, dates and the states of a figure as French readers expect them.

Everything rounds half up (4,45 → 4,5), from the exact numerator and denominator when they are
known: the printed tables round that way, and binary floats or banker's rounding do not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Protocol, TypeGuard
from zoneinfo import ZoneInfo

from vigie.codes import normalise

NBSP = "\u00a0"
NNBSP = "\u202f"  # narrow: between thousands, and before % ; : ! ?
MINUS = "\u2212"
DASH = "—"

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
PARIS = ZoneInfo("Europe/Paris")

WORDS = {
    "missing": "pas de donnée",
    "not_applicable": "sans objet",
    "no_denominator": "pas d’effectif à ce niveau",
    "hidden": "masqué (moins de 5 personnes)",
}

Number = int | float | Decimal | Fraction


class FigureLike(Protocol):
    """What the shell reads of a figure (`vigie.measures.query.Figure` is one)."""

    @property
    def value(self) -> float | int | None: ...
    @property
    def status(self) -> str: ...
    @property
    def unit(self) -> str: ...


def is_figure(value: object) -> TypeGuard[FigureLike]:
    """Whether `value` is a figure rather than a plain cell (cheaper than a protocol check)."""
    return hasattr(value, "status") and hasattr(value, "unit")


@dataclass(frozen=True)
class Shown:
    """A figure ready to be shown: `text` for the eye, `words` for the ear and for files,
    `state` among ok, zero, missing, not_applicable, no_denominator, hidden."""

    text: str
    state: str
    words: str


def half_up(number: Number, decimals: int) -> Decimal:
    """`number` rounded half up, exactly for fractions."""
    if isinstance(number, Fraction):
        scaled = number * 10**decimals
        whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole if scaled >= 0 else -whole).scaleb(-decimals)
    # repr: the shortest decimal that is this float, which is what people typed or printed.
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def decimal(number: Number, decimals: int = 0) -> str:
    """`40545` → « 40 545 »; `4.45, 1` → « 4,5 »; minus is U+2212."""
    rounded = half_up(number, decimals)
    text = f"{abs(rounded):,f}".replace(",", NNBSP).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def count(number: Number) -> str:
    """A count of people or things: « 40 545 »."""
    return decimal(number, 0)


def share(
    value: Number | None = None,
    decimals: int = 1,
    *,
    num: Number | None = None,
    den: Number | None = None,
) -> str:
    """A share in [0, 1] as « 4,5 % ». With whole `num` and `den` the rounding is exact."""
    percent = _scaled(value, num, den)
    return f"{decimal(percent, decimals)}{NNBSP}%"


def _scaled(value: Number | None, num: Number | None, den: Number | None) -> Number:
    if _is_whole(num) and _is_whole(den) and den:
        return Fraction(int(num), int(den)) * 100  # type: ignore[arg-type]  # whole: checked
    if value is None:
        if num is None or not den:
            raise ValueError("share: a value, or a numerator over a denominator above zero")
        value = float(num) / float(den)
    return value * 100 if isinstance(value, Fraction) else Decimal(repr(float(value))) * 100


def _is_whole(number: Number | None) -> bool:
    return number is not None and float(number).is_integer()


def points(value: Number, decimals: int = 1) -> str:
    """A difference of shares: `0.02` → « +2 points », `-0.015` → « −1,5 point ».

    French plural starts at 2. A decimal that is nought is not written."""
    scaled = value * 100 if isinstance(value, Fraction) else Decimal(repr(float(value))) * 100
    rounded = half_up(scaled, decimals)
    if rounded == rounded.to_integral_value():
        rounded = rounded.quantize(Decimal(1))
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    places = -int(rounded.as_tuple().exponent)
    unit = "points" if abs(rounded) >= 2 else "point"
    return f"{sign}{decimal(abs(rounded), places)}{NBSP}{unit}"


def day(value: date) -> str:
    """« 10 avril 2024 », « 1er avril 2024 »."""
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number}{NBSP}{MONTHS[value.month - 1]}{NBSP}{value.year}"


def short_day(value: date) -> str:
    """« 10/04/2024 »."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def moment(value: datetime) -> str:
    """« 10 avril 2024 à 9 h 05 », in Paris time when the moment knows its offset."""
    local = value.astimezone(PARIS) if value.tzinfo else value
    return f"{day(local.date())} à {local.hour}{NBSP}h{NBSP}{local.minute:02}"


def plural(number: int, singular: str, many: str | None = None) -> str:
    """« 0 ligne », « 1 ligne », « 2 lignes », « 3 journaux » when `many` says so."""
    word = (many or f"{singular}s") if abs(number) >= 2 else singular
    return f"{count(number)}{NBSP}{word}"


_SMALL_WORDS = frozenset(
    ("au", "aux", "avec", "d", "de", "des", "du", "en", "et", "ou", "par", "pour", "sans", "sur",
     "à")
)  # fmt: skip
_NEVER_PLURAL = frozenset(
    ("accès", "avis", "concours", "corps", "cours", "discours", "fois", "mois", "parcours",
     "progrès", "recours", "relais", "repas", "succès", "temps")
)  # fmt: skip


def one_of(unit: str) -> str:
    """A unit written in the plural, for one of them: « écoles équipées » → « école équipée ».

    Only the words before the first preposition: « réunions par an » → « réunion par an ». Names
    (capitals) and words that end in s whatever their number are left as they are.
    """
    words = re.split(r"([ \u00a0’]+)", unit)
    found: list[str] = []
    for rank, word in enumerate(words):
        if word in _SMALL_WORDS:
            return "".join([*found, *words[rank:]])
        plural_of = word.islower() and word not in _NEVER_PLURAL and len(word) > 2
        if plural_of and word.endswith(("eaux", "eux", "s")) and not word.endswith("ss"):
            found.append(word[:-1])
        else:
            found.append(word)
    return "".join(found)


def listing(items: Sequence[str], last: str = "et") -> str:
    """« a, b et c »."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def weight(size: int) -> str:
    """A file's size: « 812 octets », « 1,4 Mo »."""
    for limit, unit in ((1_000_000_000, "Go"), (1_000_000, "Mo"), (1_000, "ko")):
        if size >= limit:
            return f"{decimal(Fraction(size, limit), 1)}{NBSP}{unit}"
    return plural(size, "octet")


def number_of(unit: str, value: Number, decimals: int | None = None, **parts: Any) -> str:
    """A value in its unit: people and pix are counts, shares are percents, points are signed."""
    if unit == "share":
        return share(value, 1 if decimals is None else decimals, **parts)
    if unit == "points":
        return points(value, 1 if decimals is None else decimals)
    return decimal(value, decimals or 0)


def shown(figure: FigureLike | None, decimals: int | None = None) -> Shown:
    """How a figure is shown. Nothing, nought, not applicable, no denominator and hidden are five
    different things and read differently. `None` is a missing figure."""
    status = "missing" if figure is None else figure.status
    if figure is None or status != "ok" or figure.value is None:
        status = "missing" if status == "ok" else status
        words = WORDS.get(status, WORDS["missing"])
        if status == "no_denominator" and getattr(figure, "denominator", None) == 0:
            return Shown("aucune personne", status, "personne à qui rapporter ce chiffre")
        text = {"missing": DASH, "no_denominator": "sans effectif", "hidden": "masqué"}
        return Shown(text.get(status, words), status, words)
    parts: dict[str, Any] = {}
    if figure.unit == "share":
        numerator = getattr(figure, "numerator", None)
        denominator = getattr(figure, "denominator", None)
        if _agrees(figure.value, numerator, denominator):
            parts = {"num": numerator, "den": denominator}
    text_ = number_of(figure.unit, figure.value, decimals, **parts)
    return Shown(text_, "zero" if figure.value == 0 else "ok", text_)


def _agrees(value: Number, numerator: Number | None, denominator: Number | None) -> bool:
    """Whether numerator over denominator is the value itself (a mean has other components)."""
    if not (_is_whole(numerator) and _is_whole(denominator) and denominator):
        return False
    return abs(float(numerator) / float(denominator) - float(value)) < 1e-9  # type: ignore[arg-type]  # whole: checked


def sort_text(text: str) -> str:
    """Key that sorts French words as people expect: accents and case do not count."""
    return normalise(text)
