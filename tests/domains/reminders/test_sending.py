"""A message leaves: to a real mail server, well formed, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from lib.people import someone
from lib.reminded import NOW, MoveTo, Postbox, last_due, person, roster, wave
from lib.sealed import Invented, plant
from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_queries import has_chosen
from vigie.domains.people.pseudonyms import pseudonym_of_address
from vigie.domains.people.roles import Role
from vigie.domains.reminders.actions import (
    ReminderRefused,
    cancel_wave,
    pause_wave,
    refuse_reminders,
    restore_wave,
    resume_wave,
)
from vigie.domains.reminders.bounces import read_bounces
from vigie.domains.reminders.letters import refusal_address
from vigie.domains.reminders.models import (
    Envelope,
    EnvelopeState,
    Refusal,
    Reminder,
    ReminderState,
    Rest,
    Wave,
)
from vigie.domains.reminders.planning import plan_waves
from vigie.domains.reminders.rehearsal import rehearse
from vigie.domains.reminders.sending import send_due

pytestmark = [
    pytest.mark.database,
    pytest.mark.django_db,
    pytest.mark.usefixtures("move_to", "postbox"),
]


def test_a_teacher_receives_one_message_and_refuses_the_next(
    home: Path, move_to: MoveTo, postbox: Postbox
) -> None:
    roster(home, [person(1)])
    wave()
    assert plan_waves(NOW) == 1
    (planned,) = Reminder.objects.all()
    move_to(planned.due_at)
    assert send_due() == {"left": 1}
    (message,) = postbox.received
    assert message["To"] == "stagiaire1@exemple.example"
    assert message["Subject"] == "Auto-positionnement : votre parcours vous attend"
    assert str(message["From"]) == "Équipe académique Pix+ Édu <vigie@exemple.example>"
    assert message["Reply-To"] == "equipe@exemple.example"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain, rich = message.iter_parts()
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    text = plain.get_content()
    assert "Bonjour Prénom1," in text
    assert "Pourquoi ce message : vous enseignez dans le Doubs" in text
    assert 'lang="fr"' in rich.get_content()
    refuse = message["List-Unsubscribe"].strip(" <>")
    assert refuse.startswith("https://vigie.exemple.example/rappels/refus/")
    assert "stagiaire1" not in refuse
    client = Client(enforce_csrf_checks=True)
    path = refuse.removeprefix("https://vigie.exemple.example")
    assert client.get(path).status_code == 200
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    wave(pathway="DIGITAL_CULTURE")
    move_to(NOW + timedelta(days=40))
    plan_waves(NOW + timedelta(days=40))
    assert Reminder.objects.filter(state=ReminderState.QUEUED).count() == 0
    assert send_due() == {}
    assert Envelope.objects.get().state == EnvelopeState.SENT
    assert Reminder.objects.get().address == ""


def queue(wave_: Wave, *people: int, department: str = "25", first_name: str = "Anaïs") -> None:
    """Reminders of a wave that are due."""
    Wave.objects.filter(pk=wave_.pk).update(planned_at=NOW)
    Reminder.objects.bulk_create(
        Reminder(wave=wave_, person=n, address=f"personne{n}@exemple.example",
                 first_name=first_name, department=department, due_at=NOW)
        for n in people
    )  # fmt: skip


def test_reminders_of_several_waves_leave_in_one_message(postbox: Postbox) -> None:
    queue(wave(), 1, 2)
    queue(wave(pathway="DIGITAL_CULTURE", reason="vous êtes inscrit·e à une formation"), 1)
    assert send_due() == {"left": 2}
    both, one = sorted(postbox.received, key=lambda each: str(each["To"]))
    assert both["Subject"] == "Vos parcours Pix+\u00a0Édu : ce qui vous attend"
    text = both.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    assert "Auto-positionnement : votre parcours vous attend" in text
    assert "Culture numérique : votre parcours vous attend" in text
    assert "vous êtes inscrit·e à une formation" in text
    assert one["Subject"] == "Auto-positionnement : votre parcours vous attend"
    assert Envelope.objects.count() == 2
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.SENT}


def test_names_with_accents_and_long_words_travel_whole(postbox: Postbox) -> None:
    queue(wave(sender_name="Délégation régionale « Numérique », œuvrer ensemble"), 1,
          first_name="Loïc-Noël Ðorđe")  # fmt: skip
    send_due()
    (message,) = postbox.received
    assert "Loïc-Noël Ðorđe" in message.get_body(("html",)).get_content()  # type: ignore[union-attr]  # it has one
    assert "Délégation régionale « Numérique », œuvrer ensemble" in str(message["From"])
    assert message["From"].addresses[0].addr_spec == "vigie@exemple.example"
    (raw,) = postbox.raw
    head = raw.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert all(len(line) < 998 for line in raw.split(b"\r\n"))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].startswith("<rappel.")
    assert message["Date"].datetime == NOW


@pytest.mark.parametrize("field", ["sender_name", "reply_to", "subject", "title", "reason"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_no_field_adds_a_header(field: str, end: str, postbox: Postbox) -> None:
    made = wave()
    queue(made, 1)
    evil = f"Essai{end}Bcc: espion@exemple.example{end}{end}Autre corps"
    Wave.objects.filter(pk=made.pk).update(**{field: evil})
    send_due()
    for message in postbox.received:
        assert message["Bcc"] is None
        assert postbox.to == ["personne1@exemple.example"]
    assert set(postbox.to) <= {"personne1@exemple.example"}
    # What cannot be written waits, and is not lost.
    state = Reminder.objects.get().state
    assert state == (ReminderState.SENT if postbox.received else ReminderState.QUEUED)


@pytest.mark.parametrize("first_name", ["Eve\nBcc: espion@exemple.example", "{lien}", "<b>Eve</b>"])
def test_a_name_of_the_roster_is_text_and_nothing_else(first_name: str, postbox: Postbox) -> None:
    queue(wave(), 1, first_name=first_name)
    send_due()
    (message,) = postbox.received
    assert message["Bcc"] is None
    assert "<b>" not in message.get_body(("html",)).get_content()  # type: ignore[union-attr]  # it has one
    assert " ".join(first_name.split()) in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # idem


def test_an_address_that_the_server_refuses_is_put_to_rest(
    move_to: MoveTo, postbox: Postbox
) -> None:
    postbox.refuses = {"personne1@exemple.example": "550 5.1.1 inconnu",
                       "personne2@exemple.example": "451 4.7.1 plus tard"}  # fmt: skip
    queue(wave(), 1, 2, 3)
    assert send_due() == {"refused": 1, "not_now": 1, "left": 1}
    assert Rest.objects.get().person == 1
    waits = Reminder.objects.get(person=2)
    assert (waits.state, waits.tries) == (ReminderState.QUEUED, 1)
    assert waits.due_at > NOW
    assert Reminder.objects.get(person=1).state == ReminderState.REFUSED
    postbox.refuses = {}
    move_to(NOW + timedelta(minutes=25))
    assert send_due() == {"left": 1}


def test_without_a_server_everything_waits(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    queue(wave(), 1, 2)
    assert send_due() == {"not_now": 2}
    assert Reminder.objects.filter(state=ReminderState.QUEUED, address__contains="@").count() == 2


def test_what_is_of_no_more_use_when_its_turn_comes_is_not_sent(
    home: Path, move_to: MoveTo, postbox: Postbox
) -> None:
    roster(home, [person(1), person(2)])
    made = wave(states=("not_started",))
    plan_waves(NOW)
    plant(home, [Invented("stagiaire1@exemple.example", 0)], at=NOW + timedelta(minutes=5))
    move_to(last_due())
    assert send_due() == {"left": 1}
    assert postbox.to == ["stagiaire2@exemple.example"]
    assert made.reminders.get(why="answered").state == ReminderState.DROPPED


def test_a_paused_or_cancelled_wave_sends_nothing() -> None:
    officer = someone(Role.PIX_TEAM, territory="aca:besancon")
    made = wave()
    queue(made, 1)
    pause_wave(made, by=officer, at=NOW)
    assert send_due() == {}
    resume_wave(made, by=officer, at=NOW)
    cancel_wave(made, by=officer, at=NOW)
    assert send_due() == {}
    made.refresh_from_db()
    restore_wave(made, by=officer, at=NOW + timedelta(hours=2))
    resume_wave(made, by=officer, at=NOW + timedelta(hours=2))
    assert send_due() == {"left": 1}
    with pytest.raises(ReminderRefused):
        restore_wave(made, by=officer, at=NOW)


def test_nothing_leaves_outside_the_hours_of_whoever_receives(
    move_to: MoveTo, postbox: Postbox
) -> None:
    made = wave(territory="FR")
    queue(made, 1)
    queue(made, 2, department="974")
    move_to(NOW.replace(hour=17))  # 18:00 in Paris, 21:00 at Saint-Denis
    assert send_due() == {"left": 1}
    assert postbox.to == ["personne1@exemple.example"]
    waits = Reminder.objects.get(person=2)
    assert waits.due_at == NOW.replace(day=4, hour=3)  # 07:00 there, the next day


def test_a_dry_run_writes_files_and_changes_nothing(postbox: Postbox, tmp_path: Path) -> None:
    queue(wave(), 1, 2)
    assert rehearse(tmp_path / "essai") == 2
    files = sorted((tmp_path / "essai").glob("*.eml"))
    assert len(files) == 2
    assert b"List-Unsubscribe" in files[0].read_bytes()
    assert postbox.received == []
    assert Envelope.objects.count() == 0
    assert Reminder.objects.filter(state=ReminderState.QUEUED).count() == 2
    assert rehearse(tmp_path / "un", most=1) == 1


REPORT = """From: MAILER-DAEMON@exemple.example
To: vigie@exemple.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Echec.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.example

Final-Recipient: rfc822; personne1@exemple.example
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: essai

--b--
"""


def test_a_message_that_comes_back_puts_its_address_to_rest(
    postbox: Postbox, tmp_path: Path
) -> None:
    queue(wave(), 1)
    send_due()
    name = str(postbox.received[0]["Message-ID"])
    (tmp_path / "1.eml").write_text(
        REPORT.format(action="delayed", status="4.4.1", message_id=name), encoding="utf-8"
    )
    (tmp_path / "2.eml").write_text(
        REPORT.format(action="failed", status="5.1.1", message_id="<autre@exemple.example>")
    )
    assert read_bounces(tmp_path, NOW) == {"other": 2}
    (tmp_path / "3.eml").write_text(REPORT.format(action="failed", status="5.1.1", message_id=name))
    assert read_bounces(tmp_path, NOW) == {"other": 2, "bounced": 1}
    assert read_bounces(tmp_path, NOW) == {"other": 2, "known": 1}
    assert Envelope.objects.get().state == EnvelopeState.BOUNCED
    assert Rest.objects.get().answer == "5.1.1"
    box = tmp_path / "box"
    text = REPORT.format(action="failed", status="5.1.1", message_id=name)
    box.write_text(f"From MAILER-DAEMON Tue Nov  3 10:00:00 2026\n{text}\n", encoding="utf-8")
    assert read_bounces(box, NOW) == {"known": 1}


def test_a_visit_of_the_link_changes_nothing_and_a_forged_one_is_unknown() -> None:
    queue(wave(), 1)
    send_due()
    envelope = Envelope.objects.get()
    path = refusal_address(envelope.token).removeprefix("https://vigie.exemple.example")
    client = Client(enforce_csrf_checks=True)
    assert client.get(path).status_code == 200
    assert Refusal.objects.count() == 0
    assert client.post(path.replace(envelope.token, "a" * 20)).status_code == 404
    assert client.post(path).status_code == 200
    assert client.post(path).status_code == 200
    assert Refusal.objects.get().person == 1
    assert client.post(path.replace("/refus/", "/retour/")).status_code == 200
    assert Refusal.objects.count() == 0


def test_who_has_an_account_refuses_in_her_choices() -> None:
    account = someone(Role.TEACHER, territory="uai:0259109R", email="nora@exemple.example")
    queue(wave(), pseudonym_of_address("nora@exemple.example"))
    send_due()
    refuse_reminders(Envelope.objects.get(), at=NOW)
    assert not has_chosen(account, Choice.REMINDERS, NOW)
    assert Refusal.objects.count() == 0
