"""Asking for a one-time link, and using it."""

from __future__ import annotations

import logging

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.people.courier import courier
from vigie.domains.people.doorway import door_context
from vigie.domains.people.limits import (
    LINKS_OF_ADDRESS,
    LINKS_OF_CLIENT,
    TOKENS_OF_CLIENT,
    spend,
)
from vigie.domains.people.links import LIFE, LinkRefused, find_link, order_link, use_link
from vigie.domains.people.models import normal_email
from vigie.domains.people.signing import asked_page, open_visit
from vigie.web import clock
from vigie.web.clients import client_address

_logger = logging.getLogger(__name__)
_FORM_FAULT = "Cette adresse n’est pas complète. Écrivez par exemple prenom.nom@ac-academie.fr."


@never_cache
@require_POST
def ask_link(request: HttpRequest) -> HttpResponse:
    """Takes the order for a link. Nothing here depends on whether the address is known."""
    typed = request.POST.get("email", "")
    at = clock.now()
    spend(LINKS_OF_CLIENT, client_address(request), at=at)
    try:
        email = normal_email(typed)
        validate_email(email)
        if len(email) > 254:
            raise ValidationError("too long")
    except ValidationError:
        context = door_context(request, typed=typed[:254], fault=_FORM_FAULT)
        return render(request, "people/sign_in.html", context, status=400)
    spend(LINKS_OF_ADDRESS, email, at=at)
    order_link(email, after=asked_page(request), at=at)
    courier.call()
    return HttpResponseRedirect(reverse("link_asked"))


@never_cache
@require_safe
def link_asked(request: HttpRequest) -> HttpResponse:
    """The same page for everyone who asked."""
    context = {"minutes": int(LIFE.total_seconds() // 60)}
    return render(request, "people/link_asked.html", context)


@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Asks to go on: a machine that visits the links of messages opens nothing."""
    at = clock.now()
    spend(TOKENS_OF_CLIENT, client_address(request), at=at)
    try:
        found = find_link(token, at=at)
    except LinkRefused:
        return _gone(request)
    return render(request, "people/link.html", {"token": token, "guest": found.person})


@never_cache
@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """Spends the link and opens the visit."""
    at = clock.now()
    spend(TOKENS_OF_CLIENT, client_address(request), at=at)
    try:
        found = use_link(request.POST.get("token", ""), at=at)
    except LinkRefused:
        return _gone(request)
    open_visit(request, found.person, way="link", at=at)
    return HttpResponseRedirect(found.after or reverse("home"))


def _gone(request: HttpRequest) -> HttpResponse:
    _logger.warning("sign-in by link refused")
    return render(request, "people/link_gone.html", door_context(request), status=410)
