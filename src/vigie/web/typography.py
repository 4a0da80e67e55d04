"""French spaces of the templates: a line never begins with « : » nor ends with an opening quote.

Templates are written with plain spaces, which anyone can type and nobody can see; those that may
not break are put in when a template is read, once a process."""

from __future__ import annotations

import re
from typing import Any

from django.template.loaders import app_directories

from vigie.web.formats import NBSP

_MARKUP = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>)", re.DOTALL)
_BEFORE = re.compile(r" (?=[:;!?»%](?![\w/=}]))")
_AFTER = re.compile(r"« ")
_SPOKEN = re.compile(r"\{% (?:notice|button|table|chart|print_button) ")
"""Tags whose quoted words are read on the page."""


def unbreakable(text: str) -> str:
    """A French text whose double punctuation and quotes hold to their words."""
    return _AFTER.sub(f"«{NBSP}", _BEFORE.sub(NBSP, text))


def set_french(template: str) -> str:
    """A template whose words are set so; its tags and its markup are left alone."""
    parts = _MARKUP.split(template)
    for place, part in enumerate(parts):
        if place % 2 == 0 or _SPOKEN.match(part):
            parts[place] = unbreakable(part)
    return "".join(parts)


class Loader(app_directories.Loader):
    """The templates of the packages, set in French."""

    def get_contents(self, origin: Any) -> str:
        found: str = super().get_contents(origin)
        return set_french(found) if str(origin.name).endswith(".html") else found
