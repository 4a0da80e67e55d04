"""The ledger: one file per act, and the only place that says what has happened.

An import exists from the moment its record is renamed into place: what is in the lake or in the
archive without a record does not exist for any reader. Numbers are reserved first and never
used again, so that what a killed import left can be told apart and swept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from vigie.facts.home import Home, fsync_path, write_durably

_RECORD = ".import.json"
_WITHDRAWAL = ".withdrawal.json"
_RESERVED = ".reserved"
_ABANDONED = ".abandoned"


@dataclass(frozen=True)
class Withdrawal:
    """Who took an import back, and when."""

    at: datetime
    by: str


@dataclass(frozen=True)
class CampaignContext:
    """For whom and where a campaign of the import is; None: unknown.

    `origins` says where each of the three comes from: option, declared, previous or title.
    """

    campaign: str
    territory: str | None = None
    profile: str | None = None
    pathway: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordedNotice:
    """A warning as it was given, without the value that caused it (it may be personal)."""

    code: str
    message: str
    line: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class ImportRecord:
    """One committed import. Rows count the lines of the file, header excluded."""

    no: int
    import_id: str
    file: str
    source: str
    sha256: str
    size: int
    as_of: date
    as_of_origin: str
    imported_at: datetime
    imported_by: str
    rows_read: int
    rows_kept: int
    rows_refused: int
    territory: str | None = None
    profile: str | None = None
    pathway: str | None = None
    campaigns: tuple[str, ...] = ()
    contexts: tuple[CampaignContext, ...] = ()
    families: tuple[str, ...] = ()
    notices: tuple[RecordedNotice, ...] = ()
    refused_lines: tuple[int, ...] = ()
    withdrawn: Withdrawal | None = None

    @property
    def active(self) -> bool:
        return self.withdrawn is None


def import_id(no: int) -> str:
    """The name of an import, as people write it: I000042."""
    return f"I{no:06d}"


class Ledger:
    """The acts of an installation. Reading needs no lock; writing needs `home.writing()`."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._root = home.ledger

    def records(self) -> list[ImportRecord]:
        """Every committed import, oldest first, withdrawn ones included."""
        withdrawals = {
            _number(path): _withdrawal_from(json.loads(path.read_text("utf-8")))
            for path in self._root.glob(f"*{_WITHDRAWAL}")
        }
        records = [
            _record_from(json.loads(path.read_text("utf-8")))
            for path in sorted(self._root.glob(f"*{_RECORD}"))
        ]
        return [replace(record, withdrawn=withdrawals.get(record.no)) for record in records]

    def active(self) -> list[ImportRecord]:
        """Committed imports that were not withdrawn, oldest first."""
        return [record for record in self.records() if record.active]

    def reserve(self, sha256: str) -> int:
        """Takes the next number; it will never be given again, whatever happens."""
        self._home.prepare()
        no = max((_number(path) for path in self._acts()), default=0) + 1
        while True:
            try:
                path = self._path(no, _RESERVED)
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                no += 1
                continue
            with os.fdopen(descriptor, "w") as handle:
                handle.write(sha256)
                handle.flush()
                os.fsync(handle.fileno())
            fsync_path(self._root)
            return no

    def commit(self, record: ImportRecord) -> None:
        """The point where an import comes to exist."""
        write_durably(self._path(record.no, _RECORD), _to_json(record))
        self._path(record.no, _RESERVED).unlink(missing_ok=True)

    def withdraw(self, no: int, withdrawal: Withdrawal) -> None:
        """Notes that an import is taken back; its record stays."""
        write_durably(self._path(no, _WITHDRAWAL), _to_json(withdrawal))

    def interrupted(self) -> dict[int, str]:
        """Numbers reserved by imports that never committed, with the hash they were for."""
        left = {}
        for path in self._root.glob(f"*{_RESERVED}"):
            no = _number(path)
            if self._path(no, _RECORD).exists():
                path.unlink(missing_ok=True)
            else:
                left[no] = path.read_text("ascii")
        return left

    def abandon(self, no: int) -> None:
        """Closes an interrupted number once nothing of it is left; the number stays used."""
        self._path(no, _RESERVED).replace(self._path(no, _ABANDONED))

    def sweep(self) -> None:
        """Drops the files that killed writers left half-written."""
        for path in self._root.glob(".*.part"):
            path.unlink(missing_ok=True)

    def _path(self, no: int, suffix: str) -> Path:
        return self._root / f"{no:06d}{suffix}"

    def _acts(self) -> Iterator[Path]:
        return (path for path in self._root.iterdir() if not path.name.startswith("."))


def _number(path: Path) -> int:
    return int(path.name.split(".", 1)[0])


def _to_json(act: ImportRecord | Withdrawal) -> bytes:
    content = asdict(act)
    content.pop("withdrawn", None)
    return json.dumps(content, ensure_ascii=False, indent=1, default=_iso).encode()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


def _withdrawal_from(content: dict[str, Any]) -> Withdrawal:
    return Withdrawal(at=datetime.fromisoformat(content["at"]), by=content["by"])


def _record_from(content: dict[str, Any]) -> ImportRecord:
    return ImportRecord(
        **{
            **content,
            "as_of": date.fromisoformat(content["as_of"]),
            "imported_at": datetime.fromisoformat(content["imported_at"]),
            "campaigns": tuple(content["campaigns"]),
            "contexts": tuple(CampaignContext(**context) for context in content["contexts"]),
            "families": tuple(content["families"]),
            "notices": tuple(RecordedNotice(**notice) for notice in content["notices"]),
            "refused_lines": tuple(content["refused_lines"]),
        }
    )
