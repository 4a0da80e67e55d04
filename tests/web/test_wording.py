"""The small language of messages and papers: read, checked, filled, and shown three ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.web.wording import (
    MissingValue,
    WordingFault,
    as_blocks,
    as_html,
    as_text,
    check,
    filled,
    parse,
)

LETTER = """## Vos parcours

Bonjour {prenom},
voici vos liens.

- [Je découvre]({lien})
- [Aide](https://pix.fr/aide)
"""
VALUES = {"prenom": "Anaïs", "lien": "https://app.pix.fr/campagnes/ABC123456"}


def test_one_text_makes_a_message_a_page_and_paper() -> None:
    letter = filled(parse(LETTER), VALUES)
    assert as_text(letter) == (
        "Vos parcours\n\nBonjour Anaïs,\nvoici vos liens.\n\n"
        "- Je découvre (https://app.pix.fr/campagnes/ABC123456)\n- Aide (https://pix.fr/aide)"
    )
    assert as_html(letter) == (
        "<h2>Vos parcours</h2>\n<p>Bonjour Anaïs,<br>voici vos liens.</p>\n"
        '<ul><li><a href="https://app.pix.fr/campagnes/ABC123456">Je découvre</a></li>'
        '<li><a href="https://pix.fr/aide">Aide</a></li></ul>'
    )
    assert [block["kind"] for block in as_blocks(letter)] == ["heading", "paragraph", "bullets"]


def test_the_fields_of_a_text_are_known_before_it_is_filled() -> None:
    assert parse(LETTER).fields == {"prenom", "lien"}


@pytest.mark.parametrize(
    ("text", "place", "value", "remedy"),
    [
        ("Bonjour {Prénom}", (1, 9), "{Prénom}", "minuscules"),
        ("a\n\n- b {prenom", (3, 5), "{prenom", "accolades"),
        ("[ici](javascript:alert)", (1, 1), "javascript:alert", "https://"),
        ("[](https://pix.fr)", (1, 1), "[](https://pix.fr)", "où mène"),
    ],
)
def test_what_is_not_of_the_language_is_told_with_its_place_and_a_remedy(
    text: str, place: tuple[int, int], value: str, remedy: str
) -> None:
    with pytest.raises(WordingFault) as told:
        parse(text)
    fault = told.value
    assert ((fault.line, fault.column), fault.value) == (place, value)
    assert remedy in fault.remedy


def test_a_field_that_is_not_offered_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(WordingFault, match="n’existe pas") as told:
        check(parse("Cher {prenon},"), ["prenom", "lien"])
    assert told.value.remedy == "Écrivez plutôt {prenom}."
    check(parse("Cher {prenom},"), ["prenom", "lien"])


def test_a_link_leads_to_a_field_that_is_an_address_or_is_refused() -> None:
    text = parse("Écrire\n\n[au service]({contact})")
    with pytest.raises(WordingFault, match="pas une adresse") as told:
        check(text, ["contact", "lien"], ["lien"])
    assert (told.value.line, told.value.remedy) == (3, "Un lien mène à {lien}.")
    check(parse("[ici]({lien})"), ["contact", "lien"], ["lien"])


def test_a_field_without_a_value_and_an_address_that_is_none_are_faults() -> None:
    with pytest.raises(MissingValue, match="lien"):
        filled(parse(LETTER), {"prenom": "Anaïs"})
    with pytest.raises(ValueError, match="lien"):
        filled(parse(LETTER), VALUES | {"lien": "javascript:alert(1)"})


@given(st.text(max_size=60))
def test_a_value_is_never_read_again(value: str) -> None:
    """Whatever a name holds, it is one line of text: no field, no link, no element, no new line."""
    shown = filled(parse("Bonjour {prenom},\n\n- fin"), {"prenom": value})
    assert as_text(shown) == f"Bonjour {' '.join(value.split())},\n\n- fin"
    assert as_html(shown).count("<") == 6


@given(st.text(alphabet="ab {}[]()#-\n:/.h", max_size=80))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    fault = _fault(text)
    if fault is None:
        assert as_html(parse(text)).count("<p>") == text_blocks(text)
    else:
        assert fault.remedy
        assert fault.value in text.split("\n")[fault.line - 1]


def _fault(text: str) -> WordingFault | None:
    try:
        parse(text)
    except WordingFault as fault:
        return fault
    return None


def text_blocks(text: str) -> int:
    """Paragraphs, counted the slow way: runs of lines that are neither blank, title nor item."""
    runs, inside = 0, False
    for line in text.split("\n"):
        plain = bool(line.strip()) and not line.rstrip().startswith(("## ", "- "))
        runs += plain and not inside
        inside = plain
    return runs
