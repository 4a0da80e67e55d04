"""What the report of a roadmap says, asked of the roadmap and of the values on a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

from vigie.domains.roadmaps import words
from vigie.domains.roadmaps.models import (
    Action,
    Comment,
    Deliverable,
    Judgement,
    Node,
    Proposal,
    Roadmap,
    TypedValue,
)
from vigie.domains.roadmaps.models.doing import State as ActionState
from vigie.domains.roadmaps.values import Standing, standing_of
from vigie.domains.roadmaps.verdicts import LABELS
from vigie.reports.roadmap.content import (
    ActionLine,
    DecisionLine,
    IndicatorLine,
    ProposalLine,
    Report,
    Section,
    Step,
)
from vigie.web import formats

_UNDER_WAY = (ActionState.UNDER_WAY, ActionState.LATE)


def report(roadmap: Roadmap, *, name_of: Callable[[str], str], on: date, at: datetime) -> Report:
    """The report of a roadmap on a day, made at a moment.

    `name_of`: gives the plain name of a territory.
    """
    return _Gathering(roadmap, name_of, on).report(at)


class _Gathering:
    """All rows of a roadmap, read once."""

    def __init__(self, roadmap: Roadmap, name_of: Callable[[str], str], on: date) -> None:
        self.roadmap, self.name_of, self.on = roadmap, name_of, on
        self.nodes = list(roadmap.nodes.standing().select_related("owner"))
        self.standings = standing_of(roadmap, on)
        live = {"node__in": [node.pk for node in self.nodes]}
        self.actions = _by_node(Action.objects.standing().filter(**live))
        self.supports = _by_node(Deliverable.objects.filter(removed_at__isnull=True, **live))
        self.judgements = _by_node(
            Judgement.objects.filter(
                withdrawn_at__isnull=True, signed_at__date__lte=on, **live
            ).select_related("signed_by")
        )
        self.proposals: dict[int, list[Proposal]] = defaultdict(list)
        asked = Proposal.objects.filter(indicator__roadmap=roadmap, proposed_at__date__lte=on)
        for proposal in asked.select_related("indicator", "proposed_by", "answered_by"):
            self.proposals[proposal.indicator_id].append(proposal)
        self.sources = {
            (row.indicator_id, row.on): row.source
            for row in TypedValue.objects.standing().filter(
                indicator__roadmap=roadmap, territory=roadmap.territory
            )
            if row.source
        }

    def report(self, at: datetime) -> Report:
        roadmap, place = self.roadmap, self.name_of(self.roadmap.territory)
        sections = tuple(self._sections(None, 1))
        verdicts = Counter(line.state for section in sections for line in section.indicators)
        return Report(
            code=roadmap.code,
            name=roadmap.name,
            issuer=roadmap.responsible or (roadmap.owner.name if roadmap.owner else place),
            on=self.on,
            made_at=at,
            facts=tuple(self._facts(place)),
            context=roadmap.context,
            counts=tuple((label, verdicts[state.value]) for state, label in LABELS.items()),
            sections=sections,
            years=self._years(),
            recap=tuple(self._recap()),
            steps=tuple(self._steps()),
            decisions=tuple(self._decisions()),
            sources=tuple(self._notes()),
        )

    def _facts(self, place: str) -> Iterable[tuple[str, str]]:
        roadmap = self.roadmap
        told = (
            ("Territoire", place),
            ("Niveau", roadmap.get_level_display()),
            ("Décline", roadmap.parent.name if roadmap.parent else roadmap.parent_code),
            ("Années scolaires", formats.listing(roadmap.years)),
            ("Responsable", roadmap.owner.name if roadmap.owner else roadmap.responsible),
            ("Origine", roadmap.origin),
            ("Révision", roadmap.review),
            ("Situation au", formats.day(self.on)),
        )
        return [(name, value) for name, value in told if value]

    def _sections(self, parent: int | None, depth: int) -> Iterable[Section]:
        for node in self.nodes:
            if node.parent_id == parent:
                yield self._section(node, depth)
                yield from self._sections(node.pk, depth + 1)

    def _section(self, node: Node, depth: int) -> Section:
        node.roadmap = self.roadmap
        told = (
            ("Contexte", node.context),
            ("Constat", node.observation),
            ("Méthode", node.method),
            (
                "Projet académique",
                ".".join(filter(None, [node.project_ambition, node.project_action])),
            ),
            ("Responsable", node.owner.name if node.owner else node.responsible),
            ("Expérimentation", node.tried_in),
            ("Étendue à", node.spread_to),
        )
        judged = self.judgements.get(node.pk, [])
        last: Judgement | None = judged[0] if judged else None
        lines = [
            self._indicator(standing, self.actions.get(node.pk, []))
            for standing in self.standings.values()
            if standing.indicator.node_id == node.pk
        ]
        return Section(
            depth=depth,
            title=_title(node),
            told=tuple((name, value) for name, value in told if value),
            weather=_weather(last),
            synthesis=last.synthesis if last else "",
            actions=tuple(
                ActionLine(
                    each.school_year,
                    each.wording,
                    each.get_state_display(),
                    formats.listing(each.people.splitlines()),
                )
                for each in self.actions.get(node.pk, [])
            ),
            deliverables=tuple(_support(each) for each in self.supports.get(node.pk, [])),
            indicators=tuple(lines),
        )

    def _indicator(self, standing: Standing, actions: Sequence[Action]) -> IndicatorLine:
        indicator, verdict, value = standing.indicator, standing.verdict, standing.value
        who = indicator.asked.name if indicator.asked else indicator.responsible
        source = words.source_text(standing)
        said = self.sources.get((indicator.pk, value.on)) if value and value.on else None
        if said and value and value.origin == "typed":
            source = f"{source}, d’après {said}"
        return IndicatorLine(
            code=indicator.code,
            label=indicator.label,
            unit=indicator.unit,
            objective=words.aim_text(standing),
            baseline=words.start_text(standing),
            value=words.value_text(value, indicator),
            number=words.number_of(value),
            as_of=formats.day(value.on) if value and value.on else "",
            source=source,
            state=verdict.state.value,
            verdict=verdict.label,
            sentence=verdict.sentence,
            rule=verdict.rule.label,
            gap=verdict.gap_text,
            responsible=who,
            under_way="\u00a0; ".join(each.wording for each in actions if each.state in _UNDER_WAY),
            coverage=words.coverage_text(value),
            beside=words.beside_text(standing),
            notes=tuple(verdict.notes),
            proposals=tuple(self._proposal(each) for each in self.proposals[indicator.pk]),
        )

    def _proposal(self, proposal: Proposal) -> ProposalLine:
        who = proposal.proposed_by.name if proposal.proposed_by else ""
        day = formats.day(proposal.proposed_at.astimezone(formats.PARIS).date())
        return ProposalLine(
            place=self.name_of(proposal.territory),
            indicator=f"{proposal.indicator.code} {proposal.indicator.label}",
            wanted=words.proposal_text(proposal),
            reason=proposal.reason,
            proposed=f"proposé par {who} le {day}" if who else f"proposé le {day}",
            answer=words.answer_text(proposal),
        )

    def _years(self) -> tuple[str, ...]:
        """The school years of the roadmap, those of its actions beside, none last."""
        found = {each.school_year for rows in self.actions.values() for each in rows}
        kept = [*self.roadmap.years, *sorted(found - {"", *self.roadmap.years})]
        return tuple(year for year in [*kept, ""] if year in found)

    def _recap(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        for node in self.nodes:
            rows = self.actions.get(node.pk, [])
            if rows:
                yield (
                    _title(node),
                    tuple(
                        "\n".join(
                            f"{each.wording} ({each.get_state_display().lower()})"
                            for each in rows if each.school_year == year
                        )
                        for year in self._years()
                    ),
                )  # fmt: skip

    def _steps(self) -> Iterable[Step]:
        for each in self.roadmap.milestones.filter(removed_at__isnull=True):
            yield Step(
                each.starts_on, each.ends_on, words.milestone_text(each), each.wording, each.season
            )

    def _decisions(self) -> Iterable[DecisionLine]:
        kept = Comment.objects.filter(
            roadmap=self.roadmap, is_decision=True, removed_at__isnull=True,
            written_at__date__lte=self.on,
        )  # fmt: skip
        for each in kept.select_related("node", "indicator", "written_by"):
            about = each.indicator or each.node
            yield DecisionLine(
                text=each.text,
                about=about.code if about else "",
                charged=each.charged,
                due=formats.day(each.due_on) if each.due_on else "",
                state=words.decision_state(each, self.on),
                written=formats.day(each.written_at.astimezone(formats.PARIS).date()),
            )

    def _notes(self) -> Iterable[str]:
        if self.roadmap.source:
            yield f"Feuille de route lue dans\u00a0: {self.roadmap.source}."
        yield "Un effectif de moins de 5 personnes est masqué, ici comme à l’écran."
        yield "Un taux est un numérateur sur un dénominateur, jamais une moyenne de taux."
        yield "Une valeur saisie est signée et ne remplace jamais une valeur calculée."


_Row = TypeVar("_Row", Action, Deliverable, Judgement)


def _by_node(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.node_id].append(row)
    return found


def _title(node: Node) -> str:
    return f"{node.code} {node.wording}".strip()


def _weather(judgement: Judgement | None) -> str:
    if judgement is None:
        return ""
    who = f", signé par {judgement.signed_by.name}" if judgement.signed_by else ""
    day = formats.day(judgement.signed_at.astimezone(formats.PARIS).date())
    period = f" ({judgement.period})" if judgement.period else ""
    return f"{judgement.get_weather_display()}{period}{who} le {day}"


def _support(support: Deliverable) -> str:
    if support.delivered_at is not None:
        day = formats.day(support.delivered_at.astimezone(formats.PARIS).date())
        return f"{support.wording} (livré le {day})"
    if support.due_on:
        return f"{support.wording} (attendu le {formats.day(support.due_on)})"
    return f"{support.wording} (pas encore livré)"
