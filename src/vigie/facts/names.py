"""From what people write to the code of a territory: codes, plain names, both together.

`Doubs`, `25`, `dep:25`, `25 - Doubs`, `académie de Besançon`, `Total TNE`. A name that fits
several places is refused with the choices, except when they are one place under several titles
(Martinique: région, académie and département), which is read at its highest level.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Container, Iterable
from datetime import date
from functools import cached_property

import polars as pl

from vigie.codes import LABEL, NATION, UnknownCode, parse_department, parse_uai, quoted, slug
from vigie.facts.groups import stripped
from vigie.facts.skeleton import LABELS, NATION_NAMES, areas, areas_on, level_label


class AmbiguousTerritory(UnknownCode):
    """A name that several places bear; `choices` are their codes."""

    def __init__(self, message: str, remedy: str, choices: tuple[str, ...]) -> None:
        super().__init__(message, remedy)
        self.choices = choices


Index = dict[str, list[str]]

_LEVEL_WORDS = {
    "region-academique": "region",
    "region": "region",
    "academie": "academie",
    "departement": "department",
    "circonscription": "district",
    "circo": "district",
    "bassin-de-formation": "basin",
    "bassin-d-education": "basin",
    "bassin": "basin",
}
_ARTICLES = ("", "de-", "du-", "des-", "d-", "de-la-", "de-l-", "la-", "le-", "les-", "l-")
_CODE_THEN_NAME = re.compile(r"(0?[0-9][0-9ABab]|[0-9]{3})(?:\s*[-–—:]\s*|\s+)([^0-9\s].*)")
_NAME_THEN_CODE = re.compile(r"(.*[^\s])\s*\(\s*(0?[0-9][0-9ABab]|[0-9]{3})\s*\)[\s*]*")


class NameIndex:
    """The names of one tree. Schools are indexed apart, and only when first needed."""

    def __init__(self, frame: pl.DataFrame, on: date) -> None:
        self.on = on
        self._frame = frame
        nodes = frame.filter(pl.col("level") != "school").select("code", "name", "level", "parent")
        self.levels: dict[str, str] = {NATION: "nation"}
        self.names: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._children: dict[str, int] = {}
        self.strong: Index = {}
        self.weak: Index = {}
        self._near: dict[str, str] = {}
        codes: list[str] = frame["code"].to_list()
        for code, name, level, parent in nodes.iter_rows():
            self._add(code, name, level, None if parent is None else codes[parent])
        for area in areas_on(on):
            if area.code not in self.levels:
                self._add(area.code, area.name, area.level, area.parent)
            for alias in area.aliases:
                self._enter(self.strong, slug(alias), area.code)

    def _add(self, code: str, name: str, level: str, parent: str | None) -> None:
        self.levels[code] = level
        self.names[code] = name
        if parent is not None and level in ("academie", "department"):
            self._parents[code] = parent
            self._children[parent] = self._children.get(parent, 0) + 1
        key = slug(name)
        self._enter(self.strong, key, code)
        if level in ("district", "basin") and stripped(key) != key:
            self._enter(self.weak, stripped(key), code)

    @staticmethod
    def _enter(index: Index, key: str, code: str) -> None:
        codes = index.setdefault(key, [])
        if code not in codes:
            codes.append(code)

    @cached_property
    def schools(self) -> Index:
        """Name of a school -> its codes."""
        schools = self._frame.filter(pl.col("level") == "school").select("code", "name")
        index: Index = {}
        for code, name in schools.iter_rows():
            index.setdefault(slug(name), []).append(code)
            self.names[code] = name
            self.levels[code] = "school"
        return index

    @cached_property
    def retired(self) -> dict[str, tuple[str, str | None]]:
        """Key of a name that no longer (or does not yet) exist -> (name, successor)."""
        return {slug(a.name): (a.name, a.successor) for a in areas() if not a.is_valid(self.on)}

    def one_place(self, codes: Iterable[str]) -> list[str]:
        """The codes without those that another one contains as its only child, and so on down."""
        kept = list(dict.fromkeys(codes))
        chosen = set(kept)
        result = []
        for code in kept:
            up = self._parents.get(code)
            # The nation is never the same place as its régions.
            while up is not None and up != NATION and self._children[up] == 1 and up not in chosen:
                up = self._parents.get(up)
            same = up is not None and up in chosen and self._children[up] == 1
            if not same:
                result.append(code)
        return result

    def near(self, key: str) -> str:
        """The names that look like a key, in words; a name written wrong often comes back."""
        found = self._near.get(key)
        if found is None:
            keys = difflib.get_close_matches(key, self.strong, n=3, cutoff=0.75)
            found = self._near[key] = ", ".join(self.names[self.strong[k][0]] for k in keys)
        return found

    def describe(self, code: str) -> str:
        """`académie de Besançon (aca:besancon)`, `Bassin de Dole (bassin:16106)`."""
        area = next((a for a in areas() if a.code == code), None)
        if area is not None:
            return f"{level_label(area.level)} {area.of} ({code})"
        name = self.names.get(code, code)
        level = self.levels.get(code, "school")
        if level in ("district", "basin") and stripped(slug(name)) == slug(name):
            return f"{level_label(level)} {name} ({code})"
        return f"{name} ({code})"

    def pick(self, text: str, codes: Iterable[str]) -> str | None:
        """The only place among the codes, None when there is none; refuses several."""
        places = self.one_place(codes)
        if len(places) > 1:
            shown = [self.describe(code) for code in places[:8]]
            more = f", et {len(places) - 8} autres" if len(places) > 8 else ""
            raise AmbiguousTerritory(
                f"{quoted(text)} désigne plusieurs territoires\u00a0: {', '.join(shown)}{more}.",
                f"Écrivez le code voulu, par exemple {places[0]}.",
                tuple(places),
            )
        return places[0] if places else None


def resolve(index: NameIndex, known: Container[str], text: str) -> str:
    """See `Tree.resolve`; `known` tells whether a code is in the tree."""
    clean = text.strip()
    key = slug(clean)
    if not key:
        raise UnknownCode("Le territoire est vide.", _HOW)
    if key in NATION_NAMES:
        return NATION
    for label in LABELS.values():
        if clean.lower() == label.code or key in {slug(n) for n in (label.name, *label.aliases)}:
            return label.code
    by_code = _by_code(index, known, clean)
    if by_code is not None:
        return by_code
    return _by_name(index, clean, key)


_HOW = (
    "Écrivez un nom, comme Doubs, ou un code\u00a0: FR, reg:normandie, aca:besancon, dep:25, "
    "circo:…, bassin:… ou uai:…"
)


def _by_code(index: NameIndex, known: Container[str], text: str) -> str | None:
    """The code that the text spells; None when the text is not a code at all."""
    if text in known:
        return text
    prefix, colon, rest = text.partition(":")
    prefix, rest = prefix.strip().lower(), rest.strip()
    if colon and prefix in ("reg", "aca", "dep", "circo", "bassin", "uai", LABEL):
        return _prefixed(index, known, text, prefix, rest)
    bare = text.upper()
    found = [c for c in (f"uai:{bare}", f"circo:{bare}", f"bassin:{bare}") if c in known]
    if found:
        return index.pick(text, found)
    if re.fullmatch(r"[0-9]{7}[A-Z]", bare):
        return _school(known, text)
    if re.fullmatch(r"[0-9]+|0?2[AB]|[0-9]+([.,][0-9]+)?E[+-]?[0-9]+", bare):
        return _department(index, text)
    return None


def _prefixed(index: NameIndex, known: Container[str], text: str, prefix: str, rest: str) -> str:
    if prefix == "dep":
        return _department(index, rest)
    if prefix == "uai":
        return _school(known, rest)
    candidates = (f"{prefix}:{rest}", f"{prefix}:{rest.upper()}", f"{prefix}:{slug(rest)}")
    for candidate in candidates:
        if candidate in index.levels:
            return candidate
    former = index.retired.get(slug(rest))
    if prefix == "aca" and former is not None:
        raise _no_longer(index, *former)
    raise UnknownCode(f"Le territoire {quoted(text)} est inconnu.", _HOW)


def _department(index: NameIndex, text: str) -> str:
    code = f"dep:{parse_department(text)}"
    if code in index.levels:
        return code
    raise UnknownCode(f"Le département {quoted(text)} n’existe pas.", _HOW)


def _school(known: Container[str], text: str) -> str:
    code = f"uai:{text.upper()}"
    if code not in known:
        code = f"uai:{parse_uai(text)}"
    if code not in known:
        raise UnknownCode(
            f"L’établissement {quoted(text)} n’est pas dans l’annuaire.",
            "Vérifiez le code, ou importez un annuaire des écoles et établissements qui le "
            "contient.",
        )
    return code


def _by_name(index: NameIndex, text: str, key: str) -> str:
    # Names of schools are by far the most numerous: looked up last, and only if need be.
    readings: tuple[Callable[[], list[str]], ...] = (
        lambda: index.strong.get(key, []),
        lambda: _of_level(index, key),
        lambda: _with_code(index, text),
        lambda: index.weak.get(key, []),
        lambda: index.schools.get(key, []),
    )
    for reading in readings:
        code = index.pick(text, reading())
        if code is not None:
            return code
    if key in index.retired:
        raise _no_longer(index, *index.retired[key])
    raise UnknownCode(f"Le territoire {quoted(text)} est inconnu.", lambda: _hint(index, key))


def _hint(index: NameIndex, key: str) -> str:
    near = index.near(key)
    return f"Vouliez-vous dire\u00a0: {near}\u00a0? Sinon, écrivez un code." if near else _HOW


def _of_level(index: NameIndex, key: str) -> list[str]:
    """`academie-de-besancon`: the places of that level and name."""
    for word, level in _LEVEL_WORDS.items():
        if key.startswith(f"{word}-"):
            rest = key.removeprefix(f"{word}-")
            names = [rest.removeprefix(a) for a in _ARTICLES if rest.startswith(a)]
            found = [c for n in names for c in (*index.strong.get(n, ()), *index.weak.get(n, ()))]
            kept = [c for c in dict.fromkeys(found) if index.levels[c] == level]
            if kept:
                return kept
    return []


def _with_code(index: NameIndex, text: str) -> list[str]:
    """`25 - Doubs` and `Doubs (25)`, whose two halves must agree."""
    if shape := _CODE_THEN_NAME.fullmatch(text):
        number, name = shape.groups()
    elif shape := _NAME_THEN_CODE.fullmatch(text):
        name, number = shape.groups()
    else:
        return []
    named = [c for c in index.strong.get(slug(name), ()) if index.levels[c] == "department"]
    if not named:
        return []
    code = f"dep:{parse_department(number)}"
    if code in named:
        return [code]
    raise UnknownCode(
        f"Dans {quoted(text)}, le code et le nom ne désignent pas le même département"
        f"\u00a0: {number} est {quoted(index.names.get(code, code))}.",
        "Corrigez l’un des deux, ou n’écrivez que le code.",
    )


def _no_longer(index: NameIndex, name: str, successor: str | None) -> UnknownCode:
    if successor is not None and successor in index.levels:
        return UnknownCode(
            f"L’académie {quoted(name)} n’existe plus\u00a0: elle a fusionné dans l’académie "
            f"{quoted(index.names[successor])}.",
            f"Écrivez {successor}, ou choisissez une date à laquelle l’académie existait.",
        )
    return UnknownCode(
        f"Le territoire {quoted(name)} n’existe pas à la date choisie.",
        "Choisissez une date à laquelle il existe, ou un autre territoire.",
    )
