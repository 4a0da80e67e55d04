"""The engine and its twin asked the same questions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from naive.drawn_worlds import ITEMS, PATHWAYS
from naive.twin import COVERAGES, MEASURES, Asked, Reply, Twin
from naive.world import World
from vigie.codes import PROFILES
from vigie.measures.cube import Cube
from vigie.measures.definition import definition
from vigie.measures.evaluate import Evaluation, Target
from vigie.measures.figure import Figure
from vigie.measures.inputs import PROFILE_INDEX
from vigie.measures.shape import UNKNOWN_PROFILE

PEOPLE = (*PROFILES, "UNKNOWN", "ALL")
OF_ITEMS = (*COVERAGES, "senders", "gap_to_reference")


def compare(cube: Cube, world: World, questions: int, seed: int) -> None:
    """Draws questions and checks that both answer the same."""
    draw = random.Random(seed)
    first, last = (cube.dates[0], cube.dates[-1]) if cube.dates else (world.last, world.last)
    days = [*cube.dates, first - timedelta(days=1), last + timedelta(days=1)]
    for on in draw.sample(days, min(len(days), 3)):
        # Territories of a day are drawn for the days at which something is known.
        for then in (False, True) if on in cube.dates else (False,):
            twin = Twin(world, on, then=then)
            seen = cube.as_then(on) if then else cube
            asked = questions // 6 + 1
            for question in drawn(twin, asked, draw):
                check(seen, twin, on, *question)


def drawn(
    twin: Twin, count: int, draw: random.Random
) -> Iterator[tuple[str, str, str, str | None, Asked]]:
    places = interesting(twin)
    for _ in range(count):
        measure = draw.choice(MEASURES)
        item = draw.choice((*ITEMS, "CRCN", "CRCN-EDU", None)) if measure in OF_ITEMS else None
        yield (
            measure,
            draw.choice(places),
            draw.choice(("ALL", draw.choice(PEOPLE))),
            draw.choice((None, None, *PATHWAYS)),
            item,
        )


def interesting(twin: Twin) -> list[str]:
    """The places where something may be, and one where nothing is."""
    fine = [code for code in twin.places.parent if code[:4] in ("uai:", "circ", "bass")]
    for code in ("dep:25", "dep:39", "dep:76", "dep:972", "dep:75"):
        fine += twin.places.line(code)
    return [*sorted(set(fine)), "label:tne"]


def check(
    cube: Cube,
    twin: Twin,
    on: date,
    measure: str,
    place: str,
    profile: str,
    pathway: str | None,
    item: Asked,
) -> None:
    reply = twin.reply(measure, place, profile, pathway, item)
    figure = Evaluation(cube, on).figure(
        definition(measure),
        Target.of(cube, place),
        PROFILE_INDEX.get(profile, UNKNOWN_PROFILE),
        pathway,
        asked_of(item),
    )
    question = f"{measure} {place} {profile} {pathway} {item} on {on}"
    assert seen(figure) == expected(reply), f"{question}: {figure} against {reply}"
    if reply.present is not None:
        assert figure.present == pytest.approx(reply.present, abs=6e-4), f"{question}: {figure}"
        assert figure.expected == pytest.approx(reply.expected, abs=6e-4), question
    if reply.other is not None:
        found = [other.value for other in figure.alternatives]
        assert found == [pytest.approx(reply.other, rel=1e-9)], question
    if reply.as_of is not None:
        assert figure.as_of == reply.as_of, question
    if measure in ("identified", "placed") and figure.value:
        numbers = {each.import_id: each.no for each in cube.imports.values()}
        named = {numbers[name] for name in figure.imports}
        assert twin.files(place, profile, pathway) <= named, question
    if figure.status == "ok":
        check_support(cube, figure, on, question)


def asked_of(item: Asked) -> tuple[str, str] | None:
    if isinstance(item, str):
        return "referential", item
    return (item.level, item.label) if item else None


def seen(figure: Figure) -> tuple[object, ...]:
    return figure.status, figure.value, figure.numerator, figure.denominator


def expected(reply: Reply) -> tuple[object, ...]:
    numbers = (reply.value, reply.numerator, reply.denominator)
    close = [None if n is None else pytest.approx(n, rel=1e-9, abs=1e-9) for n in numbers]
    return reply.status, *close


def check_support(cube: Cube, figure: Figure, on: date, question: str) -> None:
    """A figure that stands has a day and files, none of them later than what is known."""
    assert figure.as_of is not None, question
    assert figure.as_of <= on, question
    assert figure.imports, f"{question}: no file behind {figure}"
    dates = {each.import_id: each.as_of for each in cube.imports.values()}
    assert set(figure.imports) <= dates.keys(), question
