"""The lines of the coverage page: subjects (or competences, domains) that have figures here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vigie.codes import PROFILES
from vigie.measures.cube import Cube
from vigie.measures.figure import Figure
from vigie.observatory.answers import Answers
from vigie.observatory.asked import Asked
from vigie.observatory.variants import Subject, apart, grouped

_REFERENTIAL_ORDER = ("CRCN", "CRCN-EDU", "PIX")


@dataclass(frozen=True)
class Lines:
    """`item`: the level of the lines; `profiles`: the columns; `subjects`: the rows.

    `means`: the level of the items that the means are made of.
    """

    item: str
    profiles: Sequence[str]
    subjects: Sequence[Subject]
    got: Answers
    means: str = "subject"

    def cell(self, subject: Subject, profile: str, measure: str = "coverage") -> Figure | None:
        """The figure of a line for a profile: that of the variant which this profile has."""
        absent = None
        for label in subject.labels:
            figure = self.got.at(f"both/{measure}", profile=profile, **{self.item: label})
            if figure is not None and figure.status in ("ok", "hidden"):
                return figure
            absent = absent or figure
        return absent

    def whole(self, subject: Subject, measure: str = "coverage") -> Figure | None:
        """The figure of a line for all profiles; None for several variants, which have none."""
        if subject.is_group:
            return None
        return self.got.at(f"item/{measure}", **{self.item: subject.label})


def lines_of(
    cube: Cube, got: Answers, what: Asked, item: str, *, grouped: bool, means: str = "subject"
) -> Lines:
    """The lines with some figure here, by référentiel, in the order of the files."""
    referentials = {
        each.label: each.referential for each in cube.items.values() if each.level == item
    }
    shown = [
        figure.dimensions[item]
        for figure in got.all("item/coverage")
        if figure.status in ("ok", "hidden")
    ]
    pairs = sorted(
        ((label, referentials.get(label, "")) for label in shown),
        key=lambda pair: _order(pair[1]),
    )
    profiles = [what.profile] if what.profile else list(PROFILES)
    subjects = apart(pairs)
    if grouped and item == "subject":
        subjects = _grouped(pairs, got, item)
    return Lines(item, profiles, subjects, got, means)


def _order(referential: str) -> int:
    known = _REFERENTIAL_ORDER
    return known.index(referential) if referential in known else len(known)


def _grouped(pairs: list[tuple[str, str]], got: Answers, item: str) -> list[Subject]:
    held: dict[str, set[str]] = {}
    for figure in got.all("both/coverage"):
        if figure.status in ("ok", "hidden"):
            held.setdefault(figure.dimensions[item], set()).add(figure.dimensions["profile"])
    return grouped(pairs, {label: frozenset(profiles) for label, profiles in held.items()})
