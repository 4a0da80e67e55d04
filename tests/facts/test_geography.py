"""The national skeleton, the tree of a day and its invariants."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.codes import UnknownCode, uai_letter
from vigie.facts.geography import LABELS, Tree, Trees, build_tree, tree_on
from vigie.facts.tree import DEPTHS

TODAY = date(2024, 9, 2)
BEFORE_THE_MERGER = date(2019, 12, 31)

# The 21 rows "Région académique" of the printed table (seeds/001, l. 1046-1066).
PRINTED_REGIONS = """
Auvergne-Rhône-Alpes, Bourgogne-Franche-Comté, Bretagne, Centre-Val de Loire, Corse, Grand Est,
Guadeloupe, Guyane, Hauts-de-France, Île-de-France, La Réunion, Martinique, Mayotte, Normandie,
Nouvelle-Aquitaine, Nouvelle-Calédonie, Occitanie, Pays de la Loire, Polynésie française,
Provence-Alpes-Côte d'Azur, Saint-Pierre et Miquelon
""".replace("\n", " ").split(", ")


def uai(number: int) -> str:
    return f"{number:07d}{uai_letter(number)}"


def school(number: int, degree: str = "primary", **columns: object) -> dict[str, object]:
    code = uai(number)
    row = {"uai": code, "name": f"École {code}", "degree": degree, "department": code[1:3]}
    return row | columns


def table(*rows: dict[str, object]) -> pl.DataFrame:
    columns = ["uai", "name", "degree", "department", "district", "district_name"]
    columns += ["basin", "basin_name", "state"]
    types: dict[str, type[pl.DataType]] = dict.fromkeys(columns, pl.String)
    types |= {"opened": pl.Date, "closed": pl.Date, "as_of": pl.Date, "import_no": pl.Int32}
    return pl.DataFrame(list(rows), schema=types)


@pytest.fixture(scope="module")
def nation() -> Tree:
    return build_tree(None, TODAY)


@pytest.fixture(scope="module")
def doubs() -> Tree:
    return build_tree(
        table(
            school(250001, district="0251234A", district_name="Besançon 1"),
            school(250002, district="0251234A", district_name="Besançon 1"),
            school(250003),
            school(250010, "secondary", basin="03101", basin_name="Besançon"),
            school(390001, district="0391234B", district_name="Dole"),
            school(250011, "secondary", district="0251234A"),
        ),
        TODAY,
    )


def test_printed_regions_are_the_regions(nation: Tree) -> None:
    assert [nation.resolve(name) for name in PRINTED_REGIONS] == nation.children("FR")


def test_units_of_the_national_programme(nation: Tree) -> None:
    assert len(nation.descendants("FR", "department")) == 104
    assert len(nation.descendants("FR", "academie")) == 33
    assert nation.frame["expected"].all()


@pytest.mark.parametrize("on", [TODAY, BEFORE_THE_MERGER])
def test_each_department_has_one_academie_and_one_region(on: date) -> None:
    tree = build_tree(None, on)
    for code in tree.descendants("FR", "department"):
        levels = [tree.level(c) for c in tree.path(code)]
        assert levels == ["nation", "region", "academie", "department"]


@pytest.mark.parametrize(
    ("department", "academie", "region"),
    [  # seeds/001, l. 1073-1082
        ("Doubs", "Besançon", "Bourgogne-Franche-Comté"),
        ("Eure", "Normandie", "Normandie"),
        ("Hérault", "Montpellier", "Occitanie"),
        ("Saône-et-Loire", "Dijon", "Bourgogne-Franche-Comté"),
        ("Essonne", "Versailles", "Île-de-France"),
        ("Manche", "Normandie", "Normandie"),
        ("Cher", "Orléans-Tours", "Centre-Val de Loire"),
        ("Yvelines", "Versailles", "Île-de-France"),
        ("Loire", "Lyon", "Auvergne-Rhône-Alpes"),
    ],
)
def test_attachments_of_the_printed_ranking(
    nation: Tree, department: str, academie: str, region: str
) -> None:
    path = [nation.name(c) for c in nation.path(nation.resolve(department))]
    assert path == ["France", region, academie, department]


def test_caen_and_rouen_merge_on_the_first_of_january_2020() -> None:
    then, now = build_tree(None, BEFORE_THE_MERGER), build_tree(None, date(2020, 1, 1))
    assert then.children("reg:normandie") == ["aca:caen", "aca:rouen"]
    assert then.children("aca:caen") == ["dep:14", "dep:50", "dep:61"]
    assert then.children("aca:rouen") == ["dep:27", "dep:76"]
    assert now.children("aca:normandie") == ["dep:14", "dep:27", "dep:50", "dep:61", "dep:76"]


def test_academie_of_normandie_reads_as_the_region_before_it_existed() -> None:
    then = build_tree(None, BEFORE_THE_MERGER)
    assert then.position("aca:normandie") == then.position("reg:normandie")
    assert then.canonical("aca:normandie") == "reg:normandie"
    with pytest.raises(UnknownCode, match="n’existe pas le 02/09/2024") as refusal:
        build_tree(None, TODAY).position("aca:caen")
    assert "aca:normandie" in refusal.value.remedy


def test_one_place_under_three_titles(nation: Tree) -> None:
    chain = ["reg:martinique", "aca:martinique", "dep:972"]
    for code in chain:
        assert nation.aliases(code) == chain
        assert nation.canonical(code) == "dep:972"
    assert nation.canonical("reg:normandie") == "aca:normandie"
    assert nation.canonical("aca:paris") == "dep:75"
    assert nation.canonical("reg:ile-de-france") == "reg:ile-de-france"
    assert nation.canonical("FR") == "FR"


def test_siblings_of_an_only_child_are_all_of_its_level(nation: Tree) -> None:
    assert nation.siblings("dep:25") == ["dep:39", "dep:70", "dep:90"]
    assert len(nation.siblings("aca:martinique")) == 32
    assert nation.siblings("FR") == []


def test_schools_hang_under_district_basin_or_department(doubs: Tree) -> None:
    assert doubs.children("dep:25") == [
        f"uai:{uai(250003)}",  # no district
        f"uai:{uai(250011)}",  # a district is not for the second degree
        "bassin:03101",
        "circo:0251234A",
    ]
    assert doubs.children("circo:0251234A") == [f"uai:{uai(250001)}", f"uai:{uai(250002)}"]
    assert doubs.name("circo:0251234A") == "Besançon 1"
    assert doubs.level("bassin:03101") == "basin"


def test_district_across_two_departments_is_split() -> None:
    rows = [school(n, district="9999", district_name="Sud") for n in (250001, 250002, 390001)]
    tree = build_tree(table(*rows), TODAY)
    assert tree.children("dep:25") == ["circo:9999"]
    assert tree.children("dep:39") == ["circo:9999@39"]
    assert tree.name("circo:9999@39") == "Sud (39)"


def test_school_is_in_the_tree_from_opening_to_the_eve_of_closing() -> None:
    rows = table(school(250001, opened=date(2020, 9, 1), closed=date(2023, 9, 1)))
    days = [date(2020, 8, 31), date(2020, 9, 1), date(2023, 8, 31), date(2023, 9, 1)]
    known = [f"uai:{uai(250001)}" in build_tree(rows, day) for day in days]
    assert known == [False, True, True, False]


def test_school_closed_without_a_date_is_left_out() -> None:
    tree = build_tree(table(school(250001, state="FERME"), school(250002, state="OUVERT")), TODAY)
    assert tree.descendants("FR", "school") == [f"uai:{uai(250002)}"]


def test_what_facts_name_keeps_its_node() -> None:
    rows = table(
        school(250001, district="A100", district_name="Est"),
        school(250001, district="B200"),
        school(250002, closed=date(2020, 9, 1)),
    )
    closed = f"uai:{uai(250002)}"
    without = build_tree(rows, TODAY)
    assert "circo:A100" not in without
    assert without.find(closed) is None
    tree = build_tree(rows, TODAY, named=["circo:A100", closed, "circo:unheard"])
    assert tree.children("dep:25") == [closed, "circo:B200", "circo:A100"]
    assert tree.children("circo:A100") == []
    assert tree.name("circo:A100") == "Est"
    assert "circo:unheard" not in tree


def test_department_comes_from_the_uai_when_the_directory_is_silent() -> None:
    rows = [school(6200002, department=None), school(9780001, department=None)]
    tree = build_tree(table(*rows, school(990001, department="099")), TODAY)
    assert [tree.parent(c) for c in tree.descendants("FR", "school")] == ["dep:2A", "dep:971"]


def test_wallis_et_futuna_enters_only_when_data_names_it(nation: Tree) -> None:
    assert "dep:986" not in nation
    assert nation.canonical(nation.resolve("Wallis-et-Futuna")) == "dep:986"
    for tree in (
        build_tree(None, TODAY, named=["reg:wallis-et-futuna"]),
        build_tree(table(school(9860001, department="986")), TODAY),
    ):
        assert tree.aliases("dep:986") == [f"{p}:wallis-et-futuna" for p in ("reg", "aca")] + [
            "dep:986"
        ]
        assert not tree.frame["expected"][tree.position("dep:986")]
        assert tree.frame.filter("expected", level="department").height == 104


def test_groups_that_only_the_roster_names() -> None:
    roster = pl.DataFrame(
        {
            "uai": [None, None, None, None],
            "department": ["39", "39", "39", None],
            "district": ["Lons Nord", "DOLE", "0399999C", "Nowhere"],
            "basin": [None, "Jura Sud", None, None],
        },
        schema=dict.fromkeys(["uai", "department", "district", "basin"], pl.String),
    )
    directory = table(school(390001, district="0391234B", district_name="Circonscription de Dole"))
    tree = build_tree(directory, TODAY, roster)
    assert tree.children("dep:39") == [
        "bassin:39-jura-sud",
        "circo:0399999C",  # "Circonscription 0399999C", for want of a name
        "circo:0391234B",
        "circo:39-lons-nord",
    ]
    assert tree.name("circo:39-lons-nord") == "Lons Nord"


def test_label_is_no_node_but_has_members(nation: Tree) -> None:
    tne = "label:tne"
    assert len(LABELS[tne].members) == 12
    assert LABELS[tne].members_on(date(2020, 10, 1)) == ("dep:02", "dep:95")
    assert nation.descendants(tne, "department") == list(LABELS[tne].members)
    assert (nation.level(tne), nation.path(tne)) == ("label", ["FR", tne])
    assert tne not in nation


def test_then_is_what_was_known_and_now_is_the_latest() -> None:
    moved = table(
        school(250001, district="A100", as_of=date(2023, 1, 1), import_no=1),
        school(250001, district="B200", as_of=date(2024, 1, 1), import_no=2),
    )
    trees = Trees(
        moved.drop("as_of"),
        pl.DataFrame(schema={"import_no": pl.Int32}),
        {1: date(2023, 1, 1), 2: date(2024, 1, 1)},
    )
    code = f"uai:{uai(250001)}"
    assert trees.then(date(2022, 1, 1)).parent(code) == "circo:A100"  # before the first directory
    assert trees.then(date(2023, 12, 31)).parent(code) == "circo:A100"
    assert trees.then(date(2024, 1, 1)).parent(code) == "circo:B200"
    assert trees.now(date(2023, 6, 1)).parent(code) == "circo:B200"
    assert tree_on(moved, None, date(2023, 6, 1)).parent(code) == "circo:A100"


DEPARTMENTS = ("25", "39", "50", "972", "75", "2B")


@st.composite
def directories(draw: st.DrawFn) -> pl.DataFrame:
    rows = []
    for number in draw(st.lists(st.integers(0, 9999), max_size=25, unique=True)):
        department = draw(st.sampled_from(DEPARTMENTS))
        opening = {"2B": "720", "972": "972"}.get(department, f"0{department}")
        group = st.none() | st.sampled_from(["1000", "2000", "3000"])
        rows.append(
            school(
                int(f"{opening}{number:04d}"),
                draw(st.sampled_from(["primary", "secondary", "1D", "2D"]) | st.none()),
                department=department,
                district=draw(group),
                basin=draw(group),
            )
        )
    return table(*rows)


@settings(max_examples=60, deadline=None)
@given(directories(), st.sampled_from([TODAY, BEFORE_THE_MERGER]))
def test_subtrees_are_ranges_and_roll_up_as_parents_do(rows: pl.DataFrame, on: date) -> None:
    tree = build_tree(rows, on)
    frame, size = tree.frame, len(tree)
    assert frame["code"].n_unique() == size
    assert sorted(tree.descendants("FR", "school")) == sorted(f"uai:{u}" for u in rows["uai"])

    # The slow twin: walk up from each node by its parent.
    inside: dict[int, set[int]] = {pos: set() for pos in range(size)}
    for pos in range(size):
        up = pos
        ancestors = {}
        while up >= 0:
            inside[up].add(pos)
            ancestors[DEPTHS[frame["level"][up]]] = up
            assert tree.depths[up] == DEPTHS[frame["level"][up]]
            up = int(tree.parents[up])
        row = frame.row(pos, named=True)
        columns = {1: "region", 2: "academie", 3: "department", 4: "group"}
        assert {d: row[c] for d, c in columns.items() if row[c] is not None} == {
            d: p for d, p in ancestors.items() if d in columns
        }
    for pos in range(size):
        assert inside[pos] == set(range(pos, int(tree.ends[pos])))
    for code in frame["code"]:
        assert all(tree.parent(child) == code for child in tree.children(code))

    again = Tree(frame, on)
    assert again.path(tree.code(size - 1)) == tree.path(tree.code(size - 1))


@settings(max_examples=20, deadline=None)
@given(directories(), st.randoms())
def test_the_tree_does_not_depend_on_the_order_of_rows(rows: pl.DataFrame, random) -> None:
    shuffled = rows[random.sample(range(rows.height), rows.height)]
    assert build_tree(rows, TODAY).frame.equals(build_tree(shuffled, TODAY).frame)
