"""The tables of the page of data quality."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.urls import reverse

from vigie.codes import ALL, PROFILES, profile_label
from vigie.facts.home import Home
from vigie.facts.ledger import Ledger
from vigie.measures.cube import Cube
from vigie.measures.figure import Figure
from vigie.observatory import quality_facts as facts
from vigie.observatory.imports_contexts import Known
from vigie.observatory.imports_places import board_url
from vigie.observatory.imports_shown import SHORT_LABELS
from vigie.web import formats
from vigie.web.tables import Cell, Column, Link, Row, Table

SMALL = 5
# What each warning of an import is about; what only tells how a file was read is left out.
NOTICES = {
    "total": "total et somme",
    "share_out_of_step": "taux et parts",
    "participants_above_headcount": "participants au-dessus de l’effectif",
    "headcount_moved": "effectif",
    "replaced_value": "valeur corrigée",
    "older_snapshot": "fichier plus ancien",
    "territory_differs": "territoire contredit",
    "profile_differs": "profil contredit",
    "pathway_differs": "parcours contredit",
    "unknown_school": "établissement inconnu",
    "unknown_referential": "référentiel inconnu",
    "coverage_without_senders": "couverture sans envoi",
}


Sees = Callable[[str], bool]
"""Whether what is said of a territory is for the reader."""


def everything(_territory: str) -> bool:
    return True


def incomplete_campaigns(known: Sequence[Known]) -> Table:
    """Campaigns met in exports of which something is not known."""
    rows = [
        Row(
            {
                "code": each.code,
                "missing": formats.listing(each.missing).capitalize(),
                "name": each.name or "",
                "import": _import(each.export) if each.export else "",
                "as_of": each.last_export,
                "action": Link("Déclarer", f"{reverse('campaigns_new')}?code={each.code}"),
            }
        )
        for each in known
        if each.missing and each.export
    ]
    return Table(
        "incompletes",
        "Campagnes dont quelque chose n’est pas connu",
        (
            Column("code", "Code", header=True),
            Column("missing", "Manque", filter=len(rows) > 8),
            Column("name", "Nom"),
            Column("import", "Dernier export"),
            Column("as_of", "Données au", kind="date"),
            Column("action", "Faire", sortable=False),
        ),
        rows,
        empty="Toutes les campagnes importées ont un territoire, un profil et un parcours.",
    )


def usable(cube: Cube, on: date, sees: Sees = everything) -> Table:
    """Share of people located finely, by département, with the line of the others."""
    rows = []
    for each in facts.usable_addresses(cube, on):
        code = each.share.territory
        nowhere = each.share.territory_name == facts.NOWHERE
        nation = each.share.level == "nation" and not nowhere
        if not sees(code):
            continue
        cells: dict[str, Cell] = {
            "name": each.share.territory_name if nation or nowhere else _place(cube, code),
            "identified": each.identified,
            "placed": each.placed,
            "unknown": each.unknown,
            "share": each.share,
        }
        if nowhere:
            # No page tells where this remainder comes from: plain numbers, without a link.
            figures = {name: cell for name, cell in cells.items() if isinstance(cell, Figure)}
            cells |= {name: figure.value for name, figure in figures.items()}
        rows.append(Row(cells, emphasis=nation))
    return Table(
        "adresses",
        "Part exploitable des adresses",
        (
            Column("name", "Territoire", header=True),
            Column("identified", "Participants connus un à un", kind="count"),
            Column("placed", "Situés plus finement", kind="count"),
            Column("unknown", "Ligne inconnue", kind="count"),
            Column("share", "Part exploitable", kind="share", decimals=0),
        ),
        [row for row in rows if not row.emphasis] + [row for row in rows if row.emphasis]
        if len(rows) > 1
        else [],
        sort="share",
        as_of=on,
        note="Sans département connu\u00a0: participants de campagnes sans territoire, à déclarer."
        if any(row.cells["name"] == facts.NOWHERE for row in rows)
        else "",
        empty="Aucun export nominatif n’est importé.",
    )


def with_unknown(table: Table) -> int:
    """How many départements have people on their unknown line."""
    unknown = [row.cells["unknown"] for row in table.rows if not row.emphasis]
    figures = [cell for cell in unknown if isinstance(cell, Figure)]
    return sum(1 for figure in figures if figure.value or figure.status == "hidden")


def no_headcount(cube: Cube, on: date, sees: Sees = everything) -> Table:
    """Départements and profiles with participants and no headcount."""
    rows = [
        Row(
            {
                "name": _place(cube, figure.territory),
                "profile": profile_label(profile),
                "participants": figure,
                "as_of": figure.as_of,
            }
        )
        for figure, profile in facts.without_headcount(cube, on)
        if sees(figure.territory)
    ]
    return Table(
        "sans_effectif",
        "Participants sans effectif connu",
        (
            Column("name", "Département", header=True),
            Column("profile", "Profil", filter=len(rows) > 8),
            Column("participants", "Participants", kind="count"),
            Column("as_of", "Données au", kind="date"),
        ),
        rows,
        as_of=on,
        empty="Dans les départements, chaque profil qui a des participants a un effectif. "
        "Au-dessus, le tableau de bord de chaque territoire dit ce qui manque.",
    )


def moved(home: Home, cube: Cube | None, sees: Sees = everything) -> Table:
    """Headcounts that moved by more than a fifth."""
    names = {record.no: record.import_id for record in Ledger(home).active()}
    rows = [
        Row(
            {
                "name": _place(cube, each.territory),
                "profile": profile_label(each.profile),
                "before_on": each.before_on,
                "before": each.before,
                "after_on": each.after_on,
                "after": each.after,
                "change": each.change,
                "import": _import(names[each.import_no]),
            }
        )
        for each in facts.moved_headcounts(home)
        if sees(each.territory)
    ]
    return Table(
        "effectifs",
        "Effectifs qui ont bougé de plus de 20\u00a0%",
        (
            Column("name", "Territoire", header=True),
            Column("profile", "Profil", filter=len(rows) > 8),
            Column("before_on", "Avant, le", kind="date"),
            Column("before", "Effectif avant", kind="count"),
            Column("after_on", "Après, le", kind="date"),
            Column("after", "Effectif après", kind="count"),
            Column("change", "Évolution", kind="share", decimals=0),
            Column("import", "Import"),
        ),
        rows,
        empty="Aucun effectif n’a bougé de plus de 20\u00a0% d’un import à l’autre.",
    )


def differing(cube: Cube, on: date, sees: Sees = everything) -> Table:
    """Printed figures and sums of the parts that differ."""
    rows = []
    for gap in facts.gaps(cube, on):
        if not sees(gap.territory):
            continue
        printed, summed = (gap.shown, gap.other) if gap.shown_printed else (gap.other, gap.shown)
        days = (gap.shown_on, gap.other_on)
        printed_on, summed_on = days if gap.shown_printed else days[::-1]
        small = gap.family == "participants" and min(printed, summed) < SMALL
        rows.append(
            Row(
                {
                    "name": _place(cube, gap.territory),
                    "profile": "Ensemble" if gap.profile == ALL else profile_label(gap.profile),
                    "what": gap.family.capitalize(),
                    "printed": None if small else printed,
                    "printed_on": printed_on,
                    "summed": None if small else summed,
                    "summed_on": summed_on,
                    "gap": None if small else printed - summed,
                    "nature": "même date" if printed_on == summed_on else "dates différentes",
                    "shown": "chiffre publié" if gap.shown_printed else "somme des parties",
                }
            )
        )
    return Table(
        "ecarts",
        "Chiffres publiés et sommes des parties qui diffèrent",
        (
            Column("name", "Territoire", header=True),
            Column("profile", "Profil", filter=len(rows) > 8),
            Column("what", "Chiffre", filter=len(rows) > 8),
            Column("printed", "Publié", kind="count"),
            Column("printed_on", "Publié au", kind="date"),
            Column("summed", "Somme des parties", kind="count"),
            Column("summed_on", "Somme au", kind="date"),
            Column("gap", "Écart", kind="count"),
            Column("nature", "Comparaison", filter=len(rows) > 8),
            Column("shown", "Retenu", filter=len(rows) > 8),
        ),
        rows,
        as_of=on,
        per_page=25,
        empty="Les chiffres publiés et les sommes concordent.",
    )


def contradictions_in(table: Table) -> int:
    """How many of the gaps are between two values of the same day."""
    return sum(1 for row in table.rows if row.cells["nature"] == "même date")


def notices(home: Home) -> Table:
    """Warnings of the imports in force that question the data."""
    rows = [
        Row(
            {
                "import": _import(record.import_id),
                "file": record.file,
                "source": SHORT_LABELS.get(record.source, record.source),
                "as_of": record.as_of,
                "about": NOTICES[notice.code],
                "line": notice.line,
                "message": notice.message,
            }
        )
        for record in reversed(Ledger(home).active())
        for notice in record.notices
        if notice.code in NOTICES
    ]
    return Table(
        "avertissements",
        "Avertissements des fichiers importés",
        (
            Column("import", "Import", header=True),
            Column("file", "Fichier"),
            Column("source", "Type", filter=len(rows) > 8),
            Column("as_of", "Données au", kind="date"),
            Column("about", "Sujet", filter=len(rows) > 8),
            Column("line", "Ligne", kind="count"),
            Column("message", "Avertissement", sortable=False),
        ),
        rows,
        per_page=25,
        empty="Aucun fichier importé ne se contredit.",
    )


def old(home: Home, cube: Cube | None, on: date, days: int) -> Table:
    """Campaigns whose latest export is old."""
    rows = []
    for each in facts.old_exports(home, on, days):
        context = next(c for c in each.record.contexts if c.campaign == each.campaign)
        cells: dict[str, Cell] = {
            "code": each.campaign,
            "territory": _place(cube, context.territory) if context.territory else "inconnu",
            "profile": profile_label(context.profile) if context.profile else "inconnu",
            "as_of": each.record.as_of,
            "days": each.days,
            "import": _import(each.record.import_id),
        }
        rows.append(Row(cells))
    return Table(
        "anciens",
        "Campagnes dont le dernier export est ancien",
        (
            Column("code", "Campagne", header=True),
            Column("territory", "Territoire"),
            Column("profile", "Profil", filter=len(rows) > 8),
            Column("as_of", "Dernier export", kind="date"),
            Column("days", "Jours de retard", kind="count"),
            Column("import", "Import"),
        ),
        rows,
        as_of=on,
        filters_text=(f"Plus de {days} jours",),
        empty="Tous les exports sont récents.",
    )


def campaign_coverage(cube: Cube | None, known: Sequence[Known]) -> Table:
    """Which département has a campaign for which profile."""
    rows = []
    for place, by_profile in facts.coverage_of(cube, known):
        cells: dict[str, Cell] = {"name": _place(cube, place)}
        whole = by_profile.get(ALL, [])
        for profile in PROFILES:
            found = by_profile.get(profile, []) or whole
            cells[profile.lower()] = (
                f"{formats.plural(len(found), 'campagne')}" if found else "aucune"
            )
        cells["unknown"] = len(by_profile.get("", []))
        rows.append(Row(cells))
    return Table(
        "couverture",
        "Campagnes par département et profil",
        (
            Column("name", "Territoire", header=True),
            *(Column(profile.lower(), profile_label(profile)) for profile in PROFILES),
            Column("unknown", "Profil inconnu", kind="count"),
        ),
        rows,
        empty="Aucune campagne n’a de territoire connu.",
        note="Seuls figurent les territoires qui ont au moins une campagne.",
    )


def holes_in(table: Table) -> int:
    """How many département × profile have no campaign, where the département has some."""
    return sum(list(row.cells.values()).count("aucune") for row in table.rows)


def _place(cube: Cube | None, code: str) -> Link | str:
    name = cube.tree.name(code) if cube is not None and code in cube.tree else code
    href = board_url(code)
    return Link(name, href) if href else name


def _import(import_id: str) -> Link:
    return Link(import_id, reverse("imports_one", args=[import_id]))
