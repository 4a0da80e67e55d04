"""From what a person typed to values, with one French sentence per entry to mend, all at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices

from vigie.periods import PARIS, AmbiguousHour, RefusedDate, parse_date, parse_paris
from vigie.web.components import Field
from vigie.web.refusals import FormRefused

EMPTY = "À remplir."
_BLANKS = str.maketrans(dict.fromkeys(map(chr, [*range(9), 11, 12, *range(14, 32), 127])))
"""Signs that nobody types and that a database may refuse; tabs and line ends stay."""


_YEARS = range(1990, 2101)
_HOUR = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?")


@dataclass(frozen=True)
class Entry:
    """How an entry is shown. `most`: characters at most."""

    name: str
    label: str
    kind: Literal["text", "email", "date", "number", "select", "checkbox", "textarea"] = "text"
    help: str = ""
    options: Sequence[tuple[str, str]] = ()
    required: bool = False
    most: int = 150
    autocomplete: str = ""


class Typed:
    """What was typed, read entry by entry; `done` raises every fault at once."""

    def __init__(self, entries: Sequence[Entry], data: Mapping[str, object]) -> None:
        self.entries = {each.name: each for each in entries}
        self.values = {name: _clean(data.get(name)) for name in self.entries}
        self.faults: dict[str, str] = {}

    def text(self, name: str) -> str:
        """A text, empty when it may be."""
        value, entry = self.values[name], self.entries[name]
        if entry.required and not value:
            self.refuse(name, EMPTY)
        elif len(value) > entry.most:
            self.refuse(name, f"Ce texte dépasse {entry.most} caractères.")
        return value

    def email(self, name: str) -> str:
        """An address of e-mail."""
        value = self.text(name)
        if value:
            try:
                validate_email(value)
            except ValidationError:
                self.refuse(name, "Cette adresse n’est pas complète\u00a0: prenom.nom@exemple.fr.")
        return value

    def one_of(self, name: str) -> str:
        """The value of a list."""
        value = self.values[name]
        if value not in {code for code, _ in self.entries[name].options if code}:
            if self.entries[name].required or value:
                self.refuse(name, "Choisissez une valeur de la liste.")
            return ""
        return value

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.values[name] == "on"

    def number(self, name: str, most: int = 10_000_000) -> int | None:
        """A whole number from 0 to `most`, None when nothing was typed."""
        value = self.text(name).replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
        if not value:
            return None
        if not (value.isascii() and value.isdecimal()) or len(value) > 9 or int(value) > most:
            self.refuse(name, "Écrivez un nombre entier, en chiffres.")
            return None
        return int(value)

    def day(self, name: str) -> date | None:
        """A day, None when nothing was typed or when it cannot be read."""
        value = self.text(name)
        if not value:
            return None
        try:
            found = parse_date(value)
        except RefusedDate as error:
            self.refuse(name, f"{error.message} {error.remedy}")
            return None
        if found.year not in _YEARS:
            self.refuse(name, "Vérifiez l’année de cette date.")
            return None
        return found

    def moment(self, day: str, hour: str) -> datetime | None:
        """A moment of Paris given by two entries, a day and an hour such as 14:05. Of an hour that
        comes twice, when clocks go back, the first."""
        on = self.day(day)
        at = self.text(hour).replace(" ", "").replace("h", ":").rstrip(":")
        shape = _HOUR.fullmatch(at)
        if at and shape is None:
            self.refuse(hour, "Écrivez l’heure ainsi\u00a0: 14:05.")
        if on is None or shape is None:
            return None
        try:
            return parse_paris(f"{on:%d/%m/%Y} {int(shape[1]):02}:{shape[2] or '00'}")
        except AmbiguousHour as error:
            return error.candidates[0]
        except RefusedDate:
            self.refuse(hour, "Cette heure n’existe pas ce jour-là.")
            return None

    def refuse(self, name: str, sentence: str) -> None:
        """Says what is wrong with an entry; the first fault of each is kept."""
        self.faults.setdefault(name, sentence)

    def done(self) -> None:
        """Raises FormRefused when something was refused."""
        if self.faults:
            raise FormRefused(self.faults)


def fields(
    entries: Sequence[Entry],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> list[Field]:
    """The entries as the page shows them, with what was typed and what is wrong."""
    values, faults = values or {}, faults or {}
    return [
        Field(
            name=each.name,
            label=each.label,
            kind=each.kind,
            value="" if each.kind == "checkbox" else values.get(each.name, ""),
            options=each.options,
            help=each.help,
            error=faults.get(each.name, ""),
            required=each.required,
            autocomplete=each.autocomplete,
            checked=each.kind == "checkbox" and values.get(each.name) == "on",
        )
        for each in entries
    ]


def options_of(kind: type[TextChoices]) -> list[tuple[str, str]]:
    """The values of a list, as a form shows them."""
    return [(str(each.value), str(each.label)) for each in kind]


def moment_values(moment: datetime) -> tuple[str, str]:
    """A moment as the two entries of a form: « 2026-11-25 », « 14:05 »."""
    local = moment.astimezone(PARIS)
    return local.date().isoformat(), f"{local:%H:%M}"


def _clean(value: object) -> str:
    return str(value).translate(_BLANKS).strip() if isinstance(value, str) else ""
