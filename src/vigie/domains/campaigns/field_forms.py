"""What a territory writes around its campaigns: the entries of each form, and what they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from vigie.codes import ALL, PROFILES, UnknownCode, profile_label
from vigie.domains.campaigns.access import NINE
from vigie.domains.campaigns.field_models import Actor, Mobilisation, WorkingTime
from vigie.domains.campaigns.parsers import parse_link, parse_school_year
from vigie.domains.compliance.forms import Entry, Typed, options_of
from vigie.periods import SchoolYear

Said = dict[str, object]
_PROFILES = [(code, profile_label(code)) for code in (*PROFILES, ALL)]
_CODES = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class Kind:
    """A thing that a territory writes. `title`: of its form; `parse`: raises FormRefused."""

    name: str
    title: str
    help: str
    entries: tuple[Entry, ...]
    parse: Callable[[Typed], Said]


def _link(typed: Typed, name: str) -> str:
    text = typed.text(name)
    if text:
        try:
            parse_link(text)
        except UnknownCode:
            typed.refuse(name, "Écrivez l’adresse entière, qui commence par https://.")
    return text


def _day(typed: Typed, name: str) -> date:
    """A day that must be said; today's year is refused with the rest when it is not."""
    return typed.day(name) or date.max


def _year(typed: Typed, name: str = "school_year") -> str:
    text = typed.text(name)
    try:
        return parse_school_year(text) if text else ""
    except UnknownCode as error:
        typed.refuse(name, f"{error.message} {error.remedy}")
        return ""


def _in_order(typed: Typed, first: date | None, last: date | None, name: str) -> None:
    if first and last and last < first:
        typed.refuse(name, "La fin est avant le début.")


def _contact(typed: Typed) -> Said:
    said: Said = {
        "service": typed.text("service"),
        "email": typed.email("email"),
        "course_link": _link(typed, "course_link"),
        "course_opened_on": typed.day("course_opened_on"),
        "help_link": _link(typed, "help_link"),
    }
    typed.done()
    return said


def _featured(typed: Typed) -> Said:
    starts, ends = _day(typed, "starts_on"), _day(typed, "ends_on")
    _in_order(typed, starts, ends, "ends_on")
    said: Said = {
        "pathway": typed.one_of("pathway"),
        "starts_on": starts,
        "ends_on": ends,
        "reason": typed.text("reason"),
    }
    typed.done()
    return said


def _arrangement(typed: Typed) -> Said:
    said: Said = {
        "profile": typed.one_of("profile"),
        "school_year": _year(typed),
        "label": typed.text("label"),
        "time": typed.one_of("time"),
        "minutes": typed.number("minutes", most=6000) or 0,
        "deadline": typed.day("deadline"),
        "attendance": typed.ticked("attendance"),
    }
    if not typed.faults and not said["minutes"]:
        typed.refuse("minutes", "Écrivez un nombre de minutes.")
    typed.done()
    return said


def _stakeholder(typed: Typed) -> Said:
    said: Said = {
        "actor": typed.one_of("actor"),
        "state": typed.one_of("state"),
        "contact": typed.text("contact"),
        "note": typed.text("note"),
    }
    typed.done()
    return said


def _cohort(typed: Typed) -> Said:
    starts, ends = typed.day("starts_on"), typed.day("ends_on")
    _in_order(typed, starts, ends, "ends_on")
    size = typed.number("size", most=1_000_000) or 0
    if not size:
        typed.refuse("size", "Écrivez un nombre de personnes.")
    said: Said = {
        "name": typed.text("name"),
        "school_year": _year(typed),
        "size": size,
        "schools": typed.number("schools", most=100_000),
        "starts_on": starts,
        "ends_on": ends,
        "codes": [code for code in _CODES.split(typed.text("codes").upper()) if code],
    }
    typed.done()
    return said


def _required(name: str, label: str, **more: object) -> Entry:
    return Entry(name, label, required=True, **more)  # type: ignore[arg-type]  # of Entry


_YEAR = _required("school_year", "Année scolaire", help="Par exemple 2026-2027.", most=9)
KINDS: Mapping[str, Kind] = {
    each.name: each
    for each in (
        Kind(
            "contact", "Contact et espace Magistère",
            "Ce qui reste vide est celui du territoire qui entoure.",
            (
                Entry("service", "Service", help="Le nom que liront les personnes."),
                Entry("email", "Adresse du service", "email",
                      help="Une adresse fonctionnelle, jamais celle d’une personne.", most=254),
                Entry("course_link", "Espace Magistère", help="Adresse https.", most=500),
                Entry("course_opened_on", "Ouvert le", "date"),
                Entry("help_link", "Plateforme d’assistance", help="Adresse https.", most=500),
            ),
            _contact,
        ),
        Kind(
            "mise-en-avant", "Mettre un parcours en avant",
            "La page d’accès le marque « À la une » pendant ce temps.",
            (
                _required("pathway", "Parcours", kind="select",
                          options=[("", "Choisir"), *((p.code, p.name) for p in NINE)]),
                _required("starts_on", "Du", kind="date"),
                _required("ends_on", "Au", kind="date"),
                Entry("reason", "Raison", most=200),
            ),
            _featured,
        ),
        Kind(
            "temps", "Donner du temps de travail",
            "Une ligne par moment\u00a0: 3\u00a0h dans les écoles, 1\u00a0h\u00a030 en ligne…",
            (
                _required("label", "Intitulé"),
                _required("profile", "Profil", kind="select",
                          options=[("", "Choisir"), *_PROFILES]),
                _YEAR,
                _required("time", "Sur quel temps", kind="select",
                          options=[("", "Choisir"), *options_of(WorkingTime)]),
                _required("minutes", "Minutes par personne", kind="number", most=6),
                Entry("deadline", "Date butoir", "date"),
                Entry("attendance", "Assiduité obligatoire", "checkbox"),
            ),
            _arrangement,
        ),
        Kind(
            "acteur", "Mobiliser un acteur",
            "Une fonction ou un service plutôt qu’un nom.",
            (
                _required("actor", "Acteur", kind="select",
                          options=[("", "Choisir"), *options_of(Actor)]),
                _required("state", "Où en est-on", kind="select", options=options_of(Mobilisation)),
                Entry("contact", "Contact", most=200),
                Entry("note", "Suite à donner", most=300),
            ),
            _stakeholder,
        ),
        Kind(
            "cohorte", "Suivre une cohorte",
            "Une cohorte est suivie par les campagnes faites pour elle, sans liste de personnes.",
            (
                _required("name", "Nom"),
                _YEAR,
                _required("size", "Personnes invitées", kind="number", most=9),
                Entry("schools", "Écoles ou établissements", "number", most=9),
                Entry("starts_on", "Du", "date"),
                Entry("ends_on", "Au", "date"),
                _required("codes", "Codes de ses campagnes", kind="textarea", most=2000,
                          help="Déclarées, séparées par une virgule ou un retour à la ligne."),
            ),
            _cohort,
        ),
    )
}  # fmt: skip


def this_year(on: date) -> dict[str, str]:
    """What a new form starts from."""
    return {"school_year": SchoolYear.of(on).label, "state": Mobilisation.TO_CONTACT}
