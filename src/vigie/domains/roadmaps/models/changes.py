"""Who changed what: one line for each thing changed, so that a change can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from vigie.domains.people.models import Person
from vigie.domains.roadmaps.models.tree import Roadmap

if TYPE_CHECKING:
    from datetime import datetime

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Number = models.BigIntegerField[int, int]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    MaybePerson = models.ForeignKey[Person | None, Person | None]
    OneRoadmap = models.ForeignKey[Roadmap, Roadmap]


class Change(models.Model):
    """What one act did to one row. `act`: shared by all the rows that one act touched.

    `verb`: the act, as in the log. `table`, `row`: what it touched. `before`, `after`: fields as
    JSON text, empty `before` for what was made. `label`: the thing as people name it.
    """

    roadmap: OneRoadmap = models.ForeignKey(
        Roadmap, on_delete=models.CASCADE, related_name="changes"
    )
    act: Text = models.CharField("acte", max_length=32, db_index=True)
    verb: Text = models.CharField("verbe", max_length=40)
    table: Text = models.CharField("table", max_length=40)
    row: Number = models.BigIntegerField("ligne")
    label: LongText = models.TextField("quoi", blank=True)
    before: LongText = models.TextField("avant", blank=True)
    after: LongText = models.TextField("après", blank=True)
    by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at: Moment = models.DateTimeField("le")
    undone_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at: MaybeMoment = models.DateTimeField("défait le", null=True, blank=True)

    if TYPE_CHECKING:
        roadmap_id: int
        by_id: int | None

    objects: ClassVar[models.Manager[Change]] = models.Manager()

    class Meta:
        verbose_name = "changement"
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["table", "row"]),)

    def __str__(self) -> str:
        return f"{self.verb} {self.table} {self.row}"
