"""How long letters and namings are kept: see `compliance/retention.yaml`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from vigie.domains.compliance.retention import retain
from vigie.domains.governance.models import KeyPerson, Letter, LetterEdition


@transaction.atomic
def _letters(limit: datetime, _: datetime, dry: bool) -> int:
    """Letters withdrawn, or that nobody wrote anew since; editions undone; namings that ended."""
    written = Letter.objects.annotate(last=Max("editions__written_at"))
    old = [
        Letter.objects.filter(
            pk__in=written.filter(Q(withdrawn_at__lt=limit) | Q(last__lt=limit)).values("pk")
        ),
        LetterEdition.objects.filter(withdrawn_at__lt=limit),
        KeyPerson.objects.filter(ended_at__lt=limit),
    ]
    number = sum(found.count() for found in old)
    for found in () if dry else old:
        found.delete()
    return number


retain("mission_letters", _letters)
