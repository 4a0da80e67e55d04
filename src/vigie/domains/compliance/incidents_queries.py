"""Which incidents one may follow, and how much time is left to notify."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from vigie.domains.compliance.models import Incident
from vigie.domains.compliance.models.incidents import Decided, IncidentQuerySet
from vigie.domains.people.rights import Rights, or_unknown
from vigie.web.formats import NBSP


@dataclass(frozen=True)
class Clock:
    """Where an incident stands in its 72 hours. `kind`: none (no personal data), running, late
    (not notified, time over), met, missed (notified too late), waived (decided not to)."""

    kind: str
    words: str

    @property
    def tone(self) -> str:
        """The kind of badge that says it."""
        return {"late": "error", "missed": "warning", "running": "warning", "met": "success"}.get(
            self.kind, "info"
        )


def time_to_notify(incident: Incident, at: datetime) -> Clock:
    """How the 72 hours from awareness stand at a moment (GDPR, article 33)."""
    if not incident.is_breach:
        return Clock("none", "sans donnée personnelle")
    if incident.cnil_notified_at is not None:
        after = duration(incident.cnil_notified_at - incident.aware_at)
        kind = "met" if incident.cnil_notified_at <= incident.deadline else "missed"
        return Clock(kind, f"CNIL notifiée {after} après la découverte")
    if incident.notify_cnil == Decided.NO:
        return Clock("waived", "pas de notification")
    left = incident.deadline - at
    if left >= timedelta():
        return Clock("running", f"il reste {duration(left)}")
    return Clock("late", f"délai dépassé de {duration(-left)}")


def duration(length: timedelta) -> str:
    """« 41 h 20 », whole minutes."""
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60}{NBSP}h{NBSP}{minutes % 60:02}"


def followed(rights: Rights) -> IncidentQuerySet:
    """The incidents of the territories that someone follows."""
    places = Incident.objects.order_by().values_list("territory", flat=True).distinct()
    return Incident.objects.filter(
        territory__in=[each for each in places if rights.may_open("incident", each)]
    )


def incident_of(rights: Rights, number: int, address: str, method: str) -> Incident:
    """The incident of that number, if the table opens the address where it happened.

    Raises Refused, in the same way whether it exists or not."""
    found = or_unknown(
        Incident.objects.select_related("declared_by", "closed_by").filter(pk=number).first()
    )
    rights.require(address, method, found.territory)
    return found
