"""What the page of the door shows: the ways in that this installation has."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from vigie.domains.people import personas
from vigie.domains.people.middleware import AFTER
from vigie.domains.people.provider import is_configured
from vigie.domains.people.rights import rights
from vigie.domains.people.tasks import place_name
from vigie.web.components import Field


def door_context(request: HttpRequest, *, typed: str = "", fault: str = "") -> dict[str, Any]:
    """The invented persons of a demonstration, the provider if there is one, and the form of the
    link."""
    held = rights(request)
    people = [
        (person, person.mandates.all()[0], place_name(held, person.mandates.all()[0].territory))
        for person in (personas.present() if personas.allowed() else [])
        if person.mandates.all()
    ]
    after = request.POST.get(AFTER) or request.GET.get(AFTER) or ""
    return {
        "personas": people,
        "provider": settings.VIGIE_OIDC["name"] if is_configured() else "",
        "email": Field(
            "email",
            "Votre adresse professionnelle",
            "email",
            typed,
            help="Celle que connaît l’administration de la plateforme.",
            error=fault,
            required=True,
            autocomplete="email",
        ),
        "after": after,
        "after_query": urlencode({AFTER: after}),
    }
