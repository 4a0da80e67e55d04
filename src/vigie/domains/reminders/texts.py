"""The texts of reminders: those that come with Vigie, what territories made of them, and the fields
that both may fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from vigie.codes import NATION
from vigie.domains.reminders.models import MessageText
from vigie.facts.geography import Tree
from vigie.web.wording import Wording, WordingFault, check, parse

FIELDS: Mapping[str, str] = {
    "prenom": "le prénom de la personne",
    "parcours": "le nom du parcours",
    "territoire": "le nom du territoire qui écrit",
    "lien": "l’adresse où la personne retrouve son parcours",
    "date_limite": "la date butoir, si la vague en a une",
    "expediteur": "au nom de qui le message est envoyé",
    "contact": "l’adresse à qui répondre",
}
LINKS = ("lien",)
"""The fields that are an address."""
LONGEST_SUBJECT, LONGEST_BODY = 150, 8_000


@dataclass(frozen=True)
class Original:
    """A text that comes with Vigie. `states`: whom it is for, see `audience.STATES`."""

    code: str
    label: str
    states: tuple[str, ...]
    version: int
    subject: str
    body: str


@dataclass(frozen=True)
class InForce:
    """The text of a kind of message in a territory. `written`: the territory that wrote it, empty
    for the original of Vigie. `behind`: its own original has changed since it was adapted."""

    original: Original
    subject: str
    body: str
    written: str = ""
    parent: str = ""
    version: int = 1
    behind: bool = False

    @property
    def code(self) -> str:
        return self.original.code


@cache
def originals() -> Mapping[str, Original]:
    """The texts that come with Vigie, by code, in the order of the file."""
    read = yaml.safe_load(Path(__file__).with_name("originals.yaml").read_text("utf-8"))
    return {
        code: Original(code, said["label"], tuple(said["states"]), said["version"],
                       said["subject"], said["body"].strip())
        for code, said in read.items()
    }  # fmt: skip


def line_of(tree: Tree, territory: str) -> Sequence[str]:
    """A territory and those around it, from the nearest to the nation."""
    pos = tree.find(tree.aliases(territory)[0])
    if pos is None:
        return [territory, NATION]  # a label lies across the territories
    found: list[str] = []
    while pos >= 0:
        found += [code for code in tree.aliases(tree.code(pos)) if code not in found]
        parent = int(tree.parents[pos])
        if parent == pos:
            break
        pos = parent
    return found


def text_in_force(tree: Tree, territory: str, code: str) -> InForce:
    """The text of the nearest territory that wrote one, else the original. KeyError for a kind
    that does not exist."""
    return _in_force(line_of(tree, territory), originals()[code])


def texts_in_force(tree: Tree, territory: str) -> list[InForce]:
    """The text of each kind of message in a territory."""
    line = line_of(tree, territory)
    return [_in_force(line, original) for original in originals().values()]


def _in_force(line: Sequence[str], original: Original) -> InForce:
    held = {
        each.territory: each
        for each in MessageText.objects.filter(code=original.code, territory__in=line)
    }
    for territory in line:
        if territory in held:
            found = held[territory]
            above = held.get(found.parent)
            now = above.version if above else original.version
            return InForce(original, found.subject, found.body, territory, found.parent,
                           found.version, behind=found.parent_version != now)  # fmt: skip
    return InForce(original, original.subject, original.body)


def parent_of(tree: Tree, territory: str, code: str) -> tuple[str, int]:
    """(territory, version) of the text that one of this territory is adapted from."""
    around = [each for each in line_of(tree, territory) if each not in tree.aliases(territory)]
    held = {
        each.territory: each for each in MessageText.objects.filter(code=code, territory__in=around)
    }
    for each in around:
        if each in held:
            return each, held[each].version
    return "", originals()[code].version


def read_text(subject: str, body: str) -> tuple[Wording, Wording]:
    """A subject and a body, read and their fields checked. Raises WordingFault, whose line 0 means
    the subject."""
    try:
        first = parse(subject)
        check(first, FIELDS, LINKS)
        if len(first.blocks) != 1 or first.blocks[0].kind != "paragraph" or "\n" in subject:
            raise WordingFault(1, 1, subject, "l’objet tient sur une ligne.",
                               "Écrivez-le sans titre ni puce.")  # fmt: skip
        if "lien" in first.fields or "prenom" in first.fields or "[" in subject:
            raise WordingFault(
                1, 1, subject, "l’objet ne contient ni lien ni prénom.",
                "Ils peuvent figurer dans le texte.",
            )  # fmt: skip
    except WordingFault as fault:
        raise WordingFault(0, fault.column, fault.value, str(fault), fault.remedy) from None
    text = parse(body)
    check(text, FIELDS, LINKS)
    if not text.blocks:
        raise WordingFault(1, 1, "", "le texte est vide.", "Écrivez au moins une phrase.")
    return first, text
