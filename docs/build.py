"""Write the reference pages that come from the code: `python docs/build.py`.

A test compares the committed pages with what this script would write.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from vigie.facts.contracts import FAMILIES, Column
from vigie.measures.definition import (
    Comparison,
    Coverage,
    Rate,
    Sum,
    definitions,
)
from vigie.sources import (
    campaigns,
    coverage_table,
    headcounts,
    participation_counts,
    roadmap_sheet,
    roster,
    schools,
)
from vigie.sources.roadmap_file import RoadmapFile, forms, held

TABLES = (headcounts, participation_counts, coverage_table, schools, roster, campaigns)
DOCS = Path(__file__).parent
MADE = "<!-- Made by docs/build.py: change the code, then run `make docs`. -->\n"
UNITS = {"people": "people", "share": "share, from 0 to 1", "points": "points", "pix": "pix"}


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


def formula(entry: Sum | Rate | Coverage | Comparison) -> str:
    """The formula of a measure in one line."""
    if isinstance(entry, Sum):
        people = " + ".join(f"`{component}`" for component in entry.components)
        once = ", each person once over all pathways" if entry.over_all_pathways else ""
        return f"{people}, from the facts `{entry.family}`{once}"
    if isinstance(entry, Rate):
        return (
            f"[{entry.numerator}](#{entry.numerator}) / [{entry.denominator}](#{entry.denominator})"
        )
    if isinstance(entry, Coverage):
        weight = {
            "senders": "each sending of each subject weighs the same",
            "subjects": "each subject weighs the same",
        }[entry.rule]
        return f"mean level reached / highest level reachable; {weight}"
    against = "the parent territory" if entry.against == "parent" else f"`{entry.against}`"
    verb = {"share": "as a share of", "gap": "minus"}[entry.operation]
    return f"[{entry.of}](#{entry.of}) here, {verb} that of {against}"


def measures_page() -> str:
    """The catalogue of measures, from their definitions."""
    entries = definitions()
    summary = table(
        ("name", "on screen", "unit"),
        ((f"[{name}](#{name})", e.label, UNITS[e.unit]) for name, e in sorted(entries.items())),
    )
    sections = [
        f"## {name}\n\n**{e.label}.** {e.meaning}\n\n- formula: {formula(e)}\n"
        f"- unit: {UNITS[e.unit]}\n- origin: {e.source}\n"
        for name, e in sorted(entries.items())
    ]
    return (
        f"{MADE}# Measures\n\n"
        "Each is one file in `src/vigie/measures/definitions/`. Labels and meanings are French,\n"
        "as the screens show them. [What a figure is](../explanation/figures.md) says how to read\n"
        "them.\n\n" + summary + "\n" + "\n".join(sections)
    )


def column_row(column: Column, prefix: bool = False) -> tuple[str, ...]:
    name = f"`{column.name}…`" if prefix else f"`{column.name}`"
    kind = str(column.dtype) + (" or null" if column.nullable else "")
    return name, kind, column.meaning + (f" Unit: {column.unit}." if column.unit else "")


def facts_page() -> str:
    """The contracts of the fact tables."""
    sections = []
    for name, family in sorted(FAMILIES.items()):
        rows = [column_row(column) for column in family.columns]
        rows += [column_row(column, prefix=True) for column in family.dynamic]
        sections.append(
            f"## {name}\n\n{family.meaning}\n\nGrain: {family.grain}.\n\n"
            + table(("column", "type", "meaning"), rows)
        )
    return (
        f"{MADE}# Fact tables\n\n"
        "What the tables of the lake hold. They are Delta tables in `VIGIE_HOME/lake`, which any\n"
        "engine that reads Delta can open; only rows whose import is in the ledger, and not\n"
        "withdrawn, count.\n\n" + "\n".join(sections)
    )


def columns_page() -> str:
    """The columns of each table, and the other names they answer to."""
    sections = []
    for module in TABLES:
        rows = [
            (
                f"`{column.key}`",
                "yes" if column.required else "",
                ", ".join(f"`{name}`" for name in column.names),
            )
            for column in module.COLUMNS
        ]
        sections.append(
            f"## {module.NAME}\n\nOn screen: {module.LABEL}.\n\n"
            + table(("column", "required", "also read as"), rows)
        )
    return (
        f"{MADE}# Columns of the tables\n\n"
        "What each table is recognised by. Names are compared without case, accents, hyphens or\n"
        "underscores. What the columns mean is in [the pages of the formats](formats.md).\n\n"
        + "\n".join(sections)
    )


VERDICTS = DOCS.parent / "tests/domains/roadmaps/verdicts.csv"


def verdicts_page() -> str:
    """The drawn table of verdicts, which is also their test."""
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    return (
        f"{MADE.replace('the code', VERDICTS.name)}# Verdicts, case by case\n\n"
        f"{len(rows)} cases that the tests hold the program to; "
        "[the rules are told in plain words](../explanation/verdicts.md). Objectives are written\n"
        "in the short form of files. Of the values, those without a word before them are counted;\n"
        "`118/236` is a share with its components.\n\n" + table(tuple(header), map(tuple, rows))
    )


ROADMAP_KINDS = {
    "text": "text, on several lines if need be",
    "day": "date: `2024-09-02` or `02/09/2024`",
    "amount": "number: `12,5` or `12.5`",
    "number": "whole number",
    "flag": "`oui` or `non`",
    "list": "list of texts, or a text with one a line",
}


def roadmap_page() -> str:
    """What a roadmap file may say, record by record, in both forms."""
    names = {sheet.of: sheet for sheet in roadmap_sheet.SHEETS}
    sections = []
    for of in (RoadmapFile, *names):
        rows = [
            (
                f"`{form.key}`",
                "yes" if form.needed else "",
                "one of " + ", ".join(f"`{word}`" for word in form.choices.values())
                if form.choices
                else ROADMAP_KINDS[form.kind],
            )
            for _, form in forms(of)
        ]
        rows += [(f"`{key}`", "", "list of the records below") for _, key, _ in held(of)]
        sheet = names.get(of)
        title = sheet.name if sheet else roadmap_sheet.ROADMAP
        place = "In a workbook, one key a row: the key, then its value."
        if sheet:
            owner = f", after a first column `{sheet.owner}`" if sheet.owner else ""
            place = f"In a workbook, one record a row, with these columns{owner}."
        sections.append(
            f"## {title}\n\n{(of.__doc__ or '').strip()}\n\n{place}\n\n"
            + table(("key", "required", "form"), rows)
        )
    return f"{MADE}{ROADMAP_INTRODUCTION}\n" + "\n".join(sections)


ROADMAP_INTRODUCTION = """# Roadmap files

A roadmap is one file, YAML or XLSX; both say the same and each can be made from the other:
`vigie roadmap export CODE -o roadmap.xlsx`, `vigie roadmap load roadmap.xlsx`. Those of
`examples/roadmaps` are good to start from; `modele-pix-edu.yaml` is a model (`niveau: modèle`),
which anyone may copy.

- Keys are compared without case or accents. In YAML, values are texts until their key says
  otherwise, so that `2021` and `1.10` need no quotes; quote what holds `: ` or starts with a sign,
  as objectives do. Anchors are refused.
- Elements hold elements (`éléments`), on the levels that `niveaux` names, from the top. A level may
  be skipped: `niveau` then says which one it is. Codes name things: they are unique among the
  elements that share a parent, and among all the indicators of the roadmap. In a workbook the
  first column names what a row hangs on: the path of an element (`B/B2`), the code of an indicator.
- A territory is a [code](territories.md) or a plain name; left out, it is that of the roadmap.
- An indicator says its unit (`%` for a rate, whose amounts are then percentages) and its `maille`,
  the level of territory for which values are given (`département`, `école`…). With `mesure` it is
  computed by one of the [measures](measures.md), or is one of the counts that Vigie keeps:
  `trainings_held` (training sessions held), `inspector_campaigns` (campaigns that an inspection
  wanted), `subject_campaigns` (campaigns of a discipline); without, people type its values. With
  `cumulatif: oui` each typed value is what a period adds; a count is then the total since the first
  of the `années`, and otherwise that of the school year.
- An objective is written `>= 10 %`, `<= 5 %`, `= 1`, `5..10`, `~ 50`, `80/122`, `+20 %`, `x2`,
  `fait` or `aucun`; then, if need be and in this order, `ou plus` or `ou moins`, `par académie`,
  `cumulé`, `au plus tard le 2024-12-31` or `en 3 ans`. With a `période` (`2024-2025`, `2021`) and
  no date, its last day is that of the period. Two objectives of one territory and period are two
  versions: the one whose `depuis` is the latest holds, the others stay readable. Without `depuis`,
  it holds from the first day of its period.
- Steps of an action that are done begin with `[x]`.

Loading says first what it would change (`--dry-run`, and the page of the roadmap). Every mistake is
told with its line, and then nothing is loaded. What the file no longer names is taken out of the
roadmap, which can be undone; versions of objectives and typed values are never taken out. Who may
do what, and who changed what, are not in the file.
"""


PAGES = {
    "reference/roadmap-file.md": roadmap_page,
    "reference/columns.md": columns_page,
    "reference/measures.md": measures_page,
    "reference/facts.md": facts_page,
    "reference/verdicts.md": verdicts_page,
}


def main() -> None:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
