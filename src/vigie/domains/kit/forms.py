"""The forms of the kit: what was typed, read entry by entry."""

from __future__ import annotations

from collections.abc import Mapping

from vigie.domains.compliance.forms import EMPTY, Entry, Typed, options_of
from vigie.domains.compliance.uploads import Upload
from vigie.domains.kit.actions import Content, Heading
from vigie.domains.kit.models import Audience, Channel, Kind, Piece, Stage
from vigie.domains.kit.plan_actions import Said, Told
from vigie.domains.kit.values import FIELDS

_FIELDS = ", ".join(f"{{{name}}}" for name in FIELDS)
HEADING = (
    Entry("kind", "Genre", "select", options=options_of(Kind), required=True),
    Entry("audience", "Public", "select", options=options_of(Audience), required=True),
    Entry("title", "Titre", required=True),
)
CONTENT = (
    Entry("subject", "Objet", help="Pour un courriel."),
    Entry("body", "Texte", "textarea",
          "Un paragraphe par bloc, « ## » devant un titre, « - » devant chaque puce, "
          f"[mots](adresse) pour un lien. Champs remplis pour chaque territoire\u00a0: {_FIELDS}.",
          most=20_000),
    Entry("link", "Adresse d’une page", help="Elle commence par https://.", most=500),
    Entry("dated", "Daté du", "date", help="Pour un courrier."),
    Entry("note", "Ce qui change", help="Pour l’historique, en quelques mots.", most=200),
)  # fmt: skip
PLAN = (
    Entry("title", "Intitulé", required=True),
    Entry("channel", "Canal", "select", options=options_of(Channel), required=True),
    Entry("audience", "Public", "select", options=options_of(Audience), required=True),
    Entry("starts_on", "Le", "date", required=True),
    Entry("ends_on", "Jusqu’au", "date", help="Si cela dure plusieurs jours."),
    Entry("link", "Adresse en ligne", help="Elle commence par https://.", most=500),
    Entry("stage", "Où en est-on", "select", options=options_of(Stage), required=True),
)
NEWS = (
    Entry("title", "Titre", required=True),
    Entry("body", "Texte", "textarea", required=True, most=4_000),
    Entry("published_on", "Publiée le", "date", required=True),
    Entry("until", "Jusqu’au", "date", help="Sans date, elle reste."),
    Entry("link", "Adresse à lire", help="Elle commence par https://.", most=500),
)


def heading(typed: Typed, territory: str) -> Heading:
    """How a new piece is filed."""
    return Heading(typed.one_of("kind"), typed.one_of("audience"), typed.text("title"), territory)


def content(typed: Typed, upload: Upload | None) -> Content:
    """What an edition is to hold."""
    return Content(
        subject=typed.text("subject"),
        body=typed.text("body"),
        link=typed.text("link"),
        dated=typed.day("dated"),
        note=typed.text("note"),
        upload=upload,
    )


def announcement(data: Mapping[str, object], piece: Piece | None) -> tuple[Typed, Said | None]:
    """A line of the plan; None when entries have to be mended."""
    typed = Typed(PLAN, data)
    title, starts_on = typed.text("title"), typed.day("starts_on")
    channel, audience = typed.one_of("channel"), typed.one_of("audience")
    ends_on, link, stage = typed.day("ends_on"), typed.text("link"), typed.one_of("stage")
    if starts_on is None:
        typed.refuse("starts_on", EMPTY)
    if typed.faults or starts_on is None:
        return typed, None
    return typed, Said(title, channel, audience, starts_on, ends_on, link, stage, piece)


def news_item(data: Mapping[str, object]) -> tuple[Typed, Told | None]:
    """A news item; None when entries have to be mended."""
    typed = Typed(NEWS, data)
    title, body, day = typed.text("title"), typed.text("body"), typed.day("published_on")
    until, link = typed.day("until"), typed.text("link")
    if day is None:
        typed.refuse("published_on", EMPTY)
    if typed.faults or day is None:
        return typed, None
    return typed, Told(title, body, day, until, link)
