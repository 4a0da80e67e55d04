"""Aggregate tables: headcounts, funnels, coverages, and what they print that does not add up."""

from datetime import date

import pytest

from lib.reading import read_bytes, refusal
from lib.sources_drawn import COVERAGE, PARTICIPATION
from vigie.codes import UnknownCode
from vigie.sources.reading import Context

# Participants by région (seeds/001, l. 1046-1066), three of the eighteen.
REGIONS = """territory;profile;as_of;started_not_finished;finished_not_sent;finished_sent;headcount
reg:auvergne-rhone-alpes;ALL;2024-03-05;2750;329;1773;107279
reg:bourgogne-franche-comte;ALL;2024-03-05;1149;145;1210;36140
reg:bretagne;ALL;2024-03-05;901;109;467;42058
"""


def codes(content: str, context: Context | None = None) -> list[str]:
    return [notice.code for notice in read_bytes(content, context=context).notices]


def test_a_funnel_gives_counts_and_headcounts() -> None:
    reading = read_bytes(PARTICIPATION)
    assert reading.source == "participation-counts"
    assert (reading.problems, reading.notices) == ((), ())
    assert (reading.as_of, reading.as_of_origin) == (date(2024, 3, 5), "column")
    assert reading.tables["funnels"].drop("as_of").rows() == [
        (2, "FR", "ALL", None, 22787, 2737, 15021),
        (3, "dep:39", "1D_PUBLIC", "POSITIONING", 262, 63, 601),
        (4, "dep:25", "CPE", "POSITIONING", 1, 2, 3),
    ]
    assert reading.tables["headcounts"].drop("as_of").rows() == [
        (2, "FR", "ALL", 901000),
        (3, "dep:39", "1D_PUBLIC", 7609),
    ]


def test_the_columns_may_bear_the_words_of_the_national_table() -> None:
    content = REGIONS.replace("headcount", "Effectifs").replace("territory", "Région académique")
    content = content.replace("finished_not_sent", "Terminés non envoyés")
    assert read_bytes(content).tables["headcounts"]["headcount"].sum() == 107279 + 36140 + 42058


def test_without_a_date_column_the_date_is_left_to_whoever_imports() -> None:
    content = REGIONS.replace("as_of;", "").replace("2024-03-05;", "")
    reading = read_bytes(content)
    assert (reading.as_of, reading.as_of_origin) == (None, None)
    assert reading.tables["funnels"]["as_of"].null_count() == 3


def test_participants_above_the_headcount_are_noticed() -> None:
    (notice,) = read_bytes(REGIONS.replace("36140", "2503")).notices
    assert (notice.code, notice.line) == ("participants_above_headcount", 3)
    assert codes(REGIONS.replace("36140", "2504")) == []


@pytest.mark.parametrize(
    ("printed", "expected"), [("4,5", []), ("4,6", ["share_out_of_step"]), ("4,5 %", [])]
)
def test_a_printed_rate_is_compared_with_its_parts(printed: str, expected: list[str]) -> None:
    # Auvergne-Rhône-Alpes, 4,5 % printed for 4 852 / 107 279 (seeds/001, l. 1046).
    head, first, *_ = REGIONS.splitlines()
    assert codes(f"{head};participation_rate_pct\n{first};{printed}\n") == expected


def test_two_headcounts_for_one_place_are_refused() -> None:
    content = PARTICIPATION + "FR;ALL;POSITIONING;2024-03-05;1;2;3;900000\n"
    (problem,) = read_bytes(content).problems
    assert problem.line == 5
    assert "ligne 2" in problem.message


def test_the_national_total_is_compared_with_the_five_profiles() -> None:
    # 14 700 senders printed, 14 734 in the five columns (seeds/001, l. 128).
    reading = read_bytes(COVERAGE)
    (notice,) = reading.notices
    assert notice.code == "total"
    assert "14\u202f700" in notice.message
    assert "14\u202f734" in notice.message
    assert codes(COVERAGE.replace("14700", "14734")) == []


def test_a_whole_is_compared_with_its_parts_in_the_file() -> None:
    parts = {"reg:auvergne-rhone-alpes": 1, "reg:bretagne": 1}
    context = Context(path_of=lambda code: ["FR", code] if code in parts else ["FR"])
    total = "FR;ALL;2024-03-05;{};9999;9999;999999\n"
    assert codes(REGIONS + total.format(4800)) == []
    assert codes(REGIONS + total.format(3650), context) == ["total"]
    assert codes(REGIONS + total.format(4799)) == ["total"]


def test_a_coverage_table_keeps_what_is_not_in_the_pathway() -> None:
    reading = read_bytes(COVERAGE)
    table = reading.tables["coverages"]
    assert table.columns == [
        "line", "territory", "profile", "pathway", "referential", "subject", "coverage", "senders",
        "as_of",
    ]  # fmt: skip
    assert table["coverage"].to_list() == [87, 85, 84, 88, 89, 86, None]
    assert table["referential"].to_list() == ["CRCN"] * 6 + ["CRCN-EDU"]


@pytest.mark.parametrize("wrong", ["101", "-1", "NaN", "soixante", "6,5E+01"])
def test_a_wrong_coverage_is_refused(wrong: str) -> None:
    reading = read_bytes(COVERAGE.replace(";89;", f";{wrong};"))
    (problem,) = reading.problems
    assert (problem.line, problem.column, problem.value) == (6, "Couverture", wrong)


def test_a_referential_that_is_not_known_is_noticed() -> None:
    content = COVERAGE.replace(";CRCN;", ";DigComp;")
    (notice,) = (n for n in read_bytes(content).notices if n.code == "unknown_referential")
    assert (notice.line, notice.column, notice.value) == (2, "referential", "DigComp")
    assert "CRCN, CRCN-EDU, PIX" in notice.message
    for known in ("crcn", "CRCN-Édu", "Pix", ""):
        assert "unknown_referential" not in codes(COVERAGE.replace(";CRCN;", f";{known};"))


def test_a_coverage_that_nobody_sent_is_noticed() -> None:
    content = (
        "territory;profile;subject;coverage_percent;senders;as_of\n"
        "dep:25;CPE;Hameçonnage;60;0;2024-03-05\n"
        "dep:39;CPE;Hameçonnage;;0;2024-03-05\n"
    )
    (notice,) = read_bytes(content).notices
    assert (notice.code, notice.line) == ("coverage_without_senders", 2)
    assert "60,0\u00a0%" in notice.message


def test_a_table_of_fractions_is_refused() -> None:
    content = COVERAGE
    for value in ("87", "85 %", "84,0", "88", "89", "86"):
        content = content.replace(f";{value};", f";0,{value[:2]};")
    problem = refusal(content)
    assert "87,0" in problem.remedy
    assert problem.line == 2


def test_a_total_outside_its_parts_is_noticed() -> None:
    assert "share_out_of_step" in codes(COVERAGE.replace(";87;", ";92;"))


def test_a_repeated_subject_is_refused() -> None:
    content = COVERAGE + "FR;ALL;crcn;CYBERHARCELEMENT;87;14700;05/03/2024\n"
    (problem,) = read_bytes(content).problems
    assert "ligne 2" in problem.message


def test_an_ambiguous_territory_gives_the_choices() -> None:
    def resolve(text: str, _on: date | None) -> str:
        raise UnknownCode(f"{text} est ambigu : reg:x ou dep:y.", "Écrivez le code.")

    reading = read_bytes(REGIONS, context=Context(resolve_territory=resolve))
    assert len(reading.problems) == 3
    assert "reg:x ou dep:y" in reading.problems[0].message
    assert reading.tables["funnels"].height == 0
