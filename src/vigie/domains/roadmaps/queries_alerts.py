"""What asks for a person's attention in the roadmaps that she answers for, contributes to or
oversees, gathered; and the news of her home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from vigie.domains.people.rights import Rights
from vigie.domains.people.tasks import News, place_name
from vigie.domains.roadmaps import words
from vigie.domains.roadmaps.models import (
    Action,
    Comment,
    Contributor,
    Deliverable,
    Node,
    Proposal,
    Roadmap,
)
from vigie.domains.roadmaps.models.doing import State
from vigie.domains.roadmaps.models.tree import SEPARATOR, Part
from vigie.domains.roadmaps.rules import may_edit, proposing_grounds, readable
from vigie.domains.roadmaps.rules_telling import answers_to_give
from vigie.domains.roadmaps.values import standing_of
from vigie.domains.roadmaps.watching import freshness_of, watched
from vigie.periods import PARIS
from vigie.web import formats

OVER = (State.DONE, State.DROPPED)


@dataclass(frozen=True)
class Line:
    """One thing to look at. `about`: the element or the indicator; `asked`: who can mend it;
    `due`: when it was, or is, expected."""

    label: str
    sentence: str
    roadmap: str
    about: str
    asked: str
    due: date | None
    href: str


@dataclass(frozen=True)
class _Ground:
    """What of a roadmap is hers: all of it, or some paths, or some indicators."""

    roadmap: Roadmap
    whole: bool
    paths: frozenset[str]
    person: int

    def holds(self, node: Node | None) -> bool:
        if self.whole:
            return True
        if node is None:
            return False
        codes = node.path.split(SEPARATOR)
        return any(SEPARATOR.join(codes[: n + 1]) in self.paths for n in range(len(codes)))


def alerts_for(rights: Rights, on: date) -> list[Line]:
    """Everything that asks for her attention on a day, roadmap after roadmap."""
    found: list[Line] = []
    for ground in _grounds(rights):
        found += _measured(ground, on)
        found += _doing(ground, on)
        found += _decided(ground, on)
        found += _proposed(rights, ground, on)
    return [*found, *_unanswered(rights, on)]


def _grounds(rights: Rights) -> Iterator[_Ground]:
    if rights.person is None:
        return
    pk = int(rights.person.pk)
    for roadmap in readable(rights).current().select_related("parent"):
        whole = may_edit(rights, roadmap)
        if not whole and roadmap.parent is not None:
            whole = may_edit(rights, roadmap.parent)
        nodes = Node.objects.standing().filter(roadmap=roadmap)
        parts = Contributor.objects.filter(
            roadmap=roadmap, person=rights.person, part__in=(Part.CONTRIBUTOR, Part.OWNER)
        )
        hers = nodes.filter(Q(owner=rights.person) | Q(pk__in=parts.values("node")))
        paths = frozenset(hers.values_list("path", flat=True))
        asked = roadmap.indicators.standing().filter(asked=rights.person).exists()
        if whole or paths or asked:
            yield _Ground(roadmap, whole, paths, pk)


def _measured(ground: _Ground, on: date) -> Iterator[Line]:
    roadmap = ground.roadmap
    standings = standing_of(roadmap, on)
    for each in watched(roadmap, on):
        row = each.indicator
        if not ground.holds(each.node) and not (row and row.asked_id == ground.person):
            continue
        fresh = freshness_of(standings[row.pk]) if row is not None else None
        yield Line(
            each.alert.label,
            each.alert.sentence,
            roadmap.name,
            str(row or each.node),
            fresh.asked if fresh else words.answering(each.node),
            fresh.due if fresh else None,
            reverse("indicator_said", args=[roadmap.code, row.pk])
            if row is not None
            else reverse("node_said", args=[roadmap.code, each.node.pk]),
        )


def _doing(ground: _Ground, on: date) -> Iterator[Line]:
    """Actions and supports whose day is past."""
    roadmap = ground.roadmap
    late = Q(ends_on__lt=on) | Q(state=State.LATE)
    live = {"node__roadmap": roadmap, "node__removed_at__isnull": True}
    actions = Action.objects.standing().filter(late, **live).exclude(state__in=OVER)
    for action in actions.select_related("node__owner"):
        if ground.holds(action.node):
            day = f", attendue le {formats.day(action.ends_on)}" if action.ends_on else ""
            yield Line(
                "Action en retard", f"{action.wording}{day}.", roadmap.name, str(action.node),
                words.answering(action.node), action.ends_on,
                reverse("node_said", args=[roadmap.code, action.node_id]),
            )  # fmt: skip
    supports = Deliverable.objects.filter(
        removed_at__isnull=True, delivered_at__isnull=True, due_on__lt=on, **live
    )
    for support in supports.select_related("node__owner"):
        if ground.holds(support.node) and support.due_on is not None:
            yield Line(
                "Support en retard",
                f"{support.wording}, attendu le {formats.day(support.due_on)}.",
                roadmap.name, str(support.node), words.answering(support.node), support.due_on,
                reverse("node_said", args=[roadmap.code, support.node_id]),
            )  # fmt: skip


def _decided(ground: _Ground, on: date) -> Iterator[Line]:
    roadmap = ground.roadmap
    rows = Comment.objects.filter(
        roadmap=roadmap, is_decision=True, removed_at__isnull=True, done_at__isnull=True,
        due_on__lt=on,
    )  # fmt: skip
    for each in rows.select_related("node", "indicator__node"):
        if ground.holds(each.node):
            yield Line(
                "Décision en retard", each.text, roadmap.name,
                str(each.indicator or each.node or ""),
                each.charged, each.due_on, reverse("roadmap_reviews", args=[roadmap.code]),
            )  # fmt: skip


def _proposed(rights: Rights, ground: _Ground, on: date) -> Iterator[Line]:
    roadmap = ground.roadmap
    for each in answers_to_give(rights, roadmap):
        who = each.proposed_by.name if each.proposed_by else place_name(rights, each.territory)
        yield Line(
            "Réponse en retard" if each.due_by < on else "Proposition à répondre",
            f"{who} propose pour {place_name(rights, each.territory)}\u00a0: "
            f"{words.proposal_text(each)}.",
            roadmap.name, str(each.indicator), "vous", each.due_by,
            reverse("proposal_answer", args=[roadmap.code, each.pk]),
        )  # fmt: skip


def _unanswered(rights: Rights, on: date) -> Iterator[Line]:
    """What her territories proposed and nobody answered in time."""
    late = Proposal.objects.filter(decision="", due_by__lt=on)
    for roadmap in readable(rights).filter(pk__in=late.values("indicator__roadmap")):
        hers = late.filter(
            indicator__roadmap=roadmap, territory__in=proposing_grounds(rights, roadmap)
        )
        for each in hers.select_related("indicator"):
            yield Line(
                "Proposition sans réponse",
                f"{words.proposal_text(each)}\u00a0: la réponse était attendue le "
                f"{formats.day(each.due_by)}.",
                roadmap.name, str(each.indicator), words.answering(roadmap), each.due_by,
                reverse("indicator_said", args=[roadmap.code, each.indicator_id]),
            )  # fmt: skip


def news(rights: Rights) -> list[News]:
    """What the home tells: answers to give, and proposals of hers that nobody answered in time."""
    if rights.person is None:
        return []
    on = rights.at.astimezone(PARIS).date()
    waiting = Proposal.objects.filter(decision="", indicator__roadmap__archived_at__isnull=True)
    if not waiting.exists():
        return []
    found = []
    to_answer = mine = 0
    with_some = waiting.values("indicator__roadmap")
    for roadmap in readable(rights).filter(pk__in=with_some):
        to_answer += len(answers_to_give(rights, roadmap))
        grounds = proposing_grounds(rights, roadmap)
        late = waiting.filter(indicator__roadmap=roadmap, territory__in=grounds, due_by__lt=on)
        mine += late.count()
    if to_answer:
        found.append(
            News(
                f"{to_answer} propositions de territoires attendent votre réponse."
                if to_answer > 1
                else "Une proposition d’un territoire attend votre réponse.",
                "Répondre",
                reverse("my_alerts"),
            )
        )
    if mine:
        found.append(
            News(
                f"{formats.plural(mine, 'proposition')} de votre territoire sans réponse après "
                f"{settings.VIGIE_DAYS_TO_ANSWER} jours.",
                "Voir",
                reverse("my_alerts"),
            )
        )
    return found
