"""Data folders with the facts of the invented people, written as an import writes them.

A folder is made once and kept under `benchmarks/data`, under a name drawn from the code that
makes it: after a change of that code, or of the contracts, another one is made.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

import polars as pl

import vigie.facts.families
import vigie.facts.lake
import vigie.facts.ledger
from benchmarks.invented import ON, Campaign, campaigns, frames_of, participations, schools
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import CampaignContext, ImportRecord, Ledger, import_id

HERE = Path(__file__).parent
DATA = HERE / "data"
NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
_MADE_BY = (
    HERE / "invented.py",
    HERE / "installation.py",
    *(Path(str(m.__file__)) for m in (vigie.facts.families, vigie.facts.lake, vigie.facts.ledger)),
)


def _version() -> str:
    code = b"".join(path.read_bytes() for path in _MADE_BY)
    return hashlib.sha256(code).hexdigest()[:10]


def installation(people: int) -> Home:
    """A home with the directory of schools and `people` in one export per profile and département.

    Nothing is built in it. It may be written to only by what leaves it as found.
    """
    final = DATA / f"home-{people}-{_version()}"
    if not final.exists():
        for old in DATA.glob(f"home-{people}-*"):
            shutil.rmtree(old)
        aside = final.with_name(f".{final.name}.{os.getpid()}.part")
        # What a power cut takes is made again: 500 exports in seconds rather than minutes.
        with patch("os.fsync"):
            _fill(Home(aside).prepare(), people)
        aside.rename(final)
    return Home(final)


def _fill(home: Home, people: int) -> None:
    directory = schools()
    with home.writing():
        add(home, "schools", {"schools": directory}, ON)
        exports = campaigns()
        for campaign, frame in zip(
            exports, participations(directory, exports, people), strict=True
        ):
            add_export(home, campaign, frame, ON)


def copy_of(home: Home, name: str) -> Home:
    """A copy that may be written to, in the place of a former copy of that name."""
    target = DATA / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(home.path, target)
    return Home(target)


def add_export(home: Home, campaign: Campaign, frame: pl.DataFrame, on: date) -> ImportRecord:
    """The facts of one export of a campaign, as of a day."""
    context = CampaignContext(
        campaign.code,
        territory=campaign.territory,
        profile=campaign.profile,
        pathway="POSITIONING",
        origins=dict.fromkeys(("territory", "profile", "pathway"), "option"),
    )
    families = {"participations": frame, "items": frames_of(campaign)}
    return add(home, "pix-assessment", families, on, (context,))


def add(
    home: Home,
    source: str,
    families: dict[str, pl.DataFrame],
    on: date,
    contexts: tuple[CampaignContext, ...] = (),
) -> ImportRecord:
    """Commits facts without a file; the caller holds `home.writing()`."""
    ledger, lake = Ledger(home), Lake(home)
    rows = next(iter(families.values())).height
    sha256 = hashlib.sha256(f"{source}{on}{contexts}{rows}".encode()).hexdigest()
    no = ledger.reserve(sha256)
    for family, frame in families.items():
        lake.write(family, frame, no)
    record = ImportRecord(
        no=no,
        import_id=import_id(no),
        file=f"{source}-{no}.csv",
        source=source,
        sha256=sha256,
        size=0,
        as_of=on,
        as_of_origin="option",
        imported_at=NOW,
        imported_by="benchmarks",
        rows_read=rows,
        rows_kept=rows,
        rows_refused=0,
        campaigns=tuple(context.campaign for context in contexts),
        contexts=contexts,
        families=tuple(families),
    )
    ledger.commit(record)
    return record
