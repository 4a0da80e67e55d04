"""Why something asked for is not done: entry by entry, in French, as a form shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest


class EntriesRefused(Exception):
    """Something cannot be done as it was asked. `faults`: name of the entry to mend → sentence;
    `status`: of the page that shows them."""

    faults: dict[str, str]
    status: ClassVar[int]


class FormRefused(EntriesRefused):
    """Some entries cannot be understood, all of them told at once."""

    status = 400

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


class ChangeRefused(EntriesRefused):
    """A change that cannot be made as things stand. `field`: the entry to mend; `message`: what is
    wrong; `remedy`: what to do, or nothing. Each domain has its own, and names its cases."""

    status = 409

    def __init__(self, field: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.field, self.message, self.remedy = field, message, remedy
        self.faults = {field: self.sentence}

    @property
    def sentence(self) -> str:
        """The fault and its remedy."""
        return f"{self.message} {self.remedy}".strip()


@contextmanager
def told_if_refused(request: HttpRequest, level: int = messages.WARNING) -> Iterator[None]:
    """What follows is done, or the page that comes back says why not."""
    try:
        yield
    except ChangeRefused as error:
        messages.add_message(request, level, error.sentence)


@contextmanager
def unless_taken(refusal: ChangeRefused) -> Iterator[None]:
    """What follows is written, or `refusal` is raised where a constraint of the database says that
    someone else was first."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise refusal from None
