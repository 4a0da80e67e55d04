"""Tables of the right to disconnect (seeds/002, l. 172-182)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from vigie.calendar.hours import CLOSES, OPENS, Hours
from vigie.domains.people.models import Person

if TYPE_CHECKING:
    from datetime import date, datetime, time

    Text = models.CharField[str, str]
    Clock = models.TimeField[time, time]
    Day = models.DateField[date, date]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    MaybePerson = models.ForeignKey[Person | None, Person | None]


class SchoolHoursQuerySet(models.QuerySet["SchoolHours"]):
    """Hours of rest, asked for in words."""

    def standing(self) -> SchoolHoursQuerySet:
        """Those that hold: one a school at most."""
        return self.filter(ended_at__isnull=True)

    def longer(self) -> SchoolHoursQuerySet:
        """Those that rest for longer than usual, at one end of a night at least."""
        return self.filter(
            Q(evening__lt=CLOSES)
            | Q(morning__gt=OPENS)
            | Q(friday__lt=CLOSES)
            | Q(monday__gt=OPENS)
        )

    def other_than_usual(self) -> SchoolHoursQuerySet:
        """Those that are not the usual ones."""
        return self.exclude(evening=CLOSES, morning=OPENS, friday=CLOSES, monday=OPENS)


class SchoolHours(models.Model):
    """The hours of rest that a school says. A new saying ends the one before; to undo it withdraws
    it and brings that one back. `morning`, `monday`: when notifications come again."""

    school: Text = models.CharField("établissement", max_length=60, db_index=True)
    evening: Clock = models.TimeField("le soir, à partir de")
    morning: Clock = models.TimeField("jusqu’au matin à")
    friday: Clock = models.TimeField("le vendredi, à partir de")
    monday: Clock = models.TimeField("jusqu’au lundi à")
    reason: Text = models.CharField("décision", max_length=200, blank=True, default="")
    said_at: Moment = models.DateTimeField("dit le")
    said_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ended_at: MaybeMoment = models.DateTimeField("jusqu’au", null=True, blank=True)
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[SchoolHoursQuerySet] = SchoolHoursQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "heures de repos d’un établissement"
        verbose_name_plural = "heures de repos des établissements"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["school"],
                condition=Q(ended_at__isnull=True),
                name="one_standing_rest_per_school",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} {self.evening}"

    @property
    def hours(self) -> Hours:
        return Hours(self.evening, self.morning, self.friday, self.monday)


class Item(models.TextChoices):
    """What the charter of a school says of disconnection (seeds/002, l. 68, 174-178)."""

    HOMEWORK = "homework", "Un temps en classe est gardé pour noter les devoirs"
    MARKS = "marks", "Les élèves connaissent leurs notes avant leurs parents"
    NOTIFICATIONS = (
        "notifications",
        "Les notifications de l’ENT et de Pronote sont suspendues par défaut",
    )
    CHARTER = "charter", "La charte d’usage du numérique dit le droit à la déconnexion"


class CharterMark(models.Model):
    """A school has done one of these. What it said and took back stays, withdrawn."""

    school: Text = models.CharField("établissement", max_length=60, db_index=True)
    item: Text = models.CharField("point", max_length=20, choices=Item)
    done_on: Day = models.DateField("fait le")
    said_at: Moment = models.DateTimeField("dit le")
    said_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    objects: ClassVar[models.Manager[CharterMark]] = models.Manager()

    class Meta:
        verbose_name = "point de la charte"
        verbose_name_plural = "points de la charte"
        ordering = ("school", "item")
        constraints = (
            models.UniqueConstraint(
                fields=["school", "item"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_mark_per_school_and_item",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} {self.item}"
