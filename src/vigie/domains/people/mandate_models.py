"""Tables of the files of mandates: kept for their preview, then to be undone."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from vigie.domains.people.models import Mandate, Person

if TYPE_CHECKING:
    from datetime import datetime

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Flag = models.BooleanField[bool, bool]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    OnePerson = models.ForeignKey[Person, Person]
    OneMandate = models.ForeignKey[Mandate, Mandate]
    OneFile = models.ForeignKey["MandateFile", "MandateFile"]
    Changes = models.QuerySet["MandateFileChange"]


def new_token() -> str:
    """A name that cannot be guessed."""
    return secrets.token_urlsafe(16)


class MandateFile(models.Model):
    """A file of mandates. `content`: its lines, from the preview to the decision, then nothing."""

    token: Text = models.CharField(max_length=40, unique=True, default=new_token)
    name: Text = models.CharField("nom du fichier", max_length=200)
    content: LongText = models.TextField("lignes en attente de décision")
    made_by: OnePerson = models.ForeignKey(
        Person, verbose_name="déposé par", on_delete=models.CASCADE, related_name="mandate_files"
    )
    made_at: Moment = models.DateTimeField("déposé le")
    applied_at: MaybeMoment = models.DateTimeField("appliqué le", null=True, blank=True)
    undone_at: MaybeMoment = models.DateTimeField("annulé le", null=True, blank=True)

    objects: ClassVar[models.Manager[MandateFile]] = models.Manager()

    class Meta:
        verbose_name = "fichier de mandats"
        verbose_name_plural = "fichiers de mandats"
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.name

    def done(self) -> Changes:
        """What it did, in its order, with the mandates and their people."""
        found = MandateFileChange.objects.filter(file=self)
        return found.select_related("mandate__origin", "mandate__person")


class MandateFileChange(models.Model):
    """What a file did to one mandate. `given`: it was not there before; else its end was moved,
    from `former_end` to `new_end` (none: without a foreseen end)."""

    file: OneFile = models.ForeignKey(
        MandateFile, verbose_name="fichier", on_delete=models.CASCADE, related_name="changes"
    )
    mandate: OneMandate = models.ForeignKey(
        Mandate, verbose_name="mandat", on_delete=models.CASCADE, related_name="file_changes"
    )
    given: Flag = models.BooleanField("donné par le fichier")
    former_end: MaybeMoment = models.DateTimeField("fin d’avant", null=True, blank=True)
    new_end: MaybeMoment = models.DateTimeField("fin d’après", null=True, blank=True)

    if TYPE_CHECKING:
        mandate_id: int

    objects: ClassVar[models.Manager[MandateFileChange]] = models.Manager()

    class Meta:
        verbose_name = "changement d’un mandat par un fichier"
        verbose_name_plural = "changements de mandats par des fichiers"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.mandate_id}"
