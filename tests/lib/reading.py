"""Reads bytes as a user's file would be read: written aside under a name, then opened."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from vigie.sources.problems import Problem, Refused
from vigie.sources.reading import Context, Reading
from vigie.sources.registry import read


def read_bytes(
    content: bytes | str,
    name: str = "fichier.csv",
    *,
    source: str | None = None,
    context: Context | None = None,
) -> Reading:
    """The reading of a file with this content; text is written in UTF-8."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read(path, source=source, context=context)


def refusal(content: bytes | str, name: str = "fichier.csv", **how: str | None) -> Problem:
    """The first problem of a file that cannot be read; fails when it can."""
    try:
        reading = read_bytes(content, name, source=how.get("source"))
    except Refused as error:
        for problem in error.problems:
            assert problem.message
            assert problem.remedy
        return error.problems[0]
    raise AssertionError(f"read as {reading.source}: {reading.tables}")
