"""Retention with time moved forward: what is too old is gone, what is not stays, day after day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction

from facts.given import counts_file, participation, pix_file, take
from facts.test_erasure import people_in
from lib.people import someone
from vigie.domains.audit import witness
from vigie.domains.audit.actions import record
from vigie.domains.audit.models import Entry
from vigie.domains.audit.queries import verified
from vigie.domains.compliance import erasure, keeper, retention
from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_actions import decide
from vigie.domains.compliance.models import DataRequest, RetentionRun, SharingAgreement
from vigie.domains.compliance.models.requests import Kind, Outcome
from vigie.domains.people.actions import register_person
from vigie.domains.people.door_models import LinkOrder, SignInLink, Tally, Visit
from vigie.domains.people.mandate_models import MandateFile
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.facts.imports import withdraw
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.facts.letting_go import let_results_go
from vigie.facts.redactions import Redactions
from vigie.measures.build import build
from vigie.measures.query import Query, run
from vigie.observatory.imports_drafts import Drafts

pytestmark = [pytest.mark.database, pytest.mark.django_db]
START = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_every_rule_is_carried_out_and_every_way_has_a_rule() -> None:
    assert {rule.code for rule in retention.rules()} == set(retention.carried_out())


@pytest.mark.parametrize(
    ("code", "at", "limit"),
    [
        ("sessions", START, START),
        ("links", START, START - DAY),
        ("agreements", START, datetime(2025, 9, 15, 8, 0, tzinfo=UTC)),
        ("log", datetime(2028, 2, 29, 8, 0, tzinfo=UTC), datetime(2025, 2, 28, 8, 0, tzinfo=UTC)),
        ("results", START, datetime(2023, 8, 31, 22, 0, tzinfo=UTC)),
        ("results", datetime(2026, 8, 31, 12, tzinfo=UTC), datetime(2022, 8, 31, 22, tzinfo=UTC)),
    ],
)
def test_limits(code: str, at: datetime, limit: datetime) -> None:
    rule = next(each for each in retention.rules() if each.code == code)
    assert rule.limit(at) == limit


def test_limits_are_said_in_words() -> None:
    said = {rule.code: rule.length for rule in retention.rules()}
    assert said["log"] == "3\u00a0ans"
    assert said["links"] == "1\u00a0jour"
    assert said["seats"] == "jusqu’à la fin de l’année scolaire"
    assert said["results"] == "jusqu’à la fin de l’année scolaire, puis 3 années scolaires"


# What is made on a day, and the last day it is there.
Made = Callable[[datetime], object]
AGED: dict[str, tuple[Made, timedelta]] = {
    "link_orders": (
        lambda at: LinkOrder.objects.create(email="a@b.fr", asked_at=at), DAY,
    ),
    "tallies": (lambda at: Tally.objects.create(key=str(at), starts_at=at), 2 * DAY),
    "links": (
        lambda at: SignInLink.objects.create(person=trainer(), digest=str(at), made_at=at,
                                             expires_at=at), DAY,
    ),
    "visits": (
        lambda at: Visit.objects.create(person=trainer(), way="link", device="x", opened_at=at,
                                        seen_at=at), 30 * DAY,
    ),
    "agreements": (
        lambda at: SharingAgreement.objects.create(
            person=someone(), trainer=trainer(), given_at=at - DAY, ends_at=at), 365 * DAY,
    ),
    "mandate_files": (
        lambda at: MandateFile.objects.create(name="x", content="[]", made_by=trainer(),
                                              made_at=at), DAY,
    ),
    "mandates": (
        lambda at: Mandate.objects.create(person=trainer(), role="teacher", territory="FR",
                                          starts_at=at - DAY, ends_at=at, given_at=at - DAY),
        3 * 365 * DAY,
    ),
}  # fmt: skip


def trainer() -> Person:
    """Someone whose account lasts: she holds a mandate without end."""
    known = Person.objects.of_email("formatrice@exemple.example")
    return known or someone(Role.TRAINER, territory="aca:besancon",
                            email="formatrice@exemple.example")  # fmt: skip


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("code", sorted(AGED))
def test_each_thing_lasts_as_long_as_its_rule(code: str) -> None:
    """One is made every six weeks for years; each passage leaves exactly the young ones."""
    make, life = AGED[code]
    made: list[tuple[datetime, object]] = []
    for passed in range(0, 4 * 365, 45):
        at = START + passed * DAY
        made.append((at, make(at)))
        limit = next(rule for rule in retention.rules() if rule.code == code).limit(at)
        assert abs((at - limit) - life) <= 2 * DAY  # leap years
        doomed = sum(1 for then, each in made if then < limit and _there(each))
        assert retention.carried_out()[code](limit, at, True) == doomed
        assert all(_there(each) for then, each in made if then >= limit)
        assert retention.carried_out()[code](limit, at, False) == doomed
        assert [_there(each) for then, each in made] == [then >= limit for then, _ in made]


def _there(row: object) -> bool:
    return type(row).objects.filter(pk=row.pk).exists()  # type: ignore[attr-defined]  # a row of a table


def test_years_of_days_by_themselves(home: Path) -> None:
    """The keeper wakes up for four years: accounts, requests, log, sessions, dropped files."""
    place = Home(home)
    kept, gone = trainer(), register_person(email="partie@exemple.example", by=None, at=START)
    asked = DataRequest.objects.create(person=kept, territory="FR", kind=Kind.ACCESS, text="Quoi ?",
                                       made_at=START, due_at=START, state=Outcome.DONE,
                                       answer="Rien.", closed_at=START)  # fmt: skip
    with transaction.atomic():
        record("session.open", actor=f"person:{kept.pk}", about=f"person:{kept.pk}", at=START)
    number = Entry.objects.get(action="session.open").number
    store = SessionStore()
    store.set_expiry(3600)
    store.save()
    Session.objects.update(expire_date=START + DAY)
    Drafts(place).create(START, "person:1")
    lived: dict[str, datetime] = {}
    for passed in range(0, 4 * 365, 14):
        at = START + passed * DAY
        keeper.work(at)
        keeper.work(at + timedelta(hours=1))  # a second time in a day: nothing
        seen = {
            "account": Person.objects.filter(pk=gone.pk).exists(),
            "request": DataRequest.objects.get(pk=asked.pk).text != "",
            "log": Entry.objects.get(number=number).actor is not None,
            "session": Session.objects.exists(),
            "draft": Drafts(place).any(),
        }
        lived |= {name: at for name, there in seen.items() if there}
    for name, years in (("account", 2), ("request", 3), ("log", 3)):
        end = START.replace(year=START.year + years)
        assert end - 14 * DAY <= lived[name] <= end, name
    for name in ("session", "draft"):
        assert lived[name] <= START + 14 * DAY
    assert Person.objects.filter(pk=kept.pk).exists()
    asked.refresh_from_db()
    assert (asked.state, asked.person_id, asked.closed_at) == (Outcome.DONE, None, START)
    assert verified(witness.Testimony()).fault is None
    assert RetentionRun.objects.count() == len(range(0, 4 * 365, 14))
    told = [json.loads(run.told) for run in RetentionRun.objects.all()]
    assert sum(each.get("people", 0) for each in told) == 1


def test_results_go_three_school_years_after_theirs(home: Path, tmp_path: Path) -> None:
    place = Home(home)
    export = pix_file(tmp_path, participation("benali", 7, shared=9), on="2026-10-05")
    take(place, export, profile="CPE", territory="Doubs")
    take(place, counts_file(tmp_path))
    sha256 = Ledger(place).records()[0].sha256
    before = build(place)
    # 2026-2027, then three whole years: until 31 August 2030.
    last, after = datetime(2030, 8, 31, 12, tzinfo=UTC), datetime(2030, 9, 1, 12, tzinfo=UTC)
    rule = next(each for each in retention.rules() if each.code == "results")
    way = retention.carried_out()["results"]
    assert way(rule.limit(last), last, False) == 0
    assert len(people_in(place)) == 1
    assert way(rule.limit(after), after, True) == 1
    assert len(people_in(place)) == 1
    assert way(rule.limit(after), after, False) == 1
    assert people_in(place) == set()
    assert not Redactions(place).held(sha256).exists()
    assert b"benali" not in b"".join(p.read_bytes() for p in place.path.rglob("*") if p.is_file())
    assert Ledger(place).records()[0].sha256 == sha256
    assert way(rule.limit(after), after, False) == 0
    # What was printed for a territory speaks of nobody: it stays, and is counted again.
    cube = build(place)
    assert cube.id != before.id
    figure = run(cube, Query("participants", territory="dep:71"))[0]
    assert figure.value == 259 + 27 + 238
    assert Lake(place).scan("funnels").collect().height == 3


def test_killed_halfway_the_next_passage_ends_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Home(home)
    take(place, pix_file(tmp_path, participation("benali", 7, shared=9), on="2026-10-05"))
    sha256 = Ledger(place).records()[0].sha256
    with monkeypatch.context() as patched:

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(Redactions, "let_go", killed)
        with pytest.raises(KeyboardInterrupt):
            let_results_go(place, date(2030, 9, 1), now=START)
    assert people_in(place) == set()
    assert Redactions(place).held(sha256).exists()
    assert let_results_go(place, date(2030, 9, 1), now=START + DAY) == 1
    assert not Redactions(place).held(sha256).exists()


def test_the_demonstration_does_not_wear_out(home: Path, tmp_path: Path) -> None:
    place = Home(home)
    take(place, pix_file(tmp_path, participation("benali", 7, shared=9), on="2026-10-05"))
    place.mark_as_demo()
    retention.run(START.replace(year=2040))
    assert len(people_in(place)) == 1


def test_a_file_that_two_imports_share_stays_for_the_younger(home: Path, tmp_path: Path) -> None:
    place = Home(home)
    export = pix_file(tmp_path, participation("benali", 7, shared=9), on="2026-10-05")
    take(place, export, as_of=date(2020, 1, 1))
    first = Ledger(place).records()[0]
    withdraw(place, first.import_id, by="nora", now=START)
    take(place, export)
    assert let_results_go(place, date(2024, 9, 1), now=START) == 1
    assert Redactions(place).held(first.sha256).exists()
    assert len(people_in(place)) == 1
    assert let_results_go(place, date(2024, 9, 1), now=START) == 0


def test_an_account_that_is_used_or_mandated_stays(home: Path) -> None:
    assert home.exists()
    people = [register_person(email=f"{n}@exemple.example", by=None, at=START) for n in range(5)]
    used, mandated, idle, refusing, wavering = people
    for person, answers in ((refusing, (False,)), (wavering, (False, True))):
        for answer in answers:
            decide(person, Choice.TAKE_PART, accepted=answer, text_version=1, at=START)
    at = START + 3 * 365 * DAY
    Person.objects.filter(pk=used.pk).update(last_login=at - DAY)
    Mandate.objects.create(person=mandated, role="teacher", territory="FR", starts_at=START,
                           ends_at=at - 365 * DAY, given_at=START)  # fmt: skip
    erasure.carry_out_due(at)
    retention.run(at)
    assert set(Person.objects.filter(pk__in=[p.pk for p in people])) == {used, mandated, refusing}
    assert idle.pk is not None
