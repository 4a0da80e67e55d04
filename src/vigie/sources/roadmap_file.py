"""What a roadmap file says, whichever its form: one YAML text or one workbook.

The classes below are the format: a field that is added here is read and written in both forms.
`line` is where a record was read, and does not count when two are compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from vigie.codes import quoted
from vigie.periods import RefusedDate, parse_date
from vigie.sources.problems import CellError

LONGEST = 20_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
LEVELS = {
    "national": "nationale", "regional": "régionale", "academie": "académique",
    "premier_degre": "premier degré", "pole": "pôle", "modele": "modèle",
}  # fmt: skip
STATES = {
    "to_come": "à venir", "under_way": "en cours", "done": "faite", "paused": "suspendue",
    "late": "en retard", "dropped": "abandonnée",
}  # fmt: skip
KINDS = {"computed": "calculé", "typed": "saisi", "qualitative": "qualitatif"}
DIRECTIONS = {"rise": "hausse", "fall": "baisse"}
FREQUENCIES = {
    "week": "semaine", "month": "mois", "quarter": "trimestre", "half": "semestre",
    "year": "année",
}  # fmt: skip
PRECISIONS = {"day": "jour", "month": "mois"}


@dataclass(frozen=True)
class Form:
    """How one field is written. `key`: its name in files; `choices`: code → word."""

    key: str
    kind: str
    choices: Mapping[str, str]
    needed: bool

    def read(self, text: str) -> object:
        """The value that a text says. Raises CellError."""
        if self.choices:
            return _choice(text, self.choices)
        return _READERS[self.kind](text)

    def write(self, value: object) -> str:
        """The text of a value, empty when there is nothing to say."""
        if value is None or value == "":
            return ""
        if self.choices:
            return self.choices[str(value)]
        if isinstance(value, bool):
            return "oui" if value else "non"
        if isinstance(value, Decimal):
            return format(value.normalize(), "f")
        if isinstance(value, date):
            return value.isoformat()
        return str(value)


@dataclass(frozen=True)
class _Held:
    """A list of records under a key."""

    key: str


def _said(
    key: str, kind: str = "text", *, choices: Mapping[str, str] | None = None, needed: bool = False
) -> Form:
    return Form(key, kind, choices or {}, needed)


@dataclass(frozen=True)
class ObjectiveLine:
    """One version of an objective; versions of one period follow one another by date."""

    period: Annotated[str, _said("période")] = ""
    territory: Annotated[str, _said("territoire")] = ""
    text: Annotated[str, _said("objectif", needed=True)] = ""
    scope: Annotated[str, _said("portée")] = ""
    valid_from: Annotated[date | None, _said("depuis", "day")] = None
    ended_on: Annotated[date | None, _said("abandonné le", "day")] = None
    why: Annotated[str, _said("raison")] = ""
    source: Annotated[str, _said("source")] = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class BaselineLine:
    """Where an indicator started."""

    territory: Annotated[str, _said("territoire")] = ""
    amount: Annotated[Decimal | None, _said("valeur", "amount", needed=True)] = None
    on: Annotated[date | None, _said("date", "day")] = None
    note: Annotated[str, _said("remarque")] = ""
    source: Annotated[str, _said("source")] = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ValueLine:
    """A value typed by someone."""

    on: Annotated[date | None, _said("date", "day", needed=True)] = None
    territory: Annotated[str, _said("territoire")] = ""
    amount: Annotated[Decimal | None, _said("valeur", "amount")] = None
    numerator: Annotated[Decimal | None, _said("numérateur", "amount")] = None
    denominator: Annotated[Decimal | None, _said("dénominateur", "amount")] = None
    done: Annotated[bool | None, _said("fait", "flag")] = None
    text: Annotated[str, _said("en mots")] = ""
    author_name: Annotated[str, _said("auteur")] = ""
    comment: Annotated[str, _said("commentaire")] = ""
    source: Annotated[str, _said("source")] = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator with what it should reach and what is known of it by hand."""

    code: Annotated[str, _said("code", needed=True)] = ""
    label: Annotated[str, _said("libellé", needed=True)] = ""
    kind: Annotated[str, _said("genre", choices=KINDS)] = ""
    unit: Annotated[str, _said("unité", needed=True)] = ""
    territory_level: Annotated[str, _said("maille", needed=True)] = ""
    direction: Annotated[str, _said("sens", choices=DIRECTIONS)] = ""
    cumulative: Annotated[bool | None, _said("cumulatif", "flag")] = None
    measure: Annotated[str, _said("mesure")] = ""
    profile: Annotated[str, _said("profil")] = ""
    pathway: Annotated[str, _said("parcours")] = ""
    item_level: Annotated[str, _said("détail")] = ""
    item: Annotated[str, _said("élément de couverture")] = ""
    formula: Annotated[str, _said("formule")] = ""
    numerator: Annotated[str, _said("numérateur")] = ""
    denominator: Annotated[str, _said("dénominateur")] = ""
    data_source: Annotated[str, _said("source des données")] = ""
    frequency: Annotated[str, _said("fréquence", choices=FREQUENCIES)] = ""
    delay_days: Annotated[int | None, _said("délai", "number")] = None
    responsible: Annotated[str, _said("responsable")] = ""
    note: Annotated[str, _said("remarque")] = ""
    source: Annotated[str, _said("source")] = ""
    baselines: Annotated[tuple[BaselineLine, ...], _Held("départ")] = ()
    objectives: Annotated[tuple[ObjectiveLine, ...], _Held("objectifs")] = ()
    values: Annotated[tuple[ValueLine, ...], _Held("valeurs")] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ActionLine:
    """An action of a school year."""

    school_year: Annotated[str, _said("année")] = ""
    wording: Annotated[str, _said("libellé", needed=True)] = ""
    state: Annotated[str, _said("état", choices=STATES)] = ""
    starts_on: Annotated[date | None, _said("du", "day")] = None
    ends_on: Annotated[date | None, _said("au", "day")] = None
    steps: Annotated[tuple[str, ...], _said("étapes", "list")] = ()
    budget_planned: Annotated[Decimal | None, _said("budget prévu", "amount")] = None
    budget_spent: Annotated[Decimal | None, _said("budget dépensé", "amount")] = None
    people: Annotated[tuple[str, ...], _said("personnes", "list")] = ()
    partners: Annotated[tuple[str, ...], _said("partenaires", "list")] = ()
    documents: Annotated[tuple[str, ...], _said("documents", "list")] = ()
    territories: Annotated[tuple[str, ...], _said("territoires", "list")] = ()
    schools: Annotated[tuple[str, ...], _said("établissements", "list")] = ()
    source: Annotated[str, _said("source")] = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class DeliverableLine:
    """A support."""

    wording: Annotated[str, _said("libellé", needed=True)] = ""
    link: Annotated[str, _said("adresse")] = ""
    due_on: Annotated[date | None, _said("attendu le", "day")] = None
    delivered_on: Annotated[date | None, _said("livré le", "day")] = None
    source: Annotated[str, _said("source")] = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class NodeLine:
    """A node with all that hangs on it. `level`: that under its parent's when it is not said."""

    code: Annotated[str, _said("code", needed=True)] = ""
    level: Annotated[int | None, _said("niveau", "number")] = None
    wording: Annotated[str, _said("libellé")] = ""
    context: Annotated[str, _said("contexte")] = ""
    observation: Annotated[str, _said("constat")] = ""
    method: Annotated[str, _said("méthode")] = ""
    project_ambition: Annotated[str, _said("ambition du projet")] = ""
    project_action: Annotated[str, _said("action du projet")] = ""
    pole: Annotated[str, _said("pôle")] = ""
    tags: Annotated[str, _said("étiquettes")] = ""
    tried_in: Annotated[str, _said("expérimenté à")] = ""
    spread_to: Annotated[str, _said("étendu à")] = ""
    responsible: Annotated[str, _said("responsable")] = ""
    contacts: Annotated[str, _said("contacts")] = ""
    source: Annotated[str, _said("source")] = ""
    actions: Annotated[tuple[ActionLine, ...], _Held("actions")] = ()
    deliverables: Annotated[tuple[DeliverableLine, ...], _Held("supports")] = ()
    indicators: Annotated[tuple[IndicatorLine, ...], _Held("indicateurs")] = ()
    children: Annotated[tuple[NodeLine, ...], _Held("éléments")] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class MilestoneLine:
    """A date of the time line."""

    code: Annotated[str, _said("code", needed=True)] = ""
    starts_on: Annotated[date | None, _said("du", "day", needed=True)] = None
    ends_on: Annotated[date | None, _said("au", "day")] = None
    precision: Annotated[str, _said("précision", choices=PRECISIONS)] = ""
    wording: Annotated[str, _said("libellé", needed=True)] = ""
    season: Annotated[str, _said("phase")] = ""
    source: Annotated[str, _said("source")] = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class RoadmapFile:
    """A whole roadmap."""

    code: Annotated[str, _said("code", needed=True)] = ""
    name: Annotated[str, _said("nom", needed=True)] = ""
    level: Annotated[str, _said("niveau", choices=LEVELS, needed=True)] = ""
    territory: Annotated[str, _said("territoire", needed=True)] = ""
    degree: Annotated[str, _said("degré")] = ""
    school_years: Annotated[tuple[str, ...], _said("années", "list")] = ()
    reference_year: Annotated[int | None, _said("année de référence", "number")] = None
    level_names: Annotated[tuple[str, ...], _said("niveaux", "list", needed=True)] = ()
    parent_code: Annotated[str, _said("parente")] = ""
    context: Annotated[str, _said("contexte")] = ""
    origin: Annotated[str, _said("origine")] = ""
    review: Annotated[str, _said("révision")] = ""
    responsible: Annotated[str, _said("responsable")] = ""
    source: Annotated[str, _said("source")] = ""
    milestones: Annotated[tuple[MilestoneLine, ...], _Held("calendrier")] = ()
    nodes: Annotated[tuple[NodeLine, ...], _Held("éléments")] = ()
    line: int = field(default=0, compare=False)


CLASSES: Mapping[str, type] = {
    each.__name__: each
    for each in (
        ObjectiveLine, BaselineLine, ValueLine, IndicatorLine, ActionLine, DeliverableLine,
        NodeLine, MilestoneLine, RoadmapFile,
    )
}  # fmt: skip


@cache
def _marks(of: type) -> list[tuple[str, Any, Any]]:
    """The fields of a record: (name, type, mark)."""
    hints = get_type_hints(of, include_extras=True)
    return [
        (name, get_args(hint)[0], get_args(hint)[1])
        for name, hint in hints.items()
        if get_origin(hint) is Annotated
    ]


def forms(of: type) -> list[tuple[str, Form]]:
    """The plain fields of a record: (name, form)."""
    return [(name, mark) for name, _, mark in _marks(of) if isinstance(mark, Form)]


def held(of: type) -> list[tuple[str, str, type]]:
    """What a record holds: (name, key, class)."""
    return [
        (name, mark.key, get_args(kind)[0])
        for name, kind, mark in _marks(of)
        if isinstance(mark, _Held)
    ]


def default_of(of: type, name: str) -> object:
    """What a field says when nothing is written."""
    return getattr(of, name)


def plain(text: str) -> str:
    """A text without the spaces around it and with one kind of line end. Raises CellError."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _CONTROL.search(clean):
        raise CellError(
            "Le texte contient un caractère de commande invisible.",
            "Effacez-le et tapez de nouveau le texte.",
        )
    if len(clean) > LONGEST:
        raise CellError(
            f"Le texte compte plus de {LONGEST} signes.", "Raccourcissez-le, ou coupez-le en deux."
        )
    return clean


def items(texts: Sequence[str]) -> tuple[str, ...]:
    """The lines of a list, empty ones left out."""
    return tuple(clean for text in texts if (clean := " ".join(plain(text).split())))


def _choice(text: str, choices: Mapping[str, str]) -> str:
    clean = plain(text).lower()
    found = next((code for code, word in choices.items() if clean in (word, code)), None)
    if found is None:
        raise CellError(
            f"{quoted(text)} n’est pas prévu ici.", f"Écrivez\u00a0: {', '.join(choices.values())}."
        )
    return found


def _day(text: str) -> date:
    try:
        return parse_date(plain(text))
    except RefusedDate as error:
        raise CellError(error.message, error.remedy) from None


def _amount(text: str) -> Decimal:
    clean = re.sub(r"[\s\u00a0\u202f]", "", plain(text)).replace(",", ".")
    try:
        found = Decimal(clean)
    except InvalidOperation:
        found = Decimal("NaN")
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", clean) or not found.is_finite():
        raise CellError(f"{quoted(text)} n’est pas un nombre.", "Écrivez par exemple 12,5.")
    if abs(found) >= 10**13 or found != round(found, 6):
        raise CellError(
            f"{quoted(text)} est trop grand ou trop précis.",
            "Un nombre compte au plus treize chiffres, et six décimales.",
        )
    return found


def _number(text: str) -> int:
    clean = plain(text)
    if not re.fullmatch(r"[0-9]{1,4}", clean):
        raise CellError(f"{quoted(text)} n’est pas un nombre entier.", "Écrivez par exemple 2024.")
    return int(clean)


def _flag(text: str) -> bool:
    clean = plain(text).lower()
    if clean in ("oui", "true", "vrai", "x", "1"):
        return True
    if clean in ("non", "false", "faux", "0"):
        return False
    raise CellError(f"{quoted(text)} n’est ni oui ni non.", "Écrivez oui ou non.")


_READERS: Mapping[str, Callable[[str], object]] = {
    "text": plain, "day": _day, "amount": _amount, "number": _number, "flag": _flag,
}  # fmt: skip
