"""The spaces of French, put in when a template is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import Context, Engine
from django.template.loader import get_template

import vigie
from vigie.web.typography import set_french

TEMPLATES = sorted(Path(vigie.__file__).parent.rglob("templates/**/*.html"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<h1>Objet : {{ x }}</h1>", "<h1>Objet\u00a0: {{ x }}</h1>"),
        ("<b>{{ x }}</b> : {{ y }} %", "<b>{{ x }}</b>\u00a0: {{ y }}\u00a0%"),
        ("l’activité « Paquetage » ; et ?", "l’activité «\u00a0Paquetage\u00a0»\u00a0; et\u00a0?"),
        ('{% notice "info" "À voir : ceci" %}', '{% notice "info" "À voir\u00a0: ceci" %}'),
        # Markup, tags and addresses are left as they are.
        ('<a href="/a?b :c" title="x : y">', '<a href="/a?b :c" title="x : y">'),
        ('{{ x|default:"a : b" }} {% if a %}', '{{ x|default:"a : b" }} {% if a %}'),
        ("à 8 h, 3 % :nom", "à 8 h, 3\u00a0% :nom"),
    ],
)
def test_plain_spaces_hold_where_french_wants(written: str, read: str) -> None:
    assert set_french(written) == read


@pytest.mark.parametrize(
    ("value", "read"),
    [(0, "0 ligne lue, vaut"), (1, "1 ligne lue, vaut"), (1.9, "1.9 ligne lue, vaut"),
     (2, "2 lignes lues, valent")],
)  # fmt: skip
def test_french_plural_starts_at_two(value: float, read: str) -> None:
    text = "{% load vigie %}{{ n }} ligne{{ n|pluralize }} lue{{ n|pluralize }}, "
    text += 'va{{ n|pluralize:"ut,lent" }}'
    shown = Engine.get_default().from_string(text).render(Context({"n": value}, use_l10n=False))
    assert shown == read


def test_the_site_reads_its_templates_so() -> None:
    page = get_template("observatory/provenance.html")
    assert "Provenance\u00a0: " in page.template.source  # type: ignore[attr-defined]  # Django's own


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_template_still_reads_as_a_template(path: Path) -> None:
    Engine.get_default().from_string(set_french(path.read_text(encoding="utf-8")))
