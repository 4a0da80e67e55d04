"""Calls `vigie` through the entry point of its script, in a home that is given."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from vigie.cli.main import main


@dataclass(frozen=True)
class Done:
    """What a call left: exit status and both outputs."""

    code: int
    out: str
    err: str


class Vigie:
    """`vigie(…)` → what the call left; `vigie.rows(…)` → the rows of `--format json`."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("VIGIE_HOME", str(home))

    def __call__(self, *arguments: str) -> Done:
        self._monkeypatch.setattr(sys, "argv", ["vigie", *arguments])
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
            main()
        assert isinstance(end.value.code, int)
        return Done(end.value.code, out.getvalue(), err.getvalue())

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        done = self(*arguments, "--format", "json")
        assert (done.code, done.err) == (0, "")
        rows: list[dict[str, Any]] = json.loads(done.out)
        return rows

    def refused(self, *arguments: str) -> str:
        """What is told of a call that the person can mend, on one line."""
        done = self(*arguments)
        assert done.code == 2, done
        assert done.out == ""
        return " ".join(done.err.split())
