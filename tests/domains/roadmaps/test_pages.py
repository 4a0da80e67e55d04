"""The pages of the roadmaps: what the three of the sources show, and writing with forms."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from lib.people import client_of, someone
from lib.roadmaps import EXAMPLES, NOW, a_roadmap, an_indicator, the_action
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.domains.roadmaps import loading, views_files
from vigie.domains.roadmaps.actions_measuring import set_objective, type_value
from vigie.domains.roadmaps.models import Action, Indicator, Objective, Roadmap, TypedValue
from vigie.domains.roadmaps.values import standing_of
from vigie.domains.roadmaps.verdicts import State
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def national(home: object, monkeypatch: pytest.MonkeyPatch) -> Person:
    del home
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return someone(Role.NATIONAL_TEAM)


@pytest.fixture
def site(national: Person) -> Client:
    return client_of(national)


@pytest.fixture
def examples(national: Person) -> dict[str, Roadmap]:
    """The three roadmaps of the sources, by the first word of their code."""
    found = {}
    for path in sorted(EXAMPLES.glob("*.yaml")):
        made = loading.load(loading.read(path.read_bytes()), by=national, at=NOW)
        found[made.code.split("-")[0]] = made
    return found


def text_of(answer: object) -> str:
    """The words of a page."""
    body = answer.content.decode()  # type: ignore[attr-defined]  # an answer of the client
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ")


def test_the_list_shows_each_roadmap_with_its_verdicts(
    site: Client, examples: dict[str, Roadmap]
) -> None:
    page = text_of(site.get("/feuilles-de-route/"))
    for roadmap in examples.values():
        assert roadmap.name in page
    assert "Ne peut être dit" in page


def test_every_view_of_the_three_roadmaps_opens(site: Client, examples: dict[str, Roadmap]) -> None:
    for roadmap in examples.values():
        for name in ("roadmap", "roadmap_recap", "roadmap_timeline", "roadmap_compare",
                     "roadmap_history", "roadmap_edit", "roadmap_parts"):  # fmt: skip
            answer = site.get(reverse(name, args=[roadmap.code]))
            assert answer.status_code == 200, (roadmap.code, name)
        for node in roadmap.nodes.standing():
            assert site.get(reverse("node", args=[roadmap.code, node.pk])).status_code == 200
        for indicator in roadmap.indicators.standing():
            answer = site.get(reverse("indicator", args=[roadmap.code, indicator.pk]))
            assert answer.status_code == 200


def test_each_tab_has_its_own_heading_and_title(site: Client, national: Person) -> None:
    code = a_roadmap(by=national).code
    page = site.get(f"/feuilles-de-route/{code}/").content.decode()
    tabs = re.search(r'aria-label="Vues de la feuille de route".*?</ul>', page, re.DOTALL)
    assert tabs
    addresses = re.findall(r'href="([^"]+)"', tabs[0])
    pages = [site.get(each).content.decode() for each in addresses]
    for mark in ("h1", "title"):
        said = [found[1] for each in pages if (found := re.search(f"<{mark}>(.*?)</{mark}>", each))]
        assert len(set(said)) == len(addresses) >= 6


def test_martinique_adds_1000_and_800_against_2000(
    site: Client,
    examples: dict[str, Roadmap],
    national: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    roadmap = examples["martinique"]
    indicator = roadmap.indicators.get(code="M-positionnes")
    for on, amount in ((date(2024, 6, 30), 1000), (date(2025, 6, 30), 800)):
        type_value(indicator, territory=roadmap.territory, on=on, amount=Decimal(amount),
                   by=national, at=NOW)  # fmt: skip
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 7, 10, 8, tzinfo=UTC))
    page = text_of(site.get(f"/feuilles-de-route/{roadmap.code}/")).replace("\u202f", " ")
    assert "1 800 enseignants" in page
    assert "2 000 enseignants" in page


def test_a1_shows_3_percent_10_expected_and_a_gap_of_7_points(
    site: Client, examples: dict[str, Roadmap]
) -> None:
    roadmap = examples["numerique"]
    indicator = roadmap.indicators.get(code="A1-participation")
    page = text_of(site.get(reverse("indicator", args=[roadmap.code, indicator.pk])))
    page = page.replace("\u202f", " ")
    assert "3 % le 1er septembre 2024, pour au moins 10 % : il manque 7 points" in page


def test_every_indicator_of_the_sources_has_a_verdict_and_says_why(
    examples: dict[str, Roadmap],
) -> None:
    """18 rows of the first degree, 4 of Martinique (and the tenth of its teachers), 33 of Nouvelle-
    Aquitaine, whose 35 lines give two indicators several years and two aims to a third."""
    for name, number in (("numerique", 18), ("martinique", 5), ("projet", 33)):
        found = standing_of(examples[name], NOW.date())
        assert len(found) == number
        for standing in found.values():
            told = standing.verdict
            assert told.sentence
            assert (told.state is State.UNKNOWN) == (told.reason is not None)


def test_field_sheets_show_their_constat_and_three_targets_have_no_indicator(
    site: Client, examples: dict[str, Roadmap]
) -> None:
    roadmap = examples["projet"]
    nodes = {node.path: node for node in roadmap.nodes.standing()}
    # seeds/003, l. 464, 515, 592, 807, 841, 917, 1059, 1162, 1222
    for path in ("2/2.1/CO1", "2/2.1/CO2", "2/2.1/CO3", "2/2.3/CO1", "2/2.3/CO2",
                 "2/2.4/Orientation", "2/2.5/CO1", "2/2.5/CO2", "2/2.5/CO3"):  # fmt: skip
        page = text_of(site.get(reverse("node", args=[roadmap.code, nodes[path].pk])))
        assert "Constat" in page, path
        assert unescape(page).count(nodes[path].observation[:40]) == 1
    for path in ("2/2.2", "3/3.2", "3/3.3"):
        assert not nodes[path].indicators.standing().exists()
        assert not nodes[path].children.standing().exists()


def test_ambition_1_action_3_gives_only_c1(site: Client, examples: dict[str, Roadmap]) -> None:
    answer = site.get(f"/feuilles-de-route/{examples['numerique'].code}/?projet=1.3")
    matching = [each.node.code for each in _walk(answer.context["page"].roots) if each.matches]
    assert matching == ["C1"]
    assert "1 élément correspond" in text_of(answer)


def _walk(shown: list) -> list:  # type: ignore[type-arg]  # of NodeShown
    return [each for one in shown for each in (one, *_walk(one.children))]


def test_filters_keep_a_verdict_a_person_and_a_year(
    site: Client, examples: dict[str, Roadmap]
) -> None:
    path = f"/feuilles-de-route/{examples['martinique'].code}/"
    kept = site.get(path, {"etat": "unknown"}).context["page"]
    states = {row.state for each in _walk(kept.roots) for row in each.indicators}
    assert states <= {"unknown"}
    whole = site.get(path).context["page"]
    assert kept.counts == whole.counts
    assert site.get(path, {"annee": "2022-2023"}).context["page"].shown_year == "2022-2023"
    odd = site.get(path, {"etat": "inventé", "qui": "personne", "territoire": "xx"})
    assert odd.context["page"].matching == whole.matching


def test_the_recap_of_the_1d_has_seven_rows_and_two_years(
    site: Client, examples: dict[str, Roadmap]
) -> None:
    answer = site.get(f"/feuilles-de-route/{examples['numerique'].code}/annees/")
    assert len(answer.context["recap"].rows) == 7
    assert answer.context["recap"].years == ["2024-2025", "2025-2026"]


def test_the_time_line_tells_the_six_dates_of_the_strategy(
    site: Client, examples: dict[str, Roadmap]
) -> None:
    with_dates = [each for each in examples.values() if each.milestones.exists()]
    assert with_dates
    page = text_of(site.get(f"/feuilles-de-route/{with_dates[0].code}/calendrier/"))
    for words in ("octobre 2023", "10 avril 2024", "18 avril 2024", "de mai à juin 2024",
                  "décembre 2024"):  # fmt: skip
        assert words in page


def test_three_academies_are_compared(site: Client, national: Person) -> None:
    roadmap = a_roadmap("reg:nouvelle-aquitaine", by=national)
    indicator = an_indicator(roadmap, unit="%", territory_level="academie", by=national)
    for place, amount in (
        ("aca:bordeaux", "83.24"), ("aca:limoges", "74.82"), ("aca:poitiers", "71.62"),
    ):  # fmt: skip
        type_value(indicator, territory=place, on=NOW.date(), amount=Decimal(amount),
                   by=national, at=NOW)  # fmt: skip
    page = text_of(site.get(f"/feuilles-de-route/{roadmap.code}/comparer/"))
    for words in ("Bordeaux", "83,24 %", "Limoges", "74,82 %", "Poitiers", "71,62 %"):
        assert words in page


def test_a_territory_is_compared_by_what_it_is_made_of(site: Client, national: Person) -> None:
    roadmap = a_roadmap("aca:besancon", by=national)
    an_indicator(roadmap, by=national)
    page = site.get(f"/feuilles-de-route/{roadmap.code}/comparer/")
    levels = re.findall(r'<option value="(\w+)"', page.content.decode().partition("maille")[2])
    assert levels == ["department"]


class TestWriting:
    """An adviser writes her roadmap with the forms alone."""

    @pytest.fixture
    def written(self, national: Person) -> Roadmap:
        return a_roadmap(by=national)

    def test_a_blank_roadmap_then_an_element(self, site: Client) -> None:
        sent = {"name": "Un plan", "code": "un-plan", "level": "national",
                "level_names": "Axe\nAction", "school_years": "2026-2027"}  # fmt: skip
        answer = site.post("/feuilles-de-route/de/FR/nouvelle/", sent, follow=True)
        assert "Rien n’est encore écrit" in text_of(answer)
        answer = site.post("/feuilles-de-route/un-plan/elements/ajouter/",
                           {"code": "A", "wording": "Former", "level": "1"},
                           follow=True)  # fmt: skip
        assert answer.status_code == 200
        assert "«\u00a0A Former\u00a0» est ajouté" in answer.content.decode()
        again = site.post("/feuilles-de-route/de/FR/nouvelle/", sent)
        assert again.status_code == 400
        assert "porte déjà le code" in text_of(again)

    def test_a_copy_keeps_the_tree(self, site: Client, written: Roadmap) -> None:
        site.post("/feuilles-de-route/de/FR/nouvelle/",
                  {"name": "La suite", "code": "la-suite", "level": "national",
                   "start": written.code})  # fmt: skip
        assert Roadmap.objects.get(code="la-suite").nodes.count() == 2

    def test_an_action_is_written_noted_and_taken_out(self, site: Client, written: Roadmap) -> None:
        node = the_action(written)
        sent = {"wording": "Trois stages", "school_year": "2026-2027", "state": "to_come",
                "budget_planned": "1 200,50", "steps": "[x] Appel\nSession"}  # fmt: skip
        page = site.post(reverse("action_new", args=[written.code, node.pk]), sent, follow=True)
        assert "Trois stages" in text_of(page)
        action = Action.objects.get(node=node)
        site.post(reverse("action_state", args=[written.code, action.pk]), {"state": "under_way"},
                  follow=True)  # fmt: skip
        action.refresh_from_db()
        assert action.state == "under_way"
        page = site.post(reverse("action_remove", args=[written.code, action.pk]), follow=True)
        assert "Annuler" in text_of(page)
        undo = re.search(
            r'action="(/feuilles-de-route/[^"]+/annuler/[^"]+)"', page.content.decode()
        )
        assert undo is not None
        assert "Trois stages" in text_of(site.post(undo[1], follow=True))

    def test_a_support_is_ticked_off(self, site: Client, written: Roadmap) -> None:
        node = the_action(written)
        site.post(reverse("deliverable_new", args=[written.code, node.pk]), {"wording": "Tutoriel"})
        support = node.deliverables.get()
        tick = reverse("deliverable_tick", args=[written.code, support.pk])
        for done, said in (("1", "Livré"), ("1", "Livré"), ("0", "Cocher comme livré")):
            assert said in text_of(site.post(tick, {"done": done}, follow=True))

    def test_an_indicator_is_linked_to_a_measure(self, site: Client, written: Roadmap) -> None:
        node = the_action(written)
        seen = site.get(reverse("indicator_preview", args=[written.code, node.pk]),
                        {"measure": "participation_rate", "profile": "1D_PUBLIC"})  # fmt: skip
        assert "Aucun import ne parle encore de ce territoire" in text_of(seen)
        sent = {"label": "Participation", "code": "P1", "kind": "computed", "unit": "%",
                "measure": "participation_rate", "profile": "1D_PUBLIC",
                "territory_level": "department", "objective": ">= 10 %"}  # fmt: skip
        page = site.post(reverse("indicator_new", args=[written.code, node.pk]), sent, follow=True)
        assert page.status_code == 200
        assert "au moins 10 %" in text_of(page)
        made = Indicator.objects.get(code="P1")
        edited = site.post(reverse("indicator_edit", args=[written.code, made.pk]),
                           {**sent, "label": "Taux"}, follow=True)  # fmt: skip
        assert "Taux" in text_of(edited)
        bad = site.post(reverse("indicator_new", args=[written.code, node.pk]),
                        {**sent, "code": "P2", "objective": "beaucoup"})  # fmt: skip
        assert bad.status_code == 400
        assert not Indicator.objects.filter(code="P2").exists()

    def test_a_value_is_typed_and_an_objective_revised(
        self, site: Client, written: Roadmap, national: Person
    ) -> None:
        indicator = an_indicator(written, by=national)
        set_objective(indicator, text=">= 10", by=national, at=NOW)
        args = [written.code, indicator.pk]
        page = site.post(reverse("value_new", args=args),
                         {"territory": written.territory, "on": "2026-11-20", "amount": "12"},
                         follow=True)  # fmt: skip
        assert "12 stages" in text_of(page)
        assert "Atteint" in text_of(page)
        page = site.post(reverse("objective_new", args=args),
                         {"text": ">= 40", "why": "Plus de moyens"}, follow=True)  # fmt: skip
        assert "Plus de moyens" in text_of(page)
        assert Objective.objects.filter(indicator=indicator).count() == 2
        for sent in ({"amount": "douze"}, {"on": "demain"}, {"amount": "1e5"}, {}):
            wrong = {"territory": written.territory, "on": "2026-11-20", **sent}
            assert site.post(reverse("value_new", args=args), wrong).status_code == 400
        value = TypedValue.objects.get(indicator=indicator)
        site.post(reverse("value_withdraw", args=[written.code, value.pk]))
        value.refresh_from_db()
        assert value.withdrawn_at is not None

    def test_a_file_is_told_before_it_is_loaded(self, site: Client) -> None:
        path = EXAMPLES / "martinique-2023-2026.yaml"
        address = "/feuilles-de-route/de/FR/importer/"
        with path.open("rb") as file:
            told = site.post(address, {"file": file})
        # It is of Martinique: who writes for the nation does not write there.
        assert told.status_code == 403
        assert "où vous n’écrivez pas" in text_of(told)
        mine = path.read_bytes().replace(b"territoire: reg:martinique", b"territoire: FR")
        shown = site.post(address, {"file": _named(mine)})
        assert "Une nouvelle feuille de route" in text_of(shown)
        assert not Roadmap.objects.exists()
        kept = {name: shown.context[name] for name in ("kept", "seal")}
        page = site.post(address, {**kept, "accept": "on"}, follow=True)
        assert "créée d’après le fichier" in text_of(page)
        # The heaviest file that is shown can be accepted: it comes back in the form.
        heavy = mine + b"#" * (views_files.HEAVIEST - len(mine))
        shown = site.post(address, {"file": _named(heavy)})
        kept = {name: shown.context[name] for name in ("kept", "seal")}
        assert site.post(address, {**kept, "accept": "on"}).status_code == 302
        assert site.post(address, {"file": _named(heavy + b"#")}).status_code == 400
        wrong = site.post(address, {"file": _named(mine.replace(b"niveau:", b"nivau:"))})
        assert wrong.status_code == 400
        assert "nivau" in text_of(wrong)

    def test_someone_is_given_a_part_and_loses_it(self, site: Client, written: Roadmap) -> None:
        guest = someone()
        node = the_action(written)
        sent = {"email": guest.email, "part": "contributor", "node": str(node.pk)}
        site.post(reverse("roadmap_parts", args=[written.code]), sent)
        theirs = client_of(guest)
        assert theirs.get(reverse("action_new", args=[written.code, node.pk])).status_code == 200
        assert theirs.get(reverse("roadmap_edit", args=[written.code])).status_code == 403
        part = written.contributors.get()
        site.post(reverse("roadmap_part_back", args=[written.code, part.pk]))
        assert theirs.get(reverse("roadmap", args=[written.code])).status_code == 404


def _named(data: bytes) -> BytesIO:
    file = BytesIO(data)
    file.name = "plan.yaml"
    return file


def test_a_page_asks_few_questions_however_many_indicators(
    site: Client, national: Person, django_assert_max_num_queries: object
) -> None:
    roadmap = a_roadmap("FR", by=national)
    for _ in range(30):
        an_indicator(roadmap, by=national)
    path = f"/feuilles-de-route/{roadmap.code}/"
    with django_assert_max_num_queries(40):  # type: ignore[operator]  # of pytest-django
        assert site.get(path).status_code == 200
