"""What is done: actions by school year, the support that comes with them, dates to keep."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from vigie.domains.people.models import Person
from vigie.domains.roadmaps.models.tree import Node, Roadmap
from vigie.periods import PARIS

if TYPE_CHECKING:
    from decimal import Decimal

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Number = models.PositiveSmallIntegerField[int, int]
    MaybeAmount = models.DecimalField[Decimal | None, Decimal | None]
    Day = models.DateField[date, date]
    MaybeDay = models.DateField[date | None, date | None]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    MaybePerson = models.ForeignKey[Person | None, Person | None]
    OneNode = models.ForeignKey[Node, Node]
    OneRoadmap = models.ForeignKey[Roadmap, Roadmap]


class State(models.TextChoices):
    """Where an action stands."""

    TO_COME = "to_come", "À venir"
    UNDER_WAY = "under_way", "En cours"
    DONE = "done", "Faite"
    PAUSED = "paused", "Suspendue"
    LATE = "late", "En retard"
    DROPPED = "dropped", "Abandonnée"


class ActionQuerySet(models.QuerySet["Action"]):
    """Actions, asked for in words."""

    def standing(self) -> ActionQuerySet:
        """Those that were not taken out."""
        return self.filter(removed_at__isnull=True)

    def in_year(self, school_year: str) -> ActionQuerySet:
        return self.filter(school_year=school_year)


class Action(models.Model):
    """What a node plans for a school year (R012); empty when the source does not split years.

    `steps`: one a line, « [x] » before those that are done. `people`, `partners`, `documents`,
    `territories` (codes), `schools` (UAI): one a line. Budgets are in euros.
    """

    node: OneNode = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="actions")
    school_year: Text = models.CharField("année scolaire", max_length=9, blank=True)
    order: Number = models.PositiveSmallIntegerField("ordre", default=0)
    wording: LongText = models.TextField("libellé")
    state: Text = models.CharField(
        "état", max_length=20, choices=State.choices, default=State.TO_COME
    )
    starts_on: MaybeDay = models.DateField("commence le", null=True, blank=True)
    ends_on: MaybeDay = models.DateField("finit le", null=True, blank=True)
    steps: LongText = models.TextField("étapes", blank=True)
    budget_planned: MaybeAmount = models.DecimalField(
        "budget prévu", max_digits=14, decimal_places=2, null=True, blank=True
    )
    budget_spent: MaybeAmount = models.DecimalField(
        "budget dépensé", max_digits=14, decimal_places=2, null=True, blank=True
    )
    people: LongText = models.TextField("personnes", blank=True)
    partners: LongText = models.TextField("partenaires", blank=True)
    documents: LongText = models.TextField("documents", blank=True)
    territories: LongText = models.TextField("territoires", blank=True)
    schools: LongText = models.TextField("établissements", blank=True)
    source: LongText = models.TextField("source", blank=True)
    removed_at: MaybeMoment = models.DateTimeField("retirée le", null=True, blank=True)

    if TYPE_CHECKING:
        node_id: int

        def get_state_display(self) -> str: ...

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[ActionQuerySet] = ActionQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "action"
        ordering = ("node", "school_year", "order", "pk")

    def __str__(self) -> str:
        return self.wording


class Deliverable(models.Model):
    """A support that the team provides, ticked off when it is there (R013)."""

    node: OneNode = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="deliverables")
    order: Number = models.PositiveSmallIntegerField("ordre", default=0)
    wording: LongText = models.TextField("libellé")
    link: Text = models.CharField("adresse", max_length=500, blank=True)
    due_on: MaybeDay = models.DateField("attendu le", null=True, blank=True)
    source: LongText = models.TextField("source", blank=True)
    delivered_at: MaybeMoment = models.DateTimeField("livré le", null=True, blank=True)
    delivered_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    removed_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    if TYPE_CHECKING:
        node_id: int

    objects: ClassVar[models.Manager[Deliverable]] = models.Manager()

    class Meta:
        verbose_name = "support"
        ordering = ("node", "order", "pk")

    def __str__(self) -> str:
        return self.wording

    @property
    def delivered_on(self) -> date | None:
        """The day on which it was delivered, in Paris."""
        return self.delivered_at.astimezone(PARIS).date() if self.delivered_at else None

    @delivered_on.setter
    def delivered_on(self, day: date | None) -> None:
        if day != self.delivered_on:
            self.delivered_at = datetime.combine(day, time(12), PARIS) if day else None


class Milestone(models.Model):
    """A date of the time line (R031). `ends_on`: the last day, for a period. `precision`: `day`,
    or `month` when the source only gives that."""

    roadmap: OneRoadmap = models.ForeignKey(
        Roadmap, on_delete=models.CASCADE, related_name="milestones"
    )
    code: Text = models.CharField("code", max_length=40)
    starts_on: Day = models.DateField("le")
    ends_on: MaybeDay = models.DateField("jusqu’au", null=True, blank=True)
    precision: Text = models.CharField("précision", max_length=10, default="day")
    wording: LongText = models.TextField("libellé")
    season: Text = models.CharField("phase", max_length=100, blank=True)
    source: LongText = models.TextField("source", blank=True)
    removed_at: MaybeMoment = models.DateTimeField("retirée le", null=True, blank=True)

    if TYPE_CHECKING:
        roadmap_id: int

    objects: ClassVar[models.Manager[Milestone]] = models.Manager()

    class Meta:
        verbose_name = "étape du calendrier"
        ordering = ("roadmap", "starts_on", "pk")

    def __str__(self) -> str:
        return self.wording
