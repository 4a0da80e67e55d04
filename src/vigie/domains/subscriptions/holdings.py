"""What the subscriptions hold of a person: her reference beside what she wrote."""

from __future__ import annotations

from django.db.models import Model

from vigie.domains.compliance.held import Holding, Part, Subject, register
from vigie.domains.people.rights import Rights
from vigie.domains.subscriptions.models import (
    Subscription,
    SubscriptionChange,
    SubscriptionFile,
    WarningDays,
)

_WRITTEN: tuple[tuple[str, type[Model], str], ...] = (
    ("Abonnements", Subscription, "changed_by"),
    ("Changements d’abonnements", SubscriptionChange, "made_by"),
    ("Fichiers d’abonnements", SubscriptionFile, "made_by"),
    ("Délais d’alerte", WarningDays, "changed_by"),
)


def _written(subject: Subject, _: Rights) -> Part:
    rows = []
    for title, model, name in _WRITTEN:
        hers = model._default_manager.filter(**{f"{name}__in": subject.references})
        if number := hers.count():
            rows.append((title, number))
    return Part(
        ("Écrit par vous", "Nombre"),
        rows,
        "Ces écrits sont ceux de l’établissement\u00a0: ils restent après un effacement.",
    )


register(Holding(
    "subscriptions", "Ce que j’ai écrit des abonnements",
    ("subscriptions.Subscription", "subscriptions.SubscriptionChange",
     "subscriptions.SubscriptionFile", "subscriptions.WarningDays"),
    _written,
))  # fmt: skip
