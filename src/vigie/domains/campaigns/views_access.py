"""« Mes parcours »: nine links for whoever comes, with an account or without.

Without an account nothing is kept, not even a cookie: profile and département stand in the address
of the page, and no link is shown before they are known. The address of the person stands in the
links alone: she clicks on it herself, so that it is never asked of this site, hence never logged;
and the page tells no referrer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from csp.constants import NONE
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt

from vigie.codes import PROFILES, profile_label
from vigie.domains.campaigns.access import HELP, STEPS, Reached, completed
from vigie.domains.campaigns.access_queries import Card, cards, contact_of
from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_queries import has_chosen
from vigie.domains.compliance.shared_results import results_of
from vigie.domains.people.pseudonyms import pseudonym_of
from vigie.domains.people.reads import note_reads, references_of
from vigie.domains.people.rights import Rights, rights
from vigie.domains.territories.tree import home
from vigie.facts.geography import Tree
from vigie.web import clock
from vigie.web.components import Crumb, Field

View = Callable[[HttpRequest], HttpResponse]
_PROFILE, _DEPARTMENT, _EDIT = "profil", "departement", "modifier"
_NOT_LISTED = "Choisissez une valeur de la liste."


@dataclass(frozen=True)
class Asker:
    """For whom the page is: both codes, empty while they are not known. `faults`: by entry."""

    profile: str
    department: str
    faults: dict[str, str]

    @property
    def is_known(self) -> bool:
        return bool(self.profile and self.department)


@dataclass(frozen=True)
class Shown:
    """A card as the page shows it. `state`: where the person stands, empty when it is not told."""

    card: Card
    help: str
    href: str
    state: str


def _silent(view: View) -> View:
    """No referrer is told to the site that a link leads to, and no copy is kept."""

    @wraps(view)
    def silent(request: HttpRequest) -> HttpResponse:
        answer = view(request)
        answer["Referrer-Policy"] = "no-referrer"
        return answer

    return never_cache(silent)


@_silent
def access(request: HttpRequest) -> HttpResponse:
    """The page, for the person signed in or for anyone."""
    held = rights(request)
    tree = held.tree
    asker = _asker(request, tree, held)
    editing = _EDIT in request.GET or not asker.is_known
    context = _context(tree, asker, editing=editing)
    if not editing:
        person = held.person
        states = _states(held) if person else {}
        context |= {
            "steps": _steps(tree, asker, person.email if person else "", states),
            "told": bool(person and has_chosen(person, Choice.SEE_PROGRESS, held.at)),
            "edit": f"?{_EDIT}=1&{_PROFILE}={asker.profile}&{_DEPARTMENT}={asker.department}",
        }
    context["crumbs"] = [
        *([Crumb("Accueil", reverse("home"))] if held.person else []), Crumb("Mes parcours")
    ]  # fmt: skip
    status = 400 if asker.faults else 200
    return render(request, "campaigns/access.html", context, status=status)


@xframe_options_exempt
@_silent
def embed(request: HttpRequest) -> HttpResponse:
    """The same page as a block inside another site: never anything of a person, signed in or not;
    only the sites of the setting may frame it."""
    tree = rights(request).tree
    asker = _asker(request, tree, None)
    editing = _EDIT in request.GET or not asker.is_known
    context = _context(tree, asker, editing=editing)
    if not editing:
        context |= {
            "steps": _steps(tree, asker, "", {}),
            "edit": f"?{_EDIT}=1&{_PROFILE}={asker.profile}&{_DEPARTMENT}={asker.department}",
        }
    answer = render(
        request, "campaigns/access_block.html", context, status=400 if asker.faults else 200
    )
    # What `csp.decorators.csp_replace` leaves, with a setting that is read at each request.
    answer._csp_replace = {"frame-ancestors": settings.VIGIE_FRAMED_BY or [NONE]}  # type: ignore[attr-defined]  # read by the middleware of django-csp
    return answer


def _asker(request: HttpRequest, tree: Tree, held: Rights | None) -> Asker:
    """What the address says, else what is known of the person."""
    faults = {}
    profile = request.GET.get(_PROFILE, "").strip()
    if profile and profile not in PROFILES:
        profile, faults[_PROFILE] = "", _NOT_LISTED
    department = request.GET.get(_DEPARTMENT, "").strip()
    if department and (department not in tree or tree.level(department) != "department"):
        department, faults[_DEPARTMENT] = "", _NOT_LISTED
    if held is not None and held.person is not None:
        profile = profile or ("" if _PROFILE in faults else str(held.person.profile))
        if not department and _DEPARTMENT not in faults:
            department = department_of(held)
    return Asker(profile, department, faults)


def department_of(held: Rights) -> str:
    """The département where a person works, else of a mandate; empty where none says it."""
    tree = held.tree
    places = [held.person.place if held.person else "", *(m.territory for m in held.mandates)]
    found = (code for place in places if place in tree for code in tree.path(place))
    return next((code for code in found if tree.level(code) == "department"), "")


def _states(held: Rights) -> dict[str, str]:
    """Name of a pathway → where she stands, if she chose to see it; the read is written down."""
    person = held.person
    if person is None or not has_chosen(person, Choice.SEE_PROGRESS, held.at):
        return {}
    if not home().key.exists():
        return {}  # nothing was ever imported
    note_reads(
        held,
        about=references_of(person),
        why="voir où j’en suis dans mes parcours",
        where="Mes parcours",
    )
    found = results_of(home(), pseudonym_of(person), clock.today())
    return {each.pathway: each.state for each in found}


def _steps(
    tree: Tree, asker: Asker, address: str, states: dict[str, str]
) -> list[tuple[object, list[Shown]]]:
    found = cards(tree, profile=asker.profile, territory=asker.department, on=clock.today())
    by_code = {card.pathway.code: card for card in found}
    return [
        (step, [_shown(by_code[pathway.code], address, states) for pathway in step.pathways])
        for step in STEPS
    ]


def _shown(card: Card, address: str, states: dict[str, str]) -> Shown:
    href = completed(card.campaign.address, address) if card.campaign else ""
    return Shown(card, HELP[card.pathway.code], href, states.get(card.pathway.name, ""))


def _context(tree: Tree, asker: Asker, *, editing: bool) -> dict[str, object]:
    reached = contact_of(tree, asker.department) if asker.department else Reached()
    return {
        "asker": asker,
        "profile_name": profile_label(asker.profile) if asker.profile else "",
        "department_name": tree.name(asker.department) if asker.department else "",
        "entries": _entries(tree, asker) if editing else [],
        "editing": editing,
        "contact": reached,
    }


def _entries(tree: Tree, asker: Asker) -> list[Field]:
    profiles = [(code, profile_label(code)) for code in PROFILES]
    return [
        Field(_PROFILE, "Votre profil", "select", asker.profile,
              [("", "Choisir"), *profiles], error=asker.faults.get(_PROFILE, ""), required=True),
        Field(_DEPARTMENT, "Votre département d’exercice", "select", asker.department,
              [("", "Choisir"), *departments(tree)], error=asker.faults.get(_DEPARTMENT, ""),
              required=True),
    ]  # fmt: skip


def departments(tree: Tree, of: str = "FR") -> list[tuple[str, str]]:
    """(code, « 25 Doubs ») for each département of a territory, by number."""
    found = sorted(tree.descendants(of, "department"), key=lambda code: code.partition(":")[2])
    return [(code, f"{code.partition(':')[2]} {tree.name(code)}") for code in found]
