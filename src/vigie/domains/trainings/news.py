"""What the training sessions have to tell a person on her home: heads she has to contact, and what
is asked of the staff of her school."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from vigie.codes import pathway_label
from vigie.domains.people.rights import Rights
from vigie.domains.people.roles import Role
from vigie.domains.people.tasks import News
from vigie.domains.trainings.models import Session
from vigie.domains.trainings.queries import sessions_of_school
from vigie.domains.trainings.schools import of_school
from vigie.periods import PARIS
from vigie.web import formats

_NAMED = 2
"""Heads that a sentence names; the others are counted."""
HEADS = (Role.HEAD, Role.SCHOOL_DIRECTOR)


def news(rights: Rights) -> list[News]:
    """Tasks of the organiser of a session, and sessions to come in the school of a head."""
    return [*_tasks(rights), *_in_school(rights)] if rights.person is not None else []


def _tasks(rights: Rights) -> Iterator[News]:
    mine = Session.objects.to_come(rights.at.astimezone(PARIS).date())
    for session in mine.filter(organiser=rights.person).order_by("contact_until", "pk"):
        left = list(session.contacts.to_do().values_list("uai", flat=True))
        if left and rights.may_open("training", session.territory):
            yield News(
                f"Prendre contact avec la direction {_some(rights, left)} avant le "
                f"{formats.day(session.contact_until)}, pour «\u00a0{session.title}\u00a0».",
                "Voir la session",
                f"{reverse('training', args=[session.token])}#directions",
            )


def _some(rights: Rights, schools: list[str]) -> str:
    """« du collège A », « du collège A et de l’école B », « …, et de 3 autres établissements »."""
    words = [of_school(rights.tree, uai) for uai in schools[:_NAMED]]
    others = len(schools) - len(words)
    if others:
        more = formats.plural(others, "autre établissement", "autres établissements")
        words.append("d’un autre établissement" if others == 1 else f"de {more}")
    return formats.listing(words)


def _in_school(rights: Rights) -> Iterator[News]:
    on = rights.at.astimezone(PARIS).date()
    for mandate in rights.holding(*HEADS):
        for session in sessions_of_school(mandate.territory, on):
            yield News(
                f"{days_of(session)}, une formation concerne vos équipes\u00a0: «\u00a0"
                f"{session.title}\u00a0». {asked_words(session)}",
                "Voir ce qui est prévu",
                reverse("trainings", args=[mandate.territory]),
            )


def asked_words(session: Session) -> str:
    """What is asked of the staff before a session, in a sentence."""
    return (
        f"Avant elle, les stagiaires sont invités à suivre le parcours «\u00a0"
        f"{pathway_label(session.pathway)}\u00a0»."
    )


def days_of(session: Session) -> str:
    """« Le 12 janvier 2027 », « Du 12 au 13 janvier 2027 »."""
    first, last = formats.day(session.first_day), formats.day(session.last_day)
    if first == last:
        return f"Le {first}"
    day, _, month = first.partition("\u00a0")
    return f"Du {day if last.endswith(f'{chr(0xA0)}{month}') else first} au {last}"
