"""Every other channel: what a trainer and her accomplices may open is the same, byte for byte, in
two worlds that differ by one answer."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django.fixtures import Settings

from attacks.conftest import MoveTo
from lib.people import client_of, signed_in, someone
from lib.sealed import AFTER, NOW, SECRET, Invented, crowd, plant, sealed
from vigie.domains.groups import references
from vigie.domains.groups.models import Group, Reference, Synthesis
from vigie.domains.groups.noise import probability
from vigie.domains.people.rights import permission_table
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.measures.build import build

pytestmark = [pytest.mark.database, pytest.mark.django_db]
DRAWN = re.compile(rb'(name="csrfmiddlewaretoken" value=|nonce[-=]"?)"?[\w-]+"?')
CROWD = crowd(24, masters=["Collaborer"])
LISTED = [each.address for each in CROWD]
SCHOOL = "uai:0259109R"


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two data folders under one key, counted: she masters in the second one only."""
    found = []
    for hers in ((), (SECRET,)):
        folder = tmp_path_factory.mktemp("world")
        if found:
            shutil.copy(found[0] / "key", folder / "key")
        plant(folder, [*CROWD[1:], Invented(LISTED[0], 2, frozenset(hers))])
        build(Home(folder))
        found.append(folder)
    return found[0], found[1]


def addresses_of_the_site(group: Group, only: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the permission table that can be made, or those of one name, with what a
    trainer would try."""
    tries = [
        {}, {"territory": "dep:25"}, {"territory": SCHOOL}, {"token": group.token},
        {"territory": "dep:25", "number": 1}, {"number": 1},
        {"code": "PXTEST001"}, {"measure": "coverage", "territory": "dep:25"},
    ]  # fmt: skip
    for name, method in sorted(permission_table().addresses):
        if only and name != only:
            continue
        if name.startswith("gallery"):  # the house's own samples: one of them breaks on purpose
            continue
        for kwargs in tries:
            try:
                yield method, reverse(name, kwargs=kwargs)
            except NoReverseMatch:
                continue


def answers(
    client: Client, group: Group, only: str = ""
) -> dict[tuple[str, str], tuple[int, bytes]]:
    """What each address answers, with the tables asked for as files too."""
    found = {}
    for method, path in addresses_of_the_site(group, only):
        if method != "GET":
            continue
        for query in ("", "?export=csv", "?export=json"):
            if query and found[path, ""][0] != 200:
                continue
            answer = client.get(f"{path}{query}")
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code < 500, path
            found[path, query] = answer.status_code, DRAWN.sub(b"", body)
    return found


def in_each_world(
    worlds: tuple[Path, Path], settings: Settings, client: Client, group: Group, only: str = ""
) -> list[dict[tuple[str, str], tuple[int, bytes]]]:
    found = []
    for folder in worlds:
        settings.VIGIE_HOME = folder
        found.append(answers(client, group, only))
    return found


def differing(
    both: list[dict[tuple[str, str], tuple[int, bytes]]],
) -> set[tuple[str, str]]:
    return {key for key in both[0] if both[0][key] != both[1][key]}


def test_nothing_that_a_trainer_opens_depends_on_one_answer(
    worlds: tuple[Path, Path], settings: Settings, move_to: MoveTo
) -> None:
    settings.VIGIE_HOME = worlds[0]
    client = signed_in(Role.TRAINER, territory="dep:25")
    group = sealed(client, LISTED)
    assert differing(in_each_world(worlds, settings, client, group)) == set()
    # The picture is drawn in the first world; the second one reads it as it is.
    settings.VIGIE_HOME = worlds[0]
    move_to(AFTER)
    client.get(reverse("group", args=[group.token]))
    both = in_each_world(worlds, settings, client, group)
    assert SECRET.encode() in both[0][reverse("group", args=[group.token]), ""][1]
    assert differing(both) == set()
    assert mail.outbox == []


def test_nothing_that_an_accomplice_opens_depends_on_her_answer(
    worlds: tuple[Path, Path], settings: Settings, move_to: MoveTo
) -> None:
    del move_to
    settings.VIGIE_HOME = worlds[0]
    group = sealed(signed_in(Role.TRAINER, territory="dep:25"), LISTED)
    accomplice = someone(Role.TEACHER, territory=SCHOOL, email=LISTED[3])
    both = in_each_world(worlds, settings, client_of(accomplice), group)
    assert differing(both) == set()


def test_the_scan_would_see_a_difference(
    worlds: tuple[Path, Path], settings: Settings, move_to: MoveTo
) -> None:
    del move_to
    settings.VIGIE_HOME = worlds[0]
    group = sealed(signed_in(Role.TRAINER, territory="dep:25"), LISTED)
    # Someone who steers reads the exact coverage of these people: there the two worlds differ.
    steering = signed_in(Role.NATIONAL_TEAM)
    both = in_each_world(worlds, settings, steering, group, only="coverage")
    assert (reverse("coverage", args=["dep:25"]), "") in differing(both)


def test_a_trainer_opens_no_board_and_no_exact_result(
    worlds: tuple[Path, Path], settings: Settings, move_to: MoveTo
) -> None:
    del move_to
    settings.VIGIE_HOME = worlds[0]
    client = signed_in(Role.TRAINER, territory="dep:25")
    for name in ("board", "participation", "coverage", "exact_group", "exact_person"):
        assert client.get(reverse(name, args=["dep:25"])).status_code == 403, name
    form = {"addresses": "\n".join(LISTED), "reason": "Par simple curiosité"}
    for name in ("exact_group", "exact_person"):
        assert client.post(reverse(name, args=["dep:25"]), form).status_code == 403


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"title": "x" * 5000, "addresses": "\x00" * 200, "session_on": "hier"},
        {"title": "ok", "session_on": "31/02/2026", "publish_on": "2026-13-45",
         "publish_time": "99:99", "addresses": "@@@ <>>"},
        {"addresses": "a@b.example\n" * 20_000},
    ],
)  # fmt: skip
def test_an_error_says_what_to_mend_and_nothing_of_anyone(
    worlds: tuple[Path, Path], settings: Settings, move_to: MoveTo, typed: dict[str, str]
) -> None:
    del move_to
    client = signed_in(Role.TRAINER, territory="dep:25")
    bodies = []
    for folder in worlds:
        settings.VIGIE_HOME = folder
        answer = client.post(reverse("group_seal"), typed)
        assert 400 <= answer.status_code < 500
        bodies.append(DRAWN.sub(b"", answer.content))
    assert bodies[0] == bodies[1]
    assert not Group.objects.exists()


# -- the territory less the groups --------------------------------------------------------------


def test_a_small_territory_is_no_reference(
    worlds: tuple[Path, Path], settings: Settings, move_to: MoveTo
) -> None:
    # The group is the whole territory: what is left of it would be nobody, or one person.
    settings.VIGIE_HOME = worlds[1]
    client = signed_in(Role.TRAINER, territory="dep:25")
    group = sealed(client, LISTED)
    move_to(AFTER)
    page = client.get(reverse("group", args=[group.token])).content.decode()
    assert "trop peu de participants pour servir de repère" in page.replace("\u00a0", " ")
    assert set(Reference.objects.values_list("shown", flat=True)) == {""}


def test_the_territory_is_drawn_once_a_quarter_whatever_comes_in(
    worlds: tuple[Path, Path], settings: Settings, move_to: MoveTo,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    move_to(NOW)
    monkeypatch.setattr(references, "MINIMUM", 5)
    drawn = []
    for folder in worlds:
        settings.VIGIE_HOME = folder
        found = references.reference_for("dep:25", 5000, AFTER)
        assert found is not None
        drawn.append((found.pk, found.shown))
    assert drawn[0] == drawn[1]


def test_a_whole_territory_in_league_learns_little_from_its_reference() -> None:
    # Each reference moves a count with ratio 9/10; four a year, all the others of the territory in
    # league, and the true count never rounded: a suspicion of one half becomes this at most.
    ratio = references.RATIO
    yearly = 1 / (1 + ratio**4)
    assert float(yearly) <= 0.61
    assert all(
        ratio <= probability(ratio, z + 1) / probability(ratio, z) <= 1 / ratio
        for z in range(-50, 50)
    )


def test_the_reference_beside_a_group_adds_nothing_about_her(
    worlds: tuple[Path, Path], settings: Settings, move_to: MoveTo,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A reference is kept as numbers moved at random, and read in the bands of the group."""
    move_to(NOW)
    settings.VIGIE_HOME = worlds[1]
    monkeypatch.setattr(references, "MINIMUM", 5)
    client = signed_in(Role.TRAINER, territory="dep:25")
    groups = [sealed(client, LISTED) for _ in range(2)]
    move_to(AFTER)
    for group in groups:
        client.get(reverse("group", args=[group.token]))
    made = Synthesis.objects.filter(group__in=groups)
    assert len({each.reference_id for each in made if each.is_readable}) <= 1
    assert Reference.objects.filter(territory="dep:25").count() == 1
