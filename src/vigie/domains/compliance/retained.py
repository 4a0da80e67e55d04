"""How the rules of retention are carried out on what people, compliance and the facts hold."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from vigie.domains.audit.actions import expire, forget
from vigie.domains.audit.models import Entry
from vigie.domains.compliance.choices_queries import standings
from vigie.domains.compliance.documents_actions import purge_documents
from vigie.domains.compliance.erasure import count_again
from vigie.domains.compliance.models import DataRequest, Document, SharingAgreement
from vigie.domains.compliance.retention import retain
from vigie.domains.people.actions import reference
from vigie.domains.people.door_models import LinkOrder, SignInLink, Tally, Visit
from vigie.domains.people.mandate_models import MandateFile
from vigie.domains.people.models import Mandate, Person
from vigie.domains.territories.tree import home
from vigie.facts.letting_go import let_results_go

_KEPT_IN_LOG = ("audit.forget", "audit.expire")


def _delete(found: QuerySet[object], dry: bool) -> int:  # type: ignore[type-var]  # any table
    number = found.count()
    if number and not dry:
        found.delete()
    return number


def _sessions(limit: datetime, _: datetime, dry: bool) -> int:
    return _delete(Session.objects.filter(expire_date__lt=limit), dry)


def _link_orders(limit: datetime, _: datetime, dry: bool) -> int:
    return _delete(LinkOrder.objects.filter(asked_at__lt=limit), dry)


def _links(limit: datetime, _: datetime, dry: bool) -> int:
    return _delete(SignInLink.objects.filter(expires_at__lt=limit), dry)


def _tallies(limit: datetime, _: datetime, dry: bool) -> int:
    return _delete(Tally.objects.filter(starts_at__lt=limit), dry)


def _outbox(limit: datetime, _: datetime, dry: bool) -> int:
    paths = [p for p in (home().path / "outbox").glob("*.eml")
             if p.stat().st_mtime < limit.timestamp()]  # fmt: skip
    for path in () if dry else paths:
        path.unlink(missing_ok=True)
    return len(paths)


def _visits(limit: datetime, _: datetime, dry: bool) -> int:
    return _delete(Visit.objects.filter(seen_at__lt=limit), dry)


def _agreements(limit: datetime, _: datetime, dry: bool) -> int:
    over = Q(ends_at__lt=limit) | Q(withdrawn_at__lt=limit)
    return _delete(SharingAgreement.objects.filter(over), dry)


def _mandates(limit: datetime, _: datetime, dry: bool) -> int:
    """A mandate goes with the delegations made from it, which ended with it; a file that gave or
    moved mandates, with the last of them."""
    number = _delete(Mandate.objects.filter(ends_at__lt=limit), dry)
    if not dry:
        MandateFile.objects.filter(applied_at__lt=limit, changes=None).delete()
    return number


def _mandate_files(limit: datetime, _: datetime, dry: bool) -> int:
    return _delete(MandateFile.objects.filter(made_at__lt=limit, applied_at=None), dry)


def _people(limit: datetime, at: datetime, dry: bool) -> int:
    """Accounts that no mandate and no visit has kept alive since the limit.

    Only the account goes: what was imported about the person has its own rule, and she is not in
    the ledger of erasures, since she asked nothing. An account whose choices are not the default
    ones stays: without it, a refusal would be forgotten.
    """
    held = Mandate.objects.filter(person=OuterRef("pk"))
    lately = held.filter(Q(ends_at__isnull=True) | Q(ends_at__gte=limit))
    seen = Visit.objects.filter(person=OuterRef("pk"), seen_at__gte=limit)
    found = Person.objects.filter(created_at__lt=limit).exclude(Exists(lately) | Exists(seen))
    found = found.exclude(last_login__gte=limit)
    people = [
        person
        for person in found
        if all(each.answer == each.sheet.default for each in standings(person, at))
    ]
    for person in () if dry else people:
        with transaction.atomic():
            forget([reference(person)], actor="system", at=at)
            person.delete()
    return len(people)


def _results(limit: datetime, at: datetime, dry: bool) -> int:
    if home().is_demo:
        return 0  # of people who do not exist: the demonstration does not wear out
    done = let_results_go(home(), limit.date(), now=at, dry=dry)
    if done and not dry:
        count_again()
    return done


def _requests(limit: datetime, _: datetime, dry: bool) -> int:
    """What was asked and answered, and by whom, goes; that it was answered in time stays."""
    kept = DataRequest.objects.filter(closed_at__lt=limit).exclude(person=None, text="", answer="")
    number = kept.count()
    if number and not dry:
        kept.update(person=None, closed_by=None, text="", answer="", territory="")
    return number


def _log(limit: datetime, at: datetime, dry: bool) -> int:
    old = Entry.objects.between(None, limit).exclude(action__in=_KEPT_IN_LOG)
    old = old.exclude(actor=None, about=None, details=None)
    if dry:
        return old.count()
    return expire(old, actor="system", at=at) if old.exists() else 0


def _documents(limit: datetime, at: datetime, dry: bool) -> int:
    return Document.objects.deleted_before(limit).count() if dry else purge_documents(limit, at)


for _code, _way in (
    ("sessions", _sessions), ("link_orders", _link_orders), ("links", _links),
    ("tallies", _tallies), ("outbox", _outbox), ("visits", _visits),
    ("agreements", _agreements), ("mandates", _mandates),
    ("mandate_files", _mandate_files), ("people", _people),
    ("results", _results), ("requests", _requests), ("log", _log), ("documents", _documents),
):  # fmt: skip
    retain(_code, _way)
