"""A file of mandates: kept for its preview, applied whole, undone whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vigie.domains.audit.actions import record, wait_for_turn
from vigie.domains.people.actions import (
    PeopleRefused,
    give_mandate,
    move_end,
    reference,
    register_person,
)
from vigie.domains.people.grants import may_end
from vigie.domains.people.mandate_file import (
    MandateLine,
    MandatePlan,
    as_text,
    compare,
    from_text,
)
from vigie.domains.people.mandate_models import MandateFile, MandateFileChange
from vigie.domains.people.models import Person
from vigie.domains.people.rights import Rights
from vigie.sources.problems import Problem


class FileRefused(PeopleRefused):
    """The file cannot be applied, or undone, as things stand."""


class LinesRefused(FileRefused):
    """Some lines cannot be taken any more; `problems` say which."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("file", "Le fichier ne peut plus être appliqué tel quel.",
                         "Corrigez ces lignes, puis déposez-le de nouveau.")  # fmt: skip
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Undone:
    """`back`: mandates that stand as before the file; `left`: changed since, and left so."""

    back: int
    left: int


@transaction.atomic
def keep_file(name: str, lines: Sequence[MandateLine], *, by: Person, at: datetime) -> MandateFile:
    """Keeps the lines of a file for its preview; earlier previews of the same person go."""
    MandateFile.objects.filter(made_by=by, applied_at__isnull=True).delete()
    return MandateFile.objects.create(
        name=name[:200], content=as_text(lines), made_by=by, made_at=at
    )


@transaction.atomic
def give_up_file(kept: MandateFile) -> None:
    """Forgets a file that was not applied. Raises FileRefused."""
    known = MandateFile.objects.select_for_update().get(pk=kept.pk)
    if known.applied_at is not None:
        raise _already()
    known.delete()


@transaction.atomic
def apply_file(kept: MandateFile, rights: Rights, *, by: Person, at: datetime) -> MandatePlan:
    """Gives every mandate of a file, and moves the ends that it says. Raises LinesRefused or
    FileRefused, and then changes nothing."""
    # Many mandates change, each with its entry: the log is held before any of them.
    wait_for_turn()
    known = MandateFile.objects.select_for_update().get(pk=kept.pk)
    if known.applied_at is not None:
        raise _already()
    plan = compare(from_text(known.content), rights)
    if plan.problems:
        raise LinesRefused(plan.problems)
    done = []
    for line in plan.given:
        person = Person.objects.of_email(line.email) or register_person(
            email=line.email, first_name=line.first_name, last_name=line.last_name,
            profile=line.profile, place=line.territory, by=by, at=at,
        )  # fmt: skip
        mandate = give_mandate(person, role=line.role, territory=line.territory, by=by, at=at,
                               starts_at=line.starts_at(at), ends_at=line.ends_at)  # fmt: skip
        done.append(MandateFileChange(file=known, mandate=mandate, given=True,
                                      new_end=mandate.ends_at))  # fmt: skip
    for each in plan.moved:
        moved = move_end(each.mandate, to=each.line.ends_at, by=by, at=at)
        done += [
            MandateFileChange(file=known, mandate=mandate, given=False, former_end=former,
                              new_end=mandate.ends_at)
            for mandate, former in moved
        ]  # fmt: skip
    MandateFileChange.objects.bulk_create(done, batch_size=500)
    known.applied_at, known.content = at, ""
    known.save(update_fields=["applied_at", "content"])
    record("mandate.file", actor=reference(by), at=at, details={"rows": len(done)})
    return plan


@transaction.atomic
def undo_file(kept: MandateFile, rights: Rights, *, by: Person, at: datetime) -> Undone:
    """Ends what a file gave and puts back the ends that it moved.

    What someone changed since, or what is not this person's any more, is left as it is. The people
    whom the file made known stay known, without a mandate. Raises FileRefused."""
    wait_for_turn()
    known = MandateFile.objects.select_for_update().get(pk=kept.pk)
    if known.applied_at is None or known.undone_at is not None:
        raise FileRefused("file", "Ce fichier n’est plus en place.", "Il n’y a rien à annuler.")
    back = left = 0
    # A delegation cannot be put back before the mandate it comes from: in the order of the file.
    for change in known.done():
        mandate = change.mandate
        if mandate.ends_at != change.new_end or not may_end(rights, mandate):
            left += 1
            continue
        back += 1
        if change.given and mandate.ends_at is not None and mandate.ends_at <= at:
            continue  # over by itself
        move_end(mandate, to=at if change.given else change.former_end, by=by, at=at)
    known.undone_at = at
    known.save(update_fields=["undone_at"])
    record("mandate.file_undo", actor=reference(by), at=at, details={"rows": back})
    return Undone(back, left)


def _already() -> FileRefused:
    return FileRefused("file", "Ce fichier est déjà appliqué.", "Il n’y a rien de plus à faire.")
