"""A file of subscriptions: what its lines say, what they change, and how it is undone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from domains.subscriptions.given import HEAD, NOW, OTHER, SCHOOL, had, written
from lib.people import someone
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.domains.subscriptions import actions, reading
from vigie.domains.subscriptions.file_actions import FileRefused, keep_file, take_file, undo_file
from vigie.domains.subscriptions.models import Subscription, SubscriptionFile

pytestmark = [pytest.mark.database, pytest.mark.django_db]
ANY = "0259109R;Brief;;;;01/09/2026;31/08/2027"


@pytest.fixture
def head() -> Person:
    return someone(Role.HEAD, territory=SCHOOL)


def told(folder: Path, text: str, school: str = "") -> list[tuple[object, ...]]:
    """(line, column, value) of each error."""
    _, plan = reading.read(written(folder, text), school)
    return [(each.line, each.column, each.value) for each in plan.problems]


def taken(folder: Path, text: str, by: Person, at: datetime = NOW) -> SubscriptionFile:
    lines, plan = reading.read(written(folder, text))
    assert not plan.problems
    kept = keep_file("dep:25", "essai.csv", lines, by=by, at=at)
    take_file(kept, holds=lambda _: True, by=by, at=at)
    kept.refresh_from_db()
    return kept


def rows() -> list[tuple[object, ...]]:
    return list(
        Subscription.objects.standing().order_by("school", "resource").values_list(
            "school", "resource", "publisher", "public", "licences", "starts_on", "ends_on"
        )
    )  # fmt: skip


def test_a_line_says_all_that_is_known_of_a_subscription(tmp_path: Path, head: Person) -> None:
    taken(tmp_path, f"{HEAD}\n0259109R;Brief;Éditions X;Élèves et enseignants;1 200;"
                    "2026-09-01;31/08/2027", head)  # fmt: skip
    assert rows() == [(SCHOOL, "Brief", "Éditions X", "everyone", 1200, date(2026, 9, 1),
                       date(2027, 8, 31))]  # fmt: skip


def test_the_words_of_the_web_service_of_the_gar_are_read(tmp_path: Path, head: Person) -> None:
    taken(
        tmp_path,
        "uaiEtab;libelleRessource;publicCible;nbLicenceGlobale;debutValidite;finValidite\n"
        '0259109R;Brief;"ELEVE, ENSEIGNANT, AUTRE PERSONNEL";ILLIMITE;'
        "2026-09-02T16:18:27.000+02:00;2027-08-15T00:00:00.000+02:00",
        head,
    )
    assert rows() == [(SCHOOL, "Brief", "", "everyone", None, date(2026, 9, 2),
                       date(2027, 8, 15))]  # fmt: skip


def test_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "essai.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate((HEAD, ANY)):
            sheet.write_row(row, 0, line.split(";"))
    (line,), plan = reading.read(path)
    assert (line.school, line.day("ends_on"), plan.problems) == (SCHOOL, date(2027, 8, 31), ())


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("0259109X;Brief;;;;01/09/2026;31/08/2027", "uai", "0259109X"),
        (";Brief;;;;01/09/2026;31/08/2027", "uai", ""),
        ("0259109R;;;;;01/09/2026;31/08/2027", "resource", ""),
        ("0259109R;Brief;;familles;;01/09/2026;31/08/2027", "public", "familles"),
        ("0259109R;Brief;;;beaucoup;01/09/2026;31/08/2027", "licences", "beaucoup"),
        ("0259109R;Brief;;;-3;01/09/2026;31/08/2027", "licences", "-3"),
        ("0259109R;Brief;;;;01/09/2026;31/02/2027", "ends_on", "31/02/2027"),
        ("0259109R;Brief;;;;01/09/2026;31/08/0207", "ends_on", "31/08/0207"),
        ("0259109R;Brief;;;;01/09/2027;31/08/2027", "ends_on", "31/08/2027"),
        (f"0259109R;{'x' * 201};;;;01/09/2026;31/08/2027", "resource", "x" * 79 + "…"),
    ],
)
def test_a_fault_is_told_by_line_column_and_value(
    line: str, column: str, value: str, tmp_path: Path
) -> None:
    assert told(tmp_path, f"{HEAD}\n{ANY}\n{line}") == [(3, column, value)]


def test_a_file_of_a_school_speaks_of_it_alone(tmp_path: Path) -> None:
    without = "resource;starts_on;ends_on\nBrief;01/09/2026;31/08/2027"
    (line,), _ = reading.read(written(tmp_path, without), SCHOOL)
    assert line.school == SCHOOL
    assert told(tmp_path, f"{HEAD}\n0259112U;Brief;;;;01/09/2026;31/08/2027", SCHOOL) == [
        (2, "uai", "0259112U")
    ]
    _, plan = reading.read(written(tmp_path, without))
    assert "uai" in plan.problems[0].message


@pytest.mark.parametrize("text", ["", HEAD, "a;b\n1;2", f"{HEAD}\n\n\n", "\x00\x01\x02"])
def test_what_holds_no_line_is_refused(text: str, tmp_path: Path) -> None:
    lines, plan = reading.read(written(tmp_path, text))
    assert lines == []
    assert plan.problems


def test_the_same_file_twice_changes_nothing(tmp_path: Path, head: Person) -> None:
    text = f"{HEAD}\n{ANY}\n0259112U;BRIEF;X;élèves;30;01/09/2026;31/08/2027"
    taken(tmp_path, text, head)
    before = rows()
    lines, _ = reading.read(written(tmp_path, text))
    plan = reading.compare(lines, lambda _: True)
    assert (plan.new, plan.changes, plan.same, plan.older) == ([], [], 2, 0)
    taken(tmp_path, text, head, NOW + timedelta(days=1))
    assert rows() == before


def test_a_later_end_renews_and_an_earlier_one_is_an_old_file(tmp_path: Path, head: Person) -> None:
    taken(tmp_path, f"{HEAD}\n{ANY}", head)
    later = "0259109R;brief;;;;01/09/2027;31/08/2028"
    taken(tmp_path, f"{HEAD}\n{later}", head)
    assert rows()[0][5:] == (date(2026, 9, 1), date(2028, 8, 31)), "one period follows the other"
    lines, _ = reading.read(written(tmp_path, f"{HEAD}\n{later}\n{ANY}"))
    plan = reading.compare(lines, lambda _: True)
    assert (plan.changes, plan.same, plan.older) == ([], 1, 1)


def test_of_two_lines_about_one_subscription_the_later_holds(tmp_path: Path, head: Person) -> None:
    taken(tmp_path, f"{HEAD}\n0259109R;Brief;;;;01/09/2027;31/08/2028\n{ANY}", head)
    assert [row[5:] for row in rows()] == [(date(2026, 9, 1), date(2028, 8, 31))]


lines_drawn = st.lists(
    st.builds(
        lambda resource, publisher, licences, first, length: reading.Line(
            0, SCHOOL,
            {
                "resource": resource, "starts_on": date(2026, 1, 1) + timedelta(days=first),
                "ends_on": date(2026, 1, 1) + timedelta(days=first + length),
                **({"publisher": publisher} if publisher else {}),
                **({"licences": licences} if licences else {}),
            },
        ),
        st.sampled_from(["Brief", "BRIEF", "Atlas"]), st.sampled_from(["", "X", "Y"]),
        st.integers(0, 2), st.integers(0, 40), st.integers(0, 40),
    ),
    max_size=7,
)  # fmt: skip


@given(files=st.lists(lines_drawn, min_size=1, max_size=3))
def test_whatever_the_files_the_last_one_again_changes_nothing(
    files: list[list[reading.Line]],
) -> None:
    known: dict[reading.Key, Subscription] = {}
    for lines in files:
        for again in (False, True):
            plan = reading.merge(lines, known)
            assert not (again and (plan.new or plan.changes))
            known |= {(each.school, each.key, each.public): each for each in plan.new}
            for change in plan.changes:
                for name, (_, value) in change.after.items():
                    setattr(change.subscription, name, value)
    for key, standing in known.items():
        ends = [line.day("ends_on") for lines in files for line in lines if line.key == key]
        assert standing.ends_on == max(ends)
        assert standing.starts_on <= standing.ends_on


def test_an_empty_cell_leaves_what_is_known(tmp_path: Path, head: Person) -> None:
    taken(tmp_path, f"{HEAD}\n0259109R;Brief;Éditions X;;30;01/09/2026;31/08/2027", head)
    taken(tmp_path, f"{HEAD}\n{ANY}", head)
    assert rows()[0][2:5] == ("Éditions X", "", 30)


def test_a_school_elsewhere_is_refused(tmp_path: Path) -> None:
    lines, _ = reading.read(written(tmp_path, f"{HEAD}\n{ANY}"))
    plan = reading.compare(lines, lambda school: school == OTHER)
    assert [(p.line, p.column, p.value) for p in plan.problems] == [(2, "uai", "0259109R")]


def test_a_file_is_undone_whole(tmp_path: Path, head: Person) -> None:
    taken(tmp_path, f"{HEAD}\n{ANY}", head)
    before = rows()
    kept = taken(
        tmp_path,
        f"{HEAD}\n0259109R;Brief;X;;9;01/09/2027;31/08/2028\n"
        "0259112U;Autre;;;;01/09/2026;31/08/2027",
        head,
        NOW + timedelta(days=1),
    )
    assert rows() != before
    assert undo_file(kept, by=head, at=NOW + timedelta(days=2)) == 2
    assert rows() == before
    with pytest.raises(FileRefused):
        undo_file(kept, by=head, at=NOW + timedelta(days=3))


def test_a_file_changed_since_is_not_undone_whole(tmp_path: Path, head: Person) -> None:
    kept = taken(tmp_path, f"{HEAD}\n{ANY}", head)
    actions.drop(Subscription.objects.get(), by=head, at=NOW + timedelta(days=1))
    with pytest.raises(FileRefused, match="Brief"):
        undo_file(kept, by=head, at=NOW + timedelta(days=2))


def test_a_file_renews_what_was_not_to_be(tmp_path: Path, head: Person) -> None:
    actions.drop(had(head), by=head, at=NOW)
    taken(tmp_path, f"{HEAD}\n0259109R;Brief;;;;01/01/2027;31/12/2027", head)
    assert Subscription.objects.get().dropped_at is None


def test_the_example_is_read() -> None:
    examples = Path(__file__).parents[3] / "examples" / "etablissement"
    lines, plan = reading.read(examples / "abonnements-gar.csv")
    assert (len(lines), plan.problems, plan.notices) == (4, (), ())
