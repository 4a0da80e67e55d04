"""The sites that may frame the access block: whole addresses of sites, and nothing else."""

import pytest

from vigie.config import environ


def test_sites_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_FRAMED_BY", " https://magistere.education.fr/, https://a.b.fr:8443 ")
    assert environ.origins("VIGIE_FRAMED_BY") == [
        "https://magistere.education.fr", "https://a.b.fr:8443"
    ]  # fmt: skip
    monkeypatch.setenv("VIGIE_FRAMED_BY", "")
    assert environ.origins("VIGIE_FRAMED_BY") == []


@pytest.mark.parametrize(
    "wrong",
    ["*", "https://*.education.fr", "http://a.fr", "https://a.fr/chemin", "https://a.fr b.fr",
     "https://a.fr; script-src *", "magistere.education.fr", "'self'"],
)  # fmt: skip
def test_what_would_open_more_stops_the_start(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_FRAMED_BY", wrong)
    with pytest.raises(environ.BadSetting) as refused:
        environ.origins("VIGIE_FRAMED_BY")
    assert "VIGIE_FRAMED_BY" in str(refused.value)
