"""Addresses the shell builds: provenance of a figure, and query strings that keep the rest."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, Resolver404, resolve, reverse


def provenance_url(figure: Any) -> str | None:
    """Page that says where `figure` comes from; None when the figure or the page has no address.

    The dimensions and the date go in the query string, sorted: one figure, one address."""
    measure = getattr(figure, "measure", None)
    territory = getattr(figure, "territory", None)
    if not measure or not territory:
        return None
    path = _provenance_path(measure, territory)
    if path is None:
        return None
    query = dict(sorted((getattr(figure, "dimensions", None) or {}).items()))
    as_of = getattr(figure, "as_of", None)
    if as_of is not None:
        query["as_of"] = as_of.isoformat()
    return f"{path}?{urlencode(query)}" if query else path


@lru_cache(maxsize=4096)
def _provenance_path(measure: str, territory: str) -> str | None:
    # A long table asks for the same few hundred addresses again and again.
    try:
        return reverse("provenance", kwargs={"measure": measure, "territory": territory})
    except NoReverseMatch:
        return None


def opens(request: HttpRequest | None, address: str, territory: str | None = None) -> bool:
    """Whether a link to a named address is worth showing to who reads the page: one that ends in a
    refusal is a dead end. To someone who is not signed in, every link is.

    Asked for each figure of a long table, so that the answers are kept with the request."""
    held = getattr(request, "rights", None)
    if request is None or held is None or held.person is None:
        return True  # the door stands before it, and leads there afterwards
    known: dict[tuple[str, str | None], bool] = request.__dict__.setdefault("_opened", {})
    asked = (address, territory)
    if asked not in known:
        known[asked] = held.may_open(address, territory)
    return known[asked]


def leads(request: HttpRequest | None, href: str) -> bool:
    """Whether the page of a link, given by its path, opens to who reads this one."""
    found = _named(href.partition("?")[0].partition("#")[0])
    return found is None or opens(request, *found)


@lru_cache(maxsize=4096)
def _named(path: str) -> tuple[str, str | None] | None:
    """The name of an address and its territory; None of what is no page of this site."""
    if not path.startswith("/"):
        return None
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match.view_name, match.kwargs.get("territory")


def with_query(current: QueryDict, changes: Mapping[str, str | None]) -> str:
    """The current query string with `changes` applied: None or "" takes a parameter away."""
    query = current.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


def hidden_fields(current: QueryDict, except_for: set[str]) -> list[tuple[str, str]]:
    """What a GET form must carry so that submitting it keeps the rest of the address."""
    return [
        (name, value)
        for name, values in current.lists()
        if name not in except_for
        for value in values
    ]
