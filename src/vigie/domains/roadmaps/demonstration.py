"""The roadmaps of the demonstration: those of the source documents, from their files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

import vigie
from vigie.domains.roadmaps.loading import load, read
from vigie.domains.roadmaps.models import Roadmap


def example_files() -> list[Path]:
    """The files, none when the package was installed without its examples."""
    return sorted((Path(vigie.__file__).parents[2] / "examples" / "roadmaps").glob("*.yaml"))


@transaction.atomic
def plant(at: datetime) -> list[Roadmap]:
    """Loads the example roadmaps where there is none yet."""
    if Roadmap.objects.exists():
        return []
    return [load(read(path.read_bytes()), by=None, at=at) for path in example_files()]
