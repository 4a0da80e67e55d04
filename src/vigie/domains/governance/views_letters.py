"""One mission letter: begun, written anew, undone, withdrawn, put back, printed."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.compliance.forms import Entry, Typed, fields
from vigie.domains.compliance.places import is_school, place_asked
from vigie.domains.governance import actions, forms
from vigie.domains.governance.letter_file import letter_pdf
from vigie.domains.governance.models import Function, Letter
from vigie.domains.governance.queries import referents
from vigie.domains.governance.rules import functions_at, letter_asked
from vigie.domains.people.models import Person
from vigie.domains.people.rights import me, rights
from vigie.domains.people.tasks import place_name
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.refusals import EntriesRefused, told_if_refused
from vigie.web.wording import as_html, filled, parse


def new(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: the form of a letter, with missions proposed. POST: begins it."""
    place = place_asked(request, territory)
    waiting = [each.person for each in referents(place, clock.now()) if each.letter is None]
    people = [(str(each.pk), each.name) for each in waiting] if is_school(place) else []
    if is_school(place) and not people:
        status = 409 if request.method == "POST" else 200
        return _form(request, place, "Écrire une lettre de mission", [], {}, None, status)
    entries = forms.entries(functions_at(place), people)
    if request.method != "POST":
        start = forms.proposed(_function(place, request.GET.get("fonction", "")))
        start["holder"] = request.GET.get("personne", "")
        return _form(request, place, "Écrire une lettre de mission", entries, start)
    typed = Typed(entries, request.POST)
    try:
        made = _begun(request, place, typed, waiting)
    except EntriesRefused as error:
        return _form(
            request,
            place,
            "Écrire une lettre de mission",
            entries,
            typed.values,
            error.faults,
            error.status,
        )
    messages.success(request, "La lettre est commencée.")
    return _back(made)


def one(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """GET: a letter, and its form for who writes it. POST: writes it anew."""
    place = place_asked(request, territory)
    letter = letter_asked(rights(request), place, number)
    if request.method != "POST":
        return _page(request, letter)
    typed = Typed(forms.SAID, request.POST)
    try:
        said = forms.said(typed)
        typed.done()
        actions.revise_letter(letter, said, by=me(request), at=clock.now())
    except EntriesRefused as error:
        return _page(request, letter, typed.values, error.faults, error.status)
    messages.success(request, "La lettre est enregistrée. L’édition d’avant reste, pour y revenir.")
    return _back(letter)


@require_POST
def undo(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Comes back to the edition before."""
    return _acted(request, territory, number, actions.undo_edition,
                  "La lettre est comme avant sa dernière modification.")  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Takes a letter away."""
    return _acted(request, territory, number, actions.withdraw_letter,
                  "La lettre est retirée. Vous pouvez la rétablir ci-dessous.")  # fmt: skip


@require_POST
def put_back(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Puts it back."""
    return _acted(request, territory, number, actions.put_back_letter, "La lettre est rétablie.")


@require_safe
def paper(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """The letter as a PDF."""
    held = rights(request)
    place = place_asked(request, territory)
    letter = letter_asked(held, place, number)
    answer = HttpResponse(
        letter_pdf(letter, place_name(held, place), clock.now()), content_type="application/pdf"
    )
    answer["Content-Disposition"] = 'attachment; filename="lettre-de-mission.pdf"'
    return answer


def _begun(request: HttpRequest, place: str, typed: Typed, waiting: list[Person]) -> Letter:
    said = forms.said(typed)
    holder, title, given_to = None, "", 1
    if is_school(place):
        function = Function.RUPN
        chosen = typed.one_of("holder")
        holder = next((each for each in waiting if str(each.pk) == chosen), None)
    else:
        chosen = typed.one_of("function")
        function = Function(chosen) if chosen else Function.IAN
        title = typed.text("title")
        given_to = typed.number("given_to", most=5000) or 0
        if not given_to:
            typed.refuse("given_to", "Écrivez un nombre de personnes.")
    typed.done()
    return actions.write_letter(
        place, function, said, holder=holder, title=title, given_to=given_to, by=me(request),
        at=clock.now(),
    )  # fmt: skip


def _acted(
    request: HttpRequest, territory: str, number: int, act: Callable[..., None], done: str
) -> HttpResponse:
    place = place_asked(request, territory)
    letter = letter_asked(rights(request), place, number)
    with told_if_refused(request, messages.INFO):
        act(letter, by=me(request), at=clock.now())
        messages.success(request, done)
    return _back(letter)


def _page(
    request: HttpRequest,
    letter: Letter,
    values: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    held, edition = rights(request), letter.edition
    name = place_name(held, letter.territory)
    context = {
        "letter": letter,
        "place": letter.territory,
        "name": name,
        "edition": edition,
        "editions": letter.standing_editions,
        "missions": as_html(filled(parse(edition.missions), {"lieu": name}), heading="h3"),
        "entries": fields(forms.SAID, values or forms.values_of(edition), faults),
        "faults": len(faults or {}),
        "may_write": held.may_open("mission_letter", letter.territory, "POST"),
        "crumbs": _crumbs(letter.territory, letter.name),
    }
    return render(request, "governance/letter.html", context, status=status)


def _form(
    request: HttpRequest,
    place: str,
    title: str,
    entries: list[Entry],
    values: dict[str, str],
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": title,
        "name": place_name(rights(request), place),
        "entries": fields(entries, values, faults),
        "faults": len(faults or {}),
        "back": reverse("mission_letters", args=[place]),
        "roles": reverse("school_roles", args=[place]),
        "crumbs": _crumbs(place, title),
    }
    return render(request, "governance/letter_new.html", context, status=status)


def _function(place: str, asked: str) -> Function:
    known = functions_at(place)
    return Function(asked) if asked in [each.value for each in known] else known[0]


def _crumbs(place: str, last: str) -> list[Crumb]:
    return [
        Crumb("Accueil", reverse("home")),
        Crumb("Lettres de mission", reverse("mission_letters", args=[place])),
        Crumb(last),
    ]


def _back(letter: Letter) -> HttpResponse:
    return HttpResponseRedirect(reverse("mission_letter", args=[letter.territory, letter.pk]))
