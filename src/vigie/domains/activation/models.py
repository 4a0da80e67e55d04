"""Tables of the activation: how many accounts a school counted on a day, by level. Nobody's name,
class nor state is ever in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from datetime import date, datetime

    Text = models.CharField[str, str]
    Number = models.PositiveIntegerField[int, int]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    Day = models.DateField[date, date]
    One = models.ForeignKey["ActivationCount", "ActivationCount"]


class ActivationCountQuerySet(models.QuerySet["ActivationCount"]):
    """Counts, asked for in words."""

    def standing(self) -> ActivationCountQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def of(self, school: str) -> ActivationCountQuerySet:
        return self.filter(school=school)


class ActivationCount(models.Model):
    """Accounts of responsables (guardians) of a school on a day. Someone whose children are at two
    levels is counted once here, and once at each level."""

    school: Text = models.CharField("établissement", max_length=60)
    counted_on: Day = models.DateField("date de l’export")
    accounts: Number = models.PositiveIntegerField("comptes")
    activated: Number = models.PositiveIntegerField("activés")
    made_at: Moment = models.DateTimeField("compté le")
    made_by: Text = models.CharField("compté par", max_length=150)
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[ActivationCountQuerySet] = ActivationCountQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "décompte de comptes"
        verbose_name_plural = "décomptes de comptes"
        ordering = ("school", "counted_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["school", "counted_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_count_of_accounts_per_school_and_day",
            ),
            models.CheckConstraint(
                condition=Q(activated__lte=F("accounts")), name="activated_accounts_are_accounts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} {self.counted_on}"


class ActivationLevel(models.Model):
    """The part of a count that one level of pupils makes."""

    count: One = models.ForeignKey(ActivationCount, on_delete=models.CASCADE, related_name="levels")
    level: Text = models.CharField("niveau", max_length=30)
    accounts: Number = models.PositiveIntegerField("comptes")
    activated: Number = models.PositiveIntegerField("activés")

    objects: ClassVar[models.Manager[ActivationLevel]] = models.Manager()

    class Meta:
        verbose_name = "décompte d’un niveau"
        verbose_name_plural = "décomptes des niveaux"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["count", "level"], name="one_line_per_count_and_level"),
            models.CheckConstraint(
                condition=Q(activated__lte=F("accounts")), name="activated_at_a_level_are_accounts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.level} {self.activated}/{self.accounts}"
