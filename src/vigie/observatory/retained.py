"""How long dropped files are kept: see `compliance/retention.yaml`."""

from __future__ import annotations

from datetime import datetime

from vigie.domains.compliance.retention import retain
from vigie.domains.territories.tree import home
from vigie.observatory.imports_drafts import Drafts


def _drafts(_: datetime, at: datetime, dry: bool) -> int:
    return len(Drafts(home()).expired(at)) if dry else Drafts(home()).purge(at)


retain("drafts", _drafts)
