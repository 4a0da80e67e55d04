"""Opening and closing a visit."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from vigie.domains.audit.actions import record
from vigie.domains.people.actions import reference
from vigie.domains.people.door_models import Visit
from vigie.domains.people.middleware import AFTER
from vigie.domains.people.models import Person
from vigie.domains.people.visits import VISIT, begin_visit

BACKEND = "vigie.domains.people.backends.KnownPerson"


@transaction.atomic
def open_visit(request: HttpRequest, person: Person, *, way: str, at: datetime) -> None:
    """Signs a person in, under a new session key. `way`: persona, link or provider.

    The one way in: whatever proves who someone is ends here.
    """
    _leave_visit(request, at)
    login(request, person, backend=BACKEND)
    begin_visit(request, person, way=way, at=at)
    record("session.open", actor=reference(person), about=reference(person), at=at,
           details={"way": way})  # fmt: skip


@transaction.atomic
def close_visit(request: HttpRequest, person: Person, *, at: datetime) -> None:
    """Signs a person out; the session and its key are gone."""
    _leave_visit(request, at)
    logout(request)
    record("session.close", actor=reference(person), about=reference(person), at=at)


def _leave_visit(request: HttpRequest, at: datetime) -> None:
    """Ends the visit that the browser was in."""
    visit = Visit.objects.filter(pk=request.session.get(VISIT)).first()
    if visit is not None:
        Visit.objects.filter(pk=visit.pk).end(at)


def asked_page(request: HttpRequest) -> str:
    """The address of this site that the person asked for before signing in; empty without one."""
    asked = request.POST.get(AFTER) or request.GET.get(AFTER) or ""
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe and asked.startswith("/") else ""


def where_next(request: HttpRequest) -> str:
    """The page asked for before signing in, else the home."""
    return asked_page(request) or reverse("home")
