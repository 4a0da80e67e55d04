"""The forms of the sealed groups: what was typed, read entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vigie.domains.compliance.forms import EMPTY, Entry, Typed
from vigie.domains.groups.addresses import LONGEST_PASTE, Pasted, read_addresses

MOST_READ = 300
"""Addresses that the academic team may read at once."""


@dataclass(frozen=True)
class Sealing:
    """All that a trainer says when she seals a list."""

    title: str
    session_on: date
    publish_at: datetime
    territory: str
    pasted: Pasted


def sealing_entries(places: Sequence[tuple[str, str]]) -> tuple[Entry, ...]:
    """The entries of a sealing. `places`: (territory, name); asked only when there are several."""
    where = Entry("territory", "Territoire de la session", "select", options=places, required=True)
    return (
        Entry("title", "Intitulé de la session",
              help="Les personnes de la liste le liront\u00a0: n’y nommez personne.",
              required=True, most=120),
        Entry("session_on", "Date de la session", "date", required=True),
        Entry("publish_on", "Lire la synthèse à partir du", "date", required=True),
        Entry("publish_time", "Heure", help="Par exemple 8:00.", required=True, most=5),
        *([where] if len(places) > 1 else []),
        Entry("addresses", "Adresses du groupe", "textarea",
              "Une par ligne, ou séparées comme vous voulez\u00a0; les noms entre crochets, les "
              "doublons et les lignes vides sont écartés.",
              required=True, most=LONGEST_PASTE),
    )  # fmt: skip


def sealing(
    places: Sequence[tuple[str, str]], data: Mapping[str, object]
) -> tuple[Typed, Sealing | None]:
    """What was typed, and what it says; None when entries have to be mended (see `faults`)."""
    typed = Typed(sealing_entries(places), data)
    title, session_on = typed.text("title"), typed.day("session_on")
    publish_at = typed.moment("publish_on", "publish_time")
    territory = typed.one_of("territory") if len(places) > 1 else places[0][0]
    text = typed.text("addresses")
    for name in ("session_on", "publish_on"):
        if not typed.values[name]:
            typed.refuse(name, EMPTY)
    if typed.faults or session_on is None or publish_at is None:
        return typed, None
    return typed, Sealing(title, session_on, publish_at, territory, read_addresses(text))


GROUP_READ = (
    Entry("addresses", "Adresses du groupe", "textarea",
          "Une par ligne, ou séparées comme vous voulez.", required=True, most=LONGEST_PASTE),
    Entry("reason", "Pourquoi lire ces résultats", "textarea",
          "Les personnes concernées pourront lire cette raison.", required=True, most=300),
)  # fmt: skip
PERSON_READ = (
    Entry("address", "Adresse de la personne", "email", required=True, most=254),
    Entry("reason", "Pourquoi lire ces résultats", "textarea",
          "La personne concernée pourra lire cette raison.", required=True, most=300),
)  # fmt: skip


def group_read(data: Mapping[str, object]) -> tuple[Typed, Pasted]:
    """What the academic team asks of a group: the list and the reason. See `faults`."""
    typed = Typed(GROUP_READ, data)
    pasted = read_addresses(typed.text("addresses"))
    _reason(typed)
    if typed.values["addresses"] and not pasted.addresses:
        typed.refuse("addresses", "Aucune adresse valide dans ce texte.")
    elif len(pasted.addresses) > MOST_READ:
        typed.refuse("addresses", f"Au plus {MOST_READ} adresses à la fois.")
    return typed, pasted


def person_read(data: Mapping[str, object]) -> Typed:
    """What the academic team asks of one person. See `faults`."""
    typed = Typed(PERSON_READ, data)
    typed.email("address")
    _reason(typed)
    return typed


def _reason(typed: Typed) -> None:
    if 0 < len(typed.text("reason")) < 10:
        typed.refuse("reason", "Dites la raison en quelques mots.")
