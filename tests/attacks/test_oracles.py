"""What sealing answers says nothing of the people of a list: not in words, not in work, not in
time."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attacks.trials import margin
from lib.people import someone
from lib.sealed import Invented, plant, sealed, sealing
from vigie.domains.compliance.choices import CHOICES, Choice
from vigie.domains.compliance.choices_actions import decide
from vigie.domains.groups.models import Group
from vigie.domains.people.roles import Role
from vigie.facts.lake import Lake
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TOKENS = re.compile(r'(name="csrfmiddlewaretoken" value="|/groupes/)[\w-]{10,}')
KNOWN = [f"stagiaire{n}@exemple.example" for n in range(10)]
UNKNOWN = [f"inventees{n}@exemple.example" for n in range(10)]
"""As long as the known ones, letter for letter: the length of a page says nothing either."""


@pytest.fixture(autouse=True)
def _known_people(home: Path, trainer: Client) -> None:
    """Ten people in the facts: four of them in the records, of whom one refused."""
    del trainer
    plant(home, [Invented(address, n % 3) for n, address in enumerate(KNOWN)])
    for address in KNOWN[:4]:
        someone(Role.TEACHER, territory="uai:0259109R", email=address)
    refuses = someone(email="stagiaire8@exemple.example")
    version = CHOICES[Choice.TAKE_PART].versions[-1].number
    decide(refuses, Choice.TAKE_PART, accepted=False, text_version=version, at=clock.now())


def said(client: Client, addresses: Sequence[str]) -> tuple[str, str]:
    """What the site answers to a sealing, and the page that follows."""
    sent = client.post(reverse("group_seal"), sealing(addresses), follow=True)
    group = Group.objects.get()
    answer = (
        sent.content.decode() + client.get(reverse("group", args=[group.token])).content.decode()
    )
    listed = client.get(reverse("groups")).content.decode()
    Group.objects.all().delete()
    return TOKENS.sub("", answer), TOKENS.sub("", listed)


def test_the_same_words_whoever_they_are(trainer: Client) -> None:
    assert said(trainer, KNOWN) == said(trainer, UNKNOWN)
    assert said(trainer, [*KNOWN[:5], *UNKNOWN[:5]]) == said(trainer, UNKNOWN)


def test_the_same_words_when_their_budget_is_spent(trainer: Client) -> None:
    first = sealed(trainer, KNOWN), sealed(trainer, KNOWN)
    messages = []
    for addresses in (KNOWN, UNKNOWN):
        group = sealed(trainer, addresses)
        page = trainer.get(reverse("group", args=[group.token])).content.decode()
        messages.append(TOKENS.sub("", page))
    assert len(first) == 2
    assert messages[0] == messages[1]


def work(client: Client, addresses: Sequence[str]) -> list[str]:
    """The statements that a sealing runs, with their values left out."""
    form = sealing(addresses)
    with CaptureQueriesContext(connection) as queries:
        assert client.post(reverse("group_seal"), form).status_code == 302
    without = [re.sub(r"'[^']*'|-?\b\d+\b|\"s\d+_x\d+\"", "?", each["sql"]) for each in queries]
    # PostgreSQL's driver writes a space before a negative number: whose it is changes nothing.
    return [re.sub(r"(?<=\() ", "", re.sub(r"\s+", " ", text)) for text in without]


def test_the_same_work_whoever_they_are(trainer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_at(*_: object, **__: object) -> None:
        raise AssertionError("sealing looks at the results")

    monkeypatch.setattr(Lake, "scan", looked_at)
    work(trainer, UNKNOWN)  # the first request of a visit also notes the visit
    assert work(trainer, KNOWN) == work(trainer, UNKNOWN)


def test_the_same_time_whoever_they_are(trainer: Client) -> None:
    # An attacker who learns a limit on half of her measures, and guesses the other half with it.
    def measured(addresses: Sequence[str]) -> float:
        form = sealing(addresses)
        start = time.process_time()
        trainer.post(reverse("group_seal"), form)
        spent = time.process_time() - start
        Group.objects.all().delete()
        return spent

    turns = 60
    measured(KNOWN)
    times = []
    for turn in range(turns):
        # Each comes first every other time: what follows a measure must not look like a leak.
        first, second = (KNOWN, UNKNOWN) if turn % 2 else (UNKNOWN, KNOWN)
        both = {id(first): measured(first), id(second): measured(second)}
        times.append((both[id(KNOWN)], both[id(UNKNOWN)]))
    learnt, tried = times[: turns // 2], times[turns // 2 :]
    limits = sorted(each for both in learnt for each in both)

    def right(pairs: Sequence[tuple[float, float]], limit: float, sign: int) -> float:
        hits = [
            sum((known - limit) * sign > 0 for known, _ in pairs),
            sum((unknown - limit) * sign <= 0 for _, unknown in pairs),
        ]
        return sum(hits) / (2 * len(pairs))

    limit, sign = max(
        ((each, sign) for each in limits for sign in (1, -1)),
        key=lambda pair: right(learnt, *pair),
    )
    assert right(tried, limit, sign) <= 0.5 + margin(turns)


def test_a_person_who_asks_about_a_group_that_is_not_hers_learns_nothing(
    trainer: Client,
) -> None:
    from lib.people import client_of

    group = sealed(trainer, KNOWN)
    stranger = client_of(someone(email="etranger@exemple.example"))
    answers = [
        stranger.post(reverse("group_withdraw", args=[token])).status_code
        for token in (group.token, "AAAAAAAAAAAA")
    ]
    assert answers == [404, 404]
