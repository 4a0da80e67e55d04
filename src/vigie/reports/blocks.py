"""What a report says, block after block, whatever the file: the page and all the files of a report
are written from the same blocks, so that none of them can say another figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Heading:
    """A title inside the document; `level` from 1, without holes."""

    text: str
    level: int = 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a `note` is in small print."""

    text: str
    tone: Literal["", "strong", "note"] = ""
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Facts:
    """Names and values, one a line."""

    pairs: Sequence[tuple[str, str]]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Bullets:
    """A list of short texts."""

    items: Sequence[str]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class Lines:
    """A table: `widths` are parts of the width of the page, `numeric` the columns of numbers."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    numeric: Sequence[int] = ()
    kind: Literal["lines"] = "lines"

    def __post_init__(self) -> None:
        width = len(self.columns)
        if len(self.widths) != width or any(len(row) != width for row in self.rows):
            raise ValueError(f"table {self.caption!r}: rows of another width than its columns")


@dataclass(frozen=True)
class Picture:
    """A drawing (SVG), and in words what it shows: files that hold no drawing give the words."""

    svg: str
    words: str
    kind: Literal["picture"] = "picture"


Block = Heading | Paragraph | Facts | Bullets | Lines | Picture


@dataclass(frozen=True)
class Document:
    """A report. `name`: of its files. `issuer`: in whose name; `dated`: its dates in words; `foot`:
    on each page; `made_at`: the moment it is made."""

    name: str
    title: str
    issuer: str
    dated: str
    foot: str
    made_at: datetime
    blocks: Sequence[Block]

    def as_data(self) -> Mapping[str, object]:
        """What a paper document reads."""
        return {
            "title": self.title,
            "issuer": self.issuer,
            "dated": self.dated,
            "foot": self.foot,
            "blocks": [asdict(block) for block in self.blocks],
        }
