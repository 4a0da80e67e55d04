"""Tables of the governance: mission letters with their editions, and the key people that no
delegated role names (seeds/002, l. 61, 104-110; seeds/004, l. 59-91; seeds/001, l. 772-780, 858).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from vigie.domains.people.models import Person

if TYPE_CHECKING:
    from datetime import date, datetime

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Number = models.PositiveSmallIntegerField[int, int]
    Flag = models.BooleanField[bool, bool]
    MaybeDay = models.DateField[date | None, date | None]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    OnePerson = models.ForeignKey[Person, Person]
    MaybePerson = models.ForeignKey[Person | None, Person | None]


class Function(models.TextChoices):
    """For whom a mission letter is."""

    RUPN = "rupn", "RUPN"
    PIX_OFFICER = "pix_officer", "Chargé·e de mission Pix+ Édu"
    IAN = "ian", "Interlocuteur·rice académique pour le numérique (IAN)"
    DIGITAL_TEAM = "digital_team", "Équipe numérique"


class State(models.TextChoices):
    """Where a letter stands: it is signed by both, after a consultation."""

    TO_WRITE = "to_write", "à écrire"
    CONSULTATION = "consultation", "en concertation"
    SIGNED = "signed", "signée"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters, asked for in words."""

    def standing(self) -> LetterQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def with_editions(self) -> LetterQuerySet:
        """With what they say, in one more query."""
        return self.select_related("holder").prefetch_related("editions")


class Letter(models.Model):
    """A mission letter. That of a RUPN names her (`holder`) and goes with her account; another
    names nobody, but a function: `given_to` says how many people got the same."""

    territory: Text = models.CharField("territoire", max_length=60, db_index=True)
    function: Text = models.CharField("fonction", max_length=20, choices=Function)
    title: Text = models.CharField("intitulé", max_length=150, blank=True, default="")
    holder: MaybePerson = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="personne"
    )
    given_to: Number = models.PositiveSmallIntegerField("personnes", default=1)
    made_at: Moment = models.DateTimeField("commencée le")
    made_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at: MaybeMoment = models.DateTimeField("retirée le", null=True, blank=True)

    if TYPE_CHECKING:
        editions: models.QuerySet[LetterEdition]
        holder_id: int | None

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[LetterQuerySet] = LetterQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "lettre de mission"
        verbose_name_plural = "lettres de mission"
        ordering = ("territory", "function", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["territory", "holder"],
                condition=Q(withdrawn_at__isnull=True, holder__isnull=False),
                name="one_letter_per_person_and_place",
            ),
        )

    def __str__(self) -> str:
        return f"{self.territory} {self.function}"

    @property
    def function_name(self) -> str:
        return str(Function(self.function).label)

    @property
    def name(self) -> str:
        """Whom it is for, or what it is called."""
        return self.holder.name if self.holder is not None else self.title or self.function_name

    @property
    def standing_editions(self) -> list[LetterEdition]:
        """Its editions that were not undone, the latest first."""
        return [each for each in self.editions.all() if each.withdrawn_at is None]

    @property
    def edition(self) -> LetterEdition:
        """What it says now: a letter has one edition at least."""
        return self.standing_editions[0]


class LetterEdition(models.Model):
    """What a letter says, from one writing to the next. `missions`: in the language of
    `web.wording`. `pix_edu`: whether Pix+ Édu is among them."""

    letter: models.ForeignKey[Letter, Letter] = models.ForeignKey(
        Letter, on_delete=models.CASCADE, related_name="editions"
    )
    dated: MaybeDay = models.DateField("datée du", null=True, blank=True)
    consulted_on: MaybeDay = models.DateField("concertation tenue le", null=True, blank=True)
    head_signed_on: MaybeDay = models.DateField("signée par la direction le", null=True, blank=True)
    holder_signed_on: MaybeDay = models.DateField(
        "signée par la personne le", null=True, blank=True
    )
    missions: LongText = models.TextField("missions", max_length=4000)
    pix_edu: Flag = models.BooleanField("Pix+ Édu y est", default=False)
    written_at: Moment = models.DateTimeField("écrite le")
    written_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at: MaybeMoment = models.DateTimeField("annulée le", null=True, blank=True)

    objects: ClassVar[models.Manager[LetterEdition]] = models.Manager()

    class Meta:
        verbose_name = "édition d’une lettre de mission"
        verbose_name_plural = "éditions des lettres de mission"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.letter_id} {self.written_at}"

    if TYPE_CHECKING:
        letter_id: int

    @property
    def state(self) -> State:
        if self.consulted_on is None:
            return State.TO_WRITE
        both = self.head_signed_on is not None and self.holder_signed_on is not None
        return State.SIGNED if both else State.CONSULTATION


class Subject(models.TextChoices):
    """What a key person sees to, where no delegated role says who."""

    INFORMATION_SYSTEM = "information_system", "Système d’information"


class KeyPerson(models.Model):
    """Someone whom a head names for a subject; the next one ends her."""

    school: Text = models.CharField("établissement", max_length=60, db_index=True)
    subject: Text = models.CharField("sujet", max_length=30, choices=Subject)
    person: OnePerson = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    named_at: Moment = models.DateTimeField("nommée le")
    named_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ended_at: MaybeMoment = models.DateTimeField("jusqu’au", null=True, blank=True)

    if TYPE_CHECKING:
        person_id: int

    objects: ClassVar[models.Manager[KeyPerson]] = models.Manager()

    class Meta:
        verbose_name = "personne clé"
        verbose_name_plural = "personnes clés"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["school", "subject"],
                condition=Q(ended_at__isnull=True),
                name="one_key_person_per_school_and_subject",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} {self.subject}"
