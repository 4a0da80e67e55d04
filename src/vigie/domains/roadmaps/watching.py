"""The alerts of a roadmap: what `alerts` says of each of its indicators and of its top nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from vigie.domains.roadmaps import alerts
from vigie.domains.roadmaps.alerts import Alert, AlertKind
from vigie.domains.roadmaps.freshness import Freshness, counted_when_read, freshness
from vigie.domains.roadmaps.models import Indicator, Judgement, Node, Roadmap
from vigie.domains.roadmaps.objectives import Direction
from vigie.domains.roadmaps.values import Standing, standing_of, standings
from vigie.domains.territories.tree import tree
from vigie.periods import SchoolYear, end_of, start_of


@dataclass(frozen=True)
class Watched:
    """An alert, the node it is about, and the indicator, if it is about one."""

    alert: Alert
    node: Node
    indicator: Indicator | None = None


def freshness_of(standing: Standing) -> Freshness:
    """How fresh the values of an indicator are, and who is asked for the next."""
    row = standing.indicator
    value = standing.value
    if standing.counted is not None and value is not None and value.origin == "computed":
        return counted_when_read(value.on)
    days = [v.on for v in standing.values if v.on is not None and v.status != "missing"]
    asked = row.asked.name if row.asked is not None else row.responsible
    return freshness(
        max(days, default=None), row.frequency, standing.on, delay_days=row.delay_days, asked=asked
    )


def watched(roadmap: Roadmap, on: date) -> list[Watched]:
    """Every alert of a roadmap on a day, in the order of its tree: weather, then indicators."""
    found: list[Watched] = []
    year = SchoolYear.of(on)
    judged = set(
        Judgement.objects.filter(
            node__roadmap=roadmap,
            withdrawn_at__isnull=True,
            signed_at__gte=start_of(year.first_day),
            signed_at__lt=end_of(on),
        ).values_list("node_id", flat=True)
    )
    for node in roadmap.nodes.standing().filter(parent__isnull=True):
        alert = alerts.weather_missing(node.pk in judged, f"l’année scolaire {year.label}")
        if alert is not None:
            found.append(Watched(alert, node))
    for standing in standing_of(roadmap, on).values():
        row = standing.indicator
        found += [Watched(alert, row.node, row) for alert in alerts_of(standing)]
    return found


@dataclass(frozen=True)
class Gathered:
    """Alerts as a meeting reads them. `one_by_one`: those of values that are there; `silent`: the
    indicators of which nothing was ever said; `unjudged`: the nodes without a weather."""

    one_by_one: Sequence[Watched]
    silent: Sequence[Indicator]
    unjudged: Sequence[Node]

    @property
    def silent_codes(self) -> str:
        return ", ".join(each.code for each in self.silent)

    @property
    def unjudged_codes(self) -> str:
        return ", ".join(each.code for each in self.unjudged)


def gathered(found: Sequence[Watched]) -> Gathered:
    """Alerts, those that say nothing but « not yet » put together: a new roadmap has dozens."""
    apart = (AlertKind.NO_VALUE, AlertKind.WEATHER_MISSING)
    return Gathered(
        [each for each in found if each.alert.kind not in apart],
        [each.indicator for each in found
         if each.alert.kind is AlertKind.NO_VALUE and each.indicator is not None],
        [each.node for each in found if each.alert.kind is AlertKind.WEATHER_MISSING],
    )  # fmt: skip


def is_silent(standing: Standing) -> bool:
    """Whether nothing was ever said of an indicator."""
    return alerts.no_value(standing.verdict, freshness_of(standing)) is not None


def alerts_of(standing: Standing) -> list[Alert]:
    """The alerts of one indicator in one territory."""
    fresh = freshness_of(standing)
    said = (
        alerts.no_value(standing.verdict, fresh),
        alerts.late(fresh),
        alerts.falling(standing.run, standing.verdict.bounds),
        _far(standing),
        alerts.contradictory(standing.verdict),
    )
    return [alert for alert in said if alert is not None]


def _far(standing: Standing) -> Alert | None:
    """Compared with the territories of its level, for a rate that is counted the same way in all
    of them; what people type is only known here."""
    row, value = standing.indicator, standing.computed
    if not row.measure or value is None or not value.percent or value.amount is None:
        return None
    known = tree(standing.on)
    if known.find(standing.territory) is None:
        return None
    others = [code for code in known.siblings(standing.territory) if code != standing.territory]
    falls = standing.aim is not None and standing.aim.direction is Direction.FALL
    peers = [_rate(each) for each in standings(row, others, standing.on).values()]
    return alerts.far_from_peers(value.amount, peers, falls=falls)


def _rate(standing: Standing) -> Fraction | None:
    value = standing.computed
    return value.amount if value is not None and value.percent else None
