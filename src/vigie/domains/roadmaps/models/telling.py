"""What is said beside the figures: judgements, comments, decisions, reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from vigie.domains.people.models import Person
from vigie.domains.roadmaps.models.measuring import Indicator
from vigie.domains.roadmaps.models.tree import Node, Roadmap

if TYPE_CHECKING:
    from datetime import date, datetime

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Day = models.DateField[date, date]
    MaybeDay = models.DateField[date | None, date | None]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    MaybePerson = models.ForeignKey[Person | None, Person | None]
    OneRoadmap = models.ForeignKey[Roadmap, Roadmap]
    OneNode = models.ForeignKey[Node, Node]
    MaybeNode = models.ForeignKey[Node | None, Node | None]
    MaybeIndicator = models.ForeignKey[Indicator | None, Indicator | None]
    MaybeReview = models.ForeignKey["Review | None", "Review | None"]


class Weather(models.TextChoices):
    """How a node is doing, in the eyes of who answers for it: the four answers of PILOTE, the
    State's tool. Nothing signed is the fifth, « not filled »."""

    SUN = "sun", "Soleil\u00a0: objectifs assurés"
    COVERED = "covered", "Couvert\u00a0: objectifs atteignables"
    CLOUD = "cloud", "Nuage\u00a0: appui nécessaire"
    STORM = "storm", "Orage\u00a0: objectifs compromis"


class Judgement(models.Model):
    """A weather and a short synthesis for a node and a period, signed and dated."""

    node: OneNode = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="judgements")
    period: Text = models.CharField("période", max_length=20)
    weather: Text = models.CharField("météo", max_length=10, choices=Weather.choices)
    synthesis: LongText = models.TextField("synthèse")
    signed_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    signed_at: Moment = models.DateTimeField("signé le")
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    if TYPE_CHECKING:
        node_id: int

        def get_weather_display(self) -> str: ...

    objects: ClassVar[models.Manager[Judgement]] = models.Manager()

    class Meta:
        verbose_name = "appréciation"
        ordering = ("node", "-signed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.node.code}, {self.get_weather_display().lower()}"


class Review(models.Model):
    """A meeting on a roadmap, and its minutes."""

    roadmap: OneRoadmap = models.ForeignKey(
        Roadmap, on_delete=models.CASCADE, related_name="reviews"
    )
    held_on: Day = models.DateField("tenue le")
    present: LongText = models.TextField("présents", blank=True)
    minutes: LongText = models.TextField("compte rendu", blank=True)
    opened_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at: Moment = models.DateTimeField("ouverte le")
    closed_at: MaybeMoment = models.DateTimeField("close le", null=True, blank=True)

    if TYPE_CHECKING:
        roadmap_id: int

    objects: ClassVar[models.Manager[Review]] = models.Manager()

    class Meta:
        verbose_name = "revue"
        ordering = ("roadmap", "-held_on", "-pk")

    def __str__(self) -> str:
        return f"{self.held_on}"


class Comment(models.Model):
    """A comment on a node or an indicator; a decision when someone must do something by a day.

    `charged`: who carries the decision, in words. `done_at`: when it was carried out.
    """

    roadmap: OneRoadmap = models.ForeignKey(
        Roadmap, on_delete=models.CASCADE, related_name="comments"
    )
    node: MaybeNode = models.ForeignKey(
        Node, on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    indicator: MaybeIndicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    review: MaybeReview = models.ForeignKey(
        Review, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    is_decision: models.BooleanField[bool, bool] = models.BooleanField("décision", default=False)
    text: LongText = models.TextField("texte")
    charged: Text = models.CharField("confiée à", max_length=200, blank=True)
    due_on: MaybeDay = models.DateField("pour le", null=True, blank=True)
    done_at: MaybeMoment = models.DateTimeField("faite le", null=True, blank=True)
    written_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at: Moment = models.DateTimeField("écrit le")
    removed_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    if TYPE_CHECKING:
        roadmap_id: int
        node_id: int | None
        indicator_id: int | None
        review_id: int | None
        written_by_id: int | None

    objects: ClassVar[models.Manager[Comment]] = models.Manager()

    class Meta:
        verbose_name = "commentaire"
        ordering = ("roadmap", "-written_at", "-pk")

    def __str__(self) -> str:
        return self.text
