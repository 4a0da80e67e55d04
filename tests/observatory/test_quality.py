"""The page of data quality, on real printed tables and on an invented académie."""

import json
from pathlib import Path

import pytest

from lib.people import signed_in
from observatory.dropping import EXAMPLES, Person
from observatory.given import FUNNEL, HEADCOUNT, table

UNDECLARED = next((EXAMPLES / "monday").glob("*.csv"))


@pytest.fixture
def person(home: Path) -> Person:
    assert home.is_dir()
    return Person(signed_in())


def rows(person: Person, name: str, query: str = "") -> list[dict[str, object]]:
    answer = person.client.get(f"/qualite/?{name}-export=json{query}")
    assert answer["Content-Type"].startswith("application/json"), answer.content[:200]
    found: list[dict[str, object]] = json.loads(answer.content)["rows"]
    return found


def test_with_nothing_imported_it_says_where_to_start(person: Person) -> None:
    shown = person.read("/qualite/")
    assert "Les chiffres n’ont pas encore été calculés" in shown
    assert "Importez un premier fichier" in shown
    assert "rien à signaler" not in shown


@pytest.mark.usefixtures("academy")
def test_the_usable_share_and_the_unknown_line() -> None:
    # R006: what is placed and what is not add up to the people known one by one.
    found = rows(Person(signed_in()), "adresses")
    assert {"Doubs", "Haute-Saône", "France"} <= {row["name"] for row in found}
    for row in found:
        known, placed, unknown, share = (
            row[key]["value"] if row[key]["status"] == "ok" else None  # type: ignore[index, call-overload]  # an exported figure
            for key in ("identified", "placed", "unknown", "share")
        )
        if share is not None:
            assert known == placed + unknown
            assert share == pytest.approx(placed / known)


@pytest.mark.usefixtures("academy")
def test_few_people_on_the_unknown_line_stay_hidden() -> None:
    for row in rows(Person(signed_in()), "adresses"):
        unknown = row["unknown"]
        assert unknown["value"] is None or unknown["value"] == 0 or unknown["value"] >= 5  # type: ignore[index, call-overload]  # an exported figure


@pytest.mark.usefixtures("nation")
def test_printed_totals_that_are_not_their_sum() -> None:
    # 14 734 senders against 14 700 printed (seeds/001, l. 587).
    (row,) = rows(Person(signed_in()), "avertissements", "&avertissements-about=total et somme")
    assert "14 734" in str(row["message"]).replace("\u202f", " ").replace("\u00a0", " ")
    assert row["line"] == 7


def test_missing_headcounts(person: Person) -> None:
    person.import_all(
        ("p.csv", table(FUNNEL, "dep:25;1D_PUBLIC;POSITIONING;2024-04-10;10;5;20",
                        "dep:39;1D_PUBLIC;POSITIONING;2024-04-10;10;5;20",
                        "dep:70;1D_PUBLIC;POSITIONING;2024-04-10;1;1;1")),
        ("e.csv", table(HEADCOUNT, "dep:25;1D_PUBLIC;2900;2024-04-10")),
    )  # fmt: skip
    found = {row["name"]: row["participants"] for row in rows(person, "sans_effectif")}
    assert set(found) == {"Jura", "Haute-Saône"}
    assert found["Jura"]["value"] == 35  # type: ignore[index]  # an exported figure
    assert found["Haute-Saône"]["status"] == "hidden"  # type: ignore[index]  # idem
    assert "2 effectifs manquants" in person.read("/qualite/")


@pytest.mark.usefixtures("nation")
def test_headcounts_missing_above_the_departments_are_told_by_the_boards() -> None:
    """The national tables give participants by profile, and headcounts by place only."""
    person = Person(signed_in())
    assert "Dans les départements, chaque profil qui a des participants" in person.read("/qualite/")
    assert "L’effectif manque pour 5 profils" in person.read("/")


def test_headcounts_that_moved_by_more_than_a_fifth(person: Person) -> None:
    person.import_all(
        ("e1.csv", table(HEADCOUNT, "dep:25;CPE;100;2023-10-01", "dep:39;CPE;100;2023-10-01")),
    )
    person.import_all(
        ("e2.csv", table(HEADCOUNT, "dep:25;CPE;120;2024-10-01", "dep:39;CPE;79;2024-10-01")),
    )
    (row,) = rows(person, "effectifs")
    assert (row["name"], row["before"], row["after"], row["import"]) == (
        "Jura", 100, 79, "I000002",
    )  # fmt: skip
    assert row["change"] == pytest.approx(-0.21)


def test_sources_that_contradict_each_other(person: Person) -> None:
    profiles = ("1D_PUBLIC", "1D_PRIVATE", "2D_PUBLIC", "2D_PRIVATE", "CPE")
    parts = [f"dep:25;{profile};POSITIONING;2024-04-10;10;10;10" for profile in profiles]
    person.import_all(("parties.csv", table(FUNNEL, *parts)))
    person.import_all(("total.csv", table(FUNNEL, "dep:25;ALL;POSITIONING;2024-04-10;50;50;60")))
    found = [row for row in rows(person, "ecarts") if row["name"] == "Doubs"]
    assert [(row["printed"], row["summed"], row["nature"]) for row in found] == [
        (160, 150, "même date")
    ]
    assert "contradiction entre sources" in person.read("/qualite/")


def test_a_campaign_without_place_leads_to_its_declaration(person: Person) -> None:
    person.import_all(UNDECLARED)
    page = person.client.get("/qualite/").content.decode()
    assert 'href="/campagnes/nouvelle/?code=PBYBWV439"' in page
    (row,) = rows(person, "incompletes")
    assert row["missing"] == "Territoire et profil"


@pytest.mark.usefixtures("academy")
def test_old_exports_against_the_latest_date() -> None:
    person = Person(signed_in())
    assert rows(person, "anciens") == []
    assert len(rows(person, "anciens", "&jours=0")) == 0
    for wrong in ("-1", "abc", "99999"):
        assert "Un nombre de jours, de 0 à 3650." in person.read(f"/qualite/?jours={wrong}")


def test_an_export_that_lags_is_told(person: Person) -> None:
    folder = EXAMPLES / "academie"
    old = next(folder.glob("*1D-public_Doubs*2024-10-07*.csv"))
    new = next(folder.glob("*2D-public_Doubs*512015*2025-02-03*.csv"))
    person.import_all(folder / "campagnes.csv", old, new)
    (row,) = rows(person, "anciens")
    assert (row["code"], row["territory"], row["days"]) == ("PBYBWV439", "Doubs", 119)
    assert rows(person, "anciens", "&jours=119") == []


@pytest.mark.usefixtures("academy")
def test_which_profiles_have_a_campaign() -> None:
    found = {row["name"]: row for row in rows(Person(signed_in()), "couverture")}
    assert found["Doubs"]["1d_public"] == "2\u00a0campagnes"
    assert found["Jura"]["cpe"] == "1\u00a0campagne"


@pytest.mark.usefixtures("academy")
def test_every_table_is_exported_in_every_format() -> None:
    client = signed_in()
    names = ("incompletes", "adresses", "sans_effectif", "effectifs", "ecarts", "avertissements",
             "anciens", "couverture")  # fmt: skip
    for name in names:
        for kind in ("csv", "xlsx", "ods", "json"):
            answer = client.get(f"/qualite/?{name}-export={kind}")
            assert "attachment" in answer["Content-Disposition"], (name, kind)


def test_people_of_a_campaign_without_territory_have_a_line(person: Person) -> None:
    folder = EXAMPLES / "academie"
    declared = (folder / "campagnes.csv").read_text("utf-8")
    fewer = "".join(line for line in declared.splitlines(True) if not line.startswith("PBYBWV439"))
    others = next(folder.glob("*2D-public_Doubs*512015*2025-02-03*.csv"))
    person.import_all(("campagnes.csv", fewer))
    person.import_all(UNDECLARED, others)
    found = {row["name"]: row for row in rows(person, "adresses")}
    assert list(found) == ["Doubs", "Sans département connu", "France"]
    doubs, nowhere, nation = found.values()
    assert (nowhere["identified"], nowhere["placed"], nowhere["share"]) == (496, 0, 0.0)
    assert nation["identified"]["value"] == 496 + doubs["identified"]["value"]  # type: ignore[index]  # exported figures
    assert "1 campagne à déclarer" in person.read("/qualite/")
