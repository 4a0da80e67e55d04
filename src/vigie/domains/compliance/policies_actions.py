"""Proposing, signing and setting aside a version of the policy of the sealed groups."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from vigie.domains.audit.actions import record, wait_for_turn
from vigie.domains.compliance.models import PolicyVersion
from vigie.domains.compliance.policies import GroupPolicy
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person


class SamePolicy(ComplianceRefused):
    """The version would change nothing."""


class NoReason(ComplianceRefused):
    """A change of policy without a word on why."""


class NotWaiting(ComplianceRefused):
    """The version is signed or set aside already."""


class NotRead(ComplianceRefused):
    """Signing without saying that one has read."""


@transaction.atomic
def propose_policy(
    policy: GroupPolicy,
    *,
    territory: str,
    reason: str,
    by: Person,
    at: datetime,
) -> PolicyVersion:
    """Writes a version to be signed; nothing changes before it is. Raises SamePolicy or NoReason.

    A version under the floor cannot even be made: see `GroupPolicy`.
    """
    if not reason.strip():
        raise NoReason(
            "reason",
            "La raison du changement manque.",
            "Dites en une phrase pourquoi la règle doit changer.",
        )
    last = PolicyVersion.objects.filter(territory=territory).signed(at).first()
    if last is not None and last.policy == policy:
        raise SamePolicy(
            "form",
            "Cette version est celle qui est déjà en vigueur.",
            "Changez au moins une valeur.",
        )
    # Held until the end, so that two proposals never take one number.
    wait_for_turn()
    record(
        "policy.propose",
        actor=reference(by),
        about=f"policy:{territory}",
        at=at,
        details={"values": policy.to_json(), "reason": reason.strip()},
    )
    known = PolicyVersion.objects.of(territory).aggregate(last=Max("number"))["last"]
    return PolicyVersion.objects.create(
        territory=territory,
        number=(known or 0) + 1,
        values=policy.to_json(),
        minimum_answers=policy.minimum_answers,
        reason=reason.strip(),
        proposed_at=at,
        proposed_by=by,
    )


@transaction.atomic
def sign_policy(
    version: PolicyVersion, *, has_read: bool, by: Person, at: datetime
) -> PolicyVersion:
    """Puts a version in force, for the groups sealed from now on; for good.

    Raises NotRead or NotWaiting."""
    if not has_read:
        raise NotRead(
            "has_read",
            "Vous n’avez pas coché la case.",
            "Lisez ce que fait la règle, puis cochez la case pour signer.",
        )
    known = _waiting(version)
    known.signed_at, known.signed_by = at, by
    known.save(update_fields=["signed_at", "signed_by"])
    record(
        "policy.sign",
        actor=reference(by),
        about=f"policy:{known.territory}",
        at=at,
        details={"number": known.number, "values": known.values},
    )
    return known


@transaction.atomic
def set_policy_aside(version: PolicyVersion, *, by: Person, at: datetime) -> PolicyVersion:
    """Gives up a version that waits for a signature. Raises NotWaiting."""
    known = _waiting(version)
    known.dropped_at = at
    known.save(update_fields=["dropped_at"])
    record("policy.set_aside", actor=reference(by), about=f"policy:{known.territory}", at=at,
           details={"number": known.number})  # fmt: skip
    return known


def _waiting(version: PolicyVersion) -> PolicyVersion:
    wait_for_turn()
    known = PolicyVersion.objects.select_for_update().get(pk=version.pk)
    if known.signed_at is not None or known.dropped_at is not None:
        raise NotWaiting(
            "",
            f"La version {known.number} n’attend plus de signature.",
            "Rechargez la page pour voir où elle en est.",
        )
    return known
