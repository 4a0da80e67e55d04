"""Which campaign is for whom: the reads of the access page, of reminders and of the kit.

Territories are canonical codes; what a territory does not say is what the territory around it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from vigie.codes import ALL, Pathway
from vigie.domains.campaigns.access import NINE, Reached
from vigie.domains.campaigns.models import (
    FOR_EVERYONE,
    Arrangement,
    Campaign,
    CampaignQuerySet,
    Contact,
    Featured,
    Season,
)
from vigie.domains.territories.around import around_of
from vigie.domains.territories.relations import Relation, relation
from vigie.facts.geography import Tree
from vigie.periods import SchoolYear, SchoolYears


@dataclass(frozen=True)
class Card:
    """A pathway of the page. `campaign`: the one that is for the reader, None where none is."""

    pathway: Pathway
    campaign: Campaign | None
    featured: bool = False


def cards(tree: Tree, *, profile: str, territory: str, on: date) -> list[Card]:
    """The nine pathways for a profile in a territory, in their order: two queries."""
    best = _best(tree, Campaign.objects.all(), profile=profile, territory=territory, on=on)
    forward = featured_on(tree, territory, on)
    return [Card(pathway, best.get(pathway.code), pathway.code in forward) for pathway in NINE]


def campaign_for(
    tree: Tree, *, pathway: str, profile: str, territory: str, on: date
) -> Campaign | None:
    """The campaign of one pathway for a profile in a territory on a day, None where none is."""
    found = Campaign.objects.filter(pathway=pathway)
    return _best(tree, found, profile=profile, territory=territory, on=on).get(pathway)


def every_card(
    tree: Tree, territories: Iterable[str], profiles: Iterable[str], on: date
) -> dict[tuple[str, str], list[Card]]:
    """The nine pathways of each (territory, profile), read at once: for a file of all links."""
    places = list(territories)
    around = {place: around_of(tree, place) for place in places}
    known = list(_open(Campaign.objects.all(), {c for path in around.values() for c in path}, on))
    by_place: dict[str, list[Campaign]] = {}
    for each in known:
        by_place.setdefault(each.territory, []).append(each)
    put = Featured.objects.on(on).values_list("territory", "pathway")
    forward = {place: {p for code, p in put if code in around[place]} for place in places}
    found = {}
    for place in places:
        here = [each for code in around[place] for each in by_place.get(code, ())]
        for profile in profiles:
            best = _choice(here, around[place], profile, on)
            found[place, profile] = [
                Card(pathway, best.get(pathway.code), pathway.code in forward[place])
                for pathway in NINE
            ]
    return found


def featured_on(tree: Tree, territory: str, on: date) -> set[str]:
    """Codes of the pathways that a territory, or one around it, puts forward on a day."""
    found = Featured.objects.on(on).filter(territory__in=around_of(tree, territory))
    return set(found.values_list("pathway", flat=True))


def contact_of(tree: Tree, territory: str) -> Reached:
    """Whom to write to in a territory: empty where nobody has said it, up to the nation."""
    return contacts_of(tree, [territory])[territory]


def contacts_of(tree: Tree, territories: Iterable[str]) -> dict[str, Reached]:
    """Whom to write to in each of these territories, read at once."""
    around = {place: around_of(tree, place) for place in territories}
    wanted = {code for codes in around.values() for code in codes}
    known = {each.territory: each for each in Contact.objects.filter(territory__in=wanted)}
    return {
        place: _reached([known[code] for code in codes if code in known])
        for place, codes in around.items()
    }


def _reached(said: Sequence[Contact]) -> Reached:
    def first(name: str) -> str:
        return next((text for each in said if (text := getattr(each, name))), "")

    course = next((each for each in said if each.course_link), None)
    return Reached(
        service=first("service"),
        email=first("email"),
        course_link=first("course_link"),
        course_opened_on=course.course_opened_on if course else None,
        help_link=first("help_link"),
    )


def deadline_of(tree: Tree, territory: str, profile: str, on: date) -> date | None:
    """The next deadline of the working-time arrangements in force (R090), None where none is."""
    found = Arrangement.objects.filter(
        territory__in=around_of(tree, territory),
        profile__in=(profile, ALL),
        deadline__gte=on,
    )
    return found.order_by("deadline").values_list("deadline", flat=True).first()


def deadlines_of(tree: Tree, territory: str, on: date) -> list[Arrangement]:
    """The arrangements with a deadline to come in a territory, around it and inside it, the next
    first (R129)."""
    around = around_of(tree, territory)
    coming = Arrangement.objects.filter(deadline__gte=on).order_by("deadline", "pk")
    return [
        each
        for each in coming
        if each.territory in around
        or relation(tree, territory, each.territory) in (Relation.OWN, Relation.CHILD)
    ]


def _best(
    tree: Tree, among: CampaignQuerySet, *, profile: str, territory: str, on: date
) -> dict[str, Campaign]:
    around = around_of(tree, territory)
    return _choice(_open(among, around, on), around, profile, on)


def _open(among: CampaignQuerySet, territories: Iterable[str], on: date) -> Iterable[Campaign]:
    """The campaigns for everyone, of these territories, that are open on a day."""

    years = [each.label for each in SchoolYears.with_year(SchoolYear.of(on))]
    return (
        among.declared()
        .filter(
            Q(opens_on__isnull=True) | Q(opens_on__lte=on),
            Q(closes_on__isnull=True) | Q(closes_on__gte=on),
            territory__in=list(territories),
            origin__in=FOR_EVERYONE,
            season__in=(Season.TWO, Season.NONE),
            school_year__in=("", *years),
        )
        .order_by("pk")
    )


def _choice(
    found: Iterable[Campaign], around: list[str], profile: str, on: date
) -> dict[str, Campaign]:
    """The campaign of each pathway: of the nearest territory, then of the very profile, then of the
    school year (of several with it rather than of none), then of the season, then the latest."""
    rank = {code: place for place, code in enumerate(around)}
    year = SchoolYear.of(on).label

    def order(each: Campaign) -> tuple[int, bool, bool, bool, bool, int]:
        return (
            rank[each.territory],
            each.profile != profile,
            not each.school_year,
            each.school_year != year,
            each.season != Season.TWO,
            -each.pk,
        )

    best: dict[str, Campaign] = {}
    for each in sorted((e for e in found if e.profile in (profile, ALL)), key=order):
        best.setdefault(each.pathway, each)
    return best
