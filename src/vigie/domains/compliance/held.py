"""What is held of a person, wherever it is: a registry to which every domain contributes.

A domain says in its own `holdings.py` what it holds (`register`), how to show it in words and how
to erase it; the file is found because its application is installed. The page « Mes données », the
file that people take away and the erasure all walk this one list, so that nothing can be erased and
not shown, or shown and not erased.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.module_loading import autodiscover_modules

from vigie.domains.people.models import Person, normal_email
from vigie.domains.people.pseudonyms import pseudonym_of_address
from vigie.domains.people.rights import Rights

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Subject:
    """Whose data: an account, or only the pseudonym of someone who has none (any more).

    `references`: her names in the log. `until`: what was written after that moment stays.
    """

    person: Person | None
    pseudonym: int
    references: tuple[str, ...]
    until: datetime

    def is_hers(self, address: str) -> bool:
        """Whether an address is the one that her pseudonym was made from."""
        return pseudonym_of_address(normal_email(address)) == self.pseudonym


@dataclass(frozen=True)
class Part:
    """Some of what is held, in words. A row has a value for each column; `sentence` says what it
    is when rows would say too much (what concerns other people), or nothing."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Value]] = field(default_factory=tuple)
    sentence: str = ""


def _nothing(_: Subject) -> int:
    return 0


@dataclass(frozen=True)
class Holding:
    """One kind of thing held. `tables`: `app.Model` or `fact:family`, every one it accounts for.

    `show` takes the subject and the rights of whoever looks (herself). `erase` returns how many
    rows or files went; without it, they go with the account, or lose her name with it.
    """

    name: str
    title: str
    tables: tuple[str, ...]
    show: Callable[[Subject, Rights], Part]
    erase: Callable[[Subject], int] = _nothing


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Adds a kind of thing to the registry; registering a name again changes nothing."""
    _holdings.setdefault(holding.name, holding)


def holdings() -> list[Holding]:
    """Every kind of thing held, in the order of the applications."""
    autodiscover_modules("holdings")
    return list(_holdings.values())
