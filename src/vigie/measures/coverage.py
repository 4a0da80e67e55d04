"""Coverage of items, and how many people sent what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from vigie.measures.cube import Item
from vigie.measures.definition import Coverage
from vigie.measures.figure import Alternative, Figure
from vigie.measures.printed import Part, Standing
from vigie.measures.reading import Reading, Target
from vigie.measures.shape import ALL_PROFILES
from vigie.measures.standing import SHARE

_FINEST_FIRST = ("subject", "competence", "domain", "overall")
_ENOUGH = 1e-9


@dataclass(frozen=True)
class Sent:
    """An item that someone of a profile sent, and what stands for it."""

    item: Item
    profile: int
    standing: Standing

    @property
    def part(self) -> Part:
        return self.standing.part

    @property
    def is_published(self) -> bool:
        """Whether a published line is in it: people's rows name no import of their own."""
        return bool(self.part.imports)


def senders(
    reading: Reading,
    blank: Figure,
    target: Target,
    profile: int,
    pathway: str | None,
    item: tuple[str, str] | None,
) -> Figure:
    """People behind a coverage: those of the item most sent, profile by profile."""
    if profile == ALL_PROFILES and item is None:
        parts = [
            senders(reading, blank, target, each, pathway, item) for each in range(ALL_PROFILES)
        ]
        known = [part for part in parts if part.status == "ok"]
        if known:
            total = sum(int(part.value or 0) for part in known)
            return replace(
                known[0],
                value=total,
                numerator=total,
                people=total,
                as_of=max(part.as_of for part in known if part.as_of),
                imports=tuple(sorted({each for part in known for each in part.imports})),
                present=sum(part.present or 0 for part in known),
                expected=reading.cube.shape.expected(target.pos, profile),
            )
    found = _found(reading, target, profile, pathway, item)
    if not found:
        return blank
    most: dict[int, Sent] = {}
    for each in found:
        known_most = most.get(each.profile)
        if known_most is None or each.part.values[1] > known_most.part.values[1]:
            most[each.profile] = each
    total = sum(each.part.values[1] for each in most.values())
    alone = next(iter(most.values())).standing if len(most) == 1 else None
    return replace(
        blank,
        value=total,
        numerator=total,
        status="ok",
        people=total,
        **_support(reading, found, target, profile, pathway),
        alternatives=reading.alternatives(alone, lambda part: part.values[1]) if alone else (),
    )


def level_of(reading: Reading, target: Target, profile: int, pathway: str | None) -> str | None:
    """The level of the items that make the coverage of a place; None where nothing was sent."""
    found = _found(reading, target, profile, pathway, None)
    return found[0].item.level if found else None


def _found(
    reading: Reading,
    target: Target,
    profile: int,
    pathway: str | None,
    item: tuple[str, str] | None,
) -> list[Sent]:
    """Items with sendings at a place: those asked, at the level that stands. See `_levels`."""
    levels = _levels(reading, target, profile, pathway, item)
    return levels[0] if levels else []


def _levels(
    reading: Reading,
    target: Target,
    profile: int,
    pathway: str | None,
    item: tuple[str, str] | None,
) -> list[list[Sent]]:
    """Items with sendings at a place, level by level: the level that stands, then the others.

    A published table gives subjects. They stand where they are whole, that is known in every
    expected unit; otherwise the level that most people sent does, the finest of several.

    Several items of all profiles are read profile by profile, as each has its own subjects,
    unless what stands for all profiles together knows more units; one item of all profiles is
    read as it stands for all. An item known in fewer units than the
    others of its profile (one département's, beside the nation's) is left out of their sum.
    """
    single = item is not None and item[0] != "referential"
    items = [each for each in reading.cube.items.values() if asks_for(each, item)]
    sent = _sent(reading, target, profile, pathway, items)
    if profile == ALL_PROFILES and not single:
        each_of = (_sent(reading, target, one, pathway, items) for one in range(ALL_PROFILES))
        apart = [found for sent_by in each_of for found in sent_by]
        if _units(apart) + _ENOUGH >= _units(sent):
            sent = apart
    levels: dict[str, list[Sent]] = {}
    for each in sent:
        levels.setdefault(each.item.level, []).append(each)
    expected = reading.cube.shape.expected(target.pos, profile)

    def rank(level: str) -> tuple[bool, int, int]:
        found = levels[level]
        published = any(each.is_published for each in found)
        whole = _units(found) + _ENOUGH >= expected
        return published and whole, _people(found), -_FINEST_FIRST.index(level)

    return [_widely_known(levels[name]) for name in sorted(levels, key=rank, reverse=True)]


def _people(found: list[Sent]) -> int:
    """People of the item most sent, profile by profile."""
    most: dict[int, int] = {}
    for each in found:
        most[each.profile] = max(most.get(each.profile, 0), each.part.values[1])
    return sum(most.values())


def _widely_known(found: list[Sent]) -> list[Sent]:
    widest = {each.profile: 0.0 for each in found}
    for each in found:
        widest[each.profile] = max(widest[each.profile], each.part.present)
    return [each for each in found if each.part.present >= widest[each.profile] - _ENOUGH]


def _sent(
    reading: Reading, target: Target, profile: int, pathway: str | None, items: Iterable[Item]
) -> list[Sent]:
    found = []
    for item in items:
        standing = reading.standing("coverage", item.name, target, profile, pathway)
        if standing is None or (target.minus and standing.printed):
            continue  # a published figure says nothing of where in the territory people are
        if standing.part.values[1] > 0:
            found.append(Sent(item, profile, standing))
    return found


def coverage(
    reading: Reading,
    wanted: Coverage,
    target: Target,
    profile: int,
    pathway: str | None,
    item: tuple[str, str] | None,
) -> Figure:
    """The share reached of one item, or of all of those that fit: see `definition.Coverage`."""
    blank = reading.blank(wanted, target)
    levels = _levels(reading, target, profile, pathway, item)
    if not levels:
        return _nothing_sent(reading, blank, profile, item)
    found = levels[0]
    over, under = _mean(wanted, found)
    return replace(
        blank,
        value=over / (under * SHARE),
        numerator=over / SHARE,
        denominator=under,
        status="ok",
        people=max(sendings for _, sendings in _by_item(found).values()),
        **_support(reading, found, target, profile, pathway),
        alternatives=reading.alternatives(found[0].standing, _share)
        if len(found) == 1 and len(levels) == 1
        else tuple(_other_source(reading, wanted, levels, target, profile, pathway)),
    )


def _mean(wanted: Coverage, found: list[Sent]) -> tuple[float, int]:
    """Sum of shares (in ten-thousandths), and what it is divided by."""
    items = _by_item(found).values()
    if wanted.rule == "senders":
        return sum(shares for shares, _ in items), sum(sendings for _, sendings in items)
    return sum(shares / sendings for shares, sendings in items), len(items)


def _by_item(found: list[Sent]) -> dict[str, tuple[int, int]]:
    items: dict[str, tuple[int, int]] = {}
    for each in found:
        shares, sendings = items.get(each.item.name, (0, 0))
        items[each.item.name] = shares + each.part.values[0], sendings + each.part.values[1]
    return items


def _other_source(
    reading: Reading,
    wanted: Coverage,
    levels: list[list[Sent]],
    target: Target,
    profile: int,
    pathway: str | None,
) -> Iterator[Alternative]:
    """What the exports say where a published table stands, and the other way round."""
    found, *others = levels
    published = any(each.is_published for each in found)
    for other in others:
        if any(each.is_published for each in other) == published:
            continue
        over, under = _mean(wanted, other)
        held = _support(reading, other, target, profile, pathway)
        yield Alternative(
            kind="sum" if published else "printed",
            value=over / (under * SHARE),
            as_of=held["as_of"],
            present=_units(other),
            imports=held["imports"],
            people=max(sendings for _, sendings in _by_item(other).values()),
            level=other[0].item.level,
        )
        return


def _support(
    reading: Reading, found: list[Sent], target: Target, profile: int, pathway: str | None
) -> dict[str, Any]:
    """What a coverage of several items rests on: the units of the most sent, all the files."""
    parts = [each.part for each in found]
    basis = replace(
        parts[0],
        present=_units(found),
        newest=max(part.newest for part in parts),
        imports=frozenset(no for part in parts for no in part.imports),
        people=any(part.people for part in parts),
    )
    items = [each.item.name for each in found if each.part.people]
    return reading.support(basis, "coverage", target, profile, pathway, items)


def _units(found: Iterable[Sent]) -> float:
    """Units of the most widely known item, profile by profile."""
    present: dict[int, float] = {}
    for each in found:
        present[each.profile] = max(present.get(each.profile, 0.0), each.part.present)
    return sum(present.values())


def _nothing_sent(
    reading: Reading, blank: Figure, profile: int, item: tuple[str, str] | None
) -> Figure:
    """Why there is no coverage: not in this profile's pathway, or nobody sent."""
    if item is None or profile == ALL_PROFILES:
        return blank
    asked = {each.name for each in reading.cube.items.values() if asks_for(each, item)}
    frames = reading.cube.frames
    known = any(held == profile for held, _ in frames)
    if known and not any((profile, name) in frames for name in asked):
        return blank.emptied("not_applicable", "Absent du parcours de ce profil.")
    return blank


def asks_for(item: Item, asked: tuple[str, str] | None) -> bool:
    """Whether an item is among those asked for, as (level, label); None asks for all."""
    if asked is None:
        return True
    level, label = asked
    if level == "referential":
        return item.referential == label and item.level != "overall"
    return item.level == level and item.label == label


def _share(part: Part) -> float | None:
    return part.values[0] / part.values[1] / SHARE if part.values[1] else None
