"""Tables of people and mandates."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from vigie.codes import PROFILES, profile_label
from vigie.domains.people.roles import ROLES, Role

if TYPE_CHECKING:
    from datetime import datetime

    Text = models.CharField[str, str]
    MaybeText = models.CharField[str | None, str | None]
    Flag = models.BooleanField[bool, bool]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    One = models.ForeignKey["Person", "Person"]
    MaybeOne = models.ForeignKey["Person | None", "Person | None"]
    MaybeMandate = models.ForeignKey["Mandate | None", "Mandate | None"]


def normal_email(text: str) -> str:
    """An address as it is kept and compared: trimmed, in small letters."""
    return text.strip().casefold()


def new_salt() -> str:
    return secrets.token_urlsafe(24)


class PersonQuerySet(models.QuerySet["Person"]):
    """People, asked for in words."""

    def active(self) -> PersonQuerySet:
        """Those who may sign in."""
        return self.filter(is_active=True)

    def of_email(self, text: str) -> Person | None:
        """The person of an address, however it is written."""
        return self.filter(email=normal_email(text)).first()

    def overseen(self, places: list[str], *, everyone: bool) -> PersonQuerySet:
        """Those who work, or hold a mandate, in one of these places; everyone if so."""
        if everyone:
            return self.all()
        return self.filter(Q(mandates__territory__in=places) | Q(place__in=places))

    def matching(self, text: str) -> PersonQuerySet:
        """Those whose name or address holds every word of a text."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
                | Q(email__icontains=word)
            )
        return found

    def get_by_natural_key(self, email: str) -> Person:
        """What Django's authentication asks of the manager of people."""
        return self.get(email=normal_email(email))


class Person(AbstractBaseUser):
    """Someone who may sign in. There is no password: see `signin`."""

    password = None  # type: ignore[assignment]  # the field of the parent is taken away

    email: Text = models.EmailField("adresse", max_length=254, unique=True)
    first_name: Text = models.CharField("prénom", max_length=100, blank=True, default="")
    last_name: Text = models.CharField("nom", max_length=100, blank=True, default="")
    profile: Text = models.CharField(
        "profil",
        max_length=20,
        blank=True,
        default="",
        choices=[(code, profile_label(code)) for code in PROFILES],
    )
    place: Text = models.CharField("lieu", max_length=60, blank=True, default="")
    subject: MaybeText = models.CharField(
        "identifiant du fournisseur d’identité", max_length=255, null=True, blank=True, unique=True
    )
    is_active: Flag = models.BooleanField("peut se connecter", default=True)
    created_at: Moment = models.DateTimeField("créée le")
    session_salt: Text = models.CharField(max_length=40, default=new_salt, editable=False)

    if TYPE_CHECKING:
        mandates: MandateQuerySet

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[PersonQuerySet] = PersonQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "personne"
        ordering = ("last_name", "first_name", "email")
        constraints = (
            models.CheckConstraint(condition=~Q(email=""), name="a_person_has_an_address"),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Addresses are compared: they are always kept in one form."""
        self.email = normal_email(self.email)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as received

    @property
    def name(self) -> str:
        """« Nora Petit », the address without a name."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_session_auth_hash(self) -> str:
        """Changes with `session_salt`: every open session of the person then ends."""
        return salted_hmac(
            "vigie.people.session", self.session_salt, algorithm="sha256"
        ).hexdigest()


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates, asked for in words."""

    def in_force(self, at: datetime) -> MandateQuerySet:
        """Those that open something at that moment."""
        return self.filter(starts_at__lte=at).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))

    def not_ended(self, at: datetime) -> MandateQuerySet:
        """In force, or to come."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))

    def not_reviewed_since(self, day: datetime) -> MandateQuerySet:
        """Those given before a day that nobody confirmed since."""
        return self.filter(given_at__lt=day).filter(
            Q(reviewed_at__isnull=True) | Q(reviewed_at__lt=day)
        )

    def of(self, person: Person) -> MandateQuerySet:
        return self.filter(person=person)


class Mandate(models.Model):
    """A role in a territory for some time; it opens what the permission table says.

    `origin`: the mandate that was delegated, for a delegation. A mandate whose origin is not in
    force opens nothing.
    """

    person: One = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mandates")
    role: Text = models.CharField("rôle", max_length=40)
    territory: Text = models.CharField("territoire", max_length=60)
    starts_at: Moment = models.DateTimeField("commence le")
    ends_at: MaybeMoment = models.DateTimeField("finit le", null=True, blank=True)
    given_by: MaybeOne = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="given_mandates"
    )
    given_at: Moment = models.DateTimeField("donné le")
    by_right: Flag = models.BooleanField("de droit", default=False)
    origin: MaybeMandate = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="delegations"
    )
    if TYPE_CHECKING:
        person_id: int
        origin_id: int | None
        delegations: MandateQuerySet

    reviewed_at: MaybeMoment = models.DateTimeField("revu le", null=True, blank=True)

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[MandateQuerySet] = MandateQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "mandat"
        ordering = ("territory", "role", "starts_at")
        indexes = (models.Index(fields=["person", "starts_at", "ends_at"]),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="a_mandate_ends_after_its_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.territory}"

    @property
    def role_name(self) -> str:
        return ROLES[Role(self.role)].label

    @property
    def mission(self) -> str:
        return ROLES[Role(self.role)].mission


# Django looks for the tables of an application here.
from vigie.domains.people.door_models import LinkOrder, Notice, SignInLink, Tally, Visit  # noqa: E402, F401  # after Person, which they name
from vigie.domains.people.mandate_models import MandateFile, MandateFileChange  # noqa: E402, F401  # idem
