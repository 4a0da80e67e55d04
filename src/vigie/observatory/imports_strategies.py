"""The strategy of a territory for each profile, written by those who deploy (R086)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from vigie.codes import ALL, NATION, PROFILES, UnknownCode, profile_label
from vigie.domains.campaigns import actions
from vigie.domains.campaigns.models import ProfileStrategy
from vigie.domains.campaigns.queries import strategies_of
from vigie.domains.people.queries import naming
from vigie.domains.people.rights import Rights, rights
from vigie.facts.geography import Tree
from vigie.observatory.imports_home import now, today
from vigie.observatory.imports_places import board_url, tree_of
from vigie.observatory.imports_rights import author
from vigie.web.components import Crumb, Field, Input
from vigie.web.exports import export_asked
from vigie.web.tables import Column, Link, Row, Table

_ENTRIES = (
    (
        "strategy",
        "Stratégie de déploiement",
        "Comment les personnes de ce profil sont invitées, accompagnées, relancées.",
        4000,
    ),
    ("targets", "Objectifs", "Par exemple\u00a0: 15\u00a0% de participants d’ici décembre.", 2000),
    (
        "special_schemes",
        "Dispositifs particuliers",
        "Heures d’animation pédagogique, référents, temps dédiés…",
        2000,
    ),
)


def strategies(request: HttpRequest) -> HttpResponse:
    """The territories that have strategies, and a way to any other."""
    tree, fault, asked = tree_of(today()), "", request.GET.get("territoire", "").strip()
    if asked:
        try:
            code = tree.canonical(tree.resolve(asked))
            return HttpResponseRedirect(reverse("strategies_of", args=[code]))
        except UnknownCode as error:
            fault = f"{error.message} {error.remedy}"
    view = _table(tree, rights(request)).view(request.GET)
    if file := export_asked(request, view):
        return file
    context = {
        "table": view,
        "wanted": [Input("territoire", "Territoire", asked, help=fault or "Nom ou code")],
        "fault": fault,
        "crumbs": [*_crumbs(), Crumb("Stratégies par profil")],
    }
    return render(request, "observatory/imports_strategies.html", context)


def of_territory(request: HttpRequest, territory: str) -> HttpResponse:
    """What a territory plans for each profile: one strategy per profile."""
    code, name = _territory(territory)
    found = strategies_of(code)
    named = naming(written.changed_by for _, written in found if written)
    context = {
        "territory": code,
        "name": name,
        "may_change": rights(request).may_open("strategy_edit", code, "POST"),
        "strategies": [
            (profile, profile_label(profile), written, named(written.changed_by) if written else "")
            for profile, written in found
        ],
        "board": board_url(code),
        "crumbs": [*_crumbs(), Crumb("Stratégies par profil", reverse("strategies")), Crumb(name)],
    }
    return render(request, "observatory/imports_strategies_of.html", context)


def edit(request: HttpRequest, territory: str, profile: str) -> HttpResponse:
    """Writes, or takes away, the strategy of a territory for one profile."""
    code, name = _territory(territory)
    if profile not in (*PROFILES, ALL):
        raise Http404("Ce profil n’existe pas.")
    written = ProfileStrategy.objects.for_territory(code).filter(profile=profile).first()
    if request.method != "POST":
        values = {entry: getattr(written, entry, "") for entry, *_ in _ENTRIES}
        return _form(request, code, name, profile, values, {}, written is not None)
    back = HttpResponseRedirect(reverse("strategies_of", args=[code]))
    if "retirer" in request.POST:
        if written is not None:
            actions.remove_strategy(written, by=author(request), at=now())
            messages.success(request, f"La stratégie {profile_label(profile)} est retirée.")
        return back
    values = {entry: request.POST.get(entry, "").strip() for entry, *_ in _ENTRIES}
    faults = {
        entry: f"Ce texte dépasse {most} caractères."
        for entry, _, _, most in _ENTRIES
        if len(values[entry]) > most
    }
    if not faults:
        try:
            actions.set_strategy(
                territory=code, profile=profile, by=author(request), at=now(), **values
            )
        except actions.CampaignRefused as error:
            faults = error.faults
        else:
            messages.success(request, f"La stratégie {profile_label(profile)} est enregistrée.")
            return back
    return _form(request, code, name, profile, values, faults, written is not None, 400)


def _form(
    request: HttpRequest,
    code: str,
    name: str,
    profile: str,
    values: dict[str, str],
    faults: dict[str, str],
    exists: bool,
    status: int = 200,
) -> HttpResponse:
    label = profile_label(profile)
    entries = [
        Field(
            entry,
            title,
            "textarea",
            values[entry],
            help=words,
            error=faults.get(entry, ""),
            required=entry == "strategy",
        )
        for entry, title, words, _ in _ENTRIES
    ]
    context = {
        "entries": entries,
        "exists": exists,
        "territory": code,
        "name": name,
        "profile": label,
        "crumbs": [
            *_crumbs(),
            Crumb("Stratégies par profil", reverse("strategies")),
            Crumb(name, reverse("strategies_of", args=[code])),
            Crumb(label),
        ],
    }
    return render(request, "observatory/imports_strategy.html", context, status=status)


def _table(tree: Tree, held: Rights) -> Table:
    rows = [
        Row(
            {
                "territory": Link(
                    tree.name(each.territory) if each.territory in tree else each.territory,
                    reverse("strategies_of", args=[each.territory]),
                ),
                "profile": profile_label(each.profile),
                "strategy": each.strategy,
                "targets": each.targets,
                "special": each.special_schemes,
                "changed": each.changed_at.date(),
            }
        )
        for each in ProfileStrategy.objects.all()
        if held.may_open("strategies_of", each.territory)
    ]
    return Table(
        "strategies",
        "Stratégies écrites",
        (
            Column("territory", "Territoire", header=True, filter=len(rows) > 8),
            Column("profile", "Profil", filter=len(rows) > 8),
            Column("strategy", "Stratégie", sortable=False),
            Column("targets", "Objectifs", sortable=False),
            Column("special", "Dispositifs particuliers", sortable=False),
            Column("changed", "Modifiée le", kind="date"),
        ),
        rows,
        empty="Aucune stratégie n’est encore écrite\u00a0: choisissez un territoire ci-dessus.",
    )


def _territory(code: str) -> tuple[str, str]:
    tree = tree_of(today())
    if code not in tree:
        raise Http404("Ce territoire n’existe pas.")
    same = code if code == NATION else tree.canonical(code)
    return same, tree.name(same)


def _crumbs() -> list[Crumb]:
    return [Crumb("Imports", reverse("imports")), Crumb("Campagnes", reverse("campaigns"))]
