"""Tables of the training sessions: what is planned, which heads to contact before it, and who is to
come, under pseudonyms that no page reads."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from vigie.codes import pathway_label, profile_label
from vigie.domains.people.models import Person
from vigie.periods import SchoolYear

if TYPE_CHECKING:
    from datetime import date, datetime

    Text = models.CharField[str, str]
    Words = models.JSONField[list[str], list[str]]
    Day = models.DateField[date, date]
    MaybeDay = models.DateField[date | None, date | None]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    MaybePerson = models.ForeignKey[Person | None, Person | None]
    OneSession = models.ForeignKey["Session", "Session"]
    Pseudonym = models.BigIntegerField[int, int]


def new_token() -> str:
    """A name for addresses: it tells nothing, not even how many there are."""
    return secrets.token_urlsafe(15)


class SessionState(models.TextChoices):
    """Where a session stands. Only those that were held are counted (seeds/000, l. 122)."""

    PLANNED = "planned", "prévue"
    HELD = "held", "tenue"
    CANCELLED = "cancelled", "annulée"


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions, asked for in words."""

    def to_come(self, on: date) -> SessionQuerySet:
        """Those that are planned and not over on a day."""
        return self.filter(state=SessionState.PLANNED, last_day__gte=on)

    def standing(self) -> SessionQuerySet:
        """Those that were not cancelled."""
        return self.exclude(state=SessionState.CANCELLED)

    def for_school(self, uai: str) -> SessionQuerySet:
        """Those that concern people of a school."""
        mine = HeadContact.objects.filter(uai=uai, withdrawn_at__isnull=True)
        return self.filter(pk__in=mine.values("session"))


class Session(models.Model):
    """A training session. `profiles`: empty for all of them; `pathway`: the one its trainees are
    offered before it (seeds/001, l. 306); `service`: who organises, `organiser`: who has its tasks
    on her home; `contact_until`: the day by which heads are to be contacted (l. 546);
    `listed_at`: when trainees were last handed in. Never how many: whoever adds one person would
    read in it whether she was there."""

    token: Text = models.CharField(max_length=24, unique=True, default=new_token, editable=False)
    territory: Text = models.CharField("territoire", max_length=60, db_index=True)
    title: Text = models.CharField("intitulé", max_length=150)
    profiles: Words = models.JSONField("profils", default=list)
    first_day: Day = models.DateField("premier jour")
    last_day: Day = models.DateField("dernier jour")
    place: Text = models.CharField("lieu", max_length=200)
    pathway: Text = models.CharField("parcours à faire avant", max_length=40)
    service: Text = models.CharField("organisée par", max_length=150)
    contact_until: Day = models.DateField("contact avant le")
    state: Text = models.CharField(
        "état", max_length=10, choices=SessionState, default=SessionState.PLANNED
    )
    listed_at: MaybeMoment = models.DateTimeField("stagiaires donnés le", null=True, blank=True)
    organiser: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at: Moment = models.DateTimeField("planifiée le")
    made_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_at: Moment = models.DateTimeField("modifiée le")
    changed_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    if TYPE_CHECKING:
        contacts: HeadContactQuerySet
        trainees: models.QuerySet[Trainee]
        organiser_id: int | None

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "session de formation"
        verbose_name_plural = "sessions de formation"
        ordering = ("-first_day", "title", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="a_session_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def pathway_name(self) -> str:
        return pathway_label(self.pathway)

    @property
    def profile_names(self) -> list[str]:
        return [profile_label(code) for code in self.profiles]

    @property
    def state_name(self) -> str:
        return str(SessionState(self.state).label)

    @property
    def school_year(self) -> str:
        """The school year that it counts in: that of its first day."""
        return SchoolYear.of(self.first_day).label

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED


class HeadContactQuerySet(models.QuerySet["HeadContact"]):
    """Heads to contact, asked for in words."""

    def current(self) -> HeadContactQuerySet:
        """Of schools that the session still concerns."""
        return self.filter(withdrawn_at__isnull=True)

    def to_do(self) -> HeadContactQuerySet:
        """Those that nobody has contacted yet."""
        return self.current().filter(done_on__isnull=True)


class HeadContact(models.Model):
    """A task: to contact the head of a school before a session (seeds/001, l. 546). `withdrawn_at`:
    the session does not concern the school any more; what was noted stays, should it again."""

    session: OneSession = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="contacts"
    )
    uai: Text = models.CharField("établissement", max_length=8, db_index=True)
    done_on: MaybeDay = models.DateField("contact pris le", null=True, blank=True)
    done_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    note: Text = models.CharField("note", max_length=300, blank=True, default="")
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[HeadContactQuerySet] = HeadContactQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "direction à contacter"
        verbose_name_plural = "directions à contacter"
        ordering = ("uai",)
        constraints = (
            models.UniqueConstraint(
                fields=["session", "uai"], name="a_session_contacts_a_school_once"
            ),
        )

    def __str__(self) -> str:
        return self.uai


class Trainee(models.Model):
    """Someone who is to come to a session, known by her pseudonym: to be reminded, and no more."""

    session: OneSession = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="trainees"
    )
    person: Pseudonym = models.BigIntegerField("pseudonyme", db_index=True)
    added_at: Moment = models.DateTimeField("ajouté le")

    if TYPE_CHECKING:
        session_id: int

    objects: ClassVar[models.Manager[Trainee]] = models.Manager()

    class Meta:
        verbose_name = "stagiaire"
        constraints = (
            models.UniqueConstraint(
                fields=["session", "person"], name="a_trainee_is_once_in_a_session"
            ),
        )

    def __str__(self) -> str:
        return f"{self.session_id}"
