"""Which agreements hold, and for whom they open something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_queries import people_who_chose
from vigie.domains.compliance.models import SharingAgreement
from vigie.domains.people.models import Person
from vigie.domains.people.rights import Rights, or_unknown, rights_of
from vigie.domains.people.roles import Role


@dataclass(frozen=True)
class Given:
    """An agreement as the person who gave it sees it. `may_restore`: withdrawn, not ended."""

    agreement: SharingAgreement
    live: bool
    may_restore: bool


def is_trainer(person: Person, at: datetime) -> bool:
    """Whether a mandate of trainer is in force."""
    return bool(rights_of(person, at).holding(Role.TRAINER))


def given_by(person: Person, at: datetime) -> Sequence[Given]:
    """Every agreement that a person gave, the latest first."""
    found = SharingAgreement.objects.filter(person=person).select_related("trainer")
    return [
        Given(each, each.is_live(at), each.withdrawn_at is not None and each.ends_at > at)
        for each in found
    ]


def opened_to(trainer: Person, at: datetime) -> Sequence[SharingAgreement]:
    """The agreements that open results to a trainer now: live, and the person chose to share."""
    if not is_trainer(trainer, at):
        return []
    live = SharingAgreement.objects.live(at).filter(trainer=trainer, person__is_active=True)
    found = list(
        live.select_related("person").order_by("person__last_name", "person__first_name", "pk")
    )
    sharing = people_who_chose([each.person for each in found], Choice.SHARE_NAMED, at)
    return [each for each in found if each.person_id in sharing]


def agreement_opened(rights: Rights, number: int) -> SharingAgreement:
    """The agreement of that number if it opens results to whoever asks. Raises Refused, in the
    same way whether it ended or never was hers."""
    opened = opened_to(rights.person, rights.at) if rights.person else []
    return or_unknown(next((each for each in opened if each.pk == number), None))


def agreement_given(rights: Rights, number: int) -> SharingAgreement:
    """The agreement of that number if whoever asks gave it. Raises Refused."""
    return or_unknown(SharingAgreement.objects.filter(pk=number, person=rights.person).first())
