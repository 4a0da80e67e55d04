"""Tables of what a territory writes around its campaigns: whom to ask, what it puts forward, the
working time it gives, the people it wins over, its cohorts, and the campaigns of pupils.

A line that is taken away stays, withdrawn, so that it can be put back: `objects` leaves it out,
`every` does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q

from vigie.codes import pathway_label, profile_label

if TYPE_CHECKING:
    from datetime import date, datetime

    from vigie.domains.campaigns.models import Campaign

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Link = models.URLField[str, str]
    Number = models.PositiveIntegerField[int, int]
    BigNumber = models.PositiveBigIntegerField[int, int]
    MaybeNumber = models.PositiveIntegerField[int | None, int | None]
    Flag = models.BooleanField[bool, bool]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    Data = models.JSONField[dict[str, object] | None, dict[str, object] | None]
    Day = models.DateField[date, date]
    MaybeDay = models.DateField[date | None, date | None]
    ManyCampaigns = models.ManyToManyField[Campaign, models.Model]

HTTPS = URLValidator(schemes=["https"])


Line = TypeVar("Line", bound=models.Model)


class Standing(models.Manager[Line]):
    """Lines that were not withdrawn."""

    def get_queryset(self) -> models.QuerySet[Line]:
        return super().get_queryset().filter(withdrawn_at__isnull=True)


class Contact(models.Model):
    """Whom to write to in a territory, and where its course stands (seeds/001, l. 46, 221-235, 287,
    667-681). What a territory leaves empty is that of the territory around it."""

    territory: Text = models.CharField("territoire", max_length=60, unique=True)
    service: Text = models.CharField("service", max_length=150, blank=True, default="")
    email: Text = models.EmailField("adresse du service", max_length=254, blank=True, default="")
    course_link: Link = models.URLField(
        "espace Magistère", max_length=500, blank=True, default="", validators=[HTTPS]
    )
    course_opened_on: MaybeDay = models.DateField("ouvert le", null=True, blank=True)
    help_link: Link = models.URLField(
        "assistance aux usagers", max_length=500, blank=True, default="", validators=[HTTPS]
    )
    changed_at: Moment = models.DateTimeField("modifié le")
    changed_by: Text = models.CharField("modifié par", max_length=150)
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    objects: ClassVar[Standing[Contact]] = Standing()
    every: ClassVar[models.Manager[Contact]] = models.Manager()

    class Meta:
        verbose_name = "contact d’un territoire"
        verbose_name_plural = "contacts des territoires"
        ordering = ("territory",)

    def __str__(self) -> str:
        return self.territory


class FeaturedQuerySet(models.QuerySet["Featured"]):
    """What is put forward, asked for in words."""

    def on(self, day: date) -> FeaturedQuerySet:
        """What is put forward on that day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Featured(models.Model):
    """A pathway that a territory puts forward for a time (seeds/001, l. 290)."""

    territory: Text = models.CharField("territoire", max_length=60)
    pathway: Text = models.CharField("parcours", max_length=40)
    starts_on: Day = models.DateField("du")
    ends_on: Day = models.DateField("au")
    reason: Text = models.CharField("raison", max_length=200, blank=True, default="")
    changed_at: Moment = models.DateTimeField("modifié le")
    changed_by: Text = models.CharField("modifié par", max_length=150)
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[FeaturedQuerySet] = Standing.from_queryset(FeaturedQuerySet)()  # type: ignore[assignment]  # idem
    every: ClassVar[models.Manager[Featured]] = models.Manager()

    class Meta:
        verbose_name = "parcours mis en avant"
        verbose_name_plural = "parcours mis en avant"
        ordering = ("territory", "starts_on", "pathway")
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="featured_begins_before_it_ends"
            ),
        )

    def __str__(self) -> str:
        return f"{self.territory} {self.pathway}"

    @property
    def pathway_name(self) -> str:
        return pathway_label(self.pathway)


class WorkingTime(models.TextChoices):
    """On which time of work a pathway is done (seeds/001, l. 872, 952-978)."""

    HOURS_108 = "hours_108", "108 heures annuelles"
    PEDAGOGICAL = "pedagogical", "Animation pédagogique"
    TRAINING_PLAN = "training_plan", "Plan de formation"
    COUNCIL = "council", "Temps de concertation"
    OTHER = "other", "Autre temps"


class Arrangement(models.Model):
    """A part of the working time that a territory gives to the pathways. `minutes`: for each
    person. `year`: 1 or 2 when the plan runs over two years."""

    territory: Text = models.CharField("territoire", max_length=60)
    profile: Text = models.CharField("profil", max_length=20)
    school_year: Text = models.CharField("année scolaire", max_length=9)
    label: Text = models.CharField("intitulé", max_length=150)
    time: Text = models.CharField("temps de travail", max_length=20, choices=WorkingTime)
    minutes: Number = models.PositiveIntegerField("minutes")
    deadline: MaybeDay = models.DateField("date butoir", null=True, blank=True)
    attendance: Flag = models.BooleanField("assiduité obligatoire", default=False)
    changed_at: Moment = models.DateTimeField("modifié le")
    changed_by: Text = models.CharField("modifié par", max_length=150)
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    objects: ClassVar[Standing[Arrangement]] = Standing()
    every: ClassVar[models.Manager[Arrangement]] = models.Manager()

    class Meta:
        verbose_name = "aménagement du temps de travail"
        verbose_name_plural = "aménagements du temps de travail"
        ordering = ("territory", "school_year", "pk")

    def __str__(self) -> str:
        return self.label

    @property
    def profile_name(self) -> str:
        return profile_label(self.profile)


class Actor(models.TextChoices):
    """Those who make a deployment (seeds/001, l. 278)."""

    DIGITAL_DELEGATION = "digital_delegation", "DRANE, DANE"
    TRAINING_SCHOOL = "training_school", "EAFC"
    DEPARTMENT_SERVICES = "department_services", "DSDEN"
    INFORMATION_SYSTEMS = "information_systems", "DRASI, DSI"
    CANOPE = "canope", "Direction territoriale de Réseau Canopé"
    INSPECTORS = "inspectors", "Corps d’inspection"
    HEADS = "heads", "Personnels de direction"
    TRAINERS = "trainers", "Formatrices et formateurs"
    REFERENTS = "referents", "Référent·es numériques"


class Mobilisation(models.TextChoices):
    """How far an actor is won over."""

    TO_CONTACT = "to_contact", "À contacter"
    CONTACTED = "contacted", "Contacté"
    ENGAGED = "engaged", "Engagé"
    DECLINED = "declined", "Ne participe pas"


class Stakeholder(models.Model):
    """An actor to mobilise in a territory: whom to speak to, and how far it is."""

    territory: Text = models.CharField("territoire", max_length=60)
    actor: Text = models.CharField("acteur", max_length=30, choices=Actor)
    contact: Text = models.CharField("contact", max_length=200, blank=True, default="")
    state: Text = models.CharField(
        "état", max_length=20, choices=Mobilisation, default=Mobilisation.TO_CONTACT
    )
    note: Text = models.CharField("suite", max_length=300, blank=True, default="")
    changed_at: Moment = models.DateTimeField("modifié le")
    changed_by: Text = models.CharField("modifié par", max_length=150)
    withdrawn_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    objects: ClassVar[Standing[Stakeholder]] = Standing()
    every: ClassVar[models.Manager[Stakeholder]] = models.Manager()

    class Meta:
        verbose_name = "acteur à mobiliser"
        verbose_name_plural = "acteurs à mobiliser"
        ordering = ("territory", "actor")
        constraints = (
            models.UniqueConstraint(
                fields=["territory", "actor"], name="one_stakeholder_per_territory_and_actor"
            ),
        )

    def __str__(self) -> str:
        return f"{self.territory} {self.actor}"

    @property
    def actor_name(self) -> str:
        return str(Actor(self.actor).label)


class Cohort(models.Model):
    """A group that a territory follows by the campaigns made for it (seeds/001, l. 789-797,
    952-978). Never a list of people: its size, and its campaigns. `size`, `schools`: how many."""

    territory: Text = models.CharField("territoire", max_length=60)
    name: Text = models.CharField("nom", max_length=150)
    school_year: Text = models.CharField("année scolaire", max_length=9)
    size: Number = models.PositiveIntegerField("personnes")
    schools: MaybeNumber = models.PositiveIntegerField("établissements", null=True, blank=True)
    starts_on: MaybeDay = models.DateField("du", null=True, blank=True)
    ends_on: MaybeDay = models.DateField("au", null=True, blank=True)
    campaigns: ManyCampaigns = models.ManyToManyField(
        "campaigns.Campaign", related_name="cohorts", verbose_name="campagnes"
    )
    changed_at: Moment = models.DateTimeField("modifiée le")
    changed_by: Text = models.CharField("modifiée par", max_length=150)
    withdrawn_at: MaybeMoment = models.DateTimeField("retirée le", null=True, blank=True)

    objects: ClassVar[Standing[Cohort]] = Standing()
    every: ClassVar[models.Manager[Cohort]] = models.Manager()

    class Meta:
        verbose_name = "cohorte"
        ordering = ("territory", "school_year", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["territory", "name", "school_year"], name="one_cohort_per_name_and_year"
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="a_cohort_has_someone"),
        )

    def __str__(self) -> str:
        return self.name


class PupilLevel(models.TextChoices):
    """The campaigns of pupils: two pathways in sixième, one at the start of each other year
    (seeds/002, l. 80-81, 90-91)."""

    SIXTH_SAFETY = "6e_safety", "6e, Protection et sécurité numérique"
    SIXTH_BASICS = "6e_basics", "6e, Initiation aux compétences numériques"
    FIFTH = "5e", "5e"
    FOURTH = "4e", "4e"
    THIRD = "3e", "3e"
    SECOND = "2de", "2de"
    FIRST = "1re", "1re"
    LAST = "tle", "Terminale"


class PupilCampaign(models.Model):
    """A campaign of pupils that a school has held, in one school year, at one level."""

    school: Text = models.CharField("établissement", max_length=60)
    school_year: Text = models.CharField("année scolaire", max_length=9)
    level: Text = models.CharField("niveau", max_length=20, choices=PupilLevel)
    changed_at: Moment = models.DateTimeField("modifiée le")
    changed_by: Text = models.CharField("modifiée par", max_length=150)

    class Meta:
        verbose_name = "campagne d’élèves"
        verbose_name_plural = "campagnes d’élèves"
        ordering = ("school", "school_year", "level")
        constraints = (
            models.UniqueConstraint(
                fields=["school", "school_year", "level"],
                name="one_pupil_campaign_per_school_year_and_level",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} {self.school_year} {self.level}"


class FieldAct(models.Model):
    """Who changed what of all this, and how it stood: `before` (null: it was not there) and
    `after`. `row`: its number in the table of `kind`, 0 for the campaigns of pupils of a school.
    `undone_at`: when another act put back what was before."""

    territory: Text = models.CharField("territoire", max_length=60, db_index=True)
    kind: Text = models.CharField("ligne", max_length=20)
    verb: Text = models.CharField("acte", max_length=40)
    row: BigNumber = models.PositiveBigIntegerField("numéro")
    label: Text = models.CharField("intitulé", max_length=200)
    before: Data = models.JSONField("avant", null=True, blank=True)
    after: Data = models.JSONField("après", null=True, blank=True)
    at: Moment = models.DateTimeField("fait le")
    by: Text = models.CharField("fait par", max_length=150)
    undone_at: MaybeMoment = models.DateTimeField("annulé le", null=True, blank=True)

    objects: ClassVar[models.Manager[FieldAct]] = models.Manager()

    class Meta:
        verbose_name = "changement de l’organisation locale"
        verbose_name_plural = "changements de l’organisation locale"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.territory} {self.verb} {self.label}"
