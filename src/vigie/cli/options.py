"""What `measure` and `explain` share: the question asked, and a figure in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from datetime import date

    from vigie.measures.cube import Cube
    from vigie.measures.figure import Figure
    from vigie.measures.query import Query

F = TypeVar("F", bound=Callable[..., Any])


def day(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    """A date typed on the command line."""
    from vigie.periods import RefusedDate, parse_date

    if text is None:
        return None
    try:
        return parse_date(text)
    except RefusedDate as error:
        raise click.BadParameter(f"{error.message} {error.remedy}") from None


def query_options(function: F) -> F:
    """The options that say which figure is meant."""
    for option in (
        click.option("--as-of", metavar="DATE", callback=day, help="Tel que connu à cette date."),
        click.option(
            "--geography",
            type=click.Choice(["now", "then"]),
            default="now",
            show_default=True,
            help="Territoires d’aujourd’hui (now), ou ceux de la date demandée (then).",
        ),
        click.option("--pathway", metavar="PARCOURS", help="Parcours : nom ou code."),
        click.option("--profile", metavar="PROFIL", help="Profil : 1D_PUBLIC, CPE, ALL…"),
        click.option(
            "--territory",
            metavar="TERRITOIRE",
            default="FR",
            show_default=True,
            help="Territoire : nom ou code (Doubs, dep:25, aca:besancon, uai:0250001A).",
        ),
    ):
        function = option(function)
    return function


@contextmanager
def telling() -> Iterator[None]:
    """Turns what a question may get wrong into a French sentence and exit status 2."""
    from vigie.codes import UnknownCode
    from vigie.measures.cube import NoCube
    from vigie.measures.definition import UnknownMeasure
    from vigie.measures.query import BadQuery

    try:
        yield
    except (UnknownCode, BadQuery, UnknownMeasure, NoCube) as error:
        raise click.ClickException(f"{error.message} {error.remedy}") from None


def as_question(name: str, question: dict[str, Any]) -> tuple[Cube, Query]:
    """The current cube and the query that the options describe."""
    from vigie.facts.home import Home
    from vigie.measures.cube import Cube
    from vigie.measures.query import Query

    with telling():
        cube = Cube.open(Home.from_environment())
    question["by"] = tuple(question.pop("by", ()))
    return cube, Query(measure=name, **question)


def in_words(figure: Figure) -> str:
    """The value as people read it: `4,5 %`, `40 545`, or why there is none."""
    if figure.status != "ok" or figure.value is None:
        return {
            "missing": "pas de donnée",
            "no_denominator": "pas de dénominateur",
            "not_applicable": "sans objet",
            "hidden": "masqué",
        }.get(figure.status, "")
    from vigie.web import formats

    if figure.unit == "points":
        return formats.points(figure.value / 100)
    return formats.shown(figure).text
