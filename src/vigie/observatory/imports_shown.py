"""A dropped file in the words of the page: verdict, facts, what is missing, what one may do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vigie.codes import ALL, PATHWAYS, PROFILES, pathway_label, profile_label
from vigie.facts.import_report import ALREADY_IMPORTED, DRY_RUN, IMPORTED, REFUSED
from vigie.facts.snapshots import PIX_SOURCES
from vigie.observatory.imports_drafts import Item
from vigie.observatory.imports_lines import lines_as_value, lines_in_words
from vigie.observatory.imports_steps import FAULT, GIVEN_UP
from vigie.sources.registry import SOURCES
from vigie.web import formats
from vigie.web.components import Field

ERRORS_SHOWN = 50
LONGEST_LIST = 160
LABELS = {source.name: source.label for source in SOURCES}
SHORT_LABELS = {
    "pix-assessment": "Évaluation Pix",
    "pix-profiles": "Profils Pix",
    "pix-certifications": "Certification Pix",
    "participation-counts": "Participation",
    "headcounts": "Effectifs",
    "coverage-table": "Couverture",
    "schools": "Établissements",
    "roster": "Personnels",
    "campaigns": "Campagnes",
}
_OPTION_COLUMNS = ("source", "territory", "profile", "pathway", "as_of")
ORIGINS = {
    "option": "indiqué par vous",
    "declared": "campagne déclarée",
    "previous": "repris du dernier import",
    "title": "lu dans le titre du parcours",
}
# What a message says of the command line has no place next to an entry of a form.
_COMMAND = re.compile(r" \(option --[^)]*\)")
_OUTCOMES = {
    IMPORTED: ("success", "Importé"),
    ALREADY_IMPORTED: ("info", "Déjà importé"),
    GIVEN_UP: ("neutral", "Abandonné"),
}


@dataclass(frozen=True)
class ShownCampaign:
    """One Pix campaign of a file; None: not known."""

    code: str
    name: str
    rows: int
    territory: str | None
    profile: str | None
    pathway: str | None
    origins: dict[str, str]


@dataclass(frozen=True)
class ShownItem:
    """One file of a drop. `badge`: kind and words of the verdict."""

    item: Item
    badge: tuple[str, str]
    report: dict[str, Any]
    facts: list[tuple[str, str]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    errors_left: int = 0
    warnings: list[dict[str, Any]] = field(default_factory=list)
    campaigns: list[ShownCampaign] = field(default_factory=list)
    form: list[Field] = field(default_factory=list)
    form_open: bool = False
    ready: bool = False
    acceptable: bool = False
    accept: Field | None = None
    long_list: str = ""
    kept_without: int = 0

    @property
    def status(self) -> str:
        return str(self.report.get("status", ""))

    @property
    def errors_caption(self) -> str:
        """Each table of a page has a name of its own."""
        return f"Erreurs de {self.item.name}"

    @property
    def has_lines(self) -> bool:
        """Whether some error is of a line, rather than of the whole file."""
        return any(error["line"] for error in self.errors)

    @property
    def is_fault(self) -> bool:
        return self.status == FAULT


def shown(
    item: Item, typed: dict[str, str] | None = None, faults: dict[str, str] | None = None
) -> ShownItem:
    """What the page says of a file. `typed` and `faults`: a form that could not be understood."""
    if item.outcome is not None:
        report = item.outcome
        badge = _OUTCOMES[report["status"]]
        return ShownItem(
            item, badge, report, facts=_facts(item, report), warnings=report.get("warnings", [])
        )
    if item.preview is None:
        return ShownItem(item, ("info", "En attente de lecture"), {})
    report = item.preview
    if report["status"] == FAULT:
        return ShownItem(item, ("error", "Panne de Vigie"), report)
    told = {
        problem["column"]: _COMMAND.sub("", f"{problem['message']} {problem['remedy']}")
        for problem in report["errors"]
        if _about_options(problem)
    }
    errors = [problem for problem in report["errors"] if not _about_options(problem)]
    missing = [
        w
        for w in report["warnings"]
        if w["code"].startswith("unknown_")
        and w["code"].removeprefix("unknown_") in _OPTION_COLUMNS
    ]
    acceptable = bool(report.get("acceptable"))
    lines = report["refused_lines"]
    return ShownItem(
        item=item,
        badge=_badge(report, errors, told, missing),
        report=report,
        facts=_facts(item, report),
        errors=errors[:ERRORS_SHOWN],
        errors_left=max(0, len(errors) - ERRORS_SHOWN),
        warnings=report["warnings"],
        campaigns=[_campaign(each) for each in report.get("campaigns", [])],
        form=form_of(item, typed, {**told, **(faults or {})}),
        form_open=bool(told or missing or faults),
        ready=report["status"] == DRY_RUN,
        acceptable=acceptable,
        accept=_accept(item, lines, faults or {}) if acceptable else None,
        long_list=words if len(words := lines_in_words(lines)) > LONGEST_LIST else "",
        kept_without=int(report.get("kept_without", 0)),
    )


def form_of(
    item: Item, typed: dict[str, str] | None = None, faults: dict[str, str] | None = None
) -> list[Field]:
    """The entries that complete or correct what was understood of a file."""
    values = typed or vars(item.options)
    told = faults or {}
    source = (item.preview or {}).get("source")
    profiles = [("", "À lire dans le fichier"), *((p, profile_label(p)) for p in (*PROFILES, ALL))]
    pathways = [("", "À lire dans le fichier"), *((p.code, p.name) for p in PATHWAYS)]
    sources = [("", "À reconnaître à ses colonnes"), *LABELS.items()]
    wanted = [
        Field(
            "territory",
            "Territoire",
            value=values["territory"],
            error=told.get("territory", ""),
            help="Nom ou code\u00a0: Doubs, Besançon, dep:25…",
        ),
        Field(
            "profile",
            "Profil",
            "select",
            values["profile"],
            profiles,
            error=told.get("profile", ""),
        ),
        Field(
            "pathway",
            "Parcours",
            "select",
            values["pathway"],
            pathways,
            error=told.get("pathway", ""),
        ),
        Field(
            "as_of",
            "Date des données",
            "date",
            values["as_of"],
            error=told.get("as_of", ""),
            help="Jour de l’extraction\u00a0; à laisser vide si le fichier la porte.",
        ),
        Field(
            "source",
            "Type de fichier",
            "select",
            values["source"],
            sources,
            error=told.get("source", ""),
        ),
    ]
    moot = set()
    if source is not None and source not in PIX_SOURCES:
        moot = {"territory", "profile"}
        if source not in ("participation-counts", "coverage-table"):
            moot.add("pathway")
    return [_numbered(item, each) for each in wanted if each.name not in moot or each.error]


def _about_options(problem: dict[str, Any]) -> bool:
    return problem["line"] is None and problem["column"] in _OPTION_COLUMNS


def _badge(
    report: dict[str, Any],
    errors: list[dict[str, Any]],
    told: dict[str, str],
    missing: list[dict[str, Any]],
) -> tuple[str, str]:
    if report["status"] == ALREADY_IMPORTED:
        return "info", "Déjà importé"
    if report["status"] == REFUSED:
        if told and not errors:
            return "warning", "À compléter"
        if report.get("acceptable"):
            return "error", f"{formats.plural(report['rows']['refused'], 'ligne')} à corriger"
        return "error", "Refusé"
    return ("warning", "Prêt, à préciser") if missing else ("success", "Prêt à importer")


def _facts(item: Item, report: dict[str, Any]) -> list[tuple[str, str]]:
    rows = report.get("rows") or {}
    facts = []
    if report.get("source"):
        facts.append(("Reconnu comme", LABELS[report["source"]]))
    if report.get("as_of"):
        facts.append(("Données au", formats.day(date.fromisoformat(report["as_of"]))))
    if rows.get("read"):
        facts.append(("Lignes lues", formats.count(rows["read"])))
        if report["status"] != REFUSED:
            facts.append(("Lignes gardées", formats.count(rows["kept"])))
        facts.append(("Lignes refusées", formats.count(rows["refused"])))
    if item.waits and item.size:
        facts.append(("Taille", formats.weight(item.size)))
    return facts


def _campaign(each: dict[str, Any]) -> ShownCampaign:
    return ShownCampaign(
        code=each["code"],
        name=each["name"],
        rows=each["rows"],
        territory=each["territory"],
        profile=profile_label(each["profile"]) if each["profile"] else None,
        pathway=pathway_label(each["pathway"]) if each["pathway"] else None,
        origins={name: ORIGINS.get(origin, "") for name, origin in each["origins"].items()},
    )


def _accept(item: Item, lines: list[int], faults: dict[str, str]) -> Field:
    return Field(
        name=f"{item.no}-accept",
        label=f"J’accepte de laisser de côté {_named(lines)}",
        kind="checkbox",
        value=lines_as_value(lines),
        error=faults.get("accept", ""),
    )


def _named(lines: list[int]) -> str:
    """The refused lines by their numbers, or how many they are when the list is long."""
    if len(lines) == 1:
        return f"la ligne {lines[0]}"
    words = lines_in_words(lines)
    if len(words) <= LONGEST_LIST:
        return f"les lignes {words}"
    return f"les {formats.count(len(lines))} lignes refusées"


def _numbered(item: Item, entry: Field) -> Field:
    return Field(**{**vars(entry), "name": f"{item.no}-{entry.name}"})
