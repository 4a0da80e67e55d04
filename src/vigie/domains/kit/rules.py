"""Who may: the territory that an address is about, and getters that give the object or refuse."""

from __future__ import annotations

from vigie.domains.compliance.places import place_asked
from vigie.domains.kit.models import Announcement, Edition, NewsItem, Piece
from vigie.domains.people.rights import Rights, or_unknown
from vigie.domains.territories.around import around_of

__all__ = [
    "announcement_of",
    "edition_of",
    "may_write",
    "news_item_of",
    "own_piece_of",
    "piece_of",
    "place_asked",
]


def may_write(rights: Rights, territory: str) -> bool:
    """Whether the reader may change the kit of a territory."""
    return rights.may_open("kit_new", territory, "POST")


def piece_of(rights: Rights, territory: str, number: int) -> Piece:
    """A piece that concerns a territory: of it or of a territory above. Raises Refused."""
    above = around_of(rights.tree, territory)
    return or_unknown(Piece.objects.in_places(above).filter(pk=number).first())


def own_piece_of(territory: str, number: int) -> Piece:
    """A piece of that very territory, withdrawn or not. Raises Refused."""
    return or_unknown(Piece.objects.filter(territory=territory, pk=number).first())


def edition_of(piece: Piece, number: int) -> Edition:
    """An edition of a piece. Raises Refused."""
    return or_unknown(piece.editions.filter(number=number).first())


def announcement_of(territory: str, number: int) -> Announcement:
    """A line of the plan of that very territory. Raises Refused."""
    return or_unknown(Announcement.objects.filter(territory=territory, pk=number).first())


def news_item_of(territory: str, number: int) -> NewsItem:
    """A news item of that very territory. Raises Refused."""
    return or_unknown(NewsItem.objects.filter(territory=territory, pk=number).first())
