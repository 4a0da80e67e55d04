"""A territory as pages speak of it: its name, its way from the nation, the levels below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from vigie.codes import LABEL, slug
from vigie.facts.geography import LABELS
from vigie.facts.tree import Tree
from vigie.observatory.answers import UNPLACED
from vigie.observatory.asked import Asked
from vigie.web.components import Crumb, Tab

TNE = "label:tne"
LEVEL_NAMES = {
    "nation": "nation",
    "region": "région académique",
    "academie": "académie",
    "department": "département",
    "district": "circonscription",
    "basin": "bassin de formation",
    "school": "école ou établissement",
    LABEL: "ensemble de départements",
}
LEVEL_PLURALS = {
    "nation": "nation",
    "region": "régions académiques",
    "academie": "académies",
    "department": "départements",
    "district": "circonscriptions",
    "basin": "bassins de formation",
    "school": "écoles et établissements",
    LABEL: "ensembles de départements",
}
# Small territories are listed under their direct parent and nowhere else: two lists that cut one
# population differently hide different lines, and one would give back what the other hides.
_BELOW = {
    "nation": ("region", "academie", "department"),
    "region": ("department", "academie"),
    "academie": ("department",),
    "department": ("district", "basin"),
    "district": ("school",),
    "basin": ("school",),
    "school": (),
    LABEL: ("department",),
}


@dataclass(frozen=True)
class Place:
    """`levels`: the levels below that hold something, the one shown by default first."""

    code: str
    name: str
    level: str
    levels: tuple[str, ...]
    above: str

    @property
    def level_name(self) -> str:
        return LEVEL_NAMES[self.level]

    @property
    def is_nation(self) -> bool:
        return self.level == "nation"

    def level_shown(self, asked: str) -> str | None:
        """The level of the children to show; None for a place without any."""
        if asked in self.levels:
            return asked
        return self.levels[0] if self.levels else None


def place(tree: Tree, code: str) -> Place:
    """What pages need to know of a territory."""
    level = tree.level(code)
    here = set(tree.aliases(code))
    levels = tuple(
        each for each in _BELOW[level] if any(c not in here for c in tree.descendants(code, each))
    )
    if level == "department" and not levels and tree.descendants(code, "school"):
        levels = ("school",)
    # Martinique as a région has its circonscriptions right below it.
    if level in ("region", "academie") and not levels and tree.canonical(code) != code:
        levels = place(tree, tree.canonical(code)).levels
    steps = way(tree, code)[1:-1]
    above = ", ".join(_in_words(tree, each) for each in reversed(steps))
    return Place(code, tree.name(code), level, levels, above)


def _in_words(tree: Tree, code: str) -> str:
    """« académie d’Amiens », « région académique Normandie », « Doubs »."""
    name, level = tree.name(code), tree.level(code)
    title = LEVEL_NAMES[level]
    if level == "academie":
        return f"{title} d’{name}" if name[0] in "AEIOUÉÎ" else f"{title} de {name}"
    # Départements take an article that differs; circonscriptions often bear their title already.
    if level == "department" or slug(name).startswith(slug(title).split("-")[0]):
        return name
    return f"{title} {name}"


def way(tree: Tree, code: str) -> list[str]:
    """From the nation to the place, one step for each extent: Martinique is there once."""
    path = tree.path(code)
    return [
        each
        for each, below in zip(path, [*path[1:], None], strict=True)
        if below is None or below not in tree.aliases(each)
    ]


def crumbs(tree: Tree, what: Asked, opens: Callable[[str], bool]) -> list[Crumb]:
    """The way from the nation; each step keeps the page and its filters.

    `opens`: whether the reader may go to a territory; a step that she may not open has no address.
    """
    steps = way(tree, what.territory)
    return [
        *(Crumb(tree.name(code), what.href(code) if opens(code) else "") for code in steps[:-1]),
        Crumb(tree.name(steps[-1])),
    ]


def level_tabs(found: Place, what: Asked, **more: str) -> list[Tab]:
    """One tab for each level below; none when there is no choice."""
    shown = found.level_shown(what.level)
    if len(found.levels) < 2:
        return []
    order = sorted(found.levels, key=list(LEVEL_NAMES).index)
    return [
        Tab(
            LEVEL_PLURALS[level].capitalize(),
            what.href(found.code, niveau=level, **more),
            level == shown,
        )
        for level in order
    ]


def bears_tne(code: str, on: date) -> bool:
    """Whether a département belongs to the TNE programme on a day."""
    return code in LABELS[TNE].members_on(on)


def is_unplaced(code: str) -> bool:
    return code.endswith(UNPLACED)


def unplaced_name(level: str) -> str:
    """The name of the line that holds what no child holds."""
    return {
        "district": "Hors circonscription ou non situés",
        "basin": "Hors bassin ou non situés",
    }.get(level, "Non situés")


def shown_name(tree: Tree, code: str, level: str) -> str:
    """The name of a line: a territory, or what could not be placed in one."""
    if is_unplaced(code):
        return unplaced_name(level)
    name = tree.name(code)
    # Many schools bear one name: the number tells them apart.
    return f"{name} ({code.removeprefix('uai:')})" if level == "school" else name
