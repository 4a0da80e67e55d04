"""Tables of the campaigns.

A Pix campaign is one pathway, for one profile, in one territory, during one season of one school
year (seeds/001, l. 160-173, 259): declared once by its code, so that every later export of it is
counted in the right place.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q

from vigie.codes import PATHWAYS, pathway_label, profile_label
from vigie.periods import SchoolYear, SchoolYears
from vigie.sources.campaigns import When

if TYPE_CHECKING:
    from datetime import date, datetime

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Link = models.URLField[str, str]
    Number = models.PositiveSmallIntegerField[int, int]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    MaybeDay = models.DateField[date | None, date | None]
    OneFile = models.ForeignKey["CampaignFile", "CampaignFile"]
    OneCampaign = models.ForeignKey["Campaign", "Campaign"]
    Said = models.JSONField[dict[str, str] | None, dict[str, str] | None]

# Season 1 was for the positioning only (seeds/001, l. 31-49). Trainings stand outside seasons.
SEASON_2_ONLY = tuple(p.code for p in PATHWAYS if p.kind in ("thematic", "final"))


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Season(models.IntegerChoices):
    """Phases of the deployment (seeds/001, l. 31-49). A number rather than null for « none »:
    the database must see that two campaigns without season are the same combination."""

    NONE = 0, "Hors saison"
    ONE = 1, "Saison 1"
    TWO = 2, "Saison 2"


class Origin(models.TextChoices):
    """Who wanted a campaign (seeds/001, l. 778, 841-842, 849). Those of inspectors and of
    disciplines stand beside the campaign of everyone, for the people they were made for."""

    UNSAID = "", "Non précisée"
    NATIONAL = "national", "Nationale"
    ACADEMY = "academy", "Académie"
    INSPECTOR = "inspector", "Demande d’une inspection"
    DISCIPLINE = "discipline", "Discipline"


# The campaigns that the access page leads to: nobody lands by chance in those made for a few.
FOR_EVERYONE = (Origin.UNSAID, Origin.NATIONAL, Origin.ACADEMY)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Campaigns, asked for in words."""

    def declared(self) -> CampaignQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of_code(self, code: str) -> CampaignQuerySet:
        """The declared one of a Pix code: one or none."""
        return self.declared().filter(code=code)

    def of_year(self, year: SchoolYear) -> CampaignQuerySet:
        """Those that say a school year, alone or among others."""
        return self.filter(school_year__in=[each.label for each in SchoolYears.with_year(year)])

    def like(self, other: Campaign) -> CampaignQuerySet:
        """Other declared campaigns of the same combination."""
        same = {name: getattr(other, name) for name in COMBINATION}
        return self.declared().filter(**same).exclude(pk=other.pk)


COMBINATION = ("pathway", "profile", "territory", "season", "school_year", "origin", "subject")
PIX = "https://app.pix.fr/campagnes/"


class CampaignFile(models.Model):
    """A file of declarations: kept as it was read, from its preview to its undoing.

    `content`: its lines as understood, in the columns of `declaration_file`."""

    token: Text = models.CharField(max_length=40, unique=True, default=new_token)
    name: Text = models.CharField("nom du fichier", max_length=200)
    content: LongText = models.TextField("lignes")
    made_at: Moment = models.DateTimeField("déposé le")
    made_by: Text = models.CharField("déposé par", max_length=150)
    applied_at: MaybeMoment = models.DateTimeField("déclaré le", null=True, blank=True)
    undone_at: MaybeMoment = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "fichier de campagnes"
        verbose_name_plural = "fichiers de campagnes"
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.name


class Campaign(models.Model):
    """A declared Pix campaign. A withdrawn one stays, for the record."""

    code: Text = models.CharField("code Pix", max_length=30)
    territory: Text = models.CharField("territoire", max_length=60)
    profile: Text = models.CharField("profil", max_length=20)
    pathway: Text = models.CharField("parcours", max_length=40)
    season: Number = models.PositiveSmallIntegerField("saison", choices=Season, default=Season.TWO)
    school_year: Text = models.CharField("année scolaire", max_length=9, blank=True, default="")
    name: Text = models.CharField("nom", max_length=200, blank=True, default="")
    link: Link = models.URLField(
        "lien",
        max_length=500,
        blank=True,
        default="",
        validators=[URLValidator(schemes=["https"])],
    )
    origin: Text = models.CharField(
        "origine", max_length=20, choices=Origin, blank=True, default=Origin.UNSAID
    )
    subject: Text = models.CharField("discipline", max_length=100, blank=True, default="")
    requested_by: Text = models.CharField("demandée par", max_length=150, blank=True, default="")
    opens_on: MaybeDay = models.DateField("ouvre le", null=True, blank=True)
    closes_on: MaybeDay = models.DateField("ferme le", null=True, blank=True)
    declared_at: Moment = models.DateTimeField("déclarée le")
    declared_by: Text = models.CharField("déclarée par", max_length=150)
    withdrawn_at: MaybeMoment = models.DateTimeField("retirée le", null=True, blank=True)
    withdrawn_by: Text = models.CharField("retirée par", max_length=150, blank=True, default="")

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[CampaignQuerySet] = CampaignQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "campagne"
        ordering = ("territory", "pathway", "profile", "code")
        constraints = (
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_declared_campaign_per_code",
            ),
            models.UniqueConstraint(
                fields=COMBINATION,
                condition=Q(withdrawn_at__isnull=True),
                name="one_declared_campaign_per_combination",
            ),
            models.CheckConstraint(
                condition=~Q(season=Season.ONE, pathway__in=SEASON_2_ONLY),
                name="season_one_has_no_thematic_pathway",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(opens_on__lte=F("closes_on")),
                name="a_campaign_opens_before_it_closes",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def season_text(self) -> str:
        """Season and school year in one text, as facts and lists have it."""
        return When(self.season, self.school_year).text

    @property
    def profile_name(self) -> str:
        return profile_label(self.profile)

    @property
    def pathway_name(self) -> str:
        return pathway_label(self.pathway)

    @property
    def address(self) -> str:
        """Where the campaign begins: the link declared, else that of its code at Pix."""
        return self.link or PIX + self.code

    def withdraw(self, *, by: str, at: datetime) -> None:
        """Marks the campaign as withdrawn; saving is for the caller."""
        self.withdrawn_at, self.withdrawn_by = at, by


class CampaignChange(models.Model):
    """What a file did to one campaign. `before`: how it stood, None when the file declared it."""

    file: OneFile = models.ForeignKey(
        CampaignFile, on_delete=models.CASCADE, related_name="changes", verbose_name="fichier"
    )
    campaign: OneCampaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="changes", verbose_name="campagne"
    )
    before: Said = models.JSONField("avant", null=True, blank=True)

    class Meta:
        verbose_name = "changement par fichier"
        verbose_name_plural = "changements par fichier"
        constraints = (
            models.UniqueConstraint(
                fields=["file", "campaign"], name="one_change_per_file_and_campaign"
            ),
        )

    def __str__(self) -> str:
        return f"{self.file}, {self.campaign}"


class StrategyQuerySet(models.QuerySet["ProfileStrategy"]):
    """Strategies, asked for in words."""

    def for_territory(self, code: str) -> StrategyQuerySet:
        """Those of a territory itself, one per profile at most."""
        return self.filter(territory=code)


class ProfileStrategy(models.Model):
    """How Pix+ Édu is deployed for one profile in one territory (seeds/001, l. 279, 419)."""

    territory: Text = models.CharField("territoire", max_length=60)
    profile: Text = models.CharField("profil", max_length=20)
    strategy: LongText = models.TextField("stratégie", max_length=4000)
    targets: LongText = models.TextField("objectifs", max_length=2000, blank=True, default="")
    special_schemes: LongText = models.TextField(
        "dispositifs particuliers", max_length=2000, blank=True, default=""
    )
    changed_at: Moment = models.DateTimeField("modifiée le")
    changed_by: Text = models.CharField("modifiée par", max_length=150)

    objects: ClassVar[StrategyQuerySet] = StrategyQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "stratégie par profil"
        verbose_name_plural = "stratégies par profil"
        ordering = ("territory", "profile")
        constraints = (
            models.UniqueConstraint(
                fields=["territory", "profile"], name="one_strategy_per_territory_and_profile"
            ),
        )

    def __str__(self) -> str:
        return f"{self.territory} {self.profile}"

    @property
    def profile_name(self) -> str:
        return profile_label(self.profile)


# Django reads the tables of an application here.
from vigie.domains.campaigns.field_models import (  # noqa: E402  # after Campaign, which they name
    Arrangement,
    Cohort,
    Contact,
    Featured,
    FieldAct,
    PupilCampaign,
    Stakeholder,
)

__all__ = [
    "COMBINATION",
    "FOR_EVERYONE",
    "SEASON_2_ONLY",
    "Arrangement",
    "Campaign",
    "CampaignChange",
    "CampaignFile",
    "Cohort",
    "Contact",
    "Featured",
    "FieldAct",
    "Origin",
    "ProfileStrategy",
    "PupilCampaign",
    "Season",
    "Stakeholder",
]
