"""Writing the log: in the same transaction as the act it tells of."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction

from vigie.domains.audit.models import Entry, Head

GENESIS = "0" * 64


class OutsideTransaction(RuntimeError):
    """An entry must stand or fall with the act that it tells of: a fault of the program."""


def record(
    action: str,
    *,
    actor: str,
    at: datetime,
    about: str = "",
    details: Mapping[str, object] | None = None,
) -> Entry:
    """Adds one entry to the chain, inside the transaction of the act.

    `actor`, `about`: who acted and whom or what it is about, as references (`person:12`,
    `pseudonym:-33`, `system`), never names. Raises OutsideTransaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(action)
    head, _ = Head.objects.select_for_update().get_or_create(
        pk=1, defaults={"number": 0, "hash": GENESIS}
    )
    payload = json.dumps(
        {"actor": actor, "about": about, "details": dict(details or {})},
        ensure_ascii=False,
        sort_keys=True,
        default=str,
    )
    salt = secrets.token_hex(16)
    digest = payload_digest(salt, payload)
    number = head.number + 1
    moment = at.astimezone(UTC)
    entry = Entry.objects.create(
        number=number,
        at=moment,
        action=action,
        actor=actor,
        about=about,
        payload=payload,
        salt=salt,
        digest=digest,
        previous=head.hash,
        hash=entry_hash(number, moment, action, digest, head.hash),
    )
    head.number, head.hash = number, entry.hash
    head.save(update_fields=["number", "hash"])
    return entry


def payload_digest(salt: str, payload: str) -> str:
    """SHA-256 of the salted payload, in hexadecimal."""
    return hashlib.sha256(f"{salt}\n{payload}".encode()).hexdigest()


def entry_hash(number: int, at: datetime, action: str, digest: str, previous: str) -> str:
    """SHA-256 of what an entry chains, in hexadecimal."""
    told = "\n".join([str(number), at.astimezone(UTC).isoformat(), action, digest, previous])
    return hashlib.sha256(told.encode()).hexdigest()
