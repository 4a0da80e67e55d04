"""« Mes choix »: what is optional, and the agreements with trainers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from vigie.domains.compliance import agreements_actions, choices_actions
from vigie.domains.compliance.agreements_queries import agreement_given, given_by
from vigie.domains.compliance.choices import CHOICES, Choice
from vigie.domains.compliance.choices_queries import history, standing, standings
from vigie.domains.compliance.forms import Entry, Typed, fields
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, me, rights
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.refusals import EntriesRefused, told_if_refused
from vigie.web.tables import Column, Row, Table

CHANGED = "change"
AGREEMENT = (
    Entry(
        "address",
        "Adresse de la personne qui vous forme",
        "email",
        "Son adresse professionnelle.",
        required=True,
        most=254,
        autocomplete="off",
    ),
    Entry("until", "Jusqu’au", "date", "Dans un an au plus.", required=True, most=10),
)


@never_cache
def my_choices(request: HttpRequest) -> HttpResponse:
    """GET: the choices, the agreements, the history. POST: makes a choice."""
    if request.method != "POST":
        return _page(request)
    choice = _choice(request)
    said = {"yes": True, "no": False}.get(request.POST.get("accepted", ""))
    version = request.POST.get("version", "")
    if said is None or not (version.isascii() and version.isdecimal() and len(version) < 6):
        messages.error(request, "Choisissez l’un des deux boutons.")
        return _page(request, status=400)
    try:
        choices_actions.decide(
            me(request), choice, accepted=said, text_version=int(version), at=clock.now()
        )
    except ComplianceRefused as error:
        messages.warning(request, error.sentence)
        return _page(request, status=409)
    return _done(request, choice)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Goes back on the latest decision of a choice."""
    choice = _choice(request)
    with told_if_refused(request, messages.INFO):
        choices_actions.undo_decision(me(request), choice, at=clock.now())
        messages.success(request, "Votre décision est annulée\u00a0: le choix précédent vaut.")
    return HttpResponseRedirect(f"{reverse('my_choices')}#{choice.value}")


@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Gives an agreement to a trainer."""
    typed = Typed(AGREEMENT, request.POST)
    try:
        address, until = typed.email("address"), typed.day("until")
        typed.done()
        assert until is not None  # an entry to fill: refused above
        agreement = agreements_actions.give_agreement(
            me(request), address=address, until=until, at=clock.now()
        )
    except EntriesRefused as error:
        return _page(request, typed.values, error.faults, error.status)
    messages.success(request, f"Votre accord avec {agreement.trainer.name} est enregistré.")
    if not standing(me(request), Choice.SHARE_NAMED, clock.now()).answer:
        messages.warning(
            request,
            "Il n’ouvre rien encore\u00a0: acceptez aussi, ci-dessus, de partager vos résultats "
            "nominatifs.",
        )
    return HttpResponseRedirect(f"{reverse('my_choices')}#accords")


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Takes an agreement back."""
    return _on_agreement(request, number, agreements_actions.withdraw_agreement,
                         "Votre accord est retiré\u00a0: il n’ouvre plus rien.")  # fmt: skip


@require_POST
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Puts an agreement back, after a withdrawal by mistake."""
    return _on_agreement(request, number, agreements_actions.restore_agreement,
                         "Votre accord vaut de nouveau.")  # fmt: skip


def _on_agreement(
    request: HttpRequest, number: int, verb: Callable[..., object], done: str
) -> HttpResponse:
    agreement = agreement_given(rights(request), number)
    with told_if_refused(request, messages.INFO):
        verb(agreement, at=clock.now())
        messages.success(request, done)
    return HttpResponseRedirect(f"{reverse('my_choices')}#accords")


def _choice(request: HttpRequest) -> Choice:
    try:
        return Choice(request.POST.get("choice", ""))
    except ValueError:
        raise Refused(Answer.UNKNOWN) from None


def _done(request: HttpRequest, choice: Choice) -> HttpResponse:
    messages.success(request, f"C’est enregistré\u00a0: {CHOICES[choice].label.lower()}.")
    return HttpResponseRedirect(f"{reverse('my_choices')}?{CHANGED}={choice.value}")


def _page(
    request: HttpRequest,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    person, now = me(request), clock.now()
    changed = request.GET.get(CHANGED, "")
    found = standings(person, now)
    agreements = given_by(person, now)
    context = {
        "standings": found,
        "changed": next((each for each in found if each.choice == changed and each.decision), None),
        "sharing": next(each for each in found if each.choice == Choice.SHARE_NAMED).answer,
        "agreements": agreements,
        "has_live": any(each.live for each in agreements),
        "entries": fields(AGREEMENT, values, faults),
        "faults": faults,
        "history": _history(request),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Mes choix")],
    }
    return render(request, "compliance/my_choices.html", context, status=status)


def _history(request: HttpRequest) -> object:
    rows = [
        Row(
            {
                "on": each.made_at.date(),
                "choice": CHOICES[Choice(each.choice)].label,
                "answer": "oui" if each.accepted else "non",
                "version": each.text_version,
            }
        )
        for each in history(me(request), clock.now())
    ]
    return Table(
        id="historique",
        caption="Ce que vous avez décidé",
        columns=(
            Column("choice", "Choix", header=True),
            Column("answer", "Réponse"),
            Column("on", "Le", kind="date"),
            Column("version", "Version du texte", kind="count"),
        ),
        rows=rows,
        exportable=False,
        empty="Vous n’avez encore rien décidé.",
    ).view(request.GET)
