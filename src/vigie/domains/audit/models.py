"""The tables of the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from vigie.domains.audit.chain import PARTS, Line, Sealed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    Text = models.CharField[str, str]
    MaybeText = models.CharField[str | None, str | None]
    MaybeLongText = models.TextField[str | None, str | None]
    Number = models.PositiveBigIntegerField[int, int]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]

READ = "data.read"
"""The act of reading what is held of one person."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries, asked for in words."""

    def reads(self) -> EntryQuerySet:
        """Those that tell that someone's data were read."""
        return self.filter(action=READ)

    def concerning(self, references: Iterable[str]) -> EntryQuerySet:
        """Those about one of these references."""
        return self.filter(about__in=list(references))

    def between(self, start: datetime | None, end: datetime | None) -> EntryQuerySet:
        """Those from `start` on and before `end`; None for no bound."""
        kept = self if start is None else self.filter(at__gte=start)
        return kept if end is None else kept.filter(at__lt=end)

    def latest_first(self) -> EntryQuerySet:
        return self.order_by("-number")


class Entry(models.Model):
    """One act. `hash` covers number, moment, action, the hash before, and the digests of the
    three parts: `actor`, `about` and `details` (JSON text). A part and its salt are null once
    erased: see `chain`."""

    number: Number = models.PositiveBigIntegerField("numéro", primary_key=True)
    at: Moment = models.DateTimeField("moment", db_index=True)
    action: Text = models.CharField("acte", max_length=60)
    actor: MaybeText = models.CharField("auteur", max_length=60, null=True, db_index=True)
    actor_salt: MaybeText = models.CharField(max_length=32, null=True)
    actor_digest: Text = models.CharField(max_length=64)
    about: MaybeText = models.CharField("à propos de", max_length=60, null=True, db_index=True)
    about_salt: MaybeText = models.CharField(max_length=32, null=True)
    about_digest: Text = models.CharField(max_length=64)
    details: MaybeLongText = models.TextField("précisions", null=True)
    details_salt: MaybeText = models.CharField(max_length=32, null=True)
    details_digest: Text = models.CharField(max_length=64)
    previous: Text = models.CharField(max_length=64)
    hash: Text = models.CharField(max_length=64)

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[EntryQuerySet] = EntryQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "entrée du journal"
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

    @property
    def line(self) -> Line:
        """The entry as it is verified."""
        parts = {
            part: Sealed(
                getattr(self, part),
                getattr(self, f"{part}_salt"),
                getattr(self, f"{part}_digest"),
            )
            for part in PARTS
        }
        return Line(
            number=self.number,
            at=self.at,
            action=self.action,
            previous=self.previous,
            hash=self.hash,
            **parts,
        )


class Head(models.Model):
    """The end of the chain: one row, locked by whoever adds an entry, so that numbers follow."""

    number: Number = models.PositiveBigIntegerField(default=0)
    hash: Text = models.CharField(max_length=64)
    at: MaybeMoment = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Head]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:8]}"
