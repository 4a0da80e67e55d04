"""Whether the lines of the coverage page and their means come from the same files."""

from __future__ import annotations

from vigie.codes import profile_label
from vigie.measures.cube import Cube
from vigie.observatory.answers import Answers
from vigie.observatory.coverage_lines import Lines
from vigie.observatory.sources import sources_of
from vigie.web import formats


def apart(cube: Cube, got: Answers, lines: Lines) -> str:
    """For which profiles the means cannot be found again from the lines; empty for none.

    Pix exports give competences, tables of coverage give subjects. With both, the lines can only be
    those of the table, and the means may be those of the exports, when more pathways were exported.
    """
    profiles: list[str] = []
    of_lines: set[str] = set()
    of_means: set[str] = set()
    for profile in lines.profiles:
        mean = got.at("profile/coverage", profile=profile)
        cells = (lines.cell(subject, profile) for subject in lines.subjects)
        behind = {name for cell in cells if cell and cell.status == "ok" for name in cell.imports}
        if mean is None or mean.status != "ok" or not behind.isdisjoint(mean.imports):
            continue
        if behind:
            profiles.append(profile_label(profile))
            of_lines |= behind
            of_means |= set(mean.imports)
    if not profiles:
        return ""
    whose, theirs = (formats.listing(sources_of(cube, names)) for names in (of_lines, of_means))
    return (
        f"Pour {formats.listing(profiles)}, et donc pour l’ensemble, les lignes viennent de "
        f"{whose}, et les moyennes de {theirs}\u00a0: elles ne se recalculent pas à partir "
        "des lignes."
    )
