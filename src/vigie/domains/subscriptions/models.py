"""Tables of the subscriptions: what a school has, what changed, files, and who was warned."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from datetime import date, datetime

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Number = models.PositiveIntegerField[int, int]
    MaybeNumber = models.PositiveIntegerField[int | None, int | None]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    Day = models.DateField[date, date]
    Json = models.JSONField[dict[str, object] | None, dict[str, object] | None]
    OneFile = models.ForeignKey["SubscriptionFile | None", "SubscriptionFile | None"]
    One = models.ForeignKey["Subscription", "Subscription"]


def new_token() -> str:
    """A name that cannot be guessed."""
    return secrets.token_urlsafe(16)


class Public(models.TextChoices):
    """Whom a subscription is for; empty when nobody said."""

    PUPILS = "pupils", "Élèves"
    TEACHERS = "teachers", "Enseignants"
    EVERYONE = "everyone", "Élèves et enseignants"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions, asked for in words."""

    def standing(self) -> SubscriptionQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def of(self, school: str) -> SubscriptionQuerySet:
        return self.filter(school=school)

    def ending(self, first: date, last: date) -> SubscriptionQuerySet:
        """Those whose last day is between two days, both included."""
        return self.filter(ends_on__gte=first, ends_on__lte=last)

    def undecided(self) -> SubscriptionQuerySet:
        """Those of which nobody said that they will not be renewed."""
        return self.filter(dropped_at__isnull=True)


class Subscription(models.Model):
    """A resource that a school has, until a day. `key`: the name of the resource, made comparable.
    `dropped_at`: when someone said that it will not be renewed."""

    school: Text = models.CharField("établissement", max_length=60)
    resource: Text = models.CharField("ressource", max_length=200)
    key: Text = models.CharField(max_length=250)
    publisher: Text = models.CharField("éditeur", max_length=150, blank=True, default="")
    public: Text = models.CharField("public", max_length=20, choices=Public, blank=True, default="")
    licences: MaybeNumber = models.PositiveIntegerField("licences", null=True, blank=True)
    starts_on: Day = models.DateField("premier jour")
    ends_on: Day = models.DateField("dernier jour")
    dropped_at: MaybeMoment = models.DateTimeField("ne sera pas renouvelé", null=True, blank=True)
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)
    changed_at: Moment = models.DateTimeField("modifié le")
    changed_by: Text = models.CharField("modifié par", max_length=150)

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[SubscriptionQuerySet] = SubscriptionQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "abonnement"
        ordering = ("ends_on", "resource", "pk")
        indexes = (models.Index(fields=["ends_on"]), models.Index(fields=["school"]))
        constraints = (
            models.UniqueConstraint(
                fields=["school", "key", "public"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_subscription_per_school_resource_and_public",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="a_subscription_begins_first",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} {self.resource}"

    @property
    def public_name(self) -> str:
        return str(Public(self.public).label) if self.public else ""


class SubscriptionFile(models.Model):
    """A file of subscriptions: kept as it was read, from its preview to its undoing. `place`: the
    territory that it was given for."""

    token: Text = models.CharField(max_length=40, unique=True, default=new_token)
    place: Text = models.CharField("territoire", max_length=60)
    name: Text = models.CharField("nom du fichier", max_length=200)
    content: LongText = models.TextField("lignes")
    made_at: Moment = models.DateTimeField("déposé le")
    made_by: Text = models.CharField("déposé par", max_length=150)
    applied_at: MaybeMoment = models.DateTimeField("pris le", null=True, blank=True)
    undone_at: MaybeMoment = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "fichier d’abonnements"
        verbose_name_plural = "fichiers d’abonnements"
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.name


class Deed(models.TextChoices):
    """What was done to a subscription."""

    WRITTEN = "written", "ajouté"
    CORRECTED = "corrected", "corrigé"
    RENEWED = "renewed", "renouvelé"
    DROPPED = "dropped", "ne sera pas renouvelé"
    WITHDRAWN = "withdrawn", "retiré de la liste"


class SubscriptionChange(models.Model):
    """One change of one subscription, by hand or by a file. `before`: how it stood, None when it
    was not there."""

    subscription: One = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="changes"
    )
    file: OneFile = models.ForeignKey(
        SubscriptionFile, on_delete=models.CASCADE, null=True, related_name="changes"
    )
    deed: Text = models.CharField("quoi", max_length=20, choices=Deed)
    before: Json = models.JSONField("avant", null=True)
    made_at: Moment = models.DateTimeField("fait le")
    made_by: Text = models.CharField("fait par", max_length=150)
    undone_at: MaybeMoment = models.DateTimeField("annulé le", null=True, blank=True)

    if TYPE_CHECKING:
        subscription_id: int
        file_id: int | None

    objects: ClassVar[models.Manager[SubscriptionChange]] = models.Manager()

    class Meta:
        verbose_name = "changement d’un abonnement"
        verbose_name_plural = "changements des abonnements"
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.deed}"


class WarningDays(models.Model):
    """How many days before the end a school wants to be warned; the second may be none."""

    school: Text = models.CharField("établissement", max_length=60, unique=True)
    first: Number = models.PositiveIntegerField("première alerte")
    second: MaybeNumber = models.PositiveIntegerField("deuxième alerte", null=True, blank=True)
    changed_at: Moment = models.DateTimeField("modifié le")
    changed_by: Text = models.CharField("modifié par", max_length=150)

    class Meta:
        verbose_name = "délais d’alerte d’un établissement"
        verbose_name_plural = "délais d’alerte des établissements"

    def __str__(self) -> str:
        return self.school


class Warned(models.Model):
    """A warning that was given: of which end, so many days before. Never given twice."""

    subscription: One = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="warned"
    )
    ends_on: Day = models.DateField("dernier jour")
    days: Number = models.PositiveIntegerField("jours avant")
    told_at: Moment = models.DateTimeField("dit le")

    objects: ClassVar[models.Manager[Warned]] = models.Manager()

    class Meta:
        verbose_name = "alerte donnée"
        verbose_name_plural = "alertes données"
        constraints = (
            models.UniqueConstraint(
                fields=["subscription", "ends_on", "days"], name="a_warning_is_given_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.days}"

    if TYPE_CHECKING:
        subscription_id: int
