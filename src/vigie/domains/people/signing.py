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
from vigie.domains.people.middleware import AFTER
from vigie.domains.people.models import Person

BACKEND = "vigie.domains.people.backends.KnownPerson"


@transaction.atomic
def open_visit(request: HttpRequest, person: Person, *, way: str, at: datetime) -> None:
    """Signs a person in, under a new session key. `way`: persona, link or provider."""
    login(request, person, backend=BACKEND)
    record("session.open", actor=reference(person), about=reference(person), at=at,
           details={"way": way})  # fmt: skip


@transaction.atomic
def close_visit(request: HttpRequest, person: Person, *, at: datetime) -> None:
    """Signs a person out; the session and its key are gone."""
    logout(request)
    record("session.close", actor=reference(person), about=reference(person), at=at)


def where_next(request: HttpRequest) -> str:
    """The address that the person asked for before signing in, else her home."""
    asked = request.POST.get(AFTER) or request.GET.get(AFTER) or ""
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe and asked.startswith("/") else reverse("home")
