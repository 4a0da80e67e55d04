"""How often the same thing may be tried, counted in the database so that every process counts
with the others.

What is counted (an e-mail address, the address of a client) is kept only as an HMAC under the
secret key. Windows are fixed: two of them may be spent around their border, which is allowed for
in the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from vigie.domains.people.door_models import Tally

_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` times in `seconds`, for one value."""

    kind: str
    most: int
    seconds: int


# A school stands behind one address: its staff may all ask on the same morning.
LINKS_OF_ADDRESS = Limit("link of address", 5, 3600)
LINKS_OF_CLIENT = Limit("link of client", 60, 3600)
TOKENS_OF_CLIENT = Limit("token of client", 60, 900)
PROVIDER_OF_CLIENT = Limit("provider of client", 60, 900)


class TooMany(Exception):
    """The limit is spent; it opens again in `seconds`."""

    def __init__(self, limit: Limit, seconds: int) -> None:
        super().__init__(limit.kind)
        self.limit, self.seconds = limit, seconds


def spend(limit: Limit, value: str, *, at: datetime) -> None:
    """Counts one more. Raises TooMany beyond the limit; the refused ones are counted too."""
    moment = int(at.timestamp())
    start = moment - moment % limit.seconds
    count = _one_more(_key(limit, value), datetime.fromtimestamp(start, UTC))
    if count > limit.most:
        raise TooMany(limit, start + limit.seconds - moment)


def _key(limit: Limit, value: str) -> str:
    return salted_hmac(
        "vigie.people.limits", f"{limit.kind}\n{value}", algorithm="sha256"
    ).hexdigest()


def _one_more(key: str, starts_at: datetime) -> int:
    mine = Tally.objects.filter(key=key, starts_at=starts_at)
    with transaction.atomic():
        if not mine.update(count=F("count") + 1):
            try:
                with transaction.atomic():
                    Tally.objects.create(key=key, starts_at=starts_at, count=1)
            except IntegrityError:
                # Another process made the row in between.
                mine.update(count=F("count") + 1)
            else:
                Tally.objects.filter(starts_at__lt=starts_at - _KEPT).delete()
        return mine.get().count
