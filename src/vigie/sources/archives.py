"""Opens the archive that an XLSX or ODS workbook is, without trusting it.

Every member is inflated here, under limits, and put back into a plain archive that the spreadsheet
reader may open: a lying header, a bomb or an entity never reaches it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from vigie.sources.problems import Refused, refused

MAX_MEMBERS = 5000
MAX_TOTAL = 400 << 20
BOMB_SIZE = 10 << 20
BOMB_RATIO = 150
STEP = 1 << 20
AGAIN = "Ouvrez le classeur dans un tableur, enregistrez-le de nouveau (XLSX, ODS ou CSV)."
ODS_MIME = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Workbook:
    """A checked workbook: its format and its members, inflated."""

    format: Literal["xlsx", "ods"]
    members: dict[str, bytes]

    def plain(self) -> io.BytesIO:
        """The same workbook as an archive without compression."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self.members.items():
                archive.writestr(name, content)
        out.seek(0)
        return out


def open_workbook(path: Path | BinaryIO) -> Workbook:
    """The members of an XLSX or ODS file; raises `Refused` for anything else or unsafe."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = _inflate(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError) as error:
        raise refused("Le classeur est tronqué ou abîmé.", AGAIN) from error
    except NotImplementedError as error:
        raise refused("Le classeur est compressé d’une façon inhabituelle.", AGAIN) from error
    except RuntimeError as error:
        raise _protected() from error
    workbook = Workbook(_format(members), members)
    _refuse_entities(members)
    return workbook


def _inflate(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise _bomb()
    if len({info.filename for info in infos}) != len(infos):
        raise refused("L’archive contient deux fois le même fichier.", AGAIN)
    members: dict[str, bytes] = {}
    total = 0
    for info in infos:
        if info.flag_bits & 0x1:
            raise _protected()
        if info.is_dir():
            continue
        pieces: list[bytes] = []
        size = 0
        with archive.open(info) as member:
            while piece := member.read(STEP):
                size += len(piece)
                total += len(piece)
                ratio = size / max(info.compress_size, 1)
                if total > MAX_TOTAL or (size > BOMB_SIZE and ratio > BOMB_RATIO):
                    raise _bomb()
                pieces.append(piece)
        members[info.filename] = b"".join(pieces)
    return members


def _format(members: dict[str, bytes]) -> Literal["xlsx", "ods"]:
    if members.get("mimetype", b"").startswith(ODS_MIME):
        if b"encryption-data" in members.get("META-INF/manifest.xml", b""):
            raise _protected()
        return "ods"
    if "xl/workbook.xml" in members:
        return "xlsx"
    if "xl/workbook.bin" in members:
        raise refused("Le classeur est au format binaire d’Excel (.xlsb).", AGAIN)
    if "EncryptedPackage" in members:
        raise _protected()
    if any(name.lower().endswith((".csv", ".xlsx", ".ods")) for name in members):
        raise refused(
            "Ce fichier est une archive ZIP.",
            "Décompressez-la et déposez les fichiers qu’elle contient.",
        )
    raise refused("Cette archive n’est pas un classeur.", AGAIN)


def _refuse_entities(members: dict[str, bytes]) -> None:
    for name, content in members.items():
        if not name.lower().endswith((".xml", ".rels", ".vml")):
            continue
        if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:200]:
            raise refused("Le classeur est écrit dans un encodage inhabituel.", AGAIN)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise refused(
                "Le classeur contient des définitions d’entités, qu’aucun tableur n’écrit.", AGAIN
            )


def _bomb() -> Refused:
    return refused(
        "L’archive se déploie en un volume démesuré\u00a0: elle n’est pas ouverte.",
        "Exportez le tableau en CSV, ou retirez les feuilles inutiles.",
    )


def _protected() -> Refused:
    return refused(
        "Le classeur est protégé par un mot de passe.",
        "Ouvrez-le, retirez le mot de passe, enregistrez-le et déposez-le de nouveau.",
    )
