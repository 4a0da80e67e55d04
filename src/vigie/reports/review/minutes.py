"""The minutes of a review put into blocks: figures, changes, decisions, what was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from vigie.domains.roadmaps import words
from vigie.domains.roadmaps.models import Review
from vigie.domains.roadmaps.queries_telling import decisions_of, moved, signer_of
from vigie.domains.roadmaps.values import standing_of
from vigie.domains.roadmaps.verdicts import LABELS
from vigie.domains.roadmaps.watching import gathered, watched
from vigie.reports.blocks import Block, Bullets, Document, Facts, Heading, Lines, Paragraph
from vigie.web import formats


def minutes(review: Review, *, place: str, since: date, on: date, at: datetime) -> Document:
    """The minutes of a review, whose figures are those of a day (`on`), changes from `since`."""
    roadmap = review.roadmap
    day = formats.day(review.held_on)
    return Document(
        name=f"revue-{roadmap.code}-{review.held_on.isoformat()}",
        title=f"Revue du {day}\u00a0: {roadmap.name}",
        issuer=words.answering(roadmap) or place,
        dated=_signed(review),
        foot=f"{roadmap.name} — revue du {day}",
        made_at=at,
        blocks=tuple(_blocks(review, since, on)),
    )


def _signed(review: Review) -> str:
    if review.closed_at is None:
        return "Compte rendu provisoire, non signé"
    name = signer_of(review)
    who = f" par {name}" if name else ""
    return f"Signé{who}, {formats.moment(review.closed_at)}"


def _blocks(review: Review, since: date, on: date) -> Iterator[Block]:
    roadmap = review.roadmap
    present = [line.strip() for line in review.present.splitlines() if line.strip()]
    facts = [("Situation au", formats.day(on)), ("Changements depuis le", formats.day(since))]
    if present:
        facts.insert(0, ("Présents", ", ".join(present)))
    yield Facts(tuple(facts))
    yield Heading("Compte rendu")
    said = [line.strip() for line in review.minutes.splitlines() if line.strip()]
    for line in said or ["Rien n’a encore été écrit."]:
        yield Paragraph(line)
    yield Heading("Décisions")
    taken = decisions_of(roadmap, review)
    if taken:
        yield Lines(
            "Décisions de la revue",
            ("Décision", "Confiée à", "Pour le", "Suite"),
            tuple(
                (
                    each.text,
                    each.charged or formats.DASH,
                    formats.day(each.due_on) if each.due_on else formats.DASH,
                    words.decision_state(each, on),
                )
                for each in taken
            ),
            (8, 4, 4, 4),
        )
    else:
        yield Paragraph("Aucune décision n’a été prise.")
    yield Heading("Où en sont les indicateurs")
    states = [each.verdict.state for each in standing_of(roadmap, on).values()]
    yield Lines(
        "Verdicts",
        ("Verdict", "Indicateurs"),
        tuple((label, formats.count(states.count(state))) for state, label in LABELS.items()),
        (3, 1),
        numeric=(1,),
    )
    changed = moved(roadmap, since, on)
    if changed:
        yield Lines(
            "Verdicts qui ont changé",
            ("Indicateur", "Avant", "Maintenant", "Pourquoi"),
            tuple(
                (f"{each.indicator.code} {each.indicator.label}", each.before, each.after,
                 each.sentence)
                for each in changed
            ),
            (5, 3, 3, 7),
        )  # fmt: skip
    alerts = gathered(watched(roadmap, on))
    told = [
        f"{each.alert.label}, {each.indicator or each.node}\u00a0: {each.alert.sentence}"
        for each in alerts.one_by_one
    ]
    for label, word, rows, codes in (
        ("Aucune valeur", "indicateur", alerts.silent, alerts.silent_codes),
        ("Météo non renseignée", "élément", alerts.unjudged, alerts.unjudged_codes),
    ):
        if rows:
            told.append(f"{label}\u00a0: {formats.plural(len(rows), word)} ({codes})")
    if told:
        yield Heading("Alertes")
        yield Bullets(tuple(told))
