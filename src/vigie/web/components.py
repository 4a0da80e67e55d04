"""What the templates of `components/` show, as frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Crumb:
    """A step of the breadcrumb; the last one, without address, is the page itself."""

    label: str
    href: str = ""


@dataclass(frozen=True)
class Tile:
    """A headline number. `status` says in words and with a mark whether an aim is met."""

    label: str
    figure: Any
    hint: str = ""
    status: Literal["met", "unmet", ""] = ""
    status_text: str = ""
    href: str = ""
    delta: str = ""
    decimals: int | None = None


@dataclass(frozen=True)
class Tab:
    """A view of the same page, at its own address."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class Choice:
    """A list in a GET form. `options`: (value, label)."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str = ""
    kind: str = "select"


@dataclass(frozen=True)
class Input:
    """A text, number or date entry in a GET form."""

    name: str
    label: str
    value: str = ""
    kind: Literal["text", "number", "date", "search"] = "text"
    help: str = ""


@dataclass(frozen=True)
class Field:
    """An entry of a POST form. `error` is told next to it and tied to it."""

    name: str
    label: str
    kind: Literal["text", "email", "date", "number", "select", "file", "checkbox", "textarea"] = (
        "text"
    )
    value: str = ""
    options: Sequence[tuple[str, str]] = ()
    help: str = ""
    error: str = ""
    required: bool = False
    multiple: bool = False
    accept: str = ""
    checked: bool = False
    autocomplete: str = ""
