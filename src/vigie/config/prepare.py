"""`python -m vigie.config.prepare`: makes the records ready before the site opens.

A production that is not safe is refused. Tables are brought up to date, sessions that are over are
cleared, the kit that comes with Vigie is put in place once, erasures that were interrupted or that
a restored backup undid are carried out and, in a demonstration, the invented persons,
campaigns and trainings are made and the example roadmaps are loaded."""

from __future__ import annotations

import os
import sys
from pathlib import Path

REFUSED = 2
"""Exit status when the start is refused; the reasons are on the error output, one a line."""


def main() -> None:
    """Checks, migrates; safe to run again at each start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigie.config.settings")

    import django
    from django.conf import settings
    from django.core.management import call_command

    from vigie.config import safety
    from vigie.config.database import BadDatabaseAddress
    from vigie.config.environ import BadSetting

    try:
        said = safety.require(settings)
    except safety.Unsafe as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        sys.exit(REFUSED)
    except (BadSetting, BadDatabaseAddress) as error:
        print(error, file=sys.stderr)
        sys.exit(REFUSED)
    print(*said, sep="\n", end="\n" if said else "")

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("clearsessions")
    records = Path(settings.DATABASES["default"]["NAME"])
    if records.is_file():
        # Whoever may look into the folder may still not read SQLite's file; its journals follow.
        records.chmod(0o600)

    from vigie.domains.activation import demonstration as activation
    from vigie.domains.campaigns import demonstration as campaigns
    from vigie.domains.compliance import erasure
    from vigie.domains.disconnection import demonstration as disconnection
    from vigie.domains.governance import demonstration as governance
    from vigie.domains.groups import demonstration as groups
    from vigie.domains.kit import originals
    from vigie.domains.people import personas
    from vigie.domains.roadmaps import demonstration as roadmaps
    from vigie.domains.subscriptions import demonstration as subscriptions
    from vigie.domains.trainings import demonstration as trainings
    from vigie.web import clock

    # Before anyone reads anything: a backup may have brought back people who were erased.
    erasure.take_up(clock.now())
    originals.plant(clock.now())
    if personas.allowed():
        personas.plant(clock.now())
        groups.plant(clock.now())
        campaigns.plant(clock.now())
        disconnection.plant(clock.now())
        governance.plant(clock.now())
        roadmaps.plant(clock.now())
        trainings.plant(clock.now())
        subscriptions.plant(clock.now())
        activation.plant(clock.now())


if __name__ == "__main__":
    main()
