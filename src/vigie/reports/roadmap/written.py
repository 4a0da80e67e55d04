"""The report of a roadmap put into blocks, which the page and every file show."""

from __future__ import annotations

from collections.abc import Iterator

from vigie.reports.blocks import Block, Bullets, Document, Facts, Heading, Lines, Paragraph
from vigie.reports.roadmap.content import IndicatorLine, ProposalLine, Report, Section
from vigie.reports.roadmap.timeline import timeline
from vigie.web import formats

NONE = formats.DASH
DEEPEST = 4
"""Titles go no deeper: word processors and listeners get lost below."""


def document(report: Report) -> Document:
    """The whole report, in the order it is read."""
    day = formats.day(report.on)
    return Document(
        name=f"rapport-{report.code}-{report.on.isoformat()}",
        title=f"Rapport de feuille de route\u00a0: {report.name}",
        issuer=report.issuer,
        dated=f"Situation au {day}",
        foot=f"{report.name} — situation au {day}",
        made_at=report.made_at,
        blocks=tuple(_blocks(report)),
    )


def _blocks(report: Report) -> Iterator[Block]:
    yield Facts(tuple(report.facts))
    if report.context:
        yield Paragraph(report.context)
    yield from _summary(report)
    if report.sections:
        yield Heading("Élément par élément")
        for section in report.sections:
            yield from _section(section)
    yield from _recap(report)
    yield from _steps(report)
    yield from _proposals(report)
    yield from _decisions(report)
    yield Heading("Sources et règles")
    yield Bullets(tuple(report.sources))


def _summary(report: Report) -> Iterator[Block]:
    yield Heading("En bref")
    if not report.indicators:
        yield Paragraph("Cette feuille de route n’a aucun indicateur.")
        return
    yield Lines(
        "Verdicts",
        ("Verdict", "Indicateurs"),
        tuple((label, formats.count(number)) for label, number in report.counts),
        (3, 1),
        numeric=(1,),
    )
    yield Lines(
        "Indicateurs et objectifs",
        ("Indicateur", "Objectif", "Valeur", "Au", "Verdict"),
        tuple(
            (f"{each.code} {each.label}", each.objective, each.value, each.as_of, each.verdict)
            for _, each in report.indicators
        ),
        (9, 7, 5, 4, 5),
    )


def _section(section: Section) -> Iterator[Block]:
    yield Heading(section.title, min(1 + section.depth, DEEPEST))
    told = list(section.told)
    if section.weather:
        told.append(("Météo", section.weather))
    if section.synthesis:
        told.append(("Synthèse", section.synthesis))
    if told:
        yield Facts(tuple(told))
    if section.actions:
        yield Lines(
            f"Actions de {section.title}",
            ("Année", "Action", "Où elle en est", "Personnes"),
            tuple(
                (each.school_year or NONE, each.wording, each.state, each.people or NONE)
                for each in section.actions
            ),
            (3, 11, 3, 4),
        )
    if section.deliverables:
        yield Paragraph("Supports", "strong")
        yield Bullets(tuple(section.deliverables))
    for line in section.indicators:
        yield from _indicator(line)


def _indicator(line: IndicatorLine) -> Iterator[Block]:
    yield Paragraph(f"{line.code} — {line.label}\u00a0: {line.verdict}", "strong")
    yield Paragraph(line.sentence)
    pairs = [
        ("Objectif", line.objective),
        ("Point de départ", line.baseline),
        ("Valeur", f"{line.value} ({line.as_of})" if line.as_of else line.value),
        ("Source", line.source),
        ("Données présentes", line.coverage),
        ("Autre valeur connue", line.beside),
        ("Écart à l’objectif", line.gap),
        ("Règle du verdict", line.rule),
        ("Ce qui est fait", line.under_way),
        ("Responsable", line.responsible),
    ]
    yield Facts(tuple((name, value) for name, value in pairs if value))
    for note in line.notes:
        yield Paragraph(note, "note")


def _recap(report: Report) -> Iterator[Block]:
    if not report.recap:
        return
    yield Heading("Tableau récapitulatif des actions")
    yield Lines(
        "Actions par année scolaire",
        ("Élément", *(year or "Sans année" for year in report.years)),
        tuple((title, *(text or NONE for text in texts)) for title, texts in report.recap),
        (4, *(6 for _ in report.years)),
    )


def _steps(report: Report) -> Iterator[Block]:
    if not report.steps:
        return
    yield Heading("Calendrier")
    yield timeline(report.steps)
    yield Lines(
        "Dates du calendrier",
        ("Quand", "Quoi", "Phase"),
        tuple((each.when, each.wording, each.season or NONE) for each in report.steps),
        (4, 10, 4),
    )


def _proposals(report: Report) -> Iterator[Block]:
    if not report.proposals:
        return
    yield Heading("Ce que les territoires proposent")
    yield Lines(
        "Propositions et réponses",
        ("Territoire", "Indicateur", "Proposition", "Raison", "Réponse"),
        tuple(_proposal(each) for each in report.proposals),
        (4, 4, 4, 5, 5),
    )


def _proposal(line: ProposalLine) -> tuple[str, ...]:
    return (line.place, line.indicator, f"{line.wanted}, {line.proposed}", line.reason, line.answer)


def _decisions(report: Report) -> Iterator[Block]:
    if not report.decisions:
        return
    yield Heading("Décisions")
    yield Lines(
        "Décisions et suites",
        ("Décision", "Sur", "Confiée à", "Pour le", "Suite"),
        tuple(
            (each.text, each.about or NONE, each.charged or NONE, each.due or NONE, each.state)
            for each in report.decisions
        ),
        (8, 3, 4, 4, 4),
    )
