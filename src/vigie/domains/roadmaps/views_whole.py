"""A roadmap as a whole: made, copied, read from a file, changed, shared, put away; its history."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.codes import UnknownCode
from vigie.domains.compliance.forms import Typed, fields
from vigie.domains.people.models import Person
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, me, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.roadmaps import actions, forms
from vigie.domains.roadmaps.changes import history, undo
from vigie.domains.roadmaps.loading import copy_roadmap
from vigie.domains.roadmaps.models import Change, Contributor, Indicator, Node, Roadmap
from vigie.domains.roadmaps.queries_history import told_of
from vigie.domains.roadmaps.refusals import RoadmapRefused
from vigie.domains.roadmaps.rules import may_edit, readable, roadmap_of, roadmap_to_edit
from vigie.domains.roadmaps.rules_editing import part_to_take_back
from vigie.domains.roadmaps.showing import crumbs_of, form_page, refuse, tabs_of, told
from vigie.sources.problems import Refused as FileRefused
from vigie.web import clock
from vigie.web.components import Crumb

MOST_ACTS = 100


@never_cache
def roadmap_new(request: HttpRequest, territory: str) -> HttpResponse:
    """A new roadmap of a territory: blank, or from one that she may read."""
    held = rights(request)
    try:
        place = held.tree.canonical(territory)
    except UnknownCode:
        raise Refused(Answer.UNKNOWN) from None
    known = {each.code: each for each in readable(held).order_by("name")}
    models = [(code, each.name) for code, each in known.items()]
    entries = forms.new_entries(models)
    first = {"level_names": actions.DEFAULT_LEVELS, "start": request.GET.get("depuis", "")}
    typed = Typed(entries, request.POST.dict() if request.method == "POST" else first)
    if request.method == "POST" and not forms.read_all(typed).faults:
        values = typed.values
        source = known.get(values["start"])
        common = {name: values[name] for name in ("name", "code", "level")}
        try:
            if source is not None:
                made = copy_roadmap(
                    source, territory=place, by=me(request), at=clock.now(), **common
                )
            else:
                blank = {name: values[name] for name in ("level_names", "school_years")
                         if values[name]}  # fmt: skip
                made = actions.create_roadmap(territory=place, by=me(request), at=clock.now(),
                                              **common, **blank)  # fmt: skip
        except RoadmapRefused as error:
            refuse(typed, error, "name")
        except FileRefused as error:
            typed.refuse("start", " ".join(each.message for each in error.problems[:3]))
        else:
            messages.success(request, "La feuille de route est créée\u00a0: ajoutez-y un élément.")
            return HttpResponseRedirect(reverse("roadmap", args=[made.code]))
    context = {
        "title": "Créer une feuille de route",
        "lead": place_name(held, place),
        "submit": "Créer",
        "back": reverse("roadmaps"),
        "crumbs": [
            Crumb("Accueil", reverse("home")),
            Crumb("Feuilles de route", reverse("roadmaps")),
            Crumb("Créer"),
        ],
        "fields": fields(entries, typed.values, typed.faults),
        "faults": len(typed.faults),
    }
    status = 400 if typed.faults else 200
    return render(request, "roadmaps/form.html", context, status=status)


@never_cache
def roadmap_edit(request: HttpRequest, code: str) -> HttpResponse:
    """What a roadmap says of itself."""
    found = roadmap_to_edit(rights(request), code)
    entries = forms.roadmap_entries()
    first = forms.values_of(found, {each.name: each for each in entries})
    typed = Typed(entries, request.POST.dict() if request.method == "POST" else first)
    back = reverse("roadmap", args=[code])
    if request.method == "POST" and not forms.read_all(typed).faults:
        try:
            actions.change_roadmap(found, by=me(request), at=clock.now(), **typed.values)
        except RoadmapRefused as error:
            refuse(typed, error, "name")
        else:
            told(request, found, "C’est changé.")
            return HttpResponseRedirect(back)
    return form_page(
        request, found, typed, title="Modifier la feuille de route", lead=found.name,
        submit="Enregistrer", back=back, crumbs=crumbs_of(found, Crumb("Modifier")),
        remove=reverse("roadmap_archive", args=[code]), remove_label="Archiver",
    )  # fmt: skip


@require_POST
def roadmap_archive(request: HttpRequest, code: str) -> HttpResponse:
    """Puts a roadmap away; it can be taken back at once."""
    found = roadmap_to_edit(rights(request), code)
    actions.archive_roadmap(found, by=me(request), at=clock.now())
    told(request, found, f"«\u00a0{found.name}\u00a0» est archivée\u00a0: rien n’en est perdu.")
    return HttpResponseRedirect(reverse("roadmaps"))


@never_cache
@require_safe
def roadmap_history(request: HttpRequest, code: str) -> HttpResponse:
    """Who changed what; each act can be undone."""
    held = rights(request)
    found = roadmap_of(held, code)
    context = {
        "roadmap": found,
        "acts": told_of(history(found, MOST_ACTS)),
        "may_edit": may_edit(held, found),
        "tabs": tabs_of(found, "roadmap_history"),
        "crumbs": crumbs_of(found, Crumb("Historique")),
    }
    return render(request, "roadmaps/history.html", context)


@require_POST
def roadmap_undo(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Undoes an act: who may change the roadmap, or who did it."""
    held = rights(request)
    found = roadmap_of(held, code)
    lines = list(Change.objects.filter(roadmap=found, act=act).order_by("pk"))
    if not lines:
        raise Refused(Answer.UNKNOWN)
    if not may_edit(held, found) and lines[0].by_id != me(request).pk:
        raise Refused(Answer.ROLE)
    # Undoing may delete what leads to it: its holder is looked for before.
    holder = _holder(found, lines[0])
    try:
        undo(found, act, by=me(request), at=clock.now())
    except RoadmapRefused as error:
        messages.warning(request, error.sentence)
        return HttpResponseRedirect(reverse("roadmap_history", args=[code]))
    messages.success(request, "C’est annulé.")
    return HttpResponseRedirect(_page_of(found, lines[0], holder))


def _holder(roadmap: Roadmap, line: Change) -> Indicator | Node | None:
    """The indicator or the node whose page tells what an act was about."""
    way = {"indicator": "pk", "objective": "objectives", "typedvalue": "values",
           "baseline": "baselines"}.get(line.table)  # fmt: skip
    if way is not None:
        return Indicator.objects.filter(roadmap=roadmap, **{way: line.row}).first()
    way = {"node": "pk", "action": "actions", "deliverable": "deliverables"}.get(line.table)
    return Node.objects.filter(roadmap=roadmap, **{way: line.row}).first() if way else None


def _page_of(roadmap: Roadmap, line: Change, holder: Indicator | Node | None) -> str:
    """Where to look at what was undone; the roadmap where its own page is gone."""
    if holder is not None:
        holder = type(holder).objects.standing().filter(pk=holder.pk).first()
    if holder is not None:
        name = "indicator" if isinstance(holder, Indicator) else "node"
        return reverse(name, args=[roadmap.code, holder.pk])
    names = {"milestone": "roadmap_timeline", "contributor": "roadmap_parts"}
    return reverse(names.get(line.table, "roadmap"), args=[roadmap.code])


@never_cache
def roadmap_parts(request: HttpRequest, code: str) -> HttpResponse:
    """Who takes part: readers, contributors of an element, owners."""
    found = roadmap_to_edit(rights(request), code)
    nodes = list(found.nodes.standing().order_by("order", "pk"))
    offered = [("", "Toute la feuille de route")]
    offered += [(str(each.pk), f"{each.path} {each.wording}"[:90]) for each in nodes]
    typed = Typed(forms.part_entries(offered), request.POST.dict())
    if request.method == "POST":
        forms.read_all(typed)
        address = typed.email("email")
        person = Person.objects.filter(email__iexact=address, is_active=True).first()
        if address and person is None:
            typed.refuse("email", "Personne n’a de compte à cette adresse.")
        if not typed.faults and person is not None:
            node = next((each for each in nodes if str(each.pk) == typed.values["node"]), None)
            actions.set_part(found, person=person, part=typed.values["part"], node=node,
                             by=me(request), at=clock.now())  # fmt: skip
            told(request, found, f"{person.name} prend part à la feuille de route.")
            return HttpResponseRedirect(reverse("roadmap_parts", args=[code]))
    context = {
        "roadmap": found,
        "parts": Contributor.objects.filter(roadmap=found)
        .select_related("person", "node")
        .order_by("person__last_name", "person__first_name", "pk"),
        "fields": fields(list(typed.entries.values()), typed.values, typed.faults),
        "faults": len(typed.faults),
        "crumbs": crumbs_of(found, Crumb("Qui prend part")),
    }
    status = 400 if typed.faults else 200
    return render(request, "roadmaps/parts.html", context, status=status)


@require_POST
def roadmap_part_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes a part back."""
    found = part_to_take_back(rights(request), code, pk)
    name, roadmap = found.person.name, found.roadmap
    actions.take_part_back(found, by=me(request), at=clock.now())
    told(request, roadmap, f"{name} ne prend plus part.")
    return HttpResponseRedirect(reverse("roadmap_parts", args=[code]))
