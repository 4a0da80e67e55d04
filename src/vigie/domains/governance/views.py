"""« Lettres de mission et personnes clés »: those of a school, and the letters of a territory."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.compliance.forms import Entry, Typed, fields
from vigie.domains.compliance.places import is_school, place_asked, school_asked
from vigie.domains.governance import actions
from vigie.domains.governance.models import KeyPerson, Letter, Subject
from vigie.domains.governance.queries import (
    Count,
    counts,
    filled_words,
    key_people,
    last_ended,
    others,
    referents,
)
from vigie.domains.governance.rules import may_read
from vigie.domains.people.delegation import person_of_address
from vigie.domains.people.models import normal_email
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, or_unknown, rights
from vigie.domains.people.school_roles import Beside
from vigie.domains.people.tasks import place_name
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.exports import export_asked
from vigie.web.refusals import EntriesRefused, told_if_refused
from vigie.web.tables import Column, Row, Table

WHO = (
    Entry("email", "Adresse de la personne", "email", required=True, most=254,
          help="Une personne qui n’est pas encore connue est ajoutée."),
)  # fmt: skip


@require_safe
def letters(request: HttpRequest, territory: str) -> HttpResponse:
    """The letters and key people of a school; the letters of a territory and how many there are."""
    place = place_asked(request, territory)
    return school_page(request, place) if is_school(place) else _territory(request, place)


@require_POST
def name(request: HttpRequest, territory: str, subject: str) -> HttpResponse:
    """Names someone for a subject that no delegated role covers."""
    place = school_asked(request, territory)
    if subject not in Subject:
        raise Refused(Answer.UNKNOWN)
    typed = Typed(WHO, request.POST)
    try:
        email = normal_email(typed.email("email"))
        typed.done()
        at, by = clock.now(), me(request)
        person = person_of_address(email, place=place, by=by, at=at)
        actions.name_key_person(place, Subject(subject), person, by=by, at=at)
    except EntriesRefused as error:
        return school_page(request, place, typed.values, error.faults, error.status)
    messages.success(request, f"C’est noté\u00a0: {Subject(subject).label}, {person.name}.")
    return _back(place)


@require_POST
def end(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """She is named no more; or she is again, when `retablir` is pressed."""
    place = school_asked(request, territory)
    named = or_unknown(
        KeyPerson.objects.filter(school=place, pk=number).select_related("person").first()
    )
    again = "retablir" in request.POST
    verb = actions.put_back_key_person if again else actions.end_key_person
    with told_if_refused(request, messages.INFO):
        verb(named, by=me(request), at=clock.now())
        messages.success(
            request, "C’est rétabli." if again else "C’est noté. Vous pouvez l’annuler ci-dessous."
        )
    return _back(place)


def school_page(
    request: HttpRequest,
    place: str,
    values: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a school."""
    held, at = rights(request), clock.now()
    known, lines = referents(place, at), key_people(place, at)
    standing, withdrawn = others(place, known)
    writes = held.may_open("mission_letter_new", place, "POST")
    context = {
        "place": place,
        "name": place_name(held, place),
        "referents": [(each.person, each.letter, _readable(held, each.letter)) for each in known],
        "standing": [(each, may_read(held, each)) for each in standing],
        "withdrawn": withdrawn if writes else (),
        "lines": lines,
        "words": filled_words(lines),
        "all_filled": all(each.is_filled for each in lines),
        "subject": Subject.INFORMATION_SYSTEM.value,
        "entries": fields(WHO, values, faults),
        "faults": len(faults or {}),
        "ended": last_ended(place) if writes else None,
        "may_write": writes,
        "may_delegate": held.may_open("school_role", place, "POST"),
        "crumbs": [
            Crumb("Accueil", reverse("home")),
            Crumb("Rôles numériques", reverse("school_roles", args=[place])),
            Crumb("Lettres de mission et personnes clés"),
        ],
    }
    return render(request, "governance/school.html", context, status=status)


def beside_roles(held: Rights, place: str) -> list[Beside]:
    """What the page of the roles of a school says of this one."""
    if not (is_school(place) and held.may_open("mission_letters", place)):
        return []
    at = clock.now()
    sentences = [
        f"{each.person.name}\u00a0: lettre de mission "
        f"{each.letter.edition.state.label if each.letter else 'à écrire'}."
        for each in referents(place, at)
    ]
    lines = key_people(place, at)
    sentences.append(f"Personnes clés (Pix, ressources, ENT, système d’information)\u00a0: "
                     f"{filled_words(lines).lower()}.")  # fmt: skip
    href = reverse("mission_letters", args=[place])
    return [Beside("Lettres de mission et personnes clés", sentences, "Voir le détail", href)]


def _readable(held: Rights, letter: Letter | None) -> bool:
    return letter is not None and may_read(held, letter)


def _territory(request: HttpRequest, place: str) -> HttpResponse:
    held = rights(request)
    view = _table(held, counts(held.tree, place, clock.now())).view(request.GET)
    if file := export_asked(request, view):
        return file
    standing, withdrawn = others(place)
    writes = held.may_open("mission_letter_new", place, "POST")
    context = {
        "place": place,
        "name": place_name(held, place),
        "table": view,
        "standing": standing if held.may_open("mission_letter", place) else (),
        "withdrawn": withdrawn if writes else (),
        "may_write": writes,
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Lettres de mission")],
    }
    return render(request, "governance/territory.html", context)


def _table(held: Rights, found: list[Count]) -> Table:
    rows = [
        Row(
            {
                "place": place_name(held, each.place),
                "function": str(each.function.label),
                "expected": each.expected,
                "to_write": each.to_write,
                "consultation": each.in_consultation,
                "signed": each.signed,
                "with_item": each.with_item,
                "without_item": each.without_item,
            }
        )
        for each in found
    ]
    return Table(
        "lettres",
        "Lettres de mission, par territoire et par fonction",
        (
            Column("place", "Territoire", header=True, filter=len(rows) > 8),
            Column("function", "Fonction", filter=len(rows) > 8),
            Column("expected", "Attendues", kind="count"),
            Column("to_write", "À écrire", kind="count"),
            Column("consultation", "En concertation", kind="count"),
            Column("signed", "Signées", kind="count"),
            Column("with_item", "Avec Pix+ Édu", kind="count"),
            Column("without_item", "Sans Pix+ Édu", kind="count"),
        ),
        rows,
        empty="Aucune lettre n’est encore notée.",
    )


def _back(place: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('mission_letters', args=[place])}#personnes")
