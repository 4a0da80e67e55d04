"""What the means of the coverage page are made of, and whether its lines are made of the same."""

from __future__ import annotations

from vigie.codes import ALL, profile_label
from vigie.measures.coverage import level_of
from vigie.measures.cube import Cube
from vigie.measures.evaluate import Evaluation, Target
from vigie.measures.inputs import PROFILE_INDEX
from vigie.observatory.answers import Answers
from vigie.observatory.asked import Asked
from vigie.observatory.coverage_lines import Lines
from vigie.observatory.coverage_words import items_name
from vigie.observatory.places import Place
from vigie.observatory.sources import sources_of
from vigie.web import formats


def level_of_means(cube: Cube, what: Asked) -> str:
    """The level of the items behind the means of this page: that of its lines, unless asked."""
    if not cube.dates:
        return "subject"
    reading = Evaluation(cube, what.on or cube.dates[-1])
    profile = PROFILE_INDEX[what.profile or ALL]
    found = level_of(reading, Target.of(cube, what.territory), profile, what.pathway)
    return found or "subject"


def apart(cube: Cube, got: Answers, lines: Lines) -> str:
    """For which profiles the means cannot be found again from the lines; empty for none.

    Pix exports give competences, tables of coverage give subjects. With both, each profile has its
    means from one of the two, and the lines may be those of the other.
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
    if profiles:
        whose, theirs = (formats.listing(sources_of(cube, names)) for names in (of_lines, of_means))
        return (
            f"Pour {formats.listing(profiles)}, et donc pour l’ensemble, les lignes viennent de "
            f"{whose}, et les moyennes de {theirs}\u00a0: elles ne se recalculent pas à partir "
            "des lignes."
        )
    if lines.subjects and lines.item != lines.means:
        return (
            f"Les moyennes sont celles des {items_name(lines.means)}\u00a0: elles ne se "
            f"recalculent pas à partir des {items_name(lines.item)}."
        )
    return ""


def apart_below(cube: Cube, got: Answers, found: Place) -> str:
    """That the territories below are known from other files than this one; empty where not."""
    here = got.one("coverage")
    known = [figure for figure in got.all("child/coverage") if figure.status == "ok"]
    below = {name for figure in known for name in figure.imports}
    if not below or here.status != "ok" or not below.isdisjoint(here.imports):
        return ""
    whose, theirs = (formats.listing(sources_of(cube, names)) for names in (here.imports, below))
    return (
        f"Le taux de {found.name} vient de {whose}, ceux des lignes de {theirs}\u00a0: "
        "ils ne se comparent pas."
    )
