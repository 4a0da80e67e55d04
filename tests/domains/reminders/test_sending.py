"""A message leaves: to a real mail server, well formed, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from lib.reminded import NOW, MoveTo, Postbox, person, roster, wave
from vigie.domains.reminders.models import Envelope, EnvelopeState, Reminder, ReminderState
from vigie.domains.reminders.planning import plan_waves
from vigie.domains.reminders.sending import send_due

pytestmark = [pytest.mark.database, pytest.mark.django_db]


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
