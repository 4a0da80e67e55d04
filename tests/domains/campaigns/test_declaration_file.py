"""The year's campaigns from one file: nothing lost, nothing half done, all of it undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domains.campaigns.declared import NOW, YEAR, one, skeleton
from lib.reading import read_bytes
from vigie.codes import PATHWAYS, PROFILES
from vigie.domains.campaigns import declaration_file as files
from vigie.domains.campaigns.actions import withdraw_campaign
from vigie.domains.campaigns.declaration_file import Plan, compare, read
from vigie.domains.campaigns.file_actions import (
    FileRefused,
    LinesRefused,
    declare_file,
    give_up_file,
    keep_file,
    undo_file,
)
from vigie.domains.campaigns.models import Campaign, CampaignFile, Origin, Season
from vigie.sources.campaigns import When

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TREE = skeleton()
LATER = NOW + timedelta(hours=1)
HEAD = "code;territory;profile;pathway"


def resolve(text: str) -> str:
    return TREE.canonical(TREE.resolve(text))


def everywhere(territory: str) -> bool:
    del territory
    return True


def written(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "campagnes.csv"
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    return path


def plan_of(folder: Path, *lines: str, head: str = HEAD) -> Plan:
    understood, plan = read(written(folder, *lines, head=head), resolve)
    return plan if plan.problems else compare(understood, everywhere)


def kept(folder: Path, *lines: str, head: str = HEAD) -> CampaignFile:
    understood, plan = read(written(folder, *lines, head=head), resolve)
    assert not plan.problems
    return keep_file("campagnes.csv", understood, by="person:1", at=NOW)


def standing() -> list[dict[str, object]]:
    return [files.stated(each) for each in Campaign.objects.declared().order_by("code")]


def declare(file: CampaignFile) -> Plan:
    return declare_file(file, holds=everywhere, by="person:1", at=NOW)


def undo(file: CampaignFile) -> int:
    return undo_file(file, by="person:1", at=LATER)


def told(plan: Plan) -> Sequence[tuple[int | None, str | None, str | None]]:
    return [(each.line, each.column, each.value) for each in plan.problems]


def test_a_whole_country_goes_in_at_once(tmp_path: Path) -> None:
    nine = [pathway for pathway in PATHWAYS if pathway.order <= 9]
    places = TREE.descendants("FR", "department")
    lines = [
        f"C{place}{rank}{pathway.order};{code};{profile};{pathway.name};2;{YEAR}"
        for place, code in enumerate(places)
        for rank, profile in enumerate(PROFILES)
        for pathway in nine
    ]
    assert len(lines) == 4680
    file = kept(tmp_path, *lines, head=f"{HEAD};season;school_year")
    assert not Campaign.objects.exists(), "nothing is declared before the decision"
    plan = declare(file)
    assert (len(plan.new), len(plan.changes), plan.same) == (4680, 0, 0)
    assert Campaign.objects.declared().count() == 4680
    again = kept(tmp_path, *lines, head=f"{HEAD};season;school_year")
    plan = declare(again)
    assert (len(plan.new), len(plan.changes), plan.same) == (0, 0, 4680)
    assert undo(file) == 4680
    assert not Campaign.objects.declared().exists()


def test_every_column_is_read_in_the_words_of_people(tmp_path: Path) -> None:
    head = (
        "campagne;territoire;profil;parcours;saison;année scolaire;nom;lien;origine;discipline;"
        "demandée par;ouvre le;ferme le"
    )
    line = (
        "azerty123;Doubs;2nd degré public;Bilan;Saison 2;2026-2027;Bilan maths;"
        "https://app.pix.fr/campagnes/AZERTY123;disciplinaire;Mathématiques;IA-IPR de "
        "mathématiques;01/12/2026;31/01/2027"
    )
    declare(kept(tmp_path, line, head=head))
    campaign = Campaign.objects.get()
    assert campaign.code == "AZERTY123"
    assert (campaign.territory, campaign.profile, campaign.pathway) == (
        "dep:25", "2D_PUBLIC", "FINAL"
    )  # fmt: skip
    assert (campaign.season, campaign.school_year) == (Season.TWO, "2026-2027")
    assert (campaign.origin, campaign.subject) == (Origin.DISCIPLINE, "Mathématiques")
    assert campaign.requested_by == "IA-IPR de mathématiques"
    assert (campaign.opens_on, campaign.closes_on) == (date(2026, 12, 1), date(2027, 1, 31))


def test_the_season_of_an_export_says_season_and_year(tmp_path: Path) -> None:
    declare(kept(tmp_path, "A1;dep:25;CPE;POSITIONING;Saison 1, 2023-2024", head=f"{HEAD};season"))
    assert Campaign.objects.get().season_text == "Saison 1, 2023-2024"


@pytest.mark.parametrize(
    ("season", "understood"),
    [("2", "Saison 2"), ("S1", "Saison 1"), ("saison 2, 2026-2027", "Saison 2, 2026-2027"),
     ("Saison 2 (2026-2029)", "Saison 2, 2026-2029"), ("2026-2029", "2026-2029"),
     ("26/27", "2026-2027"), ("Hors saison, 2026-2027", "2026-2027"), ("", ""),
     ("2026-2036", None), ("Saison 3", None), ("bientôt", None)],
)  # fmt: skip
def test_the_imports_and_this_file_read_the_same_words(
    tmp_path: Path, season: str, understood: str | None
) -> None:
    head, line = f"{HEAD};season", f"A1;dep:25;CPE;POSITIONING;{season}"
    imported = read_bytes(f"{head}\n{line}\n")
    lines, plan = read(written(tmp_path, line, head=head), resolve)
    if understood is None:
        assert [(p.line, p.column, p.value) for p in imported.problems] == told(plan)
        assert told(plan) == [(2, "season", season)]
        assert imported.problems[0].remedy == plan.problems[0].remedy
        return
    assert imported.tables["campaigns"]["season"].to_list() == [understood or None]
    said = lines[0].said
    when = When(said.get("season"), str(said.get("school_year", "")))  # type: ignore[arg-type]  # a season
    assert when.text == understood


def test_what_a_file_does_not_say_stays_as_it_is(tmp_path: Path) -> None:
    one("A1", name="Rentrée", requested_by="DRANE")
    plan = plan_of(tmp_path, "A1;dep:25;2D_PUBLIC;POSITIONING;;Nouveau",
                   head=f"{HEAD};requested_by;name")  # fmt: skip
    assert [dict(change.after) for change in plan.changes] == [{"name": ("Rentrée", "Nouveau")}]


@pytest.mark.parametrize(
    ("head", "line", "problem"),
    [
        (HEAD, "A1;Doub;CPE;FINAL", (2, "territory", "Doub")),
        (HEAD, "A1;dep:25;CPEE;FINAL", (2, "profile", "CPEE")),
        (HEAD, "A1;dep:25;CPE;", (2, "pathway", "")),
        (HEAD, "A 1;dep:25;CPE;FINAL", (2, "code", "A 1")),
        (f"{HEAD};season", "A1;dep:25;CPE;FINAL;1", (2, "pathway", "FINAL")),
        (f"{HEAD};season", "A1;dep:25;CPE;FINAL;3", (2, "season", "3")),
        (f"{HEAD};link", "A1;dep:25;CPE;FINAL;http://pix.fr", (2, "link", "http://pix.fr")),
        (f"{HEAD};origin", "A1;dep:25;CPE;FINAL;discipline", (2, "subject", "")),
        (f"{HEAD};opens_on", "A1;dep:25;CPE;FINAL;31/02/2026", (2, "opens_on", "31/02/2026")),
        ("code;territory;profile", "A1;dep:25;CPE", (1, None, "code | territory | profile")),
    ],
)
def test_an_error_says_line_column_value_and_remedy(
    tmp_path: Path, head: str, line: str, problem: tuple[int, str, str]
) -> None:
    plan = plan_of(tmp_path, line, head=head)
    assert told(plan) == [problem]
    assert plan.problems[0].message
    assert plan.problems[0].remedy


def test_a_thematic_campaign_of_season_one_is_refused_in_a_file_too(tmp_path: Path) -> None:
    # R087: season 1 was for the positioning only (seeds/001, l. 31-49).
    plan = plan_of(tmp_path, "A1;dep:25;CPE;MONITORING;1", head=f"{HEAD};season")
    assert "n’était pas ouvert en saison" in plan.problems[0].message


def test_two_lines_for_one_place_and_one_code_twice_are_refused(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "A1;dep:25;CPE;FINAL", "A2;dep:25;CPE;FINAL", "A1;dep:39;CPE;FINAL")
    assert told(plan) == [(3, "code", "A2"), (4, "code", "A1")]


def test_a_place_taken_by_another_campaign_is_refused_unless_it_moves(tmp_path: Path) -> None:
    one("OLD", school_year="")
    line = "NEW;dep:25;2D_PUBLIC;POSITIONING"
    assert told(plan_of(tmp_path, line)) == [(2, "code", "NEW")]
    moved = plan_of(tmp_path, line, "OLD;dep:39;2D_PUBLIC;POSITIONING")
    assert not moved.problems


def test_two_campaigns_may_take_each_others_place(tmp_path: Path) -> None:
    one("A1", "dep:25")
    one("A2", "dep:39")
    before = standing()
    file = kept(tmp_path, "A1;dep:39;2D_PUBLIC;POSITIONING", "A2;dep:25;2D_PUBLIC;POSITIONING")
    declare(file)
    assert [each["territory"] for each in standing()] == ["dep:39", "dep:25"]
    undo(file)
    assert standing() == before


def test_only_ones_own_territories_are_declared(tmp_path: Path) -> None:
    one("A1", "dep:971")
    lines, _ = read(written(tmp_path, "A1;dep:25;CPE;FINAL", "A2;dep:971;CPE;FINAL"), resolve)
    plan = compare(lines, lambda territory: territory == "dep:25")
    assert told(plan) == [(2, "code", "A1"), (3, "territory", "dep:971")]


def test_a_file_is_declared_whole_or_not_at_all(tmp_path: Path) -> None:
    file = kept(tmp_path, "A1;dep:25;CPE;FINAL", "A2;dep:39;CPE;FINAL")
    one("OTHER", "dep:39", profile="CPE", pathway="FINAL", school_year="")
    with pytest.raises(LinesRefused) as refused:
        declare(file)
    assert [each.line for each in refused.value.problems] == [3]
    assert [each.code for each in Campaign.objects.all()] == ["OTHER"]


def test_a_file_is_declared_once_and_undone_once(tmp_path: Path) -> None:
    file = kept(tmp_path, "A1;dep:25;CPE;FINAL")
    with pytest.raises(FileRefused):
        undo(file)
    declare(file)
    for act in (declare, give_up_file):
        with pytest.raises(FileRefused):
            act(file)
    undo(file)
    with pytest.raises(FileRefused):
        undo(file)


def test_a_campaign_changed_since_keeps_the_file(tmp_path: Path) -> None:
    file = kept(tmp_path, "A1;dep:25;CPE;FINAL", "A2;dep:39;CPE;FINAL")
    declare(file)
    withdraw_campaign(Campaign.objects.get(code="A1"), by="person:2", at=LATER)
    with pytest.raises(FileRefused) as refused:
        undo(file)
    assert "A1" in refused.value.message
    assert Campaign.objects.of_code("A2").exists()


def test_a_place_taken_since_is_told_when_undoing(tmp_path: Path) -> None:
    one("A1")
    file = kept(tmp_path, "A1;dep:39;2D_PUBLIC;POSITIONING")
    declare(file)
    one("A2")
    with pytest.raises(FileRefused):
        undo(file)
    assert Campaign.objects.get(code="A1").territory == "dep:39"


def test_a_preview_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    kept(tmp_path, "A1;dep:25;CPE;FINAL")
    give_up_file(kept(tmp_path, "A2;dep:25;CPE;FINAL"))
    assert not CampaignFile.objects.exists(), "a second preview takes the place of the first"


PLACES = ("dep:25", "dep:39", "dep:70")
ROWS = st.lists(
    st.tuples(st.sampled_from(["A1", "A2", "A3", "A4"]), st.sampled_from(PLACES),
              st.sampled_from(["", "Nom", "Autre nom"])),
    min_size=1, max_size=4, unique_by=(lambda row: row[0], lambda row: row[1]),
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROWS, second=ROWS)
def test_undoing_a_file_leaves_what_stood_before(
    tmp_path: Path,
    first: list[tuple[str, str, str]],
    second: list[tuple[str, str, str]],
) -> None:
    Campaign.objects.all().delete()
    CampaignFile.objects.all().delete()
    for code, place, name in first:
        one(code, place, profile="CPE", pathway="FINAL", school_year="", name=name)
    before = standing()
    lines = [f"{code};{place};CPE;FINAL;{name}" for code, place, name in second]
    file = kept(tmp_path, *lines, head=f"{HEAD};name")
    try:
        declare(file)
    except LinesRefused:
        assert standing() == before
        return
    assert {each["code"] for each in standing()} == {row[0] for row in first + second}
    undo(file)
    assert standing() == before


def test_the_lines_kept_are_those_that_were_read(tmp_path: Path) -> None:
    head = f"{HEAD};season;opens_on;name"
    lines, _ = read(written(tmp_path, "A1;dep:25;CPE;FINAL;2;01/09/2026;É « à »", head=head),
                    resolve)  # fmt: skip
    assert files.from_text(files.as_text(lines)) == lines


def test_whom_a_campaign_is_for_is_read_back_and_has_columns_of_its_own(tmp_path: Path) -> None:
    """What publishing writes in the season, an import reads; a declaration says it elsewhere."""
    season = "Saison 2, 2026-2027, pour\u00a0: Discipline, Lettres (lycée)"
    head, line = f"{HEAD};season", f"A1;dep:25;CPE;POSITIONING;{season}"
    imported = read_bytes(f"{head}\n{line}\n")
    assert imported.tables["campaigns"]["season"].to_list() == [season]
    _, plan = read(written(tmp_path, line, head=head), resolve)
    assert told(plan) == [(2, "season", season)]
    assert "origine et discipline" in plan.problems[0].remedy
