"""What a new file says against what is already known: warnings, and the rules of campaigns.

A warning never blocks: both values stay, and the person decides. `name` says how people call a
territory. Only two rules refuse, both in
the declaration of campaigns: one campaign per combination, and only the positioning in season 1.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date

import polars as pl

from vigie.codes import PATHWAYS, UnknownCode, normalise, pathway_label, profile_label, quoted
from vigie.facts.ledger import ImportRecord
from vigie.facts.snapshots import KEYS, PIX_SOURCES, latest
from vigie.sources.campaigns import When, parse_when
from vigie.sources.problems import Notice, Problem

HEADCOUNT_JUMP = 0.20
ABOVE_HEADCOUNT = "participants_above_headcount"
Name = Callable[[str], str]
_COMBINATION = ("profile", "territory", "pathway", "season")
_SEASON_2_ONLY = {p.code for p in PATHWAYS if p.kind in ("thematic", "final")}


def printed(number: float) -> str:
    """A whole number as the French print it: 40 545, with narrow no-break spaces."""
    return f"{round(number):,}".replace(",", "\u202f")


def day(value: date) -> str:
    return value.strftime("%d/%m/%Y")


def older_snapshots(
    source: str, campaigns: Iterable[str], as_of: date, records: Iterable[ImportRecord]
) -> Iterator[Notice]:
    """One notice per campaign of which a newer snapshot is already there."""
    if source not in PIX_SOURCES:
        return
    active = [record for record in records if record.active and record.source == source]
    for campaign in campaigns:
        series = [record for record in active if campaign in record.campaigns]
        if not series:
            continue
        newest = max(series, key=lambda record: (record.as_of, record.no))
        if newest.as_of > as_of:
            yield Notice(
                code="older_snapshot",
                message=(
                    f"Campagne {quoted(campaign)}\u00a0: cet export date du {day(as_of)}, alors "
                    f"que celui du {day(newest.as_of)} ({newest.import_id}) est déjà là. Il "
                    "complète l’historique et ne change pas les chiffres d’aujourd’hui."
                ),
            )


def older_rows(family: str, new: pl.DataFrame, known: pl.DataFrame) -> Iterator[Notice]:
    """One notice when rows of a dated table are older than what is known of the same thing."""
    keys = KEYS[family]
    newest = known.group_by(keys).agg(pl.col("as_of").max().alias("newest"))
    late = new.join(newest, on=keys, how="inner", nulls_equal=True).filter(
        pl.col("newest") > pl.col("as_of")
    )
    if late.height:
        until = late.get_column("newest").max()
        assert isinstance(until, date)
        yield Notice(
            code="older_snapshot",
            message=(
                "Plus ancien que des chiffres déjà importés pour les mêmes territoires et profils "
                f"({lines(late.height)}, jusqu’au {day(until)})\u00a0: ce fichier complète "
                "l’historique et ne change pas les chiffres d’aujourd’hui."
            ),
            line=_first_line(late),
            column="as_of",
        )


def corrected_rows(
    family: str, value: str, new: pl.DataFrame, known: pl.DataFrame, name: Name = str
) -> Iterator[Notice]:
    """One notice per figure that says otherwise what is known for the same thing and date."""
    keys = [*KEYS[family], "as_of"]
    held = known.sort("import_no", "line").unique(subset=keys, keep="last", maintain_order=True)
    differing = (
        new.join(
            held.select(*keys, pl.col(value).alias("held")), on=keys, how="inner", nulls_equal=True
        )
        .filter(pl.col(value).ne_missing(pl.col("held")))
        .sort("line")
    )
    for row in differing.iter_rows(named=True):
        yield Notice(
            code="replaced_value",
            message=(
                f"{name(row['territory'])}, {profile_label(row['profile'])}, au "
                f"{day(row['as_of'])}\u00a0: {_figure(row['held'])} était déjà importé, "
                f"ce fichier dit {_figure(row[value])}. Les deux sont gardés\u00a0; "
                "le dernier importé est retenu."
            ),
            line=row["line"],
            column=value,
            value=_figure(row[value]),
        )


def headcount_jumps(new: pl.DataFrame, known: pl.DataFrame, name: Name = str) -> Iterator[Notice]:
    """One notice per headcount that moved by more than a fifth since the one before it."""
    if new.is_empty():
        return
    series = pl.concat(
        [
            known.select("territory", "profile", "as_of", "headcount", "import_no", "line"),
            new.select(
                "territory",
                "profile",
                "as_of",
                "headcount",
                pl.lit(2**31 - 1, dtype=pl.Int32).alias("import_no"),
                "line",
            ),
        ]
    ).sort("as_of", "import_no", "line", maintain_order=True)
    series = series.unique(
        subset=["territory", "profile", "as_of"], keep="last", maintain_order=True
    ).with_columns(
        pl.col("headcount").shift(1).over("territory", "profile").alias("before"),
        pl.col("as_of").shift(1).over("territory", "profile").alias("before_on"),
    )
    moved = series.filter(
        (pl.col("import_no") == 2**31 - 1)
        & ((pl.col("headcount") - pl.col("before")).abs() > HEADCOUNT_JUMP * pl.col("before"))
    ).sort("line")
    for row in moved.iter_rows(named=True):
        yield Notice(
            code="headcount_moved",
            message=(
                f"{name(row['territory'])}, {profile_label(row['profile'])}\u00a0: l’effectif "
                f"passe de {printed(row['before'])} (au {day(row['before_on'])}) à "
                f"{printed(row['headcount'])} (au {day(row['as_of'])}), soit plus de 20\u00a0% "
                "d’écart."
            ),
            line=row["line"],
            column="headcount",
            value=str(row["headcount"]),
        )


def participants_above_headcount(
    new: Mapping[str, pl.DataFrame],
    known: Mapping[str, pl.DataFrame],
    name: Name = str,
    told: Collection[int | None] = (),
) -> Iterator[Notice]:
    """One notice per territory and profile where a funnel exceeds the headcount of its date.

    `new` and `known` hold `funnels` and `headcounts`. The headcount is the newest one not later
    than the funnel, else the oldest one. Only pairs that this file brings something to. `told`:
    lines of the file that say so themselves, their headcount being on them.
    """
    lines_told = [line for line in told if line is not None]
    untold = new["funnels"]
    if lines_told:
        untold = untold.filter(~pl.col("line").is_in(lines_told))
    pairs = pl.concat(
        [
            _pairs(untold, known["headcounts"], new["headcounts"]),
            _pairs(known["funnels"], new["headcounts"]),
        ]
    )
    above = pairs.filter(pl.col("participants") > pl.col("headcount")).unique(
        subset=["territory", "profile"], keep="first", maintain_order=True
    )
    for row in above.iter_rows(named=True):
        yield Notice(
            code=ABOVE_HEADCOUNT,
            message=(
                f"{name(row['territory'])}, {profile_label(row['profile'])}\u00a0: "
                f"{printed(row['participants'])} participants au {day(row['as_of'])} pour un "
                f"effectif de {printed(row['headcount'])}."
            ),
            value=str(row["participants"]),
        )


def _pairs(funnels: pl.DataFrame, *headcounts: pl.DataFrame) -> pl.DataFrame:
    counted = funnels.select(
        "territory",
        "profile",
        "as_of",
        (pl.col("started_not_finished") + pl.col("finished_not_sent") + pl.col("finished_sent"))
        .alias("participants"),
        "line",
    )  # fmt: skip
    held = pl.concat(
        frame.select("territory", "profile", pl.col("as_of").alias("held_on"), "headcount")
        for frame in headcounts
    )
    return (
        counted.join(held, on=["territory", "profile"], how="inner")
        .with_columns((pl.col("held_on") > pl.col("as_of")).alias("later"))
        .sort("later", (pl.col("held_on") - pl.col("as_of")).abs(), maintain_order=True)
        .unique(subset=["territory", "profile", "as_of", "line"], keep="first", maintain_order=True)
        .sort("line", maintain_order=True)
        .select("territory", "profile", "as_of", "participants", "headcount")
    )


def campaign_problems(new: pl.DataFrame, known: pl.DataFrame, on: date) -> list[Problem]:
    """Refused lines of a declaration of campaigns.

    A second code for the same profile, territory, pathway and season, and a pathway
    other than the positioning in season 1 (the rest opened in season 2). `known` has `as_of`.
    """
    held = latest(known, KEYS["campaigns"], on) if known.height else known
    codes = set(new.get_column("campaign"))
    taken: dict[tuple[str | None, ...], str] = {
        combination: row["campaign"]
        for row in held.iter_rows(named=True)
        if row["campaign"] not in codes and (combination := _combination(row))
    }
    problems = []
    for row in new.sort("line").iter_rows(named=True):
        if season_number(row.get("season")) == 1 and row["pathway"] in _SEASON_2_ONLY:
            problems.append(
                Problem(
                    line=row["line"],
                    column="pathway",
                    value=row["pathway"],
                    message=(
                        f"Le parcours {quoted(pathway_label(row['pathway']))} n’existait pas en "
                        "saison 1\u00a0: seul l’auto-positionnement était ouvert."
                    ),
                    remedy="Corrigez la saison (2) ou le parcours (POSITIONING).",
                )
            )
            continue
        combination = _combination(row)
        if combination is None:
            continue
        other = taken.setdefault(combination, row["campaign"])
        if other != row["campaign"]:
            problems.append(
                Problem(
                    line=row["line"],
                    column="code",
                    value=row["campaign"],
                    message=(
                        f"La campagne {quoted(other)} est déjà déclarée pour ce profil, ce "
                        "territoire, ce parcours et cette saison."
                    ),
                    remedy=(
                        "Gardez un seul code par combinaison, ou distinguez les deux campagnes "
                        "par leur saison."
                    ),
                )
            )
    return problems


def season_number(text: str | None) -> int | None:
    """`1`, `Saison 1`, `S1` -> 1; None when the text names no season."""
    when = _when(text)
    return when.season if when else None


def _when(text: str | None) -> When | None:
    """What a text says of the season; None of what an older version took as it came."""
    try:
        return parse_when(text or "")
    except UnknownCode:
        return None


def _combination(row: Mapping[str, str | None]) -> tuple[str | None, ...] | None:
    """What must be unique, None while the declaration is not complete."""
    profile, territory, pathway, season = (row.get(name) for name in _COMBINATION)
    if not (profile and territory and pathway):
        return None
    when = _when(season)
    return profile, territory, pathway, when.text if when else normalise(season or "")


def lines(count: int) -> str:
    """`1 ligne`, `1 234 lignes`."""
    return "1 ligne" if count == 1 else f"{printed(count)} lignes"


def _first_line(frame: pl.DataFrame) -> int | None:
    value = frame.get_column("line").min()
    return value if isinstance(value, int) else None


def _figure(value: float | None) -> str:
    if value is None:
        return "rien"
    if float(value).is_integer():
        return printed(value)
    return f"{value:g}".replace(".", ",")
