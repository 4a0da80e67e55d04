"""From what a person typed to a declaration, with one French sentence per entry to mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from vigie.codes import (
    ALL,
    PATHWAYS,
    PROFILES,
    UnknownCode,
    parse_pathway,
    parse_profile,
    profile_label,
)
from vigie.domains.campaigns import parsers
from vigie.domains.campaigns.actions import Declaration
from vigie.domains.campaigns.models import Origin, Season
from vigie.periods import RefusedDate, parse_date
from vigie.sources.campaigns import parse_campaign, parse_years
from vigie.web.refusals import FormRefused

ENTRIES = (
    "code",
    "territory",
    "profile",
    "pathway",
    "season",
    "school_year",
    "name",
    "link",
    "origin",
    "subject",
    "requested_by",
    "opens_on",
    "closes_on",
)
_EMPTY = "À remplir."
T = TypeVar("T")


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """The entries of the form as typed, trimmed."""
    return {name: (form.get(name) or "").strip() for name in ENTRIES}


def declaration(values: Mapping[str, str], resolve: Callable[[str], str]) -> Declaration:
    """What `values` (see `typed`) say. `resolve`: name or code of a territory -> canonical code.

    Raises FormRefused with every fault at once."""
    faults: dict[str, str] = {}

    def read(name: str, parse: Callable[[str], T], absent: T, *, required: bool = False) -> T:
        if not values[name]:
            if required:
                faults[name] = _EMPTY
            return absent
        try:
            return parse(values[name])
        except (UnknownCode, RefusedDate) as error:
            faults[name] = f"{error.message} {error.remedy}"
        return absent

    nothing: date | None = None
    said = Declaration(
        code=read("code", parse_campaign, "", required=True),
        territory=read("territory", resolve, "", required=True),
        profile=read("profile", parse_profile, "", required=True),
        pathway=read("pathway", parse_pathway, "", required=True),
        season=read("season", parsers.parse_season, Season.TWO, required=True),
        school_year=read("school_year", parse_years, ""),
        name=read("name", parsers.parse_name, ""),
        link=read("link", parsers.parse_link, ""),
        origin=read("origin", parsers.parse_origin, str(Origin.UNSAID)),
        subject=read("subject", parsers.parse_subject, ""),
        requested_by=read("requested_by", parsers.parse_requester, ""),
        opens_on=read("opens_on", parse_date, nothing),
        closes_on=read("closes_on", parse_date, nothing),
    )
    if faults:
        raise FormRefused(faults)
    return said


def options() -> dict[str, list[tuple[str, str]]]:
    """Lists of the form: entry -> (value, label)."""
    return {
        "profile": [("", "Choisir"), *((code, profile_label(code)) for code in (*PROFILES, ALL))],
        "pathway": [("", "Choisir"), *((pathway.code, pathway.name) for pathway in PATHWAYS)],
        "season": [(str(each.value), str(each.label)) for each in Season],
        "origin": [(str(value), str(label)) for value, label in Origin.choices],
    }
