"""What an import says of itself: the same object for the screen, the JSON and the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from vigie.sources.problems import Notice, Problem

IMPORTED = "imported"
ALREADY_IMPORTED = "already_imported"
DRY_RUN = "dry_run"
REFUSED = "refused"


@dataclass(frozen=True)
class ImportReport:
    """The outcome for one file. Rows count lines, header excluded; kept is 0 when refused.

    `refused_lines` are those that a person may accept to leave out, all of them: the list of
    errors stops after a thousand.
    """

    file: str
    source: str | None
    status: str
    import_id: str | None
    sha256: str | None
    as_of: date | None
    rows_read: int
    rows_kept: int
    rows_refused: int
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Notice, ...] = ()
    refused_lines: tuple[int, ...] = ()

    @property
    def went_in(self) -> bool:
        """Whether the data is in (or would be): everything but a refusal."""
        return self.status != REFUSED

    def to_json(self) -> dict[str, Any]:
        """The object that `vigie import --json` prints for the file."""
        return {
            "file": self.file,
            "source": self.source,
            "status": self.status,
            "import_id": self.import_id,
            "sha256": self.sha256,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "rows": {
                "read": self.rows_read,
                "kept": self.rows_kept,
                "refused": self.rows_refused,
            },
            "errors": [
                {
                    "line": error.line,
                    "column": error.column,
                    "value": error.value,
                    "message": error.message,
                    "remedy": error.remedy,
                }
                for error in self.errors
            ],
            "warnings": [
                {
                    "code": warning.code,
                    "line": warning.line,
                    "column": warning.column,
                    "value": warning.value,
                    "message": warning.message,
                }
                for warning in self.warnings
            ],
        }


def refused(
    file: str,
    problems: Iterable[Problem],
    *,
    source: str | None = None,
    sha256: str | None = None,
    as_of: date | None = None,
    rows_read: int = 0,
    refused_lines: Iterable[int] = (),
    warnings: Iterable[Notice] = (),
) -> ImportReport:
    """The report of a file that does not go in."""
    lines = tuple(sorted(refused_lines))
    return ImportReport(
        file=file,
        source=source,
        status=REFUSED,
        import_id=None,
        sha256=sha256,
        as_of=as_of,
        rows_read=rows_read,
        rows_kept=0,
        rows_refused=len(lines),
        errors=tuple(problems),
        warnings=tuple(warnings),
        refused_lines=lines,
    )
