"""The forms of the reminders: what was typed, read entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from vigie.codes import PATHWAYS, PROFILES, UnknownCode, parse_pathway, profile_label
from vigie.domains.compliance.forms import EMPTY, Entry, Typed
from vigie.domains.people.pseudonyms import pseudonyms_of_addresses
from vigie.domains.reminders.actions import Decision
from vigie.domains.reminders.audience import STATES
from vigie.domains.reminders.offered import SESSION, Offered
from vigie.domains.reminders.policy import MOST_DAYS
from vigie.domains.reminders.texts import FIELDS, LONGEST_BODY, LONGEST_SUBJECT, InForce
from vigie.sources.cells import parse_email
from vigie.sources.problems import CellError

MOST_LISTED = 2_000
_FIELDS_HELP = "Champs remplis pour chaque personne\u00a0: " + ", ".join(
    f"{{{name}}} ({meaning})" for name, meaning in FIELDS.items()
)


BY_DAY, BY_DEADLINE = "day", "deadline"
_STARTS = ((BY_DAY, "au jour écrit ci-dessous"), (BY_DEADLINE, "avant la date butoir"))


def wave_entries(offered: Offered) -> tuple[Entry, ...]:
    """Whom, what, from when. `offered`: what the territory gives to choose from."""
    pathways = [("", "Choisir…"), *((p.code, p.name) for p in PATHWAYS)]
    return (
        Entry("pathway", "Parcours", "select", options=pathways, required=True),
        *(Entry(f"state_{code}", f"Les personnes qui {label}", "checkbox")
          for code, label in STATES.items()),
        *(Entry(f"profile_{code}", profile_label(code), "checkbox") for code in PROFILES),
        Entry("aim", "Session ou cohorte visée", "select", "Les stagiaires d’une session à venir, "
              "ou les personnes que les campagnes d’une cohorte font connaître.",
              options=offered.aims),
        Entry("people", "Seulement ces personnes", "textarea",
              "Une adresse par ligne. Vide pour tout le territoire, une session ou une cohorte.",
              most=100_000),
        Entry("title", "Intitulé de la vague", help="Pour s’y retrouver\u00a0; personne ne le "
              "reçoit.", required=True, most=120),
        Entry("subject", "Objet du message", required=True, most=LONGEST_SUBJECT),
        Entry("body", "Texte du message", "textarea", _FIELDS_HELP, required=True,
              most=LONGEST_BODY),
        Entry("reason", "Pourquoi ces personnes reçoivent ce message",
              help="Écrit au bas du message, par exemple «\u00a0ce parcours vous est ouvert cette "
              "année\u00a0».", required=True, most=200),
        Entry("sender_name", "Au nom de", required=True, most=100),
        Entry("reply_to", "Adresse à qui répondre", "email", required=True, most=254),
        Entry("link", "Lien vers le parcours",
              help="Vide pour la page «\u00a0Mes parcours\u00a0» de Vigie.", most=500),
        Entry("known_deadline", "Date butoir connue du territoire", "select",
              options=offered.dates),
        Entry("deadline", "Autre date butoir", "date", "La date butoir remplit {date_limite}."),
        Entry("start", "Commencer", "select", options=_STARTS, required=True),
        Entry("starts_on", "À partir du", "date", "Si vous écrivez le premier jour."),
        Entry("days_before", "Nombre de jours ouvrés avant la date butoir", "number",
              f"De 1 à {MOST_DAYS}, si vous comptez depuis elle.", most=2),
        Entry("over_days", "Répartir sur (jours ouvrés)", "number",
              f"De 1 à {MOST_DAYS}.", required=True, most=2),
    )  # fmt: skip


def wave_values(text: InForce, *, starts_on: date, sender: str, reply_to: str) -> dict[str, str]:
    """What the form holds at first: a text of the territory, and for whom it is."""
    return {
        **{f"state_{code}": "on" for code in text.original.states},
        "title": text.original.label,
        "subject": text.subject,
        "body": text.body,
        "sender_name": sender,
        "reply_to": reply_to,
        "start": BY_DAY,
        "starts_on": starts_on.isoformat(),
        "over_days": "5",
    }


def aimed_values(offered: Offered, token: str) -> dict[str, str]:
    """What the form holds besides when it comes from the page of a session: its trainees, its
    pathway, and its first day as the deadline."""
    session = next((each for each in offered.sessions if each.token == token), None)
    if session is None:
        return {}
    first = session.first_day.isoformat()
    known = any(value == first for value, _ in offered.dates)
    return {
        "aim": f"{SESSION}{token}",
        "pathway": session.pathway,
        "title": f"Avant «\u00a0{session.title}\u00a0»"[:120],
        "known_deadline": first if known else "",
    }


def wave_decision(
    territory: str, text_code: str, data: Mapping[str, object], offered: Offered
) -> tuple[Typed, Decision | None]:
    """What was typed, and what it says; None when entries have to be mended (see `faults`)."""
    typed = Typed(wave_entries(offered), {"start": BY_DAY, **data})
    for name in ("title", "subject", "body", "reason", "sender_name"):
        typed.text(name)
    states = tuple(code for code in STATES if typed.ticked(f"state_{code}"))
    if not states:
        typed.refuse(f"state_{next(iter(STATES))}", "Cochez au moins une situation.")
    over_days, deadline, link = typed.number("over_days"), _deadline(typed), _link(typed)
    starts_on, days_before = _start(typed)
    pathway, reply_to, people = _pathway(typed), typed.email("reply_to"), _people(typed)
    aim = typed.one_of("aim")
    if aim and people is not None:
        typed.refuse("people", "Videz cette liste, ou ne choisissez ni session ni cohorte.")
    if typed.faults:
        return typed, None
    return typed, Decision(
        territory=territory,
        title=typed.values["title"],
        pathway=pathway,
        states=states,
        profiles=tuple(code for code in PROFILES if typed.ticked(f"profile_{code}")),
        text_code=text_code,
        subject=typed.values["subject"],
        body=typed.values["body"],
        reason=_one_line(typed.values["reason"]),
        sender_name=_one_line(typed.values["sender_name"]),
        reply_to=reply_to,
        link=link,
        deadline=deadline,
        starts_on=starts_on or date.max,
        days_before=days_before,
        over_days=over_days or 0,
        people=people,
        session=offered.session(aim),
        cohort=offered.cohort(aim),
    )


def _deadline(typed: Typed) -> date | None:
    """The deadline chosen, or typed."""
    chosen, written = typed.one_of("known_deadline"), typed.day("deadline")
    if chosen and written is not None and written.isoformat() != chosen:
        typed.refuse("deadline", "Choisissez une date connue, ou écrivez-en une autre\u00a0: pas "
                     "les deux.")  # fmt: skip
    return date.fromisoformat(chosen) if chosen else written


def _start(typed: Typed) -> tuple[date | None, int | None]:
    """The first day, or how many working days it is before the deadline."""
    if typed.one_of("start") == BY_DEADLINE:
        days = typed.number("days_before", MOST_DAYS)
        if not days:
            typed.refuse("days_before", f"De 1 à {MOST_DAYS}.")
        return None, days
    starts_on = typed.day("starts_on")
    if starts_on is None:
        typed.refuse("starts_on", EMPTY)
    return starts_on, None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _pathway(typed: Typed) -> str:
    code = typed.one_of("pathway")
    try:
        return parse_pathway(code) if code else ""
    except UnknownCode:
        return ""


def _link(typed: Typed) -> str:
    text = typed.text("link")
    if text:
        try:
            URLValidator(schemes=["https"])(text)
        except ValidationError:
            typed.refuse("link", "Écrivez une adresse complète, qui commence par https://.")
    return text


def _people(typed: Typed) -> Sequence[int] | None:
    words = typed.text("people").replace(",", " ").replace(";", " ").split()
    if not words:
        return None
    addresses: dict[str, None] = {}
    for word in words:
        try:
            addresses[parse_email(word.strip("<>"))] = None
        except CellError as error:
            typed.refuse("people", f"{error.message} {error.remedy}")
    if len(addresses) > MOST_LISTED:
        typed.refuse("people", f"Au plus {MOST_LISTED} adresses.")
    return pseudonyms_of_addresses(addresses)


TEXT_ENTRIES = (
    Entry("subject", "Objet du message", required=True, most=LONGEST_SUBJECT),
    Entry("body", "Texte du message", "textarea", _FIELDS_HELP, required=True, most=LONGEST_BODY),
)
DAYS_ENTRIES = (
    Entry("first_day", "Du", "date", required=True),
    Entry("last_day", "Au", "date", "Compris.", required=True),
    Entry("opened", "Ces jours sont", "select", options=(
        ("closed", "fermés\u00a0: rien n’est envoyé"),
        ("opened", "ouverts, malgré les vacances scolaires"),
    ), required=True),
    Entry("reason", "Raison", required=True, most=200),
)  # fmt: skip
