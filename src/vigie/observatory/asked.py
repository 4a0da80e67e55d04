"""What the address of a page asks: territory, profile, pathway, date, level.

A filter that cannot be read is left out and said so, rather than refused: an old address still
opens its page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from vigie.codes import (
    ALL,
    NATION,
    PATHWAYS,
    PROFILES,
    UnknownCode,
    parse_pathway,
    parse_profile,
    pathway_label,
    profile_label,
    quoted,
)
from vigie.measures.cube import Cube
from vigie.measures.query import Query
from vigie.periods import parse_date
from vigie.web import formats
from vigie.web.components import Choice

FILTERS = ("profil", "parcours", "date")


@dataclass(frozen=True)
class Asked:
    """`profile`, `pathway`, `on` are None when the address does not restrict them.

    `page` is the name of the page asked for; `ignored` tells, in sentences, what could not be
    read. `level` is as written: each page knows the levels it has.
    """

    page: str
    territory: str
    profile: str | None = None
    pathway: str | None = None
    on: date | None = None
    level: str = ""
    ignored: tuple[str, ...] = ()

    def query(self, measure: str, **changes: object) -> Query:
        """A question under the filters of the page."""
        given: dict[str, object] = {
            "territory": self.territory,
            "profile": self.profile,
            "pathway": self.pathway,
            "as_of": self.on,
        }
        return Query(measure, **{**given, **changes})  # type: ignore[arg-type]  # the fields of Query

    @property
    def kept(self) -> dict[str, str]:
        """The common filters, as in an address."""
        found = {
            "profil": self.profile,
            "parcours": self.pathway,
            "date": self.on.isoformat() if self.on else None,
        }
        return {name: value for name, value in found.items() if value}

    def href(self, territory: str, page: str | None = None, **more: str) -> str:
        """The address of a page on another territory, under the same filters."""
        name = page or self.page
        path = reverse(name, kwargs={"territory": territory} if territory != NATION else {})
        query = urlencode({**self.kept, **more})
        return f"{path}?{query}" if query else path

    @property
    def in_words(self) -> tuple[str, ...]:
        """The filters as written in exports."""
        words = []
        if self.profile:
            words.append(f"Profil\u00a0: {profile_name(self.profile)}")
        if self.pathway:
            words.append(f"Parcours\u00a0: {pathway_label(self.pathway)}")
        if self.on:
            words.append(f"Tel que connu le {formats.day(self.on)}")
        return tuple(words)


def asked(page: str, territory: str, query: QueryDict) -> Asked:
    """Reads the common filters of an address."""
    ignored: list[str] = []

    def read(name: str, parse: object) -> object:
        text = (query.get(name) or "").strip()
        if not text:
            return None
        try:
            return parse(text)  # type: ignore[operator]  # a parser of one text
        except ValueError:
            ignored.append(
                f"Le filtre «\u00a0{name}\u00a0» ne connaît pas {quoted(text)}\u00a0: "
                "il est ignoré."
            )
            return None

    profile = read("profil", parse_profile)
    return Asked(
        page=page,
        territory=territory,
        profile=None if profile == ALL else profile,  # type: ignore[arg-type]  # text or None
        pathway=read("parcours", parse_pathway),  # type: ignore[arg-type]  # text or None
        on=read("date", parse_date),  # type: ignore[arg-type]  # date or None
        level=(query.get("niveau") or "").strip(),
        ignored=tuple(ignored),
    )


def choices(cube: Cube, what: Asked) -> list[Choice]:
    """The common filters of every page, with what the cube holds."""
    profiles = [("", "Tous les profils"), *((code, profile_label(code)) for code in PROFILES)]
    known = set(cube.pathways) | ({what.pathway} if what.pathway else set())
    pathways = [("", "Tous les parcours")]
    pathways += [(each.code, each.name) for each in PATHWAYS if each.code in known]
    days = sorted({*cube.dates, *([what.on] if what.on else [])}, reverse=True)
    dates = [("", "Dernière date connue")]
    dates += [(day.isoformat(), formats.day(day)) for day in days]
    return [
        Choice("profil", "Profil", profiles, what.profile or ""),
        Choice("parcours", "Parcours", pathways, what.pathway or ""),
        Choice("date", "Tel que connu le", dates, what.on.isoformat() if what.on else ""),
    ]


def profile_name(code: str) -> str:
    """The French name of a profile, that of people whose profile is unknown included."""
    try:
        return profile_label(code)
    except UnknownCode:
        return "Profil inconnu"
