"""Whatever the bytes, a file is read or refused: nothing else is raised."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.pix_files import Layout, export
from lib.reading import read_bytes
from lib.sources_drawn import (
    CAMPAIGNS,
    CERTIFICATIONS,
    COVERAGE,
    PARTICIPATION,
    PROFILES,
    ROSTER,
    SCHOOLS,
    workbook_ods,
    workbook_xlsx,
)
from vigie.sources.problems import Refused
from vigie.sources.reading import Reading

SAMPLES = {
    "assessment": export(Layout(skills=("@web1", "@web2"), stages=3, badges=("B",)), 12),
    "old assessment": export(Layout(old=True, with_code=False, external_id=None), 8),
    "profiles": PROFILES.encode("utf-8-sig"),
    "certifications": CERTIFICATIONS.encode("utf-8-sig"),
    "participation": PARTICIPATION.encode(),
    "coverage": COVERAGE.encode("cp1252"),
    "schools": SCHOOLS.encode(),
    "roster": ROSTER.encode("utf-16"),
    "campaigns": CAMPAIGNS.encode(),
    "xlsx": workbook_xlsx(),
    "ods": workbook_ods(),
}
PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [
            b'"',
            b";",
            b"\n",
            b"\r",
            b"\0",
            b"\xff",
            b"'=",
            b"NaN",
            b"-1",
            b"1e9",
            b"2E+05",
            b",",
            b"99/99/9999 99:99",
            b"31/02/2026 10:00",
            b"\xc3",
            b"OK",
            b"<",
            b"&",
            b"0,5",
        ]
    ),
)


def mutate(content: bytes, cuts: list[tuple[float, int, bytes]]) -> bytes:
    for where, length, piece in cuts:
        at = int(where * len(content))
        content = content[:at] + piece + content[at + length :]
    return content


@pytest.mark.parametrize("name", SAMPLES)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    cuts=st.lists(
        st.tuples(st.floats(0, 0.9999), st.integers(0, 40), PIECES), min_size=1, max_size=6
    )
)
def test_mutated_files_are_read_or_refused(name: str, cuts: list[tuple[float, int, bytes]]) -> None:
    check(lambda: read_bytes(mutate(SAMPLES[name], cuts)))


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    check(lambda: read_bytes(content))


def check(reading: Callable[[], Reading]) -> None:
    try:
        found = reading()
    except Refused as error:
        refusal = error
    else:
        check_reading(found)
        return
    assert refusal.problems
    for problem in refusal.problems:
        assert problem.message
        assert problem.remedy


def check_reading(found: Reading) -> None:
    lines = {
        line
        for _, frame in found.batches()
        if "line" in frame.columns
        for line in frame["line"].to_list()
    }
    assert not lines & found.refused_lines
    assert bool(found.problems) == bool(found.refused_lines)
    for problem in found.problems:
        assert problem.message
        assert problem.remedy
        assert len(problem.value or "") <= 80
