"""The page of a session: what is offered before it, which heads to contact, its trainees, its
state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from vigie.codes import PROFILES, profile_label
from vigie.domains.campaigns.access import page_address
from vigie.domains.compliance.documents_storage import Limited
from vigie.domains.compliance.forms import Typed, fields
from vigie.domains.compliance.uploads import CUT, limited, status_of, uploaded
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.trainings import actions, forms
from vigie.domains.trainings.letters import to_head
from vigie.domains.trainings.models import HeadContact, Session, SessionState
from vigie.domains.trainings.news import days_of
from vigie.domains.trainings.queries import Offer, departments_concerned, offers_of
from vigie.domains.trainings.rules import contact_of, session_of
from vigie.domains.trainings.schools import of_school, school_name
from vigie.domains.trainings.views import crumbs, list_crumb
from vigie.web import clock, formats
from vigie.web.components import Crumb, Field
from vigie.web.refusals import told_if_refused
from vigie.web.tables import Cell, Column, Row, Table

_DONE = {
    "tenue": (actions.hold_session, "La session est comptée comme tenue."),
    "suivre": (
        actions.take_session,
        "Vous suivez cette session\u00a0: ses directions à contacter sont sur votre accueil.",
    ),
    "annuler": (
        actions.cancel_session,
        "La session est annulée\u00a0: plus aucun rappel ne vise ses stagiaires.",
    ),
    "reprendre": (actions.resume_session, "La session est de nouveau prévue."),
}


@never_cache
@require_safe
def training(request: HttpRequest, token: str) -> HttpResponse:
    """A session."""
    session = session_of(rights(request), "training", token)
    return _page(request, session)


@require_POST
def act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """Says that a session was held, cancels it, goes back on either, or takes it over."""
    session = session_of(rights(request), "training_act", token, "POST")
    if act not in _DONE:
        raise Refused(Answer.UNKNOWN)
    do, done = _DONE[act]
    with told_if_refused(request):
        do(session, by=me(request), at=clock.now())
        messages.success(request, done)
    return HttpResponseRedirect(reverse("training", args=[token]))


@require_POST
def contact(request: HttpRequest, token: str, uai: str) -> HttpResponse:
    """Ticks a head off, or has her contacted again."""
    session = session_of(rights(request), "training_contact", token, "POST")
    found = contact_of(session, uai)
    back = HttpResponseRedirect(f"{reverse('training', args=[token])}#directions")
    if "undo" in request.POST:
        actions.take_contact_back(found, by=me(request), at=clock.now())
        messages.success(request, "La direction est de nouveau à contacter.")
        return back
    typed, day, note = forms.contact_said(found.uai, request.POST.dict())
    if day is not None:
        try:
            actions.note_contact(found, on=day, note=note, by=me(request), at=clock.now())
        except actions.TrainingRefused as error:
            typed.refuse(f"{error.field}_{found.uai}", error.sentence)
        else:
            messages.success(request, "Le contact est noté.")
            return back
    return _page(request, session, asked=found.uai, typed=typed, status=400)


@never_cache
@csrf_exempt
def trainees(request: HttpRequest, token: str) -> HttpResponse:
    """GET: how many trainees are listed. POST: adds some, from a paste or a file, or erases all.
    The limit of size is set before the token is read, hence `csrf_exempt`."""
    if request.method != "POST":
        return _trainees(request, session_of(rights(request), "training_trainees", token))
    try:
        answer: HttpResponse = _given(request, token, limited(request))
    except UnreadablePostError:
        session = session_of(rights(request), "training_trainees", token, "POST")
        return _trainees(request, session, faults={"file": CUT}, status=400)
    return answer


@csrf_protect
def _given(request: HttpRequest, token: str, limit: Limited) -> HttpResponse:
    session = session_of(rights(request), "training_trainees", token, "POST")
    if "clear" in request.POST:
        actions.clear_trainees(session, by=me(request), at=clock.now())
        messages.success(request, "La liste est effacée.")
        return HttpResponseRedirect(reverse("training", args=[token]))
    typed = Typed(forms.TRAINEES, request.POST.dict())
    text = typed.text("addresses")
    upload = uploaded(request, limit, typed, required=False)
    if not text and upload is None:
        typed.refuse("addresses", "Collez des adresses, ou déposez un fichier.")
    if typed.faults:
        return _trainees(request, session, typed.values, typed.faults, status=status_of(limit))
    read = [forms.pasted(text), *([forms.in_file(upload)] if upload else [])]
    addresses = dict.fromkeys(address for each in read for address in each.addresses)
    try:
        actions.add_trainees(session, addresses, by=me(request), at=clock.now())
    except actions.TrainingRefused as error:
        return _trainees(request, session, typed.values, error.faults, status=error.status)
    problems = [problem for each in read for problem in each.problems]
    if not problems:
        said = formats.plural(len(addresses), "adresse est prise", "adresses sont prises")
        messages.success(request, f"{said} en compte.")
        return HttpResponseRedirect(reverse("training", args=[token]))
    return _trainees(
        request, session, {"addresses": read[0].left}, {}, status=200 if addresses else 400,
        more={"problems": problems, "taken": len(addresses)},
    )  # fmt: skip


def _trainees(
    request: HttpRequest,
    session: Session,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    given = faults or {}
    file = Field(
        "file", "Ou un fichier", "file", accept=".csv,.xlsx,.ods",
        help="CSV, XLSX ou ODS, avec une colonne «\u00a0email\u00a0».", error=given.get("file", ""),
    )  # fmt: skip
    context = {
        "session": session,
        "entries": [*fields(forms.TRAINEES, values, given), file],
        "faults": len(given),
        "crumbs": crumbs(
            list_crumb(session.territory),
            Crumb(session.title, reverse("training", args=[session.token])),
            Crumb("Stagiaires"),
        ),
        **(more or {}),
    }
    return render(request, "trainings/trainees.html", context, status=status)


def _page(
    request: HttpRequest,
    session: Session,
    *,
    asked: str = "",
    typed: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    held = rights(request)
    place, today = session.territory, clock.today()
    offers = offers_of(held.tree, session, today)
    departments = departments_concerned(held.tree, session)
    address = page_address(departments[0] if len(departments) == 1 else "")
    writes = held.may_open("training_act", place, "POST")
    heads = [
        _head(held, each, typed if each.uai == asked else None)
        for each in session.contacts.current().select_related("done_by")
    ]
    context = {
        "session": session,
        "name": place_name(held, place),
        "days": days_of(session),
        "profiles": ", ".join(session.profile_names) or "tous les profils",
        "address": address,
        "lacking": sum(each.campaign is None for each in offers),
        "offers": _offers(held, session, offers).view(request.GET),
        "heads": heads,
        "mending": typed is not None,
        "left": sum(each.contact.done_on is None for each in heads),
        "letter": to_head(held.tree, session, today, address=address),
        "is_mine": session.organiser_id == (held.person.pk if held.person else 0),
        "is_planned": session.state == SessionState.PLANNED,
        "may_hold": session.state == SessionState.PLANNED and session.first_day <= today,
        "may_write": writes,
        "may_declare": held.may_open("campaigns_new", place),
        "may_remind": held.may_open("wave_new", place, "POST"),
        "may_kit": held.may_open("kit", place),
        "remind": f"{reverse('wave_new', args=[place, 'not_started'])}?session={session.token}",
        "crumbs": crumbs(list_crumb(place), Crumb(session.title)),
    }
    return render(request, "trainings/training.html", context, status=status)


@dataclass(frozen=True)
class Head:
    """A head to contact, with the form that ticks her off. `of`: « du Collège des Salines ».
    `is_open`: something is to be mended."""

    contact: HeadContact
    name: str
    of: str
    entries: Sequence[Field]
    is_open: bool


def _head(held: Rights, contact: HeadContact, typed: Typed | None) -> Head:
    uai = contact.uai
    values = {f"done_on_{uai}": clock.today().isoformat(), f"note_{uai}": contact.note}
    entries = fields(
        forms.contact_entries(uai),
        typed.values if typed else values,
        typed.faults if typed else {},
    )
    name, of = school_name(held.tree, uai), of_school(held.tree, uai)
    return Head(contact, name, of, entries, typed is not None)


def _offers(held: Rights, session: Session, offers: Sequence[Offer]) -> Table:
    profiles = [code for code in PROFILES if code in {each.profile for each in offers}]
    rows: dict[str, dict[str, Cell]] = {}
    for each in offers:
        cells = rows.setdefault(each.department, {"name": place_name(held, each.department)})
        cells[each.profile] = "ouverte" if each.campaign else "manque"
    return Table(
        id="offre",
        caption=f"Campagnes du parcours «\u00a0{session.pathway_name}\u00a0»",
        columns=(
            Column("name", "Département", header=True, sortable=False),
            *(Column(code, profile_label(code), sortable=False) for code in profiles),
        ),
        rows=[Row(cells) for cells in rows.values()],
        searchable=False,
        exportable=False,
        empty="Aucun département.",
    )
