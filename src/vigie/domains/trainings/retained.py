"""How long lists of trainees are kept: see `compliance/retention.yaml`."""

from __future__ import annotations

from datetime import datetime

from vigie.domains.compliance.retention import retain
from vigie.domains.trainings.models import Session, Trainee
from vigie.periods import PARIS


def _trainees(limit: datetime, _: datetime, dry: bool) -> int:
    """Lists of sessions whose last day is that old, held or not."""
    over = Session.objects.filter(last_day__lt=limit.astimezone(PARIS).date())
    old = Trainee.objects.filter(session__in=over)
    if dry:
        return old.count()
    over.exclude(listed_at=None).update(listed_at=None)
    return old.delete()[0]


retain("trainees", _trainees)
