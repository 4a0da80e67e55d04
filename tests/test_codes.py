"""Profiles, pathways, schools and départements as files write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.codes import (
    ALL,
    DEPARTMENT_CODES,
    PATHWAYS,
    PROFILES,
    UAI_ALPHABET,
    UnknownCode,
    normalise,
    parse_department,
    parse_pathway,
    parse_profile,
    parse_uai,
    pathway_label,
    profile_label,
    slug,
    uai_department,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1D public", "1D_PUBLIC"),
        ("1D_PRIVATE", "1D_PRIVATE"),
        ("1er degré privé", "1D_PRIVATE"),
        ("1D privé sous contrat", "1D_PRIVATE"),
        ("2nd degré public", "2D_PUBLIC"),
        ("Second degré privé", "2D_PRIVATE"),
        ("Enseignants du 2D public", "2D_PUBLIC"),
        (" cpe ", "CPE"),
        ("ALL", ALL),
        ("Ensemble", ALL),
        ("TOTAL", ALL),
    ],
)
def test_profile_read(text: str, code: str) -> None:
    assert parse_profile(text) == code


@pytest.mark.parametrize("text", ["", "3D public", "public", "1D", "1D public 2D public"])
def test_profile_refused(text: str) -> None:
    with pytest.raises(UnknownCode) as refusal:
        parse_profile(text)
    assert "1D_PUBLIC" in refusal.value.remedy


@pytest.mark.parametrize("code", [*PROFILES, ALL])
def test_profile_label_reads_back(code: str) -> None:
    assert parse_profile(profile_label(code)) == code


def test_nine_pathways_and_a_training_campaign() -> None:
    assert [p.order for p in PATHWAYS] == list(range(1, 11))
    assert [p.kind for p in PATHWAYS].count("thematic") == 7
    assert [p.code for p in PATHWAYS if p.kind == "training"] == ["PIX_SNEE"]


@pytest.mark.parametrize("pathway", PATHWAYS)
def test_pathway_reads_back(pathway) -> None:
    assert parse_pathway(pathway.code) == pathway.code
    assert parse_pathway(pathway.name.upper()) == pathway.code
    assert pathway_label(pathway.code) == pathway.name


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Pix+ Édu – Auto‑positionnement 2D public", "POSITIONING"),
        ("Parcours de positionnement", "POSITIONING"),
        ("Créer des supports pedagogiques", "CREATE_MATERIALS"),
        ("Je m'entraîne : Numérique et sécurité", "DIGITAL_SECURITY"),
        ("Pix SNEE – équipe de Martinique", "PIX_SNEE"),
    ],
)
def test_pathway_recognised_in_a_title(title: str, code: str) -> None:
    assert parse_pathway(title) == code


def test_title_naming_two_pathways_is_refused() -> None:
    with pytest.raises(UnknownCode, match="plusieurs parcours") as refusal:
        parse_pathway("Bilan après l’auto-positionnement")
    assert "Bilan" in refusal.value.message


@pytest.mark.parametrize("title", ["", "Rentrée 2024", "Surveillance"])
def test_title_naming_no_pathway_is_refused(title: str) -> None:
    with pytest.raises(UnknownCode):
        parse_pathway(title)


# Real schools: lycées Charlemagne and Louis-le-Grand (Paris), Laetitia-Bonaparte (Ajaccio).
@pytest.mark.parametrize("code", ["0750652B", "0750655E", "6200002H"])
def test_uai_read(code: str) -> None:
    assert parse_uai(f" {code.lower()} ") == code


def test_uai_refusal_tells_the_expected_letter() -> None:
    with pytest.raises(UnknownCode) as refusal:
        parse_uai("0750652C")
    assert "0750652 appelle la lettre B" in refusal.value.message
    assert "0750652B" in refusal.value.remedy


def test_a_refused_uai_is_told_in_capitals() -> None:
    for parser, code in ((parse_uai, "0750652c"), (uai_department, "0990001a")):
        with pytest.raises(UnknownCode, match=code.upper()):
            parser(code)


@pytest.mark.parametrize("text", ["", "750652B", "07506520", "0750652BB", "O750652B", "7,5E+06"])
def test_uai_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(UnknownCode, match="n’est pas un code UAI"):
        parse_uai(text)


@given(st.integers(0, 9_999_999), st.sampled_from(UAI_ALPHABET))
def test_one_letter_in_twenty_three_is_right(number: int, letter: str) -> None:
    right = UAI_ALPHABET[number % 23]
    code = f"{number:07d}{letter}"
    if letter == right:
        assert parse_uai(code) == code
    else:
        with pytest.raises(UnknownCode, match=f"la lettre {right}"):
            parse_uai(code)


@pytest.mark.parametrize(
    ("uai", "department"),
    [
        ("0250001R", "25"),
        ("0010001A", "01"),
        ("6200002H", "2A"),
        ("7200009X", "2B"),
        ("9720001A", "972"),
        ("9780001A", "971"),
        ("9860001A", "986"),
    ],
)
def test_department_of_a_uai(uai: str, department: str) -> None:
    assert uai_department(uai) == department


@pytest.mark.parametrize("uai", ["0990001A", "0200001A", "5550001A", ""])
def test_uai_of_no_department_is_refused(uai: str) -> None:
    with pytest.raises(UnknownCode, match="aucun département"):
        uai_department(uai)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("01", "01"),
        ("001", "01"),
        ("2a", "2A"),
        ("02B", "2B"),
        ("025", "25"),
        (" 974 ", "974"),
        ("977", "971"),
        ("978", "971"),
    ],
)
def test_department_read(text: str, code: str) -> None:
    assert parse_department(text) == code


@pytest.mark.parametrize(
    ("text", "words", "remedy"),
    [
        ("1", "incomplet", "01"),
        ("2E+05", "tableur", "2A"),
        ("20", "plus utilisé", "2A"),
        ("96", "n’existe pas", "25"),
        ("999", "n’existe pas", "25"),
        ("0", "n’existe pas", "25"),
        ("", "n’existe pas", "25"),
    ],
)
def test_department_refused(text: str, words: str, remedy: str) -> None:
    with pytest.raises(UnknownCode, match=words) as refusal:
        parse_department(text)
    assert remedy in refusal.value.remedy


def test_a_hundred_and_four_departments_and_wallis_et_futuna() -> None:
    assert len(DEPARTMENT_CODES) == 105
    assert all(parse_department(code) == code for code in DEPARTMENT_CODES)


def test_normalise_unifies_what_looks_alike() -> None:
    assert normalise(" Côte\u00a0d’OR ") == normalise("cote d'or") == "cote d'or"
    assert normalise("œuvre – «\u00a0a\u00a0»") == 'oeuvre - " a "'
    assert slug("Provence-Alpes-Côte d’Azur *") == "provence-alpes-cote-d-azur"


@given(st.text())
def test_normalise_and_slug_are_stable(text: str) -> None:
    assert slug(slug(text)) == slug(text)
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert normalise(normalise(text)) == normalise(text)
