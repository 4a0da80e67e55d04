"""A home with the printed tables and one campaign of the Doubs in two districts."""

from __future__ import annotations

from pathlib import Path

from facts.given import counts_file, headcounts_file, take
from spec import printed
from spec.received import PRIMARY, directory, export, roster, row
from vigie.facts.home import Home
from vigie.measures.build import build


def filled(folder: Path) -> Path:
    """The imports I000001 to I000009, counted. Person 9 is in no roster."""
    home = Home(folder / "home")
    take(home, printed.regions_file(folder))
    take(home, printed.departments_file(folder))
    take(home, printed.coverage_file(folder))
    take(home, directory(folder))
    take(home, roster(folder, [(n, PRIMARY[n % 4]) for n in range(9)]))
    elsewhere = [row(n, n % 3, 5) for n in range(50, 60)]
    take(home, export(folder, 1, elsewhere), territory="Jura", profile="1D_PUBLIC")
    rows = [row(n, n % 3, 5) for n in range(10)]
    take(home, export(folder, 2, rows), territory="Doubs", profile="1D_PUBLIC")
    take(home, counts_file(folder, "dep:90;1D_PUBLIC;;2024-06-01;1;2;3;1600", name="belfort.csv"))
    take(home, headcounts_file(folder, "dep:90;CPE;40;2024-06-01"))
    build(home)
    return home.path
