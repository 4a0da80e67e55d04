"""The register of what Vigie itself does: entries prefilled in `register.yaml`, each with the
fields that it covers, read from the tables themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from django.apps import apps

from vigie.domains.compliance.models.register import LegalBasis
from vigie.domains.compliance.personal_fields import FAMILY, covered_by, label_of
from vigie.domains.compliance.retention import Rule, rules
from vigie.facts.families import FAMILIES


@dataclass(frozen=True)
class Plain:
    """The same entry, said to the person."""

    what: str
    why: str
    who: str
    how_long: str


@dataclass(frozen=True)
class OwnProcessing:
    """One entry of the register of Vigie. `code`: its name in `personal_data.csv`."""

    code: str
    name: str
    legal_basis: LegalBasis
    purposes: str
    people: str
    data: str
    recipients: str
    transfers: str
    erasure: str
    security: str
    plain: Plain
    kept: tuple[str, ...] = ()

    @property
    def lengths(self) -> list[str]:
        """How long each thing is kept, in the words of the rules that end it."""
        return [_length(rule) for rule in rules() if rule.code in self.kept]

    @property
    def legal_basis_name(self) -> str:
        return str(self.legal_basis.label)


@dataclass(frozen=True)
class Held:
    """A table with the personal fields that it holds, in words."""

    table: str
    fields: Sequence[str]


def _entry(code: str, said: dict[str, Any]) -> OwnProcessing:
    basis, plain = LegalBasis(said.pop("legal_basis")), Plain(**said.pop("plain"))
    kept = tuple(said.pop("kept", ()))
    return OwnProcessing(code, legal_basis=basis, plain=plain, kept=kept, **said)


def _length(rule: Rule) -> str:
    """« Mandats terminés : 3 ans à compter de leur fin »."""
    if rule.number:
        return f"{rule.what}\u00a0: {rule.length} à compter de {rule.since}"
    until = f"jusqu’à {rule.since}" if rule.unit == "days" else rule.length
    return f"{rule.what}\u00a0: {until}"


def _read() -> dict[str, OwnProcessing]:
    path = Path(__file__).with_name("register.yaml")
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {code: _entry(code, each) for code, each in said.items()}


OWN_PROCESSINGS: Mapping[str, OwnProcessing] = MappingProxyType(_read())


@cache
def fields_held(code: str) -> Sequence[Held]:
    """The personal fields that an entry covers, table by table, as the tables name them."""
    return tuple(
        Held(_table_name(table), [label_of(table, each) for each in fields])
        for table, fields in covered_by(code)
    )


def _table_name(table: str) -> str:
    if table.startswith(FAMILY):
        return FAMILIES[table.removeprefix(FAMILY)].meaning_fr.rstrip(".")
    return str(apps.get_model(table)._meta.verbose_name)
