"""Tables of the reminders.

A wave is a decision to write: whom, what, from when. Planned, it becomes reminders, one per person,
known by her pseudonym; her address stays with a reminder only while it waits. An envelope is one
message that left or may have left: it is committed before anything is sent, so that a crash leaves
a trace that a person settles, and never a second message.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from vigie.domains.campaigns.field_models import Cohort
from vigie.domains.people.models import Person
from vigie.domains.trainings.models import Session

if TYPE_CHECKING:
    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Number = models.PositiveIntegerField[int, int]
    SmallNumber = models.PositiveSmallIntegerField[int, int]
    Pseudonym = models.BigIntegerField[int, int]
    Flag = models.BooleanField[bool, bool]
    Day = models.DateField[date, date]
    MaybeDay = models.DateField[date | None, date | None]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    MaybePerson = models.ForeignKey[Person | None, Person | None]
    MaybeSession = models.ForeignKey[Session | None, Session | None]
    MaybeCohort = models.ForeignKey[Cohort | None, Cohort | None]
    MaybeNumber = models.PositiveSmallIntegerField[int | None, int | None]
    OneWave = models.ForeignKey["Wave", "Wave"]
    MaybeEnvelope = models.ForeignKey["Envelope | None", "Envelope | None"]
    Data = models.JSONField[dict[str, int], dict[str, int]]
    Numbers = models.JSONField[list[int], list[int]]
    Words = models.JSONField[list[str], list[str]]


def new_token() -> str:
    """A name for addresses: it tells nothing, not even how many there are."""
    return secrets.token_urlsafe(15)


class MessageText(models.Model):
    """The text of a kind of message as a territory writes it; those that come with Vigie are in
    `originals.yaml`.

    `parent`: the territory whose text it was adapted from, empty for the original of Vigie;
    `parent_version`: which version of it (seeds/001, l. 375).
    """

    territory: Text = models.CharField("territoire", max_length=60)
    code: Text = models.CharField("genre de message", max_length=30)
    version: SmallNumber = models.PositiveSmallIntegerField("version", default=1)
    subject: Text = models.CharField("objet", max_length=150)
    body: LongText = models.TextField("texte", max_length=8000)
    parent: Text = models.CharField("adapté de", max_length=60, blank=True, default="")
    parent_version: SmallNumber = models.PositiveSmallIntegerField("version adaptée", default=1)
    changed_at: Moment = models.DateTimeField("modifié le")
    changed_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects: ClassVar[models.Manager[MessageText]] = models.Manager()

    class Meta:
        verbose_name = "texte de message"
        verbose_name_plural = "textes de messages"
        ordering = ("territory", "code")
        constraints = (
            models.UniqueConstraint(
                fields=["territory", "code"], name="a_territory_has_one_text_of_a_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.territory} {self.code}"


class LocalDays(models.Model):
    """Days on which a territory says otherwise than the school calendar: open in spite of the
    holidays, or closed in spite of their absence."""

    territory: Text = models.CharField("territoire", max_length=60)
    first_day: Day = models.DateField("du")
    last_day: Day = models.DateField("au")
    opened: Flag = models.BooleanField("ouverts")
    reason: Text = models.CharField("raison", max_length=200)
    said_at: Moment = models.DateTimeField("dit le")
    said_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    objects: ClassVar[models.Manager[LocalDays]] = models.Manager()

    class Meta:
        verbose_name = "jours d’un territoire"
        verbose_name_plural = "jours des territoires"
        ordering = ("first_day", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="local_days_end_after_they_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.territory} {self.first_day} {self.last_day}"


class WaveState(models.TextChoices):
    """Where a wave stands. Its reminders leave only while it is scheduled."""

    SCHEDULED = "scheduled", "prévue"
    PAUSED = "paused", "en pause"
    CANCELLED = "cancelled", "annulée"


class WaveQuerySet(models.QuerySet["Wave"]):
    """Waves, asked for in words."""

    def to_plan(self, on: date) -> WaveQuerySet:
        """Those that are not yet reminders, and whose first day is near: planned long before, they
        would keep addresses for nothing and miss newcomers."""
        near = on + timedelta(days=2)
        waiting = self.filter(state=WaveState.SCHEDULED, planned_at__isnull=True)
        return waiting.filter(starts_on__lte=near).order_by("made_at")


class Wave(models.Model):
    """Whom (`states`, `profiles`; if `narrowed`: the trainees of `session`, the people known of
    `cohort`, or those `listed`, in words in `aimed_at`), what (`subject`, `body`, as they stood
    when it was decided), from when (`days_before`: working days before the deadline, when the first
    day was counted from it). `told`: how many people were planned, how many left out and why.
    """

    token: Text = models.CharField(max_length=24, unique=True, default=new_token, editable=False)
    territory: Text = models.CharField("territoire", max_length=60)
    title: Text = models.CharField("intitulé", max_length=120)
    pathway: Text = models.CharField("parcours", max_length=40)
    school_year: Text = models.CharField("année scolaire", max_length=9)
    states: Words = models.JSONField("où en sont les personnes", default=list)
    profiles: Words = models.JSONField("profils", default=list)
    listed: Numbers = models.JSONField("seulement ces personnes", default=list)
    narrowed: Flag = models.BooleanField("restreinte à une liste", default=False)
    session: MaybeSession = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cohort: MaybeCohort = models.ForeignKey(
        Cohort, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    aimed_at: Text = models.CharField("vise", max_length=300, blank=True, default="")
    text_code: Text = models.CharField("genre de message", max_length=30)
    subject: Text = models.CharField("objet", max_length=150)
    body: LongText = models.TextField("texte", max_length=8000)
    reason: Text = models.CharField("raison du message", max_length=200)
    sender_name: Text = models.CharField("au nom de", max_length=100)
    reply_to: Text = models.EmailField("répondre à", max_length=254)
    link: Text = models.URLField("lien", max_length=500, blank=True, default="")
    deadline: MaybeDay = models.DateField("date butoir", null=True, blank=True)
    starts_on: Day = models.DateField("à partir du")
    days_before: MaybeNumber = models.PositiveSmallIntegerField(
        "jours ouvrés avant la date butoir", null=True, blank=True
    )
    over_days: SmallNumber = models.PositiveSmallIntegerField("répartie sur", default=5)
    state: Text = models.CharField(
        "état", max_length=12, choices=WaveState, default=WaveState.SCHEDULED
    )
    told: Data = models.JSONField("compte rendu", default=dict)
    made_at: Moment = models.DateTimeField("décidée le")
    made_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    planned_at: MaybeMoment = models.DateTimeField("planifiée le", null=True, blank=True)
    cancelled_at: MaybeMoment = models.DateTimeField("annulée le", null=True, blank=True)

    if TYPE_CHECKING:
        reminders: ReminderQuerySet
        session_id: int | None
        cohort_id: int | None

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[WaveQuerySet] = WaveQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "vague"
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.token


class EnvelopeState(models.TextChoices):
    """CLAIMED: in a batch, its turn has not come. HANDED: given to the server; if the sender
    stopped there, nobody knows. RETURNED: surely not sent, its reminders wait again."""

    CLAIMED = "claimed", "dans un lot"
    HANDED = "handed", "remis au serveur"
    SENT = "sent", "envoyé"
    REFUSED = "refused", "refusé par le serveur du destinataire"
    RETURNED = "returned", "remis en attente"
    BOUNCED = "bounced", "revenu"


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    """Envelopes, asked for in words."""

    def uncertain(self, before: datetime) -> EnvelopeQuerySet:
        """Handed to the server, claimed before a moment, and never heard of since."""
        return self.filter(state=EnvelopeState.HANDED, claimed_at__lt=before)

    def abandoned(self, before: datetime) -> EnvelopeQuerySet:
        """Of a batch whose sender stopped before their turn came: they surely did not leave."""
        return self.filter(state=EnvelopeState.CLAIMED, claimed_at__lt=before)


class Envelope(models.Model):
    """One message to one person. `token`: its name in its headers and in its link of refusal."""

    token: Text = models.CharField(max_length=24, unique=True, default=new_token, editable=False)
    person: Pseudonym = models.BigIntegerField("pseudonyme", db_index=True)
    state: Text = models.CharField(
        max_length=10, choices=EnvelopeState, default=EnvelopeState.CLAIMED
    )
    claimed_at: Moment = models.DateTimeField("pris le")
    settled_at: MaybeMoment = models.DateTimeField("réglé le", null=True, blank=True)
    settled_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answer: Text = models.CharField("réponse du serveur", max_length=40, blank=True, default="")

    if TYPE_CHECKING:
        reminders: ReminderQuerySet

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[EnvelopeQuerySet] = EnvelopeQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "envoi"
        indexes = (models.Index(fields=["state", "claimed_at"]),)

    def __str__(self) -> str:
        return self.token


class ReminderState(models.TextChoices):
    """Where a reminder stands. DROPPED: no longer of use when its turn came (`why`)."""

    QUEUED = "queued", "en attente"
    CLAIMED = "claimed", "en cours d’envoi"
    SENT = "sent", "envoyé"
    REFUSED = "refused", "refusé"
    DROPPED = "dropped", "sans objet"
    CANCELLED = "cancelled", "annulé"


LIVE = (ReminderState.QUEUED, ReminderState.CLAIMED, ReminderState.SENT)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reminders, asked for in words."""

    def waiting(self) -> ReminderQuerySet:
        return self.filter(state=ReminderState.QUEUED, wave__state=WaveState.SCHEDULED)

    def due(self, at: datetime) -> ReminderQuerySet:
        return self.waiting().filter(due_at__lte=at).order_by("due_at", "pk")

    def close(self, state: str, *, why: str = "") -> int:
        """Ends them: the address goes with the wait."""
        return self.update(state=state, why=why, address="", first_name="")


class Reminder(models.Model):
    """What one person is to be told in one wave. `address`, `first_name`: only while it waits."""

    wave: OneWave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="reminders")
    person: Pseudonym = models.BigIntegerField("pseudonyme")
    address: Text = models.CharField("adresse", max_length=254, blank=True, default="")
    first_name: Text = models.CharField("prénom", max_length=100, blank=True, default="")
    department: Text = models.CharField("département", max_length=3)
    uai: Text = models.CharField("établissement", max_length=8, blank=True, default="")
    due_at: Moment = models.DateTimeField("à envoyer le")
    state: Text = models.CharField(
        max_length=10, choices=ReminderState, default=ReminderState.QUEUED
    )
    why: Text = models.CharField("pourquoi", max_length=20, blank=True, default="")
    tries: SmallNumber = models.PositiveSmallIntegerField("essais", default=0)
    envelope: MaybeEnvelope = models.ForeignKey(
        Envelope, on_delete=models.SET_NULL, null=True, blank=True, related_name="reminders"
    )

    if TYPE_CHECKING:
        wave_id: int

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[ReminderQuerySet] = ReminderQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "rappel"
        verbose_name_plural = "rappels"
        constraints = (
            models.UniqueConstraint(
                fields=["person", "wave"], name="a_person_is_reminded_once_in_a_wave"
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"], condition=Q(state="queued"), name="reminders_that_wait"
            ),
        )

    def __str__(self) -> str:
        return f"{self.wave_id} {self.state}"


class Refusal(models.Model):
    """Someone who has no account asked not to be reminded; who has one decides in her choices."""

    person: Pseudonym = models.BigIntegerField("pseudonyme", unique=True)
    made_at: Moment = models.DateTimeField("refusé le")

    objects: ClassVar[models.Manager[Refusal]] = models.Manager()

    class Meta:
        verbose_name = "refus de rappels"
        verbose_name_plural = "refus de rappels"

    def __str__(self) -> str:
        return f"{self.made_at}"


class Rest(models.Model):
    """An address that messages come back from: nothing is sent there until `until`."""

    person: Pseudonym = models.BigIntegerField("pseudonyme", unique=True)
    answer: Text = models.CharField("réponse", max_length=40)
    since: Moment = models.DateTimeField("depuis le")
    until: Moment = models.DateTimeField("jusqu’au")

    objects: ClassVar[models.Manager[Rest]] = models.Manager()

    class Meta:
        verbose_name = "adresse au repos"
        verbose_name_plural = "adresses au repos"

    def __str__(self) -> str:
        return self.answer
