"""Worlds drawn by hypothesis: small, and crowded with what goes wrong in real ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from naive.world import (
    Answer,
    Campaign,
    Declarations,
    Declared,
    Directory,
    Export,
    Item,
    Printed,
    Roster,
    School,
    Staff,
    Table,
    World,
)

# Before and after Caen and Rouen became Normandie, on 1 January 2020.
DAYS = tuple(
    date.fromisoformat(text)
    for text in ("2019-06-01", "2019-11-15", "2020-03-01", "2024-01-10", "2024-02-20", "2024-03-30")
)
MERGER = date(2020, 1, 1)
DEPARTMENTS = ("25", "39", "76", "972")
SCHOOLS = (  # code, degree, département
    ("0250001A", "1D", "25"),
    ("0250002B", "1D", "25"),
    ("0250003C", "2D", "25"),
    ("0390001D", "1D", "39"),
    ("0760001E", "2D", "76"),
    ("0760002F", "1D", "76"),
)
NOWHERE = "0259999Z"
PROFILES = ("1D_PUBLIC", "2D_PUBLIC", "CPE")
PATHWAYS = ("POSITIONING", "DIGITAL_CULTURE")
ITEMS = (
    Item("s1", "subject", "CRCN"),
    Item("s2", "subject", "CRCN-EDU"),
    Item("k1", "competence", "CRCN"),
    Item("d1", "domain", "CRCN"),
    Item("all", "overall", "PIX"),
)
SUBJECTS = ITEMS[:2]
PERSONS = tuple(range(1, 8))
START = datetime(2019, 1, 7, 8, tzinfo=UTC)


def groups(degree: str, department: str) -> tuple[str, ...]:
    """Codes of the two districts, or of the basin, of a département."""
    return tuple(f"0{department[:2]}00{n}" for n in ((11, 12) if degree == "1D" else (21,)))


days = st.sampled_from(DAYS)


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """Some of the schools, each in one of the groups of its département or in none."""
    met = draw(st.lists(st.sampled_from(SCHOOLS), unique=True, min_size=1))
    schools = [
        School(uai, degree, department, draw(st.sampled_from((*groups(degree, department), None))))
        for uai, degree, department in sorted(met)
    ]
    return Directory(draw(days), tuple(schools))


@st.composite
def staff(draw: st.DrawFn, person: int) -> Staff:
    profile = draw(st.sampled_from((*PROFILES, None)))
    if draw(st.booleans()):
        uai = draw(st.sampled_from([uai for uai, _degree, _department in SCHOOLS] + [NOWHERE]))
        return Staff(person, profile, uai=uai)
    department = draw(st.sampled_from(DEPARTMENTS))
    return Staff(
        person,
        profile,
        department=department,
        district=draw(st.sampled_from((*groups("1D", department), None))),
        basin=draw(st.sampled_from((*groups("2D", department), None))),
    )


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    met = draw(st.lists(st.sampled_from(PERSONS), unique=True, min_size=1, max_size=5))
    return Roster(draw(days), tuple(draw(staff(person)) for person in met))


@st.composite
def places(draw: st.DrawFn, on: date) -> str:
    """A territory that facts of that day may bear."""
    schools = [f"uai:{uai}" for uai, _degree, _department in SCHOOLS]
    districts = [f"circo:{g}" for d in ("25", "39") for g in groups("1D", d)]
    merged = ["aca:caen", "aca:rouen", "reg:normandie"] if on < MERGER else ["aca:normandie"]
    areas = ["FR", "reg:bourgogne-franche-comte", "aca:besancon", "label:tne", *merged]
    departments = [f"dep:{code}" for code in DEPARTMENTS]
    return draw(st.sampled_from((*departments, *areas, *districts, *schools)))


@st.composite
def answers(draw: st.DrawFn, items: tuple[Item, ...], on: date) -> tuple[Answer, ...]:
    met = draw(st.lists(st.sampled_from(PERSONS), unique=True, max_size=5))
    found = []
    for person in met:
        state = draw(st.sampled_from((0, 1, 2, 2)))
        # Few instants, so that two activities of a person often coincide.
        at = START + timedelta(days=draw(st.integers(0, 3)))
        shares = [draw(st.integers(0, 10_000)) for _ in items] if state == 2 else []
        uais = [uai for uai, _degree, _department in SCHOOLS]
        uai = draw(st.sampled_from((None, None, *uais, NOWHERE)))
        found.append(Answer(person, state, at, uai, tuple(shares)))
    assert on >= START.date()
    return tuple(found)


@st.composite
def campaigns(draw: st.DrawFn, code: str, on: date) -> Campaign:
    """A campaign of an export. What the importer says of it may be incomplete."""
    rank = int(code[1:])
    items = tuple(item for item in ITEMS if draw(st.sampled_from((True, True, False))))
    said = draw(st.sampled_from((True, True, True, False)))
    return Campaign(
        code,
        territory=draw(campaign_places(on)) if said else None,
        profile=PROFILES[rank % 3] if said or draw(st.booleans()) else None,
        pathway=PATHWAYS[rank % 2] if said or draw(st.booleans()) else None,
        items=items,
        answers=draw(answers(items, on)),
    )


@st.composite
def campaign_places(draw: st.DrawFn, on: date) -> str:
    """Nearly always a département, as the scheme has it."""
    usual = ("dep:25", "dep:25", "dep:39", "dep:76", "dep:972")
    return draw(st.sampled_from(usual)) if draw(st.integers(0, 5)) else draw(places(on))


@st.composite
def exports(draw: st.DrawFn) -> Export:
    on = draw(days)
    codes = draw(st.lists(st.sampled_from(("C0", "C1", "C2", "C3")), unique=True, min_size=1,
                          max_size=2))  # fmt: skip
    return Export(on, tuple(draw(campaigns(code, on)) for code in sorted(codes)))


@st.composite
def declarations(draw: st.DrawFn) -> Declarations:
    on = draw(days)
    codes = draw(st.lists(st.sampled_from(("C0", "C1", "C2")), unique=True, min_size=1))
    return Declarations(
        on,
        tuple(
            Declared(
                code,
                draw(campaign_places(on)),
                draw(st.sampled_from((*PROFILES, "ALL"))),
                draw(st.sampled_from(PATHWAYS)),
            )
            for code in codes
        ),
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Printed lines of one family, at one or several dates."""
    family = draw(st.sampled_from(("headcounts", "headcounts", "funnels", "funnels", "coverages")))
    lines: dict[tuple[object, ...], Printed] = {}
    for _ in range(draw(st.integers(1, 6))):
        on = draw(days)
        profile = draw(st.sampled_from((*PROFILES, "ALL", "ALL")))
        territory = draw(places(on))
        pathway = item = None
        values: tuple[float | int | None, ...]
        if family == "headcounts":
            values = (draw(st.integers(0, 60)),)
        else:
            pathway = draw(st.sampled_from((*PATHWAYS, None)))
            values = tuple(draw(st.integers(0, 9)) for _ in range(3))
        if family == "coverages":
            item = draw(st.sampled_from(SUBJECTS))
            values = (draw(st.sampled_from((None, 0, 40, 66, 100))), draw(st.integers(0, 9)))
        lines[territory, profile, pathway, item, on] = Printed(
            territory, profile, on, values, pathway, item
        )
    return Table(family, tuple(lines.values()))


received = st.one_of(
    exports(), exports(), exports(), tables(), tables(), directories(), rosters(), declarations()
)


@st.composite
def worlds(draw: st.DrawFn, most: int = 8) -> World:
    """Some imports, of which some were taken back; at least one stands."""
    imports = tuple(draw(st.lists(received, min_size=1, max_size=most)))
    numbers = range(1, len(imports) + 1)
    withdrawn = draw(st.sets(st.sampled_from(numbers), max_size=max(len(imports) // 4, 0)))
    return World(imports, frozenset(withdrawn))
