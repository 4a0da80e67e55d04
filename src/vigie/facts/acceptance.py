"""Whole or not at all, unless the person accepts the refused lines by name."""

from __future__ import annotations

from collections.abc import Collection

from vigie.facts.checks import Checked
from vigie.sources.problems import Problem

AcceptRefused = bool | Collection[int]
_LINES_NAMED = 20

_NOTHING_LEFT = Problem(
    line=None,
    column=None,
    value=None,
    message="Le fichier ne contient aucune ligne à importer.",
    remedy="Vérifiez que l’export n’est pas vide et que les bonnes lignes y sont.",
)


def reasons_to_refuse(checked: Checked, accepted: AcceptRefused) -> list[Problem]:
    """Everything that keeps a file out; empty when it may go in.

    `accepted` is True for all refused lines, or the very numbers that the person was shown:
    a line that was refused since must be seen before it is left out.
    """
    lines = checked.refused_lines
    blocking = [
        problem
        for problem in checked.problems
        # Past a thousand errors, a reading ends its list with one that has no line.
        if problem.line is None and problem not in checked.unlisted
    ]
    if blocking or (lines and not accepted):
        return list(checked.problems)
    if checked.rows_read <= len(lines):
        return [_NOTHING_LEFT, *checked.problems]
    named = lines if accepted is True else frozenset(accepted or ())
    unnamed = sorted(lines - named)
    if not unnamed:
        return []
    shown = ", ".join(str(line) for line in unnamed[:_LINES_NAMED])
    shown += "…" if len(unnamed) > _LINES_NAMED else ""
    return [
        Problem(
            line=None,
            column=None,
            value=shown,
            message=f"Des lignes refusées n’ont pas été acceptées nommément\u00a0: {shown}.",
            remedy="Relisez-les, puis acceptez-les toutes, ou corrigez le fichier.",
        ),
        *checked.problems,
    ]
