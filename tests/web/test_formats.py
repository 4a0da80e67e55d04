"""Numbers, dates and states as French readers expect them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.web import formats

N, B = formats.NNBSP, formats.NBSP


@dataclass(frozen=True)
class Figure:
    value: float | int | None
    status: str = "ok"
    unit: str = "people"
    numerator: float | None = None
    denominator: float | None = None


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999, "999"), (40545, f"40{N}545"), (906607, f"906{N}607"), (-1234, f"−1{N}234"),
     (1_000_000, f"1{N}000{N}000")],
)  # fmt: skip
def test_count(number: int, text: str) -> None:
    assert formats.count(number) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.045, 1, "4,5"), (0.0445, 1, "4,5"), (0.04449, 1, "4,4"), (1, 0, "100"), (0, 1, "0,0"),
     (0.125, 0, "13"), (0.005, 0, "1")],
)  # fmt: skip
def test_share_rounds_half_up(value: float, decimals: int, text: str) -> None:
    assert formats.share(value, decimals) == f"{text}{N}%"


def test_share_of_whole_numbers_is_exact() -> None:
    # 118/236 of the Cher is 50,00 % and meets the objective (seeds/001, l. 54).
    assert formats.share(num=118, den=236, decimals=2) == f"50,00{N}%"
    # 0,5 % exactly: a float division is on either side, the fraction is not.
    assert formats.share(num=1, den=200, decimals=0) == f"1{N}%"
    # Martinique: (218+27+391)/6166 (seeds/001, l. 1057).
    assert formats.share(num=636, den=6166) == f"10,3{N}%"


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.integers(0, 3))
def test_share_agrees_with_a_slow_twin(num: int, den: int, decimals: int) -> None:
    slow = (Decimal(num) * 100 / Decimal(den)).quantize(
        Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP
    )
    text = formats.share(num=num, den=den, decimals=decimals)
    assert text.replace(N, "").replace("%", "").replace(",", ".") == str(slow)


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=9999), st.integers(0, 2))
def test_fractions_round_to_the_nearest(number: Fraction, decimals: int) -> None:
    rounded = Fraction(formats.half_up(number, decimals))
    assert abs(rounded - number) <= Fraction(1, 2 * 10**decimals)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.02, f"+2{B}points"), (0.01, f"+1{B}point"), (-0.015, f"−1,5{B}point"),
     (0.0199, f"+2{B}points"), (0, f"0{B}point"), (-0.22, f"−22{B}points"),
     (0.0004, f"0{B}point")],
)  # fmt: skip
def test_points(value: float, text: str) -> None:
    assert formats.points(value) == text


def test_days_and_moments() -> None:
    assert formats.day(date(2024, 4, 10)) == f"10{B}avril{B}2024"
    assert formats.day(date(2024, 8, 1)) == f"1er{B}août{B}2024"
    assert formats.short_day(date(2024, 4, 1)) == "01/04/2024"
    summer = datetime(2024, 7, 1, 22, 5, tzinfo=UTC)
    assert formats.moment(summer) == f"2{B}juillet{B}2024 à 0{B}h{B}05"


def test_plural_starts_at_two() -> None:
    words = [formats.plural(n, "ligne") for n in (0, 1, 2, 1204)]
    assert words == [f"0{B}ligne", f"1{B}ligne", f"2{B}lignes", f"1{N}204{B}lignes"]
    assert formats.plural(3, "journal", "journaux") == f"3{B}journaux"


def test_listing() -> None:
    assert formats.listing([]) == ""
    assert formats.listing(["a"]) == "a"
    assert formats.listing(["a", "b", "c"]) == "a, b et c"


@pytest.mark.parametrize(
    ("figure", "text", "state", "words"),
    [
        (Figure(0), "0", "zero", "0"),
        (Figure(12), "12", "ok", "12"),
        (Figure(None), "—", "missing", "pas de donnée"),
        (None, "—", "missing", "pas de donnée"),
        (Figure(None, "missing"), "—", "missing", "pas de donnée"),
        (Figure(None, "not_applicable"), "sans objet", "not_applicable", "sans objet"),
        (Figure(None, "no_denominator"), "sans effectif", "no_denominator",
         "pas d’effectif à ce niveau"),
        # Nobody started: there is a count to divide by, and it is nought.
        (Figure(None, "no_denominator", "share", 0, 0), "aucune personne", "no_denominator",
         "personne à qui rapporter ce chiffre"),
        (Figure(None, "hidden"), "masqué", "hidden", "masqué (moins de 5 personnes)"),
        # A value that should not be there does not show through.
        (Figure(3, "hidden"), "masqué", "hidden", "masqué (moins de 5 personnes)"),
    ],
)  # fmt: skip
def test_five_states_read_differently(
    figure: Figure | None, text: str, state: str, words: str
) -> None:
    shown = formats.shown(figure)
    assert (shown.text, shown.state, shown.words) == (text, state, words)


def test_a_mean_is_not_recomputed_from_its_components() -> None:
    # Coverage: the sum of shares over the sendings is the value; whole components of another
    # quotient must not replace it.
    shown = formats.shown(Figure(0.64, unit="share", numerator=12, denominator=100), 0)
    assert shown.text == f"64{N}%"


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("campagnes", "campagne"), ("écoles équipées", "école équipée"),
        ("réunions par an", "réunion par an"), ("lieux de service", "lieu de service"),
        ("comptes d’élèves", "compte d’élèves"), ("parcours", "parcours"), ("tableaux", "tableau"),
        ("journées stagiaires", "journée stagiaire"), ("Pix", "Pix"),
        ("% des projets", "% des projets"),
        ("parcours suivis", "parcours suivi"), ("fait", "fait"), ("", ""),
    ],
)  # fmt: skip
def test_one_of_several(many: str, one: str) -> None:
    assert formats.one_of(many) == one
