"""The small language of what Vigie writes to people: messages, sheets, posters, letters.

Paragraphs apart by a blank line, `## titre`, `- puce`, `[mots](adresse)`, and fields to fill
(`{prenom}`). Nothing else: no code, no condition, no loop, so that whoever writes a text cannot
break a page or reach a datum that was not offered. One text gives a plain message, a web page and
paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from vigie.codes import quoted

_FIELD = re.compile(r"\{([a-z][a-z_]*)\}")
_PART = re.compile(r"\[(?P<words>[^\[\]\n]*)\]\((?P<target>[^()\s]*)\)|(?P<field>\{[^{}\n]*\}?)")
_ADDRESS = re.compile(r"(https?://[^\s<>\"'\\^`|]+|mailto:[^\s<>\"'\\^`|?&]+@[^\s<>\"'\\^`|?&]+)")


class WordingFault(Exception):
    """A text that cannot be read: where, what, and how to mend it, in French."""

    def __init__(self, line: int, column: int, value: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line, self.column, self.value = line, column, value
        self.message, self.remedy = message, remedy

    @property
    def placed(self) -> str:
        """The fault, after its line if it has one."""
        return f"Ligne {self.line}\u00a0: {self.message}" if self.line else self.message

    @property
    def sentence(self) -> str:
        """Place, fault and remedy."""
        return f"Ligne {self.line}, signe {self.column}\u00a0: {self.message} {self.remedy}"


class MissingValue(Exception):
    """A field of the text that nothing fills."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Words:
    """Text as it is."""

    text: str


@dataclass(frozen=True)
class Merge:
    """A field to fill, and where it stands."""

    name: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Anchor:
    """Words that lead to an address."""

    words: tuple[Words | Merge, ...]
    target: str | Merge


Part = Words | Merge | Anchor
Line = tuple[Part, ...]


@dataclass(frozen=True)
class Block:
    """`kind`: heading (one line), paragraph (a line per line), bullets (a line per item)."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Wording:
    """A text that was read."""

    blocks: tuple[Block, ...]

    @property
    def merges(self) -> tuple[Merge, ...]:
        """Each field, as often as it stands, in order."""
        return tuple(_merges(part for b in self.blocks for line in b.lines for part in line))

    @property
    def targets(self) -> tuple[Merge, ...]:
        """The fields that links lead to, in order."""
        parts = (part for b in self.blocks for line in b.lines for part in line)
        return tuple(
            part.target
            for part in parts
            if isinstance(part, Anchor) and isinstance(part.target, Merge)
        )

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields."""
        return frozenset(merge.name for merge in self.merges)


def parse(text: str) -> Wording:
    """Reads a text. Raises WordingFault at the first thing that is not of the language."""
    blocks: list[Block] = []
    open_kind = ""
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        line = raw.rstrip()
        if not line.strip():
            open_kind = ""
            continue
        kind, start = _kind(line)
        parts = _parts(line[start:].strip(), number, start + 1)
        if kind == open_kind and kind != "heading":
            blocks[-1] = Block(kind, (*blocks[-1].lines, parts))
        else:
            blocks.append(Block(kind, (parts,)))
        open_kind = kind
    return Wording(tuple(blocks))


def check(wording: Wording, allowed: Iterable[str], links: Iterable[str] = ()) -> None:
    """Raises WordingFault at the first field that is not among those offered, or that a link leads
    to without being an address. `links`: the fields that are one."""
    names, addresses = sorted(allowed), sorted(links)
    for merge in wording.merges:
        if merge.name not in names:
            near = get_close_matches(merge.name, names, n=1)
            raise WordingFault(
                merge.line,
                merge.column,
                merge.name,
                f"le champ {quoted('{' + merge.name + '}')} n’existe pas ici.",
                f"Écrivez plutôt {{{near[0]}}}." if near else f"Les champs sont {_listed(names)}.",
            )
    for merge in wording.targets:
        if merge.name not in addresses:
            raise WordingFault(
                merge.line,
                merge.column,
                merge.name,
                f"le champ {quoted('{' + merge.name + '}')} n’est pas une adresse.",
                f"Un lien mène à {_listed(addresses)}."
                if addresses
                else "Un lien mène à une adresse qui commence par https://.",
            )


def filled(wording: Wording, values: Mapping[str, str]) -> Wording:
    """The text with its fields filled; a value is text on one line, never read again.

    Raises MissingValue, and ValueError where a field that is an address holds something else."""
    return Wording(
        tuple(
            Block(b.kind, tuple(tuple(_fill(p, values) for p in line) for line in b.lines))
            for b in wording.blocks
        )
    )


def as_text(wording: Wording) -> str:
    """The plain message; addresses stand in full after their words."""
    return "\n\n".join(
        "\n".join(
            ("- " if block.kind == "bullets" else "") + "".join(_plain(p) for p in line)
            for line in block.lines
        )
        for block in wording.blocks
    )


def as_html(wording: Wording, *, heading: str = "h2") -> SafeString:
    """The same as elements of a page, each text escaped. `heading`: the element of titles."""
    found = []
    for block in wording.blocks:
        lines = ["".join(_marked(part) for part in line) for line in block.lines]
        if block.kind == "heading":
            found.append(f"<{heading}>{lines[0]}</{heading}>")
        elif block.kind == "bullets":
            found.append(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")
        else:
            found.append(f"<p>{'<br>'.join(lines)}</p>")
    # Every piece of text above went through escape.
    return mark_safe("\n".join(found))


def as_blocks(wording: Wording) -> list[dict[str, object]]:
    """The same as data for paper: [{kind, lines: [[{text, href}]]}]."""
    return [
        {"kind": b.kind, "lines": [[_datum(part) for part in line] for line in b.lines]}
        for b in wording.blocks
    ]


def is_address(text: str) -> bool:
    """Whether a link may lead there: a web or an e-mail address, whole."""
    return _ADDRESS.fullmatch(text) is not None


def _kind(line: str) -> tuple[str, int]:
    if line.startswith("## "):
        return "heading", 3
    if line.startswith("- "):
        return "bullets", 2
    return "paragraph", 0


def _parts(line: str, number: int, first: int) -> Line:
    found: list[Part] = []
    done = 0
    for match in _PART.finditer(line):
        if match.start() > done:
            found.append(Words(line[done : match.start()]))
        column = first + match.start()
        if match["field"] is not None:
            found.append(_field(match["field"], number, column))
        else:
            found.append(_anchor(match, number, column))
        done = match.end()
    if done < len(line):
        found.append(Words(line[done:]))
    return tuple(found)


def _field(text: str, number: int, column: int) -> Merge:
    match = _FIELD.fullmatch(text)
    if match is None:
        raise WordingFault(
            number,
            column,
            text,
            f"{quoted(text)} n’est pas un champ.",
            "Un champ s’écrit entre accolades, en minuscules et sans espace, comme {territoire}.",
        )
    return Merge(match[1], number, column)


def _anchor(match: re.Match[str], number: int, column: int) -> Anchor:
    words = _parts(match["words"], number, column + 1)
    if not match["words"].strip():
        raise WordingFault(
            number, column, match[0], "ce lien n’a pas de mots.", "Dites où mène le lien."
        )
    target = match["target"]
    field = _FIELD.fullmatch(target)
    if field is not None:
        return Anchor(_flat(words), Merge(field[1], number, column))
    if not is_address(target):
        raise WordingFault(
            number,
            column,
            target,
            f"{quoted(target)} n’est pas une adresse.",
            "Un lien mène à une adresse qui commence par https://, ou à un champ, comme {lien}.",
        )
    return Anchor(_flat(words), target)


def _flat(parts: Iterable[Part]) -> tuple[Words | Merge, ...]:
    return tuple(part for part in parts if not isinstance(part, Anchor))


def _merges(parts: Iterable[Part]) -> Iterator[Merge]:
    for part in parts:
        if isinstance(part, Merge):
            yield part
        elif isinstance(part, Anchor):
            yield from _merges(part.words)
            if isinstance(part.target, Merge):
                yield part.target


def _value(merge: Merge, values: Mapping[str, str]) -> str:
    if merge.name not in values:
        raise MissingValue(merge.name)
    return " ".join(values[merge.name].split())


def _fill(part: Part, values: Mapping[str, str]) -> Part:
    if isinstance(part, Merge):
        return Words(_value(part, values))
    if isinstance(part, Words):
        return part
    target = part.target
    if isinstance(target, Merge):
        name, target = target.name, _value(target, values)
        if not is_address(target):
            raise ValueError(f"{name} is not an address")
    return Anchor(
        tuple(Words(_value(w, values)) if isinstance(w, Merge) else w for w in part.words), target
    )


def _word(part: Words | Merge) -> str:
    return part.text if isinstance(part, Words) else f"{{{part.name}}}"


def _said(part: Part) -> tuple[str, str]:
    """(words, address or nothing)."""
    if not isinstance(part, Anchor):
        return _word(part), ""
    target = part.target if isinstance(part.target, str) else f"{{{part.target.name}}}"
    return "".join(_word(each) for each in part.words), target


def _plain(part: Part) -> str:
    words, address = _said(part)
    bare = address.removeprefix("mailto:")
    return words if not address or words == bare else f"{words} ({bare})"


def _marked(part: Part) -> str:
    words, address = _said(part)
    if not address or not is_address(address):
        return escape(words)
    return f'<a href="{escape(address)}">{escape(words)}</a>'


def _datum(part: Part) -> dict[str, str]:
    words, address = _said(part)
    return {"text": words, "href": address if is_address(address) else ""}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
