"""Tables of the door: visits, one-time links, links asked for, and what was counted against
abuse. None holds the address that a request came from."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from datetime import datetime

    from vigie.domains.people.models import Person

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Number = models.PositiveIntegerField[int, int]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    One = models.ForeignKey["Person", "Person"]


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits, asked for in words."""

    def of(self, person: Person) -> VisitQuerySet:
        return self.filter(person=person)

    def going_on(self, at: datetime, *, longest: timedelta) -> VisitQuerySet:
        """Those that nobody ended and that are not too old; some may have been left idle."""
        return self.filter(ended_at__isnull=True, opened_at__gt=at - longest)

    def end(self, at: datetime) -> int:
        """Ends those that are not ended yet."""
        return self.filter(ended_at__isnull=True).update(ended_at=at)


class Visit(models.Model):
    """One browser in which a person is signed in; the session names it, and stops with it."""

    person: One = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="visits"
    )
    way: Text = models.CharField("moyen", max_length=20)
    device: Text = models.CharField("appareil", max_length=60)
    opened_at: Moment = models.DateTimeField("ouverte le")
    seen_at: Moment = models.DateTimeField("vue le")
    ended_at: MaybeMoment = models.DateTimeField("fermée le", null=True, blank=True)

    if TYPE_CHECKING:
        person_id: int

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[VisitQuerySet] = VisitQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "session"
        ordering = ("-seen_at", "-pk")
        indexes = (models.Index(fields=["person", "ended_at"]),)

    def __str__(self) -> str:
        return f"visit {self.pk}"


class LinkQuerySet(models.QuerySet["SignInLink"]):
    """One-time links, asked for in words."""

    def usable(self, at: datetime) -> LinkQuerySet:
        return self.filter(used_at__isnull=True, expires_at__gt=at, person__is_active=True)


class SignInLink(models.Model):
    """A link that opens one visit. Only the SHA-256 of its token is kept.

    `after`: the page that the person was going to.
    """

    person: One = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="links")
    digest: Text = models.CharField(max_length=64, unique=True)
    after: Text = models.CharField(max_length=500, blank=True, default="")
    made_at: Moment = models.DateTimeField("fait le")
    expires_at: Moment = models.DateTimeField("expire le")
    used_at: MaybeMoment = models.DateTimeField("utilisé le", null=True, blank=True)

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[LinkQuerySet] = LinkQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "lien de connexion"
        ordering = ("-made_at",)
        constraints = (models.CheckConstraint(condition=~Q(digest=""), name="a_link_has_a_digest"),)

    def __str__(self) -> str:
        return f"link {self.pk}"


class LinkOrder(models.Model):
    """An address that asked for a link, known or not; it goes as soon as it has been served."""

    email: Text = models.CharField("adresse", max_length=254)
    after: Text = models.CharField(max_length=500, blank=True, default="")
    asked_at: Moment = models.DateTimeField("demandé le")
    tries: Number = models.PositiveIntegerField("essais", default=0)
    taken_at: MaybeMoment = models.DateTimeField("pris en charge le", null=True)

    objects: ClassVar[models.Manager[LinkOrder]] = models.Manager()

    class Meta:
        verbose_name = "demande de lien"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"order {self.pk}"


class Notice(models.Model):
    """A message to a person that waits to be sent; it goes as soon as it has been. `leaves_at`: not
    before."""

    person: One = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    subject: Text = models.CharField("objet", max_length=150)
    body: LongText = models.TextField("texte", max_length=4000)
    asked_at: Moment = models.DateTimeField("demandé le")
    leaves_at: Moment = models.DateTimeField("pas avant")
    tries: Number = models.PositiveIntegerField("essais", default=0)
    taken_at: MaybeMoment = models.DateTimeField("pris en charge le", null=True)

    objects: ClassVar[models.Manager[Notice]] = models.Manager()

    class Meta:
        verbose_name = "message en attente"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Tally(models.Model):
    """How often something was done in a stretch of time. `key`: HMAC of what is counted."""

    key: Text = models.CharField(max_length=64)
    starts_at: Moment = models.DateTimeField("début")
    count: Number = models.PositiveIntegerField("nombre", default=0)

    objects: ClassVar[models.Manager[Tally]] = models.Manager()

    class Meta:
        verbose_name = "décompte"
        constraints = (models.UniqueConstraint(fields=["key", "starts_at"], name="one_tally"),)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
