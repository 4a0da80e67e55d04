"""Refusing reminders from a message, in one click and without signing in.

Mail programs post to this address by themselves when their user asks them to (RFC 8058): without
cookies, hence without the protection against forged forms, which the signed name of the message
replaces. A machine that merely visits the link changes nothing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from vigie.domains.reminders import actions
from vigie.domains.reminders.letters import BadToken, envelope_of
from vigie.domains.reminders.models import Envelope
from vigie.web import clock


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """GET: asks. POST: refuses, and says so."""
    envelope = _envelope(token)
    if envelope is None:
        return render(request, "reminders/refusal_gone.html", status=404)
    done = request.method == "POST"
    if done:
        actions.refuse_reminders(envelope, at=clock.now())
    context = {"token": token, "done": done}
    return render(request, "reminders/refusal.html", context)


@csrf_exempt
@never_cache
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Goes back on a refusal."""
    envelope = _envelope(token)
    if envelope is None:
        return render(request, "reminders/refusal_gone.html", status=404)
    actions.accept_reminders(envelope, at=clock.now())
    return render(request, "reminders/refusal.html", {"token": token, "back": True})


def _envelope(token: str) -> Envelope | None:
    try:
        return Envelope.objects.filter(token=envelope_of(token)).first()
    except BadToken:
        return None
