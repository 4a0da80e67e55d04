"""How long lists of trainees are kept: see `compliance/retention.yaml`."""

from __future__ import annotations

from datetime import datetime

from vigie.domains.compliance.retention import retain
from vigie.domains.trainings.models import Trainee
from vigie.periods import PARIS


def _trainees(limit: datetime, _: datetime, dry: bool) -> int:
    """Lists of sessions whose last day is that old, held or not."""
    old = Trainee.objects.filter(session__last_day__lt=limit.astimezone(PARIS).date())
    return old.count() if dry else old.delete()[0]


retain("trainees", _trainees)
