"""The address that a request really comes from, when proxies stand in between."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """The address of the client, as a normal form; that of the network for IPv6, where one
    subscriber holds a whole /64; `unknown` when the server cannot tell.

    Each trusted proxy adds one entry at the right of X-Forwarded-For: the one of whom it heard.
    With `VIGIE_TRUSTED_PROXIES` of them, the client is that many entries from the right; what
    stands further left was written by the client itself and is not read. With fewer entries, the
    request did not come the expected way: the address of the connection is taken.
    """
    hops = settings.VIGIE_TRUSTED_PROXIES
    direct = _normal(str(request.META.get("REMOTE_ADDR", ""))) or UNKNOWN
    if not hops:
        return direct
    told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if len(told) < hops:
        return direct
    return _normal(told[-hops]) or direct


def _normal(text: str) -> str:
    """One spelling per address, without port; empty when it is no address."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((int(found), 64), strict=False))
    return str(found)
