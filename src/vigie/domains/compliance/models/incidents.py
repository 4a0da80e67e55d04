"""Security incidents, and the breach register (seeds/002, l. 13 and 170)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from vigie.domains.people.models import Person

if TYPE_CHECKING:
    from datetime import datetime

    from vigie.domains.compliance.models.kinds import (
        Flag,
        LongText,
        MaybeMoment,
        MaybeNumber,
        MaybePerson,
        Moment,
        Text,
    )

TIME_TO_NOTIFY = timedelta(hours=72)
"""From awareness to the notification of the CNIL (GDPR, article 33)."""


class State(models.TextChoices):
    """Where an incident stands, in order."""

    DECLARED = "declared", "Signalé"
    ASSESSED = "assessed", "En cours d’examen"
    CONTAINED = "contained", "Maîtrisé"
    CLOSED = "closed", "Clos"


class Risk(models.TextChoices):
    """Risk for the rights and freedoms of people."""

    UNKNOWN = "unknown", "Pas encore évalué"
    NONE = "none", "Pas de risque pour les personnes"
    RISK = "risk", "Risque pour les personnes"
    HIGH = "high", "Risque élevé pour les personnes"


class Decided(models.TextChoices):
    """Whether someone must be told of it."""

    NOT_YET = "not_yet", "À décider"
    YES = "yes", "Oui"
    NO = "no", "Non"


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents, asked for in words."""

    def open(self) -> IncidentQuerySet:
        return self.exclude(state=State.CLOSED)

    def breaches(self) -> IncidentQuerySet:
        """Those that touched personal data: the breach register, notified or not."""
        return self.filter(Q(confidentiality=True) | Q(integrity=True) | Q(availability=True))

    def declared_by_person(self, person: Person) -> IncidentQuerySet:
        return self.filter(declared_by=person)


class Incident(models.Model):
    """What happened, what it touched, what was decided and why. None is ever removed."""

    territory: Text = models.CharField("lieu", max_length=60, db_index=True)
    title: Text = models.CharField("en une phrase", max_length=150)
    description: LongText = models.TextField("ce qui s’est passé", max_length=4000)
    confidentiality: Flag = models.BooleanField("données vues par d’autres", default=False)
    integrity: Flag = models.BooleanField("données modifiées", default=False)
    availability: Flag = models.BooleanField("données perdues ou inaccessibles", default=False)
    people: Text = models.CharField("personnes concernées", max_length=300, blank=True, default="")
    people_count: MaybeNumber = models.PositiveIntegerField(
        "nombre approximatif de personnes", null=True, blank=True
    )
    data: Text = models.CharField("données concernées", max_length=300, blank=True, default="")
    aware_at: Moment = models.DateTimeField("découvert le")
    declared_at: Moment = models.DateTimeField("signalé le")
    declared_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="incidents_declared"
    )
    state: Text = models.CharField("état", max_length=20, choices=State, default=State.DECLARED)
    risk: Text = models.CharField("risque", max_length=20, choices=Risk, default=Risk.UNKNOWN)
    consequences: LongText = models.TextField(
        "conséquences probables", max_length=2000, blank=True, default=""
    )
    notify_cnil: Text = models.CharField(
        "notifier la CNIL", max_length=10, choices=Decided, default=Decided.NOT_YET
    )
    cnil_reason: LongText = models.TextField("raison", max_length=2000, blank=True, default="")
    cnil_notified_at: MaybeMoment = models.DateTimeField("CNIL notifiée le", null=True, blank=True)
    inform_people: Text = models.CharField(
        "informer les personnes", max_length=10, choices=Decided, default=Decided.NOT_YET
    )
    people_reason: LongText = models.TextField("raison", max_length=2000, blank=True, default="")
    people_informed_at: MaybeMoment = models.DateTimeField(
        "personnes informées le", null=True, blank=True
    )
    warned_at: MaybeMoment = models.DateTimeField(
        "rappel du délai envoyé le", null=True, blank=True
    )
    closed_at: MaybeMoment = models.DateTimeField("clos le", null=True, blank=True)
    closed_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    conclusion: LongText = models.TextField("conclusion", max_length=2000, blank=True, default="")

    if TYPE_CHECKING:
        measures: models.QuerySet[IncidentMeasure]
        declared_by_id: int | None

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[IncidentQuerySet] = IncidentQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "incident"
        ordering = ("-aware_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(aware_at__lte=F("declared_at")),
                name="an_incident_is_known_before_it_is_declared",
            ),
            models.CheckConstraint(
                condition=Q(notify_cnil="not_yet") | ~Q(cnil_reason=""),
                name="a_decision_on_the_cnil_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(inform_people="not_yet") | ~Q(people_reason=""),
                name="a_decision_on_people_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                name="a_closed_incident_is_dated",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def state_name(self) -> str:
        return str(State(self.state).label)

    @property
    def risk_name(self) -> str:
        return str(Risk(self.risk).label)

    @property
    def is_breach(self) -> bool:
        """Whether personal data were touched."""
        return self.confidentiality or self.integrity or self.availability

    @property
    def deadline(self) -> datetime:
        """The last moment to notify the CNIL without giving the reason of a delay."""
        return self.aware_at + TIME_TO_NOTIFY


class IncidentMeasure(models.Model):
    """What was done about an incident, and when."""

    incident: models.ForeignKey[Incident, Incident] = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="measures"
    )
    text: LongText = models.TextField("mesure", max_length=2000)
    taken_at: Moment = models.DateTimeField("prise le")
    taken_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects: ClassVar[models.Manager[IncidentMeasure]] = models.Manager()

    class Meta:
        verbose_name = "mesure prise"
        verbose_name_plural = "mesures prises"
        ordering = ("taken_at", "pk")

    def __str__(self) -> str:
        return self.text[:60]
