"""The finest known node of each person, and the authorities that own schools."""

from datetime import date

import polars as pl
import pytest

from vigie.facts.authorities import authorities_of, local_authorities, local_authority
from vigie.facts.geography import Tree, build_tree

TODAY = date(2024, 9, 2)


@pytest.fixture(scope="module")
def tree() -> Tree:
    schools = pl.DataFrame(
        [
            ("0250001R", "primary", "25", "0251234A", "Besançon 1", None, None),
            ("0250002S", "primary", "25", "0251235B", "Pontarlier", date(2022, 9, 1), None),
            ("0250010A", "secondary", "25", None, None, None, "03101"),
            ("0390001X", "primary", "39", "0391234C", "Dole", None, None),
            ("0390002Y", "primary", "39", "0391235D", "Pontarlier", None, None),
        ],
        schema=["uai", "degree", "department", "district", "district_name", "closed", "basin"],
        orient="row",
    )
    roster = pl.DataFrame({"department": ["25"], "district": ["Pontarlier"]})
    return build_tree(schools, TODAY, roster)


def where(tree: Tree, **columns: str | None) -> tuple[str | None, bool]:
    """The node and fineness of one person."""
    series = {name: pl.Series([value], dtype=pl.String) for name, value in columns.items()}
    placed = tree.place(**series)
    pos, fine = placed.row(0)
    return (None if pos is None else tree.code(pos)), fine


@pytest.mark.parametrize(
    ("columns", "code", "fine"),
    [
        ({"uai": "0250001R"}, "uai:0250001R", True),
        ({"uai": " 0250001r "}, "uai:0250001R", True),
        ({"uai": "0250001R", "department": "39"}, "uai:0250001R", True),
        # Closed, or unknown to the directory: its département, or the group given beside it.
        ({"uai": "0250002S"}, "dep:25", False),
        ({"uai": "0259999Z"}, "dep:25", False),
        ({"uai": "0259999Z", "district": "0251234A"}, "circo:0251234A", True),
        ({"uai": "0990001A"}, None, False),
        ({"uai": "0990001A", "department": "25"}, "dep:25", False),
        ({"uai": "not a uai", "department": "025"}, "dep:25", False),
        ({"department": "25"}, "dep:25", False),
        ({"department": "dep:39"}, "dep:39", False),
        ({"department": "1"}, None, False),
        ({"department": None}, None, False),
        # A name means the district of that département; alone, only if it is the only one.
        ({"district": "Pontarlier", "department": "39"}, "circo:0391235D", True),
        ({"district": "Pontarlier", "department": "25"}, "circo:25-pontarlier", True),
        ({"district": "Pontarlier"}, None, False),
        ({"district": "dole"}, "circo:0391234C", True),
        ({"district": "0391234C"}, "circo:0391234C", True),
        ({"district": "Dole", "department": "25"}, "dep:25", False),
        ({"basin": "03101", "department": "25"}, "bassin:03101", True),
        (
            {"basin": "03101", "district": "0251234A", "department": "25", "profile": "2D_PUBLIC"},
            "bassin:03101",
            True,
        ),
        (
            {"basin": "03101", "district": "0251234A", "department": "25", "profile": "1D_PUBLIC"},
            "circo:0251234A",
            True,
        ),
    ],
)
def test_finest_known_node(
    tree: Tree, columns: dict[str, str | None], code: str | None, fine: bool
) -> None:
    assert where(tree, **columns) == (code, fine)


def test_rows_keep_their_order_and_number(tree: Tree) -> None:
    uai = pl.Series(["0390001X", None, "0250001R", "0390001X", None])
    department = pl.Series(["25", "25", None, None, None])
    pos, fine = tree.place(uai, None, None, department)
    codes = [None if p is None else tree.code(p) for p in pos]
    assert codes == ["uai:0390001X", "dep:25", "uai:0250001R", "uai:0390001X", None]
    assert fine.to_list() == [True, False, True, True, False]
    assert pos.dtype == pl.Int32


def test_nobody_to_place(tree: Tree) -> None:
    assert tree.place(pl.Series([], dtype=pl.String)).shape == (0, 2)
    assert tree.place().schema == {"pos": pl.Int32, "fine": pl.Boolean}


@pytest.mark.parametrize(
    ("kind", "department", "code"),
    [
        ("Ecole", "25", "commune:25-ornans"),
        ("Collège", "25", "departement:25"),
        ("Lycée", "25", "region:bourgogne-franche-comte"),
        ("Lycée agricole", "25", "region:bourgogne-franche-comte"),
        ("LP", "25", "region:bourgogne-franche-comte"),
        ("EREA", "25", "region:bourgogne-franche-comte"),
        ("Collège", "67", "collectivite:alsace"),
        ("Collège", "68", "collectivite:alsace"),
        ("Lycée", "68", "region:grand-est"),
        ("Collège", "2A", "collectivite:corse"),
        ("Lycée", "2B", "collectivite:corse"),
        ("Collège", "972", "collectivite:martinique"),
        ("Lycée", "972", "collectivite:martinique"),
        ("Lycée", "973", "collectivite:guyane"),
        ("Collège", "75", "departement:75"),
        ("Lycée", "75", "region:ile-de-france"),
    ],
)
def test_owner_of_a_school(kind: str, department: str, code: str) -> None:
    degree = "1D" if kind == "Ecole" else "2D"
    row = {"type": kind, "department": department, "degree": degree, "commune": "Ornans"}
    owner = local_authority(row, TODAY)
    assert owner is not None
    assert owner.code == code


def test_owners_have_their_usual_names() -> None:
    def named(kind: str, department: str, on: date = TODAY) -> str:
        owner = local_authority({"type": kind, "department": department}, on)
        assert owner is not None
        return owner.name

    assert named("Collège", "34") == "Conseil départemental de l’Hérault"
    assert named("Lycée", "59") == "Conseil régional des Hauts-de-France"
    assert named("Collège", "67", date(2020, 12, 31)) == "Conseil départemental du Bas-Rhin"
    assert named("Collège", "75") == "Ville de Paris"


def test_what_the_department_alone_cannot_tell_is_noted() -> None:
    owner = local_authority({"type": "Collège", "department": "69"}, TODAY)
    assert owner is not None
    assert owner.note is not None
    assert "Métropole" in owner.note


def test_cite_scolaire_has_two_owners_and_a_private_school_a_note() -> None:
    campus = {"type": "Cité scolaire", "uai": "0250010A", "sector": "public"}
    codes = [a.code for a in local_authorities(campus, TODAY)]
    assert codes == ["region:bourgogne-franche-comte", "departement:25"]
    private = local_authority({"type": "Collège", "department": "25", "sector": "private"}, TODAY)
    assert private is not None
    assert "privé" in (private.note or "")


def test_islands_detached_from_guadeloupe_own_their_schools() -> None:
    row = {"type": "Collège", "department": "971", "commune": "Saint-Martin"}
    owner = local_authority(row, TODAY)
    assert owner is not None
    assert owner.code == "collectivite:saint-martin"


@pytest.mark.parametrize("row", [{}, {"type": "Collège"}, {"degree": "1D", "department": "25"}])
def test_no_owner_when_the_row_does_not_tell(row: dict[str, str]) -> None:
    assert local_authority(row, TODAY) is None


def test_nine_authorities_in_bourgogne_franche_comte() -> None:
    # "les huit Départements et la Région" (seeds/002, l. 215)
    found = authorities_of("reg:bourgogne-franche-comte", TODAY)
    assert len(found) == 9
    assert [a.kind for a in found].count("department") == 8
    assert found[0].name == "Conseil régional de Bourgogne-Franche-Comté"
    assert len(authorities_of("reg:corse", TODAY)) == 1
    assert len(authorities_of("reg:grand-est", TODAY)) == 10
