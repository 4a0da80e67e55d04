"""Puts a drawn world into a home, straight into the lake and the ledger."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import polars as pl

from naive.world import (
    Campaign,
    Declarations,
    Directory,
    Export,
    Printed,
    Received,
    Roster,
    Table,
    World,
)
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import CampaignContext, ImportRecord, Ledger, Withdrawal, import_id

NOON = datetime(2026, 10, 5, 10, 0, tzinfo=UTC)
SOURCES = {
    "headcounts": "headcounts",
    "funnels": "participation-counts",
    "coverages": "coverage-table",
}


def write(home: Home, world: World, *, since: int = 0) -> Home:
    """Imports what comes after number `since`, then takes back what the world takes back."""
    home.prepare()
    ledger = Ledger(home)
    known = {record.no: record for record in ledger.records()}
    for no, received in enumerate(world.imports, start=1):
        if no > since:
            receive(home, no, received)
    for no in world.withdrawn:
        if no not in known or known[no].active:
            ledger.withdraw(no, Withdrawal(NOON, "nora"))
    return home


def receive(home: Home, no: int, received: Received) -> None:
    """One import."""
    frames = frames_of(received)
    for family, rows in frames.items():
        if rows:
            Lake(home).write(family, pl.DataFrame(rows, infer_schema_length=None), no)
    campaigns = received.campaigns if isinstance(received, Export) else ()
    Ledger(home).commit(
        ImportRecord(
            no=no,
            import_id=import_id(no),
            file=f"file-{no}.csv",
            source=source_of(received),
            sha256=f"{no:064x}",
            size=100,
            as_of=received.as_of,
            as_of_origin="column",
            imported_at=NOON,
            imported_by="nora",
            rows_read=1,
            rows_kept=1,
            rows_refused=0,
            campaigns=tuple(campaign.code for campaign in campaigns),
            contexts=tuple(_context(campaign) for campaign in campaigns),
            families=tuple(frames),
        )
    )


def source_of(received: Received) -> str:
    if isinstance(received, Table):
        return SOURCES[received.family]
    names = {
        Directory: "schools",
        Roster: "roster",
        Export: "pix-assessment",
        Declarations: "campaigns",
    }
    return names[type(received)]


def _context(campaign: Campaign) -> CampaignContext:
    said = {
        name: value
        for name in ("territory", "profile", "pathway")
        if (value := getattr(campaign, name))
    }
    return CampaignContext(campaign.code, **said, origins=dict.fromkeys(said, "option"))


def frames_of(received: Received) -> dict[str, list[dict[str, Any]]]:
    """The rows of each family, lines numbered from 2."""
    if isinstance(received, Directory):
        return {"schools": _numbered(_school(s) for s in received.schools)}
    if isinstance(received, Roster):
        return {"placements": _numbered(asdict(s) for s in received.staff)}
    if isinstance(received, Declarations):
        return {
            "campaigns": _numbered(
                {
                    "campaign": c.code,
                    "territory": c.territory,
                    "profile": c.profile,
                    "pathway": c.pathway,
                }
                for c in received.campaigns
            )
        }
    if isinstance(received, Table):
        return {received.family: _numbered(_printed(received.family, p) for p in received.lines)}
    return {
        "participations": _numbered(row for c in received.campaigns for row in _answers(c)),
        "items": _numbered(row for c in received.campaigns for row in _items(c)),
    }


def _numbered(rows: Any) -> list[dict[str, Any]]:
    return [{**row, "line": line} for line, row in enumerate(rows, start=2)]


def _school(school: Any) -> dict[str, Any]:
    return {
        "uai": school.uai,
        "name": f"School {school.uai}",
        "degree": {"1D": "primary", "2D": "secondary"}[school.degree],
        "department": school.department,
        "district": school.group if school.degree == "1D" else None,
        "basin": school.group if school.degree == "2D" else None,
    }


def _answers(campaign: Campaign) -> list[dict[str, Any]]:
    return [
        {
            "campaign": campaign.code,
            "person": answer.person,
            "state": answer.state,
            "started_on": answer.active_at.date(),
            "shared_at": answer.active_at if answer.state == 2 else None,
            "active_at": answer.active_at,
            "sendings": 1 if answer.state == 2 else 0,
            "uai": answer.uai,
            **{
                item.column: answer.shares[n] if answer.state == 2 else None
                for n, item in enumerate(campaign.items)
            },
        }
        for answer in campaign.answers
    ]


def _items(campaign: Campaign) -> list[dict[str, Any]]:
    return [
        {
            "campaign": campaign.code,
            "item": item.column,
            "level": item.level,
            "label": item.label,
            "referential": item.referential,
            "reachable": 12,
            "position": n,
        }
        for n, item in enumerate(campaign.items)
    ]


def _printed(family: str, line: Printed) -> dict[str, Any]:
    row: dict[str, Any] = {
        "territory": line.territory,
        "profile": line.profile,
        "as_of": line.as_of,
    }
    if family == "headcounts":
        return {**row, "headcount": line.values[0]}
    row["pathway"] = line.pathway
    if family == "funnels":
        names = ("started_not_finished", "finished_not_sent", "finished_sent")
        return {**row, **dict(zip(names, line.values, strict=True))}
    assert line.item is not None
    percent, senders = line.values
    return {
        **row,
        "referential": line.item.referential,
        "subject": line.item.label,
        "coverage": None if percent is None else float(percent),
        "senders": senders,
    }
