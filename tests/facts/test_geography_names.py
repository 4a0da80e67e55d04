"""What people write for a territory, what it means, and what is refused."""

import difflib
from datetime import date
from typing import Any

import polars as pl
import pytest

from vigie.codes import UnknownCode
from vigie.facts.geography import AmbiguousTerritory, Tree, build_tree

TODAY = date(2024, 9, 2)


@pytest.fixture(scope="module")
def tree() -> Tree:
    schools = pl.DataFrame(
        [
            ("0250001R", "École Victor Hugo", "1D", "25", "0251234A", "Besançon 1", None, None),
            ("0390001X", "École Victor Hugo", "1D", "39", "0391234B", "Dole", None, None),
            ("0250010A", "Collège Stendhal", "2D", "25", None, None, "03101", "Besançon"),
            ("0250011B", "Lycée Pergaud", "2D", "25", None, None, "03102", "Bassin de Pontarlier"),
        ],
        schema=[
            *("uai", "name", "degree", "department", "district", "district_name"),
            *("basin", "basin_name"),
        ],
        orient="row",
    )
    return build_tree(schools, TODAY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FR", "FR"),
        ("Total national", "FR"),
        ("TOTAL NATIONAL", "FR"),
        ("Ensemble", "FR"),
        ("TNE", "label:tne"),
        ("TOTAL TNE", "label:tne"),
        ("label:tne", "label:tne"),
        ("Doubs", "dep:25"),
        (" doubs * ", "dep:25"),
        ("25", "dep:25"),
        ("025", "dep:25"),
        ("dep:25", "dep:25"),
        ("25 - Doubs", "dep:25"),
        ("Doubs (25)", "dep:25"),
        ("Val d’Oise", "dep:95"),
        ("2A", "dep:2A"),
        ("02b", "dep:2B"),
        ("Haute Corse", "dep:2B"),
        ("Corse", "reg:corse"),
        ("Normandie", "reg:normandie"),
        ("reg:Normandie", "reg:normandie"),
        ("académie de Normandie", "aca:normandie"),
        ("Martinique", "reg:martinique"),
        ("département de la Martinique", "dep:972"),
        ("Paris", "aca:paris"),
        ("Réunion", "reg:la-reunion"),
        ("académie de La Réunion", "aca:la-reunion"),
        ("Saint-Pierre-et-Miquelon", "reg:saint-pierre-et-miquelon"),
        ("Provence-Alpes-Côte d’Azur", "reg:provence-alpes-cote-d-azur"),
        ("PACA", "reg:provence-alpes-cote-d-azur"),
        ("Région académique Île-de-France", "reg:ile-de-france"),
        ("Académie de Besançon", "aca:besancon"),
        ("bassin de Besançon", "bassin:03101"),
        ("Pontarlier", "bassin:03102"),
        ("Dole", "circo:0391234B"),
        ("0391234b", "circo:0391234B"),
        ("circo:0391234B", "circo:0391234B"),
        ("03101", "bassin:03101"),
        ("0250001R", "uai:0250001R"),
        ("uai:0250001r", "uai:0250001R"),
        ("Lycée Pergaud", "uai:0250011B"),
    ],
)
def test_resolved(tree: Tree, text: str, code: str) -> None:
    assert tree.resolve(text) == code


def test_every_code_resolves_to_itself(tree: Tree) -> None:
    assert [tree.resolve(code) for code in tree.frame["code"]] == tree.frame["code"].to_list()


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Besançon", {"aca:besancon", "bassin:03101"}),
        ("École Victor Hugo", {"uai:0250001R", "uai:0390001X"}),
    ],
)
def test_ambiguous_name_is_refused_with_the_choices(
    tree: Tree, text: str, choices: set[str]
) -> None:
    with pytest.raises(AmbiguousTerritory) as refusal:
        tree.resolve(text)
    assert set(refusal.value.choices) == choices
    assert all(code in refusal.value.message for code in choices)
    assert refusal.value.remedy.startswith("Écrivez le code voulu")


def test_ambiguous_refusal_names_the_levels(tree: Tree) -> None:
    with pytest.raises(AmbiguousTerritory, match="académie de Besançon") as refusal:
        tree.resolve("besancon")
    assert "bassin de formation Besançon" in refusal.value.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1", "incomplet"),
        ("dep:1", "incomplet"),
        ("2E+05", "tableur"),
        ("99", "n’existe pas"),
        ("", "vide"),
        (" * ", "vide"),
        ("Atlantide", "inconnu"),
        ("reg:atlantide", "inconnu"),
        ("label:rien", "inconnu"),
        ("25 - Jura", "même département"),
        ("Caen", "n’existe plus"),
        ("aca:rouen", "n’existe plus"),
        ("0250001A", "lettre de contrôle"),
        ("uai:0250001A", "lettre de contrôle"),
        ("0750652B", "n’est pas dans l’annuaire"),
    ],
)
def test_refused_with_a_remedy(tree: Tree, text: str, words: str) -> None:
    with pytest.raises(UnknownCode, match=words) as refusal:
        tree.resolve(text)
    assert refusal.value.remedy


def test_refusal_suggests_the_nearest_name(tree: Tree) -> None:
    with pytest.raises(UnknownCode) as refusal:
        tree.resolve("Doub")
    assert "Doubs" in refusal.value.remedy


def test_near_names_are_looked_for_once_and_only_when_the_remedy_is_read(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    near = difflib.get_close_matches

    def counted(word: str, *rest: Any, **how: Any) -> list[str]:
        searched.append(word)
        return near(word, *rest, **how)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    refusals = []
    for _ in range(3):
        with pytest.raises(UnknownCode) as refusal:
            tree.resolve("Doubss")
        refusals.append(refusal.value)
    assert searched == []
    assert {"Doubs" in refusal.remedy for refusal in refusals} == {True}
    assert searched == ["doubss"]


def test_academie_of_before_the_merger_is_known_then() -> None:
    then = build_tree(None, date(2019, 6, 1))
    assert then.resolve("Caen") == "aca:caen"
    assert then.resolve("Normandie") == "reg:normandie"
    with pytest.raises(UnknownCode, match="à la date choisie"):
        then.resolve("aca:normandie")
