"""Tables of the sealed groups.

No address is kept. A seat holds the pseudonym under which the facts know someone, made from the
address at sealing; a person who signs in is found again by making hers. Seats go with the school
year that they count in.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from vigie.domains.compliance.models import PolicyVersion
from vigie.domains.compliance.policies import GroupPolicy
from vigie.domains.people.models import Person

if TYPE_CHECKING:
    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Number = models.PositiveSmallIntegerField[int, int]
    MaybeNumber = models.PositiveSmallIntegerField[int | None, int | None]
    Pseudonym = models.BigIntegerField[int, int]
    Flag = models.BooleanField[bool, bool]
    Day = models.DateField[date, date]
    MaybeDay = models.DateField[date | None, date | None]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    MaybePerson = models.ForeignKey[Person | None, Person | None]
    MaybeVersion = models.ForeignKey[PolicyVersion | None, PolicyVersion | None]
    OneGroup = models.ForeignKey["Group", "Group"]
    MaybeReference = models.ForeignKey["Reference | None", "Reference | None"]


def new_token() -> str:
    """The name of a group in addresses: it tells nothing, not even how many there are."""
    return secrets.token_urlsafe(9)


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups, asked for in words."""

    def sealed_by(self, person: Person) -> GroupQuerySet:
        return self.filter(trainer=person)

    def standing(self) -> GroupQuerySet:
        """Those that their trainer did not cancel."""
        return self.filter(cancelled_at__isnull=True)

    def due(self, at: datetime) -> GroupQuerySet:
        """Those whose date has come and that were not computed yet."""
        return self.standing().filter(publish_at__lte=at, synthesis__isnull=True)


class Group(models.Model):
    """A list sealed for a session: what is in it does not change any more.

    `lines`: valid lines of the list. `policy`: the rule that it was sealed under, as text.
    """

    token: Text = models.CharField(max_length=20, unique=True, default=new_token, editable=False)
    trainer: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="sealed_groups"
    )
    territory: Text = models.CharField("territoire", max_length=60)
    title: Text = models.CharField("session", max_length=120)
    session_on: Day = models.DateField("date de la session")
    sealed_at: Moment = models.DateTimeField("scellé le")
    publish_at: Moment = models.DateTimeField("lisible le")
    school_year: Text = models.CharField("année scolaire", max_length=9)
    lines: Number = models.PositiveSmallIntegerField("lignes valides")
    policy_values: LongText = models.TextField("règle")
    policy_version: MaybeVersion = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at: MaybeMoment = models.DateTimeField("annulé le", null=True, blank=True)

    if TYPE_CHECKING:
        trainer_id: int | None
        seats: SeatQuerySet
        synthesis: Synthesis
        subjects: models.QuerySet[Subject]

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[GroupQuerySet] = GroupQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "groupe scellé"
        verbose_name_plural = "groupes scellés"
        ordering = ("-sealed_at", "-pk")
        indexes = (models.Index(fields=["publish_at"]),)
        constraints = (
            models.CheckConstraint(
                condition=Q(publish_at__gt=F("sealed_at")), name="a_group_is_read_after_its_sealing"
            ),
        )

    def __str__(self) -> str:
        return self.token

    @property
    def policy(self) -> GroupPolicy:
        """The rule that it was sealed under."""
        return GroupPolicy.from_json(self.policy_values)


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats, asked for in words."""

    def spent(self, school_year: str) -> SeatQuerySet:
        """Those that count in the budget of a school year."""
        return self.filter(school_year=school_year, rank__isnull=False)

    def counting(self) -> SeatQuerySet:
        """Those whose answers may enter the synthesis."""
        return self.filter(rank__isnull=False, withdrawn_at__isnull=True)

    def of(self, pseudonym: int) -> SeatQuerySet:
        return self.filter(person=pseudonym)


class Seat(models.Model):
    """Someone of a list. `rank`: which of her syntheses of the school year this one is, from 1;
    null when she had none left, and then she is left out without a word.

    One person has each rank once a year: the database itself refuses to spend one twice.
    """

    group: OneGroup = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="seats")
    person: Pseudonym = models.BigIntegerField("pseudonyme", db_index=True)
    school_year: Text = models.CharField("année scolaire", max_length=9)
    rank: MaybeNumber = models.PositiveSmallIntegerField("rang", null=True, blank=True)
    withdrawn_at: MaybeMoment = models.DateTimeField("retirée le", null=True, blank=True)

    if TYPE_CHECKING:
        group_id: int

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[SeatQuerySet] = SeatQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "place dans un groupe"
        verbose_name_plural = "places dans les groupes"
        constraints = (
            models.UniqueConstraint(
                fields=["group", "person"], name="a_person_sits_once_in_a_group"
            ),
            models.UniqueConstraint(
                fields=["person", "school_year", "rank"], name="a_synthesis_is_spent_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.group_id} {self.rank}"


class Reference(models.Model):
    """What all participants of a territory master, drawn once a quarter and shared by every group
    of that territory: drawn for each group, it would tell more each time."""

    territory: Text = models.CharField("territoire", max_length=60)
    quarter: Text = models.CharField("trimestre", max_length=7)
    computed_at: Moment = models.DateTimeField("calculée le")
    as_of: MaybeDay = models.DateField("résultats au", null=True, blank=True)
    mastery_cut: Number = models.PositiveSmallIntegerField("seuil de maîtrise")
    shown: LongText = models.TextField("ce qui est montré", blank=True, default="")

    objects: ClassVar[models.Manager[Reference]] = models.Manager()

    class Meta:
        verbose_name = "référence d’un territoire"
        verbose_name_plural = "références des territoires"
        constraints = (
            models.UniqueConstraint(
                fields=["territory", "quarter", "mastery_cut"], name="one_reference_a_quarter"
            ),
        )

    def __str__(self) -> str:
        return f"{self.territory} {self.quarter}"


class Synthesis(models.Model):
    """What is shown of a group, drawn once. Never changed, never drawn again.

    `shown`: see `synthesis.Shown`; empty when too few answered, and then nothing else is kept.
    """

    group: models.OneToOneField[Group, Group] = models.OneToOneField(
        Group, on_delete=models.CASCADE, related_name="synthesis"
    )
    computed_at: Moment = models.DateTimeField("calculée le")
    as_of: MaybeDay = models.DateField("résultats au", null=True, blank=True)
    policy_values: LongText = models.TextField("règle")
    shown: LongText = models.TextField("ce qui est montré", blank=True, default="")
    reference: MaybeReference = models.ForeignKey(
        Reference, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    if TYPE_CHECKING:
        group_id: int

    objects: ClassVar[models.Manager[Synthesis]] = models.Manager()

    class Meta:
        verbose_name = "synthèse"

    def __str__(self) -> str:
        return f"{self.group_id}"

    @property
    def is_readable(self) -> bool:
        """Whether enough people answered."""
        return bool(self.shown)


class Subject(models.Model):
    """An item that the trainer chose from a synthesis for the session (seeds/001, l. 548-552)."""

    group: OneGroup = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="subjects")
    item: Text = models.CharField("élément", max_length=300)
    chosen_at: Moment = models.DateTimeField("choisi le")

    objects: ClassVar[models.Manager[Subject]] = models.Manager()

    class Meta:
        verbose_name = "sujet choisi"
        verbose_name_plural = "sujets choisis"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["group", "item"], name="a_subject_is_chosen_once"),
        )

    def __str__(self) -> str:
        return self.item
