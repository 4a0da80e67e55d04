"""Who holds which digital role in a school, as the page of the school shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from vigie.domains.people.duties import DUTIES, Duty
from vigie.domains.people.models import Mandate
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights
from vigie.domains.people.roles import ROLES, SERVICE_ROLES, Role
from vigie.domains.territories.relations import Relation, relation

KEY_ROLES = (Role.RUPN, Role.GDPR_RELAY)
"""Designated by the head, who does not hold them by right (seeds/002, l. 61, 77)."""


@dataclass(frozen=True)
class ServiceLine:
    """A service: `held` is the delegation in force or to come, None while the head keeps it."""

    role: Role
    label: str
    duty: Duty
    held: Mandate | None
    is_pending: bool


@dataclass(frozen=True)
class SchoolRoles:
    """`heads`: in force. `key`: role, label, mandates in force."""

    heads: Sequence[Mandate]
    services: Sequence[ServiceLine]
    key: Sequence[tuple[Role, str, Sequence[Mandate]]]


def school_roles(territory: str, at: datetime) -> SchoolRoles:
    """The digital roles of a school at a moment, in two queries."""
    held = list(
        Mandate.objects.filter(territory=territory).not_ended(at).select_related("person", "origin")
    )
    now = [each for each in held if each.starts_at <= at]
    lines = []
    for role in SERVICE_ROLES:
        given = [each for each in held if each.role == role]
        first = min(given, key=lambda each: each.starts_at, default=None)
        pending = first is not None and first.starts_at > at
        lines.append(ServiceLine(role, ROLES[role].label, DUTIES[role], first, pending))
    return SchoolRoles(
        heads=[each for each in now if each.role in (Role.HEAD, Role.SCHOOL_DIRECTOR)],
        services=lines,
        key=[(r, ROLES[r].label, [e for e in now if e.role == r]) for r in KEY_ROLES],
    )


@dataclass(frozen=True)
class Beside:
    """What another domain says on the page of the roles, and where it leads."""

    title: str
    sentences: Sequence[str]
    label: str
    href: str


def beside(rights: Rights, territory: str) -> list[Beside]:
    """What the domains say of the people of a school: `VIGIE_BESIDE_ROLES` names their functions,
    since this one does not know them."""
    return [
        each
        for name in settings.VIGIE_BESIDE_ROLES
        for each in import_string(name)(rights, territory)
    ]


def head_mandate(rights: Rights, territory: str) -> Mandate:
    """The mandate from which roles of the school are delegated: hers, or that of the head for
    whoever oversees the school. Raises Refused."""
    for each in rights.holding(Role.HEAD):
        if relation(rights.tree, each.territory, territory) == Relation.OWN:
            return each
    overseeing = rights.holding(Role.ADMINISTRATOR, Role.DASEN)
    within = (Relation.OWN, Relation.CHILD)
    if any(relation(rights.tree, each.territory, territory) in within for each in overseeing):
        heads = Mandate.objects.filter(territory=territory, role=Role.HEAD).in_force(rights.at)
        if (found := heads.first()) is not None:
            return found
        raise Refused(Answer.UNKNOWN)
    raise Refused(Answer.ROLE)
