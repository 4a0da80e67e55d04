"""What the fields of the tables hold, for the type checker: Django's own classes take no
parameters when they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db import models

    from vigie.domains.people.models import Person

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Flag = models.BooleanField[bool, bool]
    Number = models.PositiveIntegerField[int, int]
    SmallNumber = models.PositiveSmallIntegerField[int, int]
    MaybeNumber = models.PositiveIntegerField[int | None, int | None]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    Day = models.DateField[date, date]
    MaybeDay = models.DateField[date | None, date | None]
    OnePerson = models.ForeignKey[Person, Person]
    MaybePerson = models.ForeignKey[Person | None, Person | None]
