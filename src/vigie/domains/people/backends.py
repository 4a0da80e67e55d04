"""What Django's sessions ask: the person of a session key."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from vigie.domains.people.models import Person


class KnownPerson(BaseBackend):
    """Finds the person of a session, as long as she may sign in. It checks no password: opening a
    visit is for `signing`."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:  # noqa: ARG002  # nobody signs in this way
        return None

    def get_user(self, user_id: int) -> Person | None:
        return Person.objects.active().filter(pk=user_id).first()
