"""The slow and obvious twin of `advance.py`: reads the files themselves and counts in floats.

Follows the documented pipeline sentence by sentence, and shares no line with what it judges.
"""

from __future__ import annotations

import csv
import io


def lines_of(files: list[bytes]) -> list[dict]:
    """Every line of every file, with the rank of its file."""
    found = []
    for rank, content in enumerate(files):
        for line in csv.DictReader(io.StringIO(content.decode()), delimiter=";"):
            found.append(line | {"rank": rank})
    return found


def kept(lines: list[dict]) -> list[dict]:
    """The last import, then without the erased ones, then the last day of the month."""
    result = []
    for line in lines:
        same = [
            other
            for other in lines
            if all(
                other[k] == line[k]
                for k in ("identifiant_indic", "type_valeur", "date_valeur", "zone_id")
            )
        ]
        if line["rank"] == max(other["rank"] for other in same) and line["valeur"] != "":
            result.append(line)
    return [
        line
        for line in result
        if line["date_valeur"]
        == max(
            other["date_valeur"]
            for other in result
            if all(other[k] == line[k] for k in ("identifiant_indic", "type_valeur", "zone_id"))
            and other["date_valeur"][:7] == line["date_valeur"][:7]
        )
    ]


def rolled_up(lines: list[dict], parent: dict, how: dict) -> list[dict]:
    """Départements, then regions, then the nation; `how[level, quantity]`: sum, avg or typed."""
    result = [line for line in lines if line["zone_id"][0] == "D"]
    for level, first in (("reg", "R"), ("nat", "F")):
        below = [x for x in result if parent.get(x["zone_id"], " ")[0] == first]
        seen = set()
        for line in below:
            zone = parent[line["zone_id"]]
            month = line["date_valeur"][:7]
            key = (line["identifiant_indic"], line["type_valeur"], month, zone)
            manner = how[level, line["type_valeur"]]
            if key in seen or manner == "typed":
                continue
            seen.add(key)
            group = [
                x
                for x in below
                if (
                    x["identifiant_indic"],
                    x["type_valeur"],
                    x["date_valeur"][:7],
                    parent[x["zone_id"]],
                )
                == key
            ]
            total = sum(float(x["valeur"]) for x in group)
            result.append(
                {
                    "identifiant_indic": key[0],
                    "type_valeur": key[1],
                    "zone_id": zone,
                    "date_valeur": max(x["date_valeur"] for x in group),
                    "valeur": total / len(group) if manner == "avg" else total,
                }
            )
        result += [
            x for x in lines if x["zone_id"][0] == first and how[level, x["type_valeur"]] == "typed"
        ]
    return result


def copied_down(lines: list[dict], parent: dict, copies: list[tuple[str, str]]) -> list[dict]:
    """A zone that says nothing in a month has what stands above it, where it is set so."""
    first = {"nat": "F", "reg": "R", "dept": "D"}
    result = list(lines)
    for above, below in copies:
        for zone in [z for z in parent if z[0] == first[below]]:
            holder = parent[zone]
            while holder[0] != first[above]:
                holder = parent[holder]
            for line in lines:
                if line["zone_id"] != holder:
                    continue
                said = [
                    x
                    for x in result
                    if x["zone_id"] == zone
                    and x["identifiant_indic"] == line["identifiant_indic"]
                    and x["type_valeur"] == line["type_valeur"]
                    and x["date_valeur"][:7] == line["date_valeur"][:7]
                ]
                if not said:
                    result.append(line | {"zone_id": zone, "copied": holder})
    return result


def current(pairs: list[tuple[str, float]], on: str, manner: str) -> float | None:
    """The comparable value: `last`, `decumulated`, `sum3`, `avg12`, `year`, `from` and `since` 15
    March 2024."""
    pairs = sorted(p for p in pairs if p[0] <= on)
    if not pairs:
        return None
    if manner == "last":
        return pairs[-1][1]
    if manner == "decumulated":
        same_year = [p for p in pairs if p[0][:4] == pairs[-1][0][:4]]
        return same_year[-1][1] - (same_year[-2][1] if len(same_year) > 1 else 0)
    if manner == "from":
        run = [p for p in pairs if p[0] >= "2024-03-15"]
        return pairs[-1][1] - (run[-2][1] if len(run) > 1 else 0)
    if manner == "since":
        run = [v for d, v in pairs if d >= "2024-03-15"]
        return sum(run) / len(run) if run else None
    end = int(pairs[-1][0][:4]) * 12 + int(pairs[-1][0][5:7])
    if manner == "year":
        window = [v for d, v in pairs if d[:4] == pairs[-1][0][:4]]
    else:
        months = int(manner[3:])
        window = [v for d, v in pairs if end - (int(d[:4]) * 12 + int(d[5:7])) < months]
    return sum(window) / len(window) if manner.startswith("avg") else sum(window)


def rate(vi: float | None, va: float | None, vc: float | None, trend: str) -> float | None:
    """Unbounded."""
    if vi is None or va is None or vc is None:
        return None
    if trend == "BAISSE":
        if vi <= vc:
            return 100.0 if va <= vc else 0.0
    elif vi >= vc:
        return 100.0 if va >= vc else 0.0
    return 100 * (va - vi) / (vc - vi)


def rates(lines: list[dict], indicator: str, zone: str, on: str, year: str, trend: str,
          manner: str, proposed: float | None = None) -> dict[str, float | None]:  # fmt: skip
    """Annual and overall rates, bounded and not; `proposed` in place of the current value."""
    mine = [x for x in lines if x["identifiant_indic"] == indicator and x["zone_id"] == zone]

    def pairs(quantity: str) -> list[tuple[str, float]]:
        return sorted(
            (x["date_valeur"], float(x["valeur"])) for x in mine if x["type_valeur"] == quantity
        )

    vi, vc = pairs("vi"), pairs("vc")
    va = current(pairs("va"), on, manner)
    start = vi[-1][1] if vi else None
    this_year = [v for d, v in vc if d[:4] == year]
    year_target, end = this_year[-1] if this_year else None, vc[-1][1] if vc else None
    found = {
        "annual_unbounded": rate(start, va, year_target, trend),
        "overall_unbounded": rate(start, va, end, trend),
        "annual_proposed_unbounded": rate(start, proposed, year_target, trend),
        "overall_proposed_unbounded": rate(start, proposed, end, trend),
    }
    for name in ("annual", "overall", "annual_proposed", "overall_proposed"):
        plain = found[f"{name}_unbounded"]
        found[name] = None if plain is None else max(0.0, min(100.0, plain))
    return found


def whole(rates_: list[tuple[float, float | None]]) -> float | None:
    """The rate of several indicators by weight."""
    weight = sum(w for w, _ in rates_)
    if weight == 0 or any(w > 0 and r is None for w, r in rates_):
        return None
    return max(0.0, min(100.0, sum((r or 0) * (100 * w / weight) / 100 for w, r in rates_)))
