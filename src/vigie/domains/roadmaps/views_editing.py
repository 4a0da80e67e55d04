"""Writing the tree: elements, actions, supports, dates. Each change can be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from vigie.domains.compliance.forms import Entry, Typed
from vigie.domains.people.rights import me, rights
from vigie.domains.roadmaps import actions, actions_doing, forms
from vigie.domains.roadmaps.models import Action, Milestone, Node, Roadmap
from vigie.domains.roadmaps.models.doing import State
from vigie.domains.roadmaps.refusals import RoadmapRefused
from vigie.domains.roadmaps.rules import node_to_edit, roadmap_to_edit
from vigie.domains.roadmaps.rules_editing import (
    action_to_edit,
    deliverable_to_edit,
    milestone_to_edit,
)
from vigie.domains.roadmaps.showing import crumbs_of, form_page, node_crumb, refuse, told
from vigie.web import clock
from vigie.web.components import Crumb


def _asked(request: HttpRequest, entries: Sequence[Entry], first: dict[str, str]) -> Typed:
    """The form as it was sent, read; as it starts otherwise."""
    if request.method != "POST":
        return Typed(entries, first)
    return forms.read_all(Typed(entries, request.POST.dict()))


def _node_href(node: Node) -> str:
    return reverse("node", args=[node.roadmap.code, node.pk])


@never_cache
def node_new(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """A new element, under another (`pk`) or at the top."""
    held = rights(request)
    parent = node_to_edit(held, code, pk) if pk else None
    roadmap = parent.roadmap if parent is not None else roadmap_to_edit(held, code)
    entries = forms.node_entries(roadmap, parent, new=True)
    level = str(parent.level + 1 if parent is not None else 1)
    typed = _asked(request, entries, {"level": level})
    if request.method == "POST" and not typed.faults:
        values = dict(typed.values)
        try:
            made = actions.add_node(
                roadmap, parent=parent, code=values.pop("code"), level=int(values.pop("level")),
                by=me(request), at=clock.now(), **values,
            )  # fmt: skip
        except RoadmapRefused as error:
            refuse(typed, error, "wording")
        else:
            told(request, roadmap, f"«\u00a0{made}\u00a0» est ajouté.")
            return HttpResponseRedirect(_node_href(made))
    where = f"Sous «\u00a0{parent}\u00a0»." if parent is not None else "En haut de l’arbre."
    back = _node_href(parent) if parent is not None else reverse("roadmap", args=[code])
    return form_page(
        request, roadmap, typed, title="Ajouter un élément", lead=where, submit="Ajouter",
        back=back, crumbs=crumbs_of(roadmap, Crumb("Ajouter un élément")),
    )  # fmt: skip


@never_cache
def node_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What an element says."""
    node = node_to_edit(rights(request), code, pk)
    entries = forms.node_entries(node.roadmap, node.parent, new=False)
    typed = _asked(request, entries, forms.values_of(node, {each.name: each for each in entries}))
    if request.method == "POST" and not typed.faults:
        values = dict(typed.values)
        try:
            actions.change_node(node, code=values.pop("code"), by=me(request), at=clock.now(),
                                **values)  # fmt: skip
        except RoadmapRefused as error:
            refuse(typed, error, "wording")
        else:
            told(request, node.roadmap, "C’est changé.")
            return HttpResponseRedirect(_node_href(node))
    return form_page(
        request, node.roadmap, typed, title=f"Modifier {node.code}", lead=node.wording,
        submit="Enregistrer", back=_node_href(node),
        crumbs=crumbs_of(node.roadmap, node_crumb(node), Crumb("Modifier")),
    )  # fmt: skip


@require_POST
def node_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes an element out, with what is under it."""
    node = node_to_edit(rights(request), code, pk)
    actions.remove_node(node, by=me(request), at=clock.now())
    told(request, node.roadmap, f"«\u00a0{node}\u00a0» est retiré, avec ce qu’il contient.")
    return HttpResponseRedirect(reverse("roadmap", args=[code]))


@never_cache
def action_new(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A new action of an element."""
    node = node_to_edit(rights(request), code, pk)
    years = node.roadmap.years
    first = {"state": State.TO_COME.value, "school_year": years[-1] if years else ""}
    return _action(request, node, None, first)


@never_cache
def action_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What an action says."""
    found = action_to_edit(rights(request), code, pk)
    names = {each.name: each for each in forms.action_entries(found.node.roadmap)}
    return _action(request, found.node, found, forms.values_of(found, names))


def _action(
    request: HttpRequest, node: Node, action: Action | None, first: dict[str, str]
) -> HttpResponse:
    roadmap = node.roadmap
    entries = forms.action_entries(roadmap)
    typed = _asked(request, entries, first)
    if request.method == "POST":
        given: dict[str, object] = dict(typed.values)
        given |= {name: typed.day(name) for name in ("starts_on", "ends_on")}
        given |= {name: forms.amount(typed, name) for name in ("budget_planned", "budget_spent")}
        if not typed.faults:
            try:
                if action is None:
                    actions_doing.add_action(node, by=me(request), at=clock.now(), **given)  # type: ignore[arg-type]  # read by the form
                else:
                    actions_doing.change_action(action, by=me(request), at=clock.now(), **given)  # type: ignore[arg-type]  # idem
            except RoadmapRefused as error:
                refuse(typed, error, "wording")
            else:
                told(request, roadmap, "L’action est enregistrée.")
                return HttpResponseRedirect(_node_href(node))
    title = "Ajouter une action" if action is None else "Modifier l’action"
    return form_page(
        request, roadmap, typed, title=title, lead=str(node), submit="Enregistrer",
        back=_node_href(node), crumbs=crumbs_of(roadmap, node_crumb(node), Crumb(title)),
    )  # fmt: skip


@require_POST
def action_state(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Says where an action stands."""
    found = action_to_edit(rights(request), code, pk)
    state = request.POST.get("state", "")
    if state in State.values:
        actions_doing.set_state(found, state, by=me(request), at=clock.now())
        label = str(State(state).label).lower()
        told(request, found.node.roadmap, f"L’action est notée «\u00a0{label}\u00a0».")
    else:
        messages.warning(request, "Choisissez un état de la liste.")
    return HttpResponseRedirect(_node_href(found.node))


@require_POST
def action_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes an action out."""
    found = action_to_edit(rights(request), code, pk)
    actions_doing.remove_action(found, by=me(request), at=clock.now())
    told(request, found.node.roadmap, "L’action est retirée.")
    return HttpResponseRedirect(_node_href(found.node))


@never_cache
def deliverable_new(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A new support of an element."""
    node = node_to_edit(rights(request), code, pk)
    typed = _asked(request, forms.SUPPORT_ENTRIES, {})
    if request.method == "POST":
        given = {"link": typed.values["link"], "due_on": typed.day("due_on")}
        if given["link"] and not str(given["link"]).startswith(("https://", "http://")):
            typed.refuse("link", "Une adresse commence par https://.")
        if not typed.faults:
            try:
                actions_doing.add_deliverable(
                    node, wording=typed.values["wording"], by=me(request), at=clock.now(), **given
                )
            except RoadmapRefused as error:
                refuse(typed, error, "wording")
            else:
                told(request, node.roadmap, "Le support est ajouté.")
                return HttpResponseRedirect(_node_href(node))
    return form_page(
        request, node.roadmap, typed, title="Ajouter un support", lead=str(node), submit="Ajouter",
        back=_node_href(node),
        crumbs=crumbs_of(node.roadmap, node_crumb(node), Crumb("Ajouter un support")),
    )  # fmt: skip


@require_POST
def deliverable_tick(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ticks a support off, or takes the tick back (R013): the button says which, so that two clicks
    do not undo each other."""
    found = deliverable_to_edit(rights(request), code, pk)
    done = request.POST.get("done") == "1"
    actions_doing.tick_deliverable(found, done=done, by=me(request), at=clock.now())
    told(
        request, found.node.roadmap, "Le support est livré." if done else "Le support est attendu."
    )
    return HttpResponseRedirect(_node_href(found.node))


@require_POST
def deliverable_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes a support out."""
    found = deliverable_to_edit(rights(request), code, pk)
    actions_doing.remove_deliverable(found, by=me(request), at=clock.now())
    told(request, found.node.roadmap, "Le support est retiré.")
    return HttpResponseRedirect(_node_href(found.node))


@never_cache
def milestone_new(request: HttpRequest, code: str) -> HttpResponse:
    """A new date of the time line."""
    return _milestone(request, roadmap_to_edit(rights(request), code), None)


@never_cache
def milestone_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What a date of the time line says."""
    found = milestone_to_edit(rights(request), code, pk)
    return _milestone(request, found.roadmap, found)


def _milestone(request: HttpRequest, roadmap: Roadmap, step: Milestone | None) -> HttpResponse:
    entries = forms.milestone_entries(new=step is None)
    first = {"precision": "day"}
    if step is not None:
        first = forms.values_of(step, {each.name: each for each in entries})
    typed = _asked(request, entries, first)
    back = reverse("roadmap_timeline", args=[roadmap.code])
    if request.method == "POST":
        given: dict[str, object] = dict(typed.values)
        given |= {name: typed.day(name) for name in ("starts_on", "ends_on")}
        if not typed.faults:
            try:
                if step is None:
                    actions_doing.add_milestone(roadmap, by=me(request), at=clock.now(), **given)  # type: ignore[arg-type]  # read by the form
                else:
                    actions_doing.change_milestone(step, by=me(request), at=clock.now(), **given)
            except RoadmapRefused as error:
                refuse(typed, error, "wording")
            else:
                told(request, roadmap, "L’étape est enregistrée.")
                return HttpResponseRedirect(back)
    title = "Ajouter une étape" if step is None else "Modifier l’étape"
    remove = reverse("milestone_remove", args=[roadmap.code, step.pk]) if step is not None else ""
    return form_page(
        request, roadmap, typed, title=title, lead="", submit="Enregistrer", back=back,
        crumbs=crumbs_of(roadmap, Crumb("Calendrier", back), Crumb(title)), remove=remove,
    )  # fmt: skip


@require_POST
def milestone_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes a date out of the time line."""
    found = milestone_to_edit(rights(request), code, pk)
    actions_doing.remove_milestone(found, by=me(request), at=clock.now())
    told(request, found.roadmap, "L’étape est retirée.")
    return HttpResponseRedirect(reverse("roadmap_timeline", args=[code]))
