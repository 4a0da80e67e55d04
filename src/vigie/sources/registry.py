"""The sources Vigie knows, told apart by their columns; the door through which a file is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vigie.codes import quoted
from vigie.sources import (
    campaigns,
    coverage_table,
    headcounts,
    participation_counts,
    pix_assessment,
    pix_certifications,
    pix_profiles,
    roster,
    schools,
)
from vigie.sources.encoding import NotUtf8, encoding_after_fault, kind, text_encoding
from vigie.sources.headers import Column, Header, Recognition, refuse_missing
from vigie.sources.problems import NBSP, Findings, Refused, refused
from vigie.sources.reading import Context, Reading
from vigie.sources.spreadsheet import open_spreadsheet
from vigie.sources.tabular import Table, open_text


@dataclass(frozen=True)
class Source:
    """A kind of file: its name on the command line, its French label, how to know and read it."""

    name: str
    label: str
    recognise: Callable[[Header], Recognition]
    read: Callable[[Table, Findings, Context, str], Reading]


SOURCES = tuple(
    Source(module.NAME, module.LABEL, module.recognise, module.read)
    for module in (
        pix_assessment,
        pix_profiles,
        pix_certifications,
        participation_counts,
        headcounts,
        coverage_table,
        schools,
        roster,
        campaigns,
    )
)
SOURCE_NAMES = tuple(source.name for source in SOURCES)

_FOREIGN_PIX = re.compile(
    r"organi[sz]ation'?s name|campaign'?s name|campaign id|participant'?s (first|last) name"
    r"|shared \(y/n\)|sent \(y/n\)|target profile|shared on|started on"
    r"|naam van de (organisatie|campagne|deelnemer)|campagne[- ]id|id campagne .*deelnemer"
    r"|voornaam van de deelnemer|gedeeld \(j/n\)|verzonden \(j/n\)"
    r"|campaign|participant'|organisatie|deelnemer|kampagne|teilnehme|campana|participante"
    r"|campagna|partecipante"
)


def read(path: Path, *, source: str | None = None, context: Context | None = None) -> Reading:
    """Reads a file: recognised by its columns unless `source` names what it is.

    Raises `Refused` when the file cannot be read at all, and nothing else for bad input; refused
    lines are in the `Reading`.
    """
    context = context or Context()
    findings = Findings()
    chosen, table = _opened(path, source, findings)
    try:
        return chosen.read(table, findings, context, path.name)
    except NotUtf8:
        again = open_text(path, encoding_after_fault(path))
        return _chosen(again, source).read(again, Findings(), context, path.name)


def source_of(path: Path, source: str | None = None) -> str:
    """The name of the source a file is of, from its header alone; raises `Refused`."""
    return _opened(path, source, Findings())[0].name


def table_of(path: Path, source: str | None = None) -> Table:
    """The table that is read in a file; raises `Refused`."""
    return _opened(path, source, Findings())[1]


def plain_table(path: Path, columns: Sequence[Column], findings: Findings) -> Table:
    """The table of a file that is of no source: a text, or the first sheet of a workbook.

    Raises `Refused`, for a missing column too.
    """
    table = open_spreadsheet(path, findings)[0] if kind(path) == "archive" else _text(path)
    refuse_missing(table.header, columns)
    return table


def _text(path: Path) -> Table:
    """A text table, in the encoding that the whole of it bears."""
    try:
        table = open_text(path, text_encoding(path))
        for _block in table.blocks(Findings()):
            pass
    except NotUtf8:
        return open_text(path, encoding_after_fault(path))
    return table


def unknown_source(name: str) -> Refused:
    """The refusal of a name that no source has."""
    return refused(
        f"La source {quoted(name)} n’existe pas.",
        f"Choisissez parmi{NBSP}: {', '.join(SOURCE_NAMES)}.",
        column="source",
        value=name,
    )


def _opened(path: Path, source: str | None, findings: Findings) -> tuple[Source, Table]:
    if source is not None and source not in SOURCE_NAMES:
        raise unknown_source(source)
    if kind(path) == "archive":
        return _choose_sheet(open_spreadsheet(path, findings), source, findings)
    try:
        table = open_text(path, text_encoding(path))
    except NotUtf8:
        table = open_text(path, encoding_after_fault(path))
    return _chosen(table, source), table


def recognise(header: Header) -> Source:
    """The source that a header belongs to; raises `Refused` with the nearest one otherwise."""
    ranked = [(source.recognise(header), source) for source in SOURCES]
    complete = [source for recognition, source in ranked if recognition.complete]
    if len(complete) == 1:
        return complete[0]
    if complete:
        raise refused(
            "Les colonnes de ce fichier conviennent à plusieurs sources"
            f"{NBSP}: {', '.join(source.name for source in complete)}.",
            "Indiquez la source voulue (--source).",
            line=header.line,
        )
    _refuse_foreign(header)
    recognition, nearest = max(ranked, key=lambda pair: pair[0].score)
    known = ", ".join(f"{source.label} ({source.name})" for source in SOURCES)
    if recognition.score < 0.3:
        raise refused(
            f"Ce fichier n’est d’aucune source connue. Sources connues{NBSP}: {known}.",
            "Vérifiez que la première ligne porte les noms des colonnes, ou partez d’un modèle.",
            line=header.line,
            value=" | ".join(header.names[:8]),
        )
    raise refused(
        f"Ce fichier n’est d’aucune source connue. Le plus proche est {quoted(nearest.label)}, "
        f"mais il manque{NBSP}: {', '.join(recognition.missing[:8])}. "
        f"Sources connues{NBSP}: {known}.",
        "Ajoutez ou renommez les colonnes manquantes, ou indiquez la source (--source).",
        line=header.line,
        value=" | ".join(header.names[:8]),
    )


def _named(name: str, header: Header) -> Source:
    chosen = next(source for source in SOURCES if source.name == name)
    recognition = chosen.recognise(header)
    if recognition.missing:
        _refuse_foreign(header)
        raise refused(
            f"Ce fichier n’a pas les colonnes de la source {quoted(chosen.label)}{NBSP}: il "
            f"manque {', '.join(recognition.missing[:8])}.",
            "Ajoutez ou renommez ces colonnes, ou laissez Vigie reconnaître la source.",
            line=header.line,
            value=" | ".join(header.names[:8]),
        )
    return chosen


def _chosen(table: Table, source: str | None) -> Source:
    return recognise(table.header) if source is None else _named(source, table.header)


def _choose_sheet(
    tables: Sequence[Table], source: str | None, findings: Findings
) -> tuple[Source, Table]:
    """The only sheet that is of a known source; several are refused."""
    found: list[tuple[Source, Table]] = []
    refusals: list[Refused] = []
    for table in tables:
        try:
            chosen = _chosen(table, source)
        except Refused as error:
            refusals.append(error)
        else:
            found.append((chosen, table))
    if not found:
        raise refusals[0]
    if len(found) > 1:
        raise refused(
            "Plusieurs feuilles du classeur peuvent être lues"
            f"{NBSP}: {', '.join(quoted(table.sheet or '') for _, table in found)}.",
            "Gardez une seule de ces feuilles, ou enregistrez celle que vous voulez en CSV.",
        )
    chosen, table = found[0]
    for other in tables:
        if other is not table and other.sheet != table.sheet:
            findings.notice(
                "sheet_ignored",
                f"La feuille {quoted(other.sheet or '')} n’est pas lue{NBSP}: ses colonnes ne sont "
                "d’aucune source connue.",
            )
    return chosen, table


def _refuse_foreign(header: Header) -> None:
    """Refuses a Pix export whose headers are in another language."""
    alien = [
        name
        for name, key in zip(header.names, header.keys, strict=True)
        if _FOREIGN_PIX.search(key)
    ]
    if len(alien) >= 3:
        raise refused(
            "Les en-têtes de cet export de Pix Orga ne sont pas en français.",
            "Choisissez le français dans Pix Orga (menu de la langue) et exportez de nouveau la "
            "campagne.",
            line=header.line,
            column=alien[0],
            value=" | ".join(alien[:5]),
        )
