"""A file of subscriptions: kept for its preview, taken whole, undone whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from vigie.domains.audit.actions import record
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.subscriptions import reading
from vigie.domains.subscriptions.actions import (
    STATED,
    SubscriptionRefused,
    restore,
    stated,
)
from vigie.domains.subscriptions.models import (
    Deed,
    Subscription,
    SubscriptionChange,
    SubscriptionFile,
)
from vigie.sources.problems import Problem
from vigie.web.refusals import unless_taken

_AT_ONCE = 500
_WRITTEN = (*STATED, "changed_at", "changed_by")


class FileRefused(SubscriptionRefused):
    """The file cannot be taken, or undone, as things stand."""


class LinesRefused(FileRefused):
    """Some lines cannot be taken any more; `problems` say which."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            "file",
            "Le fichier ne peut plus être pris tel quel\u00a0: des abonnements ont changé depuis.",
            "Déposez-le de nouveau.",
        )
        self.problems = tuple(problems)


@transaction.atomic
def keep_file(
    place: str, name: str, lines: Sequence[reading.Line], *, by: Person, at: datetime
) -> SubscriptionFile:
    """Keeps the lines of a file for its preview; earlier previews of the same person go."""
    who = reference(by)
    SubscriptionFile.objects.filter(made_by=who, applied_at__isnull=True).delete()
    return SubscriptionFile.objects.create(
        place=place, name=name[:200], content=reading.as_text(lines), made_by=who, made_at=at
    )


@transaction.atomic
def give_up_file(kept: SubscriptionFile) -> None:
    """Forgets a file that was not taken. Raises FileRefused."""
    known = SubscriptionFile.objects.select_for_update().get(pk=kept.pk)
    if known.applied_at is not None:
        raise _already()
    known.delete()


@transaction.atomic
def take_file(
    kept: SubscriptionFile, *, holds: Callable[[str], bool], by: Person, at: datetime
) -> reading.Plan:
    """Takes every line of a file, or none. Raises LinesRefused or FileRefused."""
    known = SubscriptionFile.objects.select_for_update().get(pk=kept.pk)
    if known.applied_at is not None:
        raise _already()
    plan = reading.compare(reading.from_text(known.content), holds)
    if plan.problems:
        raise LinesRefused(plan.problems)
    who = reference(by)
    done = [
        SubscriptionChange(
            subscription=change.subscription, file=known, deed=change.deed,
            before=stated(change.subscription), made_at=at, made_by=who,
        )
        for change in plan.changes
    ]  # fmt: skip
    for change in plan.changes:
        for name, (_, value) in change.after.items():
            setattr(change.subscription, name, value)
        change.subscription.changed_at, change.subscription.changed_by = at, who
    for each in plan.new:
        each.changed_at, each.changed_by = at, who
    # Another person may be first, between the comparison and the writing.
    with unless_taken(LinesRefused(())):
        _rewrite([change.subscription for change in plan.changes])
        made = Subscription.objects.bulk_create(plan.new, batch_size=_AT_ONCE)
    done += [
        SubscriptionChange(
            subscription=each, file=known, deed=Deed.WRITTEN, made_at=at, made_by=who
        )
        for each in made
    ]
    SubscriptionChange.objects.bulk_create(done, batch_size=_AT_ONCE)
    known.applied_at, known.content = at, ""
    known.save(update_fields=["applied_at", "content"])
    _record("subscription.file", known, len(done), by=by, at=at)
    return plan


@transaction.atomic
def undo_file(kept: SubscriptionFile, *, by: Person, at: datetime) -> int:
    """Takes a whole file back: what it added is withdrawn, what it changed stands as before.

    Gives the number of subscriptions. Raises FileRefused when it was not taken, is undone already,
    or when a subscription of it was changed since."""
    known = SubscriptionFile.objects.select_for_update().get(pk=kept.pk)
    if known.applied_at is None or known.undone_at is not None:
        raise FileRefused("file", "Ce fichier n’est plus en place.", "Il n’y a rien à annuler.")
    changes = list(_changes(known).select_related("subscription"))
    since = [
        c.subscription.resource for c in changes if c.subscription.changed_at != known.applied_at
    ]
    if since:
        raise _changed_since(since)
    for change in changes:
        restore(change.subscription, change.before, by=by, at=at)
    with unless_taken(_changed_since([c.subscription.resource for c in changes[:1]])):
        _rewrite([change.subscription for change in changes])
    _changes(known).update(undone_at=at)
    known.undone_at = at
    known.save(update_fields=["undone_at"])
    _record("subscription.file_undo", known, len(changes), by=by, at=at)
    return len(changes)


def _changes(kept: SubscriptionFile) -> QuerySet[SubscriptionChange]:
    return SubscriptionChange.objects.filter(file=kept)


def _rewrite(subscriptions: Sequence[Subscription]) -> None:
    # Written over by number: far quicker than one condition per row and column.
    Subscription.objects.bulk_create(
        subscriptions,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_WRITTEN,
        batch_size=_AT_ONCE,
    )


def _record(action: str, kept: SubscriptionFile, rows: int, *, by: Person, at: datetime) -> None:
    record(
        action,
        actor=reference(by),
        about=f"territory:{kept.place}",
        at=at,
        details={"rows": rows},
    )


def _already() -> FileRefused:
    return FileRefused("file", "Ce fichier est déjà pris.", "Il n’y a rien de plus à faire.")


def _changed_since(names: Sequence[str]) -> FileRefused:
    shown = ", ".join(names[:5]) + ("…" if len(names) > 5 else "")
    return FileRefused(
        "file",
        f"Des abonnements de ce fichier ont changé depuis\u00a0: {shown}.",
        "Corrigez-les un par un\u00a0: tout annuler effacerait ce travail.",
    )
