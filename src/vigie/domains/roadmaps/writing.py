"""A roadmap as its file says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from django.db.models import Model

from vigie.domains.roadmaps.models import Indicator, Node, Roadmap, TypedValue
from vigie.sources.roadmap_file import (
    ActionLine,
    BaselineLine,
    DeliverableLine,
    Form,
    IndicatorLine,
    MilestoneLine,
    NodeLine,
    ObjectiveLine,
    RoadmapFile,
    ValueLine,
    forms,
    items,
    plain,
)

Line = TypeVar("Line")


def as_file(roadmap: Roadmap) -> RoadmapFile:
    """All that a roadmap says, people's rights and history apart."""
    nodes = list(
        roadmap.nodes.standing().order_by("order", "pk").prefetch_related("actions", "deliverables")
    )
    indicators = list(
        roadmap.indicators.standing()
        .order_by("order", "pk")
        .prefetch_related("objectives", "baselines", "values__author")
    )
    held: dict[int, list[IndicatorLine]] = {}
    for row in indicators:
        held.setdefault(row.node_id, []).append(_indicator(row))
    under: dict[int | None, list[Node]] = {}
    for node in nodes:
        under.setdefault(node.parent_id, []).append(node)

    def branch(parent: int | None, above: int) -> tuple[NodeLine, ...]:
        made = []
        for node in under.get(parent, ()):
            line = _plain(NodeLine, node)
            made.append(
                replace(
                    line,
                    # Only said where it skips one.
                    level=None if node.level == above + 1 else node.level,
                    actions=_lines(ActionLine, _standing(node.actions.all())),
                    deliverables=_lines(DeliverableLine, _standing(node.deliverables.all())),
                    indicators=tuple(held.get(node.pk, ())),
                    children=branch(node.pk, node.level),
                )
            )
        return tuple(made)

    parent = roadmap.parent.code if roadmap.parent is not None else roadmap.parent_code
    return replace(
        _plain(RoadmapFile, roadmap),
        parent_code=parent,
        milestones=_lines(MilestoneLine, _standing(roadmap.milestones.all())),
        nodes=branch(None, 0),
    )


def _indicator(row: Indicator) -> IndicatorLine:
    values = [each for each in row.values.all() if each.withdrawn_at is None]
    return replace(
        _plain(IndicatorLine, row),
        cumulative=True if row.cumulative else None,
        delay_days=row.delay_days or None,
        baselines=_lines(BaselineLine, row.baselines.all()),
        objectives=_lines(ObjectiveLine, row.objectives.all()),
        values=tuple(_value(each) for each in values),
    )


def _value(row: TypedValue) -> ValueLine:
    place = "" if row.territory == row.indicator.roadmap.territory else row.territory
    return replace(_plain(ValueLine, row), territory=place, author_name=row.author_shown)


def _standing(rows: Iterable[Model]) -> list[Model]:
    return [each for each in rows if each.removed_at is None]  # type: ignore[attr-defined]  # theirs


def _lines(of: type[Line], rows: Iterable[Model]) -> tuple[Line, ...]:
    return tuple(_plain(of, row) for row in rows)


def _plain(of: type[Line], row: Model) -> Line:
    return of(**{name: _said(form, getattr(row, name)) for name, form in forms(of)})


def _said(form: Form, value: object) -> object:
    if form.kind == "list":
        text = str(value)
        return items(text.split() if form.key == "années" else text.splitlines())
    return plain(value) if isinstance(value, str) else value
