"""Loading a roadmap from its file: what would change is told first, and nothing is lost.

What the file does not name any more is taken out as by hand (undoing brings it back); versions of
objectives and typed values are never taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models, transaction

from vigie.domains.people.models import Person
from vigie.domains.roadmaps.changes import OneAct, act_on
from vigie.domains.roadmaps.models import Indicator, Node, Roadmap
from vigie.domains.roadmaps.plan import TABLES, Key, Plan, Row, plan_of
from vigie.domains.roadmaps.refusals import CodeTaken
from vigie.domains.roadmaps.writing import as_file
from vigie.periods import PARIS
from vigie.sources.problems import Refused
from vigie.sources.roadmap_file import RoadmapFile
from vigie.sources.roadmap_sheet import read_sheet
from vigie.sources.roadmap_yaml import read_yaml

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
WORDS = {ADDED: "ajouté", CHANGED: "changé", REMOVED: "retiré"}
NAMES = {
    "roadmap": "feuille de route", "node": "élément", "action": "action", "deliverable": "support",
    "indicator": "indicateur", "baseline": "point de départ", "objective": "objectif",
    "typedvalue": "valeur", "milestone": "étape",
}  # fmt: skip
_FEMININE = ("roadmap", "action", "typedvalue", "milestone")
_NEVER_REMOVED = ("objective", "typedvalue")
_NEVER_COMPARED = ("author_name",)


@dataclass(frozen=True)
class Difference:
    """One thing that loading would change. `fields`: (name on screen, before, after)."""

    what: str
    table: str
    label: str
    fields: Sequence[tuple[str, str, str]] = ()

    @property
    def words(self) -> str:
        """« élément ajouté »."""
        agreed = "e" if self.table in _FEMININE else ""
        return f"{NAMES[self.table]} {WORDS[self.what]}{agreed}"


@dataclass(frozen=True)
class Preview:
    """What loading a file would do: `roadmap` is None for a new one."""

    plan: Plan
    roadmap: Roadmap | None
    differences: Sequence[Difference]

    @property
    def file(self) -> RoadmapFile:
        return self.plan.file


def read(data: bytes) -> RoadmapFile:
    """The roadmap of a file, in either form. Raises Refused."""
    return read_sheet(data) if data[:2] == b"PK" else read_yaml(data)


def preview(file: RoadmapFile, on: date) -> Preview:
    """What loading would change. Raises Refused, with the line of each mistake."""
    plan = plan_of(file, on)
    if plan.problems:
        raise Refused(plan.problems)
    roadmap = Roadmap.objects.filter(code=plan.fields["code"]).select_related("parent").first()
    if roadmap is None:
        news = [Difference(ADDED, "roadmap", file.name)]
        news += [Difference(ADDED, name, row.label)
                 for name in TABLES for row in plan.rows[name].values()]  # fmt: skip
        return Preview(plan, None, news)
    found = []
    changed = _changed(roadmap, _roadmap_fields(plan, roadmap))
    if changed:
        found.append(Difference(CHANGED, "roadmap", roadmap.name, changed))
    existing = _existing(roadmap)
    for table in TABLES:
        for key, row in plan.rows[table].items():
            known = existing[table].get(key)
            if known is None:
                found.append(Difference(ADDED, table, row.label))
            elif fields := _differs(known, row):
                found.append(Difference(CHANGED, table, row.label, fields))
        if table not in _NEVER_REMOVED:
            found += [Difference(REMOVED, table, str(known))
                      for key, known in existing[table].items()
                      if key not in plan.rows[table]]  # fmt: skip
    return Preview(plan, roadmap, found)


def load(file: RoadmapFile, *, by: Person | None, at: datetime) -> Roadmap:
    """Loads a file: the roadmap then says what the file says. Raises Refused.

    One act, that can be undone as one where the roadmap was there before.
    """
    with transaction.atomic():
        shown = preview(file, at.astimezone(PARIS).date())
        roadmap = shown.roadmap
        verb = "roadmap.load" if roadmap is not None else "roadmap.create"
        if roadmap is None:
            roadmap = Roadmap(created_by=by, owner=by, created_at=at, changed_at=at)
            _set(roadmap, _roadmap_fields(shown.plan, roadmap))
            roadmap.save()
        elif not shown.differences:
            return roadmap
        with act_on(roadmap, verb, by=by, at=at) as act:
            if shown.roadmap is None:
                act.makes(roadmap)
            else:
                act.touches(roadmap)
                _set(roadmap, _roadmap_fields(shown.plan, roadmap))
                roadmap.save()
            _Loading(shown.plan, roadmap, act, by, at).run()
        _tie(roadmap)
    return roadmap


def copy_roadmap(
    source: Roadmap,
    *,
    code: str,
    name: str,
    territory: str,
    level: str,
    by: Person,
    at: datetime,
) -> Roadmap:
    """A new roadmap that starts from another, or from a model: the same tree, actions to come and
    indicators; neither values nor baselines. Raises CodeTaken or Refused."""
    if Roadmap.objects.filter(code=code.strip().lower()).exists():
        raise CodeTaken(
            "code", "Une feuille de route porte déjà ce code.", "Choisissez un autre code."
        )
    file = as_file(source)

    def emptied(nodes: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            replace(
                node,
                actions=tuple(replace(a, state="", budget_spent=None) for a in node.actions),
                deliverables=tuple(replace(d, delivered_on=None) for d in node.deliverables),
                indicators=tuple(
                    replace(row, values=(), baselines=(),
                            objectives=tuple(o for o in row.objectives if not o.territory))
                    for row in node.indicators
                ),
                children=emptied(node.children),
            )
            for node in nodes
        )  # fmt: skip

    return load(
        replace(file, code=code.strip().lower(), name=name.strip(), territory=territory,
                level=level, nodes=emptied(file.nodes)),
        by=by, at=at,
    )  # fmt: skip


class _Loading:
    """One loading: rows are written table after table, since each hangs on a former one."""

    def __init__(
        self, plan: Plan, roadmap: Roadmap, act: OneAct, by: Person | None, at: datetime
    ) -> None:
        self.plan, self.roadmap, self.act, self.by, self.at = plan, roadmap, act, by, at
        self.existing = _existing(roadmap)
        self.nodes: dict[str, Node] = {}
        self.indicators: dict[str, Indicator] = {}

    def run(self) -> None:
        for table in reversed(TABLES):
            if table not in _NEVER_REMOVED:
                self._remove(table)
        for table in TABLES:
            for key, row in self.plan.rows[table].items():
                known = self.existing[table].get(key)
                if known is None:
                    known = self._made(row)
                    known.save()
                    self.act.makes(known)
                else:
                    self._update(known, row)
                if isinstance(known, Node):
                    self.nodes[known.path] = known
                elif isinstance(known, Indicator):
                    self.indicators[known.code] = known

    def _made(self, row: Row) -> Any:
        made: Any = apps.get_model("roadmaps", row.table)()
        self._hang(made, row)
        _set(made, row.fields)
        if row.table == "objective":
            same = made.__class__.objects.filter(
                indicator=made.indicator, territory=made.territory, period=made.period
            )
            made.version = same.count() + 1
            made.revised_by, made.revised_at = self.by, self.at
        elif row.table == "typedvalue":
            made.written_at = self.at
            # A file names who typed a value; without a name it is whoever brings the file.
            made.author = None if made.author_name else self.by
        return made

    def _hang(self, made: Any, row: Row) -> None:
        if row.table == "node":
            made.roadmap, made.parent = self.roadmap, self.nodes.get(row.on)
        elif row.table in ("action", "deliverable"):
            made.node = self.nodes[row.on]
        elif row.table == "indicator":
            made.roadmap, made.node = self.roadmap, self.nodes[row.on]
        elif row.table == "milestone":
            made.roadmap = self.roadmap
        else:
            made.indicator = self.indicators[row.on]

    def _update(self, known: Any, row: Row) -> None:
        if not _differs(known, row):
            return
        self.act.touches(known)
        self._hang(known, row)
        apart = {"amount", "author_name"} if row.table == "typedvalue" else set()
        _set(known, {name: value for name, value in row.fields.items() if name not in apart})
        known.save()

    def _remove(self, table: str) -> None:
        for key, known in self.existing[table].items():
            if key in self.plan.rows[table]:
                continue
            if table == "baseline":
                self.act.drops(known)
                known.delete()
            else:
                self.act.touches(known)
                known.removed_at = self.at  # type: ignore[attr-defined]  # all the others have it
                known.save(update_fields=["removed_at"])


def _existing(roadmap: Roadmap) -> dict[str, dict[Key, models.Model]]:
    """The rows of a roadmap, by what names them in a file."""
    found: dict[str, dict[Key, models.Model]] = {}
    for table in TABLES:
        found[table] = {}
        for key, row in _keyed(table, roadmap):
            found[table].setdefault(key, row)
    return found


def _keyed(table: str, roadmap: Roadmap) -> Iterator[tuple[Key, models.Model]]:
    model: Any = apps.get_model("roadmaps", table)
    if table in ("node", "indicator", "milestone"):
        rows = model.objects.filter(roadmap=roadmap, removed_at__isnull=True)
        for row in rows.select_related("node") if table == "indicator" else rows:
            yield ((row.path if table == "node" else row.code),), row
    elif table in ("action", "deliverable"):
        rows = model.objects.filter(node__roadmap=roadmap, removed_at__isnull=True)
        for row in rows.filter(node__removed_at__isnull=True).select_related("node"):
            year = (row.school_year,) if table == "action" else ()
            yield (row.node.path, *year, row.wording), row
    else:
        rows = model.objects.filter(
            indicator__roadmap=roadmap, indicator__removed_at__isnull=True
        ).select_related("indicator")
        for row in rows:
            code = row.indicator.code
            if table == "baseline":
                yield (code, row.territory), row
            elif table == "objective":
                yield (code, row.territory, row.period, row.valid_from, row.text), row
            elif row.withdrawn_at is None:
                yield (code, row.territory, row.on, row.amount, row.numerator, row.denominator,
                       row.done, row.text), row  # fmt: skip


def _roadmap_fields(plan: Plan, roadmap: Roadmap) -> dict[str, Any]:
    fields = dict(plan.fields)
    if roadmap.parent is not None and roadmap.parent.code == fields["parent_code"]:
        fields["parent_code"] = roadmap.parent_code
    return fields


def _tie(roadmap: Roadmap) -> None:
    """Links a roadmap to its parent, and to those that waited for it, by their codes."""
    above = Roadmap.objects.filter(code=roadmap.parent_code).exclude(pk=roadmap.pk).first()
    if above is not None and roadmap.parent_id != above.pk:
        roadmap.parent = above
        roadmap.save(update_fields=["parent"])
    Roadmap.objects.filter(parent_code=roadmap.code, parent__isnull=True).update(parent=roadmap)


def _set(row: Any, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)


def _differs(known: Any, row: Row) -> list[tuple[str, str, str]]:
    """What a row of the file says otherwise, where an indicator hangs included."""
    found = _changed(known, row.fields)
    if row.table == "indicator" and known.node.path != row.on:
        found.append((NAMES["node"], known.node.path, row.on))
    return found


def _changed(row: Any, fields: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a row would say otherwise: (field, before, after)."""
    found = []
    for name, value in fields.items():
        before = getattr(row, name)
        if before != value and name not in _NEVER_COMPARED:
            found.append((_label(row, name), _shown(before), _shown(value)))
    return found


def _label(row: models.Model, name: str) -> str:
    for each in row._meta.concrete_fields:
        if each.name == name:
            return str(each.verbose_name)
    return "livré le"  # the one that is no column


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
