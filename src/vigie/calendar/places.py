"""Where someone works, as a calendar sees it: clocks, school zone, own public holidays."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

DATA = Path(__file__).with_name("data")
ZONE_NAMES = {
    "A": "zone A",
    "B": "zone B",
    "C": "zone C",
    "CORSE": "Corse",
    "GUADELOUPE": "Guadeloupe",
    "MARTINIQUE": "Martinique",
    "GUYANE": "Guyane",
    "REUNION": "La Réunion",
    "MAYOTTE": "Mayotte",
    "SAINT_PIERRE_ET_MIQUELON": "Saint-Pierre-et-Miquelon",
    "WALLIS_ET_FUTUNA": "Wallis-et-Futuna",
    "POLYNESIE": "Polynésie française",
    "NOUVELLE_CALEDONIE": "Nouvelle-Calédonie",
}


@dataclass(frozen=True)
class Place:
    """`clocks`: one, or several where the département has several and nothing says which is hers
    (French Polynesia): what is allowed is then allowed by all of them. `own_feasts`: see `feasts`.
    """

    school_zone: str
    clocks: tuple[ZoneInfo, ...]
    own_feasts: str = ""

    @property
    def zone_name(self) -> str:
        return ZONE_NAMES[self.school_zone]


class UnknownPlace(KeyError):
    """A code that is no département."""


@cache
def places() -> dict[str, Place]:
    """Every département (`25`, `2A`, `974`) and its place."""
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["department"]: Place(
                row["school_zone"],
                tuple(ZoneInfo(name) for name in row["clocks"].split()),
                row["own_feasts"],
            )
            for row in csv.DictReader(file, delimiter=";")
        }


def place_of(department: str) -> Place:
    """The place of a département. Raises UnknownPlace."""
    try:
        return places()[department]
    except KeyError:
        raise UnknownPlace(department) from None
