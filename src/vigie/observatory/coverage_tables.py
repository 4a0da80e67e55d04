"""The tables of the coverage page."""

from __future__ import annotations

from vigie.codes import profile_label
from vigie.measures.cube import Cube
from vigie.measures.figure import Figure
from vigie.observatory.answers import Answers
from vigie.observatory.asked import Asked
from vigie.observatory.coverage_lines import Lines
from vigie.observatory.coverage_origins import apart, apart_below
from vigie.observatory.coverage_words import (
    ITEM_NAMES,
    ITEM_PLURALS,
    referential_name,
    sendings,
    simple_mean,
)
from vigie.observatory.places import LEVEL_NAMES, Place, is_unplaced, shown_name
from vigie.observatory.sources import sources_of_rows
from vigie.web import formats
from vigie.web.links import provenance_url
from vigie.web.tables import Cell, Column, Link, Row, Table

WEIGHTED = "Moyenne pondérée par les envois"
RULES = (
    "Deux règles\u00a0: la moyenne simple donne le même poids à chaque sujet\u00a0; la moyenne "
    "pondérée donne le même poids à chaque envoi de chaque sujet. Le tableau national retient la "
    "première pour chaque profil et la seconde pour l’ensemble."
)


def _made(cube: Cube, what: Asked, found: Place, *, rows: list[Row], **given: object) -> Table:
    return Table(
        rows=rows,
        sources=sources_of_rows(cube, rows),
        filters_text=(f"Territoire\u00a0: {found.name}", *what.in_words),
        **given,  # type: ignore[arg-type]  # fields of Table
    )


def _note(cube: Cube, got: Answers, lines: Lines) -> str:
    return " ".join(part for part in (RULES, apart(cube, got, lines)) if part)


def _means(lines: Lines) -> tuple[tuple[str, str], ...]:
    """The two means under the lines: label and measure."""
    return (simple_mean(lines.means), "coverage_subject_mean"), (WEIGHTED, "coverage")


def _count(figure: Figure | None) -> Cell:
    """A number of sendings in a column of shares: words that lead to their provenance."""
    if figure is None or figure.status != "ok":
        return formats.shown(figure).text
    text = formats.shown(figure).text
    href = provenance_url(figure)
    return Link(text, href) if href else text


def heat_table(cube: Cube, got: Answers, what: Asked, found: Place, lines: Lines) -> Table:
    """Subject × profile, by référentiel; the two totals and the sendings at the end."""
    columns = [Column("name", ITEM_NAMES[lines.item], header=True)]
    for profile in lines.profiles:
        senders = got.at("profile/senders", profile=profile)
        columns.append(
            Column(profile, profile_label(profile), kind="share", decimals=0, heat=True,
                   help=sendings(senders))
        )  # fmt: skip
    if what.profile is None:
        columns.append(
            Column("ALL", "Ensemble", kind="share", decimals=0, heat=True,
                   help=sendings(got.one("senders")))
        )  # fmt: skip
    rows = []
    for subject in lines.subjects:
        cells: dict[str, Cell] = {p: lines.cell(subject, p) for p in lines.profiles}
        variants = formats.plural(len(subject.labels), "variante")
        cells["ALL"] = variants if subject.is_group else lines.whole(subject)
        cells["name"] = subject.label
        rows.append(Row(cells, section=referential_name(subject.referential)))
    for label, measure in _means(lines):
        total: dict[str, Cell] = {
            p: got.at(f"profile/{measure}", profile=p) for p in lines.profiles
        }
        rows.append(Row({**total, "ALL": got.one(measure), "name": label}, emphasis=True))
    behind: dict[str, Cell] = {
        p: _count(got.at("profile/senders", profile=p)) for p in lines.profiles
    }
    behind |= {"ALL": _count(got.one("senders")), "name": "Envois pris en compte"}
    rows.append(Row(behind, emphasis=True))
    return _made(
        cube, what, found,
        id="couverture",
        caption=f"Taux de couverture par {ITEM_NAMES[lines.item].lower()} et par profil, "
        f"{found.name}",
        columns=columns,
        rows=rows,
        note=_note(cube, got, lines),
        searchable=False,
        empty="Aucun résultat envoyé pour ce choix.",
    )  # fmt: skip


def priority_table(cube: Cube, what: Asked, found: Place, lines: Lines, most: int) -> Table:
    """The weakest lines of each profile, from which training subjects are chosen."""
    columns = [
        Column("profile", "Profil", filter=len(lines.profiles) > 1),
        Column("rank", "Priorité", kind="count"),
        Column("name", ITEM_NAMES[lines.item], header=True),
        Column("coverage", "Couverture", kind="share", decimals=0),
        Column("senders", "Envois", kind="count"),
    ]
    rows = []
    for profile in lines.profiles:
        for rank, (label, figure, senders) in enumerate(weakest(lines, profile)[:most], start=1):
            rows.append(
                Row({"profile": profile_label(profile), "rank": rank, "name": label,
                     "coverage": figure, "senders": senders})
            )  # fmt: skip
    return _made(
        cube, what, found,
        id="priorites",
        caption=f"Les {most} {ITEM_PLURALS[lines.item]} les moins couverts de chaque profil, "
        f"{found.name}",
        columns=columns,
        rows=rows,
        searchable=False,
        empty="Aucun résultat envoyé pour ce choix.",
    )  # fmt: skip


def weakest(lines: Lines, profile: str) -> list[tuple[str, Figure, Figure]]:
    """(label, coverage, sendings) of a profile, the lowest coverage first."""
    found = []
    for subject in lines.subjects:
        figure = lines.cell(subject, profile)
        senders = lines.cell(subject, profile, "senders")
        if figure is None or figure.status != "ok" or senders is None or not sendings(senders):
            continue
        found.append((figure.dimensions[lines.item], figure, senders))
    return sorted(found, key=lambda each: (each[1].value or 0, each[0]))


def reference_table(cube: Cube, got: Answers, what: Asked, found: Place, lines: Lines) -> Table:
    """Here beside the nation, for the same profile: subjects, référentiels, then the whole."""
    columns = [
        Column("name", ITEM_NAMES[lines.item], header=True),
        Column("here", found.name, kind="share", decimals=0),
        Column("senders", "Envois ici", kind="count"),
        Column("nation", "France", kind="share", decimals=0),
        Column("gap", "Écart", kind="points", help="en points"),
    ]
    rows = []
    for subject in lines.subjects:
        for label in subject.labels:
            where = {lines.item: label}
            rows.append(
                Row(
                    {
                        "name": label,
                        "here": got.at("item/coverage", **where),
                        "senders": got.at("item/senders", **where),
                        "nation": got.at("nation-item/coverage", **where),
                        "gap": got.at("gap-item", **where),
                    },
                    section=referential_name(subject.referential),
                )
            )
    for figure in got.all("referential/coverage"):
        code = figure.dimensions["referential"]
        if figure.status != "ok":
            continue
        rows.append(
            Row(
                {
                    "name": f"{referential_name(code)}, pondéré par les envois",
                    "here": figure,
                    "senders": got.at("referential/senders", referential=code),
                    "nation": got.at("nation-referential/coverage", referential=code),
                    "gap": got.at("gap-referential", referential=code),
                },
                emphasis=True,
            )
        )
    rows.append(
        Row(
            {
                "name": WEIGHTED,
                "here": got.one("coverage"),
                "senders": got.one("senders"),
                "nation": got.one("nation/coverage"),
                "gap": got.one("gap"),
            },
            emphasis=True,
        )
    )
    return _made(
        cube, what, found,
        id="reference",
        caption=f"{found.name} et la France, même profil",
        columns=columns,
        rows=rows,
        searchable=False,
    )  # fmt: skip


def children_table(
    cube: Cube, got: Answers, what: Asked, found: Place, level: str | None
) -> Table | None:
    if level is None:
        return None
    columns = [
        Column("name", LEVEL_NAMES[level].capitalize(), header=True),
        Column("coverage", WEIGHTED, kind="share", decimals=0),
        Column("mean", "Moyenne simple", kind="share", decimals=0),
        Column("senders", "Envois", kind="count"),
    ]
    rows = []
    for figure in got.all("child/coverage"):
        code = figure.territory
        name = shown_name(cube.tree, code, level)
        cells: dict[str, Cell] = {
            "name": name if is_unplaced(code) else Link(name, what.href(code)),
            "coverage": figure,
            "mean": got.at("child/coverage_subject_mean", territory=code),
            "senders": got.at("child/senders", territory=code),
        }
        rows.append(Row(cells))
    rows.append(
        Row(
            {
                "name": found.name,
                "coverage": got.one("coverage"),
                "mean": got.one("coverage_subject_mean"),
                "senders": got.one("senders"),
            },
            emphasis=True,
        )
    )
    return _made(
        cube, what, found,
        id="territoires",
        note=apart_below(cube, got, found),
        caption=f"Taux de couverture par {LEVEL_NAMES[level]}, {found.name}",
        columns=columns,
        rows=rows,
        sort="-coverage",
    )  # fmt: skip


def flat_table(cube: Cube, got: Answers, what: Asked, found: Place, lines: Lines) -> Table:
    """One line per référentiel, subject and profile; the totals are those of the summary."""
    columns = [
        Column("referential", "Référentiel", filter=True),
        Column("name", ITEM_NAMES[lines.item], header=True),
        Column("profile", "Profil", filter=True),
        Column("coverage", "Couverture", kind="share", decimals=0),
        Column("senders", "Envois", kind="count"),
    ]
    rows = []
    for subject in lines.subjects:
        for profile in lines.profiles:
            figure = lines.cell(subject, profile)
            if figure is None or figure.status == "missing":
                continue
            rows.append(
                Row(
                    {
                        "referential": referential_name(subject.referential),
                        "name": figure.dimensions[lines.item],
                        "profile": profile_label(profile),
                        "coverage": figure,
                        "senders": lines.cell(subject, profile, "senders"),
                    }
                )
            )
    for label, measure in _means(lines):
        for profile in lines.profiles:
            rows.append(_total(label, profile_label(profile),
                               got.at(f"profile/{measure}", profile=profile),
                               got.at("profile/senders", profile=profile)))  # fmt: skip
        if what.profile is None:
            rows.append(_total(label, "Ensemble", got.one(measure), got.one("senders")))
    return _made(
        cube, what, found,
        id="donnees",
        caption=f"Couverture à plat, {found.name}",
        columns=columns,
        rows=rows,
        note=_note(cube, got, lines),
        per_page=150,
        empty="Aucun résultat envoyé pour ce choix.",
    )  # fmt: skip


def _total(label: str, profile: str, coverage: Figure | None, senders: Figure | None) -> Row:
    return Row(
        {"referential": "Total", "name": label, "profile": profile, "coverage": coverage,
         "senders": senders},
        emphasis=True,
    )  # fmt: skip
