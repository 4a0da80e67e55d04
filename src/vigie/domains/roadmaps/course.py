"""Where an indicator is heading: a straight line through what was observed, and how sure it is.

The line and its prediction interval are those of statsmodels (ordinary least squares). It takes a
second to import: a server does it beside its first requests (`ready`), anything else when a first
forecast is asked. Results are kept in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vigie.domains.roadmaps.objectives import Bounds
from vigie.domains.roadmaps.observed import Observed
from vigie.web.formats import day, plural

CONFIDENCE = 0.8  # with few points, 95 % would straddle nearly everything
ENOUGH = 5  # dates; three make an interval, and it is worth nothing
DIGITS = 9  # what floats can be trusted for: an exact line must reach its exact end


@dataclass(frozen=True)
class Forecast:
    """What is expected `at` a day, between `low` and `high` eight times out of ten.

    In the unit of the values; kept within 0 and 100 for percentages. `points`: dates it rests on.
    """

    at: date
    value: float
    low: float
    high: float
    points: int
    confidence: float = CONFIDENCE

    def against(self, bounds: Bounds) -> str:
        """`reaching` when the whole interval meets the objective, `missing` when none of it does,
        `straddling` otherwise."""
        low = float("-inf") if bounds.low is None else float(bounds.low)
        high = float("inf") if bounds.high is None else float(bounds.high)
        if self.high < low or self.low > high:
            return "missing"
        return "reaching" if low <= self.low and self.high <= high else "straddling"


@dataclass(frozen=True)
class NoForecast:
    """Why nothing is forecast, as a French sentence."""

    sentence: str


def forecast(values: Sequence[Observed], at: date) -> Forecast | NoForecast:
    """What the values of one origin, already summed if they are cumulative, announce for a day.

    The last value of each date counts. Refuses to speak from fewer than five dates, or of a day
    further away than the values reach back.
    """
    numbers = {v.on: v.number for v in values if v.on is not None and v.number is not None}
    points = tuple((on, float(number)) for on, number in sorted(numbers.items()))
    if len(points) < ENOUGH:
        return NoForecast(
            f"Trop peu de valeurs pour une prévision\u00a0: {plural(len(points), 'date')}, "
            f"il en faut {ENOUGH}."
        )
    last, reach = points[-1][0], points[-1][0] - points[0][0]
    if at <= last:
        return NoForecast("La dernière valeur est déjà à l’échéance.")
    if at - last > reach:
        return NoForecast(
            f"L’échéance du {day(at)} est trop loin pour une prévision\u00a0: les valeurs "
            f"connues ne couvrent que {plural(reach.days, 'jour')}."
        )
    return _line(points, at, any(v.percent for v in values))


@lru_cache(maxsize=65536)
def _line(points: tuple[tuple[date, float], ...], at: date, percent: bool) -> Forecast:
    # Here and not above: pages that forecast nothing must not wait for it.
    import numpy as np
    from statsmodels.regression.linear_model import OLS

    origin, reach = points[0][0], (points[-1][0] - points[0][0]).days
    # Time as a share of what is observed: days since an origin would be a badly scaled column.
    times = np.array([(on - origin).days / reach for on, _ in points])
    amounts = np.array([amount for _, amount in points])
    asked = np.array([[1.0, (at - origin).days / reach]])
    fitted = OLS(amounts, np.column_stack([np.ones(len(points)), times])).fit()
    predicted = fitted.get_prediction(asked)
    low, high = predicted.conf_int(obs=True, alpha=1 - CONFIDENCE)[0]
    value, low, high = (
        float(f"{number:.{DIGITS}g}") for number in (predicted.predicted_mean[0], low, high)
    )
    if percent:
        value, low, high = (min(100.0, max(0.0, number)) for number in (value, low, high))
    return Forecast(at, value, low, high, len(points))


def ready() -> None:
    """Imports what a forecast takes, so that no page waits for it."""
    import statsmodels.regression.linear_model  # noqa: F401  # to be there, not to be used here
