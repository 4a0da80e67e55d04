"""What a page may show of a refused line.

A refused line of a file about people is told by its number, its column and its fault. The value is
shown only in columns that say nothing of who the person is; elsewhere a mask takes its place, in
the page and in the file of errors alike: the person who corrects has the file, and finds the line
by its number.
"""

from __future__ import annotations

import re
from dataclasses import replace

from vigie.codes import normalise
from vigie.facts.import_report import ImportReport
from vigie.sources.problems import Notice, Problem

MASK = "••• (masqué)"
PERSONAL_SOURCES = frozenset({"pix-assessment", "pix-profiles", "pix-certifications", "roster"})

_ADDRESS = re.compile(r"[^\s<>«»\"'’;,]+@[^\s<>«»\"'’;,]+")
_SCHOOL = re.compile(r"\d{7}[A-Za-z]")
# In files about people, only these columns may show what they hold. The heading of the external
# identifier is free in Pix Orga, so that a list of what to hide could never be whole.
_HARMLESS = re.compile(
    r"%|date|heure|partage|envoi|progression|nombre|acquis|maitrise|palier|badge|niveau|pix"
    r"|certifi|statut|session|campagne|parcours|organisation|code|profile?$|uai|etablissement"
    r"|departement|department|circonscription|bassin|discipline|as_of|territo|pathway|source"
)
_IDENTITY = re.compile(r"mail|\bnom\b|prenom|name|naissance|birth|identifiant|externe|external")
_SAFE_NAMES = re.compile(r"nom de l.organisation|nom de la campagne|nom du profil")


def masked(report: ImportReport) -> ImportReport:
    """The report with every value that may name a person masked."""
    personal = report.source is None or report.source in PERSONAL_SOURCES
    return replace(
        report,
        errors=tuple(mask_problem(problem, personal=personal) for problem in report.errors),
        warnings=tuple(mask_notice(notice, personal=personal) for notice in report.warnings),
    )


def mask_problem(problem: Problem, *, personal: bool) -> Problem:
    """One error without identity. `personal`: whether the file is about people, or unknown."""
    value = problem.value
    if value is None or not _hides(problem.column, value, problem.line, personal=personal):
        return replace(problem, message=_plain(problem.message), remedy=_plain(problem.remedy))
    return replace(
        problem,
        value=MASK,
        message=_plain(problem.message, value),
        remedy=_plain(problem.remedy, value),
    )


def mask_notice(notice: Notice, *, personal: bool) -> Notice:
    """One warning without identity."""
    value = notice.value
    if value is None or not _hides(notice.column, value, notice.line, personal=personal):
        return replace(notice, message=_plain(notice.message))
    return replace(notice, value=MASK, message=_plain(notice.message, value))


def _hides(column: str | None, value: str, line: int | None, *, personal: bool) -> bool:
    if "@" in value:
        return True
    # The header of a file (line 1) and what is said of the file as a whole name nobody.
    if not personal or line is None or line == 1:
        return False
    if column is None:
        return True
    heading = normalise(column)
    if _SAFE_NAMES.search(heading):
        return False
    if _IDENTITY.search(heading) or not _HARMLESS.search(heading):
        # The external identifier of some campaigns is a school's number: it names a place.
        return not _SCHOOL.fullmatch(value.strip())
    return False


def _plain(text: str, value: str | None = None) -> str:
    if value:
        text = text.replace(value, MASK)
        # Messages quote at most sixty characters of a value.
        text = text.replace(f"{value[:59]}…", MASK)
    return _ADDRESS.sub(MASK, text)
