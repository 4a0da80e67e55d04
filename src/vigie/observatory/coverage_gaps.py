"""What the coverages of a territory say, in sentences made from the numbers."""

from __future__ import annotations

from collections.abc import Iterator

from vigie.codes import profile_label
from vigie.measures.figure import Figure
from vigie.observatory.answers import Answers
from vigie.observatory.coverage_lines import Lines
from vigie.observatory.coverage_words import referential_name
from vigie.observatory.places import Place
from vigie.observatory.sentences import against, between, known
from vigie.web import formats


def gaps(got: Answers, found: Place, lines: Lines) -> list[str]:
    """Sentences on référentiels, degrees, sectors, the nation, and the extremes."""
    said = [
        *_referentials(got),
        *_pair(got, "le second degré public", "2D_PUBLIC", "le premier degré public", "1D_PUBLIC"),
        *_pair(got, "le second degré privé", "2D_PRIVATE", "le premier degré privé", "1D_PRIVATE"),
        *_profiles(got, lines),
        *_nation(got, found),
        *_extremes(got, lines),
    ]
    return [sentence for sentence in said if sentence]


def _named(figure: Figure, dimension: str) -> str:
    return figure.dimensions[dimension]


def _referentials(got: Answers) -> Iterator[str]:
    """Weighted by sendings: the rule that gives the printed 78 and 56 (seeds/001, l. 123)."""
    figures = [f for f in got.all("referential/coverage") if f.status == "ok"]
    for i, one in enumerate(figures):
        for other in figures[i + 1 :]:
            yield between(
                f"le {referential_name(_named(one, 'referential'))}", one,
                f"le {referential_name(_named(other, 'referential'))}", other,
            )  # fmt: skip


def _pair(got: Answers, high_name: str, high: str, low_name: str, low: str) -> Iterator[str]:
    one = got.at("profile/coverage_subject_mean", profile=high)
    other = got.at("profile/coverage_subject_mean", profile=low)
    if one is not None and other is not None and known(one, other):
        yield between(high_name, one, low_name, other)


def _profiles(got: Answers, lines: Lines) -> Iterator[str]:
    """The two profiles furthest apart, when there are more than two."""
    figures = [
        figure
        for figure in got.all("profile/coverage_subject_mean")
        if figure.status == "ok" and figure.dimensions["profile"] in lines.profiles
    ]
    if len(figures) < 3:
        return
    figures.sort(key=lambda figure: figure.value or 0)
    low, high = figures[0], figures[-1]
    yield (
        f"Le profil le mieux couvert est {profile_label(_named(high, 'profile'))} "
        f"({formats.share(high.value, 0)}), le moins couvert "
        f"{profile_label(_named(low, 'profile'))} ({formats.share(low.value, 0)})."
    )


def _nation(got: Answers, found: Place) -> Iterator[str]:
    if found.is_nation:
        return
    here, there = got.one("coverage"), got.one("nation/coverage")
    if known(here, there):
        yield against(found.name, here, "la France", there)


def _extremes(got: Answers, lines: Lines) -> Iterator[str]:
    figures = [f for f in got.all("item/coverage") if f.status == "ok"]
    if len(figures) < 2:
        return
    figures.sort(key=lambda figure: figure.value or 0)
    low, high = figures[0], figures[-1]
    yield between(
        f"«\u00a0{_named(high, lines.item)}\u00a0»",
        high,
        f"«\u00a0{_named(low, lines.item)}\u00a0»",
        low,
    )
