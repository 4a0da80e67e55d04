"""The campaigns: what is declared, by file or here, what is not, and the strategies."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vigie.domains.campaigns import actions
from vigie.domains.campaigns.actions import Declaration
from vigie.domains.campaigns.facts import NotPublished, is_published, publish
from vigie.domains.campaigns.forms import (
    ENTRIES,
    declaration,
    options,
    typed,
)
from vigie.domains.campaigns.models import Campaign, Origin, Season
from vigie.domains.people.rights import Rights, rights
from vigie.facts.geography import Tree
from vigie.facts.places import Places
from vigie.observatory import imports_rebuild
from vigie.observatory.cubes import home as current_home
from vigie.observatory.imports_campaign_acts import acts
from vigie.observatory.imports_contexts import Known, known_campaigns
from vigie.observatory.imports_home import now, today
from vigie.observatory.imports_places import tree_of
from vigie.observatory.imports_publishing import count_again, in_words, published
from vigie.observatory.imports_rights import author, campaign_to_change, holds
from vigie.web.components import Crumb, Field
from vigie.web.exports import csv_file, export_asked
from vigie.web.refusals import EntriesRefused, FormRefused
from vigie.web.tables import Cell, Column, Link, Row, Table

_LABELS = {
    "code": ("Code Pix", "Celui que Pix Orga affiche, par exemple AZERTY123."),
    "territory": ("Territoire", "Nom ou code\u00a0: Doubs, Besançon, dep:25…"),
    "profile": ("Profil", ""),
    "pathway": ("Parcours", ""),
    "season": ("Saison", "La saison 1 n’ouvrait que l’auto-positionnement."),
    "school_year": ("Année scolaire", "Par exemple 2026-2027, ou 2026-2029 pour plusieurs."),
    "name": ("Nom", "Celui de Pix Orga, ou le vôtre."),
    "link": (
        "Lien de la campagne",
        "Adresse https complète\u00a0; sans elle, celle du code à Pix.",
    ),
    "origin": (
        "Origine",
        "Celle d’une inspection ou d’une discipline n’est pas sur la page d’accès.",
    ),
    "subject": ("Discipline", "Pour une campagne disciplinaire."),
    "requested_by": ("Demandée par", "Une fonction ou un service."),
    "opens_on": ("Ouvre le", ""),
    "closes_on": ("Ferme le", "Passé ce jour, la page d’accès ne la propose plus."),
}
_NOT_HERS = "Ce territoire n’est pas dans le vôtre\u00a0: choisissez-en un qui y est."
_DAYS = ("opens_on", "closes_on")
_REQUIRED = ("code", "territory", "profile", "pathway")


def campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign that Vigie knows of, and how."""
    held = rights(request)
    view = _table(held).view(request.GET)
    if file := export_asked(request, view):
        return file
    home = current_home()
    context = {
        "table": view,
        "published": is_published(home),
        "acts": acts(held),
        "may_write": held.may_open("campaigns_undo", method="POST"),
        "undo": "campaigns_undo",
        "crumbs": [Crumb("Imports", reverse("imports")), Crumb("Campagnes")],
        **imports_rebuild.context(home),
    }
    return render(request, "observatory/imports_campaigns.html", context)


@require_POST
def publish_again(request: HttpRequest) -> HttpResponse:
    """Gives the declarations to the figures once more, after someone withdrew their import."""
    try:
        publish(current_home(), by=author(request), now=now())
    except NotPublished as error:
        messages.error(request, in_words(error))
    else:
        count_again()
    return HttpResponseRedirect(reverse("campaigns"))


def as_import(_request: HttpRequest) -> HttpResponse:
    """Every campaign whose place is known, as a file that the import page reads back (R344)."""
    header = ("code", "territory", "profile", "pathway", "name", "season")
    lines = [
        (known.code, known.territory, *(part or "" for part in (
            known.profile, known.pathway, known.name, known.season)))
        for known in known_campaigns(current_home(), today())
        if known.territory is not None
    ]  # fmt: skip
    return csv_file("vigie-campagnes", header, lines)


def declare(request: HttpRequest) -> HttpResponse:
    """A new declaration, with what is already known of the code that the address gives."""
    if request.method == "POST":
        return _save(request, None)
    values = dict.fromkeys(ENTRIES, "") | {"season": str(Season.TWO.value)}
    code = request.GET.get("code", "").strip().upper()
    if code:
        existing = Campaign.objects.of_code(code).first()
        if existing is not None:
            return HttpResponseRedirect(reverse("campaigns_edit", args=[existing.code]))
        values |= {"code": code[:30], **_known_values(code)}
    return _form(request, values, {}, None)


def edit(request: HttpRequest, code: str) -> HttpResponse:
    """A declaration made here, to correct."""
    campaign = campaign_to_change(request, code)
    if request.method == "POST":
        return _save(request, campaign)
    tree = tree_of(today())
    values = {name: str(getattr(campaign, name) or "") for name in ENTRIES}
    values["season"] = str(campaign.season)
    if campaign.territory in tree:
        values["territory"] = tree.name(campaign.territory)
    return _form(request, values, {}, campaign)


def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """GET: asks. POST: withdraws the declaration and counts again."""
    campaign = campaign_to_change(request, code)
    if request.method == "POST":
        by, at = author(request), now()
        if published(request, lambda: actions.withdraw_campaign(campaign, by=by, at=at)):
            messages.success(
                request,
                f"La déclaration de {campaign.code} est retirée. Vous pouvez l’annuler ci-dessous.",
            )
        return HttpResponseRedirect(reverse("campaigns"))
    crumbs = [Crumb("Campagnes", reverse("campaigns")), Crumb(f"Retirer {campaign.code}")]
    context = {"campaign": campaign, "crumbs": crumbs}
    return render(request, "observatory/imports_campaign_withdraw.html", context)


def _save(request: HttpRequest, campaign: Campaign | None) -> HttpResponse:
    home = current_home()
    values = typed(request.POST.dict())
    try:
        said = declaration(values, Places(home, today()).resolve)
        if not holds(rights(request), said.territory):
            raise FormRefused({"territory": _NOT_HERS})
        with transaction.atomic():
            saved = _written(request, said, campaign)
            publish(home, by=author(request), now=now())
    except EntriesRefused as error:
        return _form(request, values, error.faults, campaign, error.status)
    except NotPublished as error:
        return _form(request, values, {"code": in_words(error)}, campaign, 409)
    count_again()
    messages.success(
        request,
        f"La campagne {saved.code} est déclarée. Les chiffres en tiennent "
        "compte dès la fin du calcul.",
    )
    return HttpResponseRedirect(reverse("campaigns"))


def _written(request: HttpRequest, said: Declaration, campaign: Campaign | None) -> Campaign:
    if campaign is None:
        return actions.declare_campaign(said, by=author(request), at=now())
    return actions.revise_campaign(campaign, said, by=author(request), at=now())


def _form(
    request: HttpRequest,
    values: dict[str, str],
    faults: dict[str, str],
    campaign: Campaign | None,
    status: int = 200,
) -> HttpResponse:
    lists = options()
    entries = [
        Field(
            name,
            label,
            "select" if name in lists else "date" if name in _DAYS else "text",
            values[name],
            lists.get(name, ()),
            help_text,
            faults.get(name, ""),
            name in _REQUIRED,
        )
        for name, (label, help_text) in _LABELS.items()
    ]
    title = f"Modifier la campagne {campaign.code}" if campaign else "Déclarer une campagne"
    context = {
        "entries": entries,
        "faults": len(faults),
        "campaign": campaign,
        "title": title,
        "acts": acts(rights(request), campaign) if campaign else (),
        "may_write": True,
        "undo": "campaigns_undo",
        "crumbs": [
            Crumb("Imports", reverse("imports")),
            Crumb("Campagnes", reverse("campaigns")),
            Crumb(title),
        ],
    }
    return render(request, "observatory/imports_campaign.html", context, status=status)


def _table(held: Rights) -> Table:
    tree = tree_of(today())
    here = {campaign.code: campaign for campaign in Campaign.objects.declared()}
    rows = []
    known_ones = known_campaigns(current_home(), today())
    links = any(campaign.link for campaign in here.values())
    origins = any(campaign.origin for campaign in here.values())
    may_declare = held.may_open("campaigns_new")
    for known in sorted(known_ones, key=lambda each: not each.missing):
        campaign = here.get(known.code)
        if campaign and not holds(held, campaign.territory):
            continue  # another territory's, for its own officers
        if campaign:
            action = Link("Modifier", reverse("campaigns_edit", args=[known.code]))
        else:
            label = "Modifier" if known.declared_by else "Déclarer"
            action = Link(label, f"{reverse('campaigns_new')}?code={known.code}")
        cells: dict[str, Cell] = {
            "code": known.code,
            "territory": _name(tree, known.territory),
            "profile": known.profile_name or "inconnu",
            "pathway": known.pathway_name or "inconnu",
            "season": known.season or "",
            "origin": str(Origin(campaign.origin if campaign else "").label),
            "name": known.name or "",
            "last": known.last_export,
            "status": _status(known, campaign),
            **({"action": action} if may_declare else {}),
        }
        if links:
            link = campaign.link if campaign else ""
            cells["link"] = Link(link.removeprefix("https://"), link) if link else ""
        rows.append(Row(cells))
    return Table(
        id="campagnes",
        caption="Campagnes Pix",
        columns=(
            Column("code", "Code", header=True),
            Column("territory", "Territoire", filter=len(rows) > 8),
            Column("profile", "Profil", filter=len(rows) > 8),
            Column("pathway", "Parcours", filter=len(rows) > 8),
            Column("season", "Saison"),
            *([Column("origin", "Origine", filter=len(rows) > 8)] if origins else []),
            Column("name", "Nom"),
            *([Column("link", "Lien", sortable=False)] if links else []),
            Column("last", "Dernier export", kind="date"),
            Column("status", "Déclarée", filter=len(rows) > 8),
            *([Column("action", "Faire", sortable=False)] if may_declare else []),
        ),
        rows=rows,
        empty="Aucune campagne n’est connue\u00a0: déclarez-en une, ou importez un export.",
    )


def _status(known: Known, campaign: Campaign | None) -> str:
    """How Vigie knows where a campaign is counted."""
    if campaign:
        return "ici"
    if known.missing:
        return "à déclarer"
    return "par fichier" if known.declared_by else "à l’import"


def _known_values(code: str) -> dict[str, str]:
    """What declarations by file and exports say of a code, to start the form from."""
    tree = tree_of(today())
    for known in known_campaigns(current_home(), today()):
        if known.code == code:
            return {
                "territory": _name(tree, known.territory) if known.territory else "",
                "profile": known.profile or "",
                "pathway": known.pathway or "",
                "name": known.name or "",
            }
    return {}


def _name(tree: Tree, code: str | None) -> str:
    if code is None:
        return "inconnu"
    return tree.name(code) if code in tree else code
