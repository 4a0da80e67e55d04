"""Keeping who changed what, and undoing it.

A verb opens an act, and tells it of every row before it touches it; the act then writes one line a
row, with the fields that changed. Undoing an act puts back what the rows said before, unless
someone changed the same fields since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models, transaction

from vigie.domains.audit.actions import record, wait_for_turn
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.roadmaps.models import Change, Roadmap
from vigie.domains.roadmaps.refusals import AlreadyUndone, CannotUndo

Values = dict[str, object]
_UNTOLD = ("changed_at",)
VERBS = frozenset(
    {
        "roadmap.create",
        "roadmap.copy",
        "roadmap.load",
        "roadmap.pilote",
        "roadmap.change",
        "roadmap.archive",
        "roadmap.restore",
        "roadmap.undo",
        "roadmap.node_add",
        "roadmap.node_change",
        "roadmap.node_move",
        "roadmap.node_remove",
        "roadmap.part_give",
        "roadmap.part_take",
        "roadmap.action_add",
        "roadmap.action_change",
        "roadmap.action_remove",
        "roadmap.deliverable_add",
        "roadmap.deliverable_change",
        "roadmap.deliverable_tick",
        "roadmap.deliverable_remove",
        "roadmap.milestone_add",
        "roadmap.milestone_change",
        "roadmap.milestone_remove",
        "roadmap.indicator_add",
        "roadmap.indicator_change",
        "roadmap.indicator_remove",
        "roadmap.objective_set",
        "roadmap.objective_end",
        "roadmap.baseline_set",
        "roadmap.value_type",
        "roadmap.value_withdraw",
        "roadmap.proposal_make",
        "roadmap.proposal_answer",
        "roadmap.proposal_take_back",
        "roadmap.judgement_sign",
        "roadmap.judgement_withdraw",
        "roadmap.comment_write",
        "roadmap.comment_remove",
        "roadmap.decision_take",
        "roadmap.decision_carry",
        "roadmap.review_open",
        "roadmap.review_write",
        "roadmap.review_close",
    }
)
"""What is written in the log: `audit/acts.csv` names each."""


@dataclass
class OneAct:
    """One act on a roadmap: rows are told before they are touched."""

    roadmap: Roadmap
    verb: str
    by: Person | None
    at: datetime
    details: dict[str, object] = field(default_factory=dict)
    code: str = field(default_factory=lambda: uuid4().hex)
    _before: dict[tuple[str, int], tuple[models.Model, Values]] = field(default_factory=dict)
    _made: list[models.Model] = field(default_factory=list)
    _gone: list[tuple[models.Model, int, Values]] = field(default_factory=list)

    def touches(self, row: models.Model) -> None:
        """Remembers what a row says before it changes."""
        self._before.setdefault((_table(row), int(row.pk)), (row, values_of(row)))

    def makes(self, *rows: models.Model) -> None:
        """Rows that the act made, once saved."""
        self._made += rows

    def drops(self, row: models.Model) -> None:
        """A row that the act deletes for good, told before: undoing makes it again."""
        self._gone.append((row, int(row.pk), values_of(row)))

    def write(self) -> list[Change]:
        """Writes the lines, one for each row that says something else now."""
        lines = [self._line(row, {}, values_of(row)) for row in self._made]
        for row, before in self._before.values():
            after = values_of(row)
            changed = {name for name in after if after[name] != before[name]}
            changed -= set(_UNTOLD)
            if changed:
                lines.append(
                    self._line(
                        row,
                        {name: before[name] for name in sorted(changed)},
                        {name: after[name] for name in sorted(changed)},
                    )
                )
        for row, pk, before in self._gone:
            line = self._line(row, before, {})
            line.row = pk
            lines.append(line)
        return Change.objects.bulk_create(lines, batch_size=200)

    def _line(self, row: models.Model, before: Values, after: Values) -> Change:
        return Change(
            roadmap=self.roadmap,
            act=self.code,
            verb=self.verb,
            table=_table(row),
            row=row.pk or 0,
            label=str(row)[:300],
            before=_json(before) if before else "",
            after=_json(after) if after else "",
            by=self.by,
            at=self.at,
        )


_open: ContextVar[OneAct | None] = ContextVar("act", default=None)


@contextmanager
def act_on(
    roadmap: Roadmap, verb: str, *, by: Person | None, at: datetime, **details: object
) -> Iterator[OneAct]:
    """An act on a roadmap, inside one transaction: logged, with the lines of its history.

    A verb called inside an act on the same roadmap is part of it: a file that is taken in is one
    act, undone at once.
    """
    if verb not in VERBS:
        raise KeyError(verb)
    outer = _open.get()
    if outer is not None and outer.roadmap.pk == roadmap.pk:
        yield outer
        return
    with transaction.atomic():
        # One writer of roadmaps after the other: orders and versions are given without a race.
        wait_for_turn()
        act = OneAct(roadmap, verb, by, at, dict(details))
        token = _open.set(act)
        try:
            yield act
        finally:
            _open.reset(token)
        written = act.write()
        Roadmap.objects.filter(pk=roadmap.pk).update(changed_at=at)
        record(
            verb,
            actor=reference(by),
            about=f"roadmap:{roadmap.pk}",
            at=at,
            details={**act.details, "rows": len(written)},
        )


@dataclass(frozen=True)
class Told:
    """An act as its history tells it. `can_be_undone`: nobody did it or undid it since."""

    code: str
    verb: str
    by: Person | None
    at: datetime
    changes: Sequence[Change]
    undone_at: datetime | None

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and self.verb not in NOT_UNDONE


NOT_UNDONE = ("roadmap.create", "roadmap.copy")
"""Acts that make a whole roadmap: it is archived instead."""


def history(
    roadmap: Roadmap, limit: int = 50, *, table: str = "", row: int | None = None
) -> list[Told]:
    """The last acts on a roadmap, the newest first; those on one row when it is given."""
    lines = Change.objects.filter(roadmap=roadmap)
    if table:
        lines = lines.filter(table=table)
    if row is not None:
        lines = lines.filter(row=row)
    codes = list(dict.fromkeys(lines.values_list("act", flat=True)[: limit * 40]))[:limit]
    found: dict[str, list[Change]] = {code: [] for code in codes}
    every = Change.objects.filter(roadmap=roadmap, act__in=codes).select_related("by")
    for line in every.order_by("pk"):
        found[line.act].append(line)
    return [
        Told(code, rows[0].verb, rows[0].by, rows[0].at, tuple(rows), rows[0].undone_at)
        for code, rows in found.items()
    ]


_OF_AN_INDICATOR = ("objective", "baseline", "typedvalue")
_OF_ALL = ("roadmap", "node")
_MANY = 2000


def touched_since(roadmap: Roadmap, last: int) -> set[int] | None:
    """The indicators whose figures or objectives changed after a line of the history; None when
    any may have."""
    lines = list(
        Change.objects.filter(roadmap=roadmap, pk__gt=last).values_list(
            "table", "row", "before", "after"
        )[: _MANY + 1]
    )
    if len(lines) > _MANY or any(table in _OF_ALL for table, *_ in lines):
        return None
    found = {row for table, row, *_ in lines if table == "indicator"}
    for table, row, before, after in lines:
        if table in _OF_AN_INDICATOR:
            said = {**_values(before), **_values(after)}
            number = said.get("indicator_id")
            if number is None:
                model = apps.get_model("roadmaps", table)
                rows = model._default_manager.filter(pk=row)
                number = rows.values_list("indicator_id", flat=True).first()
            if not isinstance(number, int):
                return None
            found.add(number)
    return found


def _values(text: str) -> Values:
    return json.loads(text) if text else {}


def undo(roadmap: Roadmap, act: str, *, by: Person, at: datetime) -> None:
    """Puts back what the rows of an act said before it.

    Raises AlreadyUndone, or CannotUndo when a field was changed again since: that change is undone
    first.
    """
    with act_on(roadmap, "roadmap.undo", by=by, at=at) as undoing:
        lines = list(
            Change.objects.select_for_update().filter(roadmap=roadmap, act=act).order_by("-pk")
        )
        if not lines or lines[0].verb in NOT_UNDONE:
            raise CannotUndo(
                "",
                "Ce changement ne peut pas être défait.",
                "Une feuille de route entière s’archive.",
            )
        if lines[0].undone_at is not None:
            raise AlreadyUndone(
                "", "Ce changement est déjà défait.", "Rechargez la page pour voir où elle en est."
            )
        for line in lines:
            _put_back(line, undoing)
        Change.objects.filter(roadmap=roadmap, act=act).update(undone_at=at, undone_by=by)
        undoing.details["act"] = lines[0].verb


def _put_back(line: Change, undoing: OneAct) -> None:
    model = apps.get_model("roadmaps", line.table)
    before = json.loads(line.before) if line.before else {}
    after = json.loads(line.after) if line.after else {}
    if before and not after:  # it was deleted: it comes back
        row = model(pk=line.row, **_read(model, before))
        row.save(force_insert=True)
        undoing.makes(row)
        return
    row = model._default_manager.filter(pk=line.row).first()
    if row is None:
        raise _changed_since(line)
    known = values_of(row)
    if any(known.get(name) != value for name, value in after.items()):
        raise _changed_since(line)
    if before:
        undoing.touches(row)
        for name, value in _read(model, before).items():
            setattr(row, name, value)
        row.save()
    elif _has_field(model, "removed_at"):
        undoing.touches(row)
        row.removed_at = undoing.at
        row.save()
    elif _has_field(model, "withdrawn_at"):
        undoing.touches(row)
        row.withdrawn_at = undoing.at
        row.save()
    else:
        undoing.drops(row)
        row.delete()


def _changed_since(line: Change) -> CannotUndo:
    return CannotUndo(
        "",
        f"«\u00a0{line.label[:80]}\u00a0» a changé depuis.",
        "Défaites d’abord le changement le plus récent, ou corrigez à la main.",
    )


def values_of(row: models.Model) -> Values:
    """The fields of a row, as they are kept: the same before it is saved and after."""
    return {
        each.attname: _kept(getattr(row, each.attname))
        for each in row._meta.concrete_fields
        if not each.primary_key
    }


def _kept(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _read(model: type[models.Model], values: Values) -> Values:
    """Kept fields as a row takes them; what pointed to someone who was erased points to nobody.

    Raises CannotUndo where the row would mean nothing without her."""
    found: Values = {}
    for each in model._meta.concrete_fields:
        if each.attname not in values:
            continue
        value = each.to_python(values[each.attname])
        if each.is_relation and value is not None and not _is_there(each, value):
            if not each.null:
                raise CannotUndo(
                    "", "La personne ou l’élément concerné n’existe plus.", "Refaites-le à la main."
                )
            value = None
        found[each.attname] = value
    return found


def _is_there(field: models.Field[Any, Any], value: object) -> bool:
    related: Any = field.related_model
    return bool(related._default_manager.filter(pk=value).exists())


def _has_field(model: type[models.Model], name: str) -> bool:
    return any(each.name == name for each in model._meta.concrete_fields)


def _table(row: models.Model) -> str:
    return str(row._meta.model_name)


def _json(values: Values) -> str:
    return json.dumps(values, ensure_ascii=False)
