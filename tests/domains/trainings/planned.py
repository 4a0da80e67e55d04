"""Sessions of the tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import unescape

from django.test import Client

from vigie.domains.people.models import Person
from vigie.domains.trainings.actions import Said, plan_session
from vigie.domains.trainings.models import Session

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Paris
TODAY = date(2026, 11, 3)
COLLEGE, OTHER, ECOLE = "0259109R", "0259112U", "0259001Y"
TYPED = {
    "title": "Évaluer avec le numérique",
    "service": "EAFC",
    "first_day": "2027-01-12",
    "last_day": "2027-01-13",
    "place": "Besançon",
    "pathway": "POSITIONING",
    "profile_2D_PUBLIC": "on",
    "schools": f"{COLLEGE}\n{OTHER}",
}


def one(
    territory: str = "dep:25",
    *,
    by: Person | None = None,
    at: datetime = NOW,
    schools: tuple[str, ...] = (),
    **said: object,
) -> Session:
    """A session of two days in January, by default for everyone."""
    values: dict[str, object] = {
        "title": "Évaluer avec le numérique",
        "profiles": (),
        "first_day": date(2027, 1, 12),
        "last_day": date(2027, 1, 13),
        "place": "Besançon",
        "pathway": "POSITIONING",
        "service": "EAFC",
        "contact_until": date(2026, 12, 15),
    }
    told = Said(**{**values, **said}, schools=schools)  # type: ignore[arg-type]  # values fit their names
    return plan_session(territory, told, by=by, at=at)


def shown(client: Client, address: str) -> str:
    """A page, its spaces made plain."""
    page = unescape(client.get(address).content.decode())
    return page.replace("\u00a0", " ").replace("\u202f", " ")
