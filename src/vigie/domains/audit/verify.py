"""Is the log as it was written? One pass over the entries, against the head and the witness.

What is sought, and where it shows:

- an edit, in the digest of a part or in the hash of the entry;
- a deletion, an insertion, an exchange, in the numbers and in the hash before;
- a chain written anew from some point on, in the heads that the witness kept;
- a truncation, in the head, and in the witness when the head was put back too;
- a part emptied without an entry that says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vigie.domains.audit.chain import ERASURES, GENESIS, PARTS, Line, link_of
from vigie.domains.audit.ranges import BadRanges, outside, spans_of
from vigie.domains.audit.witness import Testimony


@dataclass(frozen=True)
class Fault:
    """The first thing that does not hold. `kind`: edited, missing, out_of_order, rewritten, head,
    truncated or emptied; `reason`: a French sentence."""

    number: int
    kind: str
    reason: str


@dataclass(frozen=True)
class Finding:
    """`entries`: how many hold, from the first. `unwitnessed`: how many of them, at the end, no
    witness tells of yet. `erased`: parts emptied, and logged as such."""

    entries: int
    hash: str
    fault: Fault | None = None
    unwitnessed: int = 0
    erased: int = 0
    spoilt: tuple[int, ...] = ()

    @property
    def intact(self) -> bool:
        return self.fault is None


@dataclass
class Verification:
    """Entries are given in the order of their numbers, then `finish` says what was found."""

    key: bytes
    testimony: Testimony = field(default_factory=Testimony)
    number: int = 0
    hash: str = GENESIS
    fault: Fault | None = None
    _erased: dict[str, list[int]] = field(default_factory=lambda: {part: [] for part in PARTS})
    _declared: dict[str, list[tuple[int, int]]] = field(
        default_factory=lambda: {part: [] for part in PARTS}
    )

    def take(self, lines: Iterable[Line]) -> int:
        """Verifies more entries, until one does not hold. Returns how many were read."""
        read = 0
        for line in lines:
            read += 1
            try:
                self.fault = self._fault_of(line)
            except (AttributeError, TypeError, ValueError):
                # A column holds what nobody could have written there.
                self.fault = unreadable(self.number + 1)
            if self.fault is not None:
                break
            self.number, self.hash = line.number, line.hash
            self._note_erasures(line)
        return read

    def finish(self, head: tuple[int, str] | None) -> Finding:
        """What was found, knowing the head of the chain (number, hash), None when it is gone."""
        self.fault = self.fault or self._fault_at_the_end(head) or self._fault_of_erasures()
        told = [number for number in self.testimony.heads if number <= self.number]
        return Finding(
            entries=self.number,
            hash=self.hash,
            fault=self.fault,
            unwitnessed=self.number - max(told, default=0),
            erased=sum(map(len, self._erased.values())),
            spoilt=self.testimony.spoilt,
        )

    def _fault_of(self, line: Line) -> Fault | None:
        wanted = self.number + 1
        if line.number > wanted:
            return Fault(wanted, "missing", f"L’entrée {wanted} manque\u00a0: elle a été retirée.")
        if line.number < wanted:
            return Fault(
                wanted,
                "out_of_order",
                f"Une entrée numérotée {line.number} est là où l’on attend la {wanted}.",
            )
        if line.previous != self.hash:
            return Fault(
                wanted,
                "out_of_order",
                f"L’entrée {wanted} ne suit pas celle d’avant\u00a0: l’une des deux a été "
                "remplacée, déplacée ou ajoutée.",
            )
        for part, label in _LABELS.items():
            if not line.part(part).holds:
                reason = f"{label} de l’entrée {wanted} n’est plus ce qui avait été écrit."
                return Fault(wanted, "edited", reason)
        if link_of(self.key, line) != line.hash:
            return Fault(
                wanted,
                "edited",
                f"Le moment, l’acte ou une empreinte de l’entrée {wanted} n’est plus ce qui avait "
                "été écrit.",
            )
        if self.testimony.heads.get(wanted, {line.hash}) != {line.hash}:
            return Fault(
                wanted,
                "rewritten",
                f"L’entrée {wanted} n’est pas celle que le témoin a vue\u00a0: la chaîne a été "
                "réécrite jusque-là, ou la base a été restaurée.",
            )
        return None

    def _fault_at_the_end(self, head: tuple[int, str] | None) -> Fault | None:
        missing = self.number + 1
        number, told = head or (0, GENESIS)
        if head is None and self.number:
            return Fault(missing, "head", "La tête de la chaîne a été retirée.")
        if number > self.number:
            return Fault(
                missing,
                "truncated",
                f"La fin manque à partir de l’entrée {missing}\u00a0: la tête de la chaîne en "
                f"annonce {number}.",
            )
        if self.testimony.last > self.number:
            return Fault(
                missing,
                "truncated",
                f"La fin manque à partir de l’entrée {missing}\u00a0: le témoin en a vu "
                f"{self.testimony.last}. Elles ont été retirées, ou la base a été restaurée.",
            )
        if (number, told) != (self.number, self.hash):
            return Fault(missing, "head", "La tête de la chaîne n’est pas sa dernière entrée.")
        return None

    def _fault_of_erasures(self) -> Fault | None:
        found = sorted(
            (number, part)
            for part in PARTS
            for number in outside(self._erased[part], self._declared[part])
        )
        if not found:
            return None
        number, part = found[0]
        reason = f"{_LABELS[part]} de l’entrée {number} a été vidé sans qu’aucune entrée le dise."
        return Fault(number, "emptied", reason)

    def _note_erasures(self, line: Line) -> None:
        for part in PARTS:
            if line.part(part).is_erased:
                self._erased[part].append(line.number)
        if line.action not in ERASURES or line.details.text is None:
            return
        told = _object(line.details.text)
        for part in PARTS:
            try:
                spans = spans_of(str(told.get(part, "")))
            except BadRanges:
                continue
            # An erasure speaks of what came before it, never of itself.
            self._declared[part] += [span for span in spans if span[1] < line.number]


def unreadable(number: int) -> Fault:
    """The fault of an entry that cannot even be read."""
    return Fault(number, "edited", f"L’entrée {number} ne peut plus être lue.")


_LABELS: Mapping[str, str] = {
    "actor": "L’auteur",
    "about": "L’objet",
    "details": "Le contenu",
}


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
