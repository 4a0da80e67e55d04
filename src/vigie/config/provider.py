"""The settings of the identity provider (OpenID Connect), by environment."""

from __future__ import annotations

from vigie.config import environ

_ENDPOINTS = ("authorization", "token", "userinfo", "jwks")
_ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")


def from_environment() -> dict[str, str] | None:
    """What is said of the provider; None when nothing is. Raises BadSetting when it lacks a part.

    Endpoints that are not given are asked of the provider itself
    (`issuer`/.well-known/openid-configuration) when the first person signs in.
    """
    issuer = environ.text("VIGIE_OIDC_ISSUER")
    found = {
        "issuer": issuer,
        "client_id": environ.text("VIGIE_OIDC_CLIENT_ID"),
        "client_secret": environ.secret("VIGIE_OIDC_CLIENT_SECRET"),
        "name": environ.text("VIGIE_OIDC_NAME", "votre compte académique"),
        "algorithm": environ.choice("VIGIE_OIDC_ALGORITHM", _ALGORITHMS, "RS256"),
        "authorization": environ.text("VIGIE_OIDC_AUTHORIZATION_ENDPOINT"),
        "token": environ.text("VIGIE_OIDC_TOKEN_ENDPOINT"),
        "userinfo": environ.text("VIGIE_OIDC_USERINFO_ENDPOINT"),
        "jwks": environ.text("VIGIE_OIDC_JWKS_ENDPOINT"),
        "signed_userinfo": "1" if environ.flag("VIGIE_OIDC_SIGNED_USERINFO") else "",
        "trusted_email": "1" if environ.flag("VIGIE_OIDC_TRUSTED_EMAIL") else "",
    }
    if not issuer and not found["client_id"]:
        return None
    for name in ("issuer", "client_id", "client_secret"):
        if not found[name]:
            raise environ.BadSetting(
                f"VIGIE_OIDC_{name.upper()} manque\u00a0: le fournisseur d’identité ne peut pas "
                "servir sans."
            )
    given = [name for name in _ENDPOINTS if found[name]]
    if given and len(given) < len(_ENDPOINTS):
        raise environ.BadSetting(
            "VIGIE_OIDC_…_ENDPOINT\u00a0: donnez les quatre (AUTHORIZATION, TOKEN, USERINFO, "
            "JWKS), ou aucun."
        )
    return found
