"""The register of processing of a school (article 30), and who to write to about data."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from vigie.domains.people.models import Person

if TYPE_CHECKING:
    from vigie.domains.compliance.models.kinds import (
        Flag,
        LongText,
        MaybeMoment,
        MaybePerson,
        Moment,
        Text,
    )


class LegalBasis(models.TextChoices):
    """Article 6 of the GDPR."""

    PUBLIC_INTEREST = "public_interest", "Mission d’intérêt public"
    LEGAL_OBLIGATION = "legal_obligation", "Obligation légale"
    CONTRACT = "contract", "Contrat"
    VITAL_INTEREST = "vital_interest", "Sauvegarde des intérêts vitaux"
    LEGITIMATE_INTEREST = "legitimate_interest", "Intérêt légitime"
    CONSENT = "consent", "Consentement"


class Hosting(models.TextChoices):
    """Where the data lie; tools hosted in France are preferred (seeds/002, l. 164)."""

    FRANCE = "france", "En France"
    EUROPE = "europe", "Dans l’Union européenne, hors de France"
    ADEQUATE = "adequate", "Hors de l’Union, pays reconnu adéquat"
    ELSEWHERE = "elsewhere", "Hors de l’Union, autre pays"
    UNKNOWN = "unknown", "Non renseigné"


class ProcessingQuerySet(models.QuerySet["Processing"]):
    """Entries of registers, asked for in words."""

    def in_use(self) -> ProcessingQuerySet:
        """Those that were not taken out of their register."""
        return self.filter(withdrawn_at__isnull=True)

    def of_school(self, territory: str) -> ProcessingQuerySet:
        return self.filter(territory=territory)


class Processing(models.Model):
    """One entry of the register of a school. One that was taken out stays, for the record.

    Controller and data-protection officer are not kept here: they follow from the school.
    """

    territory: Text = models.CharField("établissement", max_length=60, db_index=True)
    name: Text = models.CharField("traitement", max_length=150)
    service: Text = models.CharField("outil", max_length=150, blank=True, default="")
    purposes: LongText = models.TextField("finalités", max_length=2000)
    legal_basis: Text = models.CharField(
        "base légale", max_length=30, choices=LegalBasis, default=LegalBasis.PUBLIC_INTEREST
    )
    people: LongText = models.TextField("personnes concernées", max_length=1000)
    data: LongText = models.TextField("données", max_length=2000)
    recipients: LongText = models.TextField("destinataires", max_length=1000)
    transfers: LongText = models.TextField(
        "transferts hors de l’Union", max_length=1000, blank=True, default=""
    )
    erasure: LongText = models.TextField("durée de conservation", max_length=1000)
    security: LongText = models.TextField("mesures de sécurité", max_length=2000)
    hosting: Text = models.CharField(
        "hébergement", max_length=20, choices=Hosting, default=Hosting.UNKNOWN
    )
    shared: Flag = models.BooleanField("données partagées avec des tiers", default=False)
    created_at: Moment = models.DateTimeField("inscrit le")
    created_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_at: Moment = models.DateTimeField("modifié le")
    changed_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[ProcessingQuerySet] = ProcessingQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "traitement"
        ordering = ("territory", "name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["territory", "name"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_entry_per_name_in_a_register",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def legal_basis_name(self) -> str:
        return str(LegalBasis(self.legal_basis).label)

    @property
    def hosting_name(self) -> str:
        return str(Hosting(self.hosting).label)

    @property
    def to_review(self) -> str:
        """Why another tool would be preferred, empty when this one is hosted in France and shares
        nothing (seeds/002, l. 164)."""
        if self.hosting == Hosting.UNKNOWN:
            return "Lieu d’hébergement à renseigner."
        reasons = []
        if self.hosting != Hosting.FRANCE:
            reasons.append("données hébergées hors de France")
        if self.shared:
            reasons.append("données partagées avec des tiers")
        if not reasons:
            return ""
        words = " et ".join(reasons)
        return f"{words[0].upper()}{words[1:]}\u00a0: cherchez un outil équivalent en France."


class DpoContact(models.Model):
    """How to reach the data-protection officer of an académie."""

    territory: Text = models.CharField("académie", max_length=60, unique=True)
    name: Text = models.CharField("nom ou service", max_length=150, blank=True, default="")
    email: Text = models.EmailField("adresse", max_length=254)
    phone: Text = models.CharField("téléphone", max_length=30, blank=True, default="")
    changed_at: Moment = models.DateTimeField("modifié le")
    changed_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects: ClassVar[models.Manager[DpoContact]] = models.Manager()

    class Meta:
        verbose_name = "contact du DPD"
        ordering = ("territory",)

    def __str__(self) -> str:
        return self.territory
