"""How long what was withdrawn or replaced is kept: see `compliance/retention.yaml`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vigie.domains.campaigns.field_history import TABLES
from vigie.domains.campaigns.models import FieldAct
from vigie.domains.compliance.retention import retain


@transaction.atomic
def _field(limit: datetime, _: datetime, dry: bool) -> int:
    """Former states of the lines of territories, and the lines withdrawn: no longer to undo."""
    old = [FieldAct.objects.filter(at__lt=limit),
           *(table.every.filter(withdrawn_at__lt=limit) for table in TABLES.values())]  # fmt: skip
    number = sum(found.count() for found in old)
    for found in () if dry else old:
        found.delete()
    return number


retain("field_acts", _field)
