"""Who may: getters that give the object or refuse.

A mandate opens the roadmaps of its territory, of those inside and of those around it (one answers
to the roadmap above); some roles write those of their own territory. Beside mandates, a person may
be given a part in a roadmap, or in one node and all that is under. Owners have the same rights as
a mandate that writes. The permission table says which roles, at the two addresses
below: the roadmaps of a territory, and a new one in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from vigie.domains.people.permissions import FAMILIES, Answer
from vigie.domains.people.rights import Refused, Rights
from vigie.domains.roadmaps.models import Contributor, Indicator, Node, Proposal, Roadmap
from vigie.domains.roadmaps.models.tree import SEPARATOR, Part, RoadmapQuerySet
from vigie.domains.territories.relations import Relation, relation

READ, WRITE = "roadmaps", "roadmap_new"
_Row = TypeVar("_Row", bound=Model)
_WRITING = (Part.CONTRIBUTOR, Part.OWNER)


def readable(rights: Rights) -> RoadmapQuerySet:
    """The roadmaps that she may read, those that were archived apart."""
    if rights.person is None:
        return Roadmap.objects.none()
    standing = Roadmap.objects.filter(archived_at__isnull=True)
    territories = [
        each for each in standing.values_list("territory", flat=True).order_by().distinct()
        if rights.may_open(READ, each)
    ]  # fmt: skip
    hers = Q(contributors__person=rights.person) | Q(owner=rights.person)
    hers |= Q(nodes__owner=rights.person, nodes__removed_at__isnull=True)
    held = Roadmap.objects.filter(hers).values("pk")
    return standing.filter(Q(territory__in=territories) | Q(pk__in=held))


def roadmap_of(rights: Rights, code: str) -> Roadmap:
    """A roadmap that she may read. Raises Refused, the same whether it exists or not."""
    found = Roadmap.objects.filter(code=code).select_related("parent", "owner").first()
    if found is None or not may_read(rights, found):
        raise Refused(Answer.UNKNOWN)
    return found


def roadmap_to_edit(rights: Rights, code: str) -> Roadmap:
    """A roadmap that she may change as a whole. Raises Refused."""
    found = roadmap_of(rights, code)
    if not may_edit(rights, found):
        raise Refused(Answer.ROLE)
    return found


def node_of(rights: Rights, code: str, pk: int) -> Node:
    """A node of a roadmap that she may read. Raises Refused."""
    roadmap = roadmap_of(rights, code)
    return _or_refused(
        Node.objects.standing().filter(roadmap=roadmap, pk=pk).select_related("roadmap", "owner")
    )


def node_to_edit(rights: Rights, code: str, pk: int) -> Node:
    """A node that she may change. Raises Refused."""
    found = node_of(rights, code, pk)
    if not may_edit_node(rights, found):
        raise Refused(Answer.ROLE)
    return found


def indicator_of(rights: Rights, code: str, pk: int) -> Indicator:
    """An indicator of a roadmap that she may read. Raises Refused."""
    roadmap = roadmap_of(rights, code)
    found = Indicator.objects.standing().filter(roadmap=roadmap, pk=pk)
    return _or_refused(found.select_related("roadmap", "node", "asked"))


def indicator_to_edit(rights: Rights, code: str, pk: int) -> Indicator:
    """An indicator of a node that she may change. Raises Refused."""
    found = indicator_of(rights, code, pk)
    if not may_edit_node(rights, found.node):
        raise Refused(Answer.ROLE)
    return found


def proposal_to_answer(rights: Rights, code: str, pk: int) -> Proposal:
    """A proposal that she may answer. Raises Refused."""
    roadmap = roadmap_of(rights, code)
    found = Proposal.objects.filter(indicator__roadmap=roadmap, pk=pk).select_related("indicator")
    proposal = _or_refused(found)
    if not may_answer(rights, proposal):
        raise Refused(Answer.ROLE)
    return proposal


def may_create(rights: Rights, territory: str) -> bool:
    """Whether she may write a new roadmap in a territory."""
    return rights.may_open(WRITE, territory, "POST")


def may_read(rights: Rights, roadmap: Roadmap) -> bool:
    """Whether she may read a roadmap."""
    if rights.person is None:
        return False
    if rights.may_open(READ, roadmap.territory) or roadmap.owner_id == rights.person.pk:
        return True
    if roadmap.nodes.standing().filter(owner=rights.person).exists():
        return True
    return Contributor.objects.filter(roadmap=roadmap, person=rights.person).exists()


def may_edit(rights: Rights, roadmap: Roadmap) -> bool:
    """Whether she may change a roadmap as a whole: a mandate that writes there, or her own."""
    if rights.person is None or roadmap.archived_at is not None:
        return False
    if rights.may_open(WRITE, roadmap.territory, "POST") or roadmap.owner_id == rights.person.pk:
        return True
    return Contributor.objects.filter(
        roadmap=roadmap, node__isnull=True, person=rights.person, part__in=_WRITING
    ).exists()


def may_edit_node(rights: Rights, node: Node) -> bool:
    """Whether she may change a node: the whole roadmap, or a part in it or in one above it."""
    if may_edit(rights, node.roadmap):
        return True
    if rights.person is None or node.roadmap.archived_at is not None:
        return False
    lineage = node.roadmap.nodes.standing().filter(path__in=_paths(node.path))
    return (
        lineage.filter(owner=rights.person).exists()
        or Contributor.objects.filter(
            node__in=lineage, person=rights.person, part__in=_WRITING
        ).exists()
    )


def may_answer(rights: Rights, proposal: Proposal) -> bool:
    """Whether she may answer a proposal: the level above does."""
    return may_edit_node(rights, proposal.indicator.node)


def may_propose(rights: Rights, roadmap: Roadmap, territory: str) -> bool:
    """Whether she may propose another value, or an objective, for a territory under it."""
    return territory in proposing_grounds(rights, roadmap)


def proposing_grounds(rights: Rights, roadmap: Roadmap) -> list[str]:
    """Her territories that are strictly inside that of a roadmap."""
    if rights.person is None or roadmap.archived_at is not None:
        return []
    return list(
        dict.fromkeys(
            mandate.territory
            for mandate in rights.mandates
            if mandate.role in FAMILIES["@steering"]
            and relation(rights.tree, roadmap.territory, mandate.territory) == Relation.CHILD
        )
    )


def _paths(path: str) -> Iterable[str]:
    """The paths of a node and of those above it."""
    codes = path.split(SEPARATOR)
    return [SEPARATOR.join(codes[: n + 1]) for n in range(len(codes))]


def _or_refused(found: QuerySet[_Row]) -> _Row:
    row = found.first()
    if row is None:
        raise Refused(Answer.UNKNOWN)
    return row
