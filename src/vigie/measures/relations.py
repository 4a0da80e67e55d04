"""How counts of people add up: what a reader may subtract from what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from vigie.codes import ALL, PROFILES
from vigie.facts.geography import LABELS

PROFILE = "profile"
UNPLACED = ":unplaced"
_STEPS = (
    ("participants", ("started_not_finished", "finished")),
    ("finished", ("finished_not_sent", "sent")),
    ("participants", ("participants - finished", "finished")),
    ("finished", ("finished - sent", "sent")),
    ("identified", ("identified - placed", "placed")),
    ("certifications", ("certifications - certifications_validated", "certifications_validated")),
    ("profiles_sent", ("profiles_sent - certifiable", "certifiable")),
)
_SAME = (
    ("finished", "completed_one_pathway"),
    ("participants", "identified"),
    ("started_not_finished", "participants - finished"),
    ("finished_not_sent", "finished - sent"),
)


class Places(Protocol):
    """What the relations ask of a tree of territories."""

    def path(self, code: str) -> list[str]: ...
    def positions_at(self, code: str, level: str) -> Sized: ...


@dataclass(frozen=True)
class Count:
    """A number of people: of a measure, at a place, for some dimensions."""

    measure: str
    territory: str
    level: str
    dimensions: frozenset[tuple[str, str]]

    @property
    def order(self) -> tuple[object, ...]:
        return self.measure, self.territory, sorted(self.dimensions)

    def of(self, measure: str) -> Count:
        return Count(measure, self.territory, self.level, self.dimensions)


@dataclass(frozen=True)
class Relation:
    """Parts that add up to a total, which may be on another page (None)."""

    total: Count | None
    parts: tuple[Count, ...]


class _Inside(NamedTuple):
    """Counts of a level inside a territory."""

    measure: str
    dimensions: frozenset[tuple[str, str]]
    territory: str
    level: str


def implied(known: Mapping[Count, int]) -> dict[Count, int]:
    """The counts given, and the steps that two of them give by subtraction."""
    found = dict(known)
    for total, (first, second) in _STEPS:
        for count in list(found):
            whole, one, other = (count.of(name) for name in (total, first, second))
            if whole in found and other in found:
                found.setdefault(one, found[whole] - found[other])
            if whole in found and one in found:
                found.setdefault(other, found[whole] - found[one])
            if one in found and other in found:
                found.setdefault(whole, found[one] + found[other])
    return found


def relations(known: Mapping[Count, int], tree: Places | None) -> Iterator[Relation]:
    """Every addition that the counts allow."""
    if tree is not None:
        yield from _places(known, tree)
    yield from _profiles(known)
    for count in known:
        for total, parts in _STEPS:
            terms = tuple(count.of(name) for name in parts)
            if count.measure == total and all(term in known for term in terms):
                yield Relation(count, terms)
        for name, same in _SAME:
            twin = count.of(same)
            if count.measure == name and known.get(twin) == known[count]:
                yield Relation(count, (twin,))


def _places(known: Mapping[Count, int], tree: Places) -> Iterator[Relation]:
    """Places of a level inside each territory above them, when all of them are there."""
    lines = {count.territory: _above(count.territory, tree) for count in known}
    inside: dict[_Inside, list[Count]] = defaultdict(list)
    for count in known:
        for territory in lines[count.territory]:
            key = _Inside(count.measure, count.dimensions, territory, count.level)
            inside[key].append(count)
    sizes = {(key.territory, key.level): 0 for key in inside}
    for territory, level in sizes:
        sizes[territory, level] = len(tree.positions_at(territory, level))
    totals = {(c.measure, c.dimensions, c.territory): c for c in known}
    for key, parts in inside.items():
        placed = sum(not part.territory.endswith(UNPLACED) for part in parts)
        total = totals.get((key.measure, key.dimensions, key.territory))
        if placed >= sizes[key.territory, key.level] and (total is not None or len(parts) > 1):
            yield Relation(total, tuple(parts))


def _above(territory: str, tree: Places) -> list[str]:
    """What contains a place; the unknown line of a place is inside it."""
    code = territory.removesuffix(UNPLACED)
    labels = [label for label in LABELS if code in LABELS[label].members]
    path = tree.path(code)
    return [*(path if code != territory else path[:-1]), *labels]


def _profiles(known: Mapping[Count, int]) -> Iterator[Relation]:
    """The profiles of a place beside their total."""
    split: dict[Count, dict[str, Count]] = defaultdict(dict)
    for count in known:
        profile = dict(count.dimensions).get(PROFILE, ALL)
        rest = frozenset(pair for pair in count.dimensions if pair[0] != PROFILE)
        split[Count(count.measure, count.territory, count.level, rest)][profile] = count
    for by_profile in split.values():
        if by_profile.keys() >= set(PROFILES):
            total = by_profile.pop(ALL, None)
            yield Relation(total, tuple(by_profile.values()))
