"""The site before there is anything to show."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from functional.conftest import Site
from lib.accessibility import overflow, violations

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "Aucun chiffre pour l’instant"),
        ("/participation/", "Aucun chiffre pour l’instant"),
        ("/couverture/dep:25/", "Aucun chiffre pour l’instant"),
        ("/provenance/participants/FR/", "Aucun chiffre pour l’instant"),
        ("/imports/", "déposez un premier fichier"),
        ("/qualite/", "Importez un premier fichier"),
        ("/campagnes/", "Déclarer une campagne"),
    ],
)
def test_an_empty_site_says_where_to_begin(
    visit: Visit, empty_site: Site, path: str, said: str
) -> None:
    page = visit(empty_site.url(path))
    expect(page.locator("main")).to_contain_text(said)
    assert page.locator("main a[href='/imports/'], main form[data-drop]").count() >= 1
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, colours_only=True) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) == 0


def test_imports_that_were_never_counted_are_counted_from_the_page(
    visit: Visit, uncounted_site: Site
) -> None:
    page = visit(uncounted_site.url("/"))
    expect(page.locator("h1")).to_have_text("Aucun chiffre pour l’instant")
    page.locator("main a[href='/imports/']").click()
    expect(page.locator("#calcul")).to_contain_text("pas encore compté")
    assert violations(page) == []
    page.get_by_role("button", name="Calculer les chiffres").click()
    # Said by the page that comes back, or by the state that it asks until the count is over.
    expect(page.locator("#calcul")).to_contain_text("Chiffres à jour")
    page.get_by_role("link", name="Tableau de bord", exact=True).click()
    expect(page.locator("h1")).to_have_text("France")
    expect(page.locator(".tile").first).to_contain_text("40 545".replace(" ", "\u202f"))
