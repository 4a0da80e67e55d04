"""Campaigns of the tests: those of a whole département, declared in one go."""

from __future__ import annotations

from datetime import UTC, date, datetime

from vigie.codes import PROFILES
from vigie.domains.campaigns.access import NINE
from vigie.domains.campaigns.models import Campaign, Season
from vigie.facts.geography import Tree, build_tree

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
YEAR = "2026-2027"
WHO = {"declared_by": "person:1", "declared_at": NOW}


def skeleton() -> Tree:
    """The national tree, without a school."""
    return build_tree(None, TODAY)


def one(code: str, territory: str = "dep:25", **said: object) -> Campaign:
    """A declared campaign, by default the positioning of public secondary teachers."""
    values: dict[str, object] = {
        "profile": "2D_PUBLIC",
        "pathway": "POSITIONING",
        "season": Season.TWO,
        "school_year": YEAR,
    }
    return Campaign.objects.create(code=code, territory=territory, **{**values, **said, **WHO})  # type: ignore[misc]  # values fit their names


def all_of(territory: str = "dep:25") -> list[Campaign]:
    """Forty-five campaigns: nine pathways by five profiles."""
    number = territory.partition(":")[2]
    return Campaign.objects.bulk_create(
        Campaign(
            code=f"Z{number}{rank}{pathway.order}",
            territory=territory,
            profile=profile,
            pathway=pathway.code,
            school_year=YEAR,
            **WHO,
        )
        for rank, profile in enumerate(PROFILES)
        for pathway in NINE
    )
