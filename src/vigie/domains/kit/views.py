"""The kit as it is read: what holds in a territory, one piece, its file, all of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.codes import NATION
from vigie.domains.kit import files, originals
from vigie.domains.kit.models import Kind, Piece
from vigie.domains.kit.queries import Held, held_in, last_edition, news_of, original_of
from vigie.domains.kit.rules import may_write, piece_of, place_asked
from vigie.domains.kit.values import filling
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, rights
from vigie.domains.people.tasks import place_name
from vigie.periods import PARIS
from vigie.web.components import Crumb
from vigie.web.tables import Column, Link, Row, Table
from vigie.web.wording import as_html, parse


@never_cache
@require_safe
def kit(request: HttpRequest, territory: str) -> HttpResponse:
    """The pieces of a territory, and what is told there."""
    place, held = place_asked(request, territory), rights(request)
    day = held.at.astimezone(PARIS).date()
    pieces, writes = held_in(held.tree, place), may_write(held, place)
    rows = [_row(held, place, each) for each in pieces]
    told = any(row.cells["state"] for row in rows)
    table = Table(
        id="kit",
        caption="Pièces du kit",
        columns=(
            Column("title", "Titre", header=True),
            Column("kind", "Genre", filter=True),
            Column("audience", "Public", filter=True),
            Column("of", "Écrite par"),
            Column("edition", "Édition", kind="count"),
            Column("on", "Du", kind="date"),
            *([Column("state", "À savoir")] if told else []),
        ),
        rows=rows,
        exportable=False,
        empty="Le kit est vide.",
    )
    context = {
        "place": place,
        "name": place_name(held, place),
        "table": table.view(request.GET),
        "empty": not pieces,
        "missing": filling(held.tree, place, day).missing,
        "news": [(each, as_html(parse(each.body), heading="h4"))
                 for each in news_of(held.tree, place, day)[:3]],
        "may_write": writes,
        "brought": originals.missing(place) if writes else (),
        "crumbs": crumbs(held, place),
    }  # fmt: skip
    return render(request, "kit/kit.html", context)


@never_cache
@require_safe
def piece(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """A piece as the territory says it, its editions, and what may be done with it."""
    place, held = place_asked(request, territory), rights(request)
    return piece_page(request, held, place, piece_of(held, place, number))


@never_cache
@require_safe
def piece_file(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """The file of a piece, in the name of the territory."""
    place, held = place_asked(request, territory), rights(request)
    found = held_of(piece_of(held, place, number))
    try:
        made = files.file_of(found, held.tree, place, held.at)
    except FileNotFoundError:
        made = None
    if made is None:
        raise Refused(Answer.UNKNOWN)
    return _attached(made)


@never_cache
@require_safe
def whole(request: HttpRequest, territory: str) -> HttpResponse:
    """All the kit of a territory, as one archive."""
    place, held = place_asked(request, territory), rights(request)
    return _attached(files.archive(held_in(held.tree, place), held.tree, place, held.at))


def piece_page(
    request: HttpRequest, held: Rights, place: str, found: Piece, status: int = 200
) -> HttpResponse:
    """The page of a piece; also the answer to what is done with it."""
    kept = held_of(found)
    day = held.at.astimezone(PARIS).date()
    said = files.spoken(kept, filling(held.tree, place, day))
    original = original_of(found)
    mine = found.territory == place
    context = {
        "place": place,
        "piece": found,
        "edition": kept.edition,
        "subject": said.subject,
        "body": as_html(said.body, heading="h3"),
        "is_mail": found.kind == Kind.MAIL,
        "has_file": bool(kept.edition.stored) or found.kind != Kind.LINK,
        "of": "Vient avec Vigie"
        if made_with_vigie(kept)
        else f"Écrite par\u00a0: {place_name(held, found.territory)}",
        "original": original if original != found else None,
        "behind": behind(found),
        "editions": found.editions.select_related("made_by"),
        "may_revise": mine and may_write(held, place) and found.withdrawn_at is None,
        "may_put_back": mine and may_write(held, place) and found.withdrawn_at is not None,
        "may_adapt": not mine and may_write(held, place) and found.withdrawn_at is None,
        "crumbs": crumbs(held, place, Crumb(found.title)),
    }
    return render(request, "kit/piece.html", context, status=status)


def held_of(found: Piece) -> Held:
    """A piece with its last edition."""
    return Held(found, last_edition(found), behind(found))


def behind(found: Piece) -> int:
    """Editions of the original made since a piece was adapted."""
    if found.original is None:
        return 0
    return last_edition(found.original).number - found.adapted_from


def made_with_vigie(held: Held) -> bool:
    """Whether a piece is still as it came."""
    return held.piece.territory == NATION and held.edition.made_by_id is None


def crumbs(held: Rights, place: str, *steps: Crumb) -> list[Crumb]:
    """The way to a page of the kit."""
    name = f"Kit, {place_name(held, place)}"
    own = Crumb(name, reverse("kit", args=[place])) if steps else Crumb(name)
    return [Crumb("Accueil", reverse("home")), own, *steps]


def _row(held: Rights, place: str, each: Held) -> Row:
    made = each.edition.made_at.astimezone(PARIS).date()
    state = ""
    if each.behind > 0:
        state = "l’original a changé depuis"
    elif each.piece.original_id is not None:
        state = "adaptée"
    of = "Vigie" if made_with_vigie(each) else ""
    return Row(
        {
            "title": Link(each.piece.title, reverse("kit_piece", args=[place, each.piece.pk])),
            "kind": each.piece.kind_name,
            "audience": each.piece.audience_name,
            "of": of or place_name(held, each.piece.territory),
            "edition": each.edition.number,
            "on": made,
            "state": state,
        }
    )


def _attached(made: files.Given) -> HttpResponse:
    answer = HttpResponse(made.content, content_type=made.media)
    answer.headers["Content-Disposition"] = content_disposition_header(True, made.name) or ""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
