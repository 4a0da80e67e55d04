"""What changes the declared campaigns changes the figures too: both happen, or neither."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from vigie.domains.campaigns.facts import NotPublished, publish
from vigie.observatory import imports_rebuild
from vigie.observatory.cubes import home as current_home
from vigie.observatory.imports_home import now
from vigie.observatory.imports_rights import author
from vigie.web.refusals import told_if_refused

T = TypeVar("T")


def published(request: HttpRequest, act: Callable[[], T], level: int = messages.INFO) -> T | None:
    """What an act on campaigns gives, once the figures know of it; None when it was refused, which
    the page that comes back then tells."""
    with told_if_refused(request, level):
        try:
            with transaction.atomic():
                done = act()
                publish(current_home(), by=author(request), now=now())
        except NotPublished as error:
            messages.error(request, in_words(error))
        else:
            count_again()
            return done
    return None


def count_again() -> None:
    """Starts the count that takes the declarations into account."""
    home = current_home()
    if not imports_rebuild.is_current(home):
        imports_rebuild.start_rebuild(home, patience=1.5)


def in_words(error: NotPublished) -> str:
    """Why the figures cannot take the declarations."""
    return " ".join(f"{problem.message} {problem.remedy}" for problem in error.problems)
