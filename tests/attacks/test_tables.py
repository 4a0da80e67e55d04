"""A reader of everything: every page, filter, date and file of one person, put together.

She keeps each number she is shown, through the site; what she knows beside them is how counts add
up. Nothing about fewer than five people may follow.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from io import BytesIO
from itertools import product
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from python_calamine import CalamineWorkbook

from lib.people import SINCE, client_of, someone
from measures.attack import Name, Reader, Sum
from observatory.given import FUNNEL, built, table
from vigie.codes import PROFILES
from vigie.domains.people.actions import give_mandate
from vigie.domains.people.roles import Role
from vigie.measures import hiding

pytestmark = [pytest.mark.database, pytest.mark.django_db]

DAYS = ("2025-01-06", "2025-02-03", "2025-03-03")
PATHWAYS = ("POSITIONING", "FINAL", "")
PLACES = {
    "FR": ("reg:bretagne", "reg:corse"),
    "reg:bretagne": ("dep:22", "dep:29", "dep:35", "dep:56"),
    "reg:corse": ("dep:2A", "dep:2B"),
}
DEPARTMENTS = [place for inside in list(PLACES.values())[1:] for place in inside]
LEVELS = ("participants", "finished", "sent")
STEPS = {"started_not_finished": LEVELS[:2], "finished_not_sent": LEVELS[1:]}
_EXPORT = re.compile(r'href="(\?[^"]*?([\w-]+)-export=(\w+)[^"]*)"')
_FIGURE = re.compile(r'href="(/provenance/[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)

Truth = dict[Name, int]
"""(level, territory, profile or "", pathway or "", day) → people."""


def population(seed: int) -> Truth:
    """Who did what, day after day, counted wherever a reader may count: many of few."""
    random, counted = Random(seed), Counter[Name]()
    above = {part: place for place, parts in PLACES.items() for part in parts}
    for department, profile in product(DEPARTMENTS, PROFILES[:3]):
        for _ in range(random.choice((0, 1, 2, 4, 6, 9, 14, 30))):
            states = dict.fromkeys(PATHWAYS, -1)
            chosen = [name for name in PATHWAYS[:2] if random.random() < 0.7] or [PATHWAYS[0]]
            for day in DAYS:
                for pathway in chosen:
                    if random.random() < 0.6:
                        states[pathway] = min(2, states[pathway] + random.randint(1, 3))
                states[""] = max(states["POSITIONING"], states["FINAL"])
                _count(counted, above, department, profile, states, day)
    every = product(LEVELS, (*PLACES, *DEPARTMENTS), (*PROFILES, ""), PATHWAYS, DAYS)
    return {name: counted[name] for name in every}


def _count(
    counted: Counter[Name], above: dict[str, str], place: str, profile: str,
    states: dict[str, int], day: str,
) -> None:  # fmt: skip
    at: str | None = place
    while at is not None:
        for (pathway, state), who in product(states.items(), (profile, "")):
            for level in LEVELS[: state + 1]:
                counted[level, at, who, pathway, day] += 1
        at = above.get(at)


def files(truth: Truth) -> dict[str, str]:
    """A table of participation by département for each day."""
    made = {}
    for day in DAYS:
        rows = []
        for place, profile, pathway in product(DEPARTMENTS, PROFILES, PATHWAYS):
            whole, done, sent = (truth[level, place, profile, pathway, day] for level in LEVELS)
            counts = f"{whole - done};{done - sent};{sent}"
            rows.append(f"{place};{profile};{pathway};{day};{counts}")
        made[f"{day}.csv"] = table(FUNNEL, *rows)
    return made


EVERY_DAY = ("", *DAYS[:2])


def addresses(days: Sequence[str]) -> Iterator[str]:
    """Pages and files of figures, under every filter that a person can choose on some days."""
    for day, pathway in product(days, PATHWAYS):
        asked = "&".join(f"{k}={v}" for k, v in (("date", day), ("parcours", pathway)) if v)
        and_ = "&" if asked else ""
        for place in PLACES:
            yield f"/participation/{place}/?{asked}{and_}detail=profil&niveau=department"
            yield f"/participation/{place}/?{asked}{and_}fichier=reimportable"
            yield f"/tableau/{place}/?{asked}"
        for place in DEPARTMENTS:
            yield f"/participation/{place}/?{asked}"
    for place, profile in product(PLACES, PROFILES[:3]):
        yield f"/tableau/{place}/?profil={profile}"
        yield f"/provenance/finished/{place}/?profile={profile}"


def seen(client: Client, truth: Truth, days: Sequence[str]) -> dict[Name, int]:
    """Every count that these pages and files show, by what it counts."""
    found: dict[Name, int] = {}

    def keep(name: Name, people: int) -> None:
        assert found.setdefault(name, people) == people, (name, found[name], people)

    for address in addresses(days):
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode("utf-8-sig")
        if "fichier=reimportable" in address:
            for line in text.splitlines()[1:]:
                place, profile, pathway, day, *states = line.split(";")
                who = "" if profile == "ALL" else profile
                started, done, sent = map(int, states[:3])
                keep(("sent", place, who, pathway, day), sent)
                keep(("finished", place, who, pathway, day), sent + done)
                keep(("participants", place, who, pathway, day), sent + done + started)
        for href, shown in _FIGURE.findall(text):
            number = re.sub(r"<[^>]*>|\s", "", unescape(shown))
            split = urlsplit(unescape(href))
            _, _, measure, place, _ = unquote(split.path).split("/")
            said = {key: values[0] for key, values in parse_qs(split.query).items()}
            name = (measure, place, said.get("profile", ""), said.get("pathway", ""),
                    said.get("as_of", ""))  # fmt: skip
            if number.isdecimal() and measure in (*LEVELS, *STEPS) and place in {*PLACES, *above()}:
                keep(name, int(number))
    return {name: people for name, people in found.items() if name in _named(truth)}


def above() -> dict[str, str]:
    return {part: place for place, parts in PLACES.items() for part in parts}


def _named(truth: Truth) -> Truth:
    """The truth with the steps that are between two levels."""
    steps = {}
    for step, (wide, narrow) in STEPS.items():
        for _, *rest in (name for name in truth if name[0] == wide):  # type: ignore[index]  # five texts
            steps[step, *rest] = truth[wide, *rest] - truth[narrow, *rest]
    return {**truth, **steps}


@pytest.mark.usefixtures("truth")
def test_files_hide_what_the_page_hides() -> None:
    """The same table as CSV, JSON, XLSX and ODS: hidden cells in each, and no other number."""
    client = client_of(someone(Role.NATIONAL_TEAM))
    for place in ("FR", "reg:bretagne"):
        address = f"/participation/{place}/?detail=profil&niveau=department"
        page = unescape(client.get(address).content.decode())
        found: dict[str, dict[str, Counter[str]]] = {}
        for query, table_id, kind in set(_EXPORT.findall(page)):
            answer = client.get(f"/participation/{place}/{query}")
            found.setdefault(table_id, {})[kind] = _cells(answer.content, kind)
        assert found
        for each in found.values():
            assert set(each) == {"csv", "json", "xlsx", "ods"}
            hidden = {kind: cells.pop("hidden", 0) for kind, cells in each.items()}
            assert min(hidden.values()) > 0, place
            assert all(cells == each["csv"] for cells in each.values())


def _cells(content: bytes, kind: str) -> Counter[str]:
    """The whole numbers of a file, and its hidden cells, as many times as they stand there."""
    cells: Iterable[object]
    if kind == "csv":
        text = content.decode("utf-8-sig").split("\r\n\r\n")[0]
        cells = [cell for line in text.splitlines()[1:] for cell in line.split(";")]
    elif kind == "json":
        cells = [cell for row in json.loads(content)["rows"] for cell in row.values()]
    else:
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        cells = [cell for row in sheet.to_python()[1:] for cell in row]
    return Counter(word for cell in cells if (word := _word(cell)))


def _word(cell: object) -> str:
    said = cell.get("status", cell.get("value", "")) if isinstance(cell, dict) else cell
    if isinstance(cell, dict) and said == "ok":
        said = cell["value"]
    text = str(said).removesuffix(".0")
    if text == "hidden" or text.startswith("masqué"):
        return "hidden"
    return text if text.isdecimal() and text not in "01" else ""  # shares may be whole


def reader_of(found: dict[Name, int], truth: Truth) -> Reader:
    """What was seen, and all that a reader knows of how counts hold together."""
    reader = Reader()
    for name, people in found.items():
        reader.sees(name, people)
    for name in truth:
        level, place, profile, pathway, day = name  # type: ignore[misc]  # five texts
        if place in PLACES:
            reader.adds_up(name, [(level, part, profile, pathway, day) for part in PLACES[place]])
        if not profile:
            reader.adds_up(name, [(level, place, each, pathway, day) for each in PROFILES])
        if pathway:
            reader.inside(name, (level, place, profile, "", day))
        else:
            parts = [(level, place, profile, each, day) for each in PATHWAYS[:2]]
            reader.at_most.append({name: 1, **dict.fromkeys(parts, -1)})
        if day != DAYS[0]:
            before = DAYS[DAYS.index(day) - 1]
            reader.inside((level, place, profile, pathway, before), name)
    for step, (wide, narrow) in STEPS.items():
        for _, *rest in (name for name in truth if name[0] == wide):  # type: ignore[index]  # five texts
            reader.adds_up((wide, *rest), [(step, *rest), (narrow, *rest)])
    return reader


def few(truth: Truth) -> Iterator[Sum]:
    """Every count and step of 1 to 4 people, and every number of newcomers of a day."""
    for name, people in _named(truth).items():
        if 0 < people < 5:
            yield {name: 1}
    for level, place, profile, pathway, day in truth:  # type: ignore[misc]  # five texts
        for before in DAYS[: DAYS.index(day)]:
            now, then = (
                (level, place, profile, pathway, day),
                (level, place, profile, pathway, before),
            )
            if 0 < truth[now] - truth[then] < 5:
                yield {now: 1, then: -1}


def attacked(
    client: Client, truth: Truth, days: Sequence[str] = EVERY_DAY
) -> tuple[Sum, int] | None:
    """Some few people whom this person can find out; None: nobody."""
    found = seen(client, truth, days)
    everything = _named(truth)
    assert all(everything[name] == people for name, people in found.items())
    assert len(found) > 300
    return next(reader_of(found, truth).told(everything, list(few(truth))), None)


@pytest.fixture
def truth(tmp_path: Path, settings: Settings) -> Truth:
    settings.VIGIE_HOME = tmp_path
    drawn = population(5)
    built(tmp_path, files(drawn))
    return drawn


def test_all_that_the_national_team_can_read_tells_nobody(truth: Truth) -> None:
    assert not attacked(client_of(someone(Role.NATIONAL_TEAM)), truth)


@pytest.mark.usefixtures("truth")
def test_two_mandates_together_see_no_more_than_the_whole() -> None:
    """What is hidden does not depend on who reads: her union is a part of what was attacked."""
    both = someone(Role.ADVISER, territory="dep:22")
    give_mandate(both, role=Role.ADVISER, territory="dep:29", starts_at=SINCE, by=None, at=SINCE)
    found: dict[str, dict[str, str]] = {}
    for person in (both, someone(Role.NATIONAL_TEAM)):
        client = client_of(person)
        for place in ("dep:22", "dep:29"):
            text = client.get(f"/participation/{place}/").content.decode()
            for href, shown in _FIGURE.findall(text):
                if f"/{place}/" in unquote(href):
                    found.setdefault(href, {})[str(person.pk)] = shown
    assert len(found) > 40
    assert all(len(set(shown.values())) == 1 and len(shown) == 2 for shown in found.values())


def test_without_what_is_hidden_to_protect_the_rest_she_would_find_out(
    truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hiding.Profiles, "_by_witnesses", lambda _: False)
    monkeypatch.setattr(hiding, "sum_tells_nothing", lambda *_: True)
    assert attacked(client_of(someone(Role.NATIONAL_TEAM)), truth, EVERY_DAY[:1])
