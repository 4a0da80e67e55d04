"""How well each sending does on each item of a Pix assessment.

An item's share is skills mastered over skills targeted (or, for a subject, level reached over the
highest reachable), in ten-thousandths, rounded half up. A rate printed beside its parts is checked
against them; the parts win.
"""

from __future__ import annotations

import polars as pl

from vigie.codes import normalise, quoted
from vigie.sources.headers import Header
from vigie.sources.pix import Batch, absent, count, explain_fraction, fraction, text
from vigie.sources.pix_frame import CRCN, Item, find_items, referential
from vigie.sources.problems import NBSP, Findings

ONE = 10_000
RATE_TOLERANCE = 0.01


class Items:
    """Reads the items of the sendings, batch after batch, and remembers what is reachable."""

    def __init__(self, header: Header, findings: Findings) -> None:
        self._header = header
        self._findings = findings
        self.items = find_items(header)
        self._reachable: dict[str, dict[str, int]] = {}
        self._off: dict[str, list[int]] = {}

    @property
    def places(self) -> set[int]:
        """Every column of the file that belongs to an item."""
        return set().union(*(item.places for item in self.items)) if self.items else set()

    @property
    def numbers(self) -> dict[int, pl.DataType]:
        """The columns of rates and counts, and the type that holds them."""
        kinds: dict[str, pl.DataType] = {
            "rate": pl.Float64(),
            "targeted": pl.UInt16(),
            "mastered": pl.UInt16(),
        }
        return {place: kinds[part] for item in self.items for part, place in item.parts.items()}

    def empty(self) -> list[pl.Expr]:
        """The item columns of rows that sent nothing."""
        return [pl.lit(None, dtype=pl.UInt16).alias(item.column) for item in self.items]

    def of(self, sent: Batch, campaign: pl.Series) -> pl.DataFrame:
        """The share of each item on each row of `sent`: UInt16 ten-thousandths, or null."""
        frame = sent.frame
        parsed = frame.select(*(expr for item in self.items for expr in self._parse(item, frame)))
        shares = parsed.select(*(self._share(item, parsed) for item in self.items))
        self._check(sent, parsed)
        self._measure(parsed, shares, campaign)
        return shares

    def _parse(self, item: Item, frame: pl.DataFrame) -> list[pl.Expr]:
        name = item.column
        exprs: list[pl.Expr] = []
        if "rate" in item.parts:
            exprs.append(fraction(frame, item.parts["rate"]).alias(f"{name}/rate"))
        for part in ("targeted", "mastered"):
            if part in item.parts:
                exprs.append(count(frame, item.parts[part]).alias(f"{name}/{part}"))
        if item.skills:
            levels = [
                pl.when(text(place) == "OK").then(level).otherwise(0)
                for place, level in item.skills
            ]
            said = [~text(place).is_in(["", "NA"]) for place, _ in item.skills]
            exprs.append(
                pl.when(pl.any_horizontal(said))
                .then(pl.max_horizontal(levels))
                .cast(pl.UInt32)
                .alias(f"{name}/level")
            )
        return exprs

    def _share(self, item: Item, parsed: pl.DataFrame) -> pl.Expr:
        name = item.column
        if item.skills:
            return _ratio(pl.col(f"{name}/level"), pl.lit(item.top, dtype=pl.UInt32)).alias(name)
        rate = None
        if "rate" in item.parts:
            value = pl.col(f"{name}/rate").fill_nan(None)
            scaled = (value * ONE + 0.5).floor().cast(pl.UInt16, strict=False)
            rate = pl.when(value.is_between(0, 1)).then(scaled)
        if not _counted(item):
            return (rate if rate is not None else pl.lit(None, dtype=pl.UInt16)).alias(name)
        share = _ratio(pl.col(f"{name}/mastered"), pl.col(f"{name}/targeted"))
        # A rate stands in for missing parts, never for a competence with no targeted skill.
        if rate is not None and parsed[f"{name}/targeted"].null_count():
            share = pl.when(pl.col(f"{name}/targeted").is_null()).then(rate).otherwise(share)
        return share.alias(name)

    def _check(self, sent: Batch, parsed: pl.DataFrame) -> None:
        """Refuses what is not a rate, a count or a skill's result; notices rates out of step."""
        suspects: list[pl.Expr] = []
        for item in self.items:
            name = item.column
            if "rate" in item.parts:
                rate = pl.col(f"{name}/rate")
                suspects.append(
                    (rate.is_null() | rate.is_nan() | (rate > 1) | (rate < 0))
                    .any()
                    .alias(f"{name}/rate")
                )
            for part in ("targeted", "mastered"):
                if part in item.parts:
                    suspects.append(pl.col(f"{name}/{part}").is_null().any())
            if _counted(item):
                above = pl.col(f"{name}/mastered") > pl.col(f"{name}/targeted")
                suspects.append(above.any().alias(f"{name}/above"))
            if (off := self._off_step(item)) is not None:
                suspects.append(off.sum().alias(f"{name}/off"))
        if parsed.height == 0:
            return
        found = parsed.select(*suspects).row(0, named=True) if suspects else {}
        for item in self.items:
            self._check_item(item, sent, parsed, found)

    def _check_item(
        self, item: Item, sent: Batch, parsed: pl.DataFrame, found: dict[str, object]
    ) -> None:
        name = item.column
        if found.get(f"{name}/rate"):
            place = item.parts["rate"]
            rate = parsed[f"{name}/rate"]
            quiet = absent(sent.frame, place)
            sent.refuse(
                (rate.is_null() & ~quiet) | ((rate > 1) | (rate < 0)) & ~rate.is_nan(),
                place,
                explain_fraction,
            )
        for part in ("targeted", "mastered"):
            if found.get(f"{name}/{part}"):
                place = item.parts[part]
                quiet = absent(sent.frame, place)
                sent.refuse(
                    parsed[f"{name}/{part}"].is_null() & ~quiet,
                    place,
                    lambda value: (
                        f"{quoted(value)} n’est pas un nombre d’acquis.",
                        "Exportez de nouveau le fichier depuis Pix Orga.",
                    ),
                )
        if found.get(f"{name}/above"):
            sent.refuse(
                parsed[f"{name}/mastered"] > parsed[f"{name}/targeted"],
                item.parts["mastered"],
                lambda value: (
                    f"{quoted(value)} acquis maîtrisés, plus qu’il n’y en a dans le profil cible.",
                    "Exportez de nouveau le fichier depuis Pix Orga.",
                ),
            )
        rows = found.get(f"{name}/off")
        off = self._off_step(item)
        if isinstance(rows, int) and rows and off is not None:
            where = parsed.select(off.fill_null(False)).to_series()
            seen = self._off.setdefault(name, [0, sent.frame["line"].filter(where)[0]])
            seen[0] += rows
        for place, _ in item.skills:
            raw = sent.frame.select(text(place).alias("raw"))["raw"]
            known = raw.is_in(["OK", "KO", "Non testé", "NA", ""])
            if not known.all():
                sent.refuse(
                    ~known,
                    place,
                    lambda value: (
                        f"{quoted(value)} n’est ni OK, ni KO, ni Non testé.",
                        "Exportez de nouveau le fichier depuis Pix Orga en français.",
                    ),
                )

    def _off_step(self, item: Item) -> pl.Expr | None:
        """Where a printed rate strays from its parts; those of the whole are the competences."""
        if "rate" not in item.parts:
            return None
        if item.level == "overall":
            parts = [part for part in self.items if part.level == "competence" and _counted(part)]
        else:
            parts = [item] if _counted(item) else []
        if not parts:
            return None
        mastered = pl.sum_horizontal(f"{part.column}/mastered" for part in parts)
        targeted = pl.sum_horizontal(f"{part.column}/targeted" for part in parts)
        gap = (pl.col(f"{item.column}/rate") - mastered / targeted).abs().fill_nan(None)
        return (targeted > 0) & (gap > RATE_TOLERANCE + 1e-9)

    def _measure(self, parsed: pl.DataFrame, shares: pl.DataFrame, campaign: pl.Series) -> None:
        """Keeps the highest number of reachable skills (or level) of each item, by campaign."""
        if not parsed.height:
            return
        exprs = []
        for item in self.items:
            present = pl.col(item.column).is_not_null().any()
            if item.skills:
                top = pl.when(present).then(item.top)
            elif "targeted" in item.parts:
                top = pl.when(present).then(pl.col(f"{item.column}/targeted").max())
            else:
                top = pl.when(present).then(0)
            exprs.append(top.cast(pl.Int64).alias(item.column + "/top"))
        both = pl.concat([parsed, shares], how="horizontal").with_columns(campaign)
        if campaign.n_unique() == 1:
            found = both.select(pl.col("campaign").first(), *exprs)
        else:
            found = both.group_by("campaign", maintain_order=True).agg(*exprs)
        for row in found.iter_rows(named=True):
            tops = self._reachable.setdefault(row["campaign"], {})
            for item in self.items:
                top = row[item.column + "/top"]
                if top is not None:
                    tops[item.column] = max(top, tops.get(item.column, 0))

    def conclude(self) -> None:
        """Says which printed rates do not follow from their parts."""
        for item in self.items:
            if found := self._off.get(item.column):
                rows, line = found
                kept = "ce taux est gardé" if item.level == "overall" else "ces nombres font foi"
                self._findings.notice(
                    "share_out_of_step",
                    f"{quoted(item.label)}{NBSP}: le taux imprimé s’écarte du nombre d’acquis "
                    f"maîtrisés sur le nombre d’acquis visés, {kept} (lignes "
                    f"concernées{NBSP}: {rows}).",
                    line=line,
                    column=self._header.names[item.parts["rate"]],
                )

    def live(self) -> list[Item]:
        """The items that at least one sending measures."""
        met = {column for tops in self._reachable.values() for column in tops}
        return [item for item in self.items if item.column in met]

    def frame(self, titles: dict[str, str]) -> pl.DataFrame:
        """The family `items`: one row per campaign and item measured in it.

        `titles` gives the name of each campaign and of its pathway, which tell Pix+ Édu apart.
        `reachable` counts targeted skills, or is the highest level of a subject; null when the
        export does not say.
        """
        rows = []
        for campaign, tops in self._reachable.items():
            title = titles.get(campaign, "")
            finer = [item for item in self.items if item.level == "competence"]
            crcn = bool(finer) and all(normalise(item.label) in CRCN for item in finer)
            for position, item in enumerate(self.items):
                if item.column not in tops:
                    continue
                said = referential(item.label, title)
                if item.level == "overall" and crcn:
                    said = "CRCN"
                top = tops[item.column] or None
                rows.append((campaign, item.column, item.level, item.label, said, top, position))
        return pl.DataFrame(rows, schema=ITEM_SCHEMA, orient="row")


ITEM_SCHEMA = {
    "campaign": pl.String,
    "item": pl.String,
    "level": pl.String,
    "label": pl.String,
    "referential": pl.String,
    "reachable": pl.Int16,
    "position": pl.Int16,
}


def _counted(item: Item) -> bool:
    return "targeted" in item.parts and "mastered" in item.parts


def _ratio(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Ten-thousandths, rounded half up; null when nothing is targeted."""
    return (
        pl.when((whole > 0) & (part <= whole))
        .then((part * (2 * ONE) + whole) // (2 * whole))
        .cast(pl.UInt16, strict=False)
    )
