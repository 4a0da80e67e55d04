"""The page of a large roadmap: `python -m benchmarks.roadmap`.

Three hundred indicators, half of them rates, typed twice a year for five years by 130 territories,
whose sums the page shows with a verdict each. Through Django's test client: the whole stack but the
socket. Someone types a value before each opening of the second run.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.installation import DATA
from benchmarks.timing import Report, machine, side_by_side

if TYPE_CHECKING:
    from vigie.domains.people.models import Person
    from vigie.domains.roadmaps.models import Roadmap

TURNS = 40
TERRITORIES = 130
DAYS = [date(year, month, 28) for year in range(2021, 2026) for month in (2, 8)]
AT = datetime(2026, 9, 1, tzinfo=UTC)


def main(indicators: int = 300) -> int:
    report = Report(f"A roadmap of {indicators} indicators, {TERRITORIES} territories, five years")
    home = DATA / "roadmap"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    os.environ |= {"VIGIE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "vigie.config.settings"}
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.VIGIE_SESSION_HOURS = settings.VIGIE_SESSION_IDLE_MINUTES = 10**7
    call_command("migrate", interactive=False, verbosity=0)

    from tests.lib.people import client_of, someone

    from vigie.domains.people.roles import Role
    from vigie.domains.roadmaps.actions_measuring import type_value

    person = someone(Role.NATIONAL_TEAM)
    roadmap, places = _roadmap(person, indicators)
    client = client_of(person)
    address = f"/feuilles-de-route/{roadmap.code}/"
    started = time.perf_counter()
    first = client.get(address)
    cold = time.perf_counter() - started
    assert first.status_code == 200, first.status_code

    rows = list(roadmap.indicators.order_by("pk"))
    turn = count()

    def typed() -> None:
        number = next(turn)
        type_value(
            rows[number % len(rows)], territory=places[number % len(places)], on=AT.date(),
            numerator=Decimal(20), denominator=Decimal(50), by=person, at=AT,
        )  # fmt: skip

    def page() -> None:
        assert client.get(address).status_code == 200

    found = side_by_side(
        {"page": page, "after a change": page}, turns=TURNS, before={"after a change": typed}
    )
    report.say(f"{machine()}; {len(first.content) / 1000:.0f} kB")
    report.say(f"  first opening of the day {1000 * cold:8.0f} ms")
    for name, times in found.items():
        late = sorted(times.wall)[int(0.95 * TURNS)]
        cpu = 1000 * median(times.cpu)
        report.say(
            f"  {name:14} median {1000 * times.median:6.0f} ms, p95 {1000 * late:6.0f} ms, "
            f"of processor {cpu:4.0f} ms"
        )
        report.promise(f"{name}, 95th percentile", late, at_most=0.3, unit="s")
    return report.conclude()


def _roadmap(person: Person, indicators: int) -> tuple[Roadmap, list[str]]:
    """The roadmap of the nation, and the territories that have values."""
    from vigie.domains.roadmaps.actions import add_node, create_roadmap
    from vigie.domains.roadmaps.models import Baseline, Indicator, Objective, TypedValue
    from vigie.domains.territories.tree import tree

    known = tree(AT.date())
    departments = known.descendants("FR", "department")
    others = [c for c in known.descendants("FR", "academie") if c not in departments]
    places = [*departments, *others][:TERRITORIES]
    roadmap = create_roadmap(
        code="grande", name="Grande", level="national", territory="FR", by=person, at=AT
    )
    nodes = [
        add_node(roadmap, parent=None, code=f"A{n}", wording=f"Axe {n}", by=person, at=AT)
        for n in range(10)
    ]
    rows = Indicator.objects.bulk_create(
        Indicator(
            roadmap=roadmap, node=nodes[n % 10], order=n, code=f"I{n}", label=f"Indicateur {n}",
            kind="typed", unit="%" if n % 2 else "écoles", territory_level="department",
            frequency="half",
        )
        for n in range(indicators)
    )  # fmt: skip
    Objective.objects.bulk_create(
        Objective(
            indicator=row, period="2026", text=">= 60 %" if row.is_percent else ">= 20000",
            valid_from=DAYS[0], revised_by=person, revised_at=AT,
        )
        for row in rows
    )  # fmt: skip
    Baseline.objects.bulk_create(Baseline(indicator=r, amount=5, on=DAYS[0]) for r in rows)
    draw = random.Random(4)
    for row in rows:
        values = []
        for place in places:
            for step, day in enumerate(DAYS):
                under = draw.randint(50, 500)
                over = int(under * draw.uniform(0, 0.1 + 0.08 * step))
                amount = round(Decimal(100 * over) / under, 6) if row.is_percent else Decimal(over)
                values.append(
                    TypedValue(
                        indicator=row, territory=place, on=day, amount=amount, numerator=over,
                        denominator=under, author=person, written_at=AT,
                    )
                )  # fmt: skip
        TypedValue.objects.bulk_create(values, batch_size=2000)
    return roadmap, places


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
