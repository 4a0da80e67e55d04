"""From what a person typed about people and mandates to values, one French sentence per entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from vigie.codes import UnknownCode, normalise, quoted
from vigie.domains.people.models import normal_email
from vigie.domains.people.roles import ROLES, Role, words_of
from vigie.periods import RefusedDate, end_of, parse_date, start_of

EMPTY = "À remplir."


@dataclass
class Typed:
    """Entries as typed, trimmed, and the faults found so far: name → sentence."""

    values: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Mapping[str, str], *names: str) -> Typed:
        return cls({name: (form.get(name) or "").strip()[:300] for name in names})

    def email(self, name: str = "email") -> str:
        """An address in its normal form."""
        text = normal_email(self.values[name])
        if not text:
            self.faults[name] = EMPTY
            return ""
        try:
            validate_email(text)
        except ValidationError:
            self.faults[name] = (
                f"{quoted(text)} n’est pas une adresse. Écrivez par exemple prenom.nom@ac-ville.fr."
            )
        return text

    def role(self, allowed: list[Role], name: str = "role") -> Role | None:
        """A role among those that may be given."""
        try:
            role = Role(self.values[name])
        except ValueError:
            role = None
        if role is None or role not in allowed:
            self.faults[name] = "Choisissez un rôle de la liste."
            return None
        return role

    def territory(self, resolve: Callable[[str], str], name: str = "territory") -> str:
        """A territory by its name or code."""
        if not self.values[name]:
            self.faults[name] = EMPTY
            return ""
        try:
            return resolve(self.values[name])
        except UnknownCode as error:
            self.faults[name] = f"{error.message} {error.remedy}"
            return ""

    def start(self, name: str, default: datetime) -> datetime:
        """The first moment of a day, `default` when nothing is typed."""
        found = self._day(name)
        return default if found is None else max(default, start_of(found))

    def end(self, name: str) -> datetime | None:
        """The first moment after a day, None when nothing is typed."""
        found = self._day(name)
        return None if found is None else end_of(found)

    def _day(self, name: str) -> date | None:
        if not self.values[name]:
            return None
        try:
            return parse_date(self.values[name])
        except RefusedDate as error:
            self.faults[name] = f"{error.message} {error.remedy}"
            return None


def role_options(roles: list[Role]) -> list[tuple[str, str]]:
    """The list of roles of a form."""
    return [("", "Choisir"), *((role.value, ROLES[role].label) for role in roles)]


def parse_role(text: str) -> Role:
    """A role as the command line names it: its code, or anything else that is said of it."""
    codes = ", ".join(role.value for role in Role)
    return role_parser(f"Écrivez un de ces codes\u00a0: {codes}.")(text)


def role_parser(remedy: str) -> Callable[[str], Role]:
    """Reads a role: its code, its French label, or what people call it; raises UnknownCode."""
    known = {normalise(word): role for role in Role for word in words_of(role)}

    def parse(text: str) -> Role:
        found = known.get(normalise(text))
        if found is None:
            raise UnknownCode(f"Le rôle {quoted(text)} n’existe pas.", remedy)
        return found

    return parse
