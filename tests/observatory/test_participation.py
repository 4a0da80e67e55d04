"""Participation: the printed tables of 10 April 2024, ranks, the TNE."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from observatory.test_board import text_of
from vigie.observatory import cubes
from vigie.observatory.asked import Asked
from vigie.observatory.participation import Options, Participation, participation
from vigie.web import formats


def page(code: str = "FR", level: str = "", minimum: int = 500, **options: bool) -> Participation:
    cube = cubes.current()
    assert cube is not None
    chosen = Options(minimum, options.get("by_profile", False))
    return participation(cube, Asked("participation", code, level=level), chosen)


@pytest.mark.usefixtures("nation")
def test_the_top_ten_is_the_printed_one_in_order() -> None:
    """seeds/001, l. 1071-1083; stars are the TNE."""
    top = page().top
    assert top is not None
    assert [row[0] for row in top.rows] == [
        "1. Doubs ★",
        "2. Martinique",
        "3. Eure",
        "4. Hérault ★",
        "5. Saône-et-Loire",
        "6. Essonne",
        "7. Manche",
        "8. Cher ★",
        "9. Yvelines",
        "10. Loire",
    ]
    printed = "12,2 10,3 9,7 9,2 7,9 7,1 6,8 6,7 6,6 6,0"
    assert [row[1] for row in top.rows] == [f"{rate}\u202f%" for rate in printed.split()]
    assert "France 4,5" in top.description


@pytest.mark.usefixtures("nation")
def test_without_a_minimum_saint_pierre_et_miquelon_ranks_first() -> None:
    top = page(minimum=0).top
    assert top is not None
    assert top.rows[0][0] == "1. Saint-Pierre et Miquelon"


@pytest.mark.usefixtures("nation")
def test_the_total_of_the_tne_is_the_printed_one() -> None:
    """seeds/001, l. 1087-1106: 3 240 / 499 / 2 754 / 129 098 = 5,0 %."""
    found = page().tne
    assert found is not None
    total = next(row for row in found.rows if row.cells["name"] == "Total TNE")
    keys = ("started_not_finished", "finished_not_sent", "sent", "headcount")
    assert [total.cells[key].value for key in keys] == [3240, 499, 2754, 129098]  # type: ignore[union-attr]  # figures
    assert formats.shown(total.cells["participation_rate"]).text == "5,0\u202f%"  # type: ignore[arg-type]  # a figure
    assert {row.cells["as_of"] for row in found.rows} == {None, date(2024, 4, 10)}


@pytest.mark.usefixtures("nation")
def test_four_charts_by_degree_and_sector_with_the_printed_totals() -> None:
    """seeds/001, l. 1108-1145."""
    titles = [each.title.replace("\u202f", " ") for each in page().charts]
    assert titles == [
        "1D public\u00a0: 16 652 participants",
        "1D privé\u00a0: 809 participants",
        "2D public\u00a0: 19 173 participants",
        "2D privé\u00a0: 3 029 participants",
    ]


@pytest.mark.usefixtures("nation")
def test_ranks_of_the_table_leave_out_the_small() -> None:
    table = page(level="region").territories
    assert table is not None
    rank = {str(getattr(row.cells["name"], "text", "")): row.cells["rank"] for row in table.rows}
    assert rank["Saint-Pierre et Miquelon"] == "non classé"
    assert rank["Martinique"] == 1
    assert rank["Bourgogne-Franche-Comté"] == 2


@pytest.mark.usefixtures("nation")
def test_the_minimum_is_said_and_steered_by_the_address(reader: Client) -> None:
    assert "effectif d’au moins 500" in text_of(reader.get("/participation/").content)
    words = text_of(reader.get("/participation/?effectif_min=90").content)
    assert "effectif d’au moins 90" in words


@pytest.mark.usefixtures("academy")
def test_one_line_for_each_profile_on_demand() -> None:
    table = page("aca:besancon", by_profile=True).territories
    assert table is not None
    profiles = {row.cells["profile"] for row in table.rows}
    assert {"1D public", "CPE", "Ensemble"} <= profiles


@pytest.mark.parametrize(
    "address",
    [
        "/participation/dep:25/",
        "/participation/label:tne/",
        "/participation/?profil=CPE&parcours=POSITIONING",
    ],
)
@pytest.mark.usefixtures("nation")
def test_every_address_opens(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 200
