"""The directory of data-protection officers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.codes import NATION
from vigie.domains.compliance.forms import Typed, fields
from vigie.domains.compliance.places import officer_of, officers, place_asked
from vigie.domains.compliance.register_actions import set_contact
from vigie.domains.compliance.register_forms import CONTACT
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, me, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.territories.around import academy_of
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.exports import export_asked
from vigie.web.refusals import FormRefused
from vigie.web.tables import Column, Link, Row, Table


@never_cache
@require_safe
def dpo_directory(request: HttpRequest) -> HttpResponse:
    """Whom to write to about data, académie by académie."""
    held = rights(request)
    known = officers(held.tree)
    # An académie that is one with its région or its département has one canonical code.
    academies = dict.fromkeys(
        held.tree.canonical(code) for code in held.tree.descendants(NATION, "academie")
    )
    rows = []
    for code in academies:
        found = known.get(code)
        editable = held.may_open("dpo_contact", code)
        rows.append(
            Row(
                {
                    "academy": place_name(held, code),
                    "name": found.name if found else "",
                    "email": found.email if found else "à indiquer",
                    "phone": found.phone if found else "",
                    "action": Link("Modifier", reverse("dpo_contact", args=[code]))
                    if editable
                    else "",
                }
            )
        )
    table = Table(
        id="dpd",
        caption="Délégués à la protection des données",
        columns=(
            Column("academy", "Académie", header=True),
            Column("name", "Nom ou service"),
            Column("email", "Adresse"),
            Column("phone", "Téléphone"),
            *(
                [Column("action", "Faire", sortable=False)]
                if any(r.cells["action"] for r in rows)
                else []
            ),
        ),
        rows=rows,
    )
    view = table.view(request.GET)
    if file := export_asked(request, view):
        return file
    context = {
        "table": view,
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Annuaire des DPD")],
    }
    return render(request, "compliance/dpo_directory.html", context)


@never_cache
def dpo_contact(request: HttpRequest, territory: str) -> HttpResponse:
    """How to reach the officer of one académie."""
    held = rights(request)
    place = place_asked(request, territory)
    if academy_of(held.tree, place) != place:
        raise Refused(Answer.UNKNOWN)
    found = officer_of(held.tree, place)
    values = {"name": found.name, "email": found.email, "phone": found.phone}
    faults: dict[str, str] = {}
    if request.method == "POST":
        typed = Typed(CONTACT, request.POST)
        values = typed.values
        said = {"name": typed.text("name"), "email": typed.email("email"),
                "phone": typed.text("phone")}  # fmt: skip
        try:
            typed.done()
        except FormRefused as error:
            faults = error.faults
        else:
            set_contact(place, **said, by=me(request), at=clock.now())
            messages.success(request, "Le contact du DPD est enregistré.")
            return HttpResponseRedirect(reverse("dpo_directory"))
    name = place_name(held, place)
    context = {
        "title": f"DPD, {name}",
        "entries": fields(CONTACT, values, faults),
        "faults": faults,
        "crumbs": [
            Crumb("Annuaire des DPD", reverse("dpo_directory")),
            Crumb(name),
        ],
    }
    return render(request, "compliance/dpo_contact.html", context, status=400 if faults else 200)
