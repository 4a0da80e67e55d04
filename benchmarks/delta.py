"""What a week of results costs: `python -m benchmarks.delta`.

Five thousand new results reach a home of a million people, in two ways: exports of new campaigns,
and newer exports of campaigns that are known. The build that continues the former cube is measured
beside the build from nothing, and both must give the same figures.
"""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta

import polars as pl

from benchmarks.installation import DATA, add_export, copy_of, installation
from benchmarks.invented import ON, Campaign, campaigns, participations, schools
from benchmarks.timing import Report, machine, side_by_side
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.measures.build import build
from vigie.measures.cube import Cube

NEW = 5_000
WEEK_LATER = ON + timedelta(days=7)


def main(people: int = 1_000_000) -> int:
    return _new_campaigns(people) + _newer_exports(people)


def _new_campaigns(people: int) -> int:
    """Five campaigns that nobody had seen, one per profile, in one département."""
    home = copy_of(installation(people), "delta")
    build(home, afresh=True)
    known = {each.profile: each for each in reversed(campaigns())}.values()
    new = [Campaign(f"NEW{n}", each.profile, each.department) for n, each in enumerate(known)]
    former = _kept(home)
    with home.writing():
        for campaign, frame in zip(new, participations(schools(), new, NEW, seed=2), strict=True):
            add_export(home, campaign, frame, WEEK_LATER)
    return _measured(f"Delta, {NEW:,} people of new campaigns on {people:,}", home, former)


def _newer_exports(people: int) -> int:
    """The known campaigns with the fewest changes: newer exports that add 5,000 people to them."""
    home = copy_of(installation(people), "delta")
    build(home, afresh=True)
    former = _kept(home)
    changed = campaigns()[:5]
    added = participations(schools(), changed, NEW, seed=3)
    records = {
        record.campaigns[0]: record.no for record in Ledger(home).active() if record.campaigns
    }
    lake = Lake(home)
    with home.writing():
        for campaign, more in zip(changed, added, strict=True):
            held = lake.scan("participations", [records[campaign.code]]).drop("import_no").collect()
            names = [name for name in more.columns if name in held.columns]
            types = {name: held.schema[name] for name in names}
            whole = pl.concat([held.select(names), more.select(names).cast(types)])
            add_export(home, campaign, whole, WEEK_LATER)
    return _measured(f"Delta, newer exports with {NEW:,} people more on {people:,}", home, former)


def _kept(home: Home) -> Home:
    """The cube as it was before the new results, to start from again at each turn."""
    kept = DATA / "delta-former"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(home.cube, kept)
    return Home(kept)


def _measured(title: str, home: Home, former: Home) -> int:
    report = Report(title)
    report.say(machine())

    def back() -> None:
        shutil.rmtree(home.cube)
        shutil.copytree(former.path, home.cube)

    build(home)
    continued = _cells(Cube.open(home))
    build(home, afresh=True)
    whole = _cells(Cube.open(home))
    found = side_by_side(
        {"continued": lambda: build(home), "afresh": lambda: build(home, afresh=True)},
        turns=7,
        before={"continued": back},
    )
    report.times(found)
    report.promise(
        "continued / afresh", found["continued"].median / found["afresh"].median, at_most=0.6
    )
    report.check(f"the same figures on {len(whole):,} cells and dates", continued.equals(whole))
    return report.conclude()


def _cells(cube: Cube) -> pl.DataFrame:
    """Every cell on every date, without those that hold only zeros, in the order of keys."""
    frame = cube.store.frame
    return frame.filter(pl.any_horizontal(pl.col(cube.store.values) != 0)).select(
        "key", *sorted(cube.store.values)
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
