"""Where a request comes from: what the client writes itself is never believed."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from vigie.web.clients import client_address

PROXY, EDGE, CLIENT = "10.0.0.2", "10.0.0.1", "192.0.2.7"


def asked(forwarded: str | None, *, remote: str = PROXY) -> str:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))


@pytest.mark.parametrize(
    ("hops", "forwarded", "found"),
    [
        (0, None, PROXY),
        (0, CLIENT, PROXY),  # no proxy of ours: the header is the client's own
        (1, CLIENT, CLIENT),
        (1, f"198.51.100.1, {CLIENT}", CLIENT),  # the left part was sent by the client
        (2, f"{CLIENT}, {EDGE}", CLIENT),
        (2, f"198.51.100.1, {CLIENT}, {EDGE}", CLIENT),
        (2, CLIENT, PROXY),  # it did not come by both
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "not an address", PROXY),
        (1, f"{CLIENT}:51312", CLIENT),
        (1, "[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2::9", "2001:db8:1:2::/64"),
        (1, "::ffff:192.0.2.7", CLIENT),
        (1, "fe80::1%eth0", "fe80::/64"),
    ],
)
def test_the_client_is_counted_from_the_right(
    settings: Settings, hops: int, forwarded: str | None, found: str
) -> None:
    settings.VIGIE_TRUSTED_PROXIES = hops
    assert asked(forwarded) == found


def test_a_socket_without_address_is_one_unknown_client(settings: Settings) -> None:
    settings.VIGIE_TRUSTED_PROXIES = 0
    assert asked(None, remote="") == "unknown"


LATIN = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)


@given(spoofed=LATIN)
def test_nothing_that_a_client_sends_changes_who_it_is(spoofed: str) -> None:
    request = RequestFactory().get(
        "/", headers={"x-forwarded-for": f"{spoofed},{CLIENT}"}, REMOTE_ADDR=PROXY
    )
    with override_settings(VIGIE_TRUSTED_PROXIES=1):
        assert client_address(request) == CLIENT
