"""The kit as it is written: a piece, its editions, its adaptation by a territory."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from vigie.domains.compliance.documents_storage import Limited
from vigie.domains.compliance.forms import Typed, fields
from vigie.domains.compliance.uploads import CUT, file_field, limited, status_of, uploaded
from vigie.domains.kit import actions, forms, originals
from vigie.domains.kit.models import Kind, Piece
from vigie.domains.kit.queries import last_edition
from vigie.domains.kit.rules import edition_of, own_piece_of, piece_of, place_asked
from vigie.domains.kit.values import FIELDS
from vigie.domains.kit.views import crumbs
from vigie.domains.people.models import Person
from vigie.domains.people.rights import me, rights
from vigie.web import clock, formats
from vigie.web.components import Crumb
from vigie.web.refusals import EntriesRefused, told_if_refused


@never_cache
@csrf_exempt
def new(request: HttpRequest, territory: str) -> HttpResponse:
    """Writes a piece. The limit of size is set before the token is read, hence `csrf_exempt`."""
    place = place_asked(request, territory)
    return _guarded(request, place, None)


@never_cache
@csrf_exempt
def revise(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Writes an edition of a piece of the territory."""
    place = place_asked(request, territory)
    return _guarded(request, place, number)


@require_POST
def receive(request: HttpRequest, territory: str) -> HttpResponse:
    """Adds the pieces that a newer Vigie brought."""
    place = place_asked(request, territory)
    made = originals.receive(place, by=me(request), at=clock.now())
    if made:
        added = formats.plural(len(made), "pièce est ajoutée", "pièces sont ajoutées")
        messages.success(
            request, f"{added} au kit. Rien d’autre n’a changé\u00a0; chacune se retire de sa page."
        )
    else:
        messages.info(request, "Le kit a déjà toutes les pièces de Vigie.")
    return HttpResponseRedirect(reverse("kit", args=[place]))


@require_POST
def adapt(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Gives the territory its own copy, to reword."""
    place = place_asked(request, territory)
    found = piece_of(rights(request), place, number)
    try:
        own = actions.adapt_piece(found, place, by=me(request), at=clock.now())
    except actions.KitRefused as error:
        messages.warning(request, error.sentence)
        return _to_piece(place, found)
    messages.success(
        request, "Votre territoire a sa version\u00a0: modifiez-la, ou retirez-la pour revenir à "
        "l’original.",
    )  # fmt: skip
    return HttpResponseRedirect(reverse("kit_revise", args=[place, own.pk]))


@require_POST
def keep(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Says that the adaptation still holds."""
    return _done(request, territory, number, actions.keep_words,
                 "Votre version est confirmée.")  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Takes a piece out of the kit; it can be put back from its page."""
    return _done(request, territory, number, actions.withdraw_piece,
                 "La pièce est retirée du kit\u00a0; vous pouvez la rétablir ici.")  # fmt: skip


@require_POST
def put_back(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Puts a withdrawn piece back."""
    return _done(request, territory, number, actions.put_back_piece,
                 "La pièce est de nouveau dans le kit.")  # fmt: skip


@require_POST
def restore(request: HttpRequest, territory: str, number: int, edition: int) -> HttpResponse:
    """Makes a former edition hold again."""
    place = place_asked(request, territory)
    found = own_piece_of(place, number)
    former = edition_of(found, edition)
    with told_if_refused(request):
        made = actions.restore_edition(former, by=me(request), at=clock.now())
        messages.success(
            request, f"L’édition {former.number} est reprise\u00a0: c’est l’édition {made.number}."
        )
    return _to_piece(place, found)


def _done(
    request: HttpRequest,
    territory: str,
    number: int,
    verb: Callable[..., Piece],
    sentence: str,
) -> HttpResponse:
    place = place_asked(request, territory)
    found = own_piece_of(place, number)
    with told_if_refused(request):
        verb(found, by=me(request), at=clock.now())
        messages.success(request, sentence)
    return _to_piece(place, found)


def _to_piece(place: str, found: Piece) -> HttpResponse:
    return HttpResponseRedirect(reverse("kit_piece", args=[place, found.pk]))


def _guarded(request: HttpRequest, place: str, number: int | None) -> HttpResponse:
    if request.method != "POST":
        found = _asked(place, number)
        return _form(request, place, found, _values(found), {})
    try:
        answer: HttpResponse = _written(request, place, number, limited(request))
    except UnreadablePostError:
        found = _asked(place, number)
        return _form(request, place, found, _values(found), {"file": CUT}, 400)
    return answer


def _asked(place: str, number: int | None) -> Piece | None:
    return None if number is None else own_piece_of(place, number)


@csrf_protect
def _written(request: HttpRequest, place: str, number: int | None, limit: Limited) -> HttpResponse:
    found = _asked(place, number)
    entries = forms.CONTENT if found else (*forms.HEADING, *forms.CONTENT)
    typed = Typed(entries, request.POST)
    try:
        upload = uploaded(request, limit, typed, required=False)
        said = forms.content(typed, upload)
        heading = None if found else forms.heading(typed, place)
        typed.done()
        made = _kept(found, heading, said, me(request))
    except EntriesRefused as error:
        return _form(request, place, found, typed.values, error.faults, status_of(limit))
    messages.success(request, "La pièce est dans le kit." if found is None
                     else "L’édition est écrite\u00a0; les anciennes restent.")  # fmt: skip
    return _to_piece(place, made)


def _kept(
    found: Piece | None, heading: actions.Heading | None, said: actions.Content, by: Person
) -> Piece:
    at = clock.now()
    if found is not None:
        actions.revise_piece(found, said, allowed=FIELDS, by=by, at=at)
        return found
    assert heading is not None  # a new piece has one
    return actions.write_piece(heading, said, allowed=FIELDS, by=by, at=at)


def _values(found: Piece | None) -> dict[str, str]:
    if found is None:
        return {}
    last = last_edition(found)
    return {
        "subject": last.subject,
        "body": last.body,
        "link": last.link,
        "dated": last.dated.isoformat() if last.dated else "",
    }


def _form(
    request: HttpRequest,
    place: str,
    found: Piece | None,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    entries = forms.CONTENT if found else (*forms.HEADING, *forms.CONTENT)
    title = f"Modifier\u00a0: {found.title}" if found else "Écrire une pièce"
    former = found.original if found is not None else None
    context = {
        "place": place,
        "title": title,
        "piece": found,
        "former": last_edition(former) if former is not None else None,
        "entries": [*fields(entries, values, faults), file_field(faults.get("file", ""),
                                                                 required=False)],
        "faults": len(faults),
        "takes_file": found is None or found.kind in (Kind.LETTER, Kind.SUPPORT),
        "crumbs": crumbs(rights(request), place, Crumb(title)),
    }  # fmt: skip
    return render(request, "kit/piece_form.html", context, status=status)
