"""The sheet of a node with its actions, and the sheet of an indicator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.codes import profile_label
from vigie.domains.people.rights import Rights, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.roadmaps import advance, totals, words
from vigie.domains.roadmaps.changes import history
from vigie.domains.roadmaps.counted import count_of
from vigie.domains.roadmaps.models import Action, Deliverable, Indicator, Node
from vigie.domains.roadmaps.models.doing import State
from vigie.domains.roadmaps.observed import Observed
from vigie.domains.roadmaps.pictures import course_picture
from vigie.domains.roadmaps.queries import (
    IndicatorShown,
    project_of,
    project_words,
    shown_indicator,
)
from vigie.domains.roadmaps.queries_compare import Place, children_of, children_picture
from vigie.domains.roadmaps.queries_history import told_of
from vigie.domains.roadmaps.queries_telling import proposals_of
from vigie.domains.roadmaps.rules import indicator_of, may_edit_node, node_of, proposing_grounds
from vigie.domains.roadmaps.showing import crumbs_of, node_crumb, today
from vigie.domains.roadmaps.values import Standing, judged_by, standing_of
from vigie.domains.roadmaps.watching import freshness_of
from vigie.measures.definition import definitions
from vigie.web import formats
from vigie.web.components import Crumb
from vigie.web.links import provenance_url
from vigie.web.tables import Column, Row, Table

MOST_ACTS = 10
Facts = list[tuple[str, object]]


@dataclass(frozen=True)
class ActionShown:
    """An action with its steps (done, words) and what is known of it."""

    row: Action
    steps: Sequence[tuple[bool, str]]
    facts: Facts

    @property
    def title(self) -> str:
        return self.row.school_year or "Sans année scolaire"


def action_shown(held: Rights, row: Action) -> ActionShown:
    """An action in words."""
    places = [place_name(held, each) for each in row.territories.split()]
    days = " au ".join(formats.day(each) for each in (row.starts_on, row.ends_on) if each)
    if days and row.starts_on is None:
        days = f"jusqu’au {days}"
    budget = [
        f"{formats.count(int(amount))}\u00a0€ {word}"
        for amount, word in ((row.budget_planned, "prévus"), (row.budget_spent, "dépensés"))
        if amount is not None
    ]
    pairs = [
        ("Dates", days),
        ("Personnes", _lines(row.people)),
        ("Partenaires", _lines(row.partners)),
        ("Budget", ", ".join(budget)),
        ("Documents", _lines(row.documents)),
        ("Territoires", formats.listing(places) if places else ""),
        ("Établissements", _lines(row.schools)),
    ]
    facts: Facts = [(name, value) for name, value in pairs if value]
    return ActionShown(row, steps_of(row.steps), facts)


def steps_of(text: str) -> list[tuple[bool, str]]:
    """The steps of an action: whether each is done, and its words."""
    found = []
    for line in text.splitlines():
        clean = line.strip()
        if clean:
            done = clean.lower().startswith("[x]")
            found.append((done, clean[3:].strip() if done else clean.removeprefix("[ ]").strip()))
    return found


def _lines(text: str) -> str:
    return " ; ".join(each.strip() for each in text.splitlines() if each.strip())


@never_cache
@require_safe
def node(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What is known of a node: why, who, actions by year, supports, indicators."""
    held = rights(request)
    found = node_of(held, code, pk)
    roadmap = found.roadmap
    supports = Deliverable.objects.filter(node=found, removed_at__isnull=True)
    children = list(found.children.standing().order_by("order", "pk"))
    for child in children:
        child.roadmap = roadmap
    context = {
        "roadmap": roadmap,
        "node": found,
        "children": children,
        "facts": _node_facts(found),
        "texts": [
            (title, text)
            for title, text in (
                ("Contexte", found.context),
                ("Constat", found.observation),
                ("Méthode", found.method),
            )
            if text
        ],
        "actions": [
            action_shown(held, each)
            for each in found.actions.standing().order_by("school_year", "order", "pk")
        ],
        "states": State.choices,
        "supports": list(supports.select_related("delivered_by")),
        "indicators": _of_node(found, standing_of(roadmap, today(held)).values()),
        "may_edit": may_edit_node(held, found),
        "acts": told_of(history(roadmap, MOST_ACTS, table="node", row=found.pk)),
        "crumbs": crumbs_of(roadmap, *_above(found), Crumb(found.code)),
    }
    return render(request, "roadmaps/node.html", context)


def _above(node: Node) -> list[Crumb]:
    found: list[Crumb] = []
    above = node.parent
    while above is not None:
        above.roadmap = node.roadmap
        found.insert(0, node_crumb(above))
        above = above.parent
    return found


def _of_node(node: Node, standings: Iterable[Standing]) -> list[IndicatorShown]:
    return [
        shown_indicator(each)
        for each in sorted(standings, key=lambda one: (one.indicator.order, one.indicator.pk))
        if each.indicator.node_id == node.pk
    ]


def _node_facts(node: Node) -> Facts:
    reference = project_of(node)
    tried = node.tried_in
    if node.spread_to:
        tried = f"{tried}, étendue à {node.spread_to}" if tried else f"étendue à {node.spread_to}"
    pairs = [
        ("Niveau", node.level_name),
        ("Répond de l’avancement", words.answering(node)),
        ("Contacts", _lines(node.contacts)),
        ("Projet académique", project_words(reference) if reference else ""),
        ("Pôle", node.pole),
        ("Étiquettes", ", ".join(node.tag_list)),
        ("Expérimentation", tried),
        ("Source", node.source),
    ]
    return [(name, value) for name, value in pairs if value]


@never_cache
@require_safe
def indicator(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """All that is known of an indicator: verdict and why, values, course, versions, territories."""
    held = rights(request)
    found = indicator_of(held, code, pk)
    roadmap, on = found.roadmap, today(held)
    found.node.roadmap = roadmap
    standing = standing_of(roadmap, on)[found.pk]
    children = children_of(held, found, on)
    rate = advance.of_verdict(standing.verdict, standing.start)
    figure = standing.figure
    context = {
        "roadmap": roadmap,
        "indicator": found,
        "shown": shown_indicator(standing),
        "standing": standing,
        "verdict": standing.verdict,
        "start": words.start_text(standing),
        "source": words.source_text(standing),
        "coverage": words.coverage_text(standing.value),
        "beside": words.beside_text(standing),
        "provenance": provenance_url(figure) if figure is not None else None,
        "count": count_of(found),
        "rate": None if rate is None else formats.decimal(float(rate), 0),
        "freshness": freshness_of(standing),
        "facts": _indicator_facts(found),
        "chart": course_picture(standing),
        "values": _values_table(found, standing).view(request.GET),
        "typed": list(
            found.values.standing().filter(territory=roadmap.territory).order_by("-on", "-pk")[:20]
        ),
        "versions": _versions(found, held),
        "children": children,
        "total": _total(found, children),
        "map": children_picture(held, found, children),
        "proposals": proposals_of(found, lambda place: place_name(held, place), on),
        "grounds": proposing_grounds(held, roadmap),
        "may_edit": may_edit_node(held, found.node),
        "acts": told_of(history(roadmap, MOST_ACTS, table="indicator", row=found.pk)),
        "crumbs": crumbs_of(roadmap, node_crumb(found.node), Crumb(found.code)),
    }
    return render(request, "roadmaps/indicator.html", context)


def _total(row: Indicator, places: Sequence[Place]) -> str:
    """What the territories add up to, beside PILOTE's plain mean, and why they differ."""
    if not places:
        return ""
    values = {place.code: place.standing.value for place in places}
    found = totals.total_of(values, percent=row.is_percent)
    return totals.told(found, percent=row.is_percent, unit=row.unit)


def _indicator_facts(row: Indicator) -> Facts:
    count = count_of(row)
    measure = definitions().get(row.measure) or count
    pairs = [
        ("Comment", row.get_kind_display()),
        ("Décompte" if count else "Mesure", measure.label if measure is not None else row.measure),
        ("Ce qu’elle dit", measure.meaning if measure is not None else ""),
        ("Profil", profile_label(row.profile) if row.profile else ""),
        ("Formule", row.formula or (count.formula if count else "")),
        ("Numérateur", row.numerator),
        ("Dénominateur", row.denominator),
        ("D’où viennent les données", row.data_source),
        ("Fréquence", row.get_frequency_display() if row.frequency else ""),
        ("Renseigné par", row.asked.name if row.asked is not None else row.responsible),
        ("Remarque", row.note),
        ("Source", row.source),
    ]
    return [(name, value) for name, value in pairs if value]


def _values_table(row: Indicator, standing: Standing) -> Table:
    count = count_of(row)
    return Table(
        id="valeurs",
        caption="Toutes les valeurs, calculées et saisies",
        columns=(
            Column("on", "Date", header=True, sortable=False),
            Column("value", "Valeur", sortable=False),
            Column("coverage", "Unités connues", sortable=False),
            Column("origin", "Origine", sortable=False),
        ),
        rows=[
            Row(
                {
                    "on": formats.day(each.on) if each.on else "sans date",
                    "value": words.value_text(each, row),
                    "coverage": words.coverage_text(each),
                    "origin": ("comptée dans Vigie" if count else "calculée d’après les imports")
                    if each.origin == "computed"
                    else f"saisie par {each.author}"
                    if each.author
                    else "saisie",
                }
            )
            for each in reversed(_that_move(standing) if count else standing.values)
        ],
        note="Comptée à chaque fin de mois\u00a0; une ligne quand le nombre a changé."
        if count
        else "",
        exportable=False,
        searchable=False,
        empty="Aucune valeur n’est connue.",
    )


def _that_move(standing: Standing) -> list[Observed]:
    """The values that are not that of the month before, and the last of each origin."""
    found: list[Observed] = []
    before: dict[str, Fraction | None] = {}
    last = {id(standing.computed), id(standing.typed)}
    for each in standing.values:
        moved = each.origin not in before or before[each.origin] != each.number
        if moved or each.origin == "typed" or id(each) in last:
            found.append(each)
        before[each.origin] = each.number
    return found


@dataclass(frozen=True)
class Version:
    """A version of an objective, and what it makes of today's values."""

    text: str
    period: str
    place: str
    number: int
    since: str
    until: str
    who: str
    why: str
    label: str
    state: str


def _versions(row: Indicator, held: Rights) -> list[Version]:
    found = []
    rows = list(
        row.objectives.select_related("revised_by").order_by("territory", "period", "version")
    )
    last = {(each.territory, each.period): each.pk for each in rows}
    for each in rows:
        judged = judged_by(row, each, today(held)).verdict
        replaced = last[each.territory, each.period] != each.pk
        ended = f"abandonné le {formats.day(each.ended_on)}" if each.ended_on else ""
        found.append(
            Version(
                text=words.objective_text(each.text, row),
                period=each.period,
                place=place_name(held, each.territory) if each.territory else "",
                number=each.version,
                since=formats.day(each.valid_from),
                until=ended or ("remplacé" if replaced else "en vigueur"),
                who=each.revised_by.name if each.revised_by else "",
                why=each.why or each.scope,
                label=judged.label,
                state=judged.state.value,
            )
        )
    return found
