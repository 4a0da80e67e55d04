"""« Vos données »: what Vigie keeps, why, for how long, and what one can do about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.codes import NATION
from vigie.domains.compliance.places import officer_of
from vigie.domains.compliance.register_own import OWN_PROCESSINGS
from vigie.domains.people.rights import rights


@never_cache
@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    """The information of people (GDPR, articles 13 and 14), in plain words, for anyone."""
    held = rights(request)
    places = [str(each.territory) for each in held.mandates]
    if held.person is not None and held.person.place:
        places.append(held.person.place)
    context = {
        "processings": OWN_PROCESSINGS.values(),
        "officer": officer_of(held.tree, places[0] if places else NATION),
    }
    return render(request, "compliance/your_data.html", context)
