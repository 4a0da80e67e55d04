"""Signing in through the identity provider (OpenID Connect, authorization code with PKCE).

mozilla-django-oidc walks the protocol; what it leaves open is closed here: issuer and audience of
every token, expiry, the subject of the userinfo, and who may come in. Nobody is created: the
provider says who someone is, the administration of Vigie says who may enter.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from typing import Any, NoReturn

import jwt
import requests
from django.conf import settings
from django.db import transaction
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from vigie.domains.audit.actions import record
from vigie.domains.people.actions import SYSTEM, end_sessions, reference
from vigie.domains.people.models import Person
from vigie.web import clock

TIMEOUT_SECONDS = 10
_LEEWAY_SECONDS = 30
_FOUND_AGAIN_SECONDS = 3600.0
_ENDPOINTS = {
    "authorization": "authorization_endpoint",
    "token": "token_endpoint",
    "userinfo": "userinfo_endpoint",
    "jwks": "jwks_uri",
}
_lock = Lock()
_discovered: dict[str, tuple[float, dict[str, str]]] = {}


class ProviderRefused(Exception):
    """Nobody comes in. `reason`: a word for the log, that says nothing of the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_configured() -> bool:
    return settings.VIGIE_OIDC is not None


def endpoints() -> dict[str, str]:
    """The addresses of the provider: as configured, or as it tells them itself, asked again every
    hour. Raises ProviderRefused and what `requests` raises."""
    said = settings.VIGIE_OIDC
    if said["token"]:
        return {name: said[name] for name in _ENDPOINTS}
    issuer = said["issuer"]
    with _lock:
        known = _discovered.get(issuer)
        if known is not None and time.monotonic() - known[0] < _FOUND_AGAIN_SECONDS:
            return known[1]
        answer = requests.get(
            f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        answer.raise_for_status()
        told = answer.json()
        if told.get("issuer") != issuer:
            raise ProviderRefused("issuer of the configuration")
        found = {name: str(told[key]) for name, key in _ENDPOINTS.items()}
        _discovered[issuer] = (time.monotonic(), found)
        return found


def library_setting(name: str, *default: Any) -> Any:
    """What mozilla-django-oidc asks of the settings, from ours."""
    said = settings.VIGIE_OIDC
    fixed = {
        "OIDC_RP_CLIENT_ID": said["client_id"],
        "OIDC_RP_CLIENT_SECRET": said["client_secret"],
        "OIDC_RP_SIGN_ALGO": said["algorithm"],
        "OIDC_RP_SCOPES": "openid email",
        "OIDC_USE_PKCE": True,
        "OIDC_PKCE_CODE_CHALLENGE_METHOD": "S256",
        "OIDC_USE_NONCE": True,
        "OIDC_TIMEOUT": TIMEOUT_SECONDS,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "provider_back",
        "OIDC_REDIRECT_FIELD_NAME": "suite",
    }
    if name in fixed:
        return fixed[name]
    asked = {
        "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization",
        "OIDC_OP_TOKEN_ENDPOINT": "token",
        "OIDC_OP_USER_ENDPOINT": "userinfo",
        "OIDC_OP_JWKS_ENDPOINT": "jwks",
    }
    if name in asked:
        return endpoints()[asked[name]]
    return default[0] if default else None


class ProviderBackend(OIDCAuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """Turns the code of a callback into an existing person, or refuses."""

    get_settings = staticmethod(library_setting)

    def get_token(self, payload: dict[str, str]) -> dict[str, Any]:
        """Exchanges the code, at the address agreed on and nowhere else."""
        answer = requests.post(
            self.OIDC_OP_TOKEN_ENDPOINT,
            data=payload,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        if answer.status_code != requests.codes.ok:
            raise ProviderRefused("code")
        told: dict[str, Any] = answer.json()
        return told

    def _verify_jws(self, payload: str, key: Any) -> dict[str, Any]:
        """The claims of an ID token. Raises jwt.PyJWTError."""
        return self._claims(payload, key, required=["exp", "iat", "iss", "aud", "sub"])

    def _claims(self, token: str, key: Any, *, required: list[str]) -> dict[str, Any]:
        """Signature by the one algorithm agreed on, issuer and audience, and expiry if said."""
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[self.OIDC_RP_SIGN_ALGO],
            audience=self.OIDC_RP_CLIENT_ID,
            issuer=settings.VIGIE_OIDC["issuer"],
            leeway=_LEEWAY_SECONDS,
            options={"require": required},
        )
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != self.OIDC_RP_CLIENT_ID:
            raise ProviderRefused("authorized party")
        return claims

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        """The key that a token names; the only one of its kind when it names none, as providers
        that never change theirs do. Raises ProviderRefused."""
        answer = requests.get(
            self.OIDC_OP_JWKS_ENDPOINT, timeout=TIMEOUT_SECONDS, allow_redirects=False
        )
        answer.raise_for_status()
        named = jwt.get_unverified_header(token).get("kid")
        kind = {"RS": "RSA", "ES": "EC"}[self.OIDC_RP_SIGN_ALGO[:2]]
        fitting = [
            key
            for key in answer.json()["keys"]
            if key.get("kty") == kind
            and key.get("use", "sig") == "sig"
            and key.get("alg", self.OIDC_RP_SIGN_ALGO) == self.OIDC_RP_SIGN_ALGO
            and (named is None or key.get("kid") == named)
        ]
        if len(fitting) != 1:
            raise ProviderRefused("key of the token")
        return jwt.PyJWK(fitting[0], algorithm=self.OIDC_RP_SIGN_ALGO)

    def get_userinfo(
        self,
        access_token: str,
        id_token: str,  # noqa: ARG002  # the library's signature
        payload: Mapping[str, Any],
    ) -> dict[str, Any]:
        """What the provider says of the person, signed or not, of the subject of the ID token."""
        answer = requests.get(
            self.OIDC_OP_USER_ENDPOINT,
            headers={"Authorization": f"Bearer {access_token}"},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        answer.raise_for_status()
        if answer.headers.get("content-type", "").casefold().startswith("application/jwt"):
            key = self.retrieve_matching_jwk(answer.text)
            told = self._claims(answer.text, key, required=["iss", "aud", "sub"])
        elif settings.VIGIE_OIDC["signed_userinfo"]:
            raise ProviderRefused("userinfo without signature")
        else:
            told = answer.json()
        if not isinstance(told, dict) or told.get("sub") != payload["sub"]:
            raise ProviderRefused("subject of the userinfo")
        return told

    def get_or_create_user(
        self, access_token: str, id_token: str, payload: Mapping[str, Any]
    ) -> Person:
        """The existing person of these tokens. Raises ProviderRefused."""
        claims = self.get_userinfo(access_token, id_token, payload)
        return person_of(claims)

    def create_user(self, claims: Mapping[str, Any]) -> NoReturn:  # noqa: ARG002  # the library's signature
        raise ProviderRefused("nobody is created")

    def get_user(self, user_id: int) -> None:  # noqa: ARG002  # idem
        """Sessions belong to KnownPerson."""
        return


def subject_of(claims: Mapping[str, Any]) -> str:
    """What is kept of a subject: a digest of it under its issuer, so that the accounts of another
    provider never pass for those of this one."""
    told = f"{settings.VIGIE_OIDC['issuer']}\n{claims['sub']}"
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def person_of(claims: Mapping[str, Any]) -> Person:
    """The person bound to a subject; else the one of a verified address, who is bound to it from
    then on. Raises ProviderRefused."""
    subject = subject_of(claims)
    person = Person.objects.filter(subject=subject).first()
    if person is None:
        person = _of_address(claims)
        if person.subject is not None:
            # Someone else had this address at the provider: a person decides, not a sign-in.
            raise ProviderRefused("another account is bound")
        person.subject = subject
        person.save(update_fields=["subject"])
        record("provider.bind", actor=SYSTEM, about=reference(person), at=clock.now())
    if not person.is_active:
        raise ProviderRefused("inactive")
    return person


def _of_address(claims: Mapping[str, Any]) -> Person:
    address = claims.get("email")
    if not isinstance(address, str) or not address:
        raise ProviderRefused("no address")
    if claims.get("email_verified") is not True and not settings.VIGIE_OIDC["trusted_email"]:
        raise ProviderRefused("unverified address")
    person = Person.objects.select_for_update().of_email(address)
    if person is None or not person.is_active:
        raise ProviderRefused("nobody has this address")
    return person


@transaction.atomic
def forget_provider(person: Person, *, by: Person | None, at: datetime) -> None:
    """Unbinds a person from the provider, and ends her visits: her next sign-in binds her account
    of then."""
    person.subject = None
    person.save(update_fields=["subject"])
    end_sessions(person, by=by, at=at)
    record("provider.unbind", actor=reference(by), about=reference(person), at=at)
