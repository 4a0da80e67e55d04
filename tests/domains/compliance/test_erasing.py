"""A person who is erased is gone everywhere, and no backup brings her back."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.mail import EmailMessage
from django.db import connection, models, transaction

from facts.given import participation, pix_file, take
from facts.test_erasure import check_gone, people_in
from lib.people import client_of, someone
from vigie.domains.audit import witness
from vigie.domains.audit.actions import record
from vigie.domains.audit.models import Entry
from vigie.domains.audit.queries import verified
from vigie.domains.compliance import erasure
from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_actions import decide
from vigie.domains.compliance.data_requests import ask, one_month_after
from vigie.domains.compliance.held import holdings
from vigie.domains.compliance.models import ErasureCarriedOut
from vigie.domains.compliance.models.requests import Kind, Outcome
from vigie.domains.compliance.personal_fields import FAMILY, declaration
from vigie.domains.people.door_models import LinkOrder
from vigie.domains.people.mandate_file import MandateLine
from vigie.domains.people.mandate_file_actions import keep_file
from vigie.domains.people.models import Person
from vigie.domains.people.outbox import Outbox
from vigie.domains.people.pseudonyms import pseudonym_of
from vigie.domains.people.roles import Role
from vigie.facts import erasure as facts
from vigie.facts.home import Home
from vigie.measures.cube import Cube

pytestmark = [pytest.mark.database, pytest.mark.django_db]
AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ADDRESS = "nour.benali@ac-fictive.fr"


@pytest.fixture
def place(home: Path, tmp_path: Path) -> Home:
    """Figures of three people, hers among them."""
    people = [participation(name, 7, shared=9) for name in ("benali", "abadie", "castel")]
    take(Home(home), pix_file(tmp_path, *people), profile="CPE", territory="Doubs")
    erasure.count_again()
    return Home(home)


def her(place: Home) -> Person:
    """Someone with a bit of everything."""
    person = someone(Role.TEACHER, territory="uai:0250001A", email=ADDRESS)
    client_of(person)
    decide(person, Choice.REMINDERS, accepted=False, text_version=1, at=AT)
    ask(person, Kind.RECTIFY, text="Benali avec un i", territory="dep:25", at=AT)
    LinkOrder.objects.create(email=ADDRESS, asked_at=AT)
    line = MandateLine(2, ADDRESS, "Nour", "Benali", "", Role.TEACHER, "dep:25", None, None)
    keep_file("mandats.csv", [line], by=someone(Role.ADMINISTRATOR), at=AT)
    Outbox().send_messages([EmailMessage("Lien", "…", to=[f"Nour <{ADDRESS}>"])])
    with transaction.atomic():
        record("data.read", actor="person:1", about=f"pseudonym:{pseudonym_of(person)}", at=AT)
        record("person.close", actor=f"person:{person.pk}", about="person:999999", at=AT)
    assert place.key.exists()
    return person


def the_whole_database() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        texts = []
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')
            texts += [repr(row) for row in cursor.fetchall()]
    return "\n".join(texts)


def check_nowhere(place: Home, key: int, pseudonym: int) -> None:
    check_gone(place, pseudonym)
    text = the_whole_database()
    for trace in (ADDRESS, str(pseudonym), f"person:{key}'", f'person:{key}"', "Benali"):
        assert trace not in text, trace
    assert not Person.objects.filter(email=ADDRESS).exists()
    assert not [
        each for each in Session.objects.all()
        if each.get_decoded().get("_auth_user_id") == str(key)
    ]  # fmt: skip


def test_erased_after_a_week_everywhere_and_the_rest_stays(place: Home) -> None:
    person, other = her(place), someone(Role.DPO, territory="aca:besancon")
    key, pseudonym = person.pk, pseudonym_of(person)
    others = people_in(place) - {pseudonym}
    before = Cube.open(place)
    asked = erasure.ask_erasure(
        person, word=" effacer ", at_once=False, territory="dep:25",
        due_at=one_month_after(AT), at=AT,
    )  # fmt: skip
    assert erasure.carry_out_due(AT + timedelta(days=6, hours=23)) == 0
    assert Person.objects.filter(pk=key).exists()
    assert erasure.carry_out_due(AT + timedelta(days=7)) == 1
    check_nowhere(place, key, pseudonym)
    assert people_in(place) == others
    assert Person.objects.get(pk=other.pk) == other
    asked.refresh_from_db()
    assert (asked.state, asked.person_id, asked.closed_at) == (
        Outcome.DONE, None, AT + timedelta(days=7)
    )  # fmt: skip
    assert Cube.open(place).id != before.id
    acts = Entry.objects.values_list("action", flat=True)
    assert "erasure.do" in acts
    assert erasure.carry_out_due(AT + timedelta(days=8)) == 0


def test_at_once_and_twice(place: Home) -> None:
    person = her(place)
    first = erasure.ask_erasure(person, word="EFFACER", at_once=False, territory="FR",
                                due_at=one_month_after(AT), at=AT)  # fmt: skip
    again = erasure.ask_erasure(person, word="EFFACER", at_once=True, territory="FR",
                                due_at=one_month_after(AT), at=AT + timedelta(hours=1))  # fmt: skip
    assert again == first
    assert erasure.carry_out_due(AT + timedelta(hours=1)) == 1


def test_the_word_and_going_back(place: Home) -> None:
    person = her(place)
    with pytest.raises(erasure.WrongWord):
        erasure.ask_erasure(person, word="oui", at_once=True, territory="FR",
                            due_at=AT, at=AT)  # fmt: skip
    with pytest.raises(erasure.NothingWaits):
        erasure.give_up_erasure(person, at=AT)
    erasure.ask_erasure(person, word="EFFACER", at_once=False, territory="FR", due_at=AT, at=AT)
    erasure.give_up_erasure(person, at=AT + timedelta(days=3))
    assert erasure.carry_out_due(AT + timedelta(days=30)) == 0
    assert Person.objects.filter(pk=person.pk).exists()


def test_a_restored_backup_does_not_bring_her_back(place: Home, tmp_path: Path) -> None:
    """Folder and records come back as they were; the ledger of erasures does not."""
    person = her(place)
    key, pseudonym = person.pk, pseudonym_of(person)
    shutil.copytree(place.path, tmp_path / "backup")
    records = dump()
    erasure.erase_pseudonyms([pseudonym], at=AT + timedelta(days=1))
    check_nowhere(place, key, pseudonym)

    shutil.rmtree(place.path)
    shutil.copytree(tmp_path / "backup", place.path)
    load(records)
    assert Person.objects.filter(email=ADDRESS).exists()
    assert pseudonym in people_in(place)

    assert erasure.take_up(AT + timedelta(days=2))  # what a start does
    check_nowhere(place, key, pseudonym)
    assert not erasure.take_up(AT + timedelta(days=3))


@pytest.mark.parametrize("restored", ["folder", "records"])
def test_one_of_the_two_restored_alone(place: Home, tmp_path: Path, restored: str) -> None:
    person = her(place)
    key, pseudonym = person.pk, pseudonym_of(person)
    shutil.copytree(place.path, tmp_path / "backup")
    records = dump()
    erasure.erase_pseudonyms([pseudonym], at=AT + timedelta(days=1))
    if restored == "folder":
        shutil.rmtree(place.path)
        shutil.copytree(tmp_path / "backup", place.path)
    else:
        load(records)
    assert erasure.take_up(AT + timedelta(days=2))
    check_nowhere(place, key, pseudonym)


def test_killed_between_the_facts_and_the_records(place: Home) -> None:
    person = her(place)
    key, pseudonym = person.pk, pseudonym_of(person)
    facts.erase(place, [pseudonym], now=AT + timedelta(days=1))  # and then the process dies
    assert Person.objects.filter(pk=key).exists()
    assert erasure.take_up(AT + timedelta(days=2))
    check_nowhere(place, key, pseudonym)


def test_the_check_after_a_restore_trusts_no_mark(place: Home, tmp_path: Path) -> None:
    person = her(place)
    key, pseudonym = person.pk, pseudonym_of(person)
    shutil.copytree(place.archive, tmp_path / "archive")
    records = dump()
    erasure.erase_pseudonyms([pseudonym], at=AT + timedelta(days=1))
    marks = list(ErasureCarriedOut.objects.values_list("name", flat=True))
    load(records)
    ErasureCarriedOut.objects.bulk_create(ErasureCarriedOut(name=n, at=AT) for n in marks)
    shutil.rmtree(place.archive)
    shutil.copytree(tmp_path / "archive", place.archive)
    assert not erasure.take_up(AT + timedelta(days=2))
    done, accounts = erasure.check_restored(AT + timedelta(days=2))
    assert (done.files, accounts) == (1, 1)
    check_nowhere(place, key, pseudonym)


def test_an_account_made_since_is_hers_to_keep(place: Home) -> None:
    person = her(place)
    pseudonym = pseudonym_of(person)
    erasure.erase_pseudonyms([pseudonym], at=AT)
    back = someone(Role.TEACHER, territory="uai:0250001A", email=ADDRESS)
    Person.objects.filter(pk=back.pk).update(created_at=AT + timedelta(days=1))
    ErasureCarriedOut.objects.all().delete()
    erasure.take_up(AT + timedelta(days=2))
    assert Person.objects.filter(pk=back.pk).exists()


def test_someone_without_an_account(place: Home) -> None:
    LinkOrder.objects.create(email="nour.castel@ac-fictive.fr", asked_at=AT)
    pseudonym = next(iter(people_in(place) - {0}))
    erasure.erase_pseudonyms(people_in(place), at=AT + timedelta(days=1))
    assert people_in(place) == set()
    assert not LinkOrder.objects.exists()
    assert str(pseudonym) not in the_whole_database()


def test_the_chain_of_the_log_holds_after_an_erasure(place: Home) -> None:
    person = her(place)
    erasure.erase_pseudonyms([pseudonym_of(person)], at=AT + timedelta(days=1))
    finding = verified(witness.Testimony())
    assert finding.fault is None


NOT_OF_ONE_PERSON = {
    "campaigns.Campaign": "who declared it is a reference, which leads nowhere once she is erased",
    "campaigns.ProfileStrategy": "idem",
    "people.Tally": "a count under a keyed hash, gone within two days",
}


def test_whatever_is_personal_is_held_by_someone() -> None:
    """Every table with a field that an entry of the register covers, and every table that points
    at a person, is shown to the person and erased with her."""
    accounted = {table for holding in holdings() for table in holding.tables}
    personal = {table for (table, _), entry in declaration().entries.items() if entry != "-"}
    pointing = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }
    assert (personal | pointing) - accounted - set(NOT_OF_ONE_PERSON) == set()
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert {t for t in accounted | set(NOT_OF_ONE_PERSON) if not t.startswith(FAMILY)} <= known


def test_each_thing_held_has_a_name_of_its_own() -> None:
    titles = [holding.title for holding in holdings()]
    assert len(set(titles)) == len(titles)


def dump() -> str:
    """The records, as a backup holds them."""
    stream = StringIO()
    rows = (row for model in apps.get_models() for row in model._default_manager.order_by("pk"))
    serializers.serialize("json", rows, stream=stream)
    return stream.getvalue()


def load(records: str) -> None:
    """Puts the records back as they were, whatever they are now."""
    with connection.constraint_checks_disabled():
        for model in apps.get_models():
            model._default_manager.all()._raw_delete(using="default")
        for row in serializers.deserialize("json", records):
            row.save()
    connection.check_constraints()
