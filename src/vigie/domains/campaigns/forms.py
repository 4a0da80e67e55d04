"""From what a person typed to a declaration, with one French sentence per entry to mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from vigie.codes import (
    ALL,
    PATHWAYS,
    PROFILES,
    UnknownCode,
    parse_pathway,
    parse_profile,
    profile_label,
)
from vigie.domains.campaigns.actions import Declaration
from vigie.domains.campaigns.models import Season
from vigie.periods import RefusedDate, SchoolYear
from vigie.sources.campaigns import parse_campaign

ENTRIES = ("code", "territory", "profile", "pathway", "season", "school_year", "name", "link")
_EMPTY = "À remplir."


class FormRefused(Exception):
    """Some entries cannot be understood: name of the entry -> French sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """The entries of the form as typed, trimmed."""
    return {name: (form.get(name) or "").strip() for name in ENTRIES}


def declaration(values: Mapping[str, str], resolve: Callable[[str], str]) -> Declaration:
    """What `values` (see `typed`) say. `resolve`: name or code of a territory -> canonical code.

    Raises FormRefused with every fault at once."""
    faults: dict[str, str] = {}

    def read(name: str, parse: Callable[[str], str]) -> str:
        if not values[name]:
            faults[name] = _EMPTY
            return ""
        try:
            return parse(values[name])
        except UnknownCode as error:
            faults[name] = f"{error.message} {error.remedy}"
        return ""

    said = {
        "code": read("code", parse_campaign),
        "territory": read("territory", resolve),
        "profile": read("profile", parse_profile),
        "pathway": read("pathway", parse_pathway),
    }
    season = values["season"]
    if season not in {str(each.value) for each in Season}:
        faults["season"] = "Choisissez une saison de la liste."
    year = ""
    if values["school_year"]:
        try:
            year = SchoolYear.parse(values["school_year"]).label
        except RefusedDate as error:
            faults["school_year"] = f"{error.message} {error.remedy}"
    if len(values["name"]) > 200:
        faults["name"] = "Ce nom dépasse 200 caractères."
    link = values["link"]
    if link and not _is_safe(link):
        faults["link"] = (
            "Ce lien n’est pas une adresse https complète. Écrivez par exemple "
            "https://app.pix.fr/campagnes/AZERTY123."
        )
    if faults:
        raise FormRefused(faults)
    return Declaration(**said, season=int(season), school_year=year, name=values["name"], link=link)


def options() -> dict[str, list[tuple[str, str]]]:
    """Lists of the form: entry -> (value, label)."""
    return {
        "profile": [("", "Choisir"), *((code, profile_label(code)) for code in (*PROFILES, ALL))],
        "pathway": [("", "Choisir"), *((pathway.code, pathway.name) for pathway in PATHWAYS)],
        "season": [(str(each.value), str(each.label)) for each in Season],
    }


def _is_safe(link: str) -> bool:
    if len(link) > 500 or any(c.isspace() for c in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
