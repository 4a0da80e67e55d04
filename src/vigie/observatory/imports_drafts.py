"""Dropped files that wait for a decision: `drafts/<token>/<number>/` in the data folder.

A draft is one drop of one or several files. Its name is a token nobody can guess; its folder is
closed to other users of the machine; it lives for a day at most, and the bytes of a file leave it
as soon as something is decided about the file. What stays until then is what was read of it, with
identities masked.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from vigie.facts.home import Home, write_durably
from vigie.observatory.imports_jobs import is_running

LIFETIME = timedelta(hours=24)
LONGEST_NAME = 150
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


class NoDraft(Exception):
    """The drop never existed, was given up, or is older than a day."""


@dataclass(frozen=True)
class Options:
    """What the person says of a file, as typed; empty: nothing said. `as_of` is ISO."""

    source: str = ""
    territory: str = ""
    profile: str = ""
    pathway: str = ""
    as_of: str = ""

    def arguments(self) -> dict[str, Any]:
        """The same, as `import_file` takes it."""
        given = {name: value or None for name, value in asdict(self).items()}
        return {**given, "as_of": date.fromisoformat(self.as_of) if self.as_of else None}


@dataclass(frozen=True)
class Item:
    """One dropped file. `preview` is what its rehearsal said, `outcome` what became of it."""

    folder: Path
    no: int
    name: str
    size: int
    options: Options
    preview: dict[str, Any] | None
    outcome: dict[str, Any] | None

    @property
    def file(self) -> Path:
        """The bytes as dropped, until a decision."""
        return self.folder / "received" / self.name

    @property
    def waits(self) -> bool:
        """Whether nothing is decided yet."""
        return self.outcome is None

    def with_options(self, options: Options) -> Item:
        """Keeps what the person said; what the rehearsal said before no longer holds."""
        _write(self.folder / "options.json", asdict(options))
        (self.folder / "preview.json").unlink(missing_ok=True)
        return replace(self, options=options, preview=None)

    def note_preview(self, preview: dict[str, Any]) -> None:
        """Keeps what a rehearsal said."""
        _write(self.folder / "preview.json", preview)

    def decide(self, outcome: dict[str, Any]) -> None:
        """Keeps what became of the file, then lets its bytes go."""
        _write(self.folder / "outcome.json", outcome)
        shutil.rmtree(self.folder / "received", ignore_errors=True)


@dataclass(frozen=True)
class Draft:
    """One drop. `owner`: who dropped, as a reference; nobody else opens it."""

    folder: Path
    created: datetime
    owner: str

    @property
    def token(self) -> str:
        return self.folder.name

    def place(self, name: str) -> Path:
        """Where the bytes of one more file go, under a name that can do no harm."""
        no = 1 + sum(1 for _ in self._folders())
        received = self.folder / str(no) / "received"
        received.mkdir(mode=0o700, parents=True)
        return received / safe_name(name)

    def items(self) -> list[Item]:
        """The files, in the order dropped."""
        found = [_item(folder) for folder in sorted(self._folders(), key=lambda f: int(f.name))]
        return [item for item in found if item is not None]

    def item(self, no: int) -> Item:
        """One file; raises NoDraft."""
        for item in self.items():
            if item.no == no:
                return item
        raise NoDraft

    @property
    def left_out(self) -> str:
        """What is said of the files that were not received."""
        return str((_read(self.folder / "left_out.json") or {}).get("sentence", ""))

    def note_left_out(self, sentence: str) -> None:
        """Keeps a sentence about the files that were not received."""
        _write(self.folder / "left_out.json", {"sentence": sentence})

    def discard(self) -> None:
        """Lets everything go."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _folders(self) -> Iterator[Path]:
        return (path for path in self.folder.iterdir() if path.is_dir() and path.name.isdecimal())


class Drafts:
    """The drops of an installation."""

    def __init__(self, home: Home) -> None:
        self._root = home.path / "drafts"

    def create(self, now: datetime, owner: str) -> Draft:
        """A new empty draft."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = self._root / secrets.token_urlsafe(24)
        folder.mkdir(mode=0o700)
        _write(folder / "draft.json", {"created": now.isoformat(), "owner": owner})
        return Draft(folder, now, owner)

    def open(self, token: str, now: datetime) -> Draft:
        """The draft of that token; raises NoDraft."""
        if not _TOKEN.fullmatch(token):
            raise NoDraft
        draft = self._read(self._root / token)
        if draft is None or now - draft.created > LIFETIME:
            raise NoDraft
        return draft

    def any(self) -> bool:
        """Whether some draft is there."""
        return bool(self._folders())

    def all(self) -> list[Draft]:
        """Every draft that can be read."""
        found = [self._read(folder) for folder in self._folders()]
        return [draft for draft in found if draft is not None]

    def purge(self, now: datetime) -> int:
        """Lets go the drafts older than a day, but never under a running job; says how many."""
        expired = self.expired(now)
        for folder in expired:
            shutil.rmtree(folder, ignore_errors=True)
        return len(expired)

    def expired(self, now: datetime) -> list[Path]:
        """The folders of the drafts that are to be let go."""
        found = []
        for folder in self._folders():
            draft = self._read(folder)
            expired = draft is None or now - draft.created > LIFETIME
            if draft is None:
                # Half made, or being made right now: its own age decides.
                with suppress(OSError):
                    expired = now.timestamp() - folder.stat().st_mtime > LIFETIME.total_seconds()
            if expired and not is_running(folder):
                found.append(folder)
        return found

    def _folders(self) -> list[Path]:
        if not self._root.is_dir():
            return []
        return [path for path in self._root.iterdir() if _TOKEN.fullmatch(path.name)]

    @staticmethod
    def _read(folder: Path) -> Draft | None:
        content = _read(folder / "draft.json")
        if not content:
            return None
        created = datetime.fromisoformat(content["created"])
        return Draft(folder, created, content.get("owner", ""))


def safe_name(name: str) -> str:
    """A file name without folders, control characters or leading dots, of a bearable length.

    The end of the name is kept: Pix Orga writes the date of the extraction there.
    """
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in bare)
    bare = bare.strip().lstrip(".").strip() or "fichier"
    while len(bare.encode()) > LONGEST_NAME:
        bare = bare[1:]
    return bare


def _item(folder: Path) -> Item | None:
    outcome = _read(folder / "outcome.json")
    received = folder / "received"
    files = list(received.iterdir()) if received.is_dir() else []
    if not files and outcome is None:
        return None
    options = _read(folder / "options.json") or {}
    return Item(
        folder=folder,
        no=int(folder.name),
        name=files[0].name if files else (outcome or {}).get("file", ""),
        size=files[0].stat().st_size if files else 0,
        options=Options(**options),
        preview=_read(folder / "preview.json"),
        outcome=outcome,
    )


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    return content


def _write(path: Path, content: dict[str, Any]) -> None:
    write_durably(path, json.dumps(content, ensure_ascii=False).encode())
