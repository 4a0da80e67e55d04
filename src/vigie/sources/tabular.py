"""Text tables: a header and blocks of text cells with the line each row comes from.

A CSV file is cut by pieces of some megabytes. The fast way hands a piece to Polars, with one column
more than the header, and is trusted when every line gave one row: rows too long or too short show
in that column or in the last one, and go line by line through the exact way (`lines`). Anything
else that is unusual sends the whole piece there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from vigie.sources import lines as exact
from vigie.sources.encoding import (
    Encoding,
    NotUtf8,
    utf8_pieces,
)
from vigie.sources.headers import Header
from vigie.sources.problems import Findings, refused

Numbers = Mapping[int, pl.DataType]
Schema = dict[str, pl.DataType]

SEPARATORS = ";,\t"
EXTRA = "extra"
NEWLINE, QUOTE = ord("\n"), ord('"')
LONGEST_LINE = 8 << 20
LONG_LINES = 20_000
HEADER_LINES = 20


@dataclass(frozen=True)
class Block:
    """Rows in file order: text columns named `0`, `1` … as the header's places, and `line` Int32.

    `refused` counts the rows of this block that could not be cut into cells. An absent value is
    null or an empty string.
    """

    frame: pl.DataFrame
    refused: int


@dataclass(frozen=True)
class Table:
    """A table of text, not yet understood: of a sheet, or of a CSV file and its separator."""

    header: Header
    cut: Callable[[Findings, Numbers], Iterator[Block]]
    sheet: str | None = None
    separator: str = ""

    def blocks(self, findings: Findings, numbers: Numbers | None = None) -> Iterator[Block]:
        """The rows, block after block; a filled column without a name is noticed, not read.

        `numbers` names the columns that may come as numbers already (null for `NA` and for
        nothing), which spares a reading; they come as text all the same when one cell resists.
        """
        unnamed = [str(place) for place, name in enumerate(self.header.names) if not name]
        for block in self.cut(findings, numbers or {}):
            for place in unnamed:
                filled = block.frame.filter(pl.col(place).fill_null("").str.strip_chars() != "")
                if filled.height:
                    findings.notice(
                        "unnamed_column",
                        f"La colonne {int(place) + 1} n’a pas de nom\u00a0: elle n’est pas lue.",
                        line=filled["line"][0],
                        value=filled[place][0],
                    )
            yield block

    def rows(self, findings: Findings) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(line, cells) one by one, cells stripped, for tables of modest size."""
        width = len(self.header)
        for block in self.blocks(findings):
            findings.uncut += block.refused
            for row in block.frame.select([*map(str, range(width)), "line"]).iter_rows():
                yield row[width], tuple((cell or "").strip() for cell in row[:width])


@dataclass
class _Chunk:
    """Whole lines of text: the line of the first, where lines end, whether it is the last chunk."""

    data: bytes
    line: int
    ends: npt.NDArray[np.int64]
    final: bool


def open_text(path: Path, encoding: Encoding) -> Table:
    """The table of a CSV file; raises `Refused` when its header cannot be read."""
    cells, header_line, separator, skipped, body_line = _read_header(path, encoding)
    header = Header.of(cells, header_line)
    header.check()

    def blocks(findings: Findings, numbers: Numbers) -> Iterator[Block]:
        cutter = _Cutter(separator, len(header), findings, numbers)
        return _blocks(cutter, _chunks(path, encoding, skipped, body_line))

    return Table(header, blocks, separator=separator)


def frame_of(cells: list[list[str]], line_numbers: list[int], width: int) -> pl.DataFrame:
    """A block's frame from cells already cut; every row must be `width` wide."""
    columns: dict[str, pl.Series] = {}
    transposed = list(zip(*cells, strict=True)) if cells else [()] * width
    for place in range(width):
        columns[str(place)] = pl.Series(transposed[place], dtype=pl.String)
    columns["line"] = pl.Series(line_numbers, dtype=pl.Int32)
    return pl.DataFrame(columns)


def _read_header(path: Path, encoding: Encoding) -> tuple[list[str], int, str, int, int]:
    """Cells of the header, its line, the separator, bytes to skip, line of what follows."""
    head = b""
    for piece in utf8_pieces(path, encoding):
        head += piece
        if head.count(b"\n") > HEADER_LINES or len(head) > LONGEST_LINE:
            break
    text = head[: LONGEST_LINE * 2].decode("utf-8", errors="replace")
    all_lines = text.split("\n")[: HEADER_LINES + 1]
    at = 0
    forced = None
    while at < len(all_lines) and (not all_lines[at].strip() or all_lines[at].startswith("sep=")):
        if all_lines[at].startswith("sep=") and all_lines[at][4:5] in SEPARATORS:
            forced = all_lines[at][4:5] or None
        at += 1
    if at >= len(all_lines):
        raise refused("Le fichier est vide.", "Déposez un fichier qui contient un tableau.")
    separator = forced or _separator(all_lines[at])
    scratch = Findings()
    for used in range(1, len(all_lines) - at + 1):
        rows = exact.cut(
            all_lines[at : at + used],
            at + 1,
            separator,
            None,
            scratch,
            final=False,
            longest=LONGEST_LINE,
        )
        if rows.cells or rows.refused:
            break
    if not rows.cells:
        raise refused(
            "La ligne d’en-tête ne se lit pas\u00a0: un guillemet est mal fermé, la ligne est "
            "démesurée ou contient un caractère nul.",
            "Exportez de nouveau le fichier.",
            line=at + 1,
            value=all_lines[at][:200],
        )
    skipped = sum(len(line.encode()) + 1 for line in all_lines[: at + used])
    return rows.cells[0], at + 1, separator, skipped, at + used + 1


def _separator(line: str) -> str:
    """The separator met most often outside quotes in the header line; `;` when there is none."""
    bare = "".join(line.split('"')[0::2])
    return max(SEPARATORS, key=bare.count)


def _chunks(path: Path, encoding: Encoding, skipped: int, line: int) -> Iterator[_Chunk]:
    """The body by chunks that end at a line end."""
    rest = b""
    for piece in utf8_pieces(path, encoding):
        if skipped:
            cut = min(skipped, len(piece))
            piece, skipped = piece[cut:], skipped - cut
        end = piece.rfind(b"\n") + 1
        if not end:
            rest += piece
            if len(rest) > LONGEST_LINE:  # refused anyway: no need to hold it all
                rest = rest[:LONGEST_LINE].decode("utf-8", errors="ignore").encode()
            continue
        data = b"".join((rest, memoryview(piece)[:end]))
        rest = piece[end:]
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == NEWLINE)
        yield _Chunk(data, line, ends, final=False)
        line += len(ends)
    yield _Chunk(rest, line, np.empty(0, np.int64), final=True)


def _blocks(cutter: _Cutter, chunks: Iterator[_Chunk]) -> Iterator[Block]:
    held = b""
    held_lines = 0
    for chunk, frame in _ahead(cutter, chunks):
        data = held + chunk.data if held else chunk.data
        block, waiting = cutter.cut(
            data, chunk.line - held_lines, None if held else frame, final=chunk.final
        )
        held_lines = waiting
        held = b"\n".join(data.split(b"\n")[-waiting - 1 :]) if waiting else b""
        if block.frame.height or block.refused:
            yield block


def _ahead(
    cutter: _Cutter, chunks: Iterator[_Chunk]
) -> Iterator[tuple[_Chunk, pl.DataFrame | None]]:
    """Each chunk with its frame cut the fast way, the next one being cut meanwhile."""

    def advance() -> tuple[_Chunk, pl.DataFrame | None] | None:
        chunk = next(chunks, None)
        return None if chunk is None else (chunk, cutter.fast(chunk.data, chunk.ends))

    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(advance)
        while (found := coming.result()) is not None:
            coming = pool.submit(advance)
            yield found


class _Cutter:
    """Cuts chunks into blocks, the fast way where it can be trusted."""

    def __init__(self, separator: str, width: int, findings: Findings, numbers: Numbers) -> None:
        self._separator = separator
        self._width = width
        self._findings = findings
        self._text: Schema = {str(place): pl.String() for place in range(width)}
        self._text[EXTRA] = pl.String()
        # The last column stays text: null there means that the row is too short.
        self._typed: Schema | None = None
        wanted = {str(place): kind for place, kind in numbers.items() if place < width - 1}
        if wanted and separator != ",":
            self._typed = {**self._text, **wanted}
        self._numeric = dict.fromkeys(wanted, "NA")

    def cut(
        self, data: bytes, line: int, frame: pl.DataFrame | None, *, final: bool
    ) -> tuple[Block, int]:
        """The block of a chunk, and how many last lines must wait for the next chunk.

        `frame` is what the fast way gave, None where it could not be trusted.
        """
        if frame is not None:
            return self._checked(data, line, frame), 0
        if not data.strip(b"\n"):
            return Block(frame_of([], [], self._width), 0), 0
        return self._exact(data, line, final=final)

    def fast(self, data: bytes, ends: npt.NDArray[np.int64]) -> pl.DataFrame | None:
        """All lines through Polars, or None when a line may not be a row; `ends` of the lines."""
        if not data or self._width < 2 or b"\0" in data:
            return None
        codes = np.frombuffer(data, np.uint8)
        separator = ord(self._separator)
        if np.count_nonzero(codes == QUOTE) % 2:
            return None
        if (codes[ends - 1] == separator).any() or codes[-1] == separator:
            return None  # an empty last cell and a cell too many look the same
        expected = len(ends) + (0 if codes[-1] == NEWLINE else 1)
        if len(data) > expected * LONG_LINES:
            return None
        frame = self._polars(data)
        return frame if frame is not None and frame.height == expected else None

    def _polars(self, data: bytes) -> pl.DataFrame | None:
        """The rows of a chunk, numbers typed as long as the file allows it."""
        if self._typed is not None:
            frame = self._polars_as(data, self._typed)
            if frame is not None:
                return frame
        frame = self._polars_as(data, self._text)
        if frame is not None:
            self._typed = None
        return frame

    def _polars_as(self, data: bytes, schema: Schema) -> pl.DataFrame | None:
        # A first line as wide as the schema, dropped afterwards, lets longer rows be seen.
        first = self._separator.encode() * self._width + b"\n"
        try:
            frame = pl.read_csv(
                first + data,
                separator=self._separator,
                has_header=False,
                schema=schema,
                null_values=self._numeric if schema is self._typed else None,
                decimal_comma=schema is self._typed,
            )
        except pl.exceptions.PolarsError:
            return None
        return frame.slice(1)

    def _checked(self, data: bytes, line: int, frame: pl.DataFrame) -> Block:
        """The rows of the right width, and what the exact way makes of the others."""
        numbers = pl.int_range(line, line + frame.height, dtype=pl.Int32, eager=True)
        frame = frame.with_columns(numbers.alias("line"))
        odd = frame[str(self._width - 1)].is_null() | frame[EXTRA].is_not_null()
        frame = frame.drop(EXTRA)
        refused = 0
        if odd.any():
            body = data.split(b"\n")
            doubtful = frame["line"].filter(odd).to_list()
            rows = exact.Rows()
            for number in doubtful:
                self._cut([self._decode(body[number - line])], number, rows, final=True)
            refused = rows.refused
            frame = frame.filter(~odd)
            if rows.cells:
                mended = frame_of(rows.cells, rows.lines, self._width)
                frame = pl.concat([frame.cast(mended.schema), mended]).sort("line")
        return Block(self._filled(frame), refused)

    def _filled(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Without the rows whose cells are all blank, like the exact way."""
        first = frame["0"]
        if first.dtype != pl.String or not (first.str.strip_chars().fill_null("") == "").any():
            return frame
        cells = [
            pl.col(name).cast(pl.String).fill_null("").str.strip_chars() == ""
            for name in frame.columns
            if name != "line"
        ]
        return frame.filter(~pl.all_horizontal(cells))

    def _exact(self, data: bytes, line: int, *, final: bool) -> tuple[Block, int]:
        rows = exact.Rows()
        body = self._decode(data).removesuffix("\n").split("\n")
        self._cut(body, line, rows, final=final)
        return Block(frame_of(rows.cells, rows.lines, self._width), rows.refused), rows.waiting

    def _cut(self, body: list[str], line: int, rows: exact.Rows, *, final: bool) -> None:
        found = exact.cut(body, line, self._separator, self._width, self._findings, final=final)
        rows.cells += found.cells
        rows.lines += found.lines
        rows.refused += found.refused
        rows.waiting = found.waiting

    def _decode(self, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotUtf8 from error
