"""What is missing or does not agree behind a page, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vigie.measures.cube import Cube
from vigie.measures.disclosure import door
from vigie.measures.figure import Figure
from vigie.measures.printed import Part, Standing
from vigie.measures.shape import ALL_PROFILES
from vigie.measures.standing import Key
from vigie.observatory.answers import Answers
from vigie.observatory.asked import Asked
from vigie.observatory.places import LEVEL_PLURALS, Place, is_unplaced
from vigie.web import formats

MOST_DISAGREEMENTS = 5
_ENOUGH = 1e-9


@dataclass(frozen=True)
class Caveat:
    """One sentence. `kind`: something is `missing`, does not `agree`, or is only to be known.

    `figure` is one to look at for the details; `href` another page that tells more.
    """

    kind: Literal["missing", "disagreement", "note"]
    text: str
    figure: Figure | None = None
    href: str = ""


@dataclass(frozen=True)
class Disagreement:
    """Two known values for one place. `stands` is the one shown, `other` the one set aside."""

    territory: str
    name: str
    family: str
    stands: int
    stands_printed: bool
    stands_on: date
    other: int
    other_on: date

    @property
    def is_past(self) -> bool:
        """Whether the value set aside is only older: no contradiction on one day."""
        return self.other_on < self.stands_on


def caveats(
    cube: Cube, got: Answers, what: Asked, found: Place, level: str | None, on: date
) -> list[Caveat]:
    """Everything a reader of the board must know before quoting it."""
    return [
        *_units(got),
        *_headcounts(got, level),
        *_silent_children(got, level),
        *_mail(got),
        *_dates(got),
        *_disagreements(cube, what, found, on),
    ]


def _units(got: Answers) -> Iterator[Caveat]:
    """Units present out of those expected (département × profile)."""
    for key, what in (("participants", "La participation"), ("senders", "La couverture")):
        figure = got.one(key)
        if figure.status != "ok" or figure.present is None or not figure.expected:
            continue
        if figure.present + _ENOUGH < figure.expected:
            present, expected = _units_text(figure.present), _units_text(figure.expected)
            yield Caveat(
                "missing",
                f"{what} repose sur {present} unités sur {expected} "
                "(une unité\u00a0: un profil dans un département).",
                figure,
            )


def _units_text(units: float) -> str:
    return formats.decimal(units, 0 if float(units).is_integer() else 1)


def _headcounts(got: Answers, level: str | None) -> Iterator[Caveat]:
    whole = got.one("participation_rate")
    if whole.status == "no_denominator":
        yield Caveat(
            "missing",
            "Aucun effectif n’est connu pour ce choix\u00a0: le taux de participation ne peut pas "
            "être calculé.",
            whole,
        )
    profiles = [f for f in got.all("profiles/participation_rate") if f.status == "no_denominator"]
    if profiles and whole.status != "no_denominator":
        yield Caveat(
            "missing",
            f"L’effectif manque pour {formats.plural(len(profiles), 'profil')}\u00a0: leur taux de "
            "participation ne peut pas être calculé.",
            profiles[0],
        )
    if level is None:
        return
    without = [
        f for f in got.all("children/participation_rate")
        if f.status == "no_denominator" and not is_unplaced(f.territory)
    ]  # fmt: skip
    if without:
        some = formats.listing([f.territory_name for f in without[:3]])
        more = f" (dont {some})" if len(without) > 3 else f" ({some})"
        yield Caveat(
            "missing",
            f"L’effectif manque pour {len(without)} {LEVEL_PLURALS[level]} sur "
            f"{_children_count(got)}{more}.",
            without[0],
        )


def _children_count(got: Answers) -> int:
    return sum(not is_unplaced(f.territory) for f in got.all("children/participants"))


def _silent_children(got: Answers, level: str | None) -> Iterator[Caveat]:
    if level is None:
        return
    silent = [
        f for f in got.all("children/participants")
        if f.status == "missing" and not is_unplaced(f.territory)
    ]  # fmt: skip
    if silent:
        yield Caveat(
            "missing",
            f"Aucune donnée de participation pour {len(silent)} {LEVEL_PLURALS[level]} sur "
            f"{_children_count(got)}.",
        )


def _mail(got: Answers) -> Iterator[Caveat]:
    usable = got.one("mail_usable_share")
    if usable.status == "ok" and usable.value is not None and usable.value < 1:
        yield Caveat(
            "note",
            f"Adresses exploitables\u00a0: {formats.shown(usable).text} des participants connus un "
            "à un sont situés plus finement que leur département. Les autres sont comptés dans "
            "leur département, et à part en dessous.",
            usable,
        )


def _dates(got: Answers) -> Iterator[Caveat]:
    """Children known at different dates do not compare from one day."""
    days = sorted({f.as_of for f in got.all("children/participants") if f.as_of})
    if len(days) > 1:
        yield Caveat(
            "note",
            f"Les données vont du {formats.day(days[0])} au {formats.day(days[-1])} selon les "
            "territoires\u00a0: comparez-les à date égale avec le filtre "
            "«\u00a0Tel que connu le\u00a0».",
        )


def _disagreements(cube: Cube, what: Asked, found: Place, on: date) -> Iterator[Caveat]:
    all_found = disagreements(cube, found.code, on)
    for each in all_found[:MOST_DISAGREEMENTS]:
        yield Caveat(
            "note" if each.is_past else "disagreement",
            sentence(each),
            href=what.href(each.territory) if each.territory != found.code else "",
        )
    left = len(all_found) - MOST_DISAGREEMENTS
    if left > 0:
        yield Caveat("disagreement", f"Et {formats.plural(left, 'autre écart', 'autres écarts')} "
                     "entre sources sous ce territoire.")  # fmt: skip


def sentence(each: Disagreement) -> str:
    """Both values, their dates, and which one is shown."""
    printed, summed = "le chiffre publié", "la somme des parties"
    stands = printed if each.stands_printed else summed
    other = summed if each.stands_printed else printed
    if each.is_past:
        return (
            f"{each.name}, {_FAMILIES[each.family]}\u00a0: {stands} au "
            f"{formats.day(each.stands_on)} ({formats.count(each.stands)}) remplace {other} au "
            f"{formats.day(each.other_on)} ({formats.count(each.other)})."
        )
    return (
        f"{each.name}, {_FAMILIES[each.family]}\u00a0: {stands} donne {formats.count(each.stands)} "
        f"au {formats.day(each.stands_on)}, {other} {formats.count(each.other)} au "
        f"{formats.day(each.other_on)}. Le premier est retenu."
    )


_FAMILIES = {"funnel": "participants", "headcount": "effectif"}


def disagreements(cube: Cube, code: str, on: date) -> list[Disagreement]:
    """Places in a territory where two complete sources differ, the highest place first.

    A sum that lacks some of its parts differs without any contradiction: it is left out.
    """
    everything = len(cube.pathways)
    inside = _inside(cube, code)
    found = [
        _disagreement(cube, key, standing)
        for key, standing in cube.disagreements(on)
        if key.family in _FAMILIES
        and key.profile == ALL_PROFILES
        and key.series == everything
        and key.pos in inside
        and _both_complete(cube, key, standing)
        and (key.family == "headcount" or _may_be_told(cube, key, on))
    ]
    return sorted(found, key=lambda each: (each.is_past, -abs(each.stands - each.other), each.name))


def _inside(cube: Cube, code: str) -> Sequence[int]:
    shape = cube.shape
    pos = shape.position(code)
    if pos >= shape.size:
        return (*shape.labels[pos], pos)
    return range(pos, int(shape.end[pos]))


def _may_be_told(cube: Cube, key: Key, on: date) -> bool:
    return door(cube).shows_both(cube.shape.code(key.pos), key.profile, on)


def _both_complete(cube: Cube, key: Key, standing: Standing) -> bool:
    expected = cube.shape.expected(key.pos, key.profile)
    other = standing.other
    return other is not None and other.present + _ENOUGH >= expected


def _disagreement(cube: Cube, key: Key, standing: Standing) -> Disagreement:
    code = cube.shape.code(key.pos)
    other = standing.other
    assert other is not None  # disagreements() gives only places with two values
    return Disagreement(
        territory=code,
        name=cube.tree.name(code),
        family=key.family,
        stands=_people(standing.part),
        stands_printed=standing.printed,
        stands_on=date.fromordinal(standing.part.newest),
        other=_people(other),
        other_on=date.fromordinal(other.newest),
    )


def _people(part: Part) -> int:
    return sum(part.values)
