"""Reads of the kit: what holds in a territory, the plan and the news that concern it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from vigie.domains.kit.models import Announcement, Edition, NewsItem, Piece
from vigie.domains.territories.around import around_of
from vigie.facts.tree import Tree


@dataclass(frozen=True)
class Held:
    """A piece as it holds in a territory: its own adaptation, or that of the nearest territory
    above, or the original. `behind`: editions of the original made since it was adapted."""

    piece: Piece
    edition: Edition
    behind: int = 0

    def is_of(self, territory: str) -> bool:
        """Whether it was written in that very territory."""
        return self.piece.territory == territory


def held_in(tree: Tree, territory: str) -> list[Held]:
    """The kit of a territory, by kind and title; each original once, in the nearest words."""
    above = around_of(tree, territory)[::-1]
    pieces = Piece.objects.current().in_places(above).prefetch_related("editions")
    nearest: dict[int, Piece] = {}
    for piece in sorted(pieces, key=lambda each: above.index(each.territory)):
        nearest[piece.original_id or piece.pk] = piece
    last = {piece.pk: _last(piece) for piece in pieces}
    found = [Held(piece, last[piece.pk], _behind(piece, last)) for piece in nearest.values()]
    return sorted(found, key=lambda each: (each.piece.kind_name, each.piece.title))


def original_of(piece: Piece) -> Piece:
    """What a piece was adapted from; itself if nothing."""
    return piece.original or piece


def last_edition(piece: Piece) -> Edition:
    """The edition that holds."""
    return piece.editions.order_by("-number")[0]


def plan_of(tree: Tree, territory: str, since: date) -> QuerySet[Announcement]:
    """The announcements that concern a territory: its own and those of the territories above."""
    return (
        Announcement.objects.filter(
            territory__in=around_of(tree, territory), withdrawn_at__isnull=True
        )
        .filter(Q(starts_on__gte=since) | Q(ends_on__gte=since))
        .select_related("piece")
    )


def news_of(tree: Tree, territory: str, on: date) -> QuerySet[NewsItem]:
    """What is told in a territory on a day, the newest first: its own and from above."""
    return NewsItem.objects.filter(
        Q(until__isnull=True) | Q(until__gte=on),
        territory__in=around_of(tree, territory),
        published_on__lte=on,
        withdrawn_at__isnull=True,
    )


def withdrawn_news(territory: str) -> QuerySet[NewsItem]:
    """The news of that very territory that were taken away, and can be put back."""
    return NewsItem.objects.filter(territory=territory, withdrawn_at__isnull=False)[:10]


def _last(piece: Piece) -> Edition:
    return max(piece.editions.all(), key=lambda each: each.number)


def _behind(piece: Piece, last: dict[int, Edition]) -> int:
    original = last.get(piece.original_id or 0)
    return original.number - piece.adapted_from if original is not None else 0
