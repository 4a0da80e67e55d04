"""The forms of a roadmap and its tree: what is asked, and how what was typed is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from vigie.domains.compliance.forms import EMPTY, Entry, Typed, options_of
from vigie.domains.roadmaps.models import Node, Roadmap
from vigie.domains.roadmaps.models.doing import State
from vigie.domains.roadmaps.models.tree import Level, Part

LONG = 4000


def new_entries(models: Sequence[tuple[str, str]]) -> tuple[Entry, ...]:
    """A new roadmap. `models`: those it may start from (code, name)."""
    return (
        Entry("name", "Nom", required=True, most=300),
        Entry("code", "Code", required=True, most=60,
              help="Il sert d’adresse\u00a0: lettres minuscules sans accent, chiffres et tirets, "
              "par exemple numerique-2026-2028."),
        Entry("level", "Niveau", "select", options=options_of(Level), required=True),
        Entry("start", "Partir de", "select",
              options=[("", "Une page blanche"), *models],
              help="D’une copie ou d’un modèle, on garde l’arbre, les actions, les indicateurs et "
              "les objectifs\u00a0; ni les valeurs ni les états."),
        Entry("level_names", "Noms des niveaux de l’arbre", "textarea",
              "Un par ligne, du plus haut au plus bas. Pour une page blanche seulement.", most=600),
        Entry("school_years", "Années scolaires",
              help="Séparées par une espace\u00a0: 2025-2026 2026-2027.", most=200),
    )  # fmt: skip


def read_all(typed: Typed) -> Typed:
    """Reads every entry by its kind: texts within their length, lists among their values."""
    for name, entry in typed.entries.items():
        if entry.kind == "select":
            typed.one_of(name)
        elif entry.kind in ("text", "textarea"):
            typed.text(name)
        elif entry.kind == "date":
            typed.day(name)
            if entry.required and not typed.values[name]:
                typed.refuse(name, EMPTY)
    return typed


def roadmap_entries() -> tuple[Entry, ...]:
    """What a roadmap says of itself."""
    return (
        Entry("name", "Nom", required=True, most=300),
        Entry("level", "Niveau", "select", options=options_of(Level), required=True),
        Entry("level_names", "Noms des niveaux de l’arbre", "textarea",
              "Un par ligne, du plus haut au plus bas.", required=True, most=600),
        Entry("school_years", "Années scolaires",
              help="Séparées par une espace\u00a0: 2025-2026 2026-2027.", most=200),
        Entry("responsible", "Répond de l’avancement", help="Personne ou service.", most=300),
        Entry("context", "Contexte", "textarea", most=LONG),
        Entry("origin", "Origine", "textarea", most=LONG),
        Entry("review", "Révision", help="Quand les objectifs sont revus.", most=500),
        Entry("source", "Source", most=500),
    )  # fmt: skip


def node_entries(roadmap: Roadmap, parent: Node | None, *, new: bool) -> tuple[Entry, ...]:
    """An element of the tree. A new one says at which level it is, under its parent's."""
    above = parent.level if parent is not None else 0
    levels = [
        (str(n), name) for n, name in enumerate(roadmap.levels, start=1) if n > above
    ]  # fmt: skip
    return (
        Entry("code", "Code", help="Court et unique à cet endroit\u00a0: A1, 2.3, CO4.",
              required=True, most=40),
        Entry("wording", "Libellé", "textarea", required=True, most=1000),
        *((Entry("level", "Niveau", "select", options=levels, required=True),) if new else ()),
        Entry("responsible", "Répond de l’avancement", help="Personne ou service.", most=300),
        Entry("contacts", "Contacts", "textarea", "Un par ligne.", most=1000),
        Entry("context", "Contexte", "textarea", most=LONG),
        Entry("observation", "Constat", "textarea", "Ce qui est observé et qui motive l’action.",
              most=LONG),
        Entry("method", "Méthode", "textarea", most=LONG),
        Entry("project_ambition", "Ambition du projet académique", help="Son numéro.", most=20),
        Entry("project_action", "Action du projet académique", help="Son numéro.", most=20),
        Entry("pole", "Pôle", most=200),
        Entry("tags", "Étiquettes", help="Séparées par des virgules.", most=300),
        Entry("tried_in", "Expérimenté d’abord", help="Où l’action a été essayée.", most=300),
        Entry("spread_to", "Étendu à", most=300),
        Entry("source", "Source", most=500),
    )  # fmt: skip


def action_entries(roadmap: Roadmap) -> tuple[Entry, ...]:
    """An action of a school year."""
    years = [("", "Sans année"), *((year, year) for year in roadmap.years)]
    return (
        Entry("wording", "Action", "textarea", "Ce qui sera fait.", required=True, most=2000),
        Entry("school_year", "Année scolaire", "select", options=years),
        Entry("state", "État", "select", options=options_of(State), required=True),
        Entry("starts_on", "Du", "date"),
        Entry("ends_on", "Au", "date"),
        Entry("steps", "Étapes", "textarea",
              "Une par ligne\u00a0; commencez par [x] celles qui sont faites.", most=LONG),
        Entry("people", "Personnes", "textarea", "Une par ligne.", most=1000),
        Entry("partners", "Partenaires", "textarea", "Un par ligne.", most=1000),
        Entry("budget_planned", "Budget prévu, en euros", most=20),
        Entry("budget_spent", "Budget dépensé, en euros", most=20),
        Entry("documents", "Documents", "textarea", "Une adresse par ligne.", most=2000),
        Entry("territories", "Territoires concernés", "textarea",
              "Un par ligne, par exemple Doubs.", most=2000),
        Entry("schools", "Écoles et établissements", "textarea", "Un UAI par ligne.", most=4000),
        Entry("source", "Source", most=500),
    )  # fmt: skip


SUPPORT_ENTRIES = (
    Entry("wording", "Support", help="Ce que l’équipe fournit.", required=True, most=500),
    Entry("link", "Adresse", help="Là où on le trouve.", most=500),
    Entry("due_on", "Attendu le", "date"),
)


def milestone_entries(*, new: bool) -> tuple[Entry, ...]:
    """A date of the time line."""
    return (
        *((Entry("code", "Code", help="Court et unique\u00a0: J1.", required=True, most=40),)
          if new else ()),
        Entry("wording", "Étape", required=True, most=500),
        Entry("starts_on", "Le, ou à partir du", "date", required=True),
        Entry("ends_on", "Jusqu’au", "date"),
        Entry("precision", "Précision", "select",
              options=[("day", "Au jour près"), ("month", "Au mois près")], required=True),
        Entry("season", "Phase", most=100),
        Entry("source", "Source", most=500),
    )  # fmt: skip


def part_entries(nodes: Sequence[tuple[str, str]]) -> tuple[Entry, ...]:
    """Someone's part. `nodes`: (number, name), the whole roadmap first."""
    return (
        Entry("email", "Adresse électronique de la personne", "email",
              "Elle doit déjà avoir un compte.", required=True, most=254, autocomplete="off"),
        Entry("part", "Rôle", "select", options=options_of(Part), required=True),
        Entry("node", "Sur", "select", options=nodes),
    )  # fmt: skip


def amount(typed: Typed, name: str) -> Decimal | None:
    """A number as people write it: « 12,5 », « 1 800 », « 3 % ». None when nothing was typed."""
    text = typed.text(name)
    for sign in ("%", "€", "\u202f", "\u00a0", " "):
        text = text.replace(sign, "")
    text = text.replace(",", ".")
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= 10**12 or "e" in text.lower():
        typed.refuse(name, "Écrivez un nombre\u00a0: 12,5 ou 1800.")
        return None
    return found


def values_of(row: object, names: Mapping[str, Entry]) -> dict[str, str]:
    """What a row says, as a form shows it."""
    found = {}
    for name in names:
        value = getattr(row, name, "")
        if isinstance(value, Decimal):
            found[name] = format(value.normalize(), "f").replace(".", ",")
        elif isinstance(value, bool):
            found[name] = "on" if value else ""
        else:
            found[name] = "" if value is None else str(value)
    return found
