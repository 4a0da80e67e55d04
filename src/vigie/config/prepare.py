"""`python -m vigie.config.prepare`: makes the records ready before the site opens.

Tables are brought up to date and, in a demonstration, the invented persons are made."""

from __future__ import annotations

import os


def main() -> None:
    """Migrates; safe to run again at each start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigie.config.settings")

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)

    from vigie.domains.people import personas
    from vigie.web import clock

    if personas.allowed():
        personas.plant(clock.now())


if __name__ == "__main__":
    main()
