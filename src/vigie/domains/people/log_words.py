"""What the log holds, said in French: people by their name of today, roles, places, moments."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from vigie.domains.audit.words import Term, act_name, terms
from vigie.domains.people.models import Person
from vigie.domains.people.rights import Rights
from vigie.domains.people.roles import ROLES, Role
from vigie.domains.people.tasks import place_name
from vigie.web import formats

_NOBODY = {"": "", "system": "Vigie", "erased": "personne effacée"}


class Reader:
    """Turns references and details into words, asking for the names of people all at once.

    `unsaid`: details that are left to the person who acted."""

    erased = "effacé"

    def __init__(self, rights: Rights, *, unsaid: Collection[str] = ()) -> None:
        self._rights = rights
        self._unsaid = unsaid
        self._names: dict[str, str] = {}

    def know(self, references: Iterable[str | None]) -> None:
        """Asks for the names behind these references, in one query."""
        asked = {each for each in references if each is not None and each not in self._names}
        numbers = [int(tail) for each in asked if (tail := _number_of(each)) is not None]
        for person in Person.objects.filter(pk__in=numbers):
            self._names[f"person:{person.pk}"] = person.name

    def reference(self, text: str | None) -> str:
        """« Nora Pestel », « Vigie », « règle des groupes, Doubs »; what is no more says so."""
        if text is None:
            return self.erased
        if text in _NOBODY:
            return _NOBODY[text]
        kind, _, rest = text.partition(":")
        if kind == "person":
            return self._names.get(text, "personne qui n’est plus inscrite")
        if kind == "pseudonym":
            number = rest.replace("-", formats.MINUS)
            return f"une personne des fichiers importés (n°\u00a0{number})"
        term = terms().get(f"{kind}:")
        if term is None:
            return text
        return f"{term.label}, {self._said(term, kind, rest)}" if rest else term.label

    def details(self, text: str | None) -> str:
        """« rôle : Formation ; territoire : Doubs »."""
        if text is None:
            return self.erased
        return "\u00a0; ".join(self._pairs(json.loads(text)))

    def value(self, key: str, value: Any) -> str:
        """One detail, without its name."""
        return self._said(terms().get(key, _PLAIN), key, value)

    def _pairs(self, told: Mapping[str, Any]) -> list[str]:
        found = []
        for key, value in told.items():
            term = terms().get(key, Term(key, "text"))
            said = "réservé à la personne" if key in self._unsaid else self.value(key, value)
            if term.kind == "count" and type(value) is int:
                found.append(formats.plural(value, *term.forms))
            elif said:
                found.append(f"{term.label}\u00a0: {said}")
        return found

    def _said(self, term: Term, key: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, list):
            return ", ".join(self._said(term, key, each) for each in value)
        if isinstance(value, bool):
            return "oui" if value else "non"
        if isinstance(value, dict):
            return f"({', '.join(self._pairs(value))})"
        text = str(value)
        if term.kind == "flag":
            return "oui" if text in ("True", "true", "1") else "non"
        if term.kind == "role":
            return ROLES[Role(text)].label if text in set(Role) else text
        if term.kind == "territory":
            return place_name(self._rights, text)
        if term.kind == "moment":
            return _moment(text)
        if term.kind == "reference":
            return self.reference(text)
        if term.kind == "act":
            return act_name(text)
        if term.kind == "word":
            return terms().get(f"{key}={text}", Term(text, "value")).label
        if term.kind == "values":
            return self._said(_PLAIN, key, _object(text))
        return formats.count(value) if type(value) is int else text


_PLAIN = Term("", "text")


def people_in(texts: Iterable[str | None]) -> list[str]:
    """The references to people that stand in details."""
    found = []
    for text in texts:
        if text and '"person:' in text:
            found += [part for part in text.split('"') if part.startswith("person:")]
    return found


def _number_of(reference: str) -> str | None:
    kind, _, number = reference.partition(":")
    return number if kind == "person" and number.isdecimal() and len(number) < 19 else None


def _moment(text: str) -> str:
    try:
        if "T" in text:
            return formats.moment(datetime.fromisoformat(text))
        return formats.day(date.fromisoformat(text))
    except ValueError:
        return text


def _object(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
