"""Versions of the policy of the sealed groups: proposed, then signed, then kept for ever."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from vigie.domains.compliance.policies import FLOOR, GroupPolicy
from vigie.domains.people.models import Person

if TYPE_CHECKING:
    from datetime import datetime

    from vigie.domains.compliance.models.kinds import (
        LongText,
        MaybeMoment,
        MaybePerson,
        Moment,
        SmallNumber,
        Text,
    )


class SignedForGood(Exception):
    """A signed version is what syntheses refer to: it does not change and does not go."""


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Versions, asked for in words."""

    def of(self, territory: str) -> PolicyVersionQuerySet:
        """Those of a territory itself, the newest first."""
        return self.filter(territory=territory).order_by("-number")

    def signed(self, at: datetime) -> PolicyVersionQuerySet:
        """Those signed at that moment or before, the latest signature first."""
        return self.filter(signed_at__lte=at).order_by("-signed_at", "-number")

    def waiting(self) -> PolicyVersionQuerySet:
        """Proposed, neither signed nor set aside."""
        return self.filter(signed_at__isnull=True, dropped_at__isnull=True)


class PolicyVersion(models.Model):
    """One version of the policy, for a territory and what is inside it.

    `values`: see `GroupPolicy.to_json`. `minimum_answers` is told apart from them so that the
    database itself refuses to go under the floor.
    """

    territory: Text = models.CharField("territoire", max_length=60, db_index=True)
    number: SmallNumber = models.PositiveSmallIntegerField("version")
    values: LongText = models.TextField("valeurs")
    minimum_answers: SmallNumber = models.PositiveSmallIntegerField("réponses au moins")
    reason: LongText = models.TextField("pourquoi", max_length=1000)
    proposed_at: Moment = models.DateTimeField("proposée le")
    proposed_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    signed_at: MaybeMoment = models.DateTimeField("signée le", null=True, blank=True)
    signed_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dropped_at: MaybeMoment = models.DateTimeField("écartée le", null=True, blank=True)

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[PolicyVersionQuerySet] = PolicyVersionQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "version de la règle des groupes"
        verbose_name_plural = "versions de la règle des groupes"
        ordering = ("territory", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=["territory", "number"], name="policies_of_a_territory_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(minimum_answers__gte=FLOOR), name="no_policy_goes_under_the_floor"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(dropped_at__isnull=True),
                name="a_signed_policy_is_not_set_aside",
            ),
        )

    def __str__(self) -> str:
        return f"{self.territory} {self.number}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Raises SignedForGood on a version whose signature is in the records."""
        if self.pk and PolicyVersion.objects.filter(pk=self.pk, signed_at__isnull=False).exists():
            raise SignedForGood
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as received

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Raises SignedForGood on a signed version."""
        if self.signed_at is not None:
            raise SignedForGood
        return super().delete(*args, **kwargs)  # type: ignore[arg-type]  # passed on as received

    @property
    def policy(self) -> GroupPolicy:
        """The frozen object that it holds."""
        return GroupPolicy.from_json(self.values)

    @property
    def fingerprint(self) -> str:
        """First digits of the SHA-256 of the values, to compare two copies by eye."""
        return hashlib.sha256(self.values.encode()).hexdigest()[:12]
