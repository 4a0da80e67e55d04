"""Weather, comments, decisions, proposals, reviews and alerts, as people use their pages."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from lib.people import client_of, someone
from lib.roadmaps_drawn import NOW, Drawn, MovedClock, text_of
from vigie.domains.people.models import Person
from vigie.domains.people.rights import rights_of
from vigie.domains.people.roles import Role
from vigie.domains.roadmaps import actions, actions_measuring, actions_telling
from vigie.domains.roadmaps.models import (
    Comment,
    Judgement,
    Objective,
    Proposal,
    TypedValue,
)
from vigie.domains.roadmaps.queries_alerts import alerts_for, news

pytestmark = [pytest.mark.database, pytest.mark.django_db]
BASE = "/feuilles-de-route/bfc"


# -- weather -----------------------------------------------------------------------------------


def test_a_weather_is_signed_and_the_former_one_stays(
    writer: Client, drawn: Drawn, moment: MovedClock
) -> None:
    page = f"{BASE}/elements/{drawn.node.pk}/suivi/"
    assert "Météo non renseignée" in text_of(writer, page)
    for days, weather, words in ((0, "storm", "Bloqué."), (30, "sun", "Reparti.")):
        moment.move(days)
        typed = {"weather": weather, "period": "2023-2024", "synthesis": words}
        assert writer.post(f"{page}juger/", typed).status_code == 302
    text = text_of(writer, page)
    assert text.index("Reparti.") < text.index("Bloqué.")
    assert "Soleil : objectifs assurés" in text.partition("</header>")[2][:4000]
    assert "1er juin 2024" in text
    last = Judgement.objects.get(weather="sun")
    assert writer.post(f"{BASE}/appreciations/{last.pk}/retirer/").status_code == 302
    assert "Reparti." not in text_of(writer, page)


@pytest.mark.parametrize(
    "typed",
    [
        {"weather": "rainbow", "period": "", "synthesis": "x"},
        {"weather": "sun", "period": "1999-2000", "synthesis": "x"},
        {"weather": "sun", "period": "", "synthesis": ""},
        {"weather": "sun", "period": "", "synthesis": "x" * 2001},
        {},
    ],
)
def test_a_weather_that_cannot_be_read_signs_nothing(
    writer: Client, drawn: Drawn, typed: dict[str, str]
) -> None:
    answer = writer.post(f"{BASE}/elements/{drawn.node.pk}/suivi/juger/", typed)
    assert answer.status_code == 400
    assert "entry__error" in answer.content.decode()
    assert not Judgement.objects.exists()


# -- comments and decisions ---------------------------------------------------------------------


def test_comments_and_decisions_stand_under_node_and_indicator(
    writer: Client, drawn: Drawn, moment: MovedClock
) -> None:
    node, indicator = f"{BASE}/elements/{drawn.node.pk}", f"{BASE}/indicateurs/{drawn.rate.pk}"
    writer.post(f"{node}/suivi/dire/", {"kind": "comment", "comment": "Sur l’axe."})
    decided = {"kind": "decision", "decision": "Relancer.", "charged": "Mme X",
               "due_on": "2024-05-10"}  # fmt: skip
    writer.post(f"{indicator}/suivi/dire/", decided)
    assert "Sur l’axe." in text_of(writer, f"{node}/suivi/")
    on_node = text_of(writer, f"{node}/suivi/")
    assert "Relancer." in on_node
    assert "sur A1" in on_node
    text = text_of(writer, f"{indicator}/suivi/")
    assert "Sur l’axe." not in text
    assert "À faire" in text
    moment.move(30)
    assert "En retard" in text_of(writer, f"{indicator}/suivi/")
    said = Comment.objects.get(is_decision=True)
    assert writer.post(f"{BASE}/dit/{said.pk}/cocher/", {"done": "1"}).status_code == 302
    assert "Faite le 1er juin 2024" in text_of(writer, f"{indicator}/suivi/")
    writer.post(f"{BASE}/dit/{said.pk}/retirer/")
    assert "Relancer." not in text_of(writer, f"{indicator}/suivi/")


def test_a_decision_needs_who_and_when(writer: Client, drawn: Drawn) -> None:
    typed = {"kind": "decision", "decision": "Relancer.", "charged": "", "due_on": "demain"}
    answer = writer.post(f"{BASE}/elements/{drawn.node.pk}/suivi/dire/", typed)
    assert answer.status_code == 400
    assert answer.content.decode().count('class="entry__error"') == 2
    assert not Comment.objects.exists()


def test_a_territory_comments_and_does_not_decide(drawn: Drawn, inspector: Person) -> None:
    client = client_of(inspector)
    path = f"{BASE}/elements/{drawn.node.pk}/suivi/dire/"
    assert client.post(path, {"kind": "comment", "comment": "Vu d’ici."}).status_code == 302
    decided = {"kind": "decision", "decision": "x", "charged": "y", "due_on": "2024-06-01"}
    assert client.post(path, decided).status_code == 403
    said = Comment.objects.get()
    assert client.post(f"{BASE}/dit/{said.pk}/cocher/").status_code == 404  # no decision
    assert client.post(f"{BASE}/dit/{said.pk}/retirer/").status_code == 302  # her own


def test_a_way_back_never_leaves_the_site(writer: Client, drawn: Drawn, delegate: Person) -> None:
    said = actions_telling.comment(drawn.roadmap, text="x", by=delegate, at=NOW, node=drawn.node)
    path = f"{BASE}/dit/{said.pk}/retirer/"
    for away in ("https://ailleurs.example/", "//ailleurs.example/", "/\\ailleurs.example"):
        Comment.objects.update(removed_at=None)
        answer = writer.post(path, {"next": away})
        assert answer["Location"] == f"{BASE}/elements/{drawn.node.pk}/suivi/"


# -- proposals ----------------------------------------------------------------------------------


def _propose(client: Client, drawn: Drawn, **typed: str) -> int:
    said = {"territory": "aca:besancon", "what": "value", "value": "4,5", "on": "2024-04-30",
            "reason": "Notre relevé.", **typed}  # fmt: skip
    path = f"{BASE}/indicateurs/{drawn.rate.pk}/proposer/"
    return client.post(path, said).status_code


def test_a_value_is_proposed_answered_and_both_stay(
    writer: Client, drawn: Drawn, inspector: Person
) -> None:
    client = client_of(inspector)
    form = text_of(client, f"{BASE}/indicateurs/{drawn.rate.pk}/proposer/")
    assert "a 30 jours pour répondre" in form
    assert _propose(client, drawn) == 302
    proposal = Proposal.objects.get()
    assert proposal.due_by == date(2024, 6, 1)
    sheet = f"{BASE}/indicateurs/{drawn.rate.pk}/suivi/"
    assert "4,5 % au 30 avril 2024" in text_of(writer, sheet)
    answer = f"{BASE}/propositions/{proposal.pk}/repondre/"
    assert "Notre relevé." in text_of(writer, answer)
    assert client.get(answer).status_code == 403
    assert writer.post(answer, {"reply": "accepted", "answer": "D’accord."}).status_code == 302
    value = TypedValue.objects.get(territory="aca:besancon")
    assert value.amount == 45 / 10
    assert value.author == inspector
    text = text_of(client, sheet)
    assert "Notre relevé." in text
    assert "acceptée par Anne Onyme le 2 mai 2024 : D’accord." in text
    assert writer.post(answer, {"reply": "refused", "answer": "Non."}).status_code == 400
    assert TypedValue.objects.filter(indicator=drawn.rate).count() == 2


def test_the_rate_of_a_value_proposed_stands_beside_it_until_the_answer(
    writer: Client, drawn: Drawn, inspector: Person, delegate: Person
) -> None:
    """From 2 % to 10 %: 4,5 % is 31 % of the way, and 3 % was 13 %."""
    said = {"territory": "aca:besancon", "by": delegate, "at": NOW}
    actions_measuring.set_baseline(drawn.rate, amount=Decimal(2), on=date(2023, 9, 1), **said)
    _propose(client_of(inspector), drawn)
    sheet = f"{BASE}/indicateurs/{drawn.rate.pk}/suivi/"
    assert "Chemin parcouru avec cette valeur : 31 %." in text_of(writer, sheet)
    actions_measuring.type_value(drawn.rate, amount=Decimal(3), on=date(2024, 4, 2), **said)
    assert "avec cette valeur : 31 %, au lieu de 13 %." in text_of(writer, sheet)
    answer = f"{BASE}/propositions/{Proposal.objects.get().pk}/repondre/"
    writer.post(answer, {"reply": "refused", "answer": "Non."})
    assert "Chemin parcouru avec" not in text_of(writer, sheet)


def test_a_local_objective_is_proposed_and_refused_with_a_reason(
    writer: Client, drawn: Drawn, inspector: Person
) -> None:
    client = client_of(inspector)
    assert _propose(client, drawn, what="objective", objective=">= 8 %", period="2024-2025") == 302
    proposal = Proposal.objects.get()
    answer = f"{BASE}/propositions/{proposal.pk}/repondre/"
    assert writer.post(answer, {"reply": "refused", "answer": ""}).status_code == 400
    assert writer.post(answer, {"reply": "refused", "answer": "Trop bas."}).status_code == 302
    text = text_of(client, f"{BASE}/indicateurs/{drawn.rate.pk}/suivi/")
    assert "objectif local : au moins 8 % (2024-2025)" in text
    assert "refusée par Anne Onyme le 2 mai 2024 : Trop bas." in text
    assert not Objective.objects.filter(territory="aca:besancon").exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"value": ""}, {"value": "beaucoup"}, {"value": "1e9"}, {"value": "NaN"}, {"on": ""},
        {"on": "hier"}, {"reason": ""}, {"territory": "dep:75"}, {"what": "rien"},
        {"what": "objective", "objective": ""}, {"what": "objective", "objective": "plus haut"},
        {"what": "objective", "objective": ">= 8 %", "period": "1999"},
    ],
)  # fmt: skip
def test_a_proposal_that_cannot_be_read_is_told(
    drawn: Drawn, inspector: Person, typed: dict[str, str]
) -> None:
    assert _propose(client_of(inspector), drawn, **typed) == 400
    assert not Proposal.objects.exists()


def test_a_proposal_is_taken_back_until_it_is_answered(
    drawn: Drawn, inspector: Person, delegate: Person
) -> None:
    client = client_of(inspector)
    _propose(client, drawn)
    _propose(client, drawn, value="5")
    first, second = Proposal.objects.order_by("pk")
    assert client.post(f"{BASE}/propositions/{first.pk}/reprendre/").status_code == 302
    actions_telling.answer_proposal(second, accepted=True, answer="", by=delegate, at=NOW)
    client.post(f"{BASE}/propositions/{second.pk}/reprendre/")
    assert list(Proposal.objects.all()) == [second]


def test_who_has_no_territory_under_it_proposes_nothing(writer: Client, drawn: Drawn) -> None:
    assert _propose(writer, drawn) == 403


# -- alerts and news ----------------------------------------------------------------------------


def test_alerts_are_gathered_for_who_answers(
    writer: Client, drawn: Drawn, inspector: Person, delegate: Person, moment: MovedClock
) -> None:
    _propose(client_of(inspector), drawn)
    actions_telling.decide(
        drawn.roadmap, text="Relancer.", charged="Mme X", due_on=date(2024, 4, 1), by=delegate,
        at=NOW,
    )  # fmt: skip
    text = text_of(writer, "/mes-alertes/")
    for words in ("Action en retard", "Support en retard", "Décision en retard", "Aucune valeur",
                  "Proposition à répondre", "Météo non renseignée"):  # fmt: skip
        assert words in text, words
    moment.move(60)
    text = text_of(writer, "/mes-alertes/")
    assert "Réponse en retard" in text
    csv = writer.get("/mes-alertes/?alertes-export=csv").content.decode("utf-8-sig")
    assert csv.count("Réponse en retard") == 1
    mine = text_of(client_of(inspector), "/mes-alertes/")
    assert "Proposition sans réponse" in mine
    assert "Action en retard" not in mine


def test_what_is_done_alerts_no_more(drawn: Drawn, delegate: Person) -> None:
    assert drawn.roadmap.owner == delegate
    from vigie.domains.roadmaps import actions_doing
    from vigie.domains.roadmaps.models import Action, Deliverable

    actions_doing.set_state(Action.objects.get(), state="done", by=delegate, at=NOW)
    actions_doing.tick_deliverable(Deliverable.objects.get(), by=delegate, at=NOW)
    labels = {each.label for each in alerts_for(rights_of(delegate, NOW), NOW.date())}
    assert not labels & {"Action en retard", "Support en retard"}


def test_a_contributor_of_a_node_has_the_alerts_of_that_node(
    drawn: Drawn, delegate: Person
) -> None:
    teacher = someone(Role.TEACHER, territory="uai:0259109R")
    assert alerts_for(rights_of(teacher, NOW), NOW.date()) == []
    actions.set_part(
        drawn.roadmap, person=teacher, part="contributor", node=drawn.empty, by=delegate, at=NOW
    )
    found = alerts_for(rights_of(teacher, NOW), NOW.date())
    assert {each.about for each in found} == {str(drawn.empty)}


def test_the_home_tells_of_answers_to_give(
    drawn: Drawn, inspector: Person, delegate: Person
) -> None:
    assert news(rights_of(delegate, NOW)) == []
    _propose(client_of(inspector), drawn)
    assert "attend votre réponse" in news(rights_of(delegate, NOW))[0].sentence
    later = NOW + timedelta(days=60)
    assert "sans réponse" in news(rights_of(inspector, later))[0].sentence


@pytest.mark.parametrize("page", ["revues/", "rapport/", "elements/1/suivi/"])
def test_nobody_reads_the_roadmap_of_others(drawn: Drawn, page: str) -> None:
    del drawn
    stranger = client_of(someone(Role.ADVISER, territory="dep:75"))
    assert stranger.get(f"{BASE}/{page}").status_code == 404
