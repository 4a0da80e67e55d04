"""The ledger of erased pseudonyms: who must stay out of the facts, written down twice.

One copy, outside the data folder, says every erasure ever decided; the other, inside, says those
that this folder has carried out. What the first has and the second has not is still to be done:
an erasure that was killed halfway, or a folder that came back from a backup. The outer copy is
therefore never restored; the two are only ever added to.

No identity is in it: a pseudonym says nothing without the key of the installation.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vigie.facts.home import Home, fsync_path

ERASE, RETURN = "erase", "return"


class NoSafePlace(Exception):
    """The outer copy cannot be written: an erasure would not survive a restore."""

    def __init__(self, path: Path) -> None:
        self.message = (
            f"Le registre des effacements ne peut pas être écrit dans {path}\u00a0: une "
            "sauvegarde restaurée ferait revenir la personne."
        )
        self.remedy = (
            "Indiquez dans VIGIE_ERASURES un fichier hors du dossier de données, que les "
            "restaurations ne remplacent pas."
        )
        super().__init__(f"{self.message} {self.remedy}")


@dataclass(frozen=True)
class Act:
    """People erased, or one who came back by herself. `name` is drawn once and never again."""

    name: str
    kind: str
    people: frozenset[int]
    at: datetime


class Erased:
    """The two copies. Writing needs `home.writing()`."""

    def __init__(self, home: Home) -> None:
        self._inner, self._outer = home.erasures, home.erasures_outside

    def acts(self) -> list[Act]:
        """Every act known to either copy, oldest first."""
        known = {act.name: act for path in (self._outer, self._inner) for act in _read(path)}
        return sorted(known.values(), key=lambda act: (act.at, act.name))

    def carried_out(self) -> int:
        """How many acts this folder has carried out."""
        return len({act.name for act in _read(self._inner)})

    def pending(self) -> list[Act]:
        """Acts that this folder has not carried out yet."""
        done = {act.name for act in _read(self._inner)}
        return [act for act in self.acts() if act.name not in done]

    def announce(self, kind: str, people: Iterable[int], at: datetime) -> Act:
        """From here on, whatever happens, it will be done. Raises NoSafePlace."""
        act = Act(secrets.token_hex(8), kind, frozenset(people), at)
        try:
            _append(self._outer, act)
        except OSError as error:
            raise NoSafePlace(self._outer) from error
        return act

    def note_carried_out(self, act: Act) -> None:
        """Says that nothing is left to do for an act in this folder."""
        _append(self._inner, act)

    def copy_outside(self) -> None:
        """Gives the outer copy what only the inner one knows: it was lost, or is new."""
        known = {act.name for act in _read(self._outer)}
        for act in _read(self._inner):
            if act.name not in known:
                _append(self._outer, act)

    def admitted_from(self, acts: Iterable[Act] | None = None) -> dict[int, datetime | None]:
        """For each person ever erased, when she came back since; None when she did not.

        What was imported before that moment, or at all without it, must not hold her.
        """
        since: dict[int, datetime | None] = {}
        for act in self.acts() if acts is None else acts:
            for person in act.people:
                if act.kind == ERASE:
                    since[person] = None
                elif person in since and since[person] is None:
                    since[person] = act.at
        return since

    def kept_out(self) -> frozenset[int]:
        """The people whom an import of now leaves out."""
        return frozenset(p for p, since in self.admitted_from().items() if since is None)


def _read(path: Path) -> Iterator[Act]:
    """The acts of a copy. A line that a power cut left unfinished was never acknowledged."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return
    for line in lines:
        try:
            content: dict[str, Any] = json.loads(line)
            yield Act(content["name"], content["kind"], frozenset(content["people"]),
                      datetime.fromisoformat(content["at"]))  # fmt: skip
        except (ValueError, KeyError, TypeError):
            continue


def _append(path: Path, act: Act) -> None:
    """One write for the whole line, on the disk when this returns."""
    content = {"name": act.name, "kind": act.kind, "people": sorted(act.people),
               "at": act.at.isoformat()}  # fmt: skip
    new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        torn = size and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, b"\n" * bool(torn) + json.dumps(content).encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if new:
        fsync_path(path.parent)
