"""Loading a roadmap from its file: what it says first, what it keeps, and the examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from lib.people import someone
from lib.roadmaps import EXAMPLES, NOW, TODAY, a_roadmap, an_indicator, the_action
from vigie.domains.roadmaps import actions, actions_doing, actions_measuring
from vigie.domains.roadmaps.changes import history, undo
from vigie.domains.roadmaps.demonstration import plant
from vigie.domains.roadmaps.loading import copy_roadmap, load, preview, read
from vigie.domains.roadmaps.models import Deliverable, Indicator, Node, Roadmap
from vigie.domains.roadmaps.objective_text import parse
from vigie.domains.roadmaps.objectives import Kind
from vigie.domains.roadmaps.values import standing_of
from vigie.domains.roadmaps.writing import as_file
from vigie.sources.problems import Refused
from vigie.sources.roadmap_sheet import read_sheet, write_sheet
from vigie.sources.roadmap_yaml import write_yaml

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]

INVENTED = (Path(__file__).parent / "invented.yaml").read_bytes()
NA = "projet-drane-nouvelle-aquitaine"


def test_the_roadmaps_of_the_sources_load_whole_and_come_back_the_same() -> None:
    made = {each.code: each for each in plant(NOW)}
    assert len(made) == 5
    assert plant(NOW) == []
    for roadmap in made.values():
        file = as_file(roadmap)
        assert read(write_yaml(file)) == file
        assert read(write_sheet(file)) == file
        assert preview(file, TODAY).differences == []
    counts = Counter(Node.objects.filter(roadmap__code=NA).values_list("level", flat=True))
    assert (counts[1], counts[2]) == (3, 13)
    for target in ("2/2.2", "3/3.2", "3/3.3"):
        assert not Indicator.objects.filter(node__path__startswith=target).exists()
    parents = [each.parent and each.parent.code for each in Roadmap.objects.order_by("code")]
    assert parents.count("strategie-nationale-pix-edu") == 3
    supports = Deliverable.objects.filter(node__roadmap__code="numerique-1d-2024-2026")
    assert supports.count() == 16


def test_every_kind_of_objective_is_in_the_examples_and_each_gets_a_verdict() -> None:
    kinds = set()
    for roadmap in plant(NOW):
        found = standing_of(roadmap, TODAY)
        assert len(found) == roadmap.indicators.count()
        assert all(each.verdict.sentence for each in found.values())
        kinds |= {
            parse(aim.text).kind
            for indicator in roadmap.indicators.all()
            for aim in indicator.objectives.all()
        }
    assert kinds == set(Kind) - {Kind.AT_MOST}


def test_a_roadmap_written_by_someone_else_loads_without_a_line_of_code() -> None:
    roadmap = load(read(INVENTED), by=None, at=NOW)
    assert roadmap.levels == ["Pilier", "Chantier", "Étape", "Livrable"]
    assert roadmap.nodes.get(path="P1/C1/L1").level == 4
    file = as_file(roadmap)
    assert read_sheet(write_sheet(file)) == file
    states = {each.indicator.code: each.verdict.state.value
              for each in standing_of(roadmap, TODAY).values()}  # fmt: skip
    assert states == {"pannes": "met", "ateliers": "on_course", "charte": "met", "debit": "unknown"}


def test_loading_says_first_what_changes_and_changes_nothing_by_it() -> None:
    roadmap = load(read(INVENTED), by=None, at=NOW)
    text = (
        INVENTED.decode()
        .replace("libellé: Réparer vite", "libellé: Réparer tout de suite")
        .replace("- {libellé: Un guide de dépannage}", "- {libellé: Un guide en images}")
        .replace("<= 5 %", "<= 4 %")
    )
    shown = preview(read(text.encode()), TODAY)
    assert {(each.words, each.label) for each in shown.differences} == {
        ("élément changé", "C1 Réparer tout de suite"),
        ("support ajouté", "Un guide en images"),
        ("support retiré", "Un guide de dépannage"),
        ("objectif ajouté", "pannes, <= 4 %"),
    }
    assert shown.differences[0].fields == [("libellé", "Réparer vite", "Réparer tout de suite")]
    before = as_file(roadmap)
    load(read(text.encode()), by=someone(), at=NOW)
    texts = [each.text for each in Indicator.objects.get(code="pannes").objectives.all()]
    assert texts == ["<= 5 %", "<= 4 %"]
    undo(roadmap, history(roadmap)[0].code, by=someone(), at=NOW)
    assert as_file(Roadmap.objects.get()) == before


def test_what_people_typed_stays_when_a_file_does_not_know_it() -> None:
    roadmap = load(read(INVENTED), by=None, at=NOW)
    author = someone()
    pannes = Indicator.objects.get(code="pannes")
    actions_measuring.type_value(pannes, territory="dep:25", on=TODAY, amount=2, by=author, at=NOW)
    assert preview(read(INVENTED), TODAY).differences == []
    written = as_file(roadmap)
    again = load(written, by=None, at=NOW)
    values = Indicator.objects.get(code="pannes").values.all()
    assert [each.author for each in values] == [None, author]
    assert as_file(again) == written


def test_a_roadmap_drawn_by_hand_is_written_with_all_it_says() -> None:
    by = someone()
    roadmap = a_roadmap(by=by)
    node = the_action(roadmap)
    actions_doing.add_action(
        node, wording="Un stage", school_year="2025-2026", steps="[x] réserver\nouvrir",
        territories="Doubs", budget_planned="1500.50", by=by, at=NOW,
    )  # fmt: skip
    support = actions_doing.add_deliverable(node, wording="Un tutoriel", by=by, at=NOW)
    actions_doing.tick_deliverable(support, by=by, at=NOW)
    actions_doing.add_milestone(roadmap, code="M1", starts_on=TODAY, wording="Bilan", by=by, at=NOW)
    indicator = an_indicator(roadmap, by=by)
    actions_measuring.set_objective(indicator, text=">= 3", by=by, at=NOW)
    actions_measuring.type_value(
        indicator, territory="aca:besancon", on=TODAY, numerator=3, denominator=4, by=by, at=NOW
    )
    file = as_file(roadmap)
    line = file.nodes[0].children[0]
    assert line.actions[0].territories == ("dep:25",)
    assert line.deliverables[0].delivered_on == TODAY
    assert line.indicators[0].values[0].author_name == "Anne Onyme"
    copy = load(read(write_yaml(file).replace(roadmap.code.encode(), b"copie")), by=None, at=NOW)
    assert as_file(copy).nodes == file.nodes
    assert as_file(copy).milestones == file.milestones


def test_one_starts_from_a_model_which_is_no_roadmap_of_its_own() -> None:
    plant(NOW)
    model = Roadmap.objects.patterns().get()
    assert model not in Roadmap.objects.current()
    made = copy_roadmap(
        model, code="a-moi", name="À moi", territory="dep:39", level="academie", by=someone(),
        at=NOW,
    )  # fmt: skip
    found = {each.indicator.code: each for each in standing_of(made, TODAY).values()}
    assert made in Roadmap.objects.current()
    assert found["A1-participation"].objective is not None
    assert (made.parent and made.parent.code) == "strategie-nationale-pix-edu"


def test_a_copy_starts_afresh() -> None:
    source = load(read(INVENTED), by=None, at=NOW)
    by = someone()
    made = copy_roadmap(
        source, code="le-jura", name="Le Jura", territory="dep:39", level="academie", by=by, at=NOW
    )
    assert made.nodes.count() == source.nodes.count()
    assert made.indicators.count() == source.indicators.count()
    assert not Indicator.objects.filter(roadmap=made, values__isnull=False).exists()
    assert made.owner == by


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("territoire: dep:25", "territoire: dep:999", "999"),
        ("<= 5 %", "<= cinq", "<= cinq"),
        ("maille: département", "maille: rue", "rue"),
        ("code: ateliers", "code: pannes", "déjà à la ligne"),
        ("- code: P2", "- code: P1", "déjà à la ligne"),
        ("- code: P2", "- code: P/2", "P/2"),
        ("niveau: 4", "niveau: 5", "Le niveau 5"),
        ("années: [2025-2026, 2026-2027]", "années: [2025-2027]", "2025-2027"),
        ("mesure: participation_rate", "mesure: bonheur", "bonheur"),
        ("valeur: 3", "en mots: ''", "La valeur manque"),
    ],
)
def test_a_mistake_of_meaning_is_told_with_its_line_and_nothing_is_loaded(
    before: str, after: str, said: str
) -> None:
    text = INVENTED.decode()
    assert before in text
    changed = text.replace(before, after, 1)
    at = text[: text.index(before)].count("\n") + 1
    with pytest.raises(Refused) as refused:
        load(read(changed.encode()), by=None, at=NOW)
    told = [each for each in refused.value.problems if said in each.message]
    assert told, refused.value.problems
    assert abs((told[0].line or 0) - at) <= 8
    assert all(each.remedy for each in refused.value.problems)
    assert not Roadmap.objects.exists()


def test_a_parent_that_comes_later_is_found() -> None:
    child = load(read((EXAMPLES / "martinique-2023-2026.yaml").read_bytes()), by=None, at=NOW)
    assert child.parent is None
    above = load(
        read((EXAMPLES / "strategie-nationale-pix-edu.yaml").read_bytes()), by=None, at=NOW
    )
    child.refresh_from_db()
    assert child.parent == above


def test_a_node_that_moves_in_the_file_keeps_its_indicators() -> None:
    roadmap = a_roadmap()
    indicator = an_indicator(roadmap)
    actions.add_node(roadmap, code="B", wording="Équiper", by=None, at=NOW)
    file = as_file(roadmap)
    axis, other = file.nodes
    held = axis.children[0]
    moved = replace(
        file,
        nodes=(
            replace(axis, children=(replace(held, indicators=()),)),
            replace(other, indicators=held.indicators),
        ),
    )
    shown = preview(moved, TODAY).differences
    assert [each.fields for each in shown] == [[("élément", "A/A1", "B")]]
    load(moved, by=None, at=NOW)
    indicator.refresh_from_db()
    assert (indicator.node.path, indicator.removed_at) == ("B", None)
