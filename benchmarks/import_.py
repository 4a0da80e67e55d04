"""A Pix export of 60 columns to committed facts: `python -m benchmarks.import_`.

Beside a bare `polars.scan_csv(...).collect()` of the same file, which checks nothing, types nothing
and keeps nothing, and beside the csv module with one pydantic model per row, which
is how such files are usually validated. One row in ten thousand is wrong, and told apart.
"""

from __future__ import annotations

import csv
import json
import resource
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError, create_model

from benchmarks.installation import DATA, HERE
from benchmarks.timing import Report, machine, side_by_side
from vigie.facts.home import Home
from vigie.facts.imports import import_file

sys.path.insert(0, str(HERE.parent / "tests"))
from lib.pix_files import SIXTY_COLUMNS, write_export  # the path is set just above

BAD_EVERY = 10_000
NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
MEMORY = 1.5
"""Gigabytes that the import of a million rows may take at most."""


def exported(rows: int) -> Path:
    """An export of `rows` rows, kept from one run to the next."""
    path = DATA / f"export-{rows}.csv"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        aside = path.with_suffix(".part")
        write_export(aside, rows, SIXTY_COLUMNS, bad_every=BAD_EVERY, resend_every=0)
        aside.rename(path)
    return path


def new_home() -> None:
    """Forgets what was imported before: taking 400 MB off the disk is not timed."""
    shutil.rmtree(DATA / "import", ignore_errors=True)


def imported(path: Path) -> dict[str, int]:
    """Imports into a new home, bad rows accepted as refused; answers what was kept and refused."""
    report = import_file(
        Home(DATA / "import"),
        path,
        territory="Doubs",
        profile="1D_PUBLIC",
        pathway="POSITIONING",
        accept_refused=True,
        by="benchmarks",
        now=NOW,
    )
    assert report.status == "imported", report.errors[:3]
    return {"kept": report.rows_kept, "refused": report.rows_refused}


def scanned(path: Path) -> int:
    """The bare reading of the same file."""
    return pl.scan_csv(path, separator=";", infer_schema=False).collect().height


def validated(path: Path) -> dict[str, int]:
    """The csv module, and one pydantic model per row."""
    kept = refused = 0
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = csv.reader(handle, delimiter=";")
        header = next(rows)
        model = TypeAdapter(_model(header))
        names = [f"c{place}" for place in range(len(header))]
        people = []
        for row in rows:
            try:
                people.append(model.validate_python(dict(zip(names, row, strict=True))))
                kept += 1
            except ValidationError:
                refused += 1
    return {"kept": kept, "refused": refused}


def _absent(text: str) -> str | None:
    return None if text in ("NA", "") else text


def _decimal(text: str) -> str | None:
    return None if text in ("NA", "") else text.replace(",", ".")


def _time(text: str) -> datetime | None:
    return None if text in ("NA", "") else datetime.strptime(text, "%d/%m/%Y %H:%M")


Unit = Annotated[float, Field(ge=0, le=1)]
Share = Annotated[Unit | None, BeforeValidator(_decimal)]
Whole = Annotated[int | None, BeforeValidator(_absent)]
Time = Annotated[datetime | None, BeforeValidator(_time)]
YesNo = Annotated[Literal["Oui", "Non"] | None, BeforeValidator(_absent)]


def _model(header: list[str]) -> type[BaseModel]:
    """A model of the export: shares within [0, 1], counts, times, yes or no, texts."""
    fields: dict[str, tuple[object, object]] = {}
    for place, name in enumerate(header):
        kind: object = str
        if name.startswith("%"):
            kind = Share
        elif name.startswith(("Nombre", "Acquis", "Palier")):
            kind = Whole
        elif name.startswith("Date"):
            kind = Time
        elif name.endswith("(O/N)"):
            kind = YesNo
        fields[f"c{place}"] = (kind, ...)
    return create_model("Row", **fields)  # type: ignore[call-overload]  # names known only here


def _in_a_process(path: Path) -> dict[str, float]:
    """One import in a process of its own: rows, and the most memory it held (gigabytes)."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.import_", "--alone", str(path)],
        cwd=HERE.parent,
        check=True,
        capture_output=True,
        text=True,
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _alone(path: Path) -> None:
    new_home()
    counts = imported(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({**counts, "gigabytes": peak}))


def main(rows: int = 1_000_000, fraction: int = 100_000) -> int:
    report = Report(f"Import, {rows:,} rows of 60 columns")
    path, part = exported(rows), exported(fraction)
    report.say(f"{machine()}; {path.stat().st_size / 1e6:.0f} MB")
    alone = _in_a_process(path)
    report.say(
        f"  one import alone: {alone['kept']:,.0f} rows kept, {alone['refused']:,.0f} refused, "
        f"at most {alone['gigabytes']:.2f} GB"
    )
    bare = side_by_side(
        {"import": lambda: imported(path), "scan_csv": lambda: scanned(path)},
        turns=5,
        before={"import": new_home},
    )
    report.times(bare)
    rowwise = side_by_side(
        {"import": lambda: imported(part), "csv + pydantic": lambda: validated(part)},
        turns=3,
        warm_ups=0,
        before={"import": new_home},
    )
    report.say(f"  on {fraction:,} rows, since the latter takes minutes on {rows:,}:")
    report.times(rowwise)
    new_home()
    told_apart = validated(part)
    report.check(f"the same rows told apart: {told_apart}", imported(part) == told_apart)
    report.promise("import / scan_csv", bare["import"].median / bare["scan_csv"].median, at_most=3)
    report.promise(
        "csv + pydantic / import",
        rowwise["csv + pydantic"].median / rowwise["import"].median,
        at_least=5,
    )
    report.promise("memory", alone["gigabytes"], at_most=MEMORY, unit="GB")
    return report.conclude()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        _alone(Path(sys.argv[2]))
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
