"""What should be looked at: each alert has a name and says in a sentence what is the matter.

Pure: values, rates and days are passed in. An alert never blocks, and is no verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median

from vigie.domains.roadmaps.freshness import Freshness
from vigie.domains.roadmaps.objective_text import shown_amount
from vigie.domains.roadmaps.objectives import Bounds
from vigie.domains.roadmaps.observed import Observed
from vigie.domains.roadmaps.verdict_words import value_text
from vigie.domains.roadmaps.verdicts import Verdict
from vigie.web.formats import day

FAR = 10  # points under the median of the peers, as in PILOTE; ten exactly is not yet far
PEERS = 3  # of fewer, a median says nothing


class AlertKind(StrEnum):
    """The name of an alert; stable."""

    LATE = "late"
    FALLING = "falling"
    FAR_FROM_PEERS = "far_from_peers"
    CONTRADICTORY = "contradictory"
    NO_VALUE = "no_value"
    WEATHER_MISSING = "weather_missing"


LABELS = {
    AlertKind.LATE: "Valeur en retard",
    AlertKind.FALLING: "En recul",
    AlertKind.FAR_FROM_PEERS: "Loin des autres territoires",
    AlertKind.CONTRADICTORY: "Valeurs contradictoires",
    AlertKind.NO_VALUE: "Aucune valeur",
    AlertKind.WEATHER_MISSING: "Météo non renseignée",
}


@dataclass(frozen=True)
class Alert:
    """One thing to look at."""

    kind: AlertKind
    sentence: str

    @property
    def label(self) -> str:
        """Its French name."""
        return LABELS[self.kind]


def no_value(found: Verdict, fresh: Freshness) -> Alert | None:
    """Nothing was ever said. What is hidden, or not applicable here, is an answer."""
    if fresh.last is not None or (found.value is not None and found.value.status != "missing"):
        return None
    return Alert(AlertKind.NO_VALUE, fresh.sentence)


def late(fresh: Freshness) -> Alert | None:
    """The next value should already be there."""
    return Alert(AlertKind.LATE, fresh.sentence) if fresh.late else None


def falling(series: Sequence[Observed], bounds: Bounds | None) -> Alert | None:
    """The last value is further from the objective than the one before, whichever way that is.

    `series`: the points of the origin that judges, summed if they are, oldest first.
    """
    known = [point for point in series if point.number is not None]
    if bounds is None or len(known) < 2:
        return None
    before, last = known[-2], known[-1]
    if before.number is None or last.number is None or before.percent != last.percent:
        return None
    if bounds.distance(last.number) <= bounds.distance(before.number):
        return None
    return Alert(
        AlertKind.FALLING,
        f"{_at(last)}, après {_at(before)}\u00a0: la valeur s’éloigne de l’objectif.",
    )


def far_from_peers(
    mine: Fraction | None, peers: Sequence[Fraction | None], *, falls: bool = False
) -> Alert | None:
    """More than ten points on the wrong side of the median of the other territories.

    All in percent: values of a rate, or progress rates. `falls`: the lower the better. Peers of
    which nothing is known do not count.
    """
    known = [peer for peer in peers if peer is not None]
    if mine is None or len(known) < PEERS:
        return None
    middle = Fraction(median(known))
    gap = mine - middle if falls else middle - mine
    if gap <= FAR:
        return None
    return Alert(
        AlertKind.FAR_FROM_PEERS,
        f"{shown_amount(mine, percent=True, places=1)}, soit "
        f"{shown_amount(gap, unit='points', places=1)} {'au-dessus de' if falls else 'sous'} la "
        f"médiane des {len(known)} autres territoires "
        f"({shown_amount(middle, percent=True, places=1)}).",
    )


def contradictory(found: Verdict) -> Alert | None:
    """A typed value and a computed one differ by more than a tenth of the computed one, or one
    meets the objective and the other does not."""
    mine, other = found.value, found.beside
    if mine is None or other is None or mine.amount is None or other.amount is None:
        return None
    if mine.origin == other.origin or mine.percent != other.percent:
        return None
    computed, typed = (mine, other) if mine.origin == "computed" else (other, mine)
    assert computed.amount is not None
    assert typed.amount is not None
    apart = abs(computed.amount - typed.amount) > abs(computed.amount) / 10
    opposed = found.bounds is not None and (
        (found.bounds.distance(mine.amount) == 0) != (found.bounds.distance(other.amount) == 0)
    )
    if not (apart or opposed):
        return None
    end = "\u00a0; l’une atteint l’objectif, l’autre non" if opposed else ""
    by = f" par {typed.author}" if typed.author else ""
    return Alert(
        AlertKind.CONTRADICTORY,
        f"Calculée\u00a0: {_at(computed)}\u00a0; saisie{by}\u00a0: {_at(typed)}{end}.",
    )


def weather_missing(has_weather: bool, period: str) -> Alert | None:
    """Nobody gave the weather of a node for a period."""
    if has_weather:
        return None
    return Alert(AlertKind.WEATHER_MISSING, f"La météo n’est pas renseignée pour {period}.")


def _at(value: Observed) -> str:
    when = f" le {day(value.on)}" if value.on is not None else ""
    return f"{value_text(value)}{when}"
