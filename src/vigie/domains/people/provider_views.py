"""To the identity provider, and back from it."""

from __future__ import annotations

import logging

import jwt
import requests
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)

from vigie.domains.people.limits import PROVIDER_OF_CLIENT, spend
from vigie.domains.people.permissions import Answer
from vigie.domains.people.provider import ProviderRefused, is_configured, library_setting
from vigie.domains.people.rights import Refused
from vigie.domains.people.signing import open_visit
from vigie.web import clock
from vigie.web.clients import client_address

_logger = logging.getLogger(__name__)


class _ToProvider(OIDCAuthenticationRequestView):  # type: ignore[misc]  # the library has no types
    """The request, with its state, nonce and PKCE verifier kept in the session."""

    get_settings = staticmethod(library_setting)


class _FromProvider(OIDCAuthenticationCallbackView):  # type: ignore[misc]  # idem
    """The callback; the visit is opened by `signing`, as every other."""

    get_settings = staticmethod(library_setting)

    def login_success(self) -> HttpResponse:
        after = self.request.session.get("oidc_login_next") or reverse("home")
        open_visit(self.request, self.user, way="provider", at=clock.now())
        # The states of this sign-in are spent, those of other tabs of the same visit too.
        self.request.session.pop("oidc_states", None)
        self.request.session.pop("oidc_login_next", None)
        return HttpResponseRedirect(after)

    def login_failure(self) -> HttpResponse:
        raise ProviderRefused("refused by the provider")


@never_cache
@require_GET
def to_provider(request: HttpRequest) -> HttpResponse:
    """Leaves for the provider."""
    if not is_configured():
        raise Refused(Answer.UNKNOWN)
    spend(PROVIDER_OF_CLIENT, client_address(request), at=clock.now())
    if request.headers.get("Sec-Fetch-Site", "") == "cross-site":
        # The link of another site must not sign anyone in: she presses the button herself.
        return HttpResponseRedirect(reverse("sign_in"))
    try:
        answer: HttpResponse = _ToProvider.as_view()(request)
    except (requests.RequestException, ProviderRefused, KeyError, ValueError) as fault:
        return _unreachable(request, fault)
    return answer


@never_cache
@require_GET
def from_provider(request: HttpRequest) -> HttpResponse:
    """Back from the provider: into a visit, or a plain refusal."""
    if not is_configured():
        raise Refused(Answer.UNKNOWN)
    spend(PROVIDER_OF_CLIENT, client_address(request), at=clock.now())
    try:
        if request.GET.get("error"):
            # The library would sign the person out here: anyone could send her such an address.
            raise ProviderRefused("error of the provider")
        answer: HttpResponse = _FromProvider.as_view()(request)
    except (requests.ConnectionError, requests.Timeout) as fault:
        return _unreachable(request, fault)
    except (
        ProviderRefused, SuspiciousOperation, jwt.PyJWTError, requests.RequestException,
        KeyError, ValueError, TypeError, AttributeError,
    ) as fault:  # fmt: skip
        # What a provider may answer is anything: whatever is not what was agreed is a refusal.
        reason = fault.reason if isinstance(fault, ProviderRefused) else type(fault).__name__
        _logger.warning("sign-in by the provider refused: %s", reason)
        return render(request, "people/provider_refused.html", status=403)
    return answer


def _unreachable(request: HttpRequest, fault: Exception) -> HttpResponse:
    _logger.warning("the identity provider does not answer: %s", type(fault).__name__)
    messages.error(
        request,
        "Le fournisseur d’identité ne répond pas. Réessayez dans quelques minutes, ou demandez un "
        "lien par courriel.",
    )
    return HttpResponseRedirect(reverse("sign_in"))
