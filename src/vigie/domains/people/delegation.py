"""The roles that a head holds by right: delegating them, taking them back, handing them over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vigie.codes import quoted
from vigie.domains.audit.actions import record, wait_for_turn
from vigie.domains.people.actions import (
    PeopleRefused,
    end_mandate,
    give_mandate,
    reference,
    register_person,
)
from vigie.domains.people.duties import DUTIES
from vigie.domains.people.models import Mandate, Person, normal_email
from vigie.domains.people.roles import ROLES, SERVICE_ROLES, Role


class NotDelegable(PeopleRefused):
    """The role is not one that a head holds by right."""


class AlreadyDelegated(PeopleRefused):
    """Someone else manages the service at that time."""


class OwnDelegate(PeopleRefused):
    """A head cannot delegate to herself what she holds by right."""


@transaction.atomic
def delegate(
    head: Mandate,
    *,
    role: Role,
    to: Person,
    starts_at: datetime,
    ends_at: datetime | None,
    by: Person,
    at: datetime,
) -> Mandate:
    """Delegates a service from a head's mandate.

    It starts when asked, or once the delay of the service is over; it ends with the mandate of the
    head at the latest. Raises NotDelegable, AlreadyDelegated, OwnDelegate or WrongDates.
    """
    origin = Mandate.objects.select_for_update().get(pk=head.pk)
    if role not in SERVICE_ROLES:
        raise NotDelegable(
            "role", "Ce rôle ne se délègue pas.", "Choisissez un des cinq services de la liste."
        )
    if to.pk == origin.person_id:
        raise OwnDelegate(
            "email",
            f"{to.name} tient déjà ce rôle de droit.",
            "Indiquez l’adresse d’une autre personne de l’établissement.",
        )
    starts_at = max(starts_at, at + DUTIES[role].delay)
    standing = origin.delegations.filter(role=role.value).not_ended(at).first()
    if standing is not None:
        raise AlreadyDelegated(
            "email",
            f"{quoted(ROLES[role].label)} est déjà délégué à {standing.person.name}.",
            "Reprenez d’abord ce rôle, puis déléguez-le de nouveau.",
        )
    if origin.ends_at is not None:
        ends_at = min(ends_at, origin.ends_at) if ends_at else origin.ends_at
    return give_mandate(
        to, role=role, territory=origin.territory, starts_at=starts_at, ends_at=ends_at, by=by,
        at=at, origin=origin,
    )  # fmt: skip


@transaction.atomic
def hand_over(
    head: Mandate,
    *,
    to: Person,
    on: datetime,
    keep_delegations: bool,
    by: Person,
    at: datetime,
) -> Mandate:
    """The head leaves: her mandate ends at `on`, another begins for `to`, with the delegations
    that stand then if they are kept. Raises OwnDelegate or WrongDates."""
    # Several mandates change, each with its entry: see `wait_for_turn`.
    wait_for_turn()
    leaving = Mandate.objects.select_for_update().get(pk=head.pk)
    if to.pk == leaving.person_id:
        raise OwnDelegate(
            "email",
            f"{to.name} dirige déjà cet établissement.",
            "Indiquez l’adresse de la personne qui prend la suite.",
        )
    on = max(on, at)
    standing = list(leaving.delegations.not_ended(on).select_related("person"))
    until = {each.pk: each.ends_at for each in standing}
    following = give_mandate(
        to, role=Role(leaving.role), territory=leaving.territory, starts_at=on, by=by, at=at,
        by_right=True,
    )  # fmt: skip
    if on <= at:
        end_mandate(leaving, by=by, at=at)
    else:
        leaving.ends_at = on
        leaving.save(update_fields=["ends_at"])
        for each in standing:
            each.ends_at = max(on, each.starts_at)
            each.save(update_fields=["ends_at"])
    for each in standing if keep_delegations else []:
        give_mandate(
            each.person, role=Role(each.role), territory=each.territory, by=by, at=at,
            starts_at=max(on, each.starts_at), ends_at=until[each.pk], origin=following,
        )  # fmt: skip
    record(
        "mandate.hand_over",
        actor=reference(by),
        about=reference(to),
        at=at,
        details={"mandate": leaving.pk, "to": following.pk, "on": on},
    )
    return following


def person_of_address(email: str, *, place: str, by: Person, at: datetime) -> Person:
    """The person of an address, made known if she is not yet."""
    known = Person.objects.of_email(email)
    if known is not None:
        return known
    return register_person(email=normal_email(email), place=place, by=by, at=at)
