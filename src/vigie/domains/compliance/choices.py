"""What a person may choose, as data (`choices.yaml`): optional things only.

None of them is the legal basis of steering, which is a mission of public interest; a refusal has
no effect on anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml


class Choice(StrEnum):
    """The choices, by their code."""

    SHARE_NAMED = "share_named"
    TAKE_PART = "take_part"
    REMINDERS = "reminders"


@dataclass(frozen=True)
class ChoiceText:
    """A version of what is read before choosing. `asks_again`: a yes to an earlier one lapses."""

    number: int
    since: date
    text: str
    asks_again: bool = False


@dataclass(frozen=True)
class ChoiceSheet:
    """`default`: what holds for someone who never chose. `accept`, `refuse`: the buttons."""

    label: str
    default: bool
    why_default: str
    accept: str
    refuse: str
    versions: tuple[ChoiceText, ...]

    def text_on(self, day: date) -> ChoiceText:
        """The version in force on a day; the first one before any was."""
        in_force = [each for each in self.versions if each.since <= day]
        return in_force[-1] if in_force else self.versions[0]

    def oldest_valid(self, day: date) -> int:
        """The oldest version to which a yes still holds on that day."""
        asking = [each.number for each in self.versions if each.asks_again and each.since <= day]
        return max(asking, default=self.versions[0].number)


def _sheet(said: dict[str, Any]) -> ChoiceSheet:
    versions = tuple(
        sorted((ChoiceText(**each) for each in said.pop("versions")), key=lambda each: each.number)
    )
    return ChoiceSheet(**said, versions=versions)


def _read() -> dict[Choice, ChoiceSheet]:
    path = Path(__file__).with_name("choices.yaml")
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {choice: _sheet(said[choice.value]) for choice in Choice}


CHOICES: Mapping[Choice, ChoiceSheet] = MappingProxyType(_read())
