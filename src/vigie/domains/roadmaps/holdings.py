"""What the roadmaps hold of a person: her parts in them, and her name beside what she did.

Her parts go with her account; what she wrote stays, without her name. A text that names her in a
roadmap (a contact, the people of an action) is the team's to correct: it is said so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Q

from vigie.domains.audit.words import act_name
from vigie.domains.compliance.held import Holding, Part, Subject, register
from vigie.domains.people.models import Person
from vigie.domains.people.rights import Rights
from vigie.domains.roadmaps.models import Change, Contributor, Indicator, Node, Roadmap
from vigie.web import formats

TABLES = (
    "Roadmap", "Node", "Contributor", "Action", "Deliverable", "Indicator", "Objective",
    "TypedValue", "Proposal", "Judgement", "Review", "Comment", "Change",
)  # fmt: skip
_SENTENCE = (
    "Si un contact ou la description d’une action vous nomme, demandez à l’équipe de la feuille de "
    "route de le corriger."
)


def _parts(person: Person) -> Iterator[tuple[str, str, str]]:
    for each in Contributor.objects.filter(person=person).select_related("roadmap", "node"):
        what = str(each.node) if each.node is not None else "toute la feuille de route"
        yield (
            each.roadmap.name,
            f"{each.get_part_display()}\u00a0: {what}",
            formats.moment(each.given_at),
        )
    for roadmap in Roadmap.objects.filter(Q(owner=person) | Q(created_by=person)).distinct():
        what = "Responsable" if roadmap.owner_id == person.pk else "Créée par moi"
        yield roadmap.name, what, formats.moment(roadmap.created_at)
    for node in Node.objects.filter(owner=person).select_related("roadmap"):
        yield node.roadmap.name, f"Responsable\u00a0: {node}", ""
    for indicator in Indicator.objects.filter(asked=person).select_related("roadmap"):
        yield indicator.roadmap.name, f"Valeurs demandées\u00a0: {indicator}", ""


def _done(person: Person) -> Iterator[tuple[str, str, str]]:
    """What she did, act by act and roadmap by roadmap, with the date of the last one."""
    lines = Change.objects.filter(Q(by=person) | Q(undone_by=person)).select_related("roadmap")
    last: dict[tuple[str, str], str] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for line in lines.order_by("at", "pk"):
        key = (line.roadmap.name, act_name(line.verb))
        counts[key] += 1
        last[key] = formats.moment(line.at)
    for (name, verb), number in sorted(counts.items()):
        yield name, f"{verb} ({formats.plural(number, 'ligne')})", last[name, verb]


def _show(subject: Subject, _: Rights) -> Part:
    rows = [] if subject.person is None else [*_parts(subject.person), *_done(subject.person)]
    sentence = _SENTENCE if rows else ""
    return Part(("Feuille de route", "Quoi", "Le"), rows, sentence)


register(
    Holding("roadmaps", "Ma part dans les feuilles de route",
            tuple(f"roadmaps.{each}" for each in TABLES), _show)
)  # fmt: skip
