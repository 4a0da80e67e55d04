"""What is known of each Pix campaign, from declarations and from exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vigie.codes import pathway_label, profile_label
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.facts.snapshots import KEYS, PIX_SOURCES, campaign_contexts, dated, latest


@dataclass(frozen=True)
class Known:
    """A campaign. `declared_by`: the import that declares it; `last_export`: date of its latest
    export; `export`: the import of it; `has_pathway`: false for a collection of profiles,
    which is of no pathway."""

    code: str
    territory: str | None
    profile: str | None
    pathway: str | None
    season: str | None = None
    name: str | None = None
    declared_by: str | None = None
    last_export: date | None = None
    export: str | None = None
    has_pathway: bool = True

    @property
    def profile_name(self) -> str | None:
        return profile_label(self.profile) if self.profile else None

    @property
    def pathway_name(self) -> str | None:
        if not self.has_pathway and not self.pathway:
            return "collecte de profils"
        return pathway_label(self.pathway) if self.pathway else None

    @property
    def missing(self) -> list[str]:
        """What is not known, in French."""
        words = (("territory", "territoire"), ("profile", "profil"), ("pathway", "parcours"))
        return [
            word
            for name, word in words
            if getattr(self, name) is None and (name != "pathway" or self.has_pathway)
        ]


def known_campaigns(home: Home, on: date) -> list[Known]:
    """Every campaign met in an export in force or declared, by code."""
    records = Ledger(home).active()
    numbers = [record.no for record in records if "campaigns" in record.families]
    declared = dated(Lake(home).scan("campaigns", numbers).collect(), records)
    names = {record.no: record.import_id for record in records}
    known: dict[str, Known] = {}
    for row in latest(declared, KEYS["campaigns"], on).iter_rows(named=True):
        known[row["campaign"]] = Known(
            code=row["campaign"],
            territory=row["territory"],
            profile=row["profile"],
            pathway=row["pathway"],
            season=row["season"],
            name=row["name"],
            declared_by=names[row["import_no"]],
        )
    contexts = campaign_contexts(records, declared, on)
    for code, record in _last_exports(records).items():
        context = contexts[record.no, code]
        before = known.get(code)
        known[code] = Known(
            code=code,
            territory=context.territory,
            profile=context.profile,
            pathway=context.pathway,
            season=before.season if before else None,
            name=before.name if before else None,
            declared_by=before.declared_by if before else None,
            last_export=record.as_of,
            export=record.import_id,
            has_pathway=record.source != "pix-profiles",
        )
    return [known[code] for code in sorted(known)]


def _last_exports(records: list[ImportRecord]) -> dict[str, ImportRecord]:
    last: dict[str, ImportRecord] = {}
    for record in sorted(records, key=lambda r: (r.as_of, r.no)):
        if record.source in PIX_SOURCES:
            last.update(dict.fromkeys((context.campaign for context in record.contexts), record))
    return last
