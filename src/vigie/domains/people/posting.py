"""Sending the messages that wait (`notices`), away from the requests."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db.models import Q

from vigie.domains.people.door_models import Notice

_PATIENCE = timedelta(minutes=2)
_KEPT = timedelta(days=2)
_TRIES = 20
_logger = logging.getLogger(__name__)


def serve_notices(at: datetime) -> int:
    """Sends what waits; says how many left. Several processes may do this at once."""
    return sum(_serve(notice) for notice in _taken(at))


def _taken(at: datetime) -> Iterator[Notice]:
    Notice.objects.filter(Q(leaves_at__lt=at - _KEPT) | Q(tries__gte=_TRIES)).delete()
    free = Q(taken_at__isnull=True) | Q(taken_at__lt=at - _PATIENCE)
    for notice in Notice.objects.filter(free, leaves_at__lte=at).select_related("person"):
        mine = Notice.objects.filter(pk=notice.pk, tries=notice.tries)
        if mine.update(tries=notice.tries + 1, taken_at=at):
            yield notice


def _serve(notice: Notice) -> bool:
    sent = False
    if notice.person.is_active:
        message = EmailMessage(
            subject=notice.subject,
            body=notice.body,
            to=[notice.person.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        try:
            message.send()
        except (OSError, SMTPException) as fault:
            # The class alone: what a mail server answers may repeat the address.
            _logger.warning("a notice could not be sent: %s", type(fault).__name__)
            return False
        sent = True
    notice.delete()
    return sent
