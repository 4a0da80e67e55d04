"""One message: its parts, its headers, and what it always says (why, from whom, how to stop)."""

from __future__ import annotations

from collections.abc import Sequence
from email.headerregistry import Address
from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from vigie.codes import pathway_label
from vigie.domains.reminders.models import Envelope, Reminder, Wave
from vigie.domains.reminders.texts import read_text
from vigie.web import formats
from vigie.web.wording import Wording, as_html, as_text, filled

_HERE = "http://127.0.0.1:8000"
_SALT = "vigie.reminders.refuse"
DIGEST_SUBJECT = "Vos parcours Pix+\u00a0Édu : ce qui vous attend"


class BadToken(Exception):
    """A link of refusal that Vigie did not write."""


def site() -> str:
    """The address of the site, as messages write it."""
    return settings.VIGIE_BASE_URL or _HERE


def refusal_address(token: str) -> str:
    """The address that refuses reminders, for an envelope; it tells nothing of anyone."""
    return f"{site()}{reverse('refuse_reminders', args=[signing.Signer(salt=_SALT).sign(token)])}"


def envelope_of(signed: str) -> str:
    """The token of the envelope behind a link. Raises BadToken."""
    try:
        return signing.Signer(salt=_SALT).unsign(signed)
    except signing.BadSignature as error:
        raise BadToken from error


def values_of(wave: Wave, *, first_name: str, place: str) -> dict[str, str]:
    """The fields of a message of a wave."""
    values = {
        "prenom": first_name,
        "parcours": pathway_label(wave.pathway),
        "territoire": place,
        "lien": wave.link or f"{site()}{reverse('access')}",
        "expediteur": wave.sender_name,
        "contact": wave.reply_to,
    }
    if wave.deadline is not None:
        values["date_limite"] = formats.day(wave.deadline)
    return values


def written(wave: Wave, *, first_name: str, place: str) -> tuple[str, Wording]:
    """The subject and the text of a wave for one person. Raises MissingValue."""
    subject, body = read_text(wave.subject, wave.body)
    values = values_of(wave, first_name=first_name, place=place)
    return as_text(filled(subject, values)), filled(body, values)


def letter(
    envelope: Envelope, reminders: Sequence[Reminder], *, place_of: dict[str, str]
) -> EmailMultiAlternatives:
    """The message of an envelope: one wave, or several put together. `place_of`: names of the
    territories. Raises MissingValue, and ValueError for what no header can carry."""
    waves = [each.wave for each in reminders]
    first = reminders[0]
    parts = [
        written(wave, first_name=first.first_name, place=place_of[wave.territory]) for wave in waves
    ]
    address = refusal_address(envelope.token)
    several = len(parts) > 1
    context = {
        "subject": DIGEST_SUBJECT if several else parts[0][0],
        "several": several,
        "parts": [(subject, as_text(body), as_html(body, heading="h3")) for subject, body in parts],
        "reasons": list(dict.fromkeys(wave.reason for wave in waves)),
        "senders": list(dict.fromkeys(wave.sender_name for wave in waves)),
        "refuse": address,
    }
    message = EmailMultiAlternatives(
        subject=str(context["subject"]),
        body=render_to_string("reminders/mail.txt", context),
        from_email=_from(waves[0].sender_name),
        to=[first.address],
        reply_to=list(dict.fromkeys(wave.reply_to for wave in waves)),
        headers={
            "Message-ID": message_id(envelope.token),
            "Date": format_datetime(envelope.claimed_at),
            "Auto-Submitted": "auto-generated",
            "Content-Language": "fr",
            "List-Unsubscribe": f"<{address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string("reminders/mail.html", context), "text/html")
    return message


def message_id(token: str) -> str:
    """The name of a message, by which what comes back is recognised."""
    return f"<rappel.{token}@{_domain()}>"


def _domain() -> str:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return Address(addr_spec=address).domain or "localhost"


def _from(name: str) -> str:
    return formataddr((name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
