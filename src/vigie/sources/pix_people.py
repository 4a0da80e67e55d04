"""Who a row of a Pix export is about, and where they work: what the external id says.

An external id that is an e-mail names the person; a UAI names a place; anything else names the
person within whatever the prescriber had in mind. Without one, the typed names have to do.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from vigie.codes import UnknownCode, parse_uai, quoted, uai_department
from vigie.sources.headers import Header, fold
from vigie.sources.pix import (
    FIRST_NAME,
    LAST_NAME,
    ORGANISATION,
    STUDENT,
    Batch,
    folded,
    plain,
    plain_text,
    text,
)
from vigie.sources.problems import NBSP, Findings

UAI = r"^[0-9]{7}[a-z]$"
ANONYMISED = ("anonymized", "anonymise", "anonymisee")
LONGEST = 1000  # bytes; Pix admits 255 characters
_CLUES = ("mail", "courriel", "uai", "rne", "identifiant", "matricule", "adresse")


def external_column(
    header: Header, known: Collection[int], names: Collection[int], after: int
) -> int | None:
    """Where the external id stands: the prescriber names it freely.

    It is the last unknown column between the names and `after`, as Pix orders them; in a file whose
    columns were moved, an unknown column whose name speaks of an e-mail, a UAI or an identifier.
    """
    unknown = [place for place, name in enumerate(header.names) if place not in known and name]
    between = [place for place in unknown if max(names) < place < after]
    if between:
        return between[-1]
    spoken = [
        place for place in unknown if any(clue in fold(header.names[place]) for clue in _CLUES)
    ]
    return spoken[0] if len(spoken) == 1 else None


class People:
    """Reads identity and place, batch after batch; remembers the UAI already checked."""

    def __init__(
        self,
        header: Header,
        places: dict[str, int],
        external: int | None,
        known_schools: frozenset[str] | None,
        findings: Findings,
    ) -> None:
        self._header = header
        self._places = places
        self._external = external
        self._known = known_schools
        self._findings = findings
        self._uai: dict[str, str | None] = {}
        self._faults: dict[str, UnknownCode] = {}
        self._anonymised = 0
        self._first_anonymised: int | None = None

    def of(self, batch: Batch, campaign: pl.Series) -> pl.DataFrame:
        """Columns `person_key` (text) and `uai` (text or null) of each row of the batch."""
        external = plain_text(batch.frame, self._external).str.to_lowercase()
        frame = external.to_frame("id").with_columns(school=pl.col("id").str.contains(UAI))
        if self._external is not None:
            batch.refuse(
                frame["id"].str.len_bytes() > LONGEST,
                self._external,
                lambda value: (
                    f"L’identifiant externe compte {len(value)} caractères, plus que Pix n’en "
                    "admet.",
                    "Vérifiez les guillemets de cette ligne.",
                ),
            )
        uai = self._schools(batch, frame)
        key = frame["id"]
        by_name = (frame["id"] == "") | frame["school"]
        if by_name.any():
            names = self._names(batch, frame, campaign)
            key = pl.select(pl.when(by_name).then(names).otherwise(key)).to_series()
        return pl.DataFrame([key.alias("person_key"), uai.alias("uai")])

    def _schools(self, batch: Batch, frame: pl.DataFrame) -> pl.Series:
        if self._external is None or not frame["school"].any():
            return pl.Series([None] * frame.height, dtype=pl.String)
        met = frame.filter("school")["id"].unique().to_list()
        for code in met:
            if code not in self._uai and code not in self._faults:
                self._judge(code)
        wrong = [code for code in met if code in self._faults]
        if wrong:
            batch.refuse(
                frame["id"].is_in(wrong),
                self._external,
                lambda value: (
                    self._faults[_bare(value)].message,
                    self._faults[_bare(value)].remedy,
                ),
            )
        table = pl.DataFrame(
            {"id": list(self._uai), "uai": list(self._uai.values())},
            schema={"id": pl.String, "uai": pl.String},
        )
        return frame.join(table, on="id", how="left", maintain_order="left")["uai"]

    def _judge(self, code: str) -> None:
        """A wrong letter is refused where the digits name a département; elsewhere (schools
        abroad, training sites) nothing could be placed anyway, and the place stays unknown."""
        try:
            self._uai[code] = parse_uai(code)
        except UnknownCode as error:
            try:
                uai_department(code)
            except UnknownCode:
                self._uai[code] = None
            else:
                self._faults[code] = error

    def _names(self, batch: Batch, frame: pl.DataFrame, campaign: pl.Series) -> pl.Series:
        places = self._places
        names = batch.frame.select(
            folded(plain(places[LAST_NAME.key])).alias("last"),
            folded(plain(places[FIRST_NAME.key])).alias("first"),
            folded(plain(places[ORGANISATION.key])).alias("organisation"),
            text(places.get(STUDENT.key)).alias("student"),
            "line",
        ).with_columns(id=frame["id"], campaign=campaign)
        batch.refuse(
            (names["last"] == "") & (names["first"] == "") & (frame["id"] == ""),
            places[LAST_NAME.key],
            lambda _: (
                "La ligne ne dit pas de qui il s’agit\u00a0: ni nom, ni identifiant.",
                "Retirez cette ligne, ou exportez de nouveau le fichier.",
            ),
        )
        hidden = names["last"].is_in(ANONYMISED) & (names["student"] == "")
        if hidden.any():
            self._anonymised += int(hidden.sum())
            if self._first_anonymised is None:
                self._first_anonymised = names.filter(hidden)["line"][0]
        return names.select(
            pl.when(hidden)
            .then(pl.format("anonymized|{}|{}", "campaign", "line"))
            .otherwise(
                pl.concat_str(
                    "last",
                    "first",
                    "organisation",
                    pl.when(pl.col("student") != "").then("student"),
                    pl.when(pl.col("id") != "").then("id"),
                    separator="|",
                    ignore_nulls=True,
                )
            )
        ).to_series()

    def conclude(self) -> None:
        """Says what could not be told apart or placed, once the whole file is read."""
        if self._anonymised:
            self._findings.notice(
                "anonymised",
                "Des lignes sont anonymisées par Pix, chacune étant comptée comme une personne "
                f"distincte{NBSP}: {self._anonymised}.",
                line=self._first_anonymised,
            )
        column = None if self._external is None else self._header.names[self._external]
        nowhere = [code.upper() for code, uai in self._uai.items() if uai is None]
        if nowhere:
            self._findings.notice(
                "unplaceable_uai",
                "Des codes ont la forme d’un code UAI sans désigner de département, et les "
                f"personnes restent sans établissement{NBSP}: {_some(nowhere)}.",
                column=column,
            )
        unknown = [
            uai
            for uai in self._uai.values()
            if uai is not None and self._known is not None and uai not in self._known
        ]
        if unknown:
            self._findings.notice(
                "unknown_school",
                f"Des établissements ne sont pas dans l’annuaire{NBSP}: {_some(unknown)}.",
                column=column,
            )


def _bare(value: str) -> str:
    clean = value.strip().lower()
    return clean[1:] if clean[:1] == "'" and clean[1:2] in tuple("=+@-") else clean


def _some(codes: list[str]) -> str:
    shown = ", ".join(quoted(code) for code in sorted(codes)[:5])
    return shown + (f" et {len(codes) - 5} de plus" if len(codes) > 5 else "")
