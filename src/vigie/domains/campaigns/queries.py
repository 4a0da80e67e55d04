"""Reads that cross tables, or are used twice."""

from __future__ import annotations

from vigie.codes import ALL, PROFILES
from vigie.domains.campaigns.models import Campaign, ProfileStrategy


def strategies_of(territory: str) -> list[tuple[str, ProfileStrategy | None]]:
    """(profile, its strategy or None) for each profile of a territory, in the usual order."""
    written = {each.profile: each for each in ProfileStrategy.objects.for_territory(territory)}
    return [(profile, written.get(profile)) for profile in (*PROFILES, ALL)]


def declared_campaigns() -> list[Campaign]:
    """Every declared campaign, by code."""
    return list(Campaign.objects.declared().order_by("code"))
