"""What the training sessions hold of a person: a place in a list of trainees, and what she planned
or noted as an organiser."""

from __future__ import annotations

from django.db.models import Q

from vigie.domains.compliance.held import Holding, Part, Subject, register
from vigie.domains.people.rights import Rights
from vigie.domains.trainings.models import HeadContact, Session, Trainee
from vigie.web import formats


def _listed(subject: Subject, _: Rights) -> Part:
    found = Trainee.objects.filter(person=subject.pseudonym).select_related("session")
    rows = [
        (each.session.title, each.session.service, formats.day(each.session.first_day))
        for each in found.order_by("session__first_day")
    ]
    return Part(("Session", "Organisée par", "À partir du"), rows)


def _forget_listed(subject: Subject) -> int:
    return Trainee.objects.filter(person=subject.pseudonym).delete()[0]


def _written(subject: Subject, _: Rights) -> Part:
    if subject.person is None:
        return Part(("Écrit par vous", "Nombre"))
    names = ("organiser", "made_by", "changed_by")
    mine = Q(*[(name, subject.person) for name in names], _connector=Q.OR)
    counted = (
        ("Sessions de formation", Session.objects.filter(mine)),
        ("Directions contactées", HeadContact.objects.filter(done_by=subject.person)),
    )
    rows = [(title, number) for title, found in counted if (number := found.count())]
    return Part(("Écrit par vous", "Nombre"), rows)


register(Holding("trainees", "Les formations où l’on a donné mon adresse",
                 ("trainings.Trainee",), _listed, _forget_listed))  # fmt: skip
register(Holding("trainings", "Les sessions de formation que j’ai planifiées ou suivies",
                 ("trainings.Session", "trainings.HeadContact"), _written))  # fmt: skip
