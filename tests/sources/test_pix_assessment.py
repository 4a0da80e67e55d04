"""Assessment exports of Pix Orga: every variant, drawn small."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from lib.pix_files import BOM, Layout, Row, export, line, text
from lib.reading import read_bytes
from vigie.sources.pix import explain_fraction
from vigie.sources.pix_assessment import latest_sending
from vigie.sources.reading import Reading

SEPTEMBER = datetime(2026, 9, 7, 8, 12)
SENT_AT = datetime(2026, 9, 7, 9, 3)


def file(layout: Layout, *rows: Row) -> bytes:
    header = ";".join(text(name) for name in layout.header())
    return (BOM + "\n".join([header, *(line(layout, row) for row in rows)]) + "\n").encode()


def person(**changes: object) -> Row:
    given: dict[str, object] = {
        "last_name": "Abadie",
        "first_name": "Nour",
        "external_id": "Nour.Abadie@ac-Besancon.fr",
        "progress": 1.0,
        "started": SEPTEMBER,
        "shared": SENT_AT,
        "mastered": (10, 6, 0, 9),
    }
    return Row(**{**given, **changes})  # type: ignore[arg-type] # drawn by name


def only(reading: Reading) -> dict[str, object]:
    table = reading.tables["participations"]
    assert table.height == 1
    return table.row(0, named=True)


def test_a_sending_is_read_whole() -> None:
    layout = Layout()
    reading = read_bytes(file(layout, person()))
    assert reading.source == "pix-assessment"
    assert reading.problems == ()
    assert reading.notices == ()
    row = only(reading)
    assert row["line"] == 2
    assert row["campaign"] == "PXEDUA234"
    assert row["person_key"] == "nour.abadie@ac-besancon.fr"
    assert row["state"] == 2
    assert row["sendings"] == 1
    assert row["started_on"] == date(2026, 9, 7)
    # 09:03 in Paris in September is 07:03 UTC.
    assert row["shared_at"] == row["active_at"] == datetime(2026, 9, 7, 7, 3, tzinfo=UTC)
    assert row["uai"] is None
    # 10, 6 and 0 of 12 targeted skills, rounded half up to ten-thousandths; 16 of 36 printed 0,44.
    assert row["c_competence_gerer_des_donnees"] == 8333
    assert row["c_competence_interagir"] == 5000
    assert row["c_competence_programmer"] == 0
    assert row["c_domain_information_et_donnees"] == 7500
    assert row["c_overall"] == 4400


def test_items_say_what_is_reachable_and_in_which_referential() -> None:
    layout = Layout(competences=("Interagir", "Concevoir des ressources"), pathway="Pix+ Édu")
    items = read_bytes(file(layout, person(mastered=(1, 2, 3)))).tables["items"]
    assert items.columns[:3] == ["campaign", "item", "level"]
    assert items.select("level", "label", "referential", "reachable").rows() == [
        ("overall", "Ensemble", "CRCN-EDU", None),
        ("competence", "Interagir", "CRCN", 12),
        ("competence", "Concevoir des ressources", "CRCN-EDU", 12),
        ("domain", "Information et données", "CRCN", 12),
    ]


@pytest.mark.parametrize(
    ("progress", "shared", "state"),
    [(0.316, None, 0), (1.0, None, 1), (1.0, SENT_AT, 2), (0.0, None, 0)],
)
def test_state_follows_progress_then_sharing(
    progress: float, shared: datetime | None, state: int
) -> None:
    row = only(read_bytes(file(Layout(), person(progress=progress, shared=shared))))
    assert row["state"] == state
    assert (row.get("c_overall") is None) == (state != 2)


@pytest.mark.parametrize(
    "layout",
    [
        Layout(old=True, with_code=False),
        Layout(old=True),
        Layout(with_code=False),
        Layout(stages=4, badges=("Pix+ Édu Initié", "Pix+ Édu Confirmé")),
        Layout(skills=("@web1", "@web2", "@mail4")),
        Layout(external_id=None),
        Layout(external_id="identifiant CN"),
        Layout(competences=(), domains=("Information et données",)),
    ],
)
def test_variants_give_the_same_state_and_shares(layout: Layout) -> None:
    mastered = (9,) * (len(layout.competences) + len(layout.domains))
    layout_row = person(mastered=mastered) if layout.competences else None
    if layout_row is None:
        layout = Layout(domains=())
        layout_row = person(mastered=(9, 9, 9))
    reading = read_bytes(file(layout, layout_row))
    assert reading.problems == ()
    row = only(reading)
    assert row["state"] == 2
    assert row["campaign"] == ("PXEDUA234" if layout.with_code else "481516")
    assert row["c_competence_interagir"] == 7500
    assert row["c_overall"] == 7500


def test_an_old_export_is_dated_in_days() -> None:
    row = only(read_bytes(file(Layout(old=True), person())))
    assert row["started_on"] == date(2026, 9, 7)
    assert row["shared_at"] == datetime(2026, 9, 6, 22, 0, tzinfo=UTC)


def test_without_progress_a_notice_says_what_is_lost() -> None:
    reading = read_bytes(file(Layout(with_progress=False), person(shared=None)))
    assert only(reading)["state"] == 0
    assert [notice.code for notice in reading.notices] == ["no_progress"]


def test_columns_may_come_in_any_order() -> None:
    content = export(Layout(skills=("@web1", "@web2")), 40, seed=3).decode("utf-8-sig")
    rows = [cells.split(";") for cells in content.splitlines()]
    order = list(range(len(rows[0])))
    order = order[7:] + order[:7]
    moved = "\n".join(";".join(row[place] for place in order) for row in rows)
    straight, shuffled = read_bytes(content), read_bytes(moved)
    assert shuffled.problems == ()
    for name, table in straight.tables.items():
        if name == "participations":
            assert table.sort("line").equals(
                shuffled.tables[name].select(table.columns).sort("line")
            )


def test_skills_become_subjects() -> None:
    layout = Layout(skills=("@web1", "@web2", "@web5", "@mail1", "@rien3"))
    reading = read_bytes(
        file(layout, person(skills=("OK", "OK", "KO", "KO", "Non testé"))),
    )
    row = only(reading)
    # Highest level mastered over highest level tested: 2 of 5, 0 of 1, 0 of 3.
    assert row["c_subject_web"] == 4000
    assert row["c_subject_mail"] == 0
    assert row["c_subject_rien"] == 0
    items = reading.tables["items"].filter(pl.col("level") == "subject")
    assert items.select("label", "reachable").rows() == [("web", 5), ("mail", 1), ("rien", 3)]


def test_a_competence_without_targeted_skill_is_no_item() -> None:
    content = file(Layout(), person()).decode().replace("0,83;12;10", "NaN;0;0")
    reading = read_bytes(content)
    assert reading.problems == ()
    assert "c_competence_gerer_des_donnees" not in reading.tables["participations"].columns
    assert "Gérer des données" not in reading.tables["items"]["label"].to_list()


def test_a_rate_out_of_step_with_its_parts_is_noticed() -> None:
    content = file(Layout(), person()).decode().replace("0,83;12;10", "0,5;12;10")
    reading = read_bytes(content)
    assert reading.problems == ()
    (notice,) = reading.notices
    assert notice.code == "share_out_of_step"
    assert notice.line == 2
    assert only(reading)["c_competence_gerer_des_donnees"] == 8333


def test_a_percentage_above_one_is_refused_with_the_fraction_to_write() -> None:
    content = file(Layout(), person()).decode().replace("0,83;12;10", "83,3;12;10")
    reading = read_bytes(content)
    (problem,) = reading.problems
    assert problem.line == 2
    assert problem.column == "% de maitrise des acquis de la compétence Gérer des données"
    assert problem.value == "83,3"
    assert "0,833" in problem.remedy
    assert reading.refused_rows == 1
    assert reading.rows_read == 1


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("1,2", "Écrivez 0,012 pour 1,2\u00a0%."),
        ("1,05", "Écrivez 0,0105 pour 1,05\u00a0%."),
        ("100", "Écrivez 1 pour 100\u00a0%."),
    ],
)
def test_the_fraction_to_write_is_the_percentage_read(cell: str, remedy: str) -> None:
    assert explain_fraction(cell)[1] == remedy


def test_the_apostrophe_against_formulas_is_undone() -> None:
    layout = Layout(external_id=None)
    plain = only(read_bytes(file(layout, person(last_name="Bono"))))
    content = file(layout, person(last_name="=Bono"))
    assert b'"\'=Bono"' in content
    assert only(read_bytes(content))["person_key"] == f"={plain['person_key']}"


def test_a_valid_uai_is_a_place_and_names_make_the_person() -> None:
    row = only(read_bytes(file(Layout(), person(external_id="0750652b"))))
    assert row["uai"] == "0750652B"
    assert row["person_key"] == "abadie|nour|drane fictive|0750652b"


def test_a_wrong_uai_letter_names_the_letter_expected() -> None:
    reading = read_bytes(file(Layout(), person(external_id="0750652C")))
    (problem,) = reading.problems
    assert (problem.line, problem.column, problem.value) == (2, "Adresse académique", "0750652C")
    assert "lettre B" in problem.message
    assert reading.refused_rows == 1


def test_digits_that_name_no_departement_leave_the_place_unknown() -> None:
    reading = read_bytes(file(Layout(), person(external_id="0991234A")))
    assert only(reading)["uai"] is None
    assert [notice.code for notice in reading.notices] == ["unplaceable_uai"]


def test_anonymised_people_are_as_many_persons() -> None:
    hidden = person(last_name="Anonymized", first_name="Anonymized", external_id="")
    reading = read_bytes(file(Layout(), hidden, hidden))
    assert reading.tables["participations"]["person_key"].n_unique() == 2
    assert [notice.code for notice in reading.notices] == ["anonymised"]


def test_the_repeated_hour_keeps_its_first_passage_with_a_notice() -> None:
    reading = read_bytes(file(Layout(), person(shared=datetime(2026, 10, 25, 2, 30))))
    assert only(reading)["shared_at"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert [notice.code for notice in reading.notices] == ["repeated_hour"]


@pytest.mark.parametrize(
    "wrong", ["31/02/2026 09:03", "29/03/2026 02:30", "07/09/2026 25:03", "hier", "07/09/1926 9:03"]
)
def test_a_date_that_does_not_exist_is_refused(wrong: str) -> None:
    content = file(Layout(), person()).decode().replace("07/09/2026 09:03", wrong)
    (problem,) = read_bytes(content).problems
    assert problem.column == "Date et heure du partage (Europe/Paris)"
    assert problem.value == wrong


def test_every_error_of_a_line_is_said_and_the_line_left_out() -> None:
    content = (
        file(Layout(), person(), person(external_id="b@ac-x.fr"))
        .decode()
        .replace("0,83;12;10", "0,83;12;13", 1)
        .replace('"Oui"', '"Yes"', 1)
    )
    reading = read_bytes(content)
    assert reading.refused_lines == {2}
    assert reading.tables["participations"]["line"].to_list() == [3]
    assert reading.problems[0].value == "Yes"


def test_as_of_is_the_date_of_the_file_name_else_the_latest_inside() -> None:
    content = file(Layout(), person())
    named = read_bytes(content, "Resultats-Auto_positionnement-481516-2026-10-05-0915.csv")
    assert (named.as_of, named.as_of_origin) == (date(2026, 10, 5), "file name")
    unnamed = read_bytes(content, "export.csv")
    assert (unnamed.as_of, unnamed.as_of_origin) == (date(2026, 9, 7), "content")


def test_an_unknown_column_is_noticed() -> None:
    content = (
        file(Layout(), person())
        .decode()
        .replace('Prénom du Participant"', 'Prénom du Participant"')
    )
    lines = content.splitlines()
    lines = [lines[0] + ';"Remarque"', lines[1] + ';"bien"']
    reading = read_bytes("\n".join(lines))
    assert [(n.code, n.column) for n in reading.notices] == [("column_ignored", "Remarque")]


def test_the_latest_sending_counts_not_the_last_line() -> None:
    early, late = datetime(2026, 9, 10, 9, 0), datetime(2026, 9, 20, 9, 0)
    reading = read_bytes(
        file(
            Layout(),
            person(shared=late, started=datetime(2026, 9, 19, 9, 0), mastered=(12, 0, 0, 0)),
            person(shared=early, mastered=(1, 1, 1, 1)),
            person(shared=None, progress=0.5, started=datetime(2026, 9, 25, 9, 0)),
            person(external_id="autre@ac-besancon.fr", shared=None),
        )
    )
    rows = latest_sending(reading.tables["participations"], key="person_key").sort("line")
    assert rows["line"].to_list() == [2, 5]
    first = rows.row(0, named=True)
    assert first["sendings"] == 2
    assert first["state"] == 2
    assert first["c_competence_gerer_des_donnees"] == 10_000
    assert first["started_on"] == date(2026, 9, 7)
    assert first["active_at"] == datetime(2026, 9, 25, 7, 0, tzinfo=UTC)


def test_two_sendings_at_the_same_minute_keep_the_upper_line() -> None:
    """Pix lists a person's newest participation first."""
    reading = read_bytes(
        file(Layout(), person(mastered=(3, 0, 0, 0)), person(mastered=(9, 0, 0, 0)))
    )
    (row,) = latest_sending(reading.tables["participations"], key="person_key").rows(named=True)
    assert row["line"] == 2


def test_the_whole_is_compared_with_its_competences() -> None:
    layout = Layout()
    assert read_bytes(file(layout, person())).notices == ()
    # 16 of 36 targeted skills: 0,44 is printed.
    content = file(layout, person()).decode().replace(";0,44;", ";0,64;")
    (notice,) = read_bytes(content).notices
    assert (notice.code, notice.line) == ("share_out_of_step", 2)
    assert notice.column == "% maitrise de l'ensemble des acquis du profil"


def test_one_cell_that_resists_changes_nothing_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers come typed until a cell resists, then as text: the same rows either way."""
    content = export(Layout(stages=3), 400, seed=5)
    whole = read_bytes(content)
    lines = content.decode().splitlines()
    spoilt = next(n for n in range(200, 400) if '"Oui"' in lines[n])
    lines[spoilt] = lines[spoilt].replace(";12;", ";douze;", 1)
    monkeypatch.setattr("vigie.sources.encoding.PIECE", 20_000)
    mixed = read_bytes("\n".join(lines) + "\n")
    assert [(p.line, p.value) for p in mixed.problems] == [(spoilt + 1, "douze")]
    expected = whole.tables["participations"].filter(pl.col("line") != spoilt + 1).sort("line")
    assert mixed.tables["participations"].sort("line").equals(expected)
    assert mixed.tables["items"].equals(whole.tables["items"])


@pytest.mark.parametrize(
    "name",
    [
        "Resultats-A-1-2026-10-05-0915.csv",
        "Resultats-A-1-2026-10-05-0915 (1).csv",
        "Resultats-2025-2026-A-1-2026-10-05-0915_1_.csv",
    ],
)
def test_a_name_mended_by_a_browser_still_dates_the_file(name: str) -> None:
    reading = read_bytes(file(Layout(), person()), name)
    assert (reading.as_of, reading.as_of_origin) == (date(2026, 10, 5), "file name")
