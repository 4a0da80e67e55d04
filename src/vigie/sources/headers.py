"""Column names: made comparable, checked for doubles, matched whatever their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vigie.codes import normalise, quoted
from vigie.sources.problems import NBSP, Findings, Problem, Refused, refused, shown

MAX_COLUMNS = 5000


def unescape(text: str) -> str:
    """Undoes the apostrophe that Pix puts before a cell that a spreadsheet would execute."""
    if len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
        return text[1:]
    return text


def fold(name: str) -> str:
    """A column name made comparable: case, accents, quotes, dashes, `_` and spaces."""
    return normalise(unescape(name.strip()).replace("_", " ").replace("-", " "))


@dataclass(frozen=True)
class Header:
    """The names of the columns as printed, and folded; `line` is where they stand."""

    names: tuple[str, ...]
    keys: tuple[str, ...]
    line: int

    @classmethod
    def of(cls, cells: Iterable[str], line: int) -> Header:
        """From the cells of the header line; trailing empty cells are columns without a name."""
        names = tuple(unescape(cell.strip()) for cell in cells)
        return cls(names, tuple(fold(name) for name in names), line)

    def check(self) -> None:
        """Refuses too many columns, doubles and near-doubles: nothing may vanish silently."""
        if len(self.names) > MAX_COLUMNS:
            raise refused(
                f"Le fichier compte {len(self.names)} colonnes, plus que les {MAX_COLUMNS} "
                "admises.",
                "Vérifiez que le fichier est bien celui que vous vouliez déposer.",
                line=self.line,
            )
        places: dict[str, list[int]] = {}
        for place, key in enumerate(self.keys):
            if key:
                places.setdefault(key.replace(" ", ""), []).append(place)
        doubles = [found for found in places.values() if len(found) > 1]
        if doubles:
            raise Refused(
                Problem(
                    self.line,
                    shown(self.names[found[0]]),
                    shown(" | ".join(self.names[place] for place in found)),
                    f"Les colonnes {', '.join(str(place + 1) for place in found)} portent le même "
                    f"nom ou presque{NBSP}: {' et '.join(quoted(self.names[p]) for p in found)}.",
                    "Renommez ou retirez la colonne en trop.",
                )
                for found in doubles[:50]
            )

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class Column:
    """A column that a source understands: its key and the names it may bear."""

    key: str
    names: tuple[str, ...] = ()
    required: bool = True

    @property
    def folded(self) -> frozenset[str]:
        """The names it answers to, folded."""
        return frozenset({fold(self.key), *(fold(name) for name in self.names)})

    @property
    def heading(self) -> str:
        """The name that a French file gives it: the first of them."""
        return self.names[0] if self.names else self.key

    @property
    def shown(self) -> str:
        """Its names in a message: `territoire (territory)`."""
        return f"{self.names[0]} ({self.key})" if self.names else self.key


@dataclass(frozen=True)
class Recognition:
    """How well a header suits a source: share of its required columns found, which are missing."""

    score: float
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every required column is there."""
        return not self.missing


def place_columns(header: Header, columns: Iterable[Column]) -> dict[str, int]:
    """Where each known column stands; refuses two columns that mean the same thing."""
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for column in columns:
        found = [place for place, key in enumerate(header.keys) if key in column.folded]
        if len(found) > 1:
            names = " et ".join(quoted(header.names[place]) for place in found)
            problems.append(
                Problem(
                    header.line,
                    shown(header.names[found[0]]),
                    None,
                    f"Les colonnes {names} disent la même chose ({column.key}).",
                    "Gardez une seule de ces colonnes.",
                )
            )
        if found:
            places[column.key] = found[0]
    if problems:
        raise Refused(problems)
    return places


def recognise_columns(
    header: Header, columns: Iterable[Column], *, never: Iterable[str] = ()
) -> Recognition:
    """How a header suits a list of columns; a column of `never` belongs to another source."""
    keys = set(header.keys)
    required = [column for column in columns if column.required]
    missing = tuple(c.shown for c in required if not c.folded & keys)
    score = 1 - len(missing) / len(required)
    strangers = tuple(name for name in never if fold(name) in keys)
    if strangers and not missing:
        return Recognition(score * 0.9, tuple(f"(sans {name})" for name in strangers))
    return Recognition(score, missing)


def refuse_missing(header: Header, columns: Iterable[Column]) -> None:
    """Refuses a file without a required column, naming all those that it lacks."""
    missing = recognise_columns(header, columns).missing
    if missing:
        raise refused(
            f"Il manque dans ce fichier{NBSP}: {', '.join(missing)}.",
            "Ajoutez ou renommez ces colonnes.",
            line=header.line,
            value=" | ".join(header.names[:8]),
        )


def notice_unknown(header: Header, known: Mapping[str, int] | set[int], findings: Findings) -> None:
    """Says which columns are not read, so that nothing is lost without a word."""
    places = set(known.values()) if isinstance(known, Mapping) else known
    for place, name in enumerate(header.names):
        if place not in places and name:
            findings.notice(
                "column_ignored",
                f"La colonne {quoted(name)} n’est pas connue{NBSP}: elle n’est pas lue.",
                line=header.line,
                column=name,
            )
