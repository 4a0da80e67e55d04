"""« Organisation locale »: what a territory writes around its campaigns, and its cohorts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vigie.codes import pathway_label
from vigie.domains.campaigns import field_actions
from vigie.domains.campaigns.access_queries import contact_of
from vigie.domains.campaigns.field_forms import KINDS, Kind, this_year
from vigie.domains.campaigns.field_history import TABLES, history
from vigie.domains.campaigns.field_queries import checklist, cohort_figures, local_campaigns
from vigie.domains.campaigns.models import (
    Arrangement,
    Campaign,
    Cohort,
    Contact,
    Featured,
    FieldAct,
    Origin,
)
from vigie.domains.compliance.forms import Typed, fields
from vigie.domains.compliance.places import place_asked
from vigie.domains.people.actions import reference
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, or_unknown, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.territories.around import around_of
from vigie.domains.territories.tree import home
from vigie.periods import SchoolYear
from vigie.web import clock, formats
from vigie.web.components import Crumb
from vigie.web.exports import export_asked
from vigie.web.refusals import EntriesRefused, told_if_refused
from vigie.web.tables import Column, Row, Table


def field(request: HttpRequest, territory: str) -> HttpResponse:
    """All that a territory has written."""
    held = rights(request)
    place = place_asked(request, territory)
    year = SchoolYear.of(clock.today())
    local = local_campaigns(held.tree, place)
    of_the_year = [each for made_for, each in local if made_for == year]
    table = _local(held, local).view(request.GET)
    if file := export_asked(request, table):
        return file
    context = {
        "place": place,
        "name": place_name(held, place),
        "year": year,
        "own_contact": Contact.objects.filter(territory=place).first(),
        "contact": contact_of(held.tree, place),
        "featured": Featured.objects.filter(
            territory__in=around_of(held.tree, place), ends_on__gte=clock.today()
        ),
        "arrangements": Arrangement.objects.filter(territory=place),
        "checklist": checklist(place),
        "cohorts": Cohort.objects.filter(territory=place),
        "counts": [
            (
                "Campagnes demandées par une inspection",
                sum(each.origin == Origin.INSPECTOR for each in of_the_year),
            ),
            ("Campagnes disciplinaires", sum(bool(each.subject) for each in of_the_year)),
        ],
        "local": table,
        "may_write": held.may_open("field_write", place, "POST"),
        "may_follow": held.may_open("cohort", place),
        "acts": history(place),
        "undo": "field_undo",
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Organisation locale")],
    }
    return render(request, "campaigns/field.html", context)


def _local(held: Rights, campaigns: Sequence[tuple[SchoolYear, Campaign]]) -> Table:
    return Table(
        id="locales",
        caption="Campagnes demandées par une inspection, ou faites pour une discipline",
        columns=(
            Column("year", "Année scolaire", filter=True),
            Column("pathway", "Parcours", header=True),
            Column("profile", "Profil", filter=True),
            Column("place", "Territoire", filter=True),
            Column("origin", "Origine", filter=True),
            Column("subject", "Discipline", filter=True),
        ),
        rows=[
            Row({"year": year.label, "pathway": each.pathway_name, "profile": each.profile_name,
                 "place": place_name(held, each.territory),
                 "origin": str(Origin(each.origin).label), "subject": each.subject or "aucune"})
            for year, each in campaigns
        ],
        note="Une campagne sans année scolaire compte dans celle de son ouverture, sinon de sa "
        "déclaration. Celle qu’une inspection demande pour une discipline compte des deux côtés.",
        empty="Aucune campagne locale n’est déclarée.",
    )  # fmt: skip


def write(request: HttpRequest, territory: str, kind: str) -> HttpResponse:
    """GET: the form of one kind. POST: writes it."""
    held = rights(request)
    place = place_asked(request, territory)
    form = or_unknown(KINDS.get(kind))
    if request.method != "POST":
        return _form(
            request,
            place_name(held, place),
            place,
            form,
            _start(place, form, request.GET.get("acteur", "")),
        )
    typed = Typed(form.entries, request.POST)
    try:
        said = form.parse(typed)
        field_actions.write(kind, place, said, by=reference(me(request)), at=clock.now())
    except EntriesRefused as error:
        return _form(
            request, place_name(held, place), place, form, typed.values, error.faults, error.status
        )
    messages.success(request, "C’est enregistré.")
    return HttpResponseRedirect(f"{reverse('field', args=[place])}#{kind}")


@require_POST
def remove(request: HttpRequest, territory: str, kind: str, number: int) -> HttpResponse:
    """Takes a line away."""
    place = place_asked(request, territory)
    table = TABLES.get(kind)
    found = table.objects.filter(territory=place, pk=number).first() if table else None
    if found is None:
        raise Refused(Answer.UNKNOWN)
    field_actions.remove(kind, found, by=reference(me(request)), at=clock.now())
    messages.success(request, "C’est retiré. Vous pouvez l’annuler ci-dessous.")
    return HttpResponseRedirect(f"{reverse('field', args=[place])}#derniers")


@require_POST
def undo(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Puts a line back as it stood before an act."""
    return undone(request, territory, number, TABLES, "field")


def undone(
    request: HttpRequest, territory: str, number: int, kinds: Iterable[str], back: str
) -> HttpResponse:
    """Undoes an act of one of these kinds, and says so on the page `back`, or why not."""
    place = place_asked(request, territory)
    acts = FieldAct.objects.filter(territory=place, kind__in=list(kinds))
    act = or_unknown(acts.filter(pk=number).first())
    with told_if_refused(request):
        field_actions.undo(act, by=reference(me(request)), at=clock.now())
        messages.success(request, "C’est annulé\u00a0: tout est comme avant ce changement.")
    return HttpResponseRedirect(f"{reverse(back, args=[place])}#derniers")


def cohort(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """How many of a cohort started and sent: for the team that reads exact figures."""
    held = rights(request)
    place = place_asked(request, territory)
    found = or_unknown(Cohort.objects.filter(territory=place, pk=number).first())
    figures = cohort_figures(home(), found, clock.today())
    context = {
        "cohort": found,
        "name": place_name(held, place),
        "figures": figures,
        "shares": [
            ("Ont commencé", figures.started, formats.share(num=figures.started, den=figures.size)),
            ("Ont envoyé leurs résultats", figures.sent,
             formats.share(num=figures.sent, den=figures.size)),
        ],
        "campaigns": [(each.code, pathway_label(each.pathway)) for each in found.campaigns.all()],
        "crumbs": [
            Crumb("Accueil", reverse("home")),
            Crumb("Organisation locale", reverse("field", args=[place])),
            Crumb(found.name),
        ],
    }  # fmt: skip
    return render(request, "campaigns/cohort.html", context)


def _start(place: str, form: Kind, actor: str) -> dict[str, str]:
    """What the form starts from: what is written, where there is one of its kind."""
    if form.name == "contact":
        known = Contact.objects.filter(territory=place).first()
        if known is not None:
            return {each.name: str(getattr(known, each.name) or "") for each in form.entries}
    if form.name == "acteur" and actor:
        found = next((s for a, s in checklist(place) if a == actor and s), None)
        if found is not None:
            return {each.name: str(getattr(found, each.name)) for each in form.entries}
        return this_year(clock.today()) | {"actor": actor}
    return this_year(clock.today())


def _form(
    request: HttpRequest,
    name: str,
    place: str,
    form: Kind,
    values: dict[str, str],
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "name": name,
        "entries": fields(form.entries, values, faults),
        "faults": len(faults or {}),
        "back": reverse("field", args=[place]),
        "crumbs": [
            Crumb("Accueil", reverse("home")),
            Crumb("Organisation locale", reverse("field", args=[place])),
            Crumb(form.title),
        ],
    }
    return render(request, "campaigns/field_write.html", context, status=status)
