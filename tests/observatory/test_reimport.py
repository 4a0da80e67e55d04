"""The file of a screen, taken in by an empty installation, gives the same figures there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from observatory.given import EXAMPLES, FUNNEL, HEADCOUNT, NOW, built, imported, table
from observatory.test_board import text_of
from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.measures.build import build
from vigie.measures.cube import Cube
from vigie.measures.disclosure import door
from vigie.measures.query import Query, run
from vigie.observatory import cubes

COUNTS = ("started_not_finished", "finished_not_sent", "sent", "headcount", "participation_rate")
DIRECTORY = EXAMPLES / "academie" / "etablissements.csv"


def here() -> Cube:
    cube = cubes.current()
    assert cube is not None
    return cube


def elsewhere(reader: Client, address: str, folder: Path, *before: Path) -> Cube:
    """The cube of an installation that has only the file of this address (after others)."""
    path = folder / "reçu.csv"
    path.write_bytes(reader.get(address, {"fichier": "reimportable"}).content)
    return build(imported(folder / "elsewhere", [*before, path]))


def lines(reader: Client, address: str) -> list[list[str]]:
    content = reader.get(address).content.decode("utf-8-sig")
    return [line.split(";") for line in content.splitlines()]


def shown(folder: Path) -> set[tuple[str, str]]:
    """(territory, profile) of the lines of the file."""
    text = (folder / "reçu.csv").read_text("utf-8-sig")
    return {(line.split(";")[0], line.split(";")[1]) for line in text.splitlines()[1:]}


def figures(
    cube: Cube, queries: Iterable[Query], places: set[tuple[str, str]]
) -> dict[tuple[str, ...], tuple[float | None, str]]:
    """Value and status by measure, territory and dimensions, at the places of the file."""
    return {
        (each.measure, each.territory, *each.dimensions.values()): (each.value, each.status)
        for query in queries
        for each in run(cube, query)
        if (each.territory, each.dimensions.get("profile", "ALL")) in places
    }


def seen(
    cube: Cube, queries: Iterable[Query], places: set[tuple[str, str]]
) -> dict[tuple[str, ...], tuple[float | None, str]]:
    """The same for what is shown today: what is hidden, or held at an older date, is left out."""
    figures_of_today = [
        each
        for query in queries
        for each in door(cube).protect(run(cube, query))
        if each.status != "hidden" and each.known_on is None
    ]
    return {
        (each.measure, each.territory, *each.dimensions.values()): (each.value, each.status)
        for each in figures_of_today
        if (each.territory, each.dimensions.get("profile", "ALL")) in places
    }


def assert_same(
    found: dict[tuple[str, ...], tuple[float | None, str]],
    expected: dict[tuple[str, ...], tuple[float | None, str]],
) -> None:
    assert found.keys() == expected.keys()
    for key, (value, status) in expected.items():
        assert found[key] == (value if value is None else pytest.approx(value), status), key


@pytest.mark.usefixtures("nation")
@pytest.mark.parametrize("level", ["region", "department"])
def test_participation_of_the_nation(reader: Client, tmp_path: Path, level: str) -> None:
    there = elsewhere(reader, f"/participation/?niveau={level}", tmp_path)
    asks = [
        query
        for measure in COUNTS
        for query in (
            Query(measure),
            Query(measure, by=("profile",)),
            Query(measure, level=level),
            Query(measure, pathway="POSITIONING", level=level),
        )
    ]
    places = shown(tmp_path)
    assert len(places) > 15
    expected = figures(here(), asks, places)
    # 40 545 of 906 607 (seeds/001, l. 1059).
    assert expected["participation_rate", "FR"] == (40545 / 906607, "ok")
    assert_same(figures(there, asks, places), expected)


@pytest.mark.usefixtures("nation")
def test_coverage_of_the_nation(reader: Client, tmp_path: Path) -> None:
    there = elsewhere(reader, "/couverture/?vue=donnees", tmp_path)
    asks = [
        query
        for measure in ("coverage", "senders")
        for query in (
            Query(measure),
            Query(measure, by=("profile",)),
            Query(measure, by=("subject", "profile")),
            Query(measure, by=("referential",)),
        )
    ]
    asks.append(Query("coverage_subject_mean", by=("profile",)))
    places = shown(tmp_path)
    assert len(places) == 6
    expected = figures(here(), asks, places)
    assert "not_applicable" in {status for _, status in expected.values()}
    assert_same(figures(there, asks, places), expected)


@pytest.mark.usefixtures("academy")
@pytest.mark.parametrize(
    ("code", "level"), [("aca:besancon", "department"), ("dep:25", "district")]
)
def test_participation_counted_from_people(
    reader: Client, tmp_path: Path, code: str, level: str
) -> None:
    there = elsewhere(reader, f"/participation/{code}/?niveau={level}", tmp_path, DIRECTORY)
    asks = [
        query
        for measure in COUNTS
        for query in (
            Query(measure, code),
            Query(measure, code, by=("profile",)),
            Query(measure, code, level=level),
            Query(measure, code, level=level, by=("profile",)),
        )
    ]
    places = shown(tmp_path)
    assert len(places) > 2
    # A line holds counts of one day: it is compared where all of them are of today.
    today = seen(here(), asks, places)
    whole = {key[1:] for key in today if all((name, *key[1:]) in today for name in COUNTS[:3])}
    expected = {key: value for key, value in today.items() if key[1:] in whole}
    assert len(expected) > 10
    found = figures(there, asks, places)
    assert_same({key: found[key] for key in expected}, expected)


def test_coverage_printed_and_counted_from_people(
    reader: Client, settings: Settings, tmp_path: Path
) -> None:
    names = [
        "campagnes.csv",
        "couverture-sujets-2025-02-03.csv",
        "Resultats-Num_rique-et-s_curit__2D-public_Doubs_2024-2025-512141-2025-02-03-0820.csv",
    ]
    settings.VIGIE_HOME = tmp_path / "here"
    build(imported(tmp_path / "here", [EXAMPLES / "academie" / name for name in names]))
    there = elsewhere(reader, "/couverture/dep:25/?vue=donnees", tmp_path)
    asks = [
        Query("coverage", "dep:25", by=("subject", "profile")),
        Query("senders", "dep:25", by=("subject", "profile")),
        Query("coverage", "dep:25", by=("subject", "profile"), pathway="DIGITAL_SECURITY"),
    ]
    places = shown(tmp_path)
    assert ("dep:25", "2D_PUBLIC") in places
    # Where the sendings are hidden, so is the line that says a subject does not apply.
    everything = seen(here(), asks, places).items()
    expected = {key: value for key, value in everything if value[1] == "ok"}
    assert len(expected) > 20
    found = figures(there, asks, places)
    assert_same({key: found[key] for key in expected}, expected)


@pytest.mark.usefixtures("academy")
def test_what_is_hidden_on_screen_is_left_out(reader: Client) -> None:
    address = "/participation/dep:70/"
    found = lines(reader, f"{address}?fichier=reimportable")
    assert found[0][:4] == ["territory", "profile", "pathway", "as_of"]
    assert "dep:70 1D_PRIVATE" not in {" ".join(line[:2]) for line in found}
    assert all("" not in line[4:7] for line in found[1:])
    words = text_of(reader.get(address).content)
    assert "Fichier réimportable (CSV)" in words
    assert "Les chiffres masqués n’y sont pas" in words


@pytest.mark.usefixtures("nation")
def test_the_filters_of_the_page_hold(reader: Client) -> None:
    found = lines(reader, "/participation/?profil=CPE&niveau=region&fichier=reimportable")
    assert {line[1] for line in found[1:]} == {"CPE"}
    found = lines(reader, "/couverture/?vue=donnees&profil=CPE&fichier=reimportable")
    assert {line[1] for line in found[1:]} == {"CPE"}


def test_several_pathways_stay_apart(tmp_path: Path, settings: Settings, reader: Client) -> None:
    rows = table(
        FUNNEL,
        "dep:25;CPE;POSITIONING;2025-02-03;10;20;30",
        "dep:25;CPE;DIGITAL_SECURITY;2025-03-03;11;21;31",
        "dep:25;CPE;;2025-03-03;16;26;46",
        "dep:25;2D_PUBLIC;POSITIONING;2025-02-03;40;50;60",
    )
    settings.VIGIE_HOME = tmp_path / "here"
    cube = built(tmp_path / "here", {"p.csv": rows})
    there = elsewhere(reader, "/participation/dep:25/", tmp_path)
    asks = [
        Query("sent", "dep:25", by=("profile", "pathway")),
        Query("sent", "dep:25", by=("profile",)),
    ]
    places = {("dep:25", "CPE"), ("dep:25", "2D_PUBLIC")}
    expected = figures(cube, asks, places)
    assert expected["sent", "dep:25", "CPE"] == (46, "ok")
    assert_same(figures(there, asks, places), expected)


def test_a_headcount_of_some_parts_only_is_not_one_of_the_whole(
    tmp_path: Path, settings: Settings, reader: Client
) -> None:
    funnel = table(
        FUNNEL,
        "FR;CPE;POSITIONING;2024-04-10;631;63;188",
        "dep:25;CPE;POSITIONING;2025-02-03;10;20;30",
        "dep:25;CPE;DIGITAL_SECURITY;2025-02-03;10;20;30",
    )
    people = table(HEADCOUNT, "dep:25;CPE;306;2024-10-01")
    settings.VIGIE_HOME = tmp_path
    built(tmp_path, {"p.csv": funnel, "h.csv": people})
    found = lines(reader, "/participation/?niveau=department&fichier=reimportable")
    headcounts = {line[0]: line[-1] for line in found[1:]}
    assert headcounts["FR"] == ""
    assert headcounts["dep:25"] == "306"


@pytest.mark.usefixtures("nation")
@pytest.mark.parametrize(
    ("address", "source"),
    [("/participation/", "participation-counts"), ("/couverture/?vue=donnees", "coverage-table")],
)
def test_the_file_is_recognised_without_a_reproach(
    reader: Client, tmp_path: Path, address: str, source: str
) -> None:
    path = tmp_path / "reçu.csv"
    path.write_bytes(reader.get(address, {"fichier": "reimportable"}).content)
    report = import_file(Home(tmp_path / "home"), path, by="nora", now=NOW, dry_run=True)
    assert (report.source, report.errors) == (source, ())
