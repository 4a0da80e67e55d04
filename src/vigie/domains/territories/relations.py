"""How a territory stands to that of a mandate."""

from __future__ import annotations

from enum import StrEnum

from vigie.codes import NATION
from vigie.facts.geography import LABELS, Tree


class Relation(StrEnum):
    """OWN: the same place. CHILD: inside it. PARENT: around it. SIBLING: beside it, under the same
    parent. NONE: elsewhere."""

    OWN = "own"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    NONE = "none"


def relation(tree: Tree, mine: str, asked: str) -> Relation:
    """How `asked` stands to `mine`, both canonical codes.

    A territory that the tree does not hold (a school before its directory came) is its own and
    nobody's child. A label is inside the nation.
    """
    if mine == asked:
        return Relation.OWN
    if asked in LABELS or mine in LABELS:
        return Relation.CHILD if mine == NATION else Relation.NONE
    here, there = tree.find(mine), tree.find(asked)
    if here is None or there is None:
        return Relation.CHILD if mine == NATION else Relation.NONE
    same = tree.aliases(mine)
    if tree.code(there) in same:
        return Relation.OWN
    top, other_top = tree.position(same[0]), tree.position(tree.aliases(asked)[0])
    if top <= there < tree.ends[top]:
        return Relation.CHILD
    if there <= here < tree.ends[there]:
        return Relation.PARENT
    if tree.depths[here] == tree.depths[there] and tree.parents[top] == tree.parents[other_top]:
        return Relation.SIBLING
    return Relation.NONE
