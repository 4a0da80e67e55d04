"""What `vigie import` shows: progress, errors with their remedy, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from vigie.facts.import_report import ALREADY_IMPORTED, DRY_RUN, REFUSED, ImportReport
from vigie.sources.problems import Notice, Problem

_ERRORS_SHOWN = 50
_PIPE_WIDTH = 120
_VERDICTS = {
    "imported": "[green]importé[/]",
    DRY_RUN: "[green]serait importé[/]",
    ALREADY_IMPORTED: "[yellow]déjà importé[/]",
    REFUSED: "[red]refusé[/]",
}


class Screen:
    """Speaks to the person: results on standard output, the rest on standard error."""

    def __init__(self, *, as_json: bool) -> None:
        self._silent = as_json
        self._out = _console(stderr=False)
        self._side = _console(stderr=True)

    @contextmanager
    def progress(self, file: str) -> Iterator[Callable[[int], None]]:
        """A line that lives while the file is read."""
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=self._side,
            transient=True,
            disable=not self._side.is_terminal,
        ) as bar:
            task = bar.add_task(f"Lecture de {escape(_clean(file))}")

            def read(lines: int) -> None:
                bar.update(
                    task,
                    description=f"Lecture de {escape(_clean(file))}\u00a0: {_count(lines)} lignes",
                )

            yield read

    def tell(self, sentence: str) -> None:
        """Says something that does not wait for the end."""
        self._side.print(escape(sentence))

    def show(self, report: ImportReport) -> None:
        """The outcome for one file."""
        if self._silent:
            return
        parts = [
            f"[bold]{escape(_clean(report.file))}[/]\u00a0: {_VERDICTS[report.status]}",
            f"import {report.import_id}" if report.import_id else "",
            escape(report.source or ""),
            f"au {report.as_of:%d/%m/%Y}" if report.as_of else "",
        ]
        self._out.print(", ".join(part for part in parts if part) + ".", soft_wrap=True)
        if report.rows_read:
            self._out.print(_rows(report))
        if report.errors:
            self._out.print(_error_table(report.errors))
        if len(report.errors) > _ERRORS_SHOWN:
            more = len(report.errors) - _ERRORS_SHOWN
            self._out.print(f"… et {_count(more)} autres erreurs (toutes avec --json).")
            last = report.errors[-1]
            if last.line is None:  # what ends a long list speaks of the whole file
                self._out.print(escape(f"{last.message} {last.remedy}"), soft_wrap=True)
        for warning in report.warnings:
            self._out.print(
                f"[yellow]Attention[/]\u00a0: {escape(_where(warning))}", soft_wrap=True
            )
        if report.status == REFUSED and report.refused_lines:
            self._out.print(
                "Corrigez ces lignes dans le fichier, ou ajoutez --accept-refused pour importer "
                "les autres sans elles."
            )
        self._out.print()

    def conclude(self, reports: list[ImportReport]) -> None:
        """What to do next."""
        if self._silent:
            return
        if any(report.status == "imported" for report in reports):
            self._out.print("Ensuite\u00a0: [bold]vigie build[/] calcule les indicateurs.")
        elif any(report.status == DRY_RUN for report in reports):
            self._out.print("Rien n’a été écrit. Relancez sans --dry-run pour importer.")

    def fault(self, file: str, error: Exception) -> None:
        """Something is wrong with Vigie, not with the file."""
        self._side.print(
            f"[red]Panne de Vigie[/] pendant l’import de {escape(_clean(file))}\u00a0: "
            f"{escape(type(error).__name__)}. Rien de ce fichier n’a été enregistré."
        )
        self._side.print(escape(str(error)))


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    return console


def _error_table(errors: tuple[Problem, ...]) -> Table:
    table = Table(show_lines=True, title_justify="left")
    for heading in ("Ligne", "Colonne", "Valeur", "Erreur", "Que faire"):
        table.add_column(heading, overflow="fold")
    for error in errors[:_ERRORS_SHOWN]:
        cells = (str(error.line or ""), error.column, error.value, error.message, error.remedy)
        table.add_row(*(escape(_clean(cell or "")) for cell in cells))
    return table


def _rows(report: ImportReport) -> str:
    return (
        f"Lignes\u00a0: {_count(report.rows_read)} lues, {_count(report.rows_kept)} gardées, "
        f"{_count(report.rows_refused)} refusées."
    )


def _where(warning: Notice) -> str:
    return f"ligne {warning.line}, {warning.message}" if warning.line else warning.message


def _count(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _clean(text: str) -> str:
    # A file name or a cell must not be able to drive the terminal.
    return "".join(c if c.isprintable() or c in "\u00a0\u202f" else "\ufffd" for c in text)
