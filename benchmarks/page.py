"""A page of a hundred rows, and the same page answered 304: `python -m benchmarks.page`.

The participation of the hundred-odd départements, through Django's test client: the whole stack but
the socket. The second answer is for a browser that already holds the page.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import polars as pl

from benchmarks.installation import add, copy_of, installation
from benchmarks.invented import ON, campaigns
from benchmarks.timing import Report, machine, side_by_side
from vigie.measures.build import build

if TYPE_CHECKING:
    from django.test import Client

ADDRESS = "/participation/?niveau=department"
TURNS = 30


def main(people: int = 100_000) -> int:
    report = Report(f"A page of a hundred rows, {people:,} people")
    home = copy_of(installation(people), "page")
    heads = pl.DataFrame(
        [
            (campaign.territory, campaign.profile, ON, 4_000, line)
            for line, campaign in enumerate(campaigns(), start=2)
        ],
        schema={
            "territory": pl.String,
            "profile": pl.String,
            "as_of": pl.Date,
            "headcount": pl.Int64,
            "line": pl.Int32,
        },
        orient="row",
    )
    with home.writing():
        add(home, "headcounts", {"headcounts": heads}, ON)
    build(home, afresh=True)

    os.environ |= {"VIGIE_HOME": str(home.path), "DJANGO_SETTINGS_MODULE": "vigie.config.settings"}
    import django
    from django.conf import settings

    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.VIGIE_SESSION_HOURS = settings.VIGIE_SESSION_IDLE_MINUTES = 10**7
    client = _reader()
    first = client.get(ADDRESS)
    assert first.status_code == 200, first.status_code
    rows = len(re.findall(r"<tr[ >]", first.content.decode()))
    etag = first.headers["ETag"]

    def page() -> None:
        assert client.get(ADDRESS).status_code == 200

    def again() -> None:
        assert client.get(ADDRESS, headers={"If-None-Match": etag}).status_code == 304

    found = side_by_side({"page": page, "304": again}, turns=TURNS)
    report.say(f"{machine()}; {rows} rows of tables, {len(first.content) / 1000:.0f} kB")
    for name, times in found.items():
        report.say(f"  {name:6} median {1000 * times.median:8.2f} ms")
    report.check(f"a page of at least 100 rows ({rows})", rows >= 100)
    report.promise("page / 304", found["page"].median / found["304"].median, at_least=10)
    return report.conclude()


def _reader() -> Client:
    """A browser of someone of the national team, the door and the rights included."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)

    from tests.lib.people import signed_in

    return signed_in()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
