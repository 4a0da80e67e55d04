"""Invented people and schools, the same for the same arguments: the matter of every benchmark.

The territories are the real skeleton (nation, régions académiques, académies, départements) with
invented schools below: 1,300 circonscriptions of primary schools, 400 bassins of secondary ones.
States are drawn in the proportions printed for the twelve départements of TNE.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl

from vigie.codes import PROFILES, uai_letter
from vigie.facts.skeleton import areas_on

ON = date(2026, 11, 2)
"""The day of the directory and of the first exports."""
ITEMS = tuple(f"c_subject_{n:02}" for n in range(1, 23))
SECOND_DEGREE_ONLY = ITEMS[-4:]
"""Items that only campaigns of the second degree have."""
PRIMARY, SECONDARY = 48_000, 12_000
DISTRICTS, BASINS = 1_300, 400
FUNNEL = (3_240, 499, 2_754)
"""Started, finished, sent: the proportions printed for TNE."""
TARGETED = 12
"""Skills targeted by each item: a share is so many mastered out of these."""
UNPLACED = 0.1
"""Share of people without a school: they stay in the département of their campaign."""
_SEED = 20_261_102
_UAI_PREFIX = {"2A": "620", "2B": "720"}


@dataclass(frozen=True)
class Campaign:
    """An export for one profile in one département."""

    code: str
    profile: str
    department: str

    @property
    def territory(self) -> str:
        return f"dep:{self.department}"

    @property
    def items(self) -> tuple[str, ...]:
        """The items of its frame."""
        return ITEMS if self.profile.startswith("2D") else ITEMS[: -len(SECOND_DEGREE_ONLY)]


def departments() -> list[str]:
    """Codes of the départements of the national programme, in the order of the skeleton."""
    found = [a.code for a in areas_on(ON) if a.level == "department" and a.expected]
    return sorted(code.removeprefix("dep:") for code in found)


def campaigns() -> list[Campaign]:
    """One campaign per profile and département."""
    pairs = [(profile, code) for code in departments() for profile in PROFILES]
    return [Campaign(f"BENCH{n:04}", *pair) for n, pair in enumerate(pairs, start=1)]


def _spread(total: int, weights: np.ndarray) -> np.ndarray:
    """Whole numbers, at least one each, in proportion to the weights, adding up to `total`."""
    counts = 1 + np.floor((total - len(weights)) * weights / weights.sum()).astype(int)
    counts[: total - counts.sum()] += 1
    return counts


def schools() -> pl.DataFrame:
    """A directory of 60,000 schools: rows of the family `schools`."""
    draw = np.random.default_rng(_SEED)
    codes = departments()
    weights = draw.gamma(2.0, size=len(codes))
    numbers = dict.fromkeys(codes, 0)
    frames = []
    for degree, total, groups, prefix in (
        ("1D", PRIMARY, DISTRICTS, "district"),
        ("2D", SECONDARY, BASINS, "basin"),
    ):
        schools_of, groups_of = _spread(total, weights), _spread(groups, weights)
        for code, many, few in zip(codes, schools_of, groups_of, strict=True):
            start = _UAI_PREFIX.get(code, code.zfill(3))
            whole = [int(start) * 10_000 + numbers[code] + n for n in range(1, many + 1)]
            numbers[code] += many
            member = [f"{prefix[:2].upper()}{code.zfill(3)}{n % few:02}" for n in range(many)]
            frames.append(
                pl.DataFrame(
                    {
                        "uai": [f"{number:07}{uai_letter(number)}" for number in whole],
                        "name": [f"École inventée {number}" for number in whole],
                        "sector": ["private" if n % 7 == 0 else "public" for n in range(many)],
                        "degree": degree,
                        "department": code,
                        prefix: member,
                        f"{prefix}_name": [f"Groupe {name}" for name in member],
                    }
                )
            )
    frame = pl.concat(frames, how="diagonal")
    return frame.with_columns(line=pl.int_range(2, frame.height + 2, dtype=pl.Int32))


def participations(
    directory: pl.DataFrame, exports: list[Campaign], people: int, *, seed: int = 1
) -> list[pl.DataFrame]:
    """The rows of each export: `people` in all, each met once; see the family `participations`."""
    draw = np.random.default_rng([_SEED, seed])
    homes = {
        (degree, code): rows["uai"].to_numpy()
        for (degree, code), rows in directory.group_by("degree", "department")
    }
    sizes = _spread(people, draw.gamma(4.0, size=len(exports)))
    persons = np.unique(draw.integers(-(2**63), 2**63 - 1, size=people + 100))[:people]
    draw.shuffle(persons)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return [
        _export(draw, campaign, persons[start:end], homes)
        for campaign, start, end in zip(exports, starts, starts[1:], strict=False)
    ]


def _export(
    draw: np.random.Generator,
    campaign: Campaign,
    persons: np.ndarray,
    homes: dict[tuple[object, ...], np.ndarray],
) -> pl.DataFrame:
    size = len(persons)
    uais = homes["1D" if campaign.profile.startswith("1D") else "2D", campaign.department]
    state = draw.choice(3, size=size, p=np.array(FUNNEL) / sum(FUNNEL)).astype(np.int8)
    sent = state == 2
    begun = datetime(2026, 9, 1, 8, tzinfo=UTC)
    minutes = draw.integers(0, 60 * 24 * 60, size=size)
    active = pl.Series([begun + timedelta(minutes=int(m)) for m in minutes]).cast(
        pl.Datetime("us", "UTC")
    )
    absent = pl.Series(~sent)
    shares = np.round(np.arange(TARGETED + 1) * 10_000 / TARGETED).astype(np.uint16)
    frame = pl.DataFrame(
        {
            "campaign": [campaign.code] * size,
            "person": persons,
            "state": state,
            "started_on": active.dt.date(),
            "shared_at": active,
            "active_at": active,
            "sendings": sent.astype(np.int16),
            "uai": draw.choice(uais, size=size),
            "line": np.arange(2, size + 2, dtype=np.int32),
            **{item: shares[draw.integers(0, TARGETED + 1, size=size)] for item in campaign.items},
        }
    )
    unplaced = pl.Series(draw.random(size) < UNPLACED)
    return frame.with_columns(
        pl.when(absent).then(None).otherwise(pl.col("shared_at", *campaign.items)).name.keep(),
        uai=pl.when(unplaced).then(None).otherwise("uai"),
    )


def frames_of(campaign: Campaign) -> pl.DataFrame:
    """The rows of the family `items` for one campaign."""
    rows = [
        {
            "campaign": campaign.code,
            "item": item,
            "level": "subject",
            "label": f"Sujet {item[-2:]}",
            "referential": "CRCN" if place < 11 else "CRCN-EDU",
            "position": place,
        }
        for place, item in enumerate(campaign.items)
    ]
    return pl.DataFrame(rows).with_columns(pl.col("position").cast(pl.Int16))
