"""Erasing a person: asked, kept waiting for a week unless she is in a hurry, then done for good.

The ledger of erased pseudonyms (`vigie.facts.erased`) is what commits: once an act is in it, the
facts and the records are only ever brought to what it says, now or at the next start, whether a
process was killed in between or a backup was restored.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import connection, transaction

from vigie.domains.audit.actions import forget, record, wait_for_turn
from vigie.domains.compliance.held import Subject, holdings
from vigie.domains.compliance.models import DataRequest, ErasureCarriedOut
from vigie.domains.compliance.models.requests import Kind, Outcome
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonym_of, pseudonyms_of_addresses
from vigie.domains.territories.tree import home
from vigie.facts import erasure as facts
from vigie.facts.erased import ERASE, Act, Erased
from vigie.measures.build import NothingToBuild, build

DELAY = timedelta(days=7)
WORD = "EFFACER"
_ERASED = "erased"


class WrongWord(ComplianceRefused):
    """The word that confirms was not typed."""


class NothingWaits(ComplianceRefused):
    """There is no erasure to go back on: none was asked, or it is done."""


@transaction.atomic
def ask_erasure(
    person: Person, *, word: str, at_once: bool, territory: str, due_at: datetime, at: datetime
) -> DataRequest:
    """A person asks to be erased; in a week, or as soon as possible. Asking again keeps the first
    date, unless she is now in a hurry. Raises WrongWord."""
    if word.strip().upper() != WORD:
        raise WrongWord(
            "word", f"Le mot de confirmation n’est pas «\u00a0{WORD}\u00a0».", "Recopiez-le."
        )
    Person.objects.select_for_update().get(pk=person.pk)
    when = at if at_once else at + DELAY
    waiting = DataRequest.objects.of(person).waiting().erasures().first()
    if waiting is not None:
        if waiting.carry_out_at and when < waiting.carry_out_at and at_once:
            waiting.carry_out_at = when
            waiting.save(update_fields=["carry_out_at"])
        return waiting
    asked = DataRequest.objects.create(
        person=person, territory=territory, kind=Kind.ERASE, made_at=at, due_at=due_at,
        carry_out_at=when,
    )  # fmt: skip
    record("erasure.ask", actor=reference(person), about=reference(person), at=at)
    return asked


@transaction.atomic
def give_up_erasure(person: Person, *, at: datetime) -> DataRequest:
    """Goes back on an erasure that is not done yet. Raises NothingWaits."""
    Person.objects.select_for_update().get(pk=person.pk)
    waiting = DataRequest.objects.of(person).waiting().erasures().first()
    if waiting is None:
        raise NothingWaits("", "Aucun effacement n’est en attente.", "Rien n’a changé.")
    waiting.state, waiting.closed_at, waiting.closed_by = Outcome.CANCELLED, at, person
    waiting.save(update_fields=["state", "closed_at", "closed_by"])
    record("erasure.give_up", actor=reference(person), about=reference(person), at=at)
    return waiting


def carry_out_due(at: datetime) -> int:
    """Carries out the erasures whose delay is over; how many people that is. Raises NoSafePlace."""
    due = DataRequest.objects.to_carry_out(at).exclude(person=None).select_related("person")
    people = [request.person for request in due if request.person is not None]
    if people:
        erase_pseudonyms(pseudonyms_of_addresses(person.email for person in people), at=at)
    return len(people)


def erase_pseudonyms(people: Collection[int], *, at: datetime) -> facts.Done:
    """Erases people known by their pseudonym, with the account of those who have one, and counts
    the figures again. Raises NoSafePlace before anything is done."""
    done = facts.erase(home(), people, now=at)
    replay(at)
    if done.rows:
        count_again()
    return done


def take_up(at: datetime) -> bool:
    """Ends at the start what was announced and is not done, in a folder or in records that come
    back from a backup. True when there was something."""
    # The folder holds more than facts (messages, drafts): what it lacks is replayed whole.
    missing = [act.name for act in Erased(home()).pending()]
    ErasureCarriedOut.objects.filter(name__in=missing).delete()
    done = facts.resume(home())
    replayed = replay(at)
    if done.rows:
        count_again()
    return bool(done.acts or replayed)


def check_restored(at: datetime) -> tuple[facts.Done, int]:
    """After a restore, checks everything against the ledger; what came out of the facts, and how
    many accounts."""
    done = facts.check_restored(home())
    ErasureCarriedOut.objects.all().delete()
    accounts = replay(at)
    if done.rows:
        count_again()
    return done, accounts


def come_back(person: Person, *, at: datetime) -> None:
    """Lets later imports hold again a person who was erased and came back by herself."""
    facts.come_back(home(), [pseudonym_of(person)], now=at)
    with transaction.atomic():
        record("erasure.come_back", actor=reference(person), about=reference(person), at=at)


def count_again() -> None:
    """Figures without her; with nothing left to count, none."""
    with suppress(NothingToBuild):
        build(home())


def replay(at: datetime) -> int:
    """Brings the records to what the ledger of erasures says; how many accounts went.

    An account made after an erasure is that of someone who came back: it stays.
    """
    done = set(ErasureCarriedOut.objects.values_list("name", flat=True))
    acts = [act for act in Erased(home()).acts() if act.name not in done]
    accounts = sum(_carry_out(act, at) for act in acts)
    if acts:
        _empty_the_journal()
    return accounts


def _empty_the_journal() -> None:
    """Of SQLite: what it wrote before, ahead of the database, still holds what was erased.
    PostgreSQL looks after its own (see docs/how-to/erase.md)."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@transaction.atomic
def _carry_out(act: Act, at: datetime) -> int:
    wait_for_turn()
    _, new = ErasureCarriedOut.objects.get_or_create(name=act.name, defaults={"at": at})
    if not new or act.kind != ERASE:
        return 0
    accounts = _accounts(act)
    for pseudonym in sorted(act.people):
        _forget(pseudonym, accounts.get(pseudonym), act, at)
    return len(accounts)


def _accounts(act: Act) -> dict[int, Person]:
    """The accounts of the people of an act, by pseudonym."""
    older = list(Person.objects.filter(created_at__lte=act.at))
    numbers = pseudonyms_of_addresses(person.email for person in older)
    return {no: each for no, each in zip(numbers, older, strict=True) if no in act.people}


def _forget(pseudonym: int, person: Person | None, act: Act, at: datetime) -> None:
    names = [f"pseudonym:{pseudonym}"]
    if person is not None:
        names.insert(0, reference(person))
        waiting = DataRequest.objects.of(person).waiting()
        waiting.update(state=Outcome.DONE, closed_at=at)
    subject = Subject(person, pseudonym, tuple(names), act.at)
    gone = sum(holding.erase(subject) for holding in holdings())
    if person is not None:
        person.delete()
    entries = forget(names, actor=names[0], at=at)
    record("erasure.do", actor=_ERASED, at=at, details={"gone": gone, "entries": entries})
