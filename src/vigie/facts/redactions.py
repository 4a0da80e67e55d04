"""Archived files without the lines of people who were erased.

The ledger keeps the SHA-256 of a file as it was received. Once redacted, what is kept is a copy
under its own SHA-256, and a link, `archive/redacted/<received>.json`, says which one and which
lines are gone. Line numbers stay, so that the provenance of a figure still reads.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from vigie.facts.archive import Archive, Incoming, sha256_of
from vigie.facts.home import Home, write_durably
from vigie.sources.redaction import IsHers, redact


@dataclass(frozen=True)
class Redaction:
    """What is kept in the place of a received file. `former`: copies that it took the place of.

    `held` is empty when the whole file was let go.
    """

    held: str
    lines: frozenset[int]
    former: frozenset[str] = frozenset()


class Redactions:
    """The links of an installation. Writing needs `home.writing()`.

    A link is written before the copy it names, and the former copy is deleted last: killed in
    between, doing the same again ends the work.
    """

    def __init__(self, home: Home) -> None:
        self._archive = Archive(home)
        self._root = home.archive / "redacted"

    def of(self, sha256: str) -> Redaction | None:
        """What stands for the file received under that hash; None when it is whole."""
        try:
            content = json.loads(self._link(sha256).read_bytes())
        except FileNotFoundError:
            return None
        return Redaction(content["held"], frozenset(content["lines"]), frozenset(content["former"]))

    def held(self, sha256: str) -> Path:
        """Where the file received under that hash is kept today, redacted or not."""
        known = self.of(sha256)
        names = [known.held, sha256, *sorted(known.former)] if known and known.held else [sha256]
        paths = [self._archive.path(name) for name in names]
        return next((path for path in paths if path.exists()), paths[0])

    def keep(
        self, incoming: Incoming, sha256: str, source: str, lines: Collection[int], is_hers: IsHers
    ) -> None:
        """Archives a file that arrives without the lines of people erased before."""
        self._replace(sha256, source, incoming.path, incoming.folder, frozenset(lines), is_hers)

    def keep_whole(self, incoming: Incoming, sha256: str, received: Collection[str]) -> None:
        """Archives a file as received; a copy that an earlier import left redacted goes, unless
        it is also one of the files `received`."""
        self._archive.keep(incoming, sha256)
        self._unlink(sha256, {sha256, *received})

    def redact(
        self,
        sha256: str,
        source: str,
        lines: Collection[int],
        is_hers: IsHers,
        received: Collection[str],
    ) -> bool:
        """Takes lines out of an archived file; True when there was something to take out.

        `received`: the hashes of every import, whose files are not to be dropped.
        """
        known = self.of(sha256)
        done = known.lines if known else frozenset()
        wanted = done | frozenset(lines)
        # As received if it is there: a backup may have brought it back.
        path = self._archive.path(sha256)
        path = path if path.exists() else self.held(sha256)
        if not wanted or not path.exists():
            return False
        new = known is None or wanted > done or path != self._archive.path(known.held)
        if new:
            self._replace(sha256, source, path, self._archive.aside(), wanted, is_hers)
        self._drop({sha256, *(self.of(sha256) or Redaction("", wanted)).former}, received)
        return new

    def let_go(self, sha256: str, received: Collection[str]) -> None:
        """Deletes the file received under that hash, redacted or not; the link says so."""
        known = self.of(sha256)
        former = {*known.former, known.held} - {""} if known else set()
        self._write(sha256, Redaction("", frozenset(), frozenset(former)))
        self._drop({sha256, *former}, received)

    def forget(self, sha256: str, received: Collection[str]) -> None:
        """Deletes all that is kept of a file whose import never came to be."""
        self._unlink(sha256, received)
        self._drop({sha256}, received)

    def _replace(
        self,
        sha256: str,
        source: str,
        path: Path,
        folder: Path,
        lines: frozenset[int],
        is_hers: IsHers,
    ) -> None:
        copy = folder / "redacted"
        redact(path, source, lines, is_hers, copy)
        copy.chmod(0o600)
        held = sha256_of(copy)
        known = self.of(sha256)
        former = {*known.former, known.held} - {held, ""} if known else set()
        self._write(sha256, Redaction(held, lines, frozenset(former)))
        self._archive.keep(Incoming(folder, copy), held)

    def _write(self, sha256: str, link: Redaction) -> None:
        content = {"held": link.held, "lines": sorted(link.lines), "former": sorted(link.former)}
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(self._link(sha256), json.dumps(content).encode())

    def _unlink(self, sha256: str, received: Collection[str]) -> None:
        known = self.of(sha256)
        if known:
            self._drop({known.held, *known.former} - {""}, received, besides=sha256)
            self._link(sha256).unlink()

    def _drop(self, candidates: set[str], received: Collection[str], besides: str = "") -> None:
        links = [path for path in self._root.glob("*.json") if path.stem != besides]
        held = {json.loads(path.read_bytes())["held"] for path in links}
        whole = {sha256 for sha256 in received if self.of(sha256) is None}
        for name in candidates - held - whole:
            self._archive.path(name).unlink(missing_ok=True)

    def _link(self, sha256: str) -> Path:
        return self._root / f"{sha256}.json"
