"""Charts as SVG made on the server.

Each chart is drawn twice, for a wide and for a narrow place; the stylesheet shows one of them, so
that words keep a readable size on a phone, at 200 % zoom and on paper. Colours are classes of the
stylesheet: the same picture follows light, dark and print. Nothing in it is a `style` attribute,
which the site's content policy would refuse.
"""

from vigie.web.charts.bars import Bar, bars, grouped
from vigie.web.charts.dots import Dot, dots
from vigie.web.charts.drawing import Chart, Reference
from vigie.web.charts.funnel import Step, funnel, objective
from vigie.web.charts.trend import Series, trend

__all__ = [
    "Bar",
    "Chart",
    "Dot",
    "Reference",
    "Series",
    "Step",
    "bars",
    "dots",
    "funnel",
    "grouped",
    "objective",
    "trend",
]
