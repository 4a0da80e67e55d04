"""Who may: getters that give the object or refuse. And the days and addresses that a session may
have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from vigie.calendar.hours import working_day_before
from vigie.calendar.places import place_of
from vigie.codes import quoted
from vigie.domains.people.rights import Rights, or_unknown
from vigie.domains.trainings.models import HeadContact, Session
from vigie.sources.cells import parse_email
from vigie.sources.problems import CellError

CONTACT_DAYS = 10
"""Working days before a session by which heads are to be contacted, unless someone says a day."""
MOST_SCHOOLS, MOST_TRAINEES = 200, 2_000
_ACADEMIC = re.compile(r"ac-[a-z0-9-]+\.fr|(.+\.)?education\.gouv\.fr|(.+\.)?example")
"""Domains of academic addresses, and the one that is kept for invented people (RFC 2606)."""


def session_of(rights: Rights, address: str, token: str, method: str = "GET") -> Session:
    """A session of a territory that the table opens. Raises Refused, the same whether it exists."""
    found = or_unknown(Session.objects.filter(token=token).first())
    rights.require(address, method, found.territory)
    return found


def contact_of(session: Session, uai: str) -> HeadContact:
    """A head to contact before a session. Raises Refused."""
    return or_unknown(session.contacts.current().filter(uai=uai).first())


def parse_academic(text: str) -> str:
    """An academic address, lower case. Raises CellError."""
    address = parse_email(text)
    if not _ACADEMIC.fullmatch(address.rpartition("@")[2]):
        raise CellError(
            f"{quoted(text.strip())} n’est pas une adresse académique.",
            "Écrivez l’adresse professionnelle de la personne, par exemple "
            "prenom.nom@ac-academie.fr.",
        )
    return address


def contact_day(departments: Iterable[str], first_day: date, today: date) -> date:
    """The day by which heads are to be contacted: ten working days before the session wherever it
    recruits, or today when that is past. Raises MissingCalendar, NeverAllowed."""
    places = [place_of(code.removeprefix("dep:")) for code in departments]
    days = [working_day_before(first_day, CONTACT_DAYS, place) for place in places]
    return max(min(days, default=first_day), today)
