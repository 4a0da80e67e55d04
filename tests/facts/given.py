"""Files as people receive them, of invented people and figures, for the tests of imports."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lib.pix_files import Layout, Row, line, text
from vigie.facts.home import Home
from vigie.facts.import_report import ImportReport
from vigie.facts.imports import import_file

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PEOPLE = ("abadie", "benali", "castel", "dherve")


def started(day: int) -> datetime:
    return datetime(2026, 9, day, 8, 12)


def participation(
    name: str, day: int, *, shared: int | None = None, mastered: tuple[int, ...] = (6, 9, 12, 9)
) -> Row:
    """One participation of September 2026: finished and sent on the day `shared`, or in progress.

    Three competences and their domain, of 12 skills each.
    """
    return Row(
        last_name=name.upper(),
        first_name="Nour",
        external_id=f"nour.{name}@ac-fictive.fr",
        progress=1.0 if shared else 0.3,
        started=started(day),
        shared=started(shared) if shared else None,
        mastered=mastered,
    )


def pix_file(
    folder: Path,
    *rows: Row,
    layout: Layout | None = None,
    on: str = "2026-10-05",
    extra: str = "",
) -> Path:
    """A Pix Orga export named as Pix names it."""
    layout = layout or Layout()
    rows = rows or tuple(participation(name, 7, shared=9) for name in PEOPLE)
    body = [";".join(text(name) for name in layout.header())]
    body += [line(layout, row) for row in rows]
    path = folder / f"Resultats-{layout.campaign_id}-{layout.campaign_id}-{on}-0915.csv"
    path.write_text("\ufeff" + "\n".join(body) + "\n" + extra, encoding="utf-8")
    return path


def table(folder: Path, name: str, *lines: str) -> Path:
    """A CSV file of those lines."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def counts_file(folder: Path, *lines: str, name: str = "suivi.csv") -> Path:
    """Participation counts, with their headcounts; three départements by default."""
    header = (
        "territory;profile;pathway;as_of;started_not_finished;finished_not_sent;finished_sent;"
        "headcount"
    )
    lines = lines or (
        "dep:25;ALL;;2024-03-15;262;63;601;7609",
        "dep:71;ALL;;2024-03-15;259;27;238;6609",
        "dep:18;ALL;;2024-03-15;118;19;99;3517",
    )
    return table(folder, name, header, *lines)


def headcounts_file(folder: Path, *lines: str, name: str = "effectifs.csv") -> Path:
    """Headcounts: `territory;profile;headcount;as_of`."""
    return table(folder, name, "territory;profile;headcount;as_of", *lines)


def campaigns_file(folder: Path, *lines: str, name: str = "campagnes.csv") -> Path:
    """Declared campaigns: `code;territory;profile;pathway;name;season`."""
    return table(folder, name, "code;territory;profile;pathway;name;season", *lines)


def take(home: Home, path: Path, **options: Any) -> ImportReport:
    """An import by Nora, on 22 November 2026."""
    return import_file(home, path, **{"by": "nora", "now": NOW, **options})
