"""What a school keeps for itself: documents of its private space, and permissions for the works of
pupils."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from vigie.domains.people.models import Person

if TYPE_CHECKING:
    from datetime import date, datetime

    from vigie.domains.compliance.models.kinds import (
        Day,
        LongText,
        MaybeDay,
        MaybeMoment,
        MaybePerson,
        Moment,
        Number,
        SmallNumber,
        Text,
    )


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents, asked for in words."""

    def of_school(self, territory: str) -> DocumentQuerySet:
        return self.filter(territory=territory)

    def kept(self) -> DocumentQuerySet:
        return self.filter(deleted_at__isnull=True)

    def deleted(self) -> DocumentQuerySet:
        """Those that can still be put back."""
        return self.filter(deleted_at__isnull=False)

    def deleted_before(self, moment: datetime) -> DocumentQuerySet:
        """Those whose time to be put back is over."""
        return self.filter(deleted_at__lt=moment)


class Document(models.Model):
    """A document of the private space of a school (seeds/002, l. 76): a title over versions."""

    territory: Text = models.CharField("établissement", max_length=60, db_index=True)
    title: Text = models.CharField("titre", max_length=150)
    created_at: Moment = models.DateTimeField("déposé le")
    created_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    deleted_at: MaybeMoment = models.DateTimeField("supprimé le", null=True, blank=True)
    deleted_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    if TYPE_CHECKING:
        versions: models.QuerySet[DocumentVersion]

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "document"
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """One file of a document. `stored`: its random name on the disk, which tells nothing."""

    document: models.ForeignKey[Document, Document] = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="versions"
    )
    number: SmallNumber = models.PositiveSmallIntegerField("version")
    stored: Text = models.CharField(max_length=64, unique=True)
    name: Text = models.CharField("nom du fichier", max_length=150)
    size: Number = models.PositiveIntegerField("taille en octets")
    sha256: Text = models.CharField("empreinte", max_length=64)
    added_at: Moment = models.DateTimeField("ajoutée le")
    added_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    if TYPE_CHECKING:
        document_id: int

    objects: ClassVar[models.Manager[DocumentVersion]] = models.Manager()

    class Meta:
        verbose_name = "version d’un document"
        verbose_name_plural = "versions de documents"
        ordering = ("document", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=["document", "number"], name="versions_of_a_document_are_numbered"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class Permission(models.TextChoices):
    """What the legal guardians answered."""

    ASKED = "asked", "Demandée"
    GIVEN = "given", "Accordée"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"


class PupilWork(models.Model):
    """A work of pupils and the permission of their legal guardians to use it (seeds/002, l. 165).

    No name of a pupil is asked: `reference` says where the signed papers are.
    """

    territory: Text = models.CharField("établissement", max_length=60, db_index=True)
    title: Text = models.CharField("œuvre", max_length=150)
    purpose: LongText = models.TextField("usage prévu", max_length=1000)
    starts_on: Day = models.DateField("à partir du")
    ends_on: Day = models.DateField("jusqu’au")
    permission: Text = models.CharField(
        "autorisation des responsables légaux",
        max_length=20,
        choices=Permission,
        default=Permission.ASKED,
    )
    answered_on: MaybeDay = models.DateField("répondue le", null=True, blank=True)
    reference: Text = models.CharField(
        "où sont les autorisations signées", max_length=150, blank=True, default=""
    )
    recorded_at: Moment = models.DateTimeField("enregistrée le")
    recorded_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    removed_at: MaybeMoment = models.DateTimeField("supprimée le", null=True, blank=True)

    objects: ClassVar[models.Manager[PupilWork]] = models.Manager()

    class Meta:
        verbose_name = "œuvre d’élèves"
        verbose_name_plural = "œuvres d’élèves"
        ordering = ("-starts_on", "title", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_work_is_used_for_some_time"
            ),
            models.CheckConstraint(
                condition=Q(permission=Permission.ASKED) | Q(answered_on__isnull=False),
                name="an_answer_of_guardians_is_dated",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def permission_name(self) -> str:
        return str(Permission(self.permission).label)

    def may_be_used(self, on: date) -> bool:
        """Whether the work may be used on that day."""
        return self.permission == Permission.GIVEN and self.starts_on <= on <= self.ends_on
