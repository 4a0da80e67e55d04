"""A small country for the rights: for each role a mandate, and for each relation a territory."""

from __future__ import annotations

from dataclasses import dataclass

from vigie.domains.people.roles import ROLES, Role
from vigie.domains.territories.relations import Relation

ELSEWHERE = "dep:75"
COLLEGE, ECOLE = "uai:0259109R", "uai:0259001Y"
# Level of the mandate → where it is held, and a territory in each relation to it (none where there
# is none: nothing is above the nation).
PLACES: dict[str, dict[Relation, str]] = {
    "nation": {Relation.OWN: "FR", Relation.CHILD: COLLEGE},
    "region": {
        Relation.OWN: "reg:bourgogne-franche-comte",
        Relation.CHILD: COLLEGE,
        Relation.PARENT: "FR",
        Relation.SIBLING: "reg:normandie",
        Relation.NONE: ELSEWHERE,
    },
    "academie": {
        Relation.OWN: "aca:besancon",
        Relation.CHILD: COLLEGE,
        Relation.PARENT: "reg:bourgogne-franche-comte",
        Relation.SIBLING: "aca:dijon",
        Relation.NONE: ELSEWHERE,
    },
    # An école: the register of those is the DASEN's, that of a collège is its head's.
    "department": {
        Relation.OWN: "dep:25",
        Relation.CHILD: ECOLE,
        Relation.PARENT: "aca:besancon",
        Relation.SIBLING: "dep:39",
        Relation.NONE: ELSEWHERE,
    },
    "district": {
        Relation.OWN: "circo:0259900A",
        Relation.CHILD: ECOLE,
        Relation.PARENT: "dep:25",
        Relation.SIBLING: "circo:0259902C",
        Relation.NONE: COLLEGE,
    },
    "school": {
        Relation.OWN: COLLEGE,
        Relation.PARENT: "bassin:03251",
        Relation.SIBLING: "uai:0259112U",
        Relation.NONE: ECOLE,
    },
}
# Held higher than their first level so that every relation exists.
_LEVEL = {Role.ADMINISTRATOR: "academie", Role.PARTNER: "department"}


@dataclass(frozen=True)
class Post:
    """Where a role is held in these tests, and the territories around."""

    role: Role
    around: dict[Relation, str]

    @property
    def place(self) -> str:
        return self.around[Relation.OWN]


def posts() -> list[Post]:
    """One post for each role."""
    return [Post(role, PLACES[_LEVEL.get(role, ROLES[role].levels[0])]) for role in Role]
