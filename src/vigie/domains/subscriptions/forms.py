"""The entries of a subscription, and what they say."""

from __future__ import annotations

from datetime import date

from vigie.codes import UnknownCode
from vigie.domains.compliance.forms import Entry, Typed, options_of
from vigie.domains.subscriptions.actions import Said
from vigie.domains.subscriptions.models import Public, Subscription
from vigie.domains.subscriptions.parsers import (
    LONGEST_PUBLISHER,
    LONGEST_RESOURCE,
    parse_licences,
    parse_publisher,
    parse_resource,
)

ENTRIES = (
    Entry("resource", "Ressource", required=True, most=LONGEST_RESOURCE,
          help="Son nom, comme au Médiacentre."),
    Entry("publisher", "Éditeur", most=LONGEST_PUBLISHER),
    Entry("public", "Public", "select", options=[("", "Non précisé"), *options_of(Public)]),
    Entry("licences", "Licences", most=20, help="Un nombre, ou vide."),
    Entry("starts_on", "Premier jour", "date", required=True),
    Entry("ends_on", "Dernier jour", "date", required=True),
)  # fmt: skip
DAYS = (
    Entry("first", "Première alerte, en jours avant la fin", "number", required=True, most=3),
    Entry("second", "Deuxième alerte", "number", most=3, help="Vide\u00a0: une seule alerte."),
)


def parse(typed: Typed) -> Said:
    """What was typed. Raises FormRefused."""
    resource = parse_resource(typed.text("resource")) if typed.text("resource") else ""
    licences = None
    if typed.text("licences"):
        try:
            licences = parse_licences(typed.text("licences"))
        except UnknownCode as error:
            typed.refuse("licences", f"{error.message} {error.remedy}")
    publisher = typed.text("publisher")
    starts, ends = typed.day("starts_on"), typed.day("ends_on")
    if starts and ends and ends < starts:
        typed.refuse("ends_on", "Le dernier jour est avant le premier.")
    public = typed.one_of("public")
    typed.done()
    assert starts is not None  # required, hence refused above
    assert ends is not None  # idem
    return Said(resource, starts, ends, parse_publisher(publisher), public, licences)


def start(subscription: Subscription) -> dict[str, str]:
    """What the form of a known subscription starts from."""
    values = {each.name: getattr(subscription, each.name) for each in ENTRIES}
    return {name: _typed(value) for name, value in values.items()}


def _typed(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
