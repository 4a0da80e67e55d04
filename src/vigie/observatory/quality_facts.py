"""What is doubtful in the data, found in the facts and in the cube: plain rows, no page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from vigie.codes import ALL, PATHWAYS, PROFILES
from vigie.facts.coherence import HEADCOUNT_JUMP
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.facts.snapshots import PIX_SOURCES, dated
from vigie.measures.cube import Cube
from vigie.measures.disclosure import STEERING, door
from vigie.measures.figure import Figure
from vigie.measures.query import Query, run
from vigie.measures.shape import ALL_PROFILES
from vigie.observatory.imports_contexts import Known

NOWHERE = "Sans département connu"
_FAMILIES = {"funnel": "participants", "headcount": "effectif"}


@dataclass(frozen=True)
class Usable:
    """How many people of a place are located finely: `unknown` is the line that holds the rest."""

    identified: Figure
    placed: Figure
    unknown: Figure
    share: Figure


@dataclass(frozen=True)
class Moved:
    """A headcount that moved by more than a fifth between two dates."""

    territory: str
    profile: str
    before: int
    before_on: date
    after: int
    after_on: date
    import_no: int

    @property
    def change(self) -> float | None:
        """Relative change; None from nought."""
        return (self.after - self.before) / self.before if self.before else None


@dataclass(frozen=True)
class Gap:
    """Two known values for one place and profile: the one shown, and the one set aside."""

    territory: str
    profile: str
    family: str
    shown: int
    shown_printed: bool
    shown_on: date
    other: int
    other_on: date


@dataclass(frozen=True)
class Export:
    """The latest export of a campaign, `days` older than the latest date of the figures."""

    campaign: str
    record: ImportRecord
    days: int


def usable_addresses(cube: Cube, on: date) -> list[Usable]:
    """Départements where people are known one by one, those of no département, the nation."""
    names = ("identified", "placed", "mail_usable_share")
    figures: list[Figure] = []
    for name in names:
        figures += run(cube, Query(name, level="department", as_of=on))
        figures += run(cube, Query(name, as_of=on))
    shown = door(cube).protect(figures, on)
    count = len(shown) // len(names)
    rows = zip(*(shown[i * count : (i + 1) * count] for i in range(len(names))), strict=True)
    found = [
        Usable(identified, placed, _unknown(identified, placed, share), share)
        for identified, placed, share in map(_of_one_day, rows)
        if identified.status != "missing" and (identified.value or identified.status != "ok")
    ]
    if len(found) < 2:
        return found
    *parts, nation = found
    nowhere = _nowhere(parts, nation)
    return [*parts, *([nowhere] if nowhere else []), nation]


def _of_one_day(row: tuple[Figure, Figure, Figure]) -> tuple[Figure, Figure, Figure]:
    """The three figures of a row as on the day of the share, which may be held back."""
    identified, placed, share = row
    if share.status != "ok" or share.known_on is None:
        return row
    known, as_of = int(share.denominator or 0), share.as_of
    return (
        replace(identified, value=known, numerator=known, status="ok", as_of=as_of),
        replace(placed, value=int(share.numerator or 0), status="ok", as_of=as_of),
        share,
    )


def _nowhere(parts: Sequence[Usable], nation: Usable) -> Usable | None:
    """People of campaigns without département: what the nation has beyond its parts.

    None when there is nobody, when a part is hidden or held back to an earlier day (what moved
    since would pass for them), or when they are too few to be told."""
    every = (*parts, nation)
    if any(each.identified.value is None for each in every):
        return None
    if any(each.identified.known_on or each.share.known_on for each in every):
        return None
    rest = (nation.identified.value or 0) - sum(each.identified.value or 0 for each in parts)
    if rest < STEERING.threshold:
        return None
    people = replace(nation.identified, value=rest, territory_name=NOWHERE)
    nobody = replace(nation.placed, value=0, territory_name=NOWHERE)
    share = replace(nation.share, value=0.0, numerator=0, denominator=rest)
    return Usable(people, nobody, people, replace(share, territory_name=NOWHERE))


def _unknown(identified: Figure, placed: Figure, share: Figure) -> Figure:
    # The difference is a count of people too: it is shown only where its share is.
    if share.status == "hidden" or "hidden" in (identified.status, placed.status):
        return identified.emptied("hidden")
    if identified.value is None or placed.value is None:
        return identified.emptied("missing")
    return replace(identified, value=identified.value - placed.value, alternatives=())


def without_headcount(cube: Cube, on: date) -> list[tuple[Figure, str]]:
    """(participants, profile) of each département and profile whose headcount is not known."""
    people = door(cube).protect(
        run(cube, Query("participants", level="department", by=("profile",), as_of=on)), on
    )
    heads = run(cube, Query("headcount", level="department", by=("profile",), as_of=on))
    known = {(f.territory, f.dimensions["profile"]) for f in heads if f.status == "ok"}
    return [
        (figure, figure.dimensions["profile"])
        for figure in people
        if figure.dimensions["profile"] in PROFILES
        and (figure.status == "hidden" or figure.value)
        and (figure.territory, figure.dimensions["profile"]) not in known
    ]


def moved_headcounts(home: Home) -> list[Moved]:
    """Every headcount that moved by more than a fifth since the one before it, latest first."""
    records = [record for record in Ledger(home).active() if "headcounts" in record.families]
    if not records:
        return []
    frame = dated(Lake(home).scan("headcounts", [r.no for r in records]).collect(), records)
    keys = ["territory", "profile"]
    series = (
        frame.sort("as_of", "import_no", "line")
        .unique([*keys, "as_of"], keep="last", maintain_order=True)
        .with_columns(
            before=pl.col("headcount").shift(1).over(keys),
            before_on=pl.col("as_of").shift(1).over(keys),
        )
    )
    moved = series.filter(
        (pl.col("headcount") - pl.col("before")).abs() > HEADCOUNT_JUMP * pl.col("before")
    ).sort("as_of", "territory", descending=[True, False])
    return [
        Moved(
            r["territory"],
            r["profile"],
            r["before"],
            r["before_on"],
            r["headcount"],
            r["as_of"],
            r["import_no"],
        )
        for r in moved.iter_rows(named=True)
    ]


def gaps(cube: Cube, on: date) -> list[Gap]:
    """Printed figures and sums of the parts that differ, all pathways together, largest first."""
    found = []
    for key, standing in cube.disagreements(on):
        if key.family not in _FAMILIES or key.series != len(cube.pathways):
            continue
        if key.profile != ALL_PROFILES and not 0 <= key.profile < len(PROFILES):
            continue
        other = standing.other
        if other is None or other.present + 1e-9 < cube.shape.expected(key.pos, key.profile):
            continue  # a sum that lacks parts differs without any contradiction
        code = cube.shape.code(key.pos)
        if key.family == "funnel" and not door(cube).shows_both(code, key.profile, on):
            continue
        found.append(
            Gap(
                territory=code,
                profile=ALL if key.profile == ALL_PROFILES else PROFILES[key.profile],
                family=_FAMILIES[key.family],
                shown=sum(standing.part.values),
                shown_printed=standing.printed,
                shown_on=date.fromordinal(standing.part.newest),
                other=sum(other.values),
                other_on=date.fromordinal(other.newest),
            )
        )
    return sorted(found, key=lambda gap: (-abs(gap.shown - gap.other), gap.territory))


def old_exports(home: Home, on: date, days: int) -> list[Export]:
    """Campaigns whose latest export is more than `days` older than `on`, oldest first."""
    last: dict[str, ImportRecord] = {}
    for record in sorted(Ledger(home).active(), key=lambda r: (r.as_of, r.no)):
        if record.source in PIX_SOURCES:
            last.update(dict.fromkeys(record.campaigns, record))
    found = [
        Export(code, record, (on - record.as_of).days)
        for code, record in last.items()
        if (on - record.as_of).days > days
    ]
    return sorted(found, key=lambda each: (-each.days, each.campaign))


def coverage_of(
    cube: Cube | None, known: Sequence[Known]
) -> list[tuple[str, dict[str, list[Known]]]]:
    """For each département that has a campaign of a Pix+ Édu pathway: profile -> its campaigns.

    A campaign of a wider territory is told at that territory, one of a finer place under its own
    département."""
    trained = {pathway.code for pathway in PATHWAYS if pathway.kind == "training"}
    places: dict[str, dict[str, list[Known]]] = {}
    for each in known:
        if each.territory is None or each.pathway in trained:
            continue
        place = each.territory
        if cube is not None and place in cube.tree:
            for step in cube.tree.path(place):
                if cube.tree.level(step) == "department":
                    place = step
        places.setdefault(place, {}).setdefault(each.profile or "", []).append(each)
    order = {code: rank for rank, code in enumerate(places)}
    if cube is not None:
        order = {code: cube.tree.position(code) if code in cube.tree else -1 for code in places}
    return sorted(places.items(), key=lambda pair: order[pair[0]])
