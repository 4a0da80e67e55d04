"""Which erasures these records went through, and when retention ran."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

if TYPE_CHECKING:
    from vigie.domains.compliance.models.kinds import Day, LongText, Moment, Text


class ErasureCarriedOut(models.Model):
    """An act of the ledger of erased pseudonyms that these records have carried out. Records that
    come back from a backup lack the acts made since: they are carried out again at the start."""

    name: Text = models.CharField("acte", max_length=32, unique=True)
    at: Moment = models.DateTimeField("le")

    objects: ClassVar[models.Manager[ErasureCarriedOut]] = models.Manager()

    class Meta:
        verbose_name = "effacement appliqué"
        verbose_name_plural = "effacements appliqués"

    def __str__(self) -> str:
        return self.name


class RetentionRun(models.Model):
    """One passage of retention. `told`: JSON, how many went under each rule."""

    day: Day = models.DateField("jour", unique=True)
    at: Moment = models.DateTimeField("passé le")
    told: LongText = models.TextField("ce qui est parti")

    objects: ClassVar[models.Manager[RetentionRun]] = models.Manager()

    class Meta:
        verbose_name = "passage de la conservation"
        verbose_name_plural = "passages de la conservation"
        ordering = ("-day",)

    def __str__(self) -> str:
        return str(self.day)
