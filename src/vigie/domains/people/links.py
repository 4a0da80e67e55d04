"""One-time links: asked for at the door, made away from it, sent by e-mail, used once.

Whoever asks gets the same answer in the same time, known or not: the request only writes the order
down. The person is looked for afterwards, by the courier, where nobody watches.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from vigie.domains.audit.actions import record
from vigie.domains.people.actions import reference
from vigie.domains.people.door_models import LinkOrder, SignInLink
from vigie.domains.people.models import Person, normal_email

LIFE = timedelta(minutes=15)
_HERE = "http://127.0.0.1:8000"
_PATIENCE = timedelta(minutes=2)
_TRIES = 3
_KEPT = timedelta(days=1)
_logger = logging.getLogger(__name__)
_SALT = "vigie.people.link"


class LinkRefused(Exception):
    """A link that opens nothing: used, too old, or never made. Which of them is not told apart:
    the remedy is the same."""


def order_link(email: str, *, after: str = "", at: datetime) -> None:
    """Writes down that an address asked for a link."""
    LinkOrder.objects.create(email=normal_email(email), after=after[:500], asked_at=at)


@transaction.atomic
def make_link(person: Person, *, after: str = "", by: Person | None, at: datetime) -> str:
    """A new link for a person: its whole address, which is not kept anywhere."""
    token = signing.Signer(salt=_SALT).sign(secrets.token_urlsafe(32))
    SignInLink.objects.filter(expires_at__lt=at - _KEPT).delete()
    SignInLink.objects.create(
        person=person, digest=_digest(token), after=after, made_at=at, expires_at=at + LIFE
    )
    record("link.make", actor=reference(by), about=reference(person), at=at)
    return f"{settings.VIGIE_BASE_URL or _HERE}{reverse('link', kwargs={'token': token})}"


def find_link(token: str, *, at: datetime) -> SignInLink:
    """The link of a token, not used by this. Raises LinkRefused."""
    try:
        signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature as error:
        raise LinkRefused from error
    usable = SignInLink.objects.usable(at).select_related("person")
    found = usable.filter(digest=_digest(token)).first()
    if found is None:
        raise LinkRefused
    return found


@transaction.atomic
def use_link(token: str, *, at: datetime) -> SignInLink:
    """Spends a link, and with it the others that the person had not used. Raises LinkRefused."""
    link = find_link(token, at=at)
    # Of two clicks at once, one changes the row.
    if not SignInLink.objects.usable(at).filter(pk=link.pk).update(used_at=at):
        raise LinkRefused
    SignInLink.objects.usable(at).filter(person=link.person).update(used_at=at)
    return link


def serve_orders(at: datetime) -> int:
    """Makes and sends the links that were asked for; says how many were sent.

    An order that cannot be sent now is tried again later, and given up when its link would not be
    of use any more. Several processes may do this at once: each order is taken by one of them.
    """
    return sum(_serve(order, at) for order in _taken(at))


def _taken(at: datetime) -> Iterator[LinkOrder]:
    LinkOrder.objects.filter(Q(asked_at__lt=at - LIFE) | Q(tries__gte=_TRIES)).filter(
        Q(taken_at__isnull=True) | Q(taken_at__lt=at - _PATIENCE)
    ).delete()
    waiting = LinkOrder.objects.filter(Q(taken_at__isnull=True) | Q(taken_at__lt=at - _PATIENCE))
    for order in waiting:
        mine = LinkOrder.objects.filter(pk=order.pk, tries=order.tries)
        if mine.update(tries=order.tries + 1, taken_at=at):
            yield order


def _serve(order: LinkOrder, at: datetime) -> bool:
    person = Person.objects.active().filter(email=order.email).first()
    sent = False
    if person is not None:
        address = make_link(person, after=order.after, by=None, at=at)
        try:
            message_of(person, address).send()
        except (OSError, SMTPException) as fault:
            # The class alone: what a mail server answers may repeat the address.
            _logger.warning("a link could not be sent: %s", type(fault).__name__)
            return False
        sent = True
    order.delete()
    return sent


def message_of(person: Person, address: str) -> EmailMessage:
    """The message that carries a link."""
    minutes = int(LIFE.total_seconds() // 60)
    return EmailMessage(
        subject="Votre lien de connexion à Vigie",
        body=render_to_string("people/mail_link.txt", {"address": address, "minutes": minutes}),
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
