"""What an import means: which snapshot holds, at what date, for whom, against what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from facts.given import (
    NOW,
    campaigns_file,
    counts_file,
    headcounts_file,
    participation,
    pix_file,
    table,
    take,
)
from lib.pix_files import Layout
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.facts.snapshots import active_on

# Snapshots ------------------------------------------------------------------------------------


def test_a_newer_snapshot_holds_today_and_the_older_one_keeps_the_past(
    home: Home, files: Path
) -> None:
    take(home, pix_file(files, participation("abadie", 7)))
    take(home, pix_file(files, participation("abadie", 7, shared=20), on="2026-11-02"))
    records = Ledger(home).records()
    assert active_on(records, date(2026, 11, 22)) == {"PXEDUA234": 2}
    assert active_on(records, date(2026, 10, 31)) == {"PXEDUA234": 1}
    lake = Lake(home)
    assert lake.scan("participations", [2]).collect()["state"].to_list() == [2]
    assert lake.scan("participations", [1]).collect()["state"].to_list() == [0]
    assert lake.scan("participations").collect()["person"].n_unique() == 1


def test_an_older_snapshot_goes_in_with_a_warning(home: Home, files: Path) -> None:
    take(home, pix_file(files, on="2026-11-02"), profile="CPE", territory="dep:25")
    report = take(home, pix_file(files, participation("abadie", 7)))
    assert report.status == "imported"
    assert [warning.code for warning in report.warnings] == ["older_snapshot"]


# Dates ----------------------------------------------------------------------------------------


def test_the_date_given_wins(home: Home, files: Path) -> None:
    report = take(home, pix_file(files), as_of=date(2026, 10, 1))
    assert report.as_of == date(2026, 10, 1)
    assert Ledger(home).records()[0].as_of_origin == "option"


def test_a_table_with_no_date_at_all_is_refused_with_the_remedy(home: Home, files: Path) -> None:
    path = table(files, "effectifs.csv", "territory;profile;headcount", "dep:25;CPE;40")
    report = take(home, path)
    assert report.status == "refused"
    assert report.as_of is None
    assert any("--as-of" in error.remedy for error in report.errors)


def test_an_export_with_no_good_line_says_what_is_wrong_and_asks_no_date(
    home: Home, files: Path
) -> None:
    path = table(
        files,
        "export.csv",
        "Nom de l'organisation;ID Campagne;Code;Nom de la campagne;Nom du Participant;"
        "Prénom du Participant;% de progression;Date et heure de début (Europe/Paris);"
        "Partage (O/N);Date et heure du partage (Europe/Paris);"
        "% maitrise de l'ensemble des acquis du profil",
        "Org;1;CAMPAA001;C;N;P;1;02/09/2024 10:00;Oui;03/09/2024 10:00;1,2",
    )
    report = take(home, path)
    assert [(error.line, error.value) for error in report.errors] == [(2, "1,2")]


def test_dates_in_the_future_are_refused(home: Home, files: Path) -> None:
    path = headcounts_file(files, "dep:25;CPE;40;2026-11-22", "dep:70;CPE;20;2026-11-23")
    report = take(home, path)
    assert [(e.line, e.column, e.value) for e in report.errors] == [(3, "as_of", "2026-11-23")]
    accepted = take(home, path, accept_refused={3})
    assert (accepted.status, accepted.as_of) == ("imported", date(2026, 11, 22))
    given = take(home, pix_file(files), as_of=date(2027, 1, 1))
    assert (given.status, given.errors[0].line) == ("refused", None)


def test_today_is_the_day_in_paris(home: Home, files: Path) -> None:
    path = headcounts_file(files, "dep:25;CPE;40;2026-11-23")
    late = NOW.replace(hour=23, minute=30)
    assert take(home, path, now=late).status == "imported"


def test_declarations_are_dated_from_the_day_they_are_given(home: Home, files: Path) -> None:
    report = take(home, campaigns_file(files, "PXEDUA234;dep:25;CPE;POSITIONING;;2"))
    assert report.as_of == date(2026, 11, 22)
    assert [warning.code for warning in report.warnings] == ["dated_today"]


# Context of a campaign ------------------------------------------------------------------------


def context(home: Home) -> tuple[str | None, str | None, str | None]:
    record = Ledger(home).records()[-1]
    return record.territory, record.profile, record.pathway


def test_the_context_comes_from_the_declaration(home: Home, files: Path) -> None:
    take(home, campaigns_file(files, "PXEDUA234;dep:25;CPE;FINAL;;2"))
    report = take(home, pix_file(files))
    assert context(home) == ("dep:25", "CPE", "FINAL")
    assert report.warnings == ()


def test_an_option_wins_over_the_declaration_and_says_so(home: Home, files: Path) -> None:
    take(home, campaigns_file(files, "PXEDUA234;dep:25;CPE;FINAL;;2"))
    report = take(home, pix_file(files), profile="1D_PRIVATE", pathway="FINAL")
    assert context(home) == ("dep:25", "1D_PRIVATE", "FINAL")
    assert [warning.code for warning in report.warnings] == ["profile_differs"]


def test_the_previous_import_of_a_campaign_is_remembered(home: Home, files: Path) -> None:
    take(home, pix_file(files), territory="Doubs", profile="CPE")
    take(home, pix_file(files, on="2026-11-02", extra=""), as_of=date(2026, 11, 2))
    later = take(home, pix_file(files, participation("abadie", 7), on="2026-11-09"))
    assert context(home) == ("dep:25", "CPE", "POSITIONING")
    assert later.warnings == ()


def test_what_is_unknown_goes_in_with_a_notice(home: Home, files: Path) -> None:
    report = take(home, pix_file(files, layout=replace(Layout(), pathway="Parcours du midi")))
    assert report.status == "imported"
    assert context(home) == (None, None, None)
    assert {w.code for w in report.warnings} == {
        "unknown_territory",
        "unknown_profile",
        "unknown_pathway",
    }


def test_wrong_options_are_refused_together_before_the_file_is_read(
    home: Home, files: Path
) -> None:
    report = take(home, pix_file(files), territory="Atlantide", profile="XYZ", pathway="?")
    assert report.status == "refused"
    assert {e.column for e in report.errors} == {"territory", "profile", "pathway"}
    assert report.as_of is None


def test_a_second_code_for_the_same_campaign_is_refused(home: Home, files: Path) -> None:
    take(home, campaigns_file(files, "PXEDUA234;dep:25;CPE;POSITIONING;;2"))
    other = campaigns_file(
        files,
        "AUTRE2345;dep:25;CPE;POSITIONING;;2",
        "NEUVE3456;dep:70;CPE;CULTURE;;1",
        name="b.csv",
    )
    report = take(home, other)
    assert report.status == "refused"
    assert report.errors[0].line == 2
    assert "PXEDUA234" in report.errors[0].message


# Coherence with what is known -----------------------------------------------------------------


def test_a_headcount_that_jumps_is_told_and_goes_in(home: Home, files: Path) -> None:
    take(home, headcounts_file(files, "dep:25;ALL;7609;2024-03-15"))
    report = take(home, headcounts_file(files, "dep:25;ALL;9500;2024-09-02", name="b.csv"))
    assert report.status == "imported"
    assert [w.code for w in report.warnings] == ["headcount_moved"]


def test_participants_of_an_export_above_the_headcount_are_told(home: Home, files: Path) -> None:
    take(home, headcounts_file(files, "dep:25;CPE;3;2026-09-02"))
    report = take(home, pix_file(files), territory="dep:25", profile="CPE")
    assert [w.code for w in report.warnings] == ["participants_above_headcount"]


def test_participants_above_the_headcount_of_their_line_are_told_once(
    home: Home, files: Path
) -> None:
    """The Doubs has its headcount on its line, the Jura on that of another pathway."""
    report = take(
        home,
        counts_file(
            files,
            "dep:25;CPE;Bilan;2024-03-15;5;0;0;3",
            "dep:39;CPE;Bilan;2024-03-15;7;0;0;",
            "dep:39;CPE;Auto-positionnement;2024-03-15;1;0;0;6",
        ),
    )
    assert [w.code for w in report.warnings] == ["participants_above_headcount"] * 2
    assert ["Jura" in w.message for w in report.warnings] == [False, True]


def test_a_region_printed_above_all_its_departements_is_told(home: Home, files: Path) -> None:
    """Four départements at 1, 1 and 1: the total says 10, 5 and 6. Of three, nobody can tell."""
    total = "Bretagne;ALL;;2024-03-15;10;5;6;"
    parts = [f"dep:{code};ALL;;2024-03-15;1;1;1;" for code in (22, 29, 35, 56)]
    whole = take(home, counts_file(files, total, *parts))
    assert [w.code for w in whole.warnings] == ["total"] * 3
    assert "est 10, la somme des 4 territoires du fichier est 4" in whole.warnings[
        0
    ].message.replace("\u00a0", " ")
    some = take(home, counts_file(files, total, *parts[:3], name="trois.csv"))
    assert "total" not in [w.code for w in some.warnings]


def test_a_nation_above_some_of_its_departements_is_right(home: Home, files: Path) -> None:
    parts = [f"dep:{code:02};ALL;;2024-03-15;1;1;1;" for code in range(1, 20)]
    report = take(home, counts_file(files, "FR;ALL;;2024-03-15;90;90;90;", *parts))
    assert report.warnings == ()
