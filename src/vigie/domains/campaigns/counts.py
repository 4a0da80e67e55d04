"""What this domain counts: the campaigns that inspectors wanted, and those of a discipline (R053,
R054; seeds/001, l. 841-842)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db.models import Min, Q

from vigie.domains.campaigns.models import Campaign, Origin
from vigie.domains.territories.counts import Count, Thing, register
from vigie.periods import PARIS, SchoolYear

BY_INSPECTORS = Q(origin=Origin.INSPECTOR)
OF_A_SUBJECT = ~Q(subject="")


def year_of(school_year: str, opens_on: date | None, declared_at: datetime) -> SchoolYear:
    """The school year of a campaign; where nobody said it, that of its opening, or of its
    declaration."""
    if school_year:
        return SchoolYear.parse(school_year)
    return SchoolYear.of(opens_on or declared_at.astimezone(PARIS).date())


def counted_on(school_year: str, opens_on: date | None, declared_at: datetime) -> date:
    """The day from which a campaign counts: that of its declaration, brought into its school year,
    so that one declared late counts in the year that it was made for."""
    year = year_of(school_year, opens_on, declared_at)
    return min(max(declared_at.astimezone(PARIS).date(), year.first_day), year.last_day)


def _campaigns(which: Q) -> Callable[[], Iterator[Thing]]:
    def things() -> Iterator[Thing]:
        declared = Campaign.objects.declared().order_by()
        mine = declared.filter(which)
        for place, *said in mine.values_list("territory", "school_year", "opens_on", "declared_at"):
            yield Thing(place, counted_on(*said))
        # Of the others the first is enough, and there are thousands.
        others = declared.exclude(which).values_list("territory", "school_year")
        for place, *said in others.annotate(opens=Min("opens_on"), declared=Min("declared_at")):
            yield Thing(place, counted_on(*said), counts=False)

    return things


register(
    Count(
        name="inspector_campaigns",
        label="Campagnes demandées par une inspection",
        unit="campagnes",
        one="campagne",
        meaning="Campagnes déclarées dont l’origine est une demande d’inspection.",
        formula="nombre de campagnes d’origine «\u00a0Demande d’une inspection\u00a0», chacune "
        "dans son année scolaire\u00a0; une campagne retirée ne compte plus",
        things=_campaigns(BY_INSPECTORS),
        page="field",
        anchor="origines",
    )
)
register(
    Count(
        name="subject_campaigns",
        label="Campagnes disciplinaires",
        unit="campagnes",
        one="campagne",
        meaning="Campagnes déclarées pour une discipline, quelle que soit leur origine.",
        formula="nombre de campagnes qui nomment une discipline, chacune dans son année "
        "scolaire\u00a0; celle qu’une inspection demande pour une discipline compte ici aussi, et "
        "les deux décomptes ne s’additionnent pas",
        things=_campaigns(OF_A_SUBJECT),
        page="field",
        anchor="origines",
    )
)
