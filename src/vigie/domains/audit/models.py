"""The table of the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

if TYPE_CHECKING:
    from datetime import datetime

    Text = models.CharField[str, str]
    MaybeText = models.CharField[str | None, str | None]
    MaybeLongText = models.TextField[str | None, str | None]
    Number = models.PositiveBigIntegerField[int, int]
    Moment = models.DateTimeField[datetime, datetime]


class Entry(models.Model):
    """One act. `hash` covers number, moment, action, digest and the hash before; the digest covers
    the salted payload, so that a payload can be erased and the chain still holds.

    `payload`: JSON text with `actor`, `about` and details; null once erased, with its salt.
    """

    number: Number = models.PositiveBigIntegerField("numéro", unique=True)
    at: Moment = models.DateTimeField("moment")
    action: Text = models.CharField("acte", max_length=60)
    actor: MaybeText = models.CharField("auteur", max_length=60, null=True, db_index=True)
    about: MaybeText = models.CharField("à propos de", max_length=60, null=True, db_index=True)
    payload: MaybeLongText = models.TextField("contenu", null=True)
    salt: MaybeText = models.CharField(max_length=64, null=True)
    digest: Text = models.CharField(max_length=64)
    previous: Text = models.CharField(max_length=64)
    hash: Text = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[Entry]] = models.Manager()

    class Meta:
        verbose_name = "entrée du journal"
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class Head(models.Model):
    """The end of the chain: one row, locked by whoever adds an entry, so that numbers follow."""

    number: Number = models.PositiveBigIntegerField(default=0)
    hash: Text = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[Head]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:8]}"
