"""What the Pix Orga exports share: campaign, identity, Paris dates, yes/no, rates.

Everything here works on whole columns: an export may hold a million rows. A `Batch` gathers the
lines to refuse while its columns are read, then tells the good rows apart in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import polars as pl

from vigie.codes import quoted
from vigie.periods import RefusedDate, parse_date, parse_paris
from vigie.sources.cells import is_mangled, mangled
from vigie.sources.headers import Column, Header
from vigie.sources.problems import NBSP, Findings
from vigie.sources.reading import AsOfOrigin, CampaignFound

ORGANISATION = Column("Nom de l'organisation")
NUMBER = Column("ID Campagne")
CODE = Column("Code", ("Code de la campagne",), required=False)
CAMPAIGN = Column("Nom de la campagne")
PATHWAY = Column("Parcours", ("Nom du Profil Cible",), required=False)
LAST_NAME = Column("Nom du Participant")
FIRST_NAME = Column("Prénom du Participant")
CLASS = Column("Classe", required=False)
GROUP = Column("Groupe", required=False)
STUDENT = Column("Numéro Étudiant", required=False)
COMMON = (
    ORGANISATION,
    NUMBER,
    CODE,
    CAMPAIGN,
    PATHWAY,
    LAST_NAME,
    FIRST_NAME,
    CLASS,
    GROUP,
    STUDENT,
)

# Pix ends its names with the minute of the export; a browser may add ` (1)` after it.
FILE_DATE = re.compile(r"-([0-9]{4}-[0-9]{2}-[0-9]{2})-[0-2][0-9][0-5][0-9](?![0-9])[^/]*$")
EARLIEST, LATEST = datetime(2010, 1, 1), datetime(2101, 1, 1)
HOUR = timedelta(hours=1)
Explain = Callable[[str], tuple[str, str]]


class Batch:
    """One block of raw text rows of an export, and the lines found bad in it."""

    def __init__(self, frame: pl.DataFrame, header: Header, findings: Findings) -> None:
        self.frame = frame
        self.header = header
        self.findings = findings
        self._bad: list[pl.Series] = []

    def refuse(self, bad: pl.Series, place: int, explain: Explain) -> None:
        """Refuses the rows where `bad` is true (aligned with `frame`) for their cell `place`;
        `explain` gives message and remedy for a value."""
        if not bad.any():
            return
        rows = self.frame.select("line", str(place)).filter(bad.fill_null(False))
        self._bad.append(rows["line"])
        room = self.findings.room
        name = self.header.names[place]
        for line, cell in rows.head(room).iter_rows():
            value = printed(cell)
            message, remedy = explain(value)
            self.findings.refuse(line, name, value, message, remedy)
        if rows.height > room:
            self.findings.refuse_lines(rows["line"].slice(room).to_list())
            self.findings.count_more(rows.height - room)

    def mark(self, lines: pl.Series) -> None:
        """Leaves out lines whose errors were reported elsewhere."""
        self._bad.append(lines)

    @property
    def bad_lines(self) -> pl.Series | None:
        """The lines to leave out, or None when all are good."""
        return pl.concat(self._bad).unique() if self._bad else None


def text(place: int | None) -> pl.Expr:
    """A text column without surrounding spaces; empty where there is nothing."""
    if place is None:
        return pl.repeat("", pl.len(), dtype=pl.String)
    return pl.col(str(place)).fill_null("").str.strip_chars()


def plain_text(frame: pl.DataFrame, place: int | None) -> pl.Series:
    """A whole column as `plain` gives it, sparing the search where no cell has an apostrophe."""
    raw = frame.select(text(place)).to_series()
    if raw.str.starts_with("'").any():
        return raw.str.replace(r"^'([=+@-])", "$1")
    return raw


def plain(place: int | None) -> pl.Expr:
    """A text column freed from the apostrophe that Pix puts before `= + - @`."""
    return text(place).str.replace(r"^'([=+@-])", "$1")


def folded(column: pl.Expr) -> pl.Expr:
    """Names made comparable: lower case, no accents, single spaces, plain apostrophes."""
    return (
        column.str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.replace_all("[’‘ʼ`´]", "'")
        .str.replace_all(r"\s+", " ")
        .str.to_lowercase()
    )


def printed(cell: object) -> str:
    """A cell, as text or already as a number, the way the file prints it."""
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", ",")
    return "" if cell is None else str(cell)


def absent(frame: pl.DataFrame, place: int) -> pl.Series:
    """Whether each cell says nothing: empty or `NA`."""
    cells = frame[str(place)]
    if cells.dtype != pl.String:
        return cells.is_null()
    return cells.fill_null("").str.strip_chars().is_in(["", "NA", "N/A"])


def fraction(frame: pl.DataFrame, place: int) -> pl.Expr:
    """A rate from 0 to 1 with a comma or a dot; null when it is not a number."""
    if frame.schema[str(place)] == pl.Float64:
        return pl.col(str(place))
    return text(place).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def count(frame: pl.DataFrame, place: int) -> pl.Expr:
    """A number of skills, UInt32; null when it is not a whole number below 65 536."""
    if frame.schema[str(place)] == pl.UInt16:
        return pl.col(str(place)).cast(pl.UInt32)
    return text(place).cast(pl.UInt16, strict=False).cast(pl.UInt32)


def explain_fraction(value: str) -> tuple[str, str]:
    """Why a cell is not a rate, and what to write."""
    shown = value.replace("%", "").strip().replace(",", ".")
    try:
        number = float(shown)
    except ValueError:
        number = -1.0
    if 1 < number <= 100:
        fraction_text = f"{number / 100:.4f}".rstrip("0").rstrip(".").replace(".", ",")
        return (
            f"{quoted(value)} dépasse 1{NBSP}: une fraction de 0 à 1 est attendue.",
            f"Écrivez {fraction_text} pour {number:g}".replace(".", ",") + f"{NBSP}%.",
        )
    return (
        f"{quoted(value)} n’est pas une fraction de 0 à 1.",
        f"Écrivez une fraction de 0 à 1{NBSP}: 76{NBSP}% s’écrit 0,76.",
    )


def yes_no(batch: Batch, place: int) -> pl.Series:
    """`Oui` / `Non` as booleans; other values are refused, null being given back."""
    raw = batch.frame[str(place)]
    found = pl.select(pl.when(raw == "Oui").then(True).when(raw == "Non").then(False)).to_series()
    if found.null_count():
        low = raw.fill_null("").str.strip_chars().str.to_lowercase()
        found = pl.select(
            pl.when(low.is_in(["oui", "o"])).then(True).when(low.is_in(["non", "n"])).then(False)
        ).to_series()
        batch.refuse(
            found.is_null(),
            place,
            lambda value: (
                f"{quoted(value)} n’est ni Oui ni Non.",
                "Exportez de nouveau le fichier depuis Pix Orga en français.",
            ),
        )
    return found


def paris_times(batch: Batch, place: int) -> pl.DataFrame:
    """`utc` (instants) and `day` (in Paris) of a column of Paris times; null where `NA` or empty.

    Reads `DD/MM/YYYY HH:mm` and, from older exports, `YYYY-MM-DD` (midnight in Paris). What is in
    no calendar, or in the hour that summer time skips, is refused. In the hour that winter time
    repeats, the first passage is kept, with a notice: an hour's doubt changes no count.
    """
    raw = batch.frame.select(text(place).alias("raw"))["raw"]
    naive = raw.str.strptime(pl.Datetime("us"), "%d/%m/%Y %H:%M", strict=False)
    quiet = raw.is_in(["", "NA", "N/A"])
    if (naive.is_null() & ~quiet).any():
        for form in (
            "%Y-%m-%d %H:%M",
            "%Y-%m-%d %H:%M:%S",
            "%Y-%m-%dT%H:%M:%S",
            "%d/%m/%Y %H:%M:%S",
        ):
            naive = naive.fill_null(raw.str.strptime(pl.Datetime("us"), form, strict=False))
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            days = raw.str.strptime(pl.Date, form, strict=False)
            naive = naive.fill_null(days.cast(pl.Datetime("us")))
    times, repeated = paris_to_utc(naive)
    batch.refuse(times["utc"].is_null() & ~quiet, place, _explain_time)
    if repeated is not None:
        row = batch.frame.filter(repeated).row(0, named=True)
        batch.findings.notice(
            "repeated_hour",
            "Des dates tombent dans l’heure que le passage à l’heure d’hiver répète"
            f"{NBSP}: le premier passage est retenu.",
            line=row["line"],
            column=batch.header.names[place],
            value=row[str(place)],
        )
    return times


def paris_to_utc(naive: pl.Series) -> tuple[pl.DataFrame, pl.Series | None]:
    """`utc` and `day` (in Paris) of Paris clock readings; and where the hour is repeated, if so.

    The rule of the European Union since 1996: summer time from the last Sunday of March at 02:00
    to the last Sunday of October at 03:00. Ten times faster than the time zone of each value.
    Readings that summer time skips, or before 2010 or after 2100, are null.
    """
    lowest, highest = naive.min(), naive.max()
    column = pl.col("naive")
    summer = skipped = twice = pl.lit(False)
    if isinstance(lowest, datetime) and isinstance(highest, datetime):
        first, last = max(lowest.year, EARLIEST.year), min(highest.year, LATEST.year)
        for year in range(first, last + 1):
            begins, ends = _last_sunday(year, 3), _last_sunday(year, 10)
            skipped = skipped | column.is_between(begins, begins + HOUR, closed="left")
            summer = summer | column.is_between(begins, ends + HOUR, closed="left")
            twice = twice | column.is_between(ends, ends + HOUR, closed="left")
    kept = (column >= EARLIEST) & (column < LATEST) & ~skipped
    found = naive.to_frame("naive").select(
        pl.when(kept)
        .then(column - pl.when(summer).then(2 * HOUR).otherwise(HOUR))
        .dt.replace_time_zone("UTC")
        .alias("utc"),
        pl.when(kept).then(column.dt.date()).alias("day"),
        twice.fill_null(False).alias("twice"),
    )
    return found.select("utc", "day"), found["twice"] if found["twice"].any() else None


def _last_sunday(year: int, month: int) -> datetime:
    """Two o'clock on the last Sunday of a month of 31 days."""
    end = datetime(year, month, 31, 2)
    return end - timedelta(days=(end.weekday() + 1) % 7)


def _explain_time(value: str) -> tuple[str, str]:
    try:
        if ":" in value:
            parse_paris(value)
        else:
            parse_date(value)
    except RefusedDate as error:
        return error.message, error.remedy
    return (
        f"La date {quoted(value)} est hors de propos.",
        "Exportez de nouveau le fichier depuis Pix Orga.",
    )


class Campaigns:
    """The campaigns met in an export, and the column that names them on each row."""

    def __init__(self, header: Header, places: dict[str, int], findings: Findings) -> None:
        self._header = header
        self._places = places
        self._findings = findings
        self._rows: dict[tuple[str, ...], int] = {}

    def of(self, batch: Batch) -> pl.Series:
        """The campaign of each row: its code, or its number in exports without codes."""
        place = self._places
        number, code = place[NUMBER.key], place.get(CODE.key)
        exprs = (
            text(number).alias("number"),
            text(code).str.to_uppercase().alias("code"),
            plain(place[CAMPAIGN.key]).alias("name"),
            plain(place[ORGANISATION.key]).alias("organisation"),
            plain(place.get(PATHWAY.key)).alias("pathway"),
        )
        if self._is_one(batch.frame):
            first = batch.frame.head(1).select(*exprs).row(0, named=True)
            self._count(tuple(first.values()), batch.frame.height)
            keys = pl.select(
                pl.repeat(value, batch.frame.height).alias(name) for name, value in first.items()
            )
        else:
            keys = batch.frame.select(*exprs)
            for row in keys.group_by(keys.columns, maintain_order=True).len().iter_rows():
                self._count(row[:5], row[5])
        campaign = keys.select(
            pl.when(pl.col("code").is_in(["", "NA"])).then("number").otherwise("code")
        ).to_series()
        shown = number if code is None else code
        batch.refuse(
            campaign == "",
            shown,
            lambda _: ("La ligne ne nomme pas sa campagne.", "Exportez de nouveau le fichier."),
        )
        broken = [value for value in campaign.unique().to_list() if is_mangled(value)]
        if broken:
            error = mangled(broken[0])
            batch.refuse(campaign.is_in(broken), shown, lambda _: (error.message, error.remedy))
        return campaign.alias("campaign")

    def _is_one(self, frame: pl.DataFrame) -> bool:
        """Whether all rows are of one campaign, as nearly every export is."""
        wanted = (NUMBER, CODE, CAMPAIGN, ORGANISATION, PATHWAY)
        columns = [frame[str(self._places[c.key])] for c in wanted if c.key in self._places]
        return frame.height > 0 and all(
            column.null_count() == 0 and (column == column[0]).all() for column in columns
        )

    def _count(self, campaign: tuple[str, ...], rows: int) -> None:
        self._rows[campaign] = self._rows.get(campaign, 0) + rows

    def found(self) -> tuple[CampaignFound, ...]:
        """Every campaign, the largest first."""
        ranked = sorted(self._rows.items(), key=lambda item: -item[1])
        return tuple(
            CampaignFound(
                campaign=number if code in ("", "NA") else code,
                number=number,
                code=None if code in ("", "NA") else code,
                name=name,
                organisation=organisation,
                pathway=pathway or None,
                rows=rows,
            )
            for (number, code, name, organisation, pathway), rows in ranked
        )


def export_date(file_name: str, latest: datetime | None) -> tuple[date | None, AsOfOrigin | None]:
    """The date of an export: that of its file name, else the latest date it holds."""
    if found := FILE_DATE.search(file_name):
        try:
            return parse_date(found[1]), "file name"
        except RefusedDate:
            pass
    return (latest.date(), "content") if latest else (None, None)
