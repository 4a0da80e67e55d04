"""From a reading to what would be committed: dates, contexts, rules and warnings applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from vigie.facts import coherence
from vigie.facts.campaign_context import (
    Options,
    common,
    previous_contexts,
    resolve_contexts,
)
from vigie.facts.contracts import empty, family_named
from vigie.facts.known import Known
from vigie.facts.ledger import CampaignContext
from vigie.facts.snapshots import KEYS, PIX_SOURCES, dated, latest
from vigie.periods import PARIS
from vigie.sources.problems import Notice, Problem
from vigie.sources.reading import Reading

# Files that carry no date by nature: they are true on the day they are given.
_UNDATED_SOURCES = ("schools", "roster", "campaigns")
_DATED_FAMILIES = ("funnels", "headcounts", "coverages")
# Options that say something of the people of a file, although it is of no campaign.
_WHOLE_FILE = {"pix-certifications": ("territory", "profile")}
_VALUES = {"headcounts": "headcount", "coverages": "coverage"}


@dataclass(frozen=True)
class Checked:
    """What a file comes to once everything is known of it; `frames` hold only the good rows.

    `refused_lines` are all of them, even those whose problem is past the limit of the list;
    `unlisted` is the entry that stands for these. `whole` is what holds for all the file.
    """

    frames: dict[str, pl.DataFrame]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    contexts: tuple[CampaignContext, ...]
    whole: Options
    as_of: date | None
    as_of_origin: str
    rows_read: int
    refused_lines: frozenset[int]
    unlisted: tuple[Problem, ...] = ()

    @property
    def rows_refused(self) -> int:
        return len(self.refused_lines)


def check(
    known: Known,
    reading: Reading,
    frames: dict[str, pl.DataFrame],
    options: Options,
    *,
    name: coherence.Name,
    as_of: date | None,
    now: datetime,
) -> Checked:
    """Applies to the frames of a reading all that does not depend on the file alone.

    `name` says how people call a territory; `as_of` is the date the person gave, if any; `now`
    bounds every date.
    """
    today = now.astimezone(PARIS).date()
    notices = list(reading.notices)
    problems: list[Problem] = []

    resolved, origin = _as_of(reading, as_of, today)
    if origin == "import":
        notices.append(_dated_today(today))
    frames = {family: frame for family, frame in frames.items() if frame.height}
    if resolved is None:
        # With no good line there is nothing to date: the lines have their own errors. The items
        # of a campaign are read from its header alone.
        problems.extend([_NO_DATE] if frames.keys() - {"items"} else [])
    elif resolved > today and origin != "column":
        problems.append(_future(resolved, None))
    for family in _DATED_FAMILIES:
        if family in frames and resolved is not None:
            frames[family], said = _date_rows(frames[family], resolved, origin)
            notices.extend(said)
            problems.extend(_future_rows(frames[family], today))
    notices.extend(_apply_options(reading.source, frames, options))
    if "campaigns" in frames:
        problems.extend(
            coherence.campaign_problems(frames["campaigns"], _dated(known, "campaigns"), today)
        )
    bad = {problem.line for problem in problems if problem.line is not None}
    if bad:
        frames = {family: _without(frame, bad) for family, frame in frames.items()}
        frames = {family: frame for family, frame in frames.items() if frame.height}
    if origin == "column" and bad:
        days = [f.get_column("as_of").max() for n, f in frames.items() if n in _DATED_FAMILIES]
        kept = [value for value in days if isinstance(value, date)]
        resolved = max(kept) if kept else resolved

    contexts: tuple[CampaignContext, ...] = ()
    if reading.source in PIX_SOURCES:
        contexts, about = _contexts(reading, options, known, today)
        notices.extend(about)
    if resolved is not None:
        notices.extend(_coherence(reading, frames, contexts, known, resolved, name))
    unlisted = tuple(problem for problem in reading.problems if problem.line is None)
    listed = [*problems, *(problem for problem in reading.problems if problem.line is not None)]
    return Checked(
        frames=frames,
        problems=(*sorted(listed, key=lambda problem: problem.line or 0), *unlisted),
        notices=tuple(dict.fromkeys(notices)),
        contexts=contexts,
        whole=_whole(reading.source, contexts, options),
        as_of=resolved,
        as_of_origin=origin,
        rows_read=reading.rows_read,
        refused_lines=reading.refused_lines | frozenset(bad),
        unlisted=unlisted,
    )


def _dated(known: Known, family: str) -> pl.DataFrame:
    return dated(known.rows(family), known.active)


_NO_DATE = Problem(
    line=None,
    column="as_of",
    value=None,
    message="Rien dans ce fichier ne dit à quelle date il est vrai.",
    remedy=(
        "Indiquez la date d’extraction (option --as-of, par exemple --as-of 2024-03-15), ou "
        "ajoutez une colonne as_of."
    ),
)


def _as_of(reading: Reading, given: date | None, today: date) -> tuple[date | None, str]:
    if given is not None:
        return given, "option"
    if reading.as_of is not None:
        return reading.as_of, reading.as_of_origin or "content"
    if reading.source in _UNDATED_SOURCES:
        return today, "import"
    return None, ""


def _dated_today(today: date) -> Notice:
    return Notice(
        code="dated_today",
        message=(
            f"Ce fichier ne porte pas de date\u00a0: il est daté du jour de l’import "
            f"({coherence.day(today)})."
        ),
    )


def _future(value: date, line: int | None) -> Problem:
    return Problem(
        line=line,
        column="as_of",
        value=value.isoformat(),
        message=f"La date {coherence.day(value)} est dans le futur.",
        remedy="Corrigez la date, ou vérifiez l’horloge de cet ordinateur.",
    )


def _date_rows(frame: pl.DataFrame, as_of: date, origin: str) -> tuple[pl.DataFrame, list[Notice]]:
    """The frame with a date on each row; a date given by the person wins over the column."""
    if "as_of" not in frame.columns:
        return frame.with_columns(pl.lit(as_of).alias("as_of")), []
    if origin != "option":
        return frame.with_columns(pl.col("as_of").fill_null(as_of)), []
    other = frame.filter(pl.col("as_of") != as_of)
    said = []
    if other.height:
        found = other.get_column("as_of").min()
        shown = coherence.day(found) if isinstance(found, date) else ""
        said.append(
            Notice(
                code="as_of_overridden",
                message=(
                    f"La date indiquée ({coherence.day(as_of)}) remplace celle de la colonne as_of "
                    f"({shown}) sur {coherence.lines(other.height)}."
                ),
                column="as_of",
            )
        )
    return frame.with_columns(pl.lit(as_of).alias("as_of")), said


def _future_rows(frame: pl.DataFrame, today: date) -> Iterator[Problem]:
    late = frame.filter(pl.col("as_of") > today)
    for line, value in late.select("line", "as_of").unique().sort("line").iter_rows():
        yield _future(value, line)


def _whole(source: str, contexts: tuple[CampaignContext, ...], options: Options) -> Options:
    names = ("territory", "profile", "pathway")
    if source in PIX_SOURCES:
        return Options(**{name: common(contexts, name) for name in names})
    return Options(**{name: options.get(name) for name in _WHOLE_FILE.get(source, ())})


def _apply_options(
    source: str, frames: dict[str, pl.DataFrame], options: Options
) -> Iterator[Notice]:
    """On a table, an option fills what its rows leave open; where they say all, it is moot."""
    if source in PIX_SOURCES:
        return
    used = set(_WHOLE_FILE.get(source, ()))
    if options.pathway:
        for name in ("funnels", "coverages"):
            if name in frames and "pathway" in frames[name].columns:
                used.add("pathway")
                frames[name] = frames[name].with_columns(
                    pl.col("pathway").fill_null(options.pathway)
                )
    for name, word in (("territory", "territoire"), ("profile", "profil"), ("pathway", "parcours")):
        if options.get(name) and name not in used:
            yield Notice(
                code="option_ignored",
                message=(
                    f"L’option «\u00a0{word}\u00a0» est sans objet pour ce fichier\u00a0: "
                    "il le dit lui-même."
                ),
                column=name,
            )


def _without(frame: pl.DataFrame, lines: set[int]) -> pl.DataFrame:
    return frame.filter(~pl.col("line").is_in(sorted(lines)).fill_null(value=False))


def _contexts(
    reading: Reading, options: Options, known: Known, today: date
) -> tuple[tuple[CampaignContext, ...], tuple[Notice, ...]]:
    held = latest(_dated(known, "campaigns"), KEYS["campaigns"], today)
    return resolve_contexts(
        [found.campaign for found in reading.campaigns],
        options,
        {row["campaign"]: row for row in held.iter_rows(named=True)},
        previous_contexts(known.active),
        {found.campaign: found.pathway for found in reading.campaigns if found.pathway},
        # A collection of profiles follows no pathway: nothing is missing when none is known.
        quiet=("pathway",) if reading.source == "pix-profiles" else (),
    )


def _coherence(
    reading: Reading,
    frames: Mapping[str, pl.DataFrame],
    contexts: tuple[CampaignContext, ...],
    known: Known,
    as_of: date,
    name: coherence.Name,
) -> Iterator[Notice]:
    codes = [context.campaign for context in contexts]
    yield from coherence.older_snapshots(reading.source, codes, as_of, known.active)
    for family in _DATED_FAMILIES:
        if family not in frames:
            continue
        before = _dated(known, family)
        if before.is_empty():
            continue
        yield from coherence.older_rows(family, frames[family], before)
        if family in _VALUES:
            yield from coherence.corrected_rows(
                family, _VALUES[family], frames[family], before, name
            )
    if "headcounts" in frames:
        yield from coherence.headcount_jumps(
            frames["headcounts"], _dated(known, "headcounts"), name
        )
    new = {
        "funnels": _funnels(frames, contexts, as_of),
        "headcounts": frames.get("headcounts", empty("headcounts")),
    }
    if any(frame.height for frame in new.values()):
        before_pair = {key: _dated(known, key) for key in ("funnels", "headcounts")}
        told = {each.line for each in reading.notices if each.code == coherence.ABOVE_HEADCOUNT}
        yield from coherence.participants_above_headcount(new, before_pair, name, told)


def _funnels(
    frames: Mapping[str, pl.DataFrame], contexts: tuple[CampaignContext, ...], as_of: date
) -> pl.DataFrame:
    """Participants by state: those of the file, or those counted in its person rows."""
    if "funnels" in frames:
        return frames["funnels"]
    schema = family_named("funnels").schema
    if "participations" not in frames:
        return empty("funnels")
    counted = {
        (row["campaign"], row["state"]): row["len"]
        for row in frames["participations"]
        .group_by("campaign", "state")
        .len()
        .iter_rows(named=True)
    }
    rows = [
        {
            "territory": context.territory,
            "profile": context.profile,
            "pathway": context.pathway,
            "as_of": as_of,
            "started_not_finished": counted.get((context.campaign, 0), 0),
            "finished_not_sent": counted.get((context.campaign, 1), 0),
            "finished_sent": counted.get((context.campaign, 2), 0),
        }
        for context in contexts
        if context.territory and context.profile
    ]
    return pl.DataFrame(rows, schema=schema)
