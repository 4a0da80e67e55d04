"""Tables of the kit (seeds/001, l. 284-375): pieces with their editions, the plan of communication
and the news of a territory."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from vigie.domains.people.models import Person

if TYPE_CHECKING:
    from datetime import date, datetime

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    SmallNumber = models.PositiveSmallIntegerField[int, int]
    Number = models.PositiveIntegerField[int, int]
    Day = models.DateField[date, date]
    MaybeDay = models.DateField[date | None, date | None]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    MaybePerson = models.ForeignKey[Person | None, Person | None]


class Kind(models.TextChoices):
    """What a piece is, hence how it is given: a message, paper, a file, or an address."""

    MAIL = "mail", "Courriel"
    SHEET = "sheet", "Fiche pratique"
    POSTER = "poster", "Affiche"
    GUIDE = "guide", "Guide"
    LETTER = "letter", "Courrier"
    SUPPORT = "support", "Support"
    LINK = "link", "Page à connaître"


class Audience(models.TextChoices):
    """Whom a piece or an announcement speaks to."""

    TEACHERS = "teachers", "Enseignants et CPE"
    HEADS = "heads", "Directions d’école et d’établissement"
    INSPECTORS = "inspectors", "Corps d’inspection"
    FUNCTIONAL = "functional", "Adresses fonctionnelles"
    SUPPORTERS = "supporters", "Personnes qui accompagnent"
    FAMILIES = "families", "Familles"
    ALL = "all", "Tout le monde"


class PieceQuerySet(models.QuerySet["Piece"]):
    """Pieces, asked for in words."""

    def current(self) -> PieceQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def in_places(self, codes: list[str]) -> PieceQuerySet:
        """Those of some territories."""
        return self.filter(territory__in=codes)


class Piece(models.Model):
    """One thing of the kit. A local one may be the adaptation of an `original`, from the edition
    number `adapted_from` of it (R322). `shipped`: its code in `originals.yaml`, if it comes with
    Vigie."""

    kind: Text = models.CharField("genre", max_length=10, choices=Kind)
    audience: Text = models.CharField("public", max_length=12, choices=Audience)
    title: Text = models.CharField("titre", max_length=150)
    territory: Text = models.CharField("territoire", max_length=60, db_index=True)
    original: models.ForeignKey[Piece | None, Piece | None] = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="adaptations"
    )
    adapted_from: SmallNumber = models.PositiveSmallIntegerField(
        "édition d’origine", default=0, db_default=0
    )
    shipped: Text = models.CharField("venue avec Vigie", max_length=40, blank=True, default="")
    created_at: Moment = models.DateTimeField("créée le")
    created_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at: MaybeMoment = models.DateTimeField("retirée le", null=True, blank=True)

    if TYPE_CHECKING:
        editions: models.QuerySet[Edition]
        original_id: int | None

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[PieceQuerySet] = PieceQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "pièce du kit"
        ordering = ("kind", "title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["original", "territory"],
                condition=Q(withdrawn_at__isnull=True, original__isnull=False),
                name="one_adaptation_per_territory",
            ),
            models.UniqueConstraint(
                fields=["shipped"], condition=~Q(shipped=""), name="a_piece_comes_once_with_vigie"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def audience_name(self) -> str:
        return str(Audience(self.audience).label)


class Edition(models.Model):
    """One state of a piece: a text in the language of `web.wording`, a file, or an address."""

    piece: models.ForeignKey[Piece, Piece] = models.ForeignKey(
        Piece, on_delete=models.CASCADE, related_name="editions"
    )
    number: SmallNumber = models.PositiveSmallIntegerField("édition")
    subject: Text = models.CharField("objet", max_length=150, blank=True, default="")
    body: LongText = models.TextField("texte", max_length=20_000, blank=True, default="")
    link: Text = models.CharField("adresse", max_length=500, blank=True, default="")
    dated: MaybeDay = models.DateField("daté du", null=True, blank=True)
    stored: Text = models.CharField(max_length=64, blank=True, default="")
    name: Text = models.CharField("nom du fichier", max_length=150, blank=True, default="")
    size: Number = models.PositiveIntegerField("taille en octets", default=0)
    note: Text = models.CharField("ce qui change", max_length=200, blank=True, default="")
    made_at: Moment = models.DateTimeField("écrite le")
    made_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    if TYPE_CHECKING:
        piece_id: int
        made_by_id: int | None

    objects: ClassVar[models.Manager[Edition]] = models.Manager()

    class Meta:
        verbose_name = "édition d’une pièce"
        ordering = ("piece", "-number")
        constraints = (
            models.UniqueConstraint(fields=["piece", "number"], name="one_edition_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.piece_id} n° {self.number}"


class Channel(models.TextChoices):
    """How something is said (seeds/001, l. 284-290)."""

    MAIL = "mail", "Courriel"
    NEWSLETTER = "newsletter", "Lettre d’information"
    WEBINAR = "webinar", "Webinaire"
    MEETING = "meeting", "Réunion"
    EVENT = "event", "Événement"
    WEB = "web", "Site ou espace en ligne"
    POSTER = "poster", "Affichage"


class Stage(models.TextChoices):
    """Where an announcement of the plan stands."""

    PLANNED = "planned", "Prévue"
    DONE = "done", "Faite"
    DROPPED = "dropped", "Abandonnée"


class Announcement(models.Model):
    """A line of the plan of communication of a territory (R323)."""

    territory: Text = models.CharField("territoire", max_length=60, db_index=True)
    title: Text = models.CharField("intitulé", max_length=150)
    channel: Text = models.CharField("canal", max_length=12, choices=Channel)
    audience: Text = models.CharField("public", max_length=12, choices=Audience)
    starts_on: Day = models.DateField("le")
    ends_on: MaybeDay = models.DateField("jusqu’au", null=True, blank=True)
    piece: models.ForeignKey[Piece | None, Piece | None] = models.ForeignKey(
        Piece, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    link: Text = models.CharField("adresse", max_length=500, blank=True, default="")
    stage: Text = models.CharField("état", max_length=8, choices=Stage, default=Stage.PLANNED)
    changed_at: Moment = models.DateTimeField("modifiée le")
    changed_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at: MaybeMoment = models.DateTimeField("retirée le", null=True, blank=True)

    if TYPE_CHECKING:
        piece_id: int | None

    objects: ClassVar[models.Manager[Announcement]] = models.Manager()

    class Meta:
        verbose_name = "annonce prévue"
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="announcement_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.title


class NewsItem(models.Model):
    """Something to tell over a territory: a good practice, an event (R326, R327)."""

    territory: Text = models.CharField("territoire", max_length=60, db_index=True)
    title: Text = models.CharField("titre", max_length=150)
    body: LongText = models.TextField("texte", max_length=4000)
    link: Text = models.CharField("adresse", max_length=500, blank=True, default="")
    published_on: Day = models.DateField("publiée le")
    until: MaybeDay = models.DateField("jusqu’au", null=True, blank=True)
    written_at: Moment = models.DateTimeField("écrite le")
    written_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at: MaybeMoment = models.DateTimeField("retirée le", null=True, blank=True)

    objects: ClassVar[models.Manager[NewsItem]] = models.Manager()

    class Meta:
        verbose_name = "nouvelle"
        ordering = ("-published_on", "-pk")

    def __str__(self) -> str:
        return self.title
