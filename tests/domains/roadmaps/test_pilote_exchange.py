"""PILOTE's file taken into a roadmap, and given back; the alerts of a roadmap; the commands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from pytest_django import DjangoAssertNumQueries

from lib.people import someone
from vigie.cli import pilote as commands
from vigie.domains.audit.models import Entry
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.domains.roadmaps import actions_telling, changes
from vigie.domains.roadmaps.actions import add_node, create_roadmap
from vigie.domains.roadmaps.actions_measuring import add_indicator, set_objective, type_value
from vigie.domains.roadmaps.alerts import AlertKind
from vigie.domains.roadmaps.models import Baseline, Objective, Roadmap, TypedValue
from vigie.domains.roadmaps.pilote_exchange import Intake, given_out, taken_in
from vigie.domains.roadmaps.watching import watched
from vigie.sources import pilote
from vigie.sources.pilote import PiloteRow
from vigie.sources.problems import Refused

pytestmark = [pytest.mark.database, pytest.mark.django_db]
AT = datetime(2025, 6, 15, 9, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture
def person(home: Path) -> Person:
    assert home
    return someone(Role.DELEGATE, territory="reg:occitanie", email="camille@exemple.example")


@pytest.fixture
def roadmap(person: Person) -> Roadmap:
    """Occitanie: a rate that is typed by département, a count that should fall, an answer."""
    made = create_roadmap(
        code="occitanie", name="Occitanie", level="regional", territory="reg:occitanie",
        by=person, at=AT,
    )  # fmt: skip
    node = add_node(made, parent=None, code="A", wording="Équiper", by=person, at=AT)
    for code, unit, fields in (
        ("IND-1", "%", {"frequency": "month"}),
        ("IND-2", "pannes", {"direction": "fall"}),
        ("IND-3", "livrable", {"kind": "qualitative"}),
    ):
        add_indicator(
            node, code=code, label=code, unit=unit, territory_level="department",
            by=person, at=AT, **fields,
        )  # fmt: skip
    return made


def row(line: int, code: str, zone: str, on: str, quantity: str, value: str | None) -> PiloteRow:
    return PiloteRow(
        line, code, zone, "", pilote.territory_of(zone), date.fromisoformat(on), quantity,  # type: ignore[arg-type]  # drawn
        None if value is None else Fraction(value),
    )  # fmt: skip


ROWS = (
    row(2, "IND-1", "R76", "2024-01-31", "vi", "10"),
    row(3, "IND-1", "R76", "2025-05-31", "va", "12.5"),
    row(4, "IND-1", "D34", "2025-05-31", "va", "20"),
    row(5, "IND-1", "R76", "2025-12-31", "vc", "30"),
    row(6, "IND-2", "R76", "2025-12-31", "vc", "5"),
)


def test_a_file_is_taken_in_once(roadmap: Roadmap, person: Person) -> None:
    assert taken_in(roadmap, ROWS, by=person, at=AT, dry_run=True) == Intake(2, 0, 1, 2, 0)
    assert not TypedValue.objects.exists()
    assert taken_in(roadmap, ROWS, by=person, at=AT) == Intake(2, 0, 1, 2, 0)
    assert sorted(TypedValue.objects.values_list("territory", "amount", "author__email")) == [
        ("dep:34", 20, person.email),
        ("reg:occitanie", Decimal("12.5"), person.email),
    ]
    assert Baseline.objects.get().on == date(2024, 1, 31)
    assert sorted(Objective.objects.values_list("indicator__code", "text")) == [
        ("IND-1", ">= 30 % au plus tard le 2025-12-31"),
        ("IND-2", "<= 5 au plus tard le 2025-12-31"),
    ]
    assert taken_in(roadmap, ROWS, by=person, at=AT) == Intake(unchanged=5)


def test_a_file_is_one_act_that_is_undone_at_once(roadmap: Roadmap, person: Person) -> None:
    before = Entry.objects.count()
    taken_in(roadmap, ROWS, by=person, at=AT)
    assert Entry.objects.count() == before + 1
    (told, *_) = changes.history(roadmap)
    assert told.verb == "roadmap.pilote"
    assert len(told.changes) == 5
    changes.undo(roadmap, told.code, by=person, at=AT)
    assert not TypedValue.objects.standing().exists()
    assert not Baseline.objects.exists()
    assert not Objective.objects.exists()


def test_an_empty_value_takes_back(roadmap: Roadmap, person: Person) -> None:
    taken_in(roadmap, ROWS, by=person, at=AT)
    erased = [PiloteRow(*(*vars(each).values(),)[:-1], None) for each in ROWS]
    assert taken_in(roadmap, erased, by=person, at=AT) == Intake(0, 2, 1, 2, 0)
    assert not TypedValue.objects.standing().exists()
    assert not Baseline.objects.exists()
    assert not Objective.objects.in_force(TODAY).exists()
    assert taken_in(roadmap, erased, by=person, at=AT) == Intake(unchanged=5)


def test_every_line_that_cannot_be_taken_is_told(roadmap: Roadmap, person: Person) -> None:
    wrong = (
        ROWS[1],
        row(7, "IND-9", "R76", "2025-05-31", "va", "1"),
        row(8, "IND-1", "D75", "2025-05-31", "va", "1"),
        row(9, "IND-1", "R76", "2025-07-31", "va", "1"),
        row(10, "IND-1", "R76", "2025-05-30", "va", "101"),
        row(11, "IND-3", "R76", "2025-05-31", "va", "1"),
    )
    with pytest.raises(Refused) as caught:
        taken_in(roadmap, wrong, by=person, at=AT)
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [
        (7, "identifiant_indic"), (8, "zone_id"), (9, "date_valeur"), (10, "valeur"),
        (11, "valeur"),
    ]  # fmt: skip
    assert all(problem.remedy for problem in caught.value.problems)
    assert not TypedValue.objects.exists()


def test_what_is_known_is_given_out(roadmap: Roadmap, person: Person) -> None:
    taken_in(roadmap, ROWS, by=person, at=AT)
    found = given_out(roadmap, TODAY)
    keys = {(r.indicator, r.zone, r.on.isoformat(), r.quantity, r.value) for r in found.rows}
    assert keys == {(r.indicator, r.zone, r.on.isoformat(), r.quantity, r.value) for r in ROWS}
    assert found.rows[0].zone_name == "Occitanie"
    assert any("IND-3" in sentence for sentence in found.left_out)
    assert taken_in(roadmap, found.rows, by=person, at=AT) == Intake(unchanged=len(ROWS))


def test_thirteen_departments_are_asked_for_at_once(
    roadmap: Roadmap, person: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    taken_in(roadmap, ROWS, by=person, at=AT)
    with django_assert_max_num_queries(20):
        assert len(given_out(roadmap, TODAY).rows) == len(ROWS)


def test_an_academie_gives_its_departments(person: Person) -> None:
    made = create_roadmap(
        code="besancon", name="Besançon", level="academie", territory="aca:besancon",
        by=person, at=AT,
    )  # fmt: skip
    node = add_node(made, parent=None, code="A", wording="Équiper", by=person, at=AT)
    indicator = add_indicator(
        node, code="I", label="I", unit="écoles", territory_level="department", by=person, at=AT
    )
    day = date(2025, 5, 31)
    type_value(indicator, territory="dep:25", on=day, amount=Decimal(4), by=person, at=AT)
    found = given_out(made, TODAY)
    assert [(r.zone, r.value) for r in found.rows] == [("D25", 4)]
    assert "aca:besancon" in found.left_out[0]


def test_the_alerts_of_a_roadmap(roadmap: Roadmap, person: Person) -> None:
    def kinds() -> dict[str, set[AlertKind]]:
        found: dict[str, set[AlertKind]] = {}
        for each in watched(roadmap, TODAY):
            name = each.indicator.code if each.indicator else each.node.code
            found.setdefault(name, set()).add(each.alert.kind)
        return found

    assert kinds() == {
        "A": {AlertKind.WEATHER_MISSING},
        **{f"IND-{n}": {AlertKind.NO_VALUE} for n in (1, 2, 3)},
    }
    node = roadmap.nodes.get()
    actions_telling.judge(
        node, period="2024-2025", weather="sun", synthesis="Tout va.", by=person, at=AT
    )
    one, two, three = roadmap.indicators.order_by("code")
    home = roadmap.territory
    set_objective(two, text="<= 5 fin 2025", by=person, at=AT)
    for indicator, day, amount in (
        (one, date(2025, 3, 31), 12), (two, date(2025, 3, 31), 9), (two, date(2025, 5, 31), 11),
    ):  # fmt: skip
        type_value(indicator, territory=home, on=day, amount=Decimal(amount), by=person, at=AT)
    type_value(three, territory=home, on=date(2025, 5, 31), done=True, by=person, at=AT)
    assert kinds() == {"IND-1": {AlertKind.LATE}, "IND-2": {AlertKind.FALLING}}


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands.command, words, standalone_mode=False)
    if isinstance(done.exception, click.ClickException):
        return 2, done.exception.format_message()
    assert done.exception is None, done.exception
    return int(done.return_value or 0), done.stdout


def test_the_commands(roadmap: Roadmap, person: Person, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(pilote.write_csv(ROWS))
    given = ("--roadmap", roadmap.code, "--by", person.email)
    code, said = run("import", str(file), *given, "--dry-run")
    assert (code, "2\u00a0valeurs" in said, "essai" in said) == (0, True, True)
    assert run("import", str(file), *given)[1].startswith("C’est fait.")
    assert TypedValue.objects.count() == 2
    for name in ("out.csv", "out.xlsx"):
        code, said = run("export", str(tmp_path / name), "--roadmap", roadmap.code)
        assert (code, "5\u00a0lignes" in said) == (0, True)
        assert len(pilote.read(tmp_path / name).rows) == 5
    # The objectives were written today: they were not known last June.
    earlier = ("--roadmap", roadmap.code, "--as-of", "2025-06-15")
    assert "3\u00a0lignes" in run("export", str(tmp_path / "past.csv"), *earlier)[1]
    assert run("export", str(tmp_path / "x.txt"), "--roadmap", roadmap.code)[0] == 2
    assert "occitanie" in run("import", str(file), "--roadmap", "absent", "--by", person.email)[1]
    assert "Personne" in run("import", str(file), "--roadmap", roadmap.code, "--by", "x@y.fr")[1]
    file.write_bytes(pilote.write_csv([row(2, "IND-9", "R76", "2025-05-31", "va", "1")]))
    code, said = run("import", str(file), *given)
    assert (code, "ligne 2, identifiant_indic" in said) == (2, True)


def test_rates_of_files(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    rows = [
        row(2, "I", "D34", "2024-01-31", "vi", "0"), row(3, "I", "D34", "2025-05-31", "va", "5"),
        row(4, "I", "D34", "2025-12-31", "vc", "10"), row(5, "I", "D30", "2024-01-31", "vi", "0"),
        row(6, "I", "D30", "2025-05-31", "va", "10"), row(7, "I", "D30", "2025-12-31", "vc", "10"),
    ]  # fmt: skip
    file.write_bytes(pilote.write_csv(rows))
    code, said = run("rates", str(file), "--as-of", "2025-06-15", "--year", "2025", "--mean", "I")
    assert code == 0
    found = [line.split(";") for line in said.splitlines()[1:]]
    assert [";".join(cells[:9]) for cells in found] == [
        "I;D30;2025-05-31;0;10;10;10;100.00;100.00",
        "I;D34;2025-05-31;0;5;10;10;50.00;50.00",
        "I;FRANCE;2025-05-31;0;7.5;10;10;75.00;75.00",
        "I;R76;2025-05-31;0;7.5;10;10;75.00;75.00",
    ]
    assert "la moyenne simple ne le remplace pas. 2 territoires sur 13" in found[3][-1]
    hers = tmp_path / "hers.csv"
    hers.write_bytes(pilote.write_csv([row(2, "I", "D34", "2025-05-31", "va", "8")]))
    code, said = run("rates", str(file), "--as-of", "2025-06-15", "--year", "2025",
                     "--proposed", str(hers), "--copy", "reg:dept")  # fmt: skip
    lines = {cells[1]: cells for cells in (line.split(";") for line in said.splitlines()[1:])}
    assert lines["D34"][7:13] == ["50.00", "50.00", "8", "80.00", "80.00", ""]
    assert lines["D31"][4:13] == ["15", "20", "20", "75.00", "75.00", "", "", "", "R76"]
    assert "Les 13 territoires ainsi remplis totaliseraient 195." in lines["D31"][-1]
    assert "2 territoires sur 13" in lines["R76"][-1]
    file.write_text(
        "identifiant_indic;zone_id;date_valeur;type_valeur;valeur\nI;X;2025-01-01;va;1\n"
    )
    code, said = run("rates", str(file), "--as-of", "2025-06-15", "--year", "2025")
    assert (code, "ligne 2, zone_id" in said) == (2, True)
