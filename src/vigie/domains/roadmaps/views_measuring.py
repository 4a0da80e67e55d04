"""Writing what is measured: indicators, objectives, where they start, typed values."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.compliance.forms import Typed
from vigie.domains.people.rights import Rights, me, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.roadmaps import actions_measuring as actions
from vigie.domains.roadmaps import forms, forms_measuring
from vigie.domains.roadmaps.changes import act_on
from vigie.domains.roadmaps.models import Baseline, Indicator, Node
from vigie.domains.roadmaps.models.measuring import Kind
from vigie.domains.roadmaps.queries import places_of
from vigie.domains.roadmaps.queries_measure import pathways, value_now
from vigie.domains.roadmaps.refusals import RoadmapRefused
from vigie.domains.roadmaps.rules import indicator_to_edit, node_to_edit
from vigie.domains.roadmaps.rules_editing import objective_to_end, value_to_withdraw
from vigie.domains.roadmaps.showing import (
    crumbs_of,
    form_page,
    node_crumb,
    refuse,
    today,
    told,
)
from vigie.domains.roadmaps.values import standing_of
from vigie.domains.roadmaps.words import aim_text
from vigie.web import clock
from vigie.web.components import Crumb


def _href(indicator: Indicator) -> str:
    return reverse("indicator", args=[indicator.roadmap.code, indicator.pk])


def _crumbs(indicator: Indicator, last: str) -> list[Crumb]:
    indicator.node.roadmap = indicator.roadmap
    return crumbs_of(
        indicator.roadmap,
        node_crumb(indicator.node),
        Crumb(indicator.code, _href(indicator)),
        Crumb(last),
    )


@never_cache
def indicator_new(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A new indicator of an element, with its first objective."""
    node = node_to_edit(rights(request), code, pk)
    entries = forms_measuring.indicator_entries(pathways(), new=True)
    first = {
        "kind": Kind.COMPUTED.value,
        "unit": "%",
        "territory_level": _level(rights(request), node),
    }
    typed = Typed(entries, request.POST.dict() if request.method == "POST" else first)
    if request.method == "POST" and not forms.read_all(typed).faults:
        values = dict(typed.values)
        objective = values.pop("objective")
        now, by = clock.now(), me(request)
        try:
            with act_on(node.roadmap, "roadmap.indicator_add", by=by, at=now):
                made = actions.add_indicator(node, by=by, at=now, **values)
                if objective:
                    made.roadmap = node.roadmap
                    actions.set_objective(made, text=objective, by=by, at=now)
        except RoadmapRefused as error:
            refuse(typed, error, "objective" if error.field == "text" else "label")
        else:
            told(request, node.roadmap, f"L’indicateur «\u00a0{made.label}\u00a0» est ajouté.")
            return HttpResponseRedirect(_href(made))
    node_page = reverse("node", args=[code, node.pk])
    return form_page(
        request, node.roadmap, typed, title="Ajouter un indicateur", lead=str(node),
        submit="Ajouter", back=node_page,
        crumbs=crumbs_of(node.roadmap, node_crumb(node), Crumb("Ajouter un indicateur")),
        **_preview(request, node, typed),
    )  # fmt: skip


def _level(held: Rights, node: Node) -> str:
    place = node.roadmap.territory
    return held.tree.level(place) if place in held.tree else ""


def _preview(request: HttpRequest, node: Node, typed: Typed) -> dict[str, object]:
    """What the measure chosen gives today, and where the page asks for it when another is."""
    values = typed.values
    return {
        "preview": value_now(values["measure"], values["profile"], values["pathway"],
                             node.roadmap.territory, today(rights(request))),
        "preview_href": reverse("indicator_preview", args=[node.roadmap.code, node.pk]),
    }  # fmt: skip


@never_cache
@require_safe
def indicator_preview(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What a measure gives today in the territory of the roadmap; empty texts for all."""
    held = rights(request)
    node = node_to_edit(held, code, pk)
    asked = request.GET
    sentence = value_now(asked.get("measure", ""), asked.get("profile", ""),
                         asked.get("pathway", ""), node.roadmap.territory, today(held))  # fmt: skip
    return render(request, "roadmaps/_preview.html", {"preview": sentence})


@never_cache
def indicator_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What an indicator says of itself."""
    found = indicator_to_edit(rights(request), code, pk)
    found.node.roadmap = found.roadmap
    entries = forms_measuring.indicator_entries(pathways(), new=False)
    first = forms.values_of(found, {each.name: each for each in entries})
    typed = Typed(entries, request.POST.dict() if request.method == "POST" else first)
    if request.method == "POST" and not forms.read_all(typed).faults:
        values = dict(typed.values)
        try:
            actions.change_indicator(found, code=values.pop("code"), by=me(request),
                                     at=clock.now(), **values)  # fmt: skip
        except RoadmapRefused as error:
            refuse(typed, error, "label")
        else:
            told(request, found.roadmap, "L’indicateur est changé.")
            return HttpResponseRedirect(_href(found))
    return form_page(
        request, found.roadmap, typed, title=f"Modifier {found.code}", lead=found.label,
        submit="Enregistrer", back=_href(found), crumbs=_crumbs(found, "Modifier"),
        **_preview(request, found.node, typed),
    )  # fmt: skip


@require_POST
def indicator_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes an indicator out."""
    found = indicator_to_edit(rights(request), code, pk)
    actions.remove_indicator(found, by=me(request), at=clock.now())
    told(request, found.roadmap, f"L’indicateur «\u00a0{found.label}\u00a0» est retiré.")
    return HttpResponseRedirect(reverse("node", args=[code, found.node_id]))


@never_cache
def objective_new(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A new version of an objective: the one before stays as it was (R026)."""
    held = rights(request)
    found = indicator_to_edit(held, code, pk)
    standing = standing_of(found.roadmap, today(held))[found.pk]
    known = standing.objective
    first = {"text": known.text, "period": known.period} if known is not None else {}
    entries = forms_measuring.objective_entries(found.roadmap)
    typed = Typed(entries, request.POST.dict() if request.method == "POST" else first)
    if request.method == "POST" and not forms.read_all(typed).faults:
        values = typed.values
        try:
            actions.set_objective(
                found, text=values["text"], period=values["period"], why=values["why"],
                valid_from=typed.day("valid_from"), by=me(request), at=clock.now(),
            )  # fmt: skip
        except RoadmapRefused as error:
            refuse(typed, error, "text")
        else:
            told(
                request,
                found.roadmap,
                "L’objectif est écrit\u00a0; les précédents restent lisibles.",
            )
            return HttpResponseRedirect(_href(found))
    return form_page(
        request, found.roadmap, typed, title="Réviser l’objectif",
        lead=f"{found.label}. En vigueur\u00a0: {aim_text(standing)}.", submit="Enregistrer",
        back=_href(found), crumbs=_crumbs(found, "Réviser l’objectif"),
    )  # fmt: skip


@require_POST
def objective_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Gives an objective up from today on."""
    found = objective_to_end(rights(request), code, pk)
    actions.end_objective(found, by=me(request), at=clock.now())
    told(request, found.indicator.roadmap, "L’objectif est abandonné à partir d’aujourd’hui.")
    return HttpResponseRedirect(_href(found.indicator))


@never_cache
def baseline(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Where an indicator starts."""
    found = indicator_to_edit(rights(request), code, pk)
    entries = forms_measuring.baseline_entries(found)
    row = Baseline.objects.filter(indicator=found, territory="").first()
    first = forms.values_of(row, {each.name: each for each in entries}) if row is not None else {}
    typed = Typed(entries, request.POST.dict() if request.method == "POST" else first)
    if request.method == "POST":
        forms.read_all(typed)
        amount, on = forms.amount(typed, "amount"), typed.day("on")
        if not typed.faults:
            try:
                actions.set_baseline(
                    found, amount=amount, on=on, note=typed.values["note"],
                    source=typed.values["source"], by=me(request), at=clock.now(),
                )  # fmt: skip
            except RoadmapRefused as error:
                refuse(typed, error, "amount")
            else:
                told(request, found.roadmap, "Le point de départ est enregistré.")
                return HttpResponseRedirect(_href(found))
    return form_page(
        request, found.roadmap, typed, title="Point de départ", lead=found.label,
        submit="Enregistrer", back=_href(found), crumbs=_crumbs(found, "Point de départ"),
    )  # fmt: skip


@never_cache
def value_new(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A typed value, signed; a computed one is never touched (R036)."""
    held = rights(request)
    found = indicator_to_edit(held, code, pk)
    own = found.roadmap.territory
    places = [(own, place_name(held, own)), *places_of(held, found.roadmap)]
    entries = forms_measuring.value_entries(found, places)
    first = forms_measuring.first_value(own, today(held))
    typed = Typed(entries, request.POST.dict() if request.method == "POST" else first)
    if request.method == "POST":
        on = forms.read_all(typed).day("on")
        given = _value(found, typed)
        if not typed.faults and on is not None:
            try:
                actions.type_value(
                    found, territory=typed.values["territory"], on=on, by=me(request),
                    at=clock.now(), source=typed.values["source"],
                    comment=typed.values["comment"], **given,  # type: ignore[arg-type]  # read by the form
                )  # fmt: skip
            except RoadmapRefused as error:
                refuse(typed, error, "text" if "text" in typed.entries else "amount")
            else:
                told(request, found.roadmap, "La valeur est enregistrée, à votre nom.")
                return HttpResponseRedirect(_href(found))
    lead = f"{found.label}. Elle s’affiche à côté de ce qui est calculé, et ne le remplace pas."
    return form_page(
        request, found.roadmap, typed, title="Saisir une valeur", lead=lead, submit="Enregistrer",
        back=_href(found), crumbs=_crumbs(found, "Saisir une valeur"),
    )  # fmt: skip


def _value(indicator: Indicator, typed: Typed) -> dict[str, object]:
    if indicator.kind == Kind.QUALITATIVE:
        answer = {"oui": True, "non": False}.get(typed.values["done"])
        return {"done": answer, "text": typed.values["text"]}
    return {name: forms.amount(typed, name) for name in ("amount", "numerator", "denominator")}


@require_POST
def value_withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes a typed value back."""
    found = value_to_withdraw(rights(request), code, pk)
    actions.withdraw_value(found, by=me(request), at=clock.now())
    told(request, found.indicator.roadmap, "La valeur est retirée\u00a0; l’historique la garde.")
    return HttpResponseRedirect(_href(found.indicator))
