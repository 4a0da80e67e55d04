"""What a person may come for: the pages her mandates open, as the home shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from vigie.codes import UnknownCode
from vigie.domains.people.models import Mandate
from vigie.domains.people.rights import Rights


@dataclass(frozen=True)
class Task:
    """A page worth opening: `sentence` says in a few words what one does there."""

    label: str
    sentence: str
    href: str


@dataclass(frozen=True)
class News:
    """Something that the person must be told on her home, and where it leads."""

    sentence: str
    label: str
    href: str


@dataclass(frozen=True)
class Theme:
    """What serves one aim: steer, deploy, train, organise, protect."""

    name: str
    tasks: Sequence[Task]


@dataclass(frozen=True)
class Desk:
    """A mandate with its tasks, by theme; the person's own (no mandate) for what anyone may do."""

    mandate: Mandate | None
    place: str
    themes: Sequence[Theme]


def desks(rights: Rights) -> list[Desk]:
    """One desk for each mandate in force, then that of the person herself.

    A page that is about no territory stands on the first desk that opens it.
    """
    mine = _themes(_herself(rights), None, set())
    seen = {task.href for theme in mine for task in theme.tasks}
    found = []
    for mandate in rights.mandates:
        alone = Rights(rights.person, (mandate,), rights.at)
        themes = _themes(alone, mandate.territory, seen)
        seen |= {task.href for theme in themes for task in theme.tasks}
        found.append(Desk(mandate, place_name(rights, mandate.territory), themes))
    return [*found, Desk(None, "", mine)] if mine else found


def news(rights: Rights) -> list[News]:
    """What the domains have to tell a person: `VIGIE_NEWS` names their functions, since this one
    does not know them."""
    return [each for name in settings.VIGIE_NEWS for each in import_string(name)(rights)]


def _themes(rights: Rights, territory: str | None, seen: Set[str]) -> list[Theme]:
    """The pages that these rights open and that were not seen yet; no theme without any."""
    themes = []
    for name, listed in settings.VIGIE_TASKS:
        tasks = [task for task in _tasks(rights, territory, listed) if task.href not in seen]
        if tasks:
            themes.append(Theme(name, tasks))
    return themes


def _tasks(
    rights: Rights, territory: str | None, listed: Sequence[tuple[str, str, str]]
) -> Iterator[Task]:
    for label, sentence, address in listed:
        for given in [territory, None] if territory else [None]:
            try:
                href = reverse(address, kwargs={"territory": given} if given else {})
            except NoReverseMatch:
                continue
            if rights.may_open(address, given):
                yield Task(label, sentence, href)
            break


def _herself(rights: Rights) -> Rights:
    """The person without her mandates."""
    return Rights(rights.person, (), rights.at)


def place_name(rights: Rights, territory: str) -> str:
    """The plain name of a territory; the code of one that no file named yet."""
    try:
        return rights.tree.name(territory)
    except UnknownCode:
        return territory.partition(":")[2] or territory
