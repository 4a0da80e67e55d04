"""From the bytes of a file to UTF-8 text: what kind of file it is, which encoding, which line end.

UTF-8 is tried first, then cp1252 (what Excel writes in France); UTF-16 is known by its mark or by
its zero bytes. A file that mixes encodings is refused rather than half read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vigie.sources.problems import Refused, refused

HEAD = 1 << 20
PIECE = 16 << 20

_UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_FOREIGN = (
    (b"%PDF", "un document PDF"),
    (b"\x1f\x8b", "une archive gzip"),
    (b"7z\xbc\xaf", "une archive 7z"),
    (b"Rar!", "une archive RAR"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"PAR1", "un fichier Parquet"),
    (b"SQLite format 3", "une base SQLite"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
AGAIN = "Exportez de nouveau le fichier au format CSV (ou XLSX, ODS) et déposez-le."

Kind = Literal["text", "archive"]


@dataclass(frozen=True)
class Encoding:
    """How to turn a file into UTF-8: Python's codec, and the length of the mark to skip."""

    codec: str
    mark: int = 0


class NotUtf8(Exception):
    """Bytes far in the file are not UTF-8 although its head was: to be read again as cp1252."""


def kind(path: Path) -> Kind:
    """Whether a file is text or a spreadsheet archive; refuses what is neither."""
    head = _head(path)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise refused("Le fichier est vide.", AGAIN)
    if head.startswith(b"PK\x03\x04"):
        return "archive"
    if head.startswith(b"PK"):
        raise refused("L’archive est vide ou abîmée.", AGAIN)
    if head.startswith(_OLE):
        raise _ole_refusal(path)
    for mark, what in _FOREIGN:
        if head.startswith(mark):
            raise refused(f"Ce fichier est {what}, pas un tableau.", AGAIN)
    _refuse_markup(head)
    return "text"


def text_encoding(path: Path) -> Encoding:
    """The encoding of a text file, judged on its first megabyte."""
    head = _head(path)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise refused("Le fichier est en UTF-32, un encodage que rien n’exporte.", AGAIN)
    if head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8", 3)
    for mark, codec in _UTF16_MARKS.items():
        if head.startswith(mark):
            return Encoding(codec, 2)
    if unmarked := _unmarked_utf16(head):
        return Encoding(unmarked)
    if _is_binary(head):
        raise refused("Ce fichier n’est pas du texte.", AGAIN)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError as error:
        if head[: error.start].isascii():
            return Encoding("cp1252")
        raise _mixture(head[: error.start].count(b"\n") + 1) from error
    return Encoding("utf-8")


def encoding_after_fault(path: Path) -> Encoding:
    """The encoding of a file that turned out not to be UTF-8 beyond its first megabyte: cp1252,
    unless what precedes the fault is UTF-8 with accents; then the file is a mixture, refused."""
    with path.open("rb") as file:
        content = file.read()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        if not before.isascii():
            raise _mixture(before.count(b"\n") + 1) from error
    return Encoding("cp1252")


def _mixture(line: int) -> Refused:
    return refused(
        "Le fichier mélange deux encodages (UTF-8 et un autre).",
        "Exportez-le de nouveau en UTF-8, sans coller de lignes venues d’un autre fichier.",
        line=line,
    )


def utf8_pieces(path: Path, encoding: Encoding) -> Iterator[bytes]:
    """The file as UTF-8 bytes, by pieces of some megabytes, without its mark, line ends as LF."""
    decoder = None if encoding.codec == "utf-8" else codecs.getincrementaldecoder(encoding.codec)()
    lines = 1
    held = b""
    with path.open("rb") as file:
        file.seek(encoding.mark)
        while True:
            raw = file.read(PIECE)
            if decoder is None:
                piece = raw
            else:
                try:
                    piece = decoder.decode(raw, final=not raw).encode()
                except (UnicodeDecodeError, UnicodeEncodeError) as error:
                    raise _undecodable(encoding, lines) from error
                lines += piece.count(b"\n")
            if not raw and not piece:
                break
            piece = held + piece
            held = b""
            if b"\r" in piece:
                if piece.endswith(b"\r") and raw:
                    piece, held = piece[:-1], b"\r"
                piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            yield piece
    if held:
        yield b"\n"


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _unmarked_utf16(head: bytes) -> str | None:
    sample = head[:2000]
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _is_binary(head: bytes) -> bool:
    sample = head[:65536]
    control = sum(sample.count(code) for code in range(32) if code not in (9, 10, 12, 13))
    return control > 0.02 * len(sample) + 2


def _undecodable(encoding: Encoding, line: int) -> Refused:
    return refused(
        f"Le texte ne se lit pas en {encoding.codec}, après la ligne {line}.",
        "Enregistrez le fichier au format « CSV UTF-8 » et déposez-le de nouveau.",
    )


def _refuse_markup(head: bytes) -> None:
    start = re.sub(rb"[\0\xef\xbb\xbf\xff\xfe]", b"", head[:8192]).lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")) or (
        start.startswith(b"<") and (b"<html" in start or b"<table" in start)
    ):
        raise refused(
            "Ce fichier est une page web enregistrée, pas un tableau.",
            "Retournez sur le site, ouvrez la session si elle a expiré, et exportez de nouveau.",
        )
    if start.startswith(b"<?xml") or start.startswith(b"<"):
        raise refused("Ce fichier est en XML, pas un tableau.", AGAIN)


def _ole_refusal(path: Path) -> Refused:
    content = path.read_bytes()[: 64 << 20]
    if "EncryptedPackage".encode("utf-16-le") in content:
        return refused(
            "Le classeur est protégé par un mot de passe.",
            "Ouvrez-le, retirez le mot de passe, enregistrez-le et déposez-le de nouveau.",
        )
    return refused(
        "Le classeur est dans l’ancien format Excel (.xls).",
        "Ouvrez-le et enregistrez-le au format XLSX, ODS ou CSV.",
    )
