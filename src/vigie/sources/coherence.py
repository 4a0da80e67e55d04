"""Totals and shares that a file prints, against their parts: warnings that never block (R089)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from vigie.codes import ALL, NATION, PROFILES, profile_label
from vigie.sources.problems import NBSP, Findings
from vigie.sources.reading import Context

NARROW = "\u202f"
# Régions académiques as the national table lists them; overseas collectivities may be absent.
ENOUGH_PARTS_OF_NATION = 13
_METROPOLITAN = len("dep:2A")


def grouped(number: float) -> str:
    """A whole number with French thousands: `14 700`."""
    return f"{number:,.0f}".replace(",", NARROW)


def percent(value: float) -> str:
    """A percentage in French: `4,5 %`."""
    return f"{value:.1f}".replace(".", ",") + f"{NBSP}%"


@dataclass(frozen=True)
class Printed:
    """One printed count: what it counts, for whom, and the line."""

    territory: str
    profile: str
    rest: tuple[object, ...]
    column: str
    value: int
    line: int


def check_totals(
    printed: Sequence[Printed],
    findings: Findings,
    context: Context,
) -> None:
    """Compares `ALL` with the five profiles, and territories with their parts in the file.

    A total below what some of its parts add up to is always wrong; a total above, when all its
    parts are there.
    """
    _check_profiles(printed, findings)
    _check_territories(printed, findings, context)


def _check_profiles(printed: Iterable[Printed], findings: Findings) -> None:
    groups: dict[tuple[object, ...], dict[str, Printed]] = {}
    for one in printed:
        groups.setdefault((one.territory, one.column, one.rest), {})[one.profile] = one
    for found in groups.values():
        total = found.get(ALL)
        parts = [found[profile] for profile in PROFILES if profile in found]
        if total is None or len(parts) < 2:
            continue
        added = sum(part.value for part in parts)
        if added > total.value or (added != total.value and len(parts) == len(PROFILES)):
            findings.notice(
                "total",
                f"{total.territory}, {total.column}{NBSP}: le total imprimé est "
                f"{grouped(total.value)}, la somme des {len(parts)} profils est {grouped(added)}.",
                line=total.line,
                column=total.column,
                value=str(total.value),
            )


def _check_territories(
    printed: Iterable[Printed],
    findings: Findings,
    context: Context,
) -> None:
    groups: dict[tuple[object, ...], dict[str, Printed]] = {}
    for one in printed:
        if one.territory.startswith("label:"):
            continue
        groups.setdefault((one.profile, one.column, one.rest), {})[one.territory] = one
    departments_of = cache(context.departments_of) if context.departments_of else None
    for found in groups.values():
        for whole, parts in _wholes(list(found), context.path_of).items():
            total = found[whole]
            added = sum(found[part].value for part in parts)
            if added > total.value or (
                added != total.value and _all_there(whole, parts, departments_of)
            ):
                who = "" if total.profile == ALL else f", {profile_label(total.profile)}"
                findings.notice(
                    "total",
                    f"{whole}{who}, {total.column}{NBSP}: le total imprimé est "
                    f"{grouped(total.value)}, la somme des {len(parts)} territoires du fichier "
                    f"est {grouped(added)}.",
                    line=total.line,
                    column=total.column,
                    value=str(total.value),
                )


def _all_there(
    whole: str, parts: Sequence[str], departments_of: Callable[[str], Collection[str]] | None
) -> bool:
    """Whether the parts hold every département of a territory, overseas left out of the nation."""
    if departments_of is None:
        return whole == NATION and len(parts) >= ENOUGH_PARTS_OF_NATION
    wanted = {
        code for code in departments_of(whole) if whole != NATION or len(code) == _METROPOLITAN
    }
    return bool(wanted) and wanted <= {code for part in parts for code in departments_of(part)}


def _wholes(
    codes: list[str], path_of: Callable[[str], Sequence[str]] | None
) -> Mapping[str, list[str]]:
    """For each territory of the file, those of the file right below it."""
    wholes: dict[str, list[str]] = {}
    if path_of is None:
        regions = [code for code in codes if code.startswith("reg:")]
        if NATION in codes and regions:
            wholes[NATION] = regions
        return wholes
    present = set(codes)
    for code in codes:
        above = [place for place in path_of(code) if place in present and place != code]
        if above:
            wholes.setdefault(above[-1], []).append(code)
    return {whole: parts for whole, parts in wholes.items() if len(parts) > 1}


def check_share(
    printed: float,
    numerator: float,
    denominator: float,
    tolerance: float,
    *,
    findings: Findings,
    line: int,
    column: str,
) -> None:
    """Compares a printed percentage with its parts; `tolerance` in points."""
    if denominator <= 0:
        return
    found = 100 * numerator / denominator
    if abs(found - printed) > tolerance + 1e-9:
        findings.notice(
            "share_out_of_step",
            f"Ligne {line}, {column}{NBSP}: le taux imprimé est {percent(printed)}, ses parts "
            f"donnent {percent(found)} ({grouped(numerator)} sur {grouped(denominator)}).",
            line=line,
            column=column,
            value=percent(printed),
        )
