"""What people ask about their data, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from vigie.domains.people.models import Person

if TYPE_CHECKING:
    from datetime import datetime

    from vigie.domains.compliance.models.kinds import (
        LongText,
        MaybeMoment,
        MaybePerson,
        Moment,
        Text,
    )


class Kind(models.TextChoices):
    """What is asked (GDPR, articles 15 to 21)."""

    ACCESS = "access", "Comprendre ce qui est gardé"
    RECTIFY = "rectify", "Faire corriger une donnée"
    OBJECT = "object", "M’opposer à un usage"
    ERASE = "erase", "Effacer mes données"


class Outcome(models.TextChoices):
    """Where a request stands."""

    WAITING = "waiting", "En attente"
    DONE = "done", "Faite"
    REFUSED = "refused", "Refusée"
    CANCELLED = "cancelled", "Annulée par la personne"


class RequestQuerySet(models.QuerySet["DataRequest"]):
    """Requests, asked for in words."""

    def of(self, person: Person) -> RequestQuerySet:
        return self.filter(person=person)

    def waiting(self) -> RequestQuerySet:
        return self.filter(state=Outcome.WAITING)

    def erasures(self) -> RequestQuerySet:
        return self.filter(kind=Kind.ERASE)

    def to_carry_out(self, at: datetime) -> RequestQuerySet:
        """Erasures whose delay is over."""
        return self.waiting().erasures().filter(carry_out_at__lte=at)


class DataRequest(models.Model):
    """One request. `due_at`: one month after it was made. `carry_out_at`: when an erasure is done
    by itself. Once the person is erased, the request stays without her: that it was answered, and
    when, is all that is kept.
    """

    person: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="data_requests"
    )
    territory: Text = models.CharField("lieu", max_length=60, db_index=True)
    kind: Text = models.CharField("demande", max_length=20, choices=Kind)
    text: LongText = models.TextField("précisions", max_length=2000, blank=True, default="")
    made_at: Moment = models.DateTimeField("faite le")
    due_at: Moment = models.DateTimeField("à traiter avant le")
    carry_out_at: MaybeMoment = models.DateTimeField("effacement le", null=True, blank=True)
    state: Text = models.CharField("état", max_length=20, choices=Outcome, default=Outcome.WAITING)
    answer: LongText = models.TextField("réponse", max_length=2000, blank=True, default="")
    closed_at: MaybeMoment = models.DateTimeField("close le", null=True, blank=True)
    closed_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    if TYPE_CHECKING:
        person_id: int | None

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[RequestQuerySet] = RequestQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "demande sur des données"
        verbose_name_plural = "demandes sur des données"
        ordering = ("due_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind="erase", state="waiting"),
                name="one_erasure_waits_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="erase", state="waiting") | Q(carry_out_at__isnull=False),
                name="an_erasure_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(closed_at__isnull=False),
                name="a_closed_request_is_dated",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def state_name(self) -> str:
        return str(Outcome(self.state).label)
