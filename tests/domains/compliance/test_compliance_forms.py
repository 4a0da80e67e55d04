"""Whatever is typed, a form gives values or French sentences: never a fault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.domains.compliance.choices_views import AGREEMENT
from vigie.domains.compliance.forms import Entry, Typed, moment_values
from vigie.domains.compliance.incidents_forms import ASSESS, NOTICES, notices_of, told_of
from vigie.domains.compliance.register_forms import CONTACT, ENTRY, said_of
from vigie.domains.compliance.works_views import FORM, work_of
from vigie.web.refusals import FormRefused

# Shapes that people type, beside anything else.
LIKELY = st.sampled_from(
    ["", " ", "on", "yes", "2025-03-03", "30/02/2025", "0000-00-00", "9999-12-31", "24:00", "9h",
     "02:30", "30/03/2025", "26/10/2025", "1e9", "١٢", "-1", "\0", "\ud7ff", "public_interest"]
)  # fmt: skip
ANYTHING = st.one_of(LIKELY, st.text(max_size=30))


def read_agreement(typed: Typed) -> object:
    found = typed.email("address"), typed.day("until")
    typed.done()
    return found


def read_incident(typed: Typed) -> object:
    told = told_of(typed)
    typed.one_of("risk")
    typed.done()
    return told


FORMS: Sequence[tuple[Sequence[Entry], Callable[[Typed], object]]] = (
    (ENTRY, said_of),
    (CONTACT, lambda typed: (typed.text("name"), typed.email("email"), typed.done())),
    (FORM, work_of),
    (ASSESS, read_incident),
    (NOTICES, notices_of),
    (AGREEMENT, read_agreement),
)


@pytest.mark.parametrize(("entries", "read"), FORMS)
@given(data=st.data())
def test_a_form_gives_values_or_sentences(
    entries: Sequence[Entry], read: Callable[[Typed], object], data: st.DataObject
) -> None:
    typed = Typed(entries, {each.name: data.draw(ANYTHING) for each in entries})
    found, faults = outcome(read, typed)
    assert (found is None) == bool(faults)
    assert set(faults) <= {each.name for each in entries}
    assert all(sentence.endswith((".", "…")) for sentence in faults.values())


def outcome(read: Callable[[Typed], object], typed: Typed) -> tuple[object, dict[str, str]]:
    """The values, or the sentences."""
    try:
        return read(typed), {}
    except FormRefused as error:
        return None, error.faults


def typed(**said: str) -> Typed:
    entries = (Entry("day", "Jour", "date", most=10), Entry("hour", "Heure", most=8))
    return Typed(entries, said)


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        ("2025-03-03", "9:30", datetime(2025, 3, 3, 8, 30, tzinfo=UTC)),
        ("03/03/2025", "9h30", datetime(2025, 3, 3, 8, 30, tzinfo=UTC)),
        ("2025-07-14", "9 h 05", datetime(2025, 7, 14, 7, 5, tzinfo=UTC)),
        ("2025-07-14", "9h", datetime(2025, 7, 14, 7, 0, tzinfo=UTC)),
        # Clocks go back: 2:30 comes twice, the first one counts.
        ("2025-10-26", "2:30", datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_people_write_it(day: str, hour: str, moment: datetime) -> None:
    assert typed(day=day, hour=hour).moment("day", "hour") == moment


def test_an_hour_that_clocks_skip_is_refused() -> None:
    form = typed(day="2025-03-30", hour="2:30")
    assert form.moment("day", "hour") is None
    assert form.faults == {"hour": "Cette heure n’existe pas ce jour-là."}


@given(st.datetimes(datetime(1990, 1, 2), datetime(2100, 12, 30), timezones=st.just(UTC)))
def test_a_moment_comes_back_from_its_form(moment: datetime) -> None:
    day, hour = moment_values(moment)
    found = typed(day=day, hour=hour).moment("day", "hour")
    minute = moment.replace(second=0, microsecond=0)
    assert found is not None
    # The hour that comes twice may be the other one.
    assert abs((found - minute).total_seconds()) in (0, 3600)
    assert date.fromisoformat(day).year in range(1990, 2102)
