"""Which territories an import speaks of, and the addresses of their boards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import NoReverseMatch, reverse

from vigie.codes import NATION
from vigie.facts.contracts import FAMILIES
from vigie.facts.geography import Tree, build_tree
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord
from vigie.observatory.cubes import current
from vigie.web.tables import Link


def tree_of(on: date) -> Tree:
    """The tree of the current figures, else the national one."""
    cube = current()
    return cube.tree if cube else build_tree(None, on)


def territory_of(home: Home, record: ImportRecord, tree: Tree) -> str:
    """The smallest territory that holds all that an import speaks of; the nation when unsaid."""
    codes = {context.territory for context in record.contexts if context.territory}
    for family in record.families:
        if record.contexts or "territory" not in FAMILIES[family].schema:
            continue
        rows = Lake(home).scan(family, [record.no]).select("territory").unique().collect()
        codes |= set(rows["territory"].drop_nulls())
    return smallest_holding(codes, tree)


def smallest_holding(codes: Iterable[str], tree: Tree) -> str:
    """The lowest territory above or at all of `codes`; the nation for none, or for a label."""
    paths = [tree.path(code) if code in tree else [NATION] for code in codes]
    if not paths:
        return NATION
    shared = NATION
    for step in zip(*paths, strict=False):
        if len(set(step)) > 1:
            break
        shared = step[0]
    return shared


def boards(home: Home, records: Iterable[ImportRecord], on: date) -> list[Link]:
    """A link to the board of each territory that these imports speak of."""
    tree = tree_of(on)
    codes = dict.fromkeys(territory_of(home, record, tree) for record in records)
    return [Link(tree.name(code), href) for code in codes if (href := board_url(code))]


def board_url(code: str) -> str | None:
    """The board of a territory."""
    try:
        return reverse("board", kwargs={"territory": code})
    except NoReverseMatch:
        return None
