"""Going through the door of the demonstration, as a person does, without a browser."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from functools import cache
from http.cookiejar import CookieJar

READER = "Noé Arvieux"
"""Of the national team: reads every figure and imports files."""


def base_of(url: str) -> str:
    """The site of an address."""
    return "/".join(url.split("/", 3)[:3])


@cache
def cookies_of(address: str, name: str = READER) -> dict[str, str]:
    """The cookies of a visit that this person opened on the site."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{address}/connexion/", timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    person = re.search(rf'value="(\d+)"[^>]*><strong>{name}</strong>', page)
    assert token
    assert person, f"{name} is not at the door"
    form = {"csrfmiddlewaretoken": token[1], "person": person[1]}
    browser.open(f"{address}/connexion/personnage/", urllib.parse.urlencode(form).encode())
    found = {cookie.name: cookie.value or "" for cookie in jar}
    assert "sessionid" in found
    return found
