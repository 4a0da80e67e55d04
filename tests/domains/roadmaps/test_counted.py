"""Indicators that take their value from what a domain counts: R043, R053, R054."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse

from domains.campaigns.declared import one
from domains.trainings.planned import one as session_of
from lib.people import client_of, someone
from vigie.domains.campaigns.models import Campaign, Origin
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.domains.roadmaps import actions_measuring as verbs
from vigie.domains.roadmaps import counted, words
from vigie.domains.roadmaps.actions import add_node, create_roadmap
from vigie.domains.roadmaps.alerts import AlertKind
from vigie.domains.roadmaps.loading import load, read
from vigie.domains.roadmaps.models import Indicator, Roadmap
from vigie.domains.roadmaps.observed import Observed
from vigie.domains.roadmaps.pilote_exchange import given_out
from vigie.domains.roadmaps.refusals import WrongMeasure
from vigie.domains.roadmaps.values import Standing, standing_of, standings
from vigie.domains.roadmaps.verdicts import State
from vigie.domains.roadmaps.watching import alerts_of
from vigie.domains.roadmaps.writing import as_file
from vigie.domains.territories.counts import Count, Days
from vigie.domains.trainings.actions import hold_session, resume_session
from vigie.sources.problems import Refused
from vigie.sources.roadmap_yaml import write_yaml
from vigie.web import clock

YEARS = "2023-2024 2024-2025 2025-2026"
AT = datetime(2023, 9, 1, 8, tzinfo=UTC)
LATER = datetime(2024, 7, 1, 8, tzinfo=UTC)
SOME = Count("some", "Choses", "choses", "chose", "", "", tuple, "home")


def observed(values: list[Observed]) -> list[tuple[str, int]]:
    return [(str(each.on), int(each.amount or 0)) for each in values]


def plain(text: str) -> str:
    """A text whose spaces are all alike."""
    return text.replace("\u00a0", " ")


# Values, drawn --------------------------------------------------------------------------------


def drawn(*, cumulative: bool = False, years: str = YEARS) -> Indicator:
    return Indicator(roadmap=Roadmap(school_years=years), cumulative=cumulative, measure="some")


THINGS = counted.Counted(
    SOME,
    Days(
        date(2023, 6, 10),
        {date(2023, 6, 10): 4, date(2023, 10, 2): 1, date(2024, 8, 31): 2, date(2024, 9, 1): 1},
    ),
)


def test_a_running_total_counts_from_the_first_school_year_of_the_roadmap() -> None:
    found = counted.values_of(drawn(), THINGS, date(2024, 9, 15), running=True)
    told = observed(found)
    assert told[:2] == [("2023-09-30", 0), ("2023-10-31", 1)], "the four of June are not its own"
    assert told[-3:] == [("2024-07-31", 1), ("2024-08-31", 3), ("2024-09-15", 4)]
    assert {each.origin for each in found} == {"computed"}
    ever = counted.values_of(drawn(years=""), THINGS, date(2024, 9, 15), running=True)
    assert observed(ever)[0] == ("2023-06-30", 4)
    assert observed(ever)[-1] == ("2024-09-15", 8)


def test_a_count_of_the_school_year_starts_again_in_september() -> None:
    found = counted.values_of(drawn(), THINGS, date(2024, 9, 30), running=False)
    told = dict(observed(found))
    assert told["2023-06-30"] == told["2023-08-31"] == 4
    assert (told["2023-09-30"], told["2024-08-31"], told["2024-09-30"]) == (0, 3, 1)
    assert observed(counted.alike(found, date(2024, 9, 30))) == [("2024-09-30", 1)]


def test_nothing_is_known_before_something_is_kept_here() -> None:
    indicator = drawn(years="")
    assert counted.values_of(indicator, None, date(2024, 1, 1), running=True) == []
    assert counted.values_of(indicator, THINGS, date(2023, 6, 9), running=True) == []
    none_yet = replace(THINGS, days=Days(date(2024, 1, 5), {}))
    found = counted.values_of(indicator, none_yet, date(2024, 2, 5), running=True)
    assert observed(found) == [("2024-01-31", 0), ("2024-02-05", 0)], "kept here, and none: zero"


# With rows ------------------------------------------------------------------------------------


@pytest.fixture
def person(home: object) -> Person:
    del home
    return someone(Role.DELEGATE, territory="reg:martinique")


@pytest.fixture
def roadmap(person: Person) -> Roadmap:
    made = create_roadmap(
        code="martinique", name="Martinique", level="regional", territory="reg:martinique",
        school_years=YEARS, by=person, at=AT,
    )  # fmt: skip
    add_node(made, parent=None, code="A", wording="Disciplines", by=person, at=AT)
    return made


def indicator(roadmap: Roadmap, measure: str, unit: str = "campagnes", **said: object) -> Indicator:
    made = verbs.add_indicator(
        roadmap.nodes.get(), code=measure, label=measure, unit=unit, kind="computed",
        territory_level="region", measure=measure, by=roadmap.created_by, at=AT, **said,
    )  # fmt: skip
    made.roadmap = roadmap
    return made


def on(row: Indicator, day: date) -> Standing:
    return standing_of(row.roadmap, day)[row.pk]


def declared(code: str, day: str, **said: object) -> Campaign:
    """A campaign of Martinique, declared on a day of its school year."""
    row = one(code, "dep:972", **{"school_year": "", **said})
    row.declared_at = datetime.fromisoformat(f"{day}T10:00+00:00")
    row.save()
    return row


INSPECTOR = {"origin": Origin.INSPECTOR}
PROFILES = ("1D_PUBLIC", "1D_PRIVATE", "2D_PUBLIC", "2D_PRIVATE", "CPE")


@pytest.mark.database
@pytest.mark.django_db
def test_campaigns_of_inspectors_against_5_15_30(roadmap: Roadmap) -> None:
    # seeds/001, l. 841
    row = indicator(roadmap, "inspector_campaigns", cumulative=True)
    for year, asked in (("2023-2024", 5), ("2024-2025", 15), ("2025-2026", 30)):
        verbs.set_objective(
            row, text=f">= {asked}", period=year, valid_from=date(int(year[:4]), 9, 1),
            by=roadmap.created_by, at=AT,
        )  # fmt: skip
    before = on(row, date(2023, 12, 1))
    assert (before.verdict.state, before.value) == (State.UNKNOWN, None), "nothing is kept here yet"

    for number, profile in enumerate(PROFILES):
        declared(f"I{number}", "2024-01-15", profile=profile, **INSPECTOR)
    for number, profile in enumerate(PROFILES):
        said = {"profile": profile, "pathway": "FINAL", "school_year": "2024-2025"}
        declared(f"J{number}", "2026-03-01", **said, **INSPECTOR)  # late: it counts in its year
    gone = declared("K", "2024-01-15", **INSPECTOR, season=1)
    gone.withdraw(by="x", at=AT)
    gone.save()
    declared("N", "2024-01-15", origin=Origin.NATIONAL)

    first = on(row, date(2024, 8, 31))
    assert first.value is not None
    assert (first.value.amount, first.verdict.state) == (5, State.MET)
    second = on(row, date(2025, 8, 31))
    assert second.value is not None
    assert (second.value.amount, second.verdict.state) == (10, State.MISSED)
    assert second.verdict.gap == 5
    assert plain(words.source_text(second)) == (
        "Compté dans Vigie le 31 août 2025 : 10 campagnes, « Campagnes demandées par une "
        "inspection »"
    )
    assert alerts_of(second) == []


@pytest.mark.database
@pytest.mark.django_db
def test_what_is_withdrawn_is_not_counted_any_more(roadmap: Roadmap) -> None:
    row = indicator(roadmap, "subject_campaigns", cumulative=True)
    day = date(2024, 6, 1)
    first = declared("D1", "2024-01-15", origin=Origin.DISCIPLINE, subject="Lettres")
    declared("D2", "2024-02-15", subject="Lettres", **INSPECTOR)
    value = on(row, day).value
    assert value is not None
    assert value.amount == 2, "a subject campaign that an inspector wanted is one too"
    assert standing_of(roadmap, day) is standing_of(roadmap, day), "kept while nothing moves"
    first.withdraw(by="x", at=AT)
    first.save()
    value = on(row, day).value
    assert value is not None
    assert value.amount == 1


@pytest.mark.database
@pytest.mark.django_db
def test_sessions_held_count_in_the_school_year_of_their_first_day(
    roadmap: Roadmap, person: Person
) -> None:
    # R043: those that were held, and no others (seeds/000, l. 122).
    row = indicator(roadmap, "trainings_held", "formations")
    days = (date(2024, 6, 3), date(2024, 8, 31), date(2024, 9, 9), date(2024, 9, 16))
    sessions = [
        session_of("dep:972", first_day=day, last_day=day + timedelta(days=1)) for day in days
    ]
    for session in sessions[:3]:
        hold_session(session, by=person, at=session.made_at)
    told = {each.on: each.amount for each in on(row, date(2024, 9, 20)).values}
    assert told[date(2024, 6, 30)] == 1
    assert told[date(2024, 8, 31)] == 2
    assert told[date(2024, 9, 20)] == 1, "a new school year, and one is only planned"
    falling = on(row, date(2024, 9, 20))
    assert [alert.kind for alert in alerts_of(falling)] == [], "to start again is no fall"
    resume_session(sessions[2], by=person, at=AT)
    value = on(row, date(2024, 9, 20)).value
    assert value is not None
    assert value.amount == 0
    # Each territory has its own.
    inside = standings(row, ["dep:972", "dep:971"], date(2024, 9, 1))
    assert {place: each.value and each.value.amount for place, each in inside.items()} == {
        "dep:972": 0, "dep:971": None,
    }  # fmt: skip


@pytest.mark.database
@pytest.mark.django_db
def test_a_typed_value_stays_beside_and_contradicts(roadmap: Roadmap, person: Person) -> None:
    row = indicator(roadmap, "inspector_campaigns", cumulative=True)
    day = date(2024, 6, 1)
    said = {"territory": "reg:martinique", "by": person, "at": LATER}
    verbs.type_value(row, on=date(2024, 5, 1), amount=Decimal(4), **said)
    verbs.type_value(row, on=day, amount=Decimal(5), **said)
    alone = on(row, day)
    assert alone.value is not None
    assert alone.value.origin == "typed", "typed values judge until something is kept here"
    declared("I1", "2024-01-15", **INSPECTOR)
    both = on(row, day)
    assert both.value is not None
    assert both.verdict.beside is not None
    assert (both.value.amount, both.verdict.beside.amount) == (1, 9), "each a total"
    assert [alert.kind for alert in alerts_of(both)] == [AlertKind.CONTRADICTORY]


@pytest.mark.database
@pytest.mark.django_db
def test_a_count_takes_no_filter_and_is_no_rate(roadmap: Roadmap) -> None:
    with pytest.raises(WrongMeasure) as rate:
        indicator(roadmap, "trainings_held", "%")
    assert (rate.value.field, "«\u00a0formations\u00a0»" in rate.value.remedy) == ("unit", True)
    with pytest.raises(WrongMeasure) as filtered:
        indicator(roadmap, "trainings_held", "formations", profile="1D_PUBLIC")
    assert filtered.value.field == "profile"
    with pytest.raises(WrongMeasure) as unknown:
        indicator(roadmap, "trainings_done", "formations")
    assert "trainings_held" in unknown.value.remedy


@pytest.mark.database
@pytest.mark.django_db
def test_a_count_goes_through_the_file_and_to_pilote(roadmap: Roadmap, person: Person) -> None:
    row = indicator(roadmap, "inspector_campaigns", cumulative=True)
    declared("I1", "2024-01-15", **INSPECTOR)
    content = write_yaml(as_file(roadmap))
    assert "mesure: inspector_campaigns" in content.decode()
    assert load(read(content), by=person, at=AT).indicators.get().measure == row.measure
    wrong = content.replace(b"mesure: inspector_campaigns", b"mesure: inspector_campaign")
    with pytest.raises(Refused) as refused:
        load(read(wrong), by=person, at=AT)
    (problem,) = refused.value.problems
    lines = wrong.decode().splitlines()
    start = next(n for n, text in enumerate(lines, 1) if "code: inspector_campaigns" in text)
    assert (problem.line, problem.column) == (start, "mesure")
    assert "inspector_campaigns" in problem.remedy
    rows = given_out(roadmap, date(2024, 2, 10)).rows
    mine = [each for each in rows if (each.quantity, each.zone) == ("va", "D972")]
    assert [(str(each.on), each.value) for each in mine] == [
        ("2024-01-31", Fraction(1)), ("2024-02-10", Fraction(1)),
    ]  # fmt: skip


@pytest.mark.database
@pytest.mark.django_db
def test_the_sheet_says_what_is_counted_and_leads_to_the_list(
    roadmap: Roadmap, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2024, 6, 1, 9, tzinfo=UTC))
    row = indicator(roadmap, "inspector_campaigns", cumulative=True)
    site = client_of(person)
    preview = reverse("indicator_preview", args=["martinique", row.node_id])
    asked = {"measure": "inspector_campaigns"}
    before = site.get(preview, asked).content.decode()
    assert "Rien de tel n’est encore écrit dans Vigie" in before
    declared("I1", "2023-06-15", **INSPECTOR)
    after = site.get(preview, asked).content.decode()
    assert "0\u00a0campagne en 2023-2024 et 1\u00a0campagne en tout" in after
    declared("I2", "2024-01-15", profile="CPE", **INSPECTOR)
    address = reverse("indicator", args=["martinique", row.pk])
    page = site.get(address).content.decode()
    assert "Compté dans Vigie le 1er juin 2024 : 1 campagne" in plain(page)
    link = re.search(r'\(<a href="([^"]+)">la liste</a>\)', page)
    assert link is not None
    assert link[1].endswith("#origines")
    listed = site.get(link[1])
    assert listed.status_code == 200
    assert "Demande d’une inspection" in listed.content.decode()
    assert "Compté à chaque lecture" in page
    table = page[page.index('id="valeurs"') :]
    table = table[: table.index("</table>")]
    assert table.count("comptée dans Vigie") == 3, "none in September, one in January, one today"
    report = site.get(reverse("roadmap_report", args=["martinique"])).content.decode()
    assert "Compté dans Vigie le 1er juin 2024 : 1 campagne" in plain(report)
    form = site.get(reverse("indicator_edit", args=["martinique", row.pk])).content.decode()
    assert "Compté dans Vigie\u00a0: Formations tenues" in form
