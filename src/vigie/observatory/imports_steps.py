"""What is done with dropped files: rehearsed, then imported, by the same code as anywhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from vigie.facts.campaign_context import Options as Given
from vigie.facts.campaign_context import previous_contexts, resolve_contexts
from vigie.facts.home import Home
from vigie.facts.import_report import (
    ALREADY_IMPORTED,
    DRY_RUN,
    IMPORTED,
    REFUSED,
    ImportReport,
)
from vigie.facts.imports import import_file
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.facts.places import Places
from vigie.facts.snapshots import KEYS, PIX_SOURCES, dated, latest
from vigie.observatory.imports_drafts import Item
from vigie.observatory.imports_home import now
from vigie.observatory.imports_masks import masked
from vigie.periods import PARIS
from vigie.sources import registry

GIVEN_UP = "given_up"
FAULT = "fault"
# What others lean on comes first: schools before staff, declarations before results.
ORDER = (
    "schools",
    "roster",
    "campaigns",
    "headcounts",
    "participation-counts",
    "coverage-table",
    "pix-assessment",
    "pix-profiles",
    "pix-certifications",
)

_logger = logging.getLogger(__name__)
Progress = Callable[[int], None]


def mark(home: Home) -> str:
    """Identity of what is known now: a rehearsal made under another one must be made again."""
    names = sorted(path.name for path in home.ledger.glob("*.json")) if home.ledger.exists() else []
    return sha256("\n".join(names).encode()).hexdigest()[:16]


def is_fresh(home: Home, item: Item) -> bool:
    """Whether the rehearsal of a file still says what its import would do."""
    return item.preview is not None and item.preview["mark"] == mark(home)


def rehearse(home: Home, item: Item, progress: Progress | None = None) -> None:
    """Reads a file as its import would, and keeps what it said with identities masked."""
    before, moment = mark(home), now()
    try:
        report = _dry_run(home, item, moment, progress)
        without = _without_refused(home, item, report, moment)
        campaigns = _campaigns(home, item, report, moment)
    except Exception:
        _logger.exception("a rehearsal failed")
        item.note_preview({"mark": before, "status": FAULT})
        return
    kept = without or report
    preview = {
        **described(masked(report)),
        "mark": before,
        "acceptable": without is not None,
        "kept_without": kept.rows_kept,
        "campaigns": campaigns,
    }
    if without is not None:
        preview["warnings"] = described(masked(without))["warnings"]
    item.note_preview(preview)


def admit(
    home: Home,
    item: Item,
    lines: Iterable[int] | None,
    *,
    by: str,
    progress: Progress | None = None,
) -> str:
    """Imports a file, without the refused `lines` that the person named; gives its new status.

    A file that no longer goes in as rehearsed stays, with a new rehearsal.
    """
    accepted = set(lines) if lines else False
    moment = now()
    try:
        report = import_file(
            home,
            item.file,
            **item.options.arguments(),
            accept_refused=accepted,
            by=by,
            now=moment,
            progress=progress,
        )
    except Exception:
        _logger.exception("an import failed")
        item.note_preview({"mark": mark(home), "status": FAULT})
        return FAULT
    if report.status in (IMPORTED, ALREADY_IMPORTED):
        item.decide(described(masked(report)))
    else:
        rehearse(home, item)
    return report.status


def in_order(items: Iterable[Item]) -> list[Item]:
    """Files in the order they must go in."""

    def rank(item: Item) -> tuple[int, str, str]:
        preview = item.preview or {}
        source = preview.get("source")
        return (
            ORDER.index(source) if source in ORDER else len(ORDER),
            preview.get("as_of") or "",
            item.name,
        )

    return sorted(items, key=rank)


def described(report: ImportReport) -> dict[str, Any]:
    """The report as it is kept: its JSON, and all the refused lines."""
    return {**report.to_json(), "refused_lines": list(report.refused_lines)}


def _dry_run(
    home: Home, item: Item, moment: datetime, progress: Progress | None, **options: Any
) -> ImportReport:
    return import_file(
        home,
        item.file,
        **item.options.arguments(),
        dry_run=True,
        by=_REHEARSAL,
        now=moment,
        progress=progress,
        **options,
    )


def _without_refused(
    home: Home, item: Item, report: ImportReport, moment: datetime
) -> ImportReport | None:
    """What the import would say without the refused lines; None when it is no way out."""
    if report.status != REFUSED or not report.refused_lines:
        return None
    lines = set(report.refused_lines)
    without = _dry_run(home, item, moment, None, accept_refused=lines)
    return without if without.status == DRY_RUN else None


def _campaigns(
    home: Home, item: Item, report: ImportReport, moment: datetime
) -> list[dict[str, Any]]:
    """The Pix campaigns of a file, and for whom and where each would be counted."""
    if report.source not in PIX_SOURCES or report.status == ALREADY_IMPORTED:
        return []
    if not report.rows_read:
        return []
    today = moment.astimezone(PARIS).date()
    places = Places(home, today)
    found = registry.read(item.file, source=report.source, context=places.context()).campaigns
    records = Ledger(home).active()
    numbers = [record.no for record in records]
    declared = dated(Lake(home).scan("campaigns", numbers).collect(), records)
    arguments = item.options.arguments()
    given = Given(
        territory=places.resolve(item.options.territory) if item.options.territory else None,
        profile=arguments["profile"],
        pathway=arguments["pathway"],
    )
    held = {
        row["campaign"]: row
        for row in latest(declared, KEYS["campaigns"], today).iter_rows(named=True)
    }
    contexts, _ = resolve_contexts(
        [each.campaign for each in found],
        given,
        held,
        previous_contexts(records),
        {each.campaign: each.pathway for each in found if each.pathway},
    )
    return [
        {
            "code": each.campaign,
            "name": each.name,
            "rows": each.rows,
            "territory": places.name(context.territory) if context.territory else None,
            **{key: value for key, value in asdict(context).items() if key in _CONTEXT},
        }
        for each, context in zip(found, contexts, strict=True)
    ]


_CONTEXT = ("profile", "pathway", "origins")
_REHEARSAL = "lecture"  # a rehearsal leaves no trace: nobody is its author
