"""What changes the state of campaigns and strategies: one verb each, atomic, logged, with named
refusals. `by`: the reference of who acts (`person:12`), as the log and the tables keep it.

An act on a campaign is kept in `FieldAct` too, with how it stood: `field_actions.undo` puts it
back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from vigie.codes import pathway_label, quoted
from vigie.domains.audit.actions import record
from vigie.domains.campaigns.field_history import CAMPAIGN, Values, say_again, values_of
from vigie.domains.campaigns.models import (
    SEASON_2_ONLY,
    Campaign,
    FieldAct,
    Origin,
    ProfileStrategy,
    Season,
)
from vigie.web.refusals import ChangeRefused


class CampaignRefused(ChangeRefused):
    """A change of a campaign, or of what surrounds it, that cannot be made."""


class CodeTaken(CampaignRefused):
    """The Pix code is that of another declared campaign."""


class CombinationTaken(CampaignRefused):
    """The same pathway, profile, territory, season and school year are declared (R074)."""


class PathwayNotOpen(CampaignRefused):
    """A thematic pathway in season 1 (R087)."""


class SubjectMissing(CampaignRefused):
    """A campaign of a discipline that does not say which (R054)."""


class ClosesBeforeOpening(CampaignRefused):
    """The last day is before the first."""


class AlreadyWithdrawn(CampaignRefused):
    """Nothing can be done on a withdrawn campaign."""


class EmptyStrategy(CampaignRefused):
    """A strategy that says nothing."""


@dataclass(frozen=True)
class Declaration:
    """All that is said of a campaign, as canonical codes."""

    code: str
    territory: str
    profile: str
    pathway: str
    season: int = Season.TWO
    school_year: str = ""
    name: str = ""
    link: str = ""
    origin: str = Origin.UNSAID
    subject: str = ""
    requested_by: str = ""
    opens_on: date | None = None
    closes_on: date | None = None


@transaction.atomic
def declare_campaign(said: Declaration, *, by: str, at: datetime) -> Campaign:
    """Declares a campaign. Raises CodeTaken, CombinationTaken or PathwayNotOpen."""
    campaign = _saved(Campaign(**asdict(said), declared_by=by, declared_at=at))
    _log("campaign.declare", campaign, None, by, at)
    return campaign


@transaction.atomic
def revise_campaign(campaign: Campaign, said: Declaration, *, by: str, at: datetime) -> Campaign:
    """Corrects a declaration, code included. Raises what `declare_campaign` raises, and
    AlreadyWithdrawn."""
    known = Campaign.objects.select_for_update().get(pk=campaign.pk)
    _refuse_withdrawn(known)
    before = values_of(known)
    for name, value in asdict(said).items():
        setattr(known, name, value)
    known.declared_by, known.declared_at = by, at
    _log("campaign.revise", _saved(known), before, by, at)
    return known


@transaction.atomic
def withdraw_campaign(campaign: Campaign, *, by: str, at: datetime) -> Campaign:
    """Takes a declaration back; its code and its combination are free again.

    Raises AlreadyWithdrawn."""
    known = Campaign.objects.select_for_update().get(pk=campaign.pk)
    _refuse_withdrawn(known)
    before = values_of(known)
    known.withdraw(by=by, at=at)
    known.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _log("campaign.withdraw", known, before, by, at)
    return known


@transaction.atomic
def put_campaign_back(campaign: Campaign, said: Values | None, *, by: str, at: datetime) -> None:
    """Gives a campaign what it said before an act; withdraws it when it was not there. Raises what
    `declare_campaign` raises."""
    before = values_of(campaign)
    say_again(campaign, said, at)
    campaign.declared_by, campaign.declared_at = by, at
    campaign.withdrawn_by = by if campaign.withdrawn_at else ""
    _log("campaign.undo", _saved(campaign), before, by, at)


@transaction.atomic
def set_strategy(
    *,
    territory: str,
    profile: str,
    strategy: str,
    targets: str = "",
    special_schemes: str = "",
    by: str,
    at: datetime,
) -> ProfileStrategy:
    """Writes the strategy of a territory for a profile, in place of the one before it (R086).

    Raises EmptyStrategy."""
    if not strategy.strip():
        raise EmptyStrategy(
            "strategy", "La stratégie est vide.", "Dites en quelques mots comment vous procédez."
        )
    written, _ = ProfileStrategy.objects.update_or_create(
        territory=territory,
        profile=profile,
        defaults={
            "strategy": strategy.strip(),
            "targets": targets.strip(),
            "special_schemes": special_schemes.strip(),
            "changed_by": by,
            "changed_at": at,
        },
    )
    _log_strategy("strategy.write", written, by, at)
    return written


@transaction.atomic
def remove_strategy(written: ProfileStrategy, *, by: str, at: datetime) -> None:
    """Takes a strategy away."""
    _log_strategy("strategy.remove", written, by, at)
    written.delete()


def _saved(campaign: Campaign) -> Campaign:
    if campaign.withdrawn_at is None:
        _refuse(campaign)
    try:
        with transaction.atomic():
            campaign.save()
    except IntegrityError:
        # Another person was first: the check finds out what they took.
        _refuse(campaign)
        raise
    return campaign


def refuse_alone(campaign: Campaign) -> None:
    """Refuses what a declaration says, whatever else is declared. Raises PathwayNotOpen,
    SubjectMissing or ClosesBeforeOpening."""
    if campaign.season == Season.ONE and campaign.pathway in SEASON_2_ONLY:
        raise PathwayNotOpen(
            "pathway",
            f"Le parcours {quoted(pathway_label(campaign.pathway))} n’était pas ouvert en saison "
            "1\u00a0: seul l’auto-positionnement l’était.",
            "Choisissez la saison 2, ou le parcours d’auto-positionnement.",
        )
    if campaign.origin == Origin.DISCIPLINE and not campaign.subject:
        raise SubjectMissing(
            "subject",
            "Une campagne disciplinaire dit sa discipline.",
            "Écrivez-la, par exemple : mathématiques.",
        )
    if campaign.opens_on and campaign.closes_on and campaign.closes_on < campaign.opens_on:
        raise ClosesBeforeOpening(
            "closes_on", "La fermeture est avant l’ouverture.", "Corrigez l’une des deux dates."
        )


def _refuse(campaign: Campaign) -> None:
    refuse_alone(campaign)
    if Campaign.objects.of_code(campaign.code).exclude(pk=campaign.pk).exists():
        raise CodeTaken(
            "code",
            f"La campagne {quoted(campaign.code)} est déjà déclarée.",
            "Modifiez sa déclaration plutôt que d’en faire une seconde.",
        )
    other = Campaign.objects.like(campaign).first()
    if other is not None:
        raise CombinationTaken(
            "pathway",
            taken_by(other.code),
            COMBINATION_REMEDY,
        )


COMBINATION_REMEDY = (
    "Une combinaison n’a qu’une campagne\u00a0: modifiez celle qui existe, ou changez la saison, "
    "l’année, l’origine ou la discipline."
)


def taken_by(code: str) -> str:
    """Says that another campaign stands where this one would."""
    return (
        f"La campagne {quoted(code)} est déjà déclarée pour ce parcours, ce profil, ce territoire, "
        "cette saison et cette année scolaire."
    )


def _log(action: str, campaign: Campaign, before: Values | None, by: str, at: datetime) -> None:
    campaign.refresh_from_db()
    after = values_of(campaign)
    if before != after:
        FieldAct.objects.create(
            territory=campaign.territory, kind=CAMPAIGN, verb=action, row=campaign.pk,
            label=campaign.code, before=before, after=after, at=at, by=by,
        )  # fmt: skip
    record(action, actor=by, about=f"campaign:{campaign.pk}", at=at,
           details={"code": campaign.code, "territory": campaign.territory})  # fmt: skip


def _log_strategy(action: str, written: ProfileStrategy, by: str, at: datetime) -> None:
    record(action, actor=by, at=at,
           details={"territory": written.territory, "profile": written.profile_name})  # fmt: skip


def _refuse_withdrawn(campaign: Campaign) -> None:
    if campaign.withdrawn_at is not None:
        raise AlreadyWithdrawn(
            "code",
            f"La déclaration de la campagne {quoted(campaign.code)} a déjà été retirée.",
            "Déclarez-la de nouveau si elle doit compter.",
        )
