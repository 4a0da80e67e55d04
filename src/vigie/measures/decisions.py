"""What may be shown of a cube, decided ahead of the pages and kept beside it.

A decision depends on the counts alone: whoever takes it takes the same. Those on participation and
on coverage down to the départements, that every page of a wide territory asks for, are taken once,
after the count, and read by every process. Those on the schools of a circonscription are taken when
a page asks.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import polars as pl

from vigie.measures.exchanges import Flags
from vigie.measures.store import mapped

_DECIDING = ("tables", "protection", "suppression", "sensitive", "hiding", "exchanges")
Key = tuple[str, int, int]
"""A family: its table, its series, and the place whose children it is, -1 for the nation."""
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "table": pl.String,
    "series": pl.Int16,
    "place": pl.Int32,
    "shape": pl.List(pl.Int32),
    "shown": pl.Binary,
}


@cache
def _rules() -> str:
    """Names the code that decides: once it changed, what it decided is decided again."""
    modules = [Path(__file__).with_name(f"{name}.py").read_bytes() for name in _DECIDING]
    return hashlib.sha256(b"".join(modules)).hexdigest()[:10]


@dataclass(frozen=True)
class Decisions:
    """The decisions of a cube, by its folder. `threshold`: the one they were taken under."""

    folder: Path
    threshold: int

    @property
    def path(self) -> Path:
        """Where they are kept; not an « .arrow », which would be a table of the cube."""
        return self.folder / f"decisions-{_rules()}-{self.threshold}.ipc"

    @cached_property
    def _known(self) -> dict[Key, tuple[list[int], bytes]]:
        rows = mapped(self.path).iter_rows()
        return {(table, series, place): (shape, bits) for table, series, place, shape, bits in rows}

    def get(self, key: Key) -> Flags | None:
        """By day, row, column and level; None where nothing was decided ahead."""
        if "_known" not in self.__dict__ and not self.path.exists():
            return None
        found = self._known.get(key)
        if found is None:
            return None
        shape, packed = found
        bits = np.unpackbits(np.frombuffer(packed, np.uint8), count=int(np.prod(shape)))
        return bits.astype(np.bool_).reshape(shape)

    def keep(self, decided: Iterable[tuple[Key, Flags]]) -> None:
        """Writes them all at once, aside, then in place."""
        rows = [(*key, list(shown.shape), np.packbits(shown).tobytes()) for key, shown in decided]
        aside = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row").rechunk()
        frame.write_ipc(aside, compression="uncompressed")
        aside.replace(self.path)
