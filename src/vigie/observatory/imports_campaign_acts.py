"""Who changed what of the declared campaigns, and going back on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from vigie.codes import pathway_label, profile_label
from vigie.domains.campaigns import field_actions
from vigie.domains.campaigns.field_history import CAMPAIGN, Shown, campaign_history
from vigie.domains.campaigns.models import Campaign, FieldAct, Origin, Season
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, rights
from vigie.facts.geography import Tree
from vigie.observatory.imports_home import now
from vigie.observatory.imports_publishing import published
from vigie.observatory.imports_rights import author, holds
from vigie.web import formats

NAMES = {
    "code": "code", "territory": "territoire", "profile": "profil", "pathway": "parcours",
    "season": "saison", "school_year": "année scolaire", "name": "nom", "link": "lien",
    "origin": "origine", "subject": "discipline", "requested_by": "demandée par",
    "opens_on": "ouvre le", "closes_on": "ferme le",
}  # fmt: skip
"""The fields of a campaign, as a sentence names them."""


@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Puts a campaign back as it stood before an act."""
    act = FieldAct.objects.filter(kind=CAMPAIGN, pk=number).first()
    if act is None or not _hers(rights(request), act):
        raise Refused(Answer.UNKNOWN)

    def back() -> FieldAct:
        field_actions.undo(act, by=author(request), at=now())
        return act

    if published(request, back, messages.WARNING):
        messages.success(
            request, f"C’est annulé\u00a0: la campagne {act.label} est comme avant ce changement."
        )
    return HttpResponseRedirect(f"{reverse('campaigns')}#derniers")


def acts(held: Rights, campaign: Campaign | None = None) -> Sequence[Shown]:
    """The latest acts on the campaigns of the reader's territories, or on one of them."""
    known: dict[str, bool] = {}

    def hers(territory: str) -> bool:
        return known.setdefault(territory, holds(held, territory))

    found = campaign_history(hers, number=campaign.pk if campaign else None)
    return [replace(each, change=changes_in_words(each.changed, held.tree)) for each in found]


def changes_in_words(changed: Mapping[str, tuple[object, object]], tree: Tree) -> str:
    """« nom : Rentrée → Automne ; ouvre le : vide → 01/09/2026 »."""
    told = []
    for name, label in NAMES.items():
        if name in changed:
            before, after = (_words(name, value, tree) for value in changed[name])
            told.append(f"{label}\u00a0: {before} → {after}")
    return "\u00a0; ".join(told)


def _hers(held: Rights, act: FieldAct) -> bool:
    """Both where the campaign is and where it would be."""
    stands = [said["territory"] for said in (act.before, act.after) if said]
    return all(holds(held, str(territory)) for territory in stands)


def _words(name: str, value: object, tree: Tree) -> str:
    text = "" if value is None else str(value)
    if not text:
        return "vide"
    if name == "territory":
        return tree.name(text) if text in tree else text
    if name == "season":
        return str(Season(int(text)).label)
    if name == "origin":
        return str(Origin(text).label)
    if name in ("opens_on", "closes_on"):
        return formats.day(date.fromisoformat(text))  # as a date says itself too
    return {"profile": profile_label, "pathway": pathway_label}.get(name, str)(text)
