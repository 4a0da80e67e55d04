"""Which imports and campaigns a person may open, and which she may change.

The permission table says who works on imports; here, on which: those of her territories and those
she brought in. An import about a wider territory (a national table) can be read, not withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.http import HttpRequest

from vigie.domains.campaigns.models import Campaign
from vigie.domains.people.actions import reference
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, rights
from vigie.domains.territories.relations import Relation, relation
from vigie.facts.geography import Tree
from vigie.facts.home import Home
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.observatory.imports_places import territory_of

_HERS = (Relation.OWN, Relation.CHILD)
_READABLE = (*_HERS, Relation.PARENT)


def readable(request: HttpRequest, home: Home, tree: Tree) -> list[ImportRecord]:
    """The imports whose page she may open, the oldest first."""
    held = rights(request)
    return [each for each in Ledger(home).records() if _stands(held, home, each, tree, _READABLE)]


def import_to_read(request: HttpRequest, home: Home, tree: Tree, import_id: str) -> ImportRecord:
    """An import whose page she may open. Raises Refused, that tells nothing of the others."""
    return _import(request, home, tree, import_id, _READABLE)


def import_to_change(request: HttpRequest, home: Home, tree: Tree, import_id: str) -> ImportRecord:
    """An import that she may withdraw. Raises Refused."""
    return _import(request, home, tree, import_id, _HERS)


def may_change(request: HttpRequest, home: Home, tree: Tree, record: ImportRecord) -> bool:
    """Whether she may withdraw an import."""
    return _stands(rights(request), home, record, tree, _HERS)


def campaign_to_change(request: HttpRequest, code: str) -> Campaign:
    """A declared campaign of her territories. Raises Refused."""
    found = Campaign.objects.of_code(code.upper()).first()
    if found is None or not holds(rights(request), found.territory):
        raise Refused(Answer.UNKNOWN)
    return found


def holds(held: Rights, territory: str) -> bool:
    """Whether a territory is one of hers, or inside one."""
    return _any(held, territory, _HERS)


def author(request: HttpRequest) -> str:
    """Who acts, as what is kept for good says it: a reference, never a name."""
    return reference(me(request))


def _import(
    request: HttpRequest, home: Home, tree: Tree, import_id: str, stands: Iterable[Relation]
) -> ImportRecord:
    wanted = import_id.upper()
    found = next((each for each in Ledger(home).records() if each.import_id == wanted), None)
    if found is None or not _stands(rights(request), home, found, tree, stands):
        raise Refused(Answer.UNKNOWN)
    return found


def _stands(
    held: Rights, home: Home, record: ImportRecord, tree: Tree, stands: Iterable[Relation]
) -> bool:
    if held.person is not None and record.imported_by.startswith(reference(held.person)):
        return True
    return _any(held, _territory(home, record, tree), stands)


def _any(held: Rights, territory: str, stands: Iterable[Relation]) -> bool:
    wanted = set(stands)
    return any(relation(held.tree, each.territory, territory) in wanted for each in held.mandates)


def _territory(home: Home, record: ImportRecord, tree: Tree) -> str:
    return _known(home, record.no, record.sha256, tree)


@lru_cache(maxsize=4096)
def _known(home: Home, no: int, sha256: str, tree: Tree) -> str:
    # What an import speaks of never changes; the tree and the file are part of the key.
    record = next(each for each in Ledger(home).records() if each.no == no)
    assert record.sha256 == sha256
    return territory_of(home, record, tree)
