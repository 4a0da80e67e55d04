"""What every page has around its content, and what no page may have."""

from pathlib import Path

import pytest
from django.test import Client

from lib.accessibility import inline_code

PAGES = ["/composants/", "/accessibilite/", "/nulle-part/"]


@pytest.fixture
def site(home: Path) -> Client:  # noqa: ARG001  # the folder is read by the layout
    return Client()


@pytest.mark.parametrize("path", PAGES)
def test_policy_forbids_everything_but_ourselves(site: Client, path: str) -> None:
    response = site.get(path)
    directives = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
    )
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_no_inline_style_nor_script(site: Client, path: str) -> None:
    assert inline_code(site.get(path).content.decode()) == []


def test_the_reader_of_inline_code_sees_it() -> None:
    bad = '<p style="x"><a onclick="y()" href="javascript:z"></a></p>'
    bad += "<style></style><script>1</script>"
    assert len(inline_code(bad)) == 5
    assert inline_code('<script src="/a.js"></script><p class="style">on</p>') == []


@pytest.mark.parametrize("path", PAGES)
def test_landmarks_and_language(site: Client, path: str) -> None:
    html = site.get(path).content.decode()
    assert '<html lang="fr">' in html
    for part in (
        '<main id="contenu"',
        "<header",
        "<footer",
        'href="#contenu"',
        'href="#navigation"',
        "<title>",
    ):
        assert html.count(part) >= 1, part
    assert html.count("<h1") == 1


def test_unknown_address_is_told_in_french(site: Client) -> None:
    response = site.get("/nulle-part/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "Page introuvable" in html
    assert "tried" not in html


def test_a_fault_says_that_it_is_ours(site: Client) -> None:
    site.raise_request_exception = False
    response = site.get("/composants/panne/")
    assert response.status_code == 500
    html = response.content.decode()
    assert "Panne de notre côté" in html
    assert "fault asked" not in html
    assert inline_code(html) == []


def test_a_form_without_token_is_refused_in_french(home: Path) -> None:  # noqa: ARG001  # see site
    response = Client(enforce_csrf_checks=True).post("/composants/", {})
    assert response.status_code == 403
    assert "Accès refusé" in response.content.decode()


def test_an_unknown_host_is_refused_in_french(site: Client) -> None:
    response = site.get("/accessibilite/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "Demande incomprise" in response.content.decode()


def test_a_banner_is_shown_when_the_folder_has_one(site: Client, home: Path) -> None:
    assert 'class="banner"' not in site.get("/accessibilite/").content.decode()
    (home / "notice.txt").write_text("Les <personnes> sont inventées.\n", encoding="utf-8")
    html = site.get("/accessibilite/").content.decode()
    assert 'class="banner"' in html
    assert "Les &lt;personnes&gt; sont inventées." in html


@pytest.mark.parametrize(
    "name", ["tokens.css", "vigie.css", "pictures.css", "print.css", "vigie.js", "htmx.min.js"]
)
def test_static_files_are_ours(site: Client, name: str) -> None:
    response = site.get(f"/static/vigie/{name}")
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a file
    if name != "htmx.min.js":
        assert "http://" not in text.replace("http://www.w3.org", "")
        assert "https://" not in text
        assert "@import" not in text


def test_export_from_the_page(site: Client) -> None:
    response = site.get("/composants/", {"regions-export": "csv", "regions-q": "normandie"})
    lines = response.content.decode("utf-8-sig").split("\r\n")
    assert lines[1].startswith("Normandie;")
    # (1346+176+1012)/41950 (seeds/001, l. 1059).
    assert ";41950;6,0;" in lines[1]
    assert lines[2].startswith("France;")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/composants/?profil=CPE&parcours=&date=", "/composants/?profil=CPE"),
        ("/composants/?parcours=&date=%20", "/composants/"),
        ("/composants/?a=1&a=&a=2", "/composants/?a=1&a=2"),
        ("/%5Cailleurs.example/?a=", "/%5Cailleurs.example/"),
    ],
)
def test_an_address_holds_only_what_was_chosen(site: Client, address: str, kept: str) -> None:
    """« Afficher » sends every entry of its form, the empty ones too."""
    response = site.get(address)
    assert (response.status_code, response["Location"]) == (302, kept)


def test_an_address_without_empty_parameter_is_answered(site: Client) -> None:
    assert site.get("/composants/?profil=CPE").status_code == 200
    assert site.post("/composants/?profil=").status_code != 302
