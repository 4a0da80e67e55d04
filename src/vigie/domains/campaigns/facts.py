"""What this domain gives as facts: the declared campaigns, through the same door as any file.

The declarations in force are written as one file of the source `campaigns` and imported. The
import before it is withdrawn: a declaration that was taken back must not live on in an old file.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import polars as pl

from vigie.domains.campaigns.models import FOR_EVERYONE, Campaign, Origin
from vigie.domains.campaigns.queries import declared_campaigns
from vigie.facts import coherence
from vigie.facts.home import Home
from vigie.facts.import_report import ImportReport
from vigie.facts.imports import import_file, withdraw
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.facts.snapshots import dated
from vigie.periods import PARIS
from vigie.sources import campaigns as source
from vigie.sources.problems import Problem

FILE = "campagnes-declarees.csv"
_MARK = "campagnes déclarées dans Vigie"


class NotPublished(Exception):
    """The declarations contradict a file that was imported; `problems` say how, in French."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


def publish(home: Home, *, by: str, now: datetime) -> ImportReport | None:
    """Makes the declared campaigns the ones that the figures use; None when nothing changes.

    Raises NotPublished before anything is written."""
    if is_published(home):
        return None
    declared, standing = declared_campaigns(), published(home)
    problems = _contradictions(home, declared, standing, now)
    if problems:
        raise NotPublished(problems)
    for record in standing:
        withdraw(home, record.import_id, by=f"{by}, {_MARK}", now=now)
    if not declared:
        return None
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        path = Path(folder) / FILE
        path.write_bytes(as_file(declared))
        report = import_file(home, path, source=source.NAME, by=f"{by}, {_MARK}", now=now)
    if not report.went_in:
        raise NotPublished(report.errors)
    return report


def published(home: Home) -> list[ImportRecord]:
    """The imports in force that hold our own declarations: one at most, unless we were killed."""
    return [
        record
        for record in Ledger(home).active()
        if record.source == source.NAME and record.imported_by.endswith(_MARK)
    ]


def is_published(home: Home) -> bool:
    """Whether the figures lean on the declarations as they are now."""
    declared = declared_campaigns()
    wanted = [sha256(as_file(declared)).hexdigest()] if declared else []
    return [record.sha256 for record in published(home)] == wanted


def as_file(declared: Sequence[Campaign]) -> bytes:
    """The declarations as a file of the source `campaigns`."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow([column.key for column in source.COLUMNS])
    for each in declared:
        writer.writerow(
            [each.code, each.territory, each.profile, each.pathway, each.name, _season(each)]
        )
    return text.getvalue().encode()


def _season(campaign: Campaign) -> str:
    """The season, with whom the campaign was made for when it is not for everyone."""
    origin = Origin(campaign.origin)
    few = () if origin in FOR_EVERYONE else (str(origin.label), campaign.subject)
    made_for = ", ".join(part for part in few if part)
    return source.When(campaign.season, campaign.school_year, made_for).text


def _contradictions(
    home: Home, declared: Sequence[Campaign], standing: list[ImportRecord], now: datetime
) -> list[Problem]:
    """What the other files of campaigns forbid; our own former file is about to go."""
    ours = {record.no for record in standing}
    records = [r for r in Ledger(home).active() if "campaigns" in r.families and r.no not in ours]
    if not records:
        return []
    known = dated(Lake(home).scan("campaigns", [r.no for r in records]).collect(), records)
    rows = [
        (line, c.code, c.territory, c.profile, c.pathway, c.name, _season(c))
        for line, c in enumerate(declared, start=2)
    ]
    new = pl.DataFrame(rows, schema=source.SCHEMA, orient="row")
    return coherence.campaign_problems(new, known, now.astimezone(PARIS).date())
