"""« Diffuser l’accès »: the page's address, its sheet with a QR code, its block, its Magistère
module, for those who make it known in a territory."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from vigie.codes import NATION, PROFILES
from vigie.domains.campaigns import package as packages
from vigie.domains.campaigns.access import SHEET, page_address, sheet_data
from vigie.domains.campaigns.access_queries import contact_of, contacts_of, every_card
from vigie.domains.campaigns.views_access import departments
from vigie.domains.compliance.places import place_asked
from vigie.domains.people.rights import rights
from vigie.domains.people.tasks import place_name
from vigie.domains.territories.around import department_of, departments_of
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.pdf import pdf
from vigie.web.qr import qr_svg


def share(request: HttpRequest, territory: str = NATION) -> HttpResponse:
    """The four ways to the page, for a territory."""
    held = rights(request)
    tree, place = held.tree, place_asked(request, territory)
    address = page_address(department_of(tree, place))
    found = every_card(tree, departments_of(tree, place), PROFILES, clock.today())
    missing = sum(card.campaign is None for cards in found.values() for card in cards)
    context = {
        "place": place,
        "name": place_name(held, place),
        "address": address,
        # Drawn here from an address of ours: nothing of it was typed.
        "qr": mark_safe(qr_svg(address)),
        "block_address": f"{page_address()[: -len(reverse('access'))]}{reverse('access_embed')}",
        "framed_by": settings.VIGIE_FRAMED_BY,
        "missing": missing,
        "expected": 9 * len(found),
        "contact": contact_of(tree, place),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Diffuser l’accès aux parcours")],
    }
    return render(request, "campaigns/share.html", context)


def sheet(request: HttpRequest, territory: str) -> HttpResponse:
    """The sheet to print, in the name of the territory."""
    held = rights(request)
    tree, place = held.tree, place_asked(request, territory)
    address = page_address(department_of(tree, place))
    data = sheet_data(address, place_name(held, place), contact_of(tree, place))
    answer = HttpResponse(pdf(SHEET, data, at=clock.now()), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="vigie-mes-parcours.pdf"'
    return answer


def package(request: HttpRequest, territory: str) -> HttpResponse:
    """The SCORM 1.2 module of a territory, with the links of today."""
    held = rights(request)
    tree, place = held.tree, place_asked(request, territory)
    of = dict(departments(tree, place)) or {
        code: tree.name(code) for code in departments_of(tree, place)
    }
    found = every_card(tree, of, PROFILES, clock.today())
    contacts = contacts_of(tree, of)
    made = packages.package(
        found,
        of,
        contacts,
        title=f"Mes parcours Pix+ Édu ({place_name(held, place)})",
        at=clock.now(),
    )
    answer = HttpResponse(made, content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="vigie-mes-parcours-scorm12.zip"'
    return answer
