"""What is logged holds no personal data."""

import logging
import sys

import pytest

from vigie.config.logs import WithoutPeople, sieve


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Not Found: /imports/?q=dupont", "Not Found: /imports/?[…]"),
        ("de marie.curie@ac-besancon.fr à 8 h", "de [adresse] à 8 h"),
        ("<a.b@c.fr>, d@e.fr", "<[adresse]>, [adresse]"),
        (
            "Gone: /connexion/lien/lEcrRsJPuYaqhmgrf1UgQwcavzRSTDVnEj6P2_xlI:n0x/",
            "Gone: /connexion/lien/[jeton]/",
        ),
        ("Not Found: /connexion/lien/demande/", "Not Found: /connexion/lien/demande/"),
        ("rien à cacher", "rien à cacher"),
    ],
)
def test_sieve(text: str, kept: str) -> None:
    assert sieve(text) == kept


def test_a_line_stays_one_line() -> None:
    forged = "Not Found: /a\n2026-01-01 INFO vigie all is well\r\x1b[2K\u2028"
    record = logging.LogRecord("django", logging.WARNING, __file__, 1, "%s", (forged,), None)
    WithoutPeople().filter(record)
    assert logging.Formatter().format(record).isprintable()


def test_arguments_and_faults_pass_the_sieve() -> None:
    try:
        raise ValueError("x@y.fr")
    except ValueError:
        record = logging.LogRecord(
            "vigie", logging.ERROR, __file__, 1, "import de %s", ("a@b.fr",), sys.exc_info()
        )
    assert WithoutPeople().filter(record)
    line = logging.Formatter().format(record)
    assert "a@b.fr" not in line
    assert "x@y.fr" not in line
    assert "import de [adresse]" in line
    assert "ValueError" in line
