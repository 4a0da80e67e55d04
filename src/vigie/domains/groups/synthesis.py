"""From true counts to what is shown: each figure moved once at random, then put in bands.

What is kept is this and nothing else; the true counts stay nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from functools import partial
from itertools import pairwise

from vigie.domains.compliance.policies import FLOOR, GroupPolicy
from vigie.domains.groups.counting import Counted
from vigie.domains.groups.noise import Noise, silence, two_sided

REPRESENTATIVE = Fraction(1, 3)
"""Answers over listed people under which a reader is warned (seeds/001, l. 597: 3 of 12)."""
_ORDER = ("overall", "referential", "domain", "competence")
Reference = Mapping[str, tuple[int, int]]
"""Entry → people who master it and people who answered, in a territory, both moved at random."""


@dataclass(frozen=True)
class Band:
    """One of equal bands of a share: `rank` from 0 to `of` - 1."""

    rank: int
    of: int

    @property
    def label(self) -> str:
        """« 20 à 40 % », « moins d’un tiers »."""
        if self.of == 3:
            return ("moins d’un tiers", "d’un à deux tiers", "plus de deux tiers")[self.rank]
        low, high = (round(100 * end / self.of) for end in (self.rank, self.rank + 1))
        return f"{low} à {high}\u00a0%"


@dataclass(frozen=True)
class Line:
    """An entry as shown. `band` is None where too few people have it in their campaign."""

    level: str
    referential: str
    label: str
    band: Band | None
    reference: Band | None = None

    @property
    def key(self) -> str:
        return f"{self.level}|{self.referential}|{self.label}"


@dataclass(frozen=True)
class Shown:
    """All that a trainer may ever see of a group.

    `participants`, `finished`, `sent`: bands of numbers of people, in words. `sent_of_finished`,
    `sent_of_listed`: bands of shares. `lines`: lowest bands first, then by name.
    """

    participants: str
    finished: str
    sent: str
    sent_of_finished: Band | None
    sent_of_listed: Band
    is_representative: bool
    lines: tuple[Line, ...] = field(default=())

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Shown:
        kept = json.loads(text)
        lines = tuple(
            Line(**{**line, "band": _band(line["band"]), "reference": _band(line["reference"])})
            for line in kept.pop("lines")
        )
        kept["sent_of_finished"] = _band(kept["sent_of_finished"])
        kept["sent_of_listed"] = _band(kept["sent_of_listed"])
        return cls(**kept, lines=lines)


def _band(kept: dict[str, int] | None) -> Band | None:
    return None if kept is None else Band(**kept)


def noise_of(policy: GroupPolicy) -> Noise:
    """The draws that a policy asks for."""
    return partial(two_sided, policy.ratio) if policy.noisy else silence


def draw(
    counted: Counted,
    policy: GroupPolicy,
    *,
    listed: int,
    noise: Noise,
    reference: Reference | None = None,
) -> Shown | None:
    """What is shown of a group, None when too few people answered. `listed`: lines of the list.

    Each figure takes its own draw, in a fixed order, whether it is shown in the end or not.
    """
    participants, finished = counted.participants + noise(), counted.finished + noise()
    blocks = [n + noise() for n in counted.blocks]
    mastered = moved(counted, noise)
    sent = blocks[0]
    if not _enough(counted.sent, sent, policy):
        return None
    lines = []
    for entry, met in zip(counted.entries, mastered, strict=True):
        block = entry.block if entry.like is None else counted.entries[entry.like].block
        answered = blocks[block]
        shown = _enough(counted.blocks[block], answered, policy)
        band = band_of(met, answered, policy) if shown else None
        beside = (reference or {}).get(entry.key)
        lines.append(
            Line(
                entry.level,
                entry.referential,
                entry.label,
                band,
                band_among(*beside, band.of) if beside and band else None,
            )
        )
    return Shown(
        participants=size_label(participants, policy),
        finished=size_label(finished, policy),
        sent=size_label(sent, policy),
        sent_of_finished=band_of(sent, finished, policy) if finished > 0 else None,
        sent_of_listed=band_among(sent, listed, policy.share_bands),
        is_representative=Fraction(sent, listed) >= REPRESENTATIVE,
        lines=tuple(sorted(lines, key=_ascending)),
    )


def moved(counted: Counted, noise: Noise) -> list[int]:
    """Who masters each entry, moved at random; an entry that is another one under another name
    (`like`) is moved with it."""
    drawn = [n + noise() for n in counted.mastered]
    return [
        number if entry.like is None else drawn[entry.like]
        for number, entry in zip(drawn, counted.entries, strict=True)
    ]


def _enough(true: int, moved: int, policy: GroupPolicy) -> bool:
    floor = policy.minimum_answers if policy.hard_floor else FLOOR
    return true >= floor and moved >= policy.minimum_answers


def _ascending(line: Line) -> tuple[object, ...]:
    """Lowest first. Within a band, the order is that of the names: any other would say more than
    the bands do."""
    share = Fraction(line.band.rank, line.band.of) if line.band else Fraction(2)
    return share, _ORDER.index(line.level), line.label, line.referential


def band_of(part: int, whole: int, policy: GroupPolicy) -> Band:
    """The band of a share that the policy shows, for that number of people."""
    bands = policy.few_bands if whole < policy.few_below else policy.share_bands
    return band_among(part, whole, bands)


def band_among(part: int, whole: int, bands: int) -> Band:
    """The band of part / whole; what chance moved beyond 0 or 1 is in the last band on that
    side."""
    return Band(max(0, min(bands - 1, part * bands // whole)), bands)


def size_label(number: int, policy: GroupPolicy) -> str:
    """The band of a number of people, in words."""
    bounds = policy.size_bands
    if number < bounds[0]:
        return f"moins de {bounds[0]}"
    if number >= bounds[-1]:
        return f"{bounds[-1]} ou plus"
    low, high = next(pair for pair in pairwise(bounds) if pair[0] <= number < pair[1])
    return f"{low} à {high - 1}"
