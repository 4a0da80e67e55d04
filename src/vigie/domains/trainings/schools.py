"""The schools that a session concerns, as someone types them: a UAI or a name each, checked against
the directory where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vigie.codes import UnknownCode, normalise, parse_uai, quoted, uai_department
from vigie.domains.territories.around import departments_of
from vigie.domains.territories.relations import Relation, relation
from vigie.domains.trainings.rules import MOST_SCHOOLS
from vigie.facts.geography import AmbiguousTerritory, Tree
from vigie.sources.problems import Problem

_COLUMN = "Établissement"
_OF = {"college": "du ", "lycee": "du ", "ecole": "de l’", "erea": "de l’"}
_INSIDE = (Relation.OWN, Relation.CHILD)


def read_schools(text: str, tree: Tree, territory: str) -> tuple[list[str], list[Problem]]:
    """The UAI of the schools typed, each once, and what is wrong line by line."""
    found: dict[str, None] = {}
    problems = []
    known = has_directory(tree, territory)
    for line, word in _words(text):
        try:
            uai = str(parse_uai(word)) if word[0].isdigit() else _named(tree, territory, word)
            _refuse_elsewhere(tree, territory, uai, known=known)
        except UnknownCode as error:
            problems.append(Problem(line, _COLUMN, word, error.message, error.remedy))
        else:
            found[uai] = None
    if len(found) > MOST_SCHOOLS:
        problems.append(
            Problem(None, _COLUMN, str(len(found)), f"Plus de {MOST_SCHOOLS} établissements.",
                    "Planifiez plusieurs sessions.")
        )  # fmt: skip
    return list(found), problems


def has_directory(tree: Tree, territory: str) -> bool:
    """Whether a directory names the schools of a territory."""
    return territory in tree and bool(
        tree.level(territory) == "school" or len(tree.positions_at(territory, "school"))
    )


def school_name(tree: Tree, uai: str) -> str:
    """The name of a school; its UAI where no directory names it."""
    code = f"uai:{uai}"
    return f"{tree.name(code)} ({uai})" if code in tree else uai


def of_school(tree: Tree, uai: str) -> str:
    """A school after « la direction »: « du Collège des Salines (0259109R) »."""
    name = school_name(tree, uai)
    article = _OF.get(normalise(name).partition(" ")[0], "de l’établissement\u00a0")
    return f"{article}{name}"


def _words(text: str) -> Iterator[tuple[int, str]]:
    """(line, UAI or name): several of a line stand apart by a comma or a semicolon, and UAI by a
    blank too."""
    for line, content in enumerate(text.splitlines(), start=1):
        for part in re.split(r"[,;]", content):
            words = part.split()
            if all(word[0].isdigit() for word in words):
                yield from ((line, word) for word in words)
            else:
                yield line, " ".join(words)


def _named(tree: Tree, territory: str, name: str) -> str:
    """The UAI of the school of that name in a territory. Raises UnknownCode."""
    try:
        choices: tuple[str, ...] = (tree.resolve(name),)
    except AmbiguousTerritory as several:
        choices = several.choices
    except UnknownCode:
        choices = ()
    schools = [code for code in choices if code.startswith("uai:")]
    inside = [code for code in schools if relation(tree, territory, code) in _INSIDE] or schools
    if not inside:
        raise UnknownCode(
            f"{quoted(name)} n’est ni un code UAI, ni le nom d’un établissement de l’annuaire.",
            "Écrivez son code UAI, par exemple 0750652B.",
        )
    if len(inside) > 1:
        codes = ", ".join(code.removeprefix("uai:") for code in sorted(inside)[:5])
        raise UnknownCode(
            f"Plusieurs établissements s’appellent {quoted(name)}.",
            f"Écrivez le code UAI de celui que vous voulez\u00a0: {codes}.",
        )
    return inside[0].removeprefix("uai:")


def _refuse_elsewhere(tree: Tree, territory: str, uai: str, *, known: bool) -> None:
    code = f"uai:{uai}"
    if code in tree:
        if relation(tree, territory, code) not in _INSIDE:
            raise UnknownCode(
                f"L’établissement {uai} ({tree.name(code)}) n’est pas dans le territoire de la "
                "session.",
                "Retirez-le, ou planifiez la session dans un territoire qui le contient.",
            )
        return
    if known:
        raise UnknownCode(
            f"L’établissement {uai} n’est pas dans l’annuaire.",
            "Vérifiez le code, ou faites importer un annuaire plus récent.",
        )
    if f"dep:{uai_department(uai)}" not in departments_of(tree, territory):
        raise UnknownCode(
            f"L’établissement {uai} n’est pas dans le territoire de la session.",
            "Retirez-le, ou planifiez la session dans un territoire qui le contient.",
        )
