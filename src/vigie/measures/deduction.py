"""What a reader can work out from counts that add up, and what to hide so that he cannot.

The reader knows that what is hidden is at least one. Each relation then bounds its hidden terms
by the others; bounds are carried from relation to relation until nothing moves. A count whose
bounds meet is known: something else is hidden in each relation that pins its terms.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import inf

from vigie.measures.relations import Count, Relation

_LEAST = 1


def what_to_hide(
    known: Mapping[Count, int], small: Collection[Count], tied: Sequence[Relation]
) -> set[Count]:
    """The small counts, and those to hide with them so that none can be worked out."""
    hidden = set(small)
    if not hidden:
        return hidden
    of: dict[Count, list[Relation]] = {}
    for each in tied:
        for count in _terms(each):
            of.setdefault(count, []).append(each)
    while True:
        touched = list(dict.fromkeys(each for count in hidden for each in of.get(count, ())))
        bounds = _bounds(known, hidden, touched, of)
        pinned = {count for count in hidden if bounds[count][0] == bounds[count][1]}
        told = pinned if pinned.intersection(small) else set()
        more: set[Count] = set()
        for each in touched:
            terms = hidden.intersection(_terms(each))
            # One alone is always known; several are when their bounds meet.
            if len(terms) == 1 or terms <= told:
                more.update(_next(each, known, hidden))
        if not more:
            return hidden
        hidden |= more


def _terms(relation: Relation) -> tuple[Count, ...]:
    return relation.parts if relation.total is None else (relation.total, *relation.parts)


def _next(relation: Relation, known: Mapping[Count, int], hidden: set[Count]) -> Iterable[Count]:
    """The smallest part that is still shown, else the total; none when only noughts are left."""
    others = [part for part in relation.parts if part not in hidden and known[part]]
    total = relation.total
    if not others and total is not None and total not in hidden and known[total]:
        others = [total]
    return [min(others, key=lambda part: (known[part], part.order))] if others else ()


Bounds = dict[Count, tuple[float, float]]


def _bounds(
    known: Mapping[Count, int],
    hidden: set[Count],
    touched: Iterable[Relation],
    of: Mapping[Count, Sequence[Relation]],
) -> Bounds:
    """The least and the greatest value that the relations leave to each hidden count."""
    bounds: Bounds = dict.fromkeys(hidden, (_LEAST, inf))
    waiting = deque(touched)
    queued = set(waiting)
    while waiting:
        relation = waiting.popleft()
        queued.discard(relation)
        for count in _tightened(relation, known, bounds):
            for each in of[count]:
                if each not in queued:
                    queued.add(each)
                    waiting.append(each)
    return bounds


def _tightened(relation: Relation, known: Mapping[Count, int], bounds: Bounds) -> list[Count]:
    """Narrows the bounds of the hidden terms of a relation; the counts whose bounds moved."""
    shown = sum(known[part] for part in relation.parts if part not in bounds)
    parts = [part for part in relation.parts if part in bounds]
    low = shown + sum(bounds[part][0] for part in parts)
    high = shown + sum(bounds[part][1] for part in parts)
    total = relation.total
    moved = []
    if total is not None and total in bounds:
        whole = max(bounds[total][0], low), min(bounds[total][1], high)
        if whole != bounds[total]:
            bounds[total] = whole
            moved.append(total)
    else:  # a total that is not here is shown elsewhere
        n = sum(known[part] for part in relation.parts) if total is None else known[total]
        whole = n, n
    for part in parts:
        least, most = bounds[part]
        others_high = high - most if most < inf else _sum_but(parts, part, bounds) + shown
        new = max(least, whole[0] - others_high), min(most, whole[1] - (low - least))
        if new != bounds[part] and new[0] <= new[1]:
            bounds[part] = new
            moved.append(part)
            low += new[0] - least
            high = shown + sum(bounds[each][1] for each in parts)
    return moved


def _sum_but(parts: Iterable[Count], but: Count, bounds: Bounds) -> float:
    return sum(bounds[part][1] for part in parts if part != but)
