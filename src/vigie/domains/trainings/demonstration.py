"""The invented training sessions of the demonstration: one to come, with two schools, and one that
was held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import polars as pl
from django.db import transaction

from vigie.domains.people.models import Person
from vigie.domains.people.personas import PERSONAS
from vigie.domains.people.roles import Role
from vigie.domains.territories.tree import home
from vigie.domains.trainings.actions import (
    Said,
    add_trainees,
    hold_session,
    note_contact,
    plan_session,
)
from vigie.domains.trainings.models import HeadContact, Session
from vigie.facts.addressees import addressees
from vigie.facts.ledger import Ledger
from vigie.periods import PARIS, SchoolYear

_PLACE = "dep:25"
_HEADS = (Role.HEAD, Role.SCHOOL_DIRECTOR)
_TRAINEES = 14
_SERVICE = "École académique de la formation continue"


@transaction.atomic
def plant(at: datetime) -> Sequence[Session]:
    """Plans two sessions for the invented training service, unless there is one already, or the
    folder is empty."""
    known = {each.role: each for each in PERSONAS}
    by = Person.objects.of_email(known[Role.TRAINING_SERVICE].email)
    if by is None or Session.objects.exists() or not Ledger(home()).active():
        return ()
    day = at.astimezone(PARIS).date()
    concerned = [known[role].territory.removeprefix("uai:") for role in _HEADS]
    first = day + timedelta(days=28 - day.weekday())  # a Monday
    coming = plan_session(
        _PLACE,
        Said(
            "Évaluer avec le numérique", ("1D_PUBLIC", "2D_PUBLIC"), first,
            first + timedelta(days=1), "Besançon, maison de la formation", "POSITIONING", _SERVICE,
            first - timedelta(days=14), concerned,
        ),
        by=by, at=at,
    )  # fmt: skip
    done = HeadContact.objects.filter(session=coming).first()
    if done is not None:
        note_contact(done, on=day, note="Deux heures sont réservées aux équipes.", by=by, at=at)
    add_trainees(coming, [known[Role.TEACHER].email, *_staff()], by=by, at=at)
    past = max(day - timedelta(days=21), SchoolYear.of(day).first_day)
    before = plan_session(
        _PLACE,
        Said("Protéger les données des élèves", (), past, past, "À distance", "DIGITAL_SECURITY",
             _SERVICE, past, ()),
        by=by, at=at,
    )  # fmt: skip
    hold_session(before, by=by, at=at)
    return coming, before


def _staff() -> list[str]:
    """Some invented teachers of the département, from the roster of the examples."""
    for block in addressees(home()):
        mine = block.filter(pl.col("department") == "25", pl.col("profile") == "2D_PUBLIC")
        if not mine.is_empty():
            return mine["email"].head(_TRAINEES).to_list()
    return []
