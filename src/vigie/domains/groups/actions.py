"""What changes the state of groups: one verb each, atomic, logged, named refusals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from vigie.domains.audit.actions import record, wait_for_turn
from vigie.domains.compliance.policies_queries import InForce, hours
from vigie.domains.groups import counting, references, synthesis
from vigie.domains.groups.models import (
    Group,
    Reference,
    Seat,
    SeatQuerySet,
    Subject,
    Synthesis,
)
from vigie.domains.people.actions import SYSTEM, reference
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonyms_of_addresses
from vigie.periods import PARIS, SchoolYear
from vigie.web import formats
from vigie.web.refusals import ChangeRefused

_FURTHEST = timedelta(days=366)


class GroupRefused(ChangeRefused):
    """A change of a sealed group that cannot be made."""


class WrongSize(GroupRefused):
    """Too few valid lines, or too many."""


class WrongDate(GroupRefused):
    """A publication too early or too far, or a session in the past."""


class AlreadyComputed(GroupRefused):
    """The synthesis exists: nothing can be taken out of it any more."""


class AlreadyCancelled(GroupRefused):
    """The group was cancelled."""


class NotYet(GroupRefused):
    """The date of publication has not come."""


class NotInTheSynthesis(GroupRefused):
    """A subject that the synthesis does not show."""


@transaction.atomic
def seal_group(
    *,
    trainer: Person,
    territory: str,
    title: str,
    session_on: date,
    publish_at: datetime,
    addresses: Sequence[str],
    in_force: InForce,
    at: datetime,
) -> Group:
    """Seals a list of distinct valid addresses, and spends one synthesis of each of them.

    Nothing is looked up in the results: the work is the same whoever the addresses are. Raises
    WrongSize or WrongDate.
    """
    policy = in_force.policy
    if not policy.smallest_list <= len(addresses) <= policy.largest_list:
        raise WrongSize(
            "addresses",
            f"La liste compte {formats.plural(len(addresses), 'adresse')} valide"
            f"{'s' if len(addresses) > 1 else ''}.",
            f"Un groupe scellé en compte de {policy.smallest_list} à {policy.largest_list}.",
        )
    _refuse_dates(session_on, publish_at, at, policy.delay_hours)
    year = SchoolYear.of(at.astimezone(PARIS).date()).label
    # Held until the end: of two lists sealed at once, the second sees what the first spent. The
    # constraint on ranks would catch what slipped through.
    wait_for_turn()
    group = Group.objects.create(
        trainer=trainer,
        territory=territory,
        title=title,
        session_on=session_on,
        sealed_at=at,
        publish_at=publish_at,
        school_year=year,
        lines=len(addresses),
        policy_values=policy.to_json(),
        policy_version=in_force.version,
    )
    record(
        "group.seal",
        actor=reference(trainer),
        about=_about(group),
        at=at,
        details={"lines": len(addresses), "territory": territory, "policy": policy.to_json()},
    )
    people = pseudonyms_of_addresses(addresses)
    ranks = _ranks(people, year, policy.syntheses_per_year)
    Seat.objects.bulk_create(
        Seat(group=group, person=person, school_year=year, rank=rank)
        for person, rank in zip(people, ranks, strict=True)
    )
    return group


@transaction.atomic
def cancel_group(group: Group, *, by: Person, at: datetime) -> Group:
    """Forgets a sealed list before it is computed; what it spent comes back, since nothing was
    said. Raises AlreadyComputed or AlreadyCancelled."""
    known = _not_computed(group)
    known.cancelled_at = at
    known.save(update_fields=["cancelled_at"])
    known.seats.all().delete()
    record("group.cancel", actor=reference(by), about=_about(known), at=at)
    return known


@transaction.atomic
def withdraw_from_group(seat: Seat, *, person: Person, at: datetime) -> Seat:
    """A listed person leaves the synthesis before it is computed; nobody is told, and the
    synthesis stays spent. Raises AlreadyComputed or AlreadyCancelled."""
    group = _not_computed(seat.group)
    seat.withdrawn_at = at
    seat.save(update_fields=["withdrawn_at"])
    record("group.withdraw", actor=reference(person), about=reference(person), at=at,
           details={"group": group.pk})  # fmt: skip
    return seat


@transaction.atomic
def rejoin_group(seat: Seat, *, person: Person, at: datetime) -> Seat:
    """Undoes `withdraw_from_group`. Raises AlreadyComputed or AlreadyCancelled."""
    group = _not_computed(seat.group)
    seat.withdrawn_at = None
    seat.save(update_fields=["withdrawn_at"])
    record("group.rejoin", actor=reference(person), about=reference(person), at=at,
           details={"group": group.pk})  # fmt: skip
    return seat


def publish_group(group: Group, *, at: datetime) -> Synthesis:
    """The synthesis of a group: drawn at the first call after its date, the same ever after.

    Raises NotYet or AlreadyCancelled."""
    made = Synthesis.objects.filter(group=group).first()
    if made is not None:
        return made
    if at < group.publish_at:
        raise NotYet(
            "",
            "La synthèse de ce groupe n’est pas encore calculée.",
            f"Elle pourra être lue le {formats.moment(group.publish_at)}.",
        )
    # The territory is counted before the lock: it may take a while on a whole country.
    beside = references.reference_for(group.territory, group.policy.mastery_cut, group.publish_at)
    return _draw(group, beside, at)


def publish_due_groups(at: datetime) -> int:
    """Draws every synthesis whose date has come; answers how many this call found to draw."""
    due = list(Group.objects.due(at))
    for group in due:
        try:
            publish_group(group, at=at)
        except AlreadyCancelled:
            continue
    return len(due)


@transaction.atomic
def _draw(group: Group, beside: Reference | None, at: datetime) -> Synthesis:
    wait_for_turn()
    known = Group.objects.select_for_update().get(pk=group.pk)
    made = Synthesis.objects.filter(group=known).first()
    if made is not None:
        return made
    _refuse_cancelled(known)
    policy = known.policy
    counted = counting.count_group(known, at)
    shown = synthesis.draw(
        counted,
        policy,
        listed=known.lines,
        noise=synthesis.noise_of(policy),
        reference=references.counts_of(beside),
    )
    made = Synthesis.objects.create(
        group=known,
        computed_at=at,
        as_of=counted.as_of,
        policy_values=known.policy_values,
        shown=shown.to_json() if shown else "",
        reference=beside if shown else None,
    )
    # The log says that it was drawn, not whether enough people had answered.
    record("group.publish", actor=SYSTEM, about=_about(known), at=at)
    return made


@transaction.atomic
def choose_subjects(
    group: Group, keys: Collection[str], *, by: Person, at: datetime
) -> list[Subject]:
    """Keeps what the session will be about, in place of what was chosen before. Raises
    NotInTheSynthesis."""
    made = Synthesis.objects.filter(group=group).first()
    shown = synthesis.Shown.from_json(made.shown) if made and made.shown else None
    known = {line.key for line in shown.lines} if shown else set()
    if not set(keys) <= known:
        raise NotInTheSynthesis(
            "subjects",
            "Un des sujets n’est pas dans la synthèse de ce groupe.",
            "Rechargez la page et choisissez de nouveau.",
        )
    wanted = list(dict.fromkeys(keys))
    group.subjects.exclude(item__in=wanted).delete()
    held = set(group.subjects.values_list("item", flat=True))
    Subject.objects.bulk_create(
        Subject(group=group, item=key, chosen_at=at) for key in wanted if key not in held
    )
    record("group.choose", actor=reference(by), about=_about(group), at=at,
           details={"subjects": wanted})  # fmt: skip
    return list(group.subjects.all())


@transaction.atomic
def forget_seats(at: datetime) -> int:
    """Removes the seats of past school years once their synthesis is made or will never be: they
    no longer count in any budget. Answers how many went."""
    number, _ = seats_to_forget(at).delete()
    if number:
        year = SchoolYear.of(at.astimezone(PARIS).date()).label
        record("group.forget", actor=SYSTEM, about="seats", at=at, details={"before": year})
    return number


def seats_to_forget(at: datetime) -> SeatQuerySet:
    """The seats of past school years that no synthesis waits for."""
    year = SchoolYear.of(at.astimezone(PARIS).date()).label
    return Seat.objects.filter(school_year__lt=year).exclude(
        group__synthesis__isnull=True, group__cancelled_at__isnull=True
    )


def _ranks(people: Sequence[int], year: str, budget: int) -> list[int | None]:
    """For each person, the first synthesis of the year that she has not spent; None if all are."""
    taken: dict[int, set[int]] = {}
    for person, rank in (
        Seat.objects.spent(year).filter(person__in=people).values_list("person", "rank")
    ):
        taken.setdefault(person, set()).add(rank or 0)
    return [
        next((n for n in range(1, budget + 1) if n not in taken.get(person, ())), None)
        for person in people
    ]


def _refuse_dates(session_on: date, publish_at: datetime, at: datetime, delay: int) -> None:
    if publish_at - at < timedelta(hours=delay):
        raise WrongDate(
            "publish_at",
            "La date de lecture est trop proche.",
            f"Choisissez une date à {hours(delay)} d’ici au moins, soit à partir du "
            f"{formats.moment(at + timedelta(hours=delay, minutes=1))}.",
        )
    if publish_at - at > _FURTHEST:
        raise WrongDate(
            "publish_at",
            "La date de lecture est dans plus d’un an.",
            "Choisissez une date plus proche.",
        )
    if session_on < at.astimezone(PARIS).date():
        raise WrongDate(
            "session_on",
            "La session est déjà passée.",
            "Donnez la date de la session à venir.",
        )


def _not_computed(group: Group) -> Group:
    wait_for_turn()
    known = Group.objects.select_for_update().get(pk=group.pk)
    _refuse_cancelled(known)
    if Synthesis.objects.filter(group=known).exists():
        raise AlreadyComputed(
            "",
            "La synthèse de ce groupe est déjà calculée.",
            "Elle ne change plus\u00a0: rien ne peut y être ajouté ni retiré.",
        )
    return known


def _refuse_cancelled(group: Group) -> None:
    if group.cancelled_at is not None:
        raise AlreadyCancelled("", "Ce groupe a été annulé par la personne qui l’avait scellé.", "")


def _about(group: Group) -> str:
    return f"group:{group.pk}"
