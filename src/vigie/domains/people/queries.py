"""Reads used in several places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from vigie.domains.people.models import Person

_REFERENCE = re.compile(r"\bperson:(\d+)\b")
GONE = "une personne effacée"


def naming(texts: Iterable[str]) -> Callable[[str], str]:
    """Puts the names of people in the place of their references (`person:12`), in one query.

    What is kept for good (ledger, facts) holds references, so that someone erased is erased there
    too; a text without reference stays as it is.
    """
    keys = {int(key) for text in texts for key in _REFERENCE.findall(text)}
    names = {person.pk: person.name for person in Person.objects.filter(pk__in=keys)}

    def named(text: str) -> str:
        return _REFERENCE.sub(lambda found: names.get(int(found[1]), GONE), text)

    return named
