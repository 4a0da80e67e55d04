"""Published once: by the command, by the first look, by both at the same time."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection, connections

from domains.groups.conftest import MoveTo
from lib.people import client_of, someone
from lib.sealed import AFTER, NOW, PUBLISH, SECRET, Invented, crowd, plant, sealed
from vigie.cli.main import cli
from vigie.domains.audit.models import Entry
from vigie.domains.compliance.policies import SHIPPED
from vigie.domains.compliance.policies_queries import InForce
from vigie.domains.groups import actions, counting
from vigie.domains.groups.actions import publish_group, seal_group
from vigie.domains.groups.models import Group, Seat, Synthesis
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role

TEN = [each.address for each in crowd(10)]


def sealed_at(trainer: Person, at: datetime = NOW, addresses: list[str] | None = None) -> Group:
    return seal_group(
        trainer=trainer, territory="dep:25", title="Session", session_on=PUBLISH.date(),
        publish_at=at + timedelta(hours=48), addresses=addresses or TEN,
        in_force=InForce(SHIPPED, None), at=at,
    )  # fmt: skip


@pytest.mark.database
@pytest.mark.django_db
class TestOnce:
    """One draw, whoever asks and however often."""

    def test_the_command_computes_what_is_due_and_nothing_twice(
        self, home: Path, move_to: MoveTo
    ) -> None:
        plant(home, crowd(10, masters=[SECRET]))
        trainer = someone(Role.TRAINER, territory="dep:25")
        due, later = sealed_at(trainer), sealed_at(trainer, NOW + timedelta(days=1))
        run = CliRunner()
        move_to(NOW)
        assert "Aucune synthèse" in run.invoke(cli, ["publish-groups"]).output
        move_to(AFTER)
        assert "1 synthèse calculée" in run.invoke(cli, ["publish-groups"]).output
        kept = Synthesis.objects.get().shown
        assert kept
        assert "Aucune synthèse" in run.invoke(cli, ["publish-groups"]).output
        assert Synthesis.objects.get(group=due).shown == kept
        assert not Synthesis.objects.filter(group=later).exists()

    def test_the_first_look_and_the_command_find_the_same(
        self, home: Path, move_to: MoveTo
    ) -> None:
        plant(home, crowd(10, masters=[SECRET]))
        trainer = someone(Role.TRAINER, territory="dep:25")
        group = sealed(client_of(trainer), TEN)
        move_to(AFTER)
        first = publish_group(group, at=AFTER)
        assert actions.publish_due_groups(AFTER + timedelta(days=30)) == 0
        assert publish_group(group, at=AFTER + timedelta(days=60)) == first
        assert Entry.objects.filter(action="group.publish").count() == 1

    def test_before_its_date_a_group_is_not_published(self, home: Path, move_to: MoveTo) -> None:
        del home, move_to
        group = sealed_at(someone(Role.TRAINER, territory="dep:25"))
        with pytest.raises(actions.NotYet, match="pas encore calculée"):
            publish_group(group, at=PUBLISH - timedelta(seconds=1))

    def test_a_cancelled_group_is_never_published(self, home: Path, move_to: MoveTo) -> None:
        del home, move_to
        trainer = someone(Role.TRAINER, territory="dep:25")
        group = actions.cancel_group(sealed_at(trainer), by=trainer, at=NOW)
        with pytest.raises(actions.AlreadyCancelled):
            publish_group(group, at=AFTER)
        assert actions.publish_due_groups(AFTER) == 0


@pytest.mark.database
@pytest.mark.django_db
class TestCounts:
    """What is counted behind a synthesis, before any noise."""

    @pytest.fixture(autouse=True)
    def _clock(self, move_to: MoveTo) -> None:
        del move_to

    def counted(self, addresses: list[str]) -> counting.Counted:
        group = sealed_at(someone(Role.TRAINER, territory="dep:25"), addresses=addresses)
        return counting.count_group(group, AFTER)

    def test_states_and_items(self, home: Path) -> None:
        plant(home, [
            *crowd(5, masters=[SECRET]), *crowd(2, masters=["Collaborer", "Interagir"], start=5),
            *crowd(2, state=1, start=7), *crowd(1, state=0, start=9), *crowd(9, start=20),
        ])  # fmt: skip
        counted = self.counted([*TEN, "inconnu@exemple.example"])
        assert (counted.participants, counted.finished, counted.sent) == (10, 9, 7)
        found = {
            (entry.level, entry.label): n
            for entry, n in zip(counted.entries, counted.mastered, strict=True)
        }
        assert found == {
            ("overall", "Ensemble"): 7,
            # « CRCN » is mastered by those whose mean of three competences reaches one half.
            ("referential", "CRCN"): 2,
            ("competence", SECRET): 5,
            ("competence", "Collaborer"): 2,
            ("competence", "Gérer des données"): 0,
            ("competence", "Interagir"): 2,
            ("domain", "Communication et collaboration"): 2,
        }

    def test_the_latest_sending_of_a_person_counts(self, home: Path) -> None:
        plant(home, crowd(10, masters=[SECRET]))
        plant(home, [Invented(TEN[0]), *crowd(9, masters=[SECRET], start=1)],
              day="2026-10-25", at=NOW - timedelta(days=1))  # fmt: skip
        counted = self.counted(TEN)
        entry = next(e for e in counted.entries if e.label == SECRET)
        assert counted.mastered[counted.entries.index(entry)] == 9

    def test_what_comes_after_the_date_does_not_count(self, home: Path) -> None:
        plant(home, crowd(10, state=1))
        plant(home, crowd(10), day="2026-11-05", at=AFTER + timedelta(hours=1))
        assert self.counted(TEN).sent == 0

    def test_people_of_any_territory_count_once_listed(self, home: Path) -> None:
        plant(home, crowd(8))
        plant(home, crowd(2, start=8), code="PXAUTRE01", territory="dep:21")
        assert self.counted(TEN).sent == 10

    def test_without_any_file_nobody_answered(self, home: Path) -> None:
        del home
        counted = self.counted(TEN)
        assert (counted.participants, counted.finished, counted.sent) == (0, 0, 0)


# -- at the same time ---------------------------------------------------------------------------


def at_once(number: int, act: Callable[[], object]) -> list[BaseException]:
    """Runs an act in several threads that start together; what they raised."""
    barrier, faults = threading.Barrier(number), []

    def run() -> None:
        barrier.wait()
        try:
            act()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


SCRIPT = """
import sys
from contextlib import closing
from datetime import datetime, timedelta
import django
django.setup()
from vigie.domains.compliance.policies import SHIPPED
from vigie.domains.compliance.policies_queries import InForce
from vigie.domains.groups import actions
from vigie.domains.groups.models import Group
from vigie.domains.people.models import Person
now, after = (datetime.fromisoformat(each) for each in sys.argv[1:])
def together(word):
    print(word, flush=True)
    sys.stdin.readline()
together("ready")
actions.seal_group(trainer=Person.objects.first(), territory="dep:25", title="Session",
    session_on=after.date(), publish_at=now + timedelta(hours=48),
    addresses=[f"stagiaire{n}@exemple.example" for n in range(10)],
    in_force=InForce(SHIPPED, None), at=now)
together("sealed")
for group in Group.objects.all():
    actions.publish_group(group, at=after)
"""
PREPARE = """
import django
django.setup()
from datetime import datetime, UTC
from django.core.management import call_command
from vigie.domains.people.actions import register_person
call_command("migrate", verbosity=0)
register_person(email="f@exemple.example", by=None, at=datetime(2026, 9, 1, tzinfo=UTC))
"""


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_at_the_same_time_nothing_is_spent_or_drawn_twice(home: Path, move_to: MoveTo) -> None:
    """Three sealings of one list at once, then three publications of all: threads on PostgreSQL,
    and processes on a file of SQLite, which is how each is met in production."""
    move_to(NOW)
    plant(home, crowd(10, masters=[SECRET]))
    if connection.vendor == "postgresql":
        trainer = someone(Role.TRAINER, territory="dep:25")
        assert at_once(3, lambda: sealed_at(trainer)) == []
        groups = list(Group.objects.all())
        assert at_once(3, lambda: [publish_group(group, at=AFTER) for group in groups]) == []
        ranks = list(Seat.objects.values_list("rank", flat=True))
        made = list(Synthesis.objects.values_list("group_id", flat=True))
        acts = Entry.objects.filter(action="group.publish").count()
    else:
        ranks, made, acts = _in_processes(home)
    assert sorted(ranks, key=lambda rank: rank or 9) == [1] * 10 + [2] * 10 + [None] * 10
    assert len(made) == len(set(made)) == 3
    assert acts == 3


def _in_processes(home: Path) -> tuple[list[int | None], list[int], int]:
    environment = {**os.environ, "VIGIE_HOME": str(home), "VIGIE_DATABASE_URL": "",
                   "DJANGO_SETTINGS_MODULE": "vigie.config.settings"}  # fmt: skip

    def python(code: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    prepared = python(PREPARE)
    _, error = prepared.communicate()
    assert prepared.returncode == 0, error
    racing = [python(SCRIPT, NOW.isoformat(), AFTER.isoformat()) for _ in range(3)]
    for word in ("ready", "sealed"):
        for each in racing:
            assert each.stdout
            assert each.stdout.readline().strip() == word, each.stderr and each.stderr.read()
        for each in racing:
            assert each.stdin
            each.stdin.write("go\n")
            each.stdin.flush()
    for each in racing:
        _, error = each.communicate()
        assert each.returncode == 0, error
    with closing(sqlite3.connect(home / "records.sqlite3")) as records:
        return (
            [rank for (rank,) in records.execute("select rank from groups_seat")],
            [group for (group,) in records.execute("select group_id from groups_synthesis")],
            records.execute(
                "select count(*) from audit_entry where action = 'group.publish'"
            ).fetchone()[0],
        )
