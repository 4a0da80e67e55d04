"""A session: planned, told to heads, offered a pathway, held, counted; each step can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from domains.campaigns.declared import one as campaign
from domains.trainings.planned import COLLEGE, ECOLE, NOW, OTHER, TODAY, TYPED, one, shown
from lib.people import client_of, signed_in, someone
from vigie.domains.audit.models import Entry
from vigie.domains.kit import originals
from vigie.domains.kit.actions import Content, adapt_piece, revise_piece
from vigie.domains.kit.models import Piece
from vigie.domains.kit.values import FIELDS
from vigie.domains.people import personas
from vigie.domains.people.rights import Rights, rights_of
from vigie.domains.people.roles import Role
from vigie.domains.territories.tree import tree
from vigie.domains.trainings.actions import Said, change_session, hold_session, note_contact
from vigie.domains.trainings.demonstration import plant
from vigie.domains.trainings.models import HeadContact, Session, SessionState
from vigie.domains.trainings.news import news
from vigie.domains.trainings.queries import Held, counts_of, sessions_about, sessions_inside
from vigie.domains.trainings.rules import contact_day

pytestmark = [pytest.mark.database, pytest.mark.django_db]
PLAN = "/formations/aca:besancon/planifier/"


def told(role: Role, place: str) -> list[str]:
    """What the home of someone tells."""
    return sentences(rights_of(someone(role, territory=place), NOW))


def sentences(rights: Rights) -> list[str]:
    return [each.sentence.replace("\u00a0", " ") for each in news(rights)]


@pytest.mark.usefixtures("schools")
def test_planning_makes_one_task_for_each_school(trainer: Client) -> None:
    # R132: a task is created when a session is scheduled (seeds/001, l. 546).
    answer = trainer.post(PLAN, TYPED)
    session = Session.objects.get()
    assert answer["Location"] == f"/formation/{session.token}/"
    assert [each.uai for each in session.contacts.all()] == [COLLEGE, OTHER]
    # Ten working days before 12 January: 11, then 4 to 8, then before Christmas, 18 to 15.
    assert session.contact_until == date(2026, 12, 15)
    page = shown(trainer, answer["Location"])
    assert (
        "prendre contact avec la direction du Collège des Salines (0259109R) avant le "
        "15 décembre 2026" in page
    )
    assert "Il reste <strong>2 directions</strong>" in page
    assert Entry.objects.filter(action="training.plan").count() == 1


@pytest.mark.usefixtures("schools")
def test_the_organiser_has_her_tasks_on_her_home_and_a_head_what_is_asked() -> None:
    organiser = someone(Role.TRAINER, territory="dep:25")
    session = one(by=organiser, schools=(COLLEGE, OTHER, ECOLE))
    assert sentences(rights_of(organiser, NOW)) == [
        "Prendre contact avec la direction de l’École du Moulin (0259001Y), du Collège des "
        "Salines (0259109R) et d’un autre établissement avant le 15 décembre 2026, pour "
        "« Évaluer avec le numérique »."
    ]
    assert told(Role.TRAINER, "dep:25") == [], "another one has not planned it"
    (asked,) = told(Role.HEAD, f"uai:{COLLEGE}")
    assert asked.startswith("Du 12 au 13 janvier 2027, une formation concerne")
    assert "suivre le parcours « Auto-positionnement »" in asked
    assert told(Role.SCHOOL_DIRECTOR, "uai:0259002Z") == []
    after = someone(Role.TRAINER, territory="dep:25")
    path = f"/formation/{session.token}/etat/suivre/"
    assert client_of(after).post(path, follow=True).status_code == 200
    assert sentences(rights_of(organiser, NOW)) == []
    assert len(sentences(rights_of(after, NOW))) == 1, "she took the session over"
    for contact in session.contacts.all():
        note_contact(contact, on=TODAY, note="", by=organiser, at=NOW)
    assert sentences(rights_of(after, NOW)) == []


@pytest.mark.usefixtures("schools")
def test_a_head_is_ticked_off_and_to_do_again(trainer: Client) -> None:
    session = one(schools=(COLLEGE,))
    path = f"/formation/{session.token}/direction/{COLLEGE}/"
    wrong = trainer.post(path, {f"done_on_{COLLEGE}": "2026-11-04", f"note_{COLLEGE}": "Deux h"})
    assert wrong.status_code == 400
    assert "Ce jour est à venir" in wrong.content.decode()
    assert 'value="Deux h"' in wrong.content.decode(), "what was typed stays"
    done = {f"done_on_{COLLEGE}": "2026-11-02", f"note_{COLLEGE}": "Deux heures"}
    page = trainer.post(path, done, follow=True).content.decode().replace("\u00a0", " ")
    assert "Toutes les directions ont été contactées" in page
    assert "le 2 novembre 2026, par Anne Onyme. Deux heures" in page
    trainer.post(path, {"undo": "1"})
    contact = HeadContact.objects.get()
    assert (contact.done_on, contact.note) == (None, "Deux heures")
    assert trainer.post(f"/formation/{session.token}/direction/{OTHER}/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first_day": ""}, "À remplir"),
        ({"last_day": "2027-01-11"}, "La fin est avant le début"),
        ({"contact_until": "2027-01-20"}, "Ce jour vient après le début"),
        ({"pathway": "AUTRE"}, "Choisissez une valeur"),
        ({"schools": f"{COLLEGE}\n0259109A"}, "Ligne 2 : La lettre de contrôle"),
        ({"schools": "0259999Z"}, "Ligne 1"),
        ({"schools": "0250001R"}, "n’est pas dans l’annuaire"),
        ({"schools": "0750652B"}, "Ligne 1"),
        ({"schools": f"{COLLEGE}\nCollège inconnu"}, "Ligne 2 : « Collège inconnu » n’est ni"),
        ({"schools": "Doubs"}, "« Doubs » n’est ni un code UAI"),
        ({"schools": "Collège des Salines"}, "celui que vous voulez : 0259109R, 0259120C"),
    ],
)
@pytest.mark.usefixtures("schools")
def test_what_is_wrong_is_told_with_its_line_and_nothing_is_lost(
    typed: dict[str, str], sentence: str, trainer: Client
) -> None:
    answer = trainer.post(PLAN, TYPED | typed)
    page = answer.content.decode().replace("\u00a0", " ").replace("&#x27;", "’")
    assert answer.status_code == 400
    assert sentence in page
    assert 'value="Évaluer avec le numérique"' in page
    assert not Session.objects.exists()


@pytest.mark.usefixtures("schools", "trainer")
def test_a_school_of_elsewhere_is_refused_and_without_directory_its_code_speaks() -> None:
    jura = client_of(someone(Role.ADVISER, territory="dep:39"))
    answer = jura.post("/formations/dep:39/planifier/", TYPED)
    assert "n’est pas dans le territoire de la session" in answer.content.decode()
    delegate = signed_in(Role.DELEGATE, territory="reg:bretagne")
    for uai, status in (("0350001A", 400), ("0350001L", 302)):
        answer = delegate.post("/formations/reg:bretagne/planifier/", TYPED | {"schools": uai})
        letter = answer.content.decode()
        assert answer.status_code == status, letter


@pytest.mark.usefixtures("trainer")
def test_where_no_calendar_is_known_the_day_of_contact_is_asked() -> None:
    guyane = client_of(someone(Role.ADVISER, territory="dep:973"))
    path = "/formations/dep:973/planifier/"
    answer = guyane.post(path, TYPED | {"schools": ""})
    assert "Le calendrier scolaire manque pour Guyane" in answer.content.decode()
    said = TYPED | {"schools": "", "contact_until": "2026-12-01"}
    assert guyane.post(path, said).status_code == 302
    assert Session.objects.get().contact_until == date(2026, 12, 1)
    assert contact_day(["dep:25"], date(2026, 11, 6), TODAY) == TODAY, "never in the past"


@pytest.mark.usefixtures("schools")
def test_a_campaign_that_is_missing_is_told_for_its_profile_and_departement(
    trainer: Client,
) -> None:
    # R170: the pathway is offered before every session (seeds/001, l. 306, 534).
    session = one("aca:besancon", profiles=("2D_PUBLIC", "CPE"), schools=(COLLEGE,))
    page = shown(trainer, f"/formation/{session.token}/")
    assert "2 campagnes manquent" in page
    assert "/mes-parcours/?departement=dep%3A25" in page
    campaign("P1", "dep:25", profile="2D_PUBLIC")
    page = shown(trainer, f"/formation/{session.token}/")
    assert "1 campagne manque" in page
    assert (page.count(">ouverte<"), page.count(">manque<")) == (1, 1)
    campaign("P2", "dep:25", profile="CPE")
    assert "ouvert à tous les profils" in shown(trainer, f"/formation/{session.token}/")


@pytest.mark.usefixtures("schools")
def test_a_school_taken_out_and_put_back_keeps_what_was_noted() -> None:
    by = someone(Role.PIX_TEAM, territory="aca:besancon")
    session = one(schools=(COLLEGE, OTHER))
    note_contact(session.contacts.get(uai=COLLEGE), on=TODAY, note="Vu", by=by, at=NOW)
    names = [name for name in Said.__dataclass_fields__ if name != "schools"]
    said = Said(**{name: getattr(session, name) for name in names}, schools=(OTHER,))
    change_session(session, said, by=by, at=NOW)
    assert [each.uai for each in session.contacts.current()] == [OTHER]
    assert told(Role.HEAD, f"uai:{COLLEGE}") == []
    change_session(session, replace(said, schools=(COLLEGE, OTHER)), by=by, at=NOW)
    assert session.contacts.get(uai=COLLEGE).note == "Vu"


def test_a_session_is_held_from_its_first_day_and_each_state_is_undone(trainer: Client) -> None:
    session = one(first_day=TODAY + timedelta(days=1), last_day=TODAY + timedelta(days=1))

    def act(name: str) -> str:
        path = f"/formation/{session.token}/etat/{name}/"
        assert trainer.post(path, follow=True).status_code == 200
        session.refresh_from_db()
        return session.state

    assert act("tenue") == SessionState.PLANNED, "it has not begun"
    assert act("annuler") == SessionState.CANCELLED
    assert act("tenue") == SessionState.CANCELLED
    assert act("reprendre") == SessionState.PLANNED
    Session.objects.update(first_day=TODAY, last_day=TODAY)
    session.refresh_from_db()
    assert act("tenue") == SessionState.HELD
    assert act("reprendre") == SessionState.PLANNED
    assert trainer.post(f"/formation/{session.token}/etat/autre/").status_code == 404


@pytest.mark.usefixtures("schools")
def test_sessions_held_are_counted_by_territory_and_school_year(trainer: Client) -> None:
    # R043: « Nombre de formations réalisées » (seeds/000, l. 122).
    by = someone(Role.PIX_TEAM, territory="aca:besancon")
    for place, first in (("dep:25", "2026-09-10"), ("dep:25", "2026-10-10"),
                         ("dep:39", "2026-10-10"), ("dep:25", "2026-06-10"),
                         ("dep:21", "2026-10-10")):  # fmt: skip
        day = date.fromisoformat(first)
        hold_session(one(place, first_day=day, last_day=day), by=by, at=NOW)
    one("dep:25")
    inside = sessions_inside(tree(TODAY), "aca:besancon")
    assert counts_of(inside) == [
        Held("dep:25", "2026-2027", 2, 1, 0),
        Held("dep:39", "2026-2027", 1, 0, 0),
        Held("dep:25", "2025-2026", 1, 0, 0),
    ]
    file = trainer.get("/formations/aca:besancon/?tenues-export=csv").content.decode("utf-8-sig")
    assert "Besançon et ses territoires;2026-2027;3;1;0" in file
    assert "tenue" in shown(trainer, "/formations/aca:besancon/?formations-state=tenue")


@pytest.mark.usefixtures("schools")
def test_a_territory_reads_what_concerns_it_from_above_and_inside() -> None:
    academic = one("aca:besancon", title="Pour tous")
    named = one("aca:besancon", title="Un collège", schools=(COLLEGE,))
    jura = one("dep:39", title="Jura")

    def about(place: str) -> set[Session]:
        return set(sessions_about(tree(TODAY), place))

    assert about("aca:besancon") == {academic, named, jura}
    assert about("dep:25") == {academic, named}
    assert about("dep:39") == {academic, jura}
    assert about(f"uai:{COLLEGE}") == {academic, named}
    assert about(f"uai:{OTHER}") == {academic}


@pytest.mark.usefixtures("schools", "trainer")
def test_a_head_reads_the_list_of_her_school_and_no_session() -> None:
    session = one(schools=(COLLEGE,))
    head = client_of(someone(Role.HEAD, territory=f"uai:{COLLEGE}"))
    page = shown(head, f"/formations/uai:{COLLEGE}/")
    assert "Avant elle, les stagiaires sont invités à suivre le parcours" in page
    assert "Planifier" not in page
    assert "Directions contactées" not in page
    assert head.get(f"/formation/{session.token}/").status_code == 404
    deployment = shown(head, f"/deploiement/uai:{COLLEGE}/")
    assert "Formations à venir" in deployment
    assert "BEGIN:VEVENT" in head.get(f"/deploiement/uai:{COLLEGE}/agenda.ics").content.decode()


@pytest.mark.usefixtures("schools")
def test_a_school_may_be_named_as_the_directory_names_it(trainer: Client) -> None:
    typed = TYPED | {"schools": f"collège de la source ; {ECOLE} {OTHER}"}
    # There is another one in the territory of Belfort: the session says which is meant.
    assert trainer.post(PLAN, typed).status_code == 400
    assert trainer.post("/formations/dep:25/planifier/", typed).status_code == 302
    concerned = HeadContact.objects.values_list("uai", flat=True)
    source = next(uai for uai in concerned if uai not in (ECOLE, OTHER))
    assert len(concerned) == 3
    assert tree(TODAY).name(f"uai:{source}") == "Collège de la Source"


@pytest.mark.usefixtures("schools")
def test_a_list_asks_the_database_as_much_for_one_session_as_for_three(trainer: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert trainer.get("/formations/aca:besancon/").status_code == 200
        return len(found)

    one(schools=(COLLEGE,))
    asked()
    alone = asked()
    for place in ("dep:25", "aca:besancon"):
        one(place, schools=(COLLEGE, OTHER))
    assert asked() == alone


def test_many_heads_are_folded_and_each_is_there(trainer: Client) -> None:
    token = one().token
    session = Session.objects.get(token=token)
    HeadContact.objects.bulk_create(
        HeadContact(session=session, uai=f"025{number:04}A") for number in range(1, 46)
    )
    page = shown(trainer, f"/formation/{token}/")
    assert page.count("prendre contact avec la direction") == 45
    before, after = page.split("<summary>Les directions suivantes</summary>")
    assert before.count("prendre contact avec la direction") == 40
    assert after.count("prendre contact avec la direction") == 5


@pytest.mark.usefixtures("schools", "trainer")
def test_the_demonstration_has_one_session_to_come_and_one_held() -> None:
    personas.plant(NOW)
    coming, past = plant(NOW)
    assert (coming.state, coming.contacts.count(), coming.contacts.to_do().count()) == (
        SessionState.PLANNED, 2, 1,
    )  # fmt: skip
    past.refresh_from_db()
    assert past.state == SessionState.HELD
    assert plant(NOW) == ()


@pytest.mark.usefixtures("schools")
def test_the_kit_gives_the_message_to_heads_in_the_words_of_the_territory(trainer: Client) -> None:
    session = one(schools=(COLLEGE,))
    path = f"/formation/{session.token}/"
    assert "un courriel aux directions qui contient {formation}" in shown(trainer, path)
    originals.plant(NOW)
    page = shown(trainer, path)
    assert "Formation « Évaluer avec le numérique » : avant la session" in page
    assert "attendus du 12 au 13 janvier 2027 à la formation" in page
    assert "mailto:?subject=Formation%20" in page
    team = someone(Role.PIX_TEAM, territory="aca:besancon")
    national = Piece.objects.get(title="Prendre contact avant une formation")
    own = adapt_piece(national, "dep:25", by=team, at=NOW)
    content = Content(subject="À propos de {formation}", body="Bonjour, {formation}, {lieu}.")
    revise_piece(own, content, allowed=FIELDS, by=team, at=NOW)
    page = shown(trainer, path)
    assert "À propos de Évaluer avec le numérique" in page
    assert "Bonjour, Évaluer avec le numérique, Besançon." in page
