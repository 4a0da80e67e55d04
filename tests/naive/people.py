"""Who counts where, one person at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from naive.places import DEGREE, LABEL, Places, staff_on
from naive.world import Campaign, Declarations, Declared, Export, Item, Staff, World

UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Known:
    """A campaign in force on a day, with its context settled."""

    no: int
    as_of: date
    campaign: Campaign
    territory: str | None
    profile: str
    pathway: str


@dataclass(frozen=True)
class Counted:
    """A person, in one campaign or over several."""

    person: int
    pathway: str
    profile: str
    place: str
    fine: bool
    state: int
    active_at: datetime
    order: tuple[object, ...]
    results: dict[Item, int]
    no: int


def in_force(world: World, on: date, places: Places) -> list[Known]:
    """The newest export of each campaign, among those that are not after a day."""
    newest: dict[str, tuple[tuple[date, int], Campaign]] = {}
    for no, each in world.standing():
        if isinstance(each, Export) and each.as_of <= on:
            for campaign in each.campaigns:
                held = newest.get(campaign.code)
                if held is None or (each.as_of, no) > held[0]:
                    newest[campaign.code] = ((each.as_of, no), campaign)
    return [
        settled(world, no, as_of, campaign, places) for (as_of, no), campaign in newest.values()
    ]


def settled(world: World, no: int, as_of: date, campaign: Campaign, places: Places) -> Known:
    """For whom and where: said at import, else declared, else said at another import."""
    declared = declared_as(world, campaign.code)
    others = [
        other
        for _no, each in world.standing()
        if isinstance(each, Export)
        for other in each.campaigns
        if other.code == campaign.code
    ]

    def first(name: str) -> str | None:
        said = [getattr(campaign, name), getattr(declared, name, None)]
        said += [getattr(other, name) for other in reversed(others)]
        return next((value for value in said if value), None)

    territory = first("territory")
    if territory == LABEL:
        territory = None  # a label is no part of the tree: anyone may be anywhere
    if territory is not None and territory not in places:
        became = places.successor(territory)
        territory = became[0] if became else None
    profile = first("profile")
    return Known(
        no,
        as_of,
        campaign,
        territory,
        profile if profile in DEGREE else UNKNOWN,  # type: ignore[arg-type]  # None is in no dict
        first("pathway") or UNKNOWN,
    )


def declared_as(world: World, code: str) -> Declared | None:
    """The newest declaration of a campaign, even one made after the export."""
    found: tuple[date, Declared] | None = None
    for _no, each in world.standing():
        if isinstance(each, Declarations):
            for declared in each.campaigns:
                if declared.code == code and (found is None or each.as_of >= found[0]):
                    found = (each.as_of, declared)
    return found[1] if found else None


def rows(world: World, known: Iterable[Known], places: Places, on: date) -> list[Counted]:
    """A row for each person of each campaign in force. `on` is the day of the roster."""
    staff = staff_on(world, on)
    found = []
    for each in known:
        for answer in each.campaign.answers:
            works = staff.get(answer.person)
            profile = each.profile
            if profile == UNKNOWN and works and works.profile:
                profile = works.profile
            place, fine = place_of(answer.uai, works, profile, places)
            within = each.territory or "FR"
            if place is None or not places.inside(place, within):
                place, fine = within, False
            results = {}
            if answer.state == 2:
                results = dict(zip(each.campaign.items, answer.shares, strict=True))
            found.append(
                Counted(
                    answer.person, each.pathway, profile, place, fine, answer.state,
                    answer.active_at, (each.no, each.campaign.code), results, each.no,
                )
            )  # fmt: skip
    return found


def place_of(
    typed: str | None, works: Staff | None, profile: str, places: Places
) -> tuple[str | None, bool]:
    """The school typed, else the roster's; else the roster's group; else a département."""
    uai = typed or (works.uai if works else None)
    if f"uai:{uai}" in places:
        return f"uai:{uai}", True
    department = uai[1:3] if uai else (works.department if works else None)
    if department is None or f"dep:{department}" not in places:
        return None, False
    groups = []
    if works:
        groups = [("circo", works.district), ("bassin", works.basin)]
        if DEGREE.get(profile) == "2D":
            groups.reverse()
    for prefix, group in groups:
        code = f"{prefix}:{group}"
        if group and code in places and places.parent[code] == f"dep:{department}":
            return code, True
    return f"dep:{department}", False


def once_per_pathway(found: Iterable[Counted]) -> list[Counted]:
    """A person once per pathway: furthest state, latest place, results of the latest sending."""
    groups: dict[tuple[int, str], list[Counted]] = {}
    for row in found:
        groups.setdefault((row.person, row.pathway), []).append(row)
    return [merged(group) for group in groups.values()]


def once_over_pathways(people: Iterable[Counted], order: list[str]) -> list[Counted]:
    """A person once over all pathways; of two activities at one instant, the later pathway."""
    groups: dict[int, list[Counted]] = {}
    for row in people:
        groups.setdefault(row.person, []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: order.index(row.pathway))
    return [merged(group, by_order=False) for group in groups.values()]


def merged(group: list[Counted], *, by_order: bool = True) -> Counted:
    if by_order:
        group = sorted(group, key=lambda row: row.order)  # type: ignore[arg-type,return-value]  # (number, code)
    group = sorted(group, key=lambda row: row.active_at)
    last = group[-1]
    sendings = [row for row in group if row.state == 2]
    return Counted(
        last.person,
        last.pathway,
        last.profile,
        last.place,
        last.fine,
        max(row.state for row in group),
        last.active_at,
        last.order,
        sendings[-1].results if sendings else {},
        last.no,
    )
