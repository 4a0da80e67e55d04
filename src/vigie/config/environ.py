"""Reading environment variables: one that cannot be understood stops the start with a sentence
that names it, instead of falling back on something else."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


class BadSetting(ValueError):
    """A variable cannot be understood; the message says what is expected, in French."""


def text(name: str, default: str = "") -> str:
    """The value, trimmed; `default` when it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """Whether the value is `1`."""
    return text(name) == "1"


def number(name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
    """A whole number between two bounds. Raises BadSetting."""
    said = text(name)
    if not said:
        return default
    if not said.isascii() or not said.isdigit() or not least <= int(said) <= most:
        raise BadSetting(f"{name}\u00a0: il faut un nombre entier, de {least} à {most}.")
    return int(said)


def choice(name: str, among: Sequence[str], default: str) -> str:
    """One of some words. Raises BadSetting."""
    said = text(name, default)
    if said not in among:
        raise BadSetting(f"{name}\u00a0: choisissez parmi {', '.join(among)}.")
    return said


def secret(name: str) -> str:
    """The value of `name`, or the content of the file that `name`_FILE names, as vaults and
    orchestrators give them. Raises BadSetting when that file cannot be read."""
    path = text(f"{name}_FILE")
    if text(name) or not path:
        return text(name)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise BadSetting(f"{name}_FILE\u00a0: le fichier {path} ne peut pas être lu.") from fault
