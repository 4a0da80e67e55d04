"""The forms of the training sessions: what was typed, read entry by entry."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vigie.calendar.hours import NeverAllowed
from vigie.calendar.places import ZONE_NAMES
from vigie.calendar.schools import MissingCalendar
from vigie.codes import PROFILES, profile_label
from vigie.domains.campaigns.access import NINE
from vigie.domains.compliance.forms import EMPTY, Entry, Typed
from vigie.domains.compliance.uploads import Upload
from vigie.domains.territories.around import departments_of
from vigie.domains.trainings.actions import Said
from vigie.domains.trainings.models import Session
from vigie.domains.trainings.rules import CONTACT_DAYS, contact_day, parse_academic
from vigie.domains.trainings.schools import read_schools
from vigie.facts.geography import Tree
from vigie.sources.headers import Column, place_columns
from vigie.sources.problems import CellError, Findings, Problem, Refused
from vigie.sources.registry import plain_table
from vigie.sources.rows import RowReader

_COLUMN = Column("email", ("adresse", "courriel", "adresse e-mail", "adresse électronique",
                           "adresse e-mail académique", "mail"))  # fmt: skip
_PASTED = "Adresse"
ENTRIES = (
    Entry("title", "Intitulé", required=True),
    Entry("service", "Organisée par", help="Le service\u00a0: EAFC, délégation au numérique…",
          required=True),
    Entry("first_day", "Premier jour", "date", required=True),
    Entry("last_day", "Dernier jour", "date", "Vide pour une session d’un jour."),
    Entry("place", "Lieu", help="Ou «\u00a0à distance\u00a0».", required=True, most=200),
    Entry("pathway", "Parcours à faire avant", "select",
          options=[(each.code, each.name) for each in NINE], required=True),
    *(Entry(f"profile_{code}", profile_label(code), "checkbox") for code in PROFILES),
    Entry("schools", "Établissements concernés", "textarea",
          "Un par ligne\u00a0: code UAI, ou nom dans l’annuaire. Pour chacun, Vigie vous rappelle "
          "de prendre contact avec sa direction. Vide si la session ne vise aucun établissement en "
          "particulier.", most=4_000),
    Entry("contact_until", "Prendre contact avec les directions avant le", "date",
          f"Vide\u00a0: {CONTACT_DAYS} jours ouvrés avant le premier jour."),
)  # fmt: skip
TRAINEES = (
    Entry("addresses", "Adresses académiques", "textarea",
          "Une par ligne, ou séparées par une virgule ou un point-virgule.", most=100_000),
)  # fmt: skip


def start_values(service: str) -> dict[str, str]:
    """What a new form holds: the positioning is proposed before any session (seeds/001, l. 306)."""
    return {"pathway": NINE[0].code, "service": service}


def values_of(session: Session) -> dict[str, str]:
    """What the form of a session holds."""
    return {
        "title": session.title,
        "service": session.service,
        "first_day": session.first_day.isoformat(),
        "last_day": session.last_day.isoformat(),
        "place": session.place,
        "pathway": session.pathway,
        **{f"profile_{code}": "on" for code in session.profiles},
        "schools": "\n".join(session.contacts.current().values_list("uai", flat=True)),
        "contact_until": session.contact_until.isoformat(),
    }


def session_said(
    tree: Tree, territory: str, data: Mapping[str, object], today: date
) -> tuple[Typed, Said | None]:
    """What was typed, and what it says; None when entries have to be mended (see `faults`)."""
    typed = Typed(ENTRIES, data)
    title, service, place = typed.text("title"), typed.text("service"), typed.text("place")
    first, last = typed.day("first_day"), typed.day("last_day")
    pathway = typed.one_of("pathway")
    contact_until = typed.day("contact_until")
    if first is None:
        typed.refuse("first_day", EMPTY)
    elif last is not None and last < first:
        typed.refuse("last_day", "La fin est avant le début.")
    schools, problems = read_schools(typed.text("schools"), tree, territory)
    if problems:
        typed.refuse("schools", " ".join(_words(each) for each in problems))
    if first is not None and contact_until is None:
        contact_until = _contact_until(typed, tree, territory, first, today)
    elif first is not None and contact_until is not None and contact_until > first:
        typed.refuse("contact_until", "Ce jour vient après le début de la session.")
    if typed.faults or first is None or contact_until is None:
        return typed, None
    profiles = tuple(code for code in PROFILES if typed.ticked(f"profile_{code}"))
    return typed, Said(
        title, profiles, first, last or first, place, pathway, service, contact_until, schools
    )


def _contact_until(
    typed: Typed, tree: Tree, territory: str, first: date, today: date
) -> date | None:
    if typed.faults.get("contact_until"):
        return None
    try:
        return contact_day(departments_of(tree, territory), first, today)
    except MissingCalendar as missing:
        zone = ZONE_NAMES[missing.zone]
        typed.refuse("contact_until", f"Le calendrier scolaire manque pour {zone}\u00a0: "
                     "écrivez ce jour vous-même.")  # fmt: skip
    except NeverAllowed:
        typed.refuse("contact_until", "Aucun jour ouvré avant la session\u00a0: écrivez ce jour.")
    return None


def _words(problem: Problem) -> str:
    where = f"Ligne {problem.line}\u00a0: " if problem.line else ""
    return f"{where}{problem.message} {problem.remedy}"


def contact_entries(uai: str) -> tuple[Entry, Entry]:
    """The entries of a contact: the page has them once for each school, hence its code in them."""
    return (
        Entry(f"done_on_{uai}", "Contact pris le", "date", required=True),
        Entry(f"note_{uai}", "Note", help="Ce qui a été convenu\u00a0; aucun nom de stagiaire.",
              most=300),
    )  # fmt: skip


def contact_said(uai: str, data: Mapping[str, object]) -> tuple[Typed, date | None, str]:
    """What was typed of a contact, its day (None when something has to be mended) and its note."""
    typed = Typed(contact_entries(uai), data)
    day, note = typed.day(f"done_on_{uai}"), typed.text(f"note_{uai}")
    if day is None:
        typed.refuse(f"done_on_{uai}", EMPTY)
    return typed, None if typed.faults else day, note


@dataclass(frozen=True)
class Listed:
    """Addresses that were read, each once, and what was refused, line by line. `left`: the lines
    pasted that have to be mended, as they were."""

    addresses: Sequence[str]
    problems: Sequence[Problem]
    left: str = ""


def pasted(text: str) -> Listed:
    """The addresses of a pasted list."""
    found: dict[str, None] = {}
    problems, left = [], []
    for line, content in enumerate(text.splitlines(), start=1):
        words = content.replace(",", " ").replace(";", " ").split()
        for word in words:
            try:
                found[parse_academic(word.strip("<>"))] = None
            except CellError as error:
                problems.append(Problem(line, _PASTED, word, error.message, error.remedy))
                left.append(word)
    return Listed(list(found), problems, "\n".join(left))


def in_file(upload: Upload) -> Listed:
    """The addresses of a CSV, XLSX or ODS file with a column of addresses."""
    findings = Findings()
    found: dict[str, None] = {}
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        path = Path(folder) / f"liste{Path(upload.name).suffix[:10]}"
        path.write_bytes(b"".join(upload.chunks))
        try:
            table = plain_table(path, (_COLUMN,), findings)
            rows = RowReader(table, place_columns(table.header, (_COLUMN,)), findings)
            for row in rows:
                address = row.parse("email", parse_academic, required=True)
                if row.ok and isinstance(address, str):
                    found[address] = None
        except Refused as refused:
            return Listed((), refused.problems)
    return Listed(list(found), findings.problems)
