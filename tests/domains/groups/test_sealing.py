"""Sealing a list through the site: what is said, what is kept, what is spent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from domains.groups.conftest import MoveTo
from lib.people import client_of, signed_in, someone
from lib.sealed import AFTER, NOW, PUBLISH, SECRET, crowd, plant, sealed, sealing
from vigie.domains.audit.models import Entry
from vigie.domains.compliance.policies import SHIPPED
from vigie.domains.groups.actions import forget_seats
from vigie.domains.groups.models import Group, Seat, Subject, Synthesis
from vigie.domains.people.actions import end_mandate, give_mandate
from vigie.domains.people.models import Mandate
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TEN = [each.address for each in crowd(10)]


@pytest.fixture
def trainer(home: Path, move_to: MoveTo) -> Client:
    """A trainer of the Doubs; ten people answered and master the secret competence."""
    del move_to
    plant(home, crowd(10, masters=[SECRET]))
    return signed_in(Role.TRAINER, territory="dep:25")


def read(client: Client, group: Group) -> str:
    page = client.get(reverse("group", args=[group.token])).content.decode()
    return page.replace("\u00a0", " ")


def test_a_group_is_read_at_its_date_and_not_before(trainer: Client, move_to: MoveTo) -> None:
    group = sealed(trainer, TEN)
    assert "En attente" in read(trainer, group)
    assert SECRET not in read(trainer, group)
    move_to(AFTER)
    page = read(trainer, group)
    assert SECRET in page
    assert "Collaborer" in page
    assert page.index("Collaborer") < page.index(SECRET), "the least mastered come first"


def test_the_answer_counts_lines_and_says_what_was_put_aside(trainer: Client) -> None:
    pasted = [*TEN, "", f"Doublon <{TEN[0]}>", "liste du mardi"]
    answer = trainer.post(reverse("group_seal"), sealing(pasted), follow=True)
    page = answer.content.decode().replace("\u00a0", " ")
    assert "10 adresses valides scellées." in page
    assert "1 doublon, 1 ligne vide et 1 mention illisible" in page


def test_three_sentences_tell_the_rule(trainer: Client) -> None:
    page = trainer.get(reverse("group_seal")).content.decode().replace("\u00a0", " ")
    assert "Une seule image par groupe" in page
    assert "Jamais moins de cinq réponses" in page
    assert "ne passerait que de 50 % à 75" in page.replace("\u202f", " ")
    assert "que personne n’a encore signée" in page


def test_no_address_is_kept(trainer: Client) -> None:
    group = sealed(trainer, TEN)
    kept = [str(row) for row in (*Group.objects.values(), *Seat.objects.values())]
    told = [f"{entry.actor} {entry.about} {entry.details}" for entry in Entry.objects.all()]
    assert "stagiaire" not in " ".join([*kept, *told])
    assert Seat.objects.filter(group=group).count() == 10


def test_a_group_keeps_the_policy_it_was_sealed_under(trainer: Client, move_to: MoveTo) -> None:
    group = sealed(trainer, TEN)
    assert group.policy == SHIPPED
    move_to(AFTER)
    read(trainer, group)
    assert Synthesis.objects.get(group=group).policy_values == SHIPPED.to_json()


def test_sealing_spends_a_synthesis_of_everybody_listed(trainer: Client) -> None:
    nobody = [f"inconnue{n}@exemple.example" for n in range(10)]
    ranks = []
    for _ in range(3):
        group = sealed(trainer, nobody)
        ranks.append({seat.rank for seat in group.seats.all()})
    assert ranks == [{1}, {2}, {None}]


def test_next_school_year_brings_two_more(trainer: Client, move_to: MoveTo) -> None:
    for _ in range(3):
        sealed(trainer, TEN)
    later = NOW.replace(year=2027, month=9)
    move_to(later)
    group = sealed(trainer, TEN, publish_at=later + timedelta(days=2))
    assert {seat.rank for seat in group.seats.all()} == {1}


def test_the_database_itself_refuses_to_spend_twice(trainer: Client) -> None:
    first, second = sealed(trainer, TEN), sealed(trainer, [*TEN[:9], "autre@exemple.example"])
    seat = first.seats.first()
    assert seat is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(group=second, person=seat.person).update(rank=seat.rank)


def test_cancelling_forgets_the_list_and_gives_back(trainer: Client) -> None:
    group = sealed(trainer, TEN)
    answer = trainer.post(reverse("group_cancel", args=[group.token]), follow=True)
    assert "annulé" in answer.content.decode()
    assert not Seat.objects.exists()
    assert {seat.rank for seat in sealed(trainer, TEN).seats.all()} == {1}
    assert "Groupe annulé" in read(trainer, group)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "À remplir."),
        ({"session_on": "31/02/2027"}, "n’existe pas"),
        ({"session_on": "01/10/2026"}, "La session est déjà passée"),
        ({"publish_on": ""}, "À remplir."),
        ({"publish_on": "03/11/2028"}, "dans plus d’un an"),
        ({"publish_time": "25:00"}, "Cette heure n’existe pas"),
        ({"addresses": "personne"}, "0 adresse valide"),
    ],
)
def test_what_is_wrong_is_said_next_to_it(
    trainer: Client, changed: dict[str, str], sentence: str
) -> None:
    answer = trainer.post(reverse("group_seal"), {**sealing(TEN), **changed})
    assert 400 <= answer.status_code < 500
    assert sentence in answer.content.decode().replace("\u00a0", " ")
    assert not Group.objects.exists()


def test_what_was_typed_is_still_there_after_a_refusal(trainer: Client) -> None:
    answer = trainer.post(reverse("group_seal"), {**sealing(TEN), "publish_on": "03/11/2026"})
    assert answer.status_code == 409
    assert TEN[9] in answer.content.decode()


def test_a_group_is_its_trainers_only(trainer: Client) -> None:
    group = sealed(trainer, TEN)
    colleague = signed_in(Role.TRAINER, territory="dep:25")
    for name in ("group", "group_cancel", "group_subjects"):
        path = reverse(name, args=[group.token])
        answer = colleague.get(path) if name == "group" else colleague.post(path)
        assert answer.status_code == 404, name
    for role in (Role.PIX_TEAM, Role.DELEGATE, Role.DPO):
        other = signed_in(role, territory="aca:besancon")
        assert other.get(reverse("group", args=[group.token])).status_code == 404
        assert other.get(reverse("group_seal")).status_code == 403


def test_a_trainer_whose_mandate_ended_reads_nothing(home: Path, move_to: MoveTo) -> None:
    plant(home, crowd(10))
    person = someone(Role.TRAINER, territory="dep:25")
    client = client_of(person)
    group = sealed(client, TEN)
    end_mandate(Mandate.objects.get(person=person), by=None, at=NOW)
    move_to(AFTER)
    assert client.get(reverse("group", args=[group.token])).status_code in (403, 404)


def test_two_mandates_ask_for_which_territory(home: Path, move_to: MoveTo) -> None:
    del home, move_to
    person = someone(Role.TRAINER, territory="dep:25")
    give_mandate(person, role=Role.TRAINER, territory="dep:70", starts_at=NOW - timedelta(days=9),
                 by=None, at=NOW)  # fmt: skip
    client = client_of(person)
    assert "Territoire de la session" in client.get(reverse("group_seal")).content.decode()
    asked = {**sealing(TEN), "territory": "dep:70"}
    assert client.post(reverse("group_seal"), asked).status_code == 302
    assert Group.objects.get().territory == "dep:70"
    foreign = {**sealing(TEN), "territory": "dep:21"}
    assert client.post(reverse("group_seal"), foreign).status_code == 400


def test_too_few_answers_show_nothing_at_all(home: Path, move_to: MoveTo) -> None:
    plant(home, [*crowd(4, masters=[SECRET]), *crowd(6, state=1, start=4)])
    client = signed_in(Role.TRAINER, territory="dep:25")
    group = sealed(client, TEN)
    move_to(AFTER)
    page = read(client, group)
    assert "Trop peu de réponses" in page
    assert SECRET not in page
    kept = Synthesis.objects.get()
    assert (kept.shown, kept.is_readable, kept.reference) == ("", False, None)


def test_few_answers_for_a_long_list_warn(home: Path, move_to: MoveTo) -> None:
    plant(home, crowd(12))
    client = signed_in(Role.TRAINER, territory="dep:25")
    # Twelve of sixty, give or take what chance moves: far from a third.
    group = sealed(client, [each.address for each in crowd(60)])
    move_to(AFTER)
    assert "À lire avec précaution" in read(client, group)


def test_figures_are_neither_exported_nor_printed(trainer: Client, move_to: MoveTo) -> None:
    # R136. There is no file, whatever is asked; on paper the figures are hidden.
    group = sealed(trainer, TEN)
    move_to(AFTER)
    path = reverse("group", args=[group.token])
    for query in ("", "?export=csv", "?groupes-export=csv", "?format=json"):
        answer = trainer.get(path + query)
        assert answer["Content-Type"].startswith("text/html")
        assert "Content-Disposition" not in answer
    page = trainer.get(path).content.decode()
    hidden = page[page.index('<div class="stack no-print">') : page.index("Sujets retenus")]
    shown = page.replace(hidden, "")
    assert "20\u00a0%" not in shown
    assert "ne s’impriment pas" in shown
    assert trainer.get(path)["Cache-Control"].count("no-store")


def test_results_are_for_trainers_only_and_it_says_so(trainer: Client, move_to: MoveTo) -> None:
    group = sealed(trainer, TEN)
    move_to(AFTER)
    assert "servent uniquement aux personnes qui forment" in read(trainer, group)


def test_subjects_are_chosen_from_the_synthesis_and_kept(trainer: Client, move_to: MoveTo) -> None:
    group = sealed(trainer, TEN)
    path = reverse("group_subjects", args=[group.token])
    wanted = ["competence|CRCN|Collaborer", f"competence|CRCN-EDU|{SECRET}"]
    trainer.post(path, {"subject": wanted})
    assert not Subject.objects.exists(), "nothing to choose from before the date"
    move_to(AFTER)
    page = read(trainer, group)
    assert all(f'value="{key}"' in page for key in wanted)
    trainer.post(path, {"subject": wanted})
    assert "d’après la synthèse calculée le 5 novembre 2026" in read(trainer, group)
    trainer.post(path, {"subject": [wanted[1], "competence|CRCN|Inventée"]})
    assert [each.item for each in Subject.objects.all()] == wanted
    trainer.post(path, {"subject": [wanted[1]]})
    assert [each.item for each in Subject.objects.all()] == [wanted[1]]


def test_the_list_of_groups_says_where_each_stands(trainer: Client, move_to: MoveTo) -> None:
    first = sealed(trainer, TEN, title="Session de novembre")
    sealed(trainer, TEN, title="Session plus tard", publish_at=PUBLISH + timedelta(days=30))
    path = reverse("groups")
    assert trainer.get(path).content.decode().count("en attente") == 2
    move_to(AFTER)
    assert "à lire" in trainer.get(path).content.decode()
    read(trainer, first)
    assert "lisible" in trainer.get(path).content.decode()


def test_seats_of_past_years_are_forgotten_and_the_picture_stays(
    trainer: Client, move_to: MoveTo
) -> None:
    group, waiting = sealed(trainer, TEN), sealed(trainer, TEN, publish_at=PUBLISH)
    move_to(AFTER)
    before = read(trainer, group)
    assert forget_seats(AFTER) == 0
    later = NOW.replace(year=2027, month=10)
    assert forget_seats(later) == 10
    assert {seat.group_id for seat in Seat.objects.all()} == {waiting.pk}
    move_to(later)
    assert SECRET in before
    assert SECRET in read(trainer, group)


def test_sealing_and_reading_are_logged_without_anyone_in_it(
    trainer: Client, move_to: MoveTo
) -> None:
    group = sealed(trainer, TEN)
    move_to(AFTER)
    read(trainer, group)
    read(trainer, group)
    acts = [
        entry.action for entry in Entry.objects.filter(about=f"group:{group.pk}").order_by("number")
    ]
    assert acts == ["group.seal", "group.publish"]
