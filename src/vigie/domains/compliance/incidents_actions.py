"""Declaring an incident, and following it until it is closed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from vigie.domains.audit.actions import record
from vigie.domains.compliance.incident_notices import tell_of_incident
from vigie.domains.compliance.models import Incident, IncidentMeasure
from vigie.domains.compliance.models.incidents import Decided, Risk, State
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person


class NotYetKnown(ComplianceRefused):
    """A moment given is in the future, or before the discovery."""


class IncidentClosed(ComplianceRefused):
    """Nothing changes on a closed incident, unless it is opened again."""


class NotDecided(ComplianceRefused):
    """Something must be decided or done first."""


class AgainstTheRisk(ComplianceRefused):
    """A breach that is a risk for people is notified (GDPR, article 33)."""


@dataclass(frozen=True)
class Told:
    """What is said of an incident when it is declared, and completed afterwards."""

    title: str
    description: str
    confidentiality: bool
    integrity: bool
    availability: bool
    people: str
    people_count: int | None
    data: str
    aware_at: datetime


@dataclass(frozen=True)
class Notices:
    """Who must be told, why, and when it was done."""

    notify_cnil: str
    cnil_reason: str
    cnil_notified_at: datetime | None
    inform_people: str
    people_reason: str
    people_informed_at: datetime | None


@transaction.atomic
def declare_incident(told: Told, *, territory: str, by: Person, at: datetime) -> Incident:
    """Declares an incident of a territory (canonical code). Raises NotYetKnown."""
    _refuse_future("aware_on", told.aware_at, at)
    incident = Incident.objects.create(
        territory=territory, **asdict(told), declared_at=at, declared_by=by
    )
    _log("incident.declare", incident, by, at)
    tell_of_incident(incident, at=at)
    return incident


@transaction.atomic
def assess_incident(
    incident: Incident, told: Told, *, risk: str, consequences: str, by: Person, at: datetime
) -> Incident:
    """Completes what is known and says the risk. Raises IncidentClosed, NotYetKnown, or
    AgainstTheRisk when it was decided not to notify."""
    known = _open(incident)
    if told.aware_at > known.declared_at:
        raise NotYetKnown(
            "aware_on",
            "L’incident ne peut pas avoir été découvert après son signalement.",
            "Vérifiez la date et l’heure.",
        )
    for name, value in asdict(told).items():
        setattr(known, name, value)
    known.risk, known.consequences = risk, consequences
    if known.state == State.DECLARED:
        known.state = State.ASSESSED
    _refuse_silence(known, "risk")
    known.save()
    _log("incident.assess", known, by, at)
    return known


@transaction.atomic
def take_measure(incident: Incident, text: str, *, by: Person, at: datetime) -> IncidentMeasure:
    """Writes down something that was done. Raises IncidentClosed."""
    known = _open(incident)
    measure = IncidentMeasure.objects.create(incident=known, text=text, taken_at=at, taken_by=by)
    _log("incident.measure", known, by, at)
    return measure


@transaction.atomic
def contain_incident(incident: Incident, *, by: Person, at: datetime) -> Incident:
    """Says that it does no more harm. Raises IncidentClosed, or NotDecided without a measure."""
    known = _open(incident)
    if not known.measures.exists():
        raise NotDecided(
            "text", "Aucune mesure n’est écrite.", "Dites ce qui a été fait pour l’arrêter."
        )
    known.state = State.CONTAINED
    known.save(update_fields=["state"])
    _log("incident.contain", known, by, at)
    return known


@transaction.atomic
def decide_notices(incident: Incident, notices: Notices, *, by: Person, at: datetime) -> Incident:
    """Decides whether the CNIL and the people are told, with the reason, and writes down when it
    was done. Raises IncidentClosed, NotDecided, NotYetKnown or AgainstTheRisk."""
    known = _open(incident)
    for name, value in asdict(notices).items():
        setattr(known, name, value)
    told = (
        ("notify_cnil", "cnil_reason", "cnil_notified_on", known.cnil_notified_at),
        ("inform_people", "people_reason", "people_informed_on", known.people_informed_at),
    )
    for decision, reason, entry, moment in told:
        if getattr(known, decision) != Decided.NOT_YET and not getattr(known, reason):
            raise NotDecided(reason, "Une décision a toujours une raison.", "Écrivez-la.")
        if moment is not None:
            if getattr(known, decision) != Decided.YES:
                raise NotDecided(
                    decision, "Une date est donnée sans décision de prévenir.", "Choisissez Oui."
                )
            _refuse_future(entry, moment, at)
            if moment < known.aware_at:
                raise NotYetKnown(
                    entry, "Cette date est avant la découverte de l’incident.", "Vérifiez-la."
                )
    _refuse_silence(known, "notify_cnil")
    known.save()
    _log("incident.decide", known, by, at)
    return known


@transaction.atomic
def close_incident(incident: Incident, conclusion: str, *, by: Person, at: datetime) -> Incident:
    """Closes an incident. Raises IncidentClosed, or NotDecided when something is left open."""
    known = _open(incident)
    left = what_is_left(known)
    if left:
        raise NotDecided("conclusion", "L’incident ne peut pas être clos.", " ".join(left))
    known.state, known.conclusion = State.CLOSED, conclusion
    known.closed_at, known.closed_by = at, by
    known.save()
    _log("incident.close", known, by, at)
    return known


@transaction.atomic
def reopen_incident(incident: Incident, *, by: Person, at: datetime) -> Incident:
    """Opens a closed incident again: closed too early, or by mistake. Raises NotDecided."""
    known = Incident.objects.select_for_update().get(pk=incident.pk)
    if known.state != State.CLOSED:
        raise NotDecided("conclusion", "Cet incident n’est pas clos.", "")
    known.state = State.CONTAINED
    known.closed_at = known.closed_by = None
    known.save()
    _log("incident.reopen", known, by, at)
    return known


def what_is_left(incident: Incident) -> list[str]:
    """What must be done before an incident can be closed, in sentences."""
    left = []
    if incident.state != State.CONTAINED:
        left.append("Dites d’abord qu’il est maîtrisé.")
    if incident.is_breach:
        if incident.risk == Risk.UNKNOWN:
            left.append("Évaluez le risque pour les personnes.")
        if incident.notify_cnil == Decided.NOT_YET:
            left.append("Décidez s’il faut notifier la CNIL.")
        if incident.notify_cnil == Decided.YES and incident.cnil_notified_at is None:
            left.append("Dites quand la CNIL a été notifiée.")
        if incident.inform_people == Decided.NOT_YET:
            left.append("Décidez s’il faut informer les personnes.")
        if incident.inform_people == Decided.YES and incident.people_informed_at is None:
            left.append("Dites quand les personnes ont été informées.")
    return left


def _open(incident: Incident) -> Incident:
    known = Incident.objects.select_for_update().get(pk=incident.pk)
    if known.state == State.CLOSED:
        raise IncidentClosed("conclusion", "Cet incident est clos.", "Le DPD peut le rouvrir.")
    return known


def _refuse_future(entry: str, moment: datetime, at: datetime) -> None:
    if moment > at:
        raise NotYetKnown(entry, "Cette date est à venir.", "Vérifiez la date et l’heure.")


def _refuse_silence(incident: Incident, entry: str) -> None:
    at_risk = incident.risk in (Risk.RISK, Risk.HIGH)
    if incident.is_breach and at_risk and incident.notify_cnil == Decided.NO:
        raise AgainstTheRisk(
            entry,
            "Une violation qui présente un risque pour les personnes se notifie à la CNIL.",
            "Revoyez la décision ou le risque.",
        )


def _log(act: str, incident: Incident, by: Person, at: datetime) -> None:
    record(
        act,
        actor=reference(by),
        about=f"territory:{incident.territory}",
        at=at,
        details={"incident": incident.pk, "state": incident.state},
    )
