"""What changes a roadmap, its tree, and who takes part: one verb each, atomic, logged, kept in the
history, with named refusals."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from vigie.domains.people.models import Person
from vigie.domains.roadmaps import checks
from vigie.domains.roadmaps.changes import OneAct, act_on
from vigie.domains.roadmaps.models import Contributor, Indicator, Node, Roadmap
from vigie.domains.roadmaps.models.tree import SEPARATOR, Part
from vigie.domains.roadmaps.refusals import CodeTaken, NotEmpty, WrongLevel

ROADMAP_FIELDS = (
    "name", "level", "territory", "degree", "school_years", "reference_year", "level_names",
    "parent", "parent_code", "context", "origin", "review", "source", "responsible", "owner",
)  # fmt: skip
NODE_FIELDS = (
    "wording", "context", "observation", "method", "project_ambition", "project_action", "pole",
    "tags", "tried_in", "spread_to", "responsible", "contacts", "source", "owner", "order",
)  # fmt: skip
DEFAULT_LEVELS = "Axe\nObjectif\nAction"


def create_roadmap(
    *,
    code: str,
    name: str,
    level: str,
    territory: str,
    by: Person | None,
    at: datetime,
    **fields: object,
) -> Roadmap:
    """A blank roadmap, in a territory. `fields`: among ROADMAP_FIELDS.

    Raises NotACode, CodeTaken, UnknownTerritory, WrongPeriod or Incomplete.
    """
    made = Roadmap(code=checks.slug(code), created_by=by, created_at=at, changed_at=at)
    given = {"name": name, "level": level, "territory": territory,
             "level_names": DEFAULT_LEVELS, **fields}  # fmt: skip
    _set_roadmap(made, given, at)
    with transaction.atomic():
        if Roadmap.objects.filter(code=made.code).exists():
            raise CodeTaken(
                "code",
                f"Une feuille de route porte déjà le code «\u00a0{made.code}\u00a0».",
                "Choisissez un autre code.",
            )
        if made.owner is None:
            made.owner = by
        made.save()
        with act_on(made, "roadmap.create", by=by, at=at) as act:
            act.makes(made)
    return made


def change_roadmap(
    roadmap: Roadmap, *, by: Person | None, at: datetime, **fields: object
) -> Roadmap:
    """Changes what a roadmap says of itself. Raises as `create_roadmap`, or WrongLevel when its
    tree has more levels than names."""
    with act_on(roadmap, "roadmap.change", by=by, at=at) as act:
        known = Roadmap.objects.select_for_update().get(pk=roadmap.pk)
        act.touches(known)
        _set_roadmap(known, fields, at)
        deepest = known.nodes.standing().aggregate(deepest=Max("level"))["deepest"] or 0
        if deepest > len(known.levels):
            raise WrongLevel(
                "level_names",
                f"Cette feuille de route a des éléments sur {deepest} niveaux, et vous en nommez "
                f"{len(known.levels)}.",
                "Nommez-les tous, un par ligne.",
            )
        known.changed_at = at
        known.save()
    return known


def archive_roadmap(roadmap: Roadmap, *, by: Person, at: datetime) -> Roadmap:
    """Puts a roadmap away: nothing of it is lost, nobody changes it any more."""
    with act_on(roadmap, "roadmap.archive", by=by, at=at) as act:
        act.touches(roadmap)
        roadmap.archived_at = at
        roadmap.save()
    return roadmap


def restore_roadmap(roadmap: Roadmap, *, by: Person, at: datetime) -> Roadmap:
    """Undoes `archive_roadmap`."""
    with act_on(roadmap, "roadmap.restore", by=by, at=at) as act:
        act.touches(roadmap)
        roadmap.archived_at = None
        roadmap.save()
    return roadmap


def add_node(
    roadmap: Roadmap,
    *,
    code: str,
    by: Person | None,
    at: datetime,
    parent: Node | None = None,
    level: int | None = None,
    **fields: object,
) -> Node:
    """Adds a node under another, or at the top. `level`: that under its parent's by default.

    Raises NotACode, CodeTaken, WrongLevel or Incomplete.
    """
    with act_on(roadmap, "roadmap.node_add", by=by, at=at) as act:
        made = Node(roadmap=roadmap, parent=parent, code=checks.code(code))
        made.level = level if level is not None else (parent.level + 1 if parent else 1)
        _refuse_level(made)
        made.path = _path(parent, made.code)
        _refuse_taken(made)
        made.order = _next_order(roadmap)
        checks.fields(made, fields, NODE_FIELDS)
        made.save()
        act.makes(made)
    return made


def change_node(node: Node, *, by: Person | None, at: datetime, code: str | None = None,
                **fields: object) -> Node:  # fmt: skip
    """Changes what a node says; another code changes its path and those under it.

    Raises NotACode, CodeTaken or Incomplete.
    """
    with act_on(node.roadmap, "roadmap.node_change", by=by, at=at) as act:
        known = Node.objects.select_for_update().get(pk=node.pk)
        act.touches(known)
        checks.fields(known, fields, NODE_FIELDS)
        if code is not None and code != known.code:
            known.code = checks.code(code)
            _rename(known, _path(known.parent, known.code), act)
        known.save()
    return known


def move_node(
    node: Node, *, parent: Node | None, by: Person, at: datetime, level: int | None = None
) -> Node:
    """Hangs a node, and all that is under it, elsewhere. Raises WrongLevel or CodeTaken."""
    with act_on(node.roadmap, "roadmap.node_move", by=by, at=at) as act:
        known = Node.objects.select_for_update().select_related("roadmap").get(pk=node.pk)
        if parent is not None and (parent.path + SEPARATOR).startswith(known.path + SEPARATOR):
            raise WrongLevel(
                "parent",
                "Un élément ne peut pas être rangé sous lui-même.",
                "Choisissez un autre endroit.",
            )
        act.touches(known)
        was = known.level
        known.parent = parent
        known.level = level or (parent.level + 1 if parent else 1)
        _refuse_level(known)
        below = list(_below(known))
        for each in below:
            act.touches(each)
            each.level += known.level - was
            _refuse_level(each, checks_parent=False)
        Node.objects.bulk_update(below, ["level"])
        _rename(known, _path(parent, known.code), act)
        known.save()
    return known


def remove_node(node: Node, *, by: Person, at: datetime) -> None:
    """Takes a node out, with all that is under it: undoing brings it back whole."""
    with act_on(node.roadmap, "roadmap.node_remove", by=by, at=at) as act:
        gone = [node, *_below(node)]
        indicators = Indicator.objects.standing().filter(node__in=gone)
        for row in [*gone, *indicators]:
            act.touches(row)
            row.removed_at = at
            row.save(update_fields=["removed_at"])


def set_part(
    roadmap: Roadmap, *, person: Person, part: str, by: Person, at: datetime,
    node: Node | None = None,
) -> Contributor:  # fmt: skip
    """Gives someone a part in a roadmap, or in a node and what is under it."""
    with act_on(roadmap, "roadmap.part_give", by=by, at=at, part=part) as act:
        found = Contributor.objects.filter(roadmap=roadmap, node=node, person=person).first()
        if found is not None:
            act.touches(found)
            found.part = Part(part)
            found.save()
            return found
        made = Contributor.objects.create(
            roadmap=roadmap, node=node, person=person, part=Part(part), given_by=by, given_at=at
        )
        act.makes(made)
    return made


def take_part_back(contributor: Contributor, *, by: Person, at: datetime) -> None:
    """Undoes `set_part`."""
    with act_on(contributor.roadmap, "roadmap.part_take", by=by, at=at) as act:
        act.drops(contributor)
        contributor.delete()


def _set_roadmap(row: Roadmap, given: dict[str, object], at: datetime) -> None:
    territory = given.get("territory")
    if territory is not None:
        given["territory"] = checks.territory(str(territory), at.date())
    years = given.get("school_years")
    if years is not None:
        given["school_years"] = " ".join(checks.period(each) for each in str(years).split())
    checks.fields(row, given, ROADMAP_FIELDS)


def _refuse_level(node: Node, *, checks_parent: bool = True) -> None:
    names = node.roadmap.levels
    above = node.parent.level if node.parent is not None and checks_parent else 0
    if not above < node.level <= len(names):
        raise WrongLevel(
            "level",
            f"Le niveau {node.level} n’existe pas ici.",
            f"Les niveaux de cette feuille de route sont\u00a0: {', '.join(names)}. Un élément est "
            "plus bas que celui qui le contient.",
        )


def _refuse_taken(node: Node) -> None:
    same = Node.objects.standing().filter(roadmap=node.roadmap, path=node.path)
    if same.exclude(pk=node.pk).exists():
        raise CodeTaken(
            "code",
            f"Un autre élément porte déjà le code «\u00a0{node.code}\u00a0» à cet endroit.",
            "Choisissez un autre code.",
        )


def _rename(node: Node, path: str, act: OneAct) -> None:
    below = list(_below(node))
    for each in below:
        act.touches(each)
        each.path = path + each.path[len(node.path) :]
    node.path = path
    _refuse_taken(node)
    Node.objects.bulk_update(below, ["path"])


def _below(node: Node) -> list[Node]:
    return list(
        Node.objects.standing()
        .filter(roadmap_id=node.roadmap_id, path__startswith=node.path + SEPARATOR)
        .select_related("roadmap", "parent")
    )


def _path(parent: Node | None, code: str) -> str:
    path = f"{parent.path}{SEPARATOR}{code}" if parent else code
    if len(path) > 250:
        raise NotEmpty("code", "L’arbre est trop profond.", "Raccourcissez les codes.")
    return path


def _next_order(roadmap: Roadmap) -> int:
    return int(roadmap.nodes.aggregate(last=Max("order"))["last"] or 0) + 1
