"""What is wrong with a file, said to a person: where, what, and what to do.

A `Problem` refuses a line (or the file, when it has no line); a `Notice` never blocks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NBSP = "\u00a0"
VALUE_LENGTH = 80
PROBLEM_LIMIT = 1000
NOTICE_LIMIT = 200


def shown(value: str | None) -> str | None:
    """A value cut to what a list of errors can show, control characters made visible."""
    if value is None:
        return None
    head = value[: VALUE_LENGTH + 1]
    head = "".join(c if c.isprintable() or c == "\u00a0" else "\ufffd" for c in head)
    return head if len(head) <= VALUE_LENGTH else head[: VALUE_LENGTH - 1] + "…"


@dataclass(frozen=True)
class Problem:
    """One error. `line` counts from 1, the header of a text file being line 1."""

    line: int | None
    column: str | None
    value: str | None
    message: str
    remedy: str


@dataclass(frozen=True)
class Notice:
    """A warning: the file is read, but someone should know. `code` is stable, for programs."""

    code: str
    message: str
    line: int | None = None
    column: str | None = None
    value: str | None = None


class Refused(Exception):
    """The file cannot be read at all; `problems` holds at least one reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


def refused(
    message: str,
    remedy: str,
    *,
    line: int | None = None,
    column: str | None = None,
    value: str | None = None,
) -> Refused:
    """A refusal of the whole file for one reason."""
    return Refused((Problem(line, column, shown(value), message, remedy),))


class CellError(ValueError):
    """A cell that cannot be read; becomes a `Problem` once its place is known."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class Findings:
    """Collects the errors and notices of one reading; keeps the first ones, counts them all."""

    def __init__(self, limit: int = PROBLEM_LIMIT) -> None:
        self._limit = limit
        self._problems: list[Problem] = []
        self._count = 0
        self._notices: dict[tuple[str, str | None, str], Notice] = {}
        self._silenced = 0
        self._lines: set[int] = set()
        self.uncut = 0  # rows that could not even be cut into cells
        self.torn = 0  # the same, while the file is being read

    def refuse(
        self, line: int, column: str | None, value: str | None, message: str, remedy: str
    ) -> None:
        """Refuses one line for one reason."""
        self._count += 1
        self._lines.add(line)
        if len(self._problems) < self._limit:
            self._problems.append(Problem(line, column, shown(value), message, remedy))

    def refuse_lines(self, lines: Iterable[int]) -> None:
        """Marks lines as refused whose reasons were given elsewhere, or are too many to list."""
        self._lines.update(lines)

    def count_more(self, count: int) -> None:
        """Counts errors that are past the limit without building them."""
        self._count += count

    @property
    def room(self) -> int:
        """How many more errors will be kept in words."""
        return max(0, self._limit - len(self._problems))

    def notice(
        self,
        code: str,
        message: str,
        *,
        line: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Adds a warning; the same one is said once."""
        key = (code, column, message)
        if key in self._notices:
            return
        if len(self._notices) >= NOTICE_LIMIT:
            self._silenced += 1
            return
        self._notices[key] = Notice(code, message, line, column, shown(value))

    @property
    def refused_lines(self) -> frozenset[int]:
        """The lines left out, each once."""
        return frozenset(self._lines)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors by line; past the limit, a last one says how many more there are."""
        ordered = sorted(self._problems, key=lambda p: (p.line is None, p.line or 0))
        more = self._count - len(ordered)
        if more > 0:
            ordered.append(
                Problem(
                    None,
                    None,
                    None,
                    f"Erreurs de plus, non affichées{NBSP}: {more}.",
                    "Corrigez les premières erreurs puis déposez de nouveau le fichier.",
                )
            )
        return tuple(ordered)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The warnings in the order met."""
        found = list(self._notices.values())
        if self._silenced:
            found.append(
                Notice(
                    "more_notices",
                    f"Avertissements de plus, non affichés{NBSP}: {self._silenced}.",
                )
            )
        return tuple(found)
