"""The forms of incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from vigie.domains.compliance.forms import Entry, Typed, moment_values, options_of
from vigie.domains.compliance.incidents_actions import Notices, Told
from vigie.domains.compliance.models import Incident
from vigie.domains.compliance.models.incidents import Decided, Risk

TERRITORY = Entry("territory", "Où", "select", required=True, most=60)
WHAT = (
    Entry(
        "title",
        "En une phrase",
        help="Sans nom de personne. Par exemple\u00a0: courriel envoyé à une mauvaise liste.",
        required=True,
    ),
    Entry(
        "description",
        "Ce qui s’est passé",
        "textarea",
        "Ce que vous avez vu, où et quand. N’écrivez aucun mot de passe.",
        required=True,
        most=4000,
    ),
    Entry("aware_on", "Découvert le", "date", required=True, most=10),
    Entry(
        "aware_hour",
        "Heure de la découverte",
        help="À Paris, par exemple 14:05.",
        required=True,
        most=8,
    ),
    Entry(
        "confidentiality",
        "Des personnes ont vu des données qui n’étaient pas pour elles",
        "checkbox",
    ),
    Entry("integrity", "Des données personnelles ont été modifiées", "checkbox"),
    Entry("availability", "Des données personnelles sont perdues ou inaccessibles", "checkbox"),
    Entry(
        "people",
        "Personnes concernées",
        help="Des catégories\u00a0: élèves de 4e, familles…",
        most=300,
    ),
    Entry("people_count", "Combien, à peu près", "number", most=9),
    Entry("data", "Données concernées", help="Des catégories\u00a0: adresses, notes…", most=300),
)
RISK = (
    Entry(
        "risk",
        "Risque pour les personnes",
        "select",
        options=options_of(Risk),
        required=True,
        most=20,
    ),
    Entry("consequences", "Conséquences probables", "textarea", most=2000),
)
ASSESS = (*WHAT, *RISK)
MEASURE = (Entry("text", "Ce qui a été fait", "textarea", required=True, most=2000),)
_YES_NO = options_of(Decided)
NOTICES = (
    Entry(
        "notify_cnil",
        "Notifier la CNIL",
        "select",
        "Oui dès qu’il y a un risque pour les personnes.",
        _YES_NO,
        required=True,
        most=10,
    ),
    Entry(
        "cnil_reason",
        "Raison, pour la CNIL",
        "textarea",
        "Obligatoire dès qu’il y a une décision. Au-delà de 72\u00a0heures, dites aussi pourquoi "
        "ce retard.",
        most=2000,
    ),
    Entry("cnil_notified_on", "CNIL notifiée le", "date", most=10),
    Entry("cnil_notified_hour", "Heure de la notification", help="Par exemple 14:05.", most=8),
    Entry(
        "inform_people",
        "Informer les personnes",
        "select",
        "Oui quand le risque est élevé.",
        _YES_NO,
        required=True,
        most=10,
    ),
    Entry(
        "people_reason",
        "Raison, pour les personnes",
        "textarea",
        "Obligatoire dès qu’il y a une décision.",
        most=2000,
    ),
    Entry("people_informed_on", "Personnes informées le", "date", most=10),
    Entry("people_informed_hour", "Heure de l’information", help="Par exemple 14:05.", most=8),
)
CLOSE = (
    Entry(
        "conclusion", "Conclusion", "textarea", "Ce que l’on en retient.", required=True, most=2000
    ),
)


def declare_entries(places: Sequence[tuple[str, str]]) -> tuple[Entry, ...]:
    """The form of a declaration; `places`: (code, name) of where it may have happened."""
    return (*WHAT, replace(TERRITORY, options=places))


def told_of(typed: Typed) -> Told | None:
    """What is told of an incident; None when an entry was refused."""
    title, description = typed.text("title"), typed.text("description")
    aware_at = typed.moment("aware_on", "aware_hour")
    people, data = typed.text("people"), typed.text("data")
    count = typed.number("people_count")
    if aware_at is None:
        return None
    return Told(
        title=title,
        description=description,
        confidentiality=typed.ticked("confidentiality"),
        integrity=typed.ticked("integrity"),
        availability=typed.ticked("availability"),
        people=people,
        people_count=count,
        data=data,
        aware_at=aware_at,
    )


def notices_of(typed: Typed) -> Notices:
    """What is decided. Raises FormRefused with every fault at once."""
    notices = Notices(
        notify_cnil=typed.one_of("notify_cnil"),
        cnil_reason=typed.text("cnil_reason"),
        cnil_notified_at=_moment(typed, "cnil_notified"),
        inform_people=typed.one_of("inform_people"),
        people_reason=typed.text("people_reason"),
        people_informed_at=_moment(typed, "people_informed"),
    )
    typed.done()
    return notices


def _moment(typed: Typed, entry: str) -> datetime | None:
    found = typed.moment(f"{entry}_on", f"{entry}_hour")
    if found is None and (typed.values[f"{entry}_on"] or typed.values[f"{entry}_hour"]):
        typed.refuse(f"{entry}_on", "Donnez la date et l’heure.")
    return found


def first_values(at: datetime, place: str) -> dict[str, str]:
    """What the form of a declaration starts from: now, and where the person works."""
    day, hour = moment_values(at)
    return {"aware_on": day, "aware_hour": hour, "territory": place}


def assess_values(incident: Incident) -> dict[str, str]:
    """An incident as its form shows it."""
    day, hour = moment_values(incident.aware_at)
    boxes = ("confidentiality", "integrity", "availability")
    texts = ("title", "description", "people", "data", "risk", "consequences")
    return {
        **{name: str(getattr(incident, name)) for name in texts},
        **{name: "on" if getattr(incident, name) else "" for name in boxes},
        "people_count": "" if incident.people_count is None else str(incident.people_count),
        "aware_on": day,
        "aware_hour": hour,
    }


def notices_values(incident: Incident) -> dict[str, str]:
    """The decisions as their form shows them."""
    values = {
        name: str(getattr(incident, name))
        for name in ("notify_cnil", "cnil_reason", "inform_people", "people_reason")
    }
    for entry in ("cnil_notified", "people_informed"):
        moment = getattr(incident, f"{entry}_at")
        if moment is not None:
            values[f"{entry}_on"], values[f"{entry}_hour"] = moment_values(moment)
    return values
