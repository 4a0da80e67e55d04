"""Choices of a person, and what she agrees to share with a trainer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from vigie.domains.people.models import Person
from vigie.periods import PARIS

if TYPE_CHECKING:
    from datetime import date, datetime

    from vigie.domains.compliance.models.kinds import (
        Flag,
        MaybeMoment,
        Moment,
        OnePerson,
        SmallNumber,
        Text,
    )


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, asked for in words."""

    def of(self, person: Person) -> DecisionQuerySet:
        return self.filter(person=person)

    def on(self, choice: str) -> DecisionQuerySet:
        return self.filter(choice=choice)

    def known(self, at: datetime) -> DecisionQuerySet:
        """Those made at that moment or before, the latest last."""
        return self.filter(made_at__lte=at).order_by("made_at", "pk")


class Decision(models.Model):
    """What a person decided of one choice. Rows are only added: the latest holds, the others are
    its history, and a withdrawal is a row like any other."""

    person: OnePerson = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="decisions"
    )
    choice: Text = models.CharField("choix", max_length=30)
    accepted: Flag = models.BooleanField("accepté")
    text_version: SmallNumber = models.PositiveSmallIntegerField("version du texte")
    made_at: Moment = models.DateTimeField("décidé le")

    if TYPE_CHECKING:
        person_id: int

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[DecisionQuerySet] = DecisionQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "décision"
        ordering = ("made_at", "pk")
        indexes = (models.Index(fields=["person", "choice", "made_at"]),)

    def __str__(self) -> str:
        return f"{self.choice} {self.accepted}"


class AgreementQuerySet(models.QuerySet["SharingAgreement"]):
    """Agreements, asked for in words."""

    def live(self, at: datetime) -> AgreementQuerySet:
        """Given, not withdrawn, not ended."""
        return self.filter(given_at__lte=at, ends_at__gt=at).filter(
            Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at)
        )


class SharingAgreement(models.Model):
    """A person lets one trainer read her named results until a date (seeds/001, l. 307, 875).

    It opens nothing by itself: the choice to share is needed too, and the mandate of the trainer.
    """

    person: OnePerson = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="agreements_given"
    )
    trainer: OnePerson = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="agreements_received"
    )
    given_at: Moment = models.DateTimeField("donné le")
    ends_at: Moment = models.DateTimeField("finit le")
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    if TYPE_CHECKING:
        person_id: int
        trainer_id: int

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[AgreementQuerySet] = AgreementQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "accord de partage"
        verbose_name_plural = "accords de partage"
        ordering = ("-given_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("given_at")), name="an_agreement_has_an_end"
            ),
            models.CheckConstraint(
                condition=~Q(person=F("trainer")), name="an_agreement_is_with_someone_else"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} → {self.trainer_id}"

    @property
    def last_day(self) -> date:
        """The last day on which it holds, in Paris: it ends with that day."""
        return (self.ends_at.astimezone(PARIS) - timedelta(seconds=1)).date()

    def is_live(self, at: datetime) -> bool:
        """Whether it holds at that moment, whatever the choices."""
        withdrawn = self.withdrawn_at is not None and self.withdrawn_at <= at
        return self.given_at <= at < self.ends_at and not withdrawn
