"""A roadmap as its pages show it: the tree with verdicts, what is kept by the filters, counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.http import QueryDict

from vigie.domains.people.rights import Rights
from vigie.domains.people.tasks import place_name
from vigie.domains.roadmaps import words
from vigie.domains.roadmaps.alerts import AlertKind
from vigie.domains.roadmaps.models import Action, Deliverable, Node, Roadmap
from vigie.domains.roadmaps.rules import READ
from vigie.domains.roadmaps.values import Standing, standing_of
from vigie.domains.roadmaps.verdicts import LABELS, State
from vigie.domains.roadmaps.watching import is_silent
from vigie.periods import SchoolYear
from vigie.web import formats
from vigie.web.components import Choice

NO_VALUE = AlertKind.NO_VALUE.value
"""What an address asks for to see the indicators of which nothing was ever said."""
MOST_PLACES = 200
"""Territories offered in a list."""


@dataclass(frozen=True)
class IndicatorShown:
    """An indicator on a line: value beside objective, verdict and its sentence."""

    standing: Standing
    value: str
    aim: str

    @property
    def state(self) -> str:
        return self.standing.verdict.state.value

    @property
    def label(self) -> str:
        return self.standing.verdict.label

    def is_asked(self, state: str) -> bool:
        """Whether a filter on verdicts keeps it."""
        return is_silent(self.standing) if state == NO_VALUE else not state or self.state == state


@dataclass
class NodeShown:
    """A node and what hangs on it. `matches`: the filters ask for it; else it only leads to one
    that they ask for."""

    node: Node
    indicators: list[IndicatorShown] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    supports: list[Deliverable] = field(default_factory=list)
    children: list[NodeShown] = field(default_factory=list)
    matches: bool = True

    @property
    def answering(self) -> str:
        return words.answering(self.node)

    @property
    def delivered(self) -> int:
        return sum(1 for each in self.supports if each.delivered_at)

    @property
    def depth(self) -> int:
        """The level of its heading: 2 for the top of the tree, 6 at most."""
        return min(self.node.path.count("/") + 2, 6)


@dataclass(frozen=True)
class Filters:
    """What the address asks of a roadmap; empty texts keep everything."""

    state: str = ""
    who: str = ""
    year: str = ""
    place: str = ""
    project: str = ""

    @property
    def is_empty(self) -> bool:
        return not any((self.state, self.who, self.year, self.project))


def project_of(node: Node) -> str:
    """The reference of a node to the academic project, as addresses write it: `1.3`."""
    if not node.project_ambition:
        return ""
    return f"{node.project_ambition}.{node.project_action}".rstrip(".")


def project_words(reference: str) -> str:
    """« Ambition 1, action 3 »."""
    ambition, _, action = reference.partition(".")
    return f"Ambition {ambition}, action {action}" if action else f"Ambition {ambition}"


@dataclass(frozen=True)
class Page:
    """All that the page of a roadmap shows."""

    roots: Sequence[NodeShown]
    counts: Sequence[tuple[str, str, int]]  # state, label, indicators
    fields: Sequence[Choice]
    filters: Filters
    matching: int
    shown_year: str
    place: str


def page_of(rights: Rights, roadmap: Roadmap, query: QueryDict, on: date) -> Page:
    """The tree of a roadmap as an address asks for it, on a day. Values out of a list are ignored:
    an old address still shows the roadmap."""
    nodes = list(roadmap.nodes.standing().select_related("owner"))
    for node in nodes:
        node.roadmap = roadmap
    places = places_of(rights, roadmap)
    choices = _choices(roadmap, nodes, places, query)
    asked = Filters(*(choice.value for choice in choices))
    standings = standing_of(roadmap, on, asked.place or None)
    year = asked.year or _year_shown(roadmap, on)
    tree = _tree(roadmap, nodes, standings, year)
    roots = [kept for root in tree if (kept := _kept(root, asked)) is not None]
    tally = Counter(each.verdict.state for each in standings.values())
    counts = [(state.value, LABELS[state], tally[state]) for state in State]
    place = place_name(rights, asked.place or roadmap.territory)
    return Page(roots, counts, choices, asked, sum(map(_matching, roots)), year, place)


def places_of(rights: Rights, roadmap: Roadmap) -> list[tuple[str, str]]:
    """The territories inside, at the levels of its indicators, whose figures she may see."""
    if roadmap.territory not in rights.tree:
        return []
    levels = roadmap.indicators.standing().values_list("territory_level", flat=True).distinct()
    found = [
        (code, place_name(rights, code))
        for level in sorted(set(levels) - {"school"})
        for code in rights.tree.descendants(roadmap.territory, level)[:MOST_PLACES]
        if code != roadmap.territory and rights.sees(READ, code)
    ]
    return sorted(found, key=lambda each: formats.sort_text(each[1]))


def _year_shown(roadmap: Roadmap, on: date) -> str:
    """The school year whose actions stand on the page: that of the day, else the last."""
    current = SchoolYear.of(on).label
    return current if current in roadmap.years or not roadmap.years else roadmap.years[-1]


def _choices(
    roadmap: Roadmap, nodes: Sequence[Node], places: Sequence[tuple[str, str]], query: QueryDict
) -> list[Choice]:
    who = sorted({words.answering(each) for each in nodes} - {""}, key=formats.sort_text)
    projects = sorted({project_of(each) for each in nodes} - {""})
    offered = [
        (
            "etat",
            "Verdict",
            [*((state.value, LABELS[state]) for state in State), (NO_VALUE, "Sans aucune valeur")],
        ),
        ("qui", "Qui répond", [(each, each) for each in who]),
        ("annee", "Année scolaire", [(year, year) for year in roadmap.years]),
        ("territoire", "Territoire", list(places)),
        ("projet", "Projet académique", [(each, project_words(each)) for each in projects]),
    ]
    found = []
    for name, label, options in offered:
        value = query.get(name, "")
        known = value if value in {code for code, _ in options} else ""
        blank = "Celui de la feuille de route" if name == "territoire" else "Tout"
        found.append(Choice(name, label, [("", blank), *options], known))
    return found


def _tree(
    roadmap: Roadmap, nodes: Sequence[Node], standings: Mapping[int, Standing], year: str
) -> list[NodeShown]:
    shown = {node.pk: NodeShown(node) for node in nodes}
    for action in Action.objects.standing().filter(node__in=list(shown)):
        if action.school_year in (year, "") and action.node_id in shown:
            shown[action.node_id].actions.append(action)
    supports = Deliverable.objects.filter(node__roadmap=roadmap, removed_at__isnull=True)
    for support in supports:
        if support.node_id in shown:
            shown[support.node_id].supports.append(support)
    for standing in sorted(
        standings.values(), key=lambda each: (each.indicator.order, each.indicator.pk)
    ):
        holder = shown.get(standing.indicator.node_id)
        if holder is not None:
            holder.indicators.append(shown_indicator(standing))
    roots: list[NodeShown] = []
    for node in nodes:
        holder = shown.get(node.parent_id or 0)
        (holder.children if holder is not None else roots).append(shown[node.pk])
    return roots


def shown_indicator(standing: Standing) -> IndicatorShown:
    """An indicator in words."""
    return IndicatorShown(
        standing, words.value_text(standing.value, standing.indicator), words.aim_text(standing)
    )


def _kept(shown: NodeShown, asked: Filters) -> NodeShown | None:
    """What the filters keep of a branch, None when nothing."""
    children = [kept for child in shown.children if (kept := _kept(child, asked)) is not None]
    node = shown.node
    matches = (
        (not asked.who or shown.answering == asked.who)
        and (not asked.year or bool(shown.actions))
        and (not asked.project or project_of(node) == asked.project)
    )
    indicators = [each for each in shown.indicators if each.is_asked(asked.state)]
    if asked.state and not indicators:
        matches = False
    # An axis that bears the reference of what is under it is only its way.
    if asked.project and children:
        matches = False
    if not matches and not children:
        return None
    if matches:
        return replace(shown, indicators=indicators, children=children, matches=True)
    return replace(shown, indicators=[], actions=[], supports=[], children=children, matches=False)


def _matching(shown: NodeShown) -> int:
    return int(shown.matches) + sum(map(_matching, shown.children))


@dataclass(frozen=True)
class Recap:
    """Actions by node and school year (R015): `rows` of (node, actions of each year)."""

    years: Sequence[str]
    rows: Sequence[tuple[Node, Sequence[Sequence[Action]]]]
    undated: bool


def recap_of(roadmap: Roadmap) -> Recap:
    """The table of actions by school year: one row for each node that has some."""
    by_node: dict[int, dict[str, list[Action]]] = defaultdict(lambda: defaultdict(list))
    for action in Action.objects.standing().filter(node__roadmap=roadmap):
        by_node[action.node_id][action.school_year].append(action)
    known = {year for held in by_node.values() for year in held}
    years = [*roadmap.years, *sorted(known - {"", *roadmap.years})]
    undated = "" in known
    columns = [*years, ""] if undated else years
    rows = []
    for node in roadmap.nodes.standing().select_related("owner"):
        if node.pk in by_node:
            node.roadmap = roadmap
            rows.append((node, [by_node[node.pk][year] for year in columns]))
    return Recap(years, rows, undated)


@dataclass(frozen=True)
class Listed:
    """A roadmap in the list: where it is, who answers for it, where it stands."""

    roadmap: Roadmap
    place: str
    state: str
    counts: Sequence[tuple[str, str, int]]


def listed(rights: Rights, roadmaps: Sequence[Roadmap], on: date) -> list[Listed]:
    """Roadmaps with their state in one line."""
    found = []
    for roadmap in roadmaps:
        tally = Counter(each.verdict.state for each in standing_of(roadmap, on).values())
        counts = [(state.value, LABELS[state], tally[state]) for state in State if tally[state]]
        total = sum(tally.values())
        line = formats.plural(total, "indicateur") if total else "Aucun indicateur"
        found.append(Listed(roadmap, place_name(rights, roadmap.territory), line, counts))
    return found
