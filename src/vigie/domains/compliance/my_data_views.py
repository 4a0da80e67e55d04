"""« Mes données »: see, take away, correct, ask, erase."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.codes import PROFILES, profile_label
from vigie.domains.audit.actions import record
from vigie.domains.compliance import data_requests, erasure
from vigie.domains.compliance.forms import Entry, Typed, fields
from vigie.domains.compliance.keeper import keeper
from vigie.domains.compliance.models import DataRequest
from vigie.domains.compliance.models.requests import Kind
from vigie.domains.compliance.my_data import Shown, file_name, packed, parts_of
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.actions import reference
from vigie.domains.people.pseudonyms import pseudonym_of
from vigie.domains.people.rights import me, rights
from vigie.domains.territories.tree import home
from vigie.facts.erased import NoSafePlace
from vigie.facts.erasure import is_kept_out
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.refusals import FormRefused, told_if_refused
from vigie.web.tables import Column, Row, Table

CORRECT = (
    Entry("first_name", "Prénom", most=100, autocomplete="given-name"),
    Entry("last_name", "Nom", most=100, autocomplete="family-name"),
    Entry("profile", "Profil", "select",
          options=[("", "Aucun"), *((code, profile_label(code)) for code in PROFILES)]),
)  # fmt: skip
_ASKABLE = (Kind.RECTIFY, Kind.OBJECT, Kind.ACCESS)
ASK = (
    Entry("kind", "Ce que vous demandez", "select", required=True,
          options=[("", "Choisissez…"), *((kind.value, str(kind.label)) for kind in _ASKABLE)]),
    Entry("text", "Précisions", "textarea", "Quelle donnée, et ce qui ne va pas.",
          required=True, most=2000),
)  # fmt: skip
ERASE = (
    Entry("word", f"Pour confirmer, écrivez {erasure.WORD}", required=True, most=20,
          autocomplete="off"),
    Entry("at_once", "Effacer dès que possible, sans délai pour changer d’avis", "checkbox"),
)  # fmt: skip


@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """All that is held of the person, and what she may do about it."""
    held, person = rights(request), me(request)
    parts = parts_of(person, held)
    asked = DataRequest.objects.of(person).order_by("-made_at")
    context = {
        "parts": [
            (each, _table(each).view(request.GET))
            for each in parts
            if not each.empty and each.name != "requests"  # shown above, with what to do of each
        ],
        "nothing": [each.title for each in parts if each.empty],
        "requests": asked,
        "erasure": next((r for r in asked.waiting().erasures()), None),
        "kept_out": is_kept_out(home(), pseudonym_of(person)),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Mes données")],
    }
    return render(request, "compliance/my_data.html", context)


@never_cache
@require_POST
def take_away(request: HttpRequest) -> HttpResponse:
    """Everything in one file."""
    held, person = rights(request), me(request)
    with transaction.atomic():
        record("data.take_away", actor=reference(person), about=reference(person), at=held.at)
    content = packed(person, parts_of(person, held), held.at)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{file_name(held.at)}"'
    return response


@never_cache
def correct(request: HttpRequest) -> HttpResponse:
    """What a person corrects by herself: her name and her profile."""
    person = me(request)
    values = {each.name: str(getattr(person, each.name)) for each in CORRECT}
    if request.method != "POST":
        return _form(request, "my_data_correct", CORRECT, values)
    typed = Typed(CORRECT, request.POST.dict())
    try:
        first, last = typed.text("first_name"), typed.text("last_name")
        profile = typed.one_of("profile")
        typed.done()
    except FormRefused as error:
        return _form(request, "my_data_correct", CORRECT, typed.values, error.faults, 400)
    data_requests.rectify(person, first_name=first, last_name=last, profile=profile,
                          at=clock.now())  # fmt: skip
    messages.success(request, "Votre compte est corrigé.")
    return HttpResponseRedirect(reverse("my_data"))


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """A request that someone answers within a month."""
    if request.method != "POST":
        return _form(request, "my_data_ask", ASK)
    typed, person = Typed(ASK, request.POST.dict()), me(request)
    try:
        kind, text = typed.one_of("kind"), typed.text("text")
        typed.done()
        made = data_requests.ask(person, Kind(kind), text=text,
                                 territory=data_requests.place_of(person, rights(request)),
                                 at=clock.now())  # fmt: skip
    except FormRefused as error:
        return _form(request, "my_data_ask", ASK, typed.values, error.faults, 400)
    except ComplianceRefused as error:
        return _form(request, "my_data_ask", ASK, typed.values, {"kind": error.sentence}, 409)
    messages.success(
        request, f"Votre demande est transmise\u00a0: réponse avant le {made.due_at:%d/%m/%Y}."
    )
    return HttpResponseRedirect(f"{reverse('my_data')}#demandes")


@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a request back."""
    asked = data_requests.mine(rights(request), number)
    with told_if_refused(request, messages.INFO):
        if asked.kind == Kind.ERASE:
            erasure.give_up_erasure(me(request), at=clock.now())
        else:
            data_requests.give_up(asked, at=clock.now())
        messages.success(request, "Votre demande est annulée.")
    return HttpResponseRedirect(reverse("my_data"))


@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    """Asks for the erasure, confirmed by a word."""
    if request.method != "POST":
        return _form(request, "my_data_erase", ERASE)
    typed, person, now = Typed(ERASE, request.POST.dict()), me(request), clock.now()
    at_once = typed.ticked("at_once")
    try:
        made = erasure.ask_erasure(
            person, word=typed.values["word"], at_once=at_once,
            territory=data_requests.place_of(person, rights(request)),
            due_at=data_requests.one_month_after(now), at=now,
        )  # fmt: skip
    except ComplianceRefused as error:
        faults = {"word": error.sentence}
        return _form(request, "my_data_erase", ERASE, typed.values, faults, 400)
    if at_once:
        transaction.on_commit(keeper.call)
        messages.success(request, "L’effacement commence\u00a0: vous serez bientôt déconnecté·e.")
    else:
        messages.success(
            request,
            f"Vos données seront effacées le {made.carry_out_at:%d/%m/%Y}. D’ici là, vous pouvez "
            "changer d’avis sur cette page.",
        )
    return HttpResponseRedirect(reverse("my_data"))


@require_POST
def come_back(request: HttpRequest) -> HttpResponse:
    """Lets later imports hold the person again."""
    try:
        erasure.come_back(me(request), at=clock.now())
    except NoSafePlace:
        messages.warning(
            request, "Ce choix n’a pas pu être enregistré. Prévenez l’administration de Vigie."
        )
    else:
        messages.success(
            request, "C’est noté\u00a0: vos résultats seront repris dans les prochains imports."
        )
    return HttpResponseRedirect(reverse("my_data"))


def _form(
    request: HttpRequest,
    name: str,
    entries: tuple[Entry, ...],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    titles = {"my_data_correct": "Corriger mon compte", "my_data_ask": "Demander",
              "my_data_erase": "Effacer mes données"}  # fmt: skip
    context = {
        "title": titles[name],
        "entries": fields(entries, values, faults),
        "faults": faults,
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Mes données", reverse("my_data")),
                   Crumb(titles[name])],
    }  # fmt: skip
    return render(request, f"compliance/{name}.html", context, status=status)


def _table(shown: Shown) -> Table:
    columns = [Column(f"c{n}", name, header=n == 0)
               for n, name in enumerate(shown.part.columns)]  # fmt: skip
    rows = [Row({f"c{n}": value for n, value in enumerate(row)}) for row in shown.part.rows]
    return Table(
        id=f"p_{shown.name}",
        caption=f"Ce qui est gardé\u00a0: {shown.title.lower()}",
        columns=columns,
        rows=rows,
        per_page=25,
        exportable=False,
    )
