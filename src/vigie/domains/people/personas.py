"""The invented persons of the demonstration, one for each actor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from vigie.codes import NATION
from vigie.domains.people.actions import give_mandate, register_person
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import SERVICE_ROLES, Role
from vigie.facts.home import Home

_DOMAIN = "vigie.example"
_ACADEMY, _DEPARTMENT, _REGION = "aca:besancon", "dep:25", "reg:bourgogne-franche-comte"
_COLLEGE, _ECOLE, _DISTRICT = "uai:0259109R", "uai:0259001Y", "circo:0259900A"


@dataclass(frozen=True)
class Persona:
    """Someone who does not exist. `local`: her address before the @."""

    local: str
    first_name: str
    last_name: str
    role: Role
    territory: str
    profile: str = ""

    @property
    def email(self) -> str:
        return f"{self.local}@{_DOMAIN}"


PERSONAS = (
    Persona("nationale", "Noé", "Arvieux", Role.NATIONAL_TEAM, NATION),
    Persona("delegue", "Delphine", "Brossard", Role.DELEGATE, _REGION),
    Persona("pix", "Nora", "Pestel", Role.PIX_TEAM, _ACADEMY),
    Persona("conseil", "Cyril", "Danton", Role.ADVISER, _DEPARTMENT),
    Persona("dasen", "Diane", "Aubier", Role.DASEN, _DEPARTMENT),
    Persona("ien", "Irène", "Nalbert", Role.DISTRICT_INSPECTOR, _DISTRICT),
    Persona("ipr", "Ivan", "Prévert", Role.SUBJECT_INSPECTOR, _ACADEMY),
    Persona("eafc", "Elsa", "Faucon", Role.TRAINING_SERVICE, _ACADEMY),
    Persona("formation", "Fanny", "Ormeau", Role.TRAINER, _ACADEMY, "2D_PUBLIC"),
    Persona("chef", "Claire", "Hébrard", Role.HEAD, _COLLEGE),
    Persona("ecole", "Étienne", "Colin", Role.SCHOOL_DIRECTOR, _ECOLE, "1D_PUBLIC"),
    Persona("rupn", "Rachid", "Urbain", Role.RUPN, _COLLEGE, "2D_PUBLIC"),
    Persona("ent", "Ève", "Noirot", Role.ENT_ADMINISTRATOR, _COLLEGE),
    Persona("educonnect", "Édith", "Connin", Role.EDUCONNECT_MANAGER, _COLLEGE),
    Persona("orga", "Omar", "Galland", Role.PIX_ORGA_ADMINISTRATOR, _COLLEGE),
    Persona("elea", "Élias", "Éluard", Role.ELEA_ADMINISTRATOR, _COLLEGE),
    Persona("gar", "Gaëlle", "Rardin", Role.GAR_ALLOCATOR, _COLLEGE),
    Persona("relais", "René", "Laigle", Role.GDPR_RELAY, _COLLEGE),
    Persona("dpd", "Dominique", "Pardieu", Role.DPO, _ACADEMY),
    Persona("prof", "Paula", "Rofestin", Role.TEACHER, _COLLEGE, "2D_PUBLIC"),
    Persona("partenaire", "Pascal", "Artigue", Role.PARTNER, _REGION),
    Persona("collectivite", "Colette", "Vitrac", Role.LOCAL_AUTHORITY, _DEPARTMENT),
    Persona("admin", "Ada", "Minot", Role.ADMINISTRATOR, NATION),
)


def allowed() -> bool:
    """Whether anyone may become one of them: a folder of invented people, and no production."""
    return not settings.VIGIE_PRODUCTION and Home(settings.VIGIE_HOME).is_demo


@transaction.atomic
def plant(at: datetime) -> list[Person]:
    """Makes the personas that are not there yet, with their mandates."""
    made = []
    for each in PERSONAS:
        if Person.objects.of_email(each.email) is not None:
            continue
        person = register_person(
            email=each.email, first_name=each.first_name, last_name=each.last_name,
            profile=each.profile, place=each.territory, by=None, at=at,
        )  # fmt: skip
        # A head holds the services of her school by right: those who manage them act for her.
        head = Mandate.objects.filter(territory=each.territory, role=Role.HEAD).first()
        give_mandate(
            person, role=each.role, territory=each.territory, starts_at=at, by=None, at=at,
            by_right=each.role in (Role.HEAD, Role.TEACHER),
            origin=head if each.role in SERVICE_ROLES else None,
        )  # fmt: skip
        made.append(person)
    return made


def present() -> list[Person]:
    """The personas who can be chosen, in the order of the list."""
    order = {each.email: rank for rank, each in enumerate(PERSONAS)}
    found = Person.objects.active().filter(email__in=order).prefetch_related("mandates")
    return sorted(found, key=lambda person: order[person.email])
