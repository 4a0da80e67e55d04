"""What an import may ask about places: names of territories, schools of the directory."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import polars as pl

from vigie.codes import UnknownCode
from vigie.facts.geography import Tree, build_tree, changes_of_skeleton
from vigie.facts.home import Home
from vigie.facts.known import Known
from vigie.facts.snapshots import KEYS, dated, latest
from vigie.sources.reading import Context


class Places:
    """Territories as now; the tree is only built when a file or an option names one."""

    def __init__(self, home: Home, on: date, known: Known | None = None) -> None:
        self._known = known or Known(home)
        self._on = on

    def context(self) -> Context:
        """What the readers of files are given."""
        schools = self._schools
        known = None if schools is None else frozenset(schools.get_column("uai"))
        return Context(
            resolve_territory=self.resolve,
            known_schools=known,
            path_of=self.path_of,
            departments_of=self.departments_of,
        )

    def resolve(self, text: str, on: date | None = None) -> str:
        """The canonical code of a territory; raises codes.UnknownCode, with the choices when
        the name is ambiguous. A place that merged since is known on a day `on` when it was."""
        try:
            return self._tree.canonical(self._tree.resolve(text))
        except UnknownCode:
            if on is None or all(on >= day for day in changes_of_skeleton()):
                raise
            then = build_tree(None, on)
            try:
                return then.canonical(then.resolve(text))
            except UnknownCode:
                pass
            raise

    def path_of(self, code: str) -> list[str]:
        """Codes from the nation down to a territory; nothing above a label."""
        return self._tree.path(code) if code in self._tree else [code]

    def departments_of(self, code: str) -> list[str]:
        """Codes of the départements of a territory; none below them, nor where it is not known."""
        return self._tree.descendants(code, "department") if code in self._tree else []

    def name(self, code: str) -> str:
        """How people call a territory, its code when there is no name."""
        return self._tree.name(code) if code in self._tree else code

    @cached_property
    def _tree(self) -> Tree:
        return build_tree(self._schools, self._on)

    @cached_property
    def _schools(self) -> pl.DataFrame | None:
        records = [r for r in self._known.active if "schools" in r.families]
        if not records:
            return None
        return latest(dated(self._known.rows("schools"), records), KEYS["schools"], self._on)
