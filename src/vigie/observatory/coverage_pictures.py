"""The pictures of the coverage page."""

from __future__ import annotations

from vigie.measures.cube import Cube
from vigie.measures.figure import Figure
from vigie.observatory.answers import Answers
from vigie.observatory.coverage_lines import Lines
from vigie.observatory.coverage_origins import apart_below
from vigie.observatory.coverage_words import ITEM_NAMES, sendings
from vigie.observatory.places import LEVEL_NAMES, Place, shown_name
from vigie.web import charts, formats
from vigie.web.charts import Bar, Chart, Reference

MOST_BARS = 40


def _mark(name: str, figure: Figure | None) -> Reference | None:
    if figure is None or figure.status != "ok" or figure.value is None:
        return None
    return Reference(f"{name} {formats.shown(figure, 0).text}", float(figure.value))


def subject_chart(got: Answers, found: Place, lines: Lines) -> Chart | None:
    """Every line, the best covered first, beside the whole (the nation, below the nation)."""
    known = [figure for figure in got.all("item/coverage") if figure.status == "ok"]
    if not known:
        return None
    known.sort(key=lambda figure: figure.value or 0, reverse=True)
    mark = _mark("Ensemble", got.one("coverage"))
    if not found.is_nation:
        mark = _mark("France", got.one("nation/coverage")) or mark
    return charts.bars(
        id="couverture-par-sujet",
        title=f"Taux de couverture par {ITEM_NAMES[lines.item].lower()}, {found.name}",
        items=[
            Bar(figure.dimensions[lines.item], figure.value,
                f"{formats.shown(figure, 0).text} · {_senders(got, lines, figure)}")
            for figure in known
        ],
        reference=mark,
        label_header=ITEM_NAMES[lines.item],
        value_header="Couverture et envois",
        maximum=1.0,
    )  # fmt: skip


def _senders(got: Answers, lines: Lines, figure: Figure) -> str:
    behind = got.at("item/senders", **{lines.item: figure.dimensions[lines.item]})
    return sendings(behind) or formats.shown(behind).words


def children_chart(cube: Cube, got: Answers, found: Place, level: str | None) -> Chart | None:
    """The territories below, the best covered first, beside the whole when of the same files."""
    if level is None:
        return None
    known = [figure for figure in got.all("child/coverage") if figure.status == "ok"]
    if len(known) < 2:
        return None
    known.sort(key=lambda figure: figure.value or 0, reverse=True)
    senders = got.by_territory("child/senders")
    items = []
    for figure in known[:MOST_BARS]:
        behind = senders.get(figure.territory)
        words = sendings(behind) or formats.shown(behind).words
        items.append(
            Bar(shown_name(cube.tree, figure.territory, level), figure.value,
                f"{formats.shown(figure, 0).text} · {words}")
        )  # fmt: skip
    apart = apart_below(cube, got, found)
    note = apart
    if len(known) > MOST_BARS:
        note = (
            f"Les {MOST_BARS} premiers sur {len(known)}\u00a0; le tableau les donne tous. {apart}"
        )
    return charts.bars(
        id="couverture-par-territoire",
        title=f"Taux de couverture par {LEVEL_NAMES[level]}, {found.name}",
        items=items,
        reference=None if apart else _mark(found.name, got.one("coverage")),
        value_header="Couverture et envois",
        maximum=1.0,
        note=note.strip(),
    )
