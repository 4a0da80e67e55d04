"""The level of a class, from its name: « 6EME B » and « 601 » are of 6e."""

from __future__ import annotations

import re

from vigie.codes import normalise

OTHER = "Autre"
NONE = "Sans classe"
LEVELS = ("PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2", "6e", "5e", "4e", "3e", "2de", "1re",
          "Tle", OTHER, NONE)  # fmt: skip
"""In the order of schooling."""
_PRIMARY = re.compile(r"\b(ps|ms|gs|cp|ce ?1|ce ?2|cm ?1|cm ?2)(?![a-z])")
_WORDS = {
    "tps": "PS", "petite section": "PS", "moyenne section": "MS", "grande section": "GS",
    "sixieme": "6e", "cinquieme": "5e", "quatrieme": "4e", "troisieme": "3e",
    "seconde": "2de", "premiere": "1re", "terminale": "Tle",
}  # fmt: skip
_BEYOND = re.compile(r"\b[12]? ?(bts|cap|cpge|mcad|but|dn made|fcil)")
_DIGITS = {"6": "6e", "5": "5e", "4": "4e", "3": "3e", "2": "2de", "1": "1re"}
_LAST = re.compile(r"t(le|erm|ale)?(?![a-z]{4})")


def level_of(name: str) -> str:
    """The level of a class; « Autre » when its name does not say."""
    text = normalise(name)
    if not text:
        return NONE
    if _BEYOND.match(text):
        return OTHER
    for word, level in _WORDS.items():
        if word in text:
            return level
    if primary := _PRIMARY.search(text):
        return primary[1].replace(" ", "").upper()
    if text[0] in _DIGITS:
        return _DIGITS[text[0]]
    return "Tle" if _LAST.match(text) else OTHER


def class_order(name: str) -> tuple[int, list[tuple[int, str]]]:
    """A key that sorts classes by level, then as people count: 6e 2 before 6e 10."""
    parts = re.findall(r"\d+|\D+", normalise(name))
    numbers = [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
    return LEVELS.index(level_of(name)), numbers
