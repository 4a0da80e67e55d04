"""What an office file must be to be kept: a package of its kind, that whoever receives it can open,
and that does not unfold into something else than a document."""

from __future__ import annotations

import zipfile
from pathlib import Path

from vigie.domains.compliance.refusals import FileRefused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What a file of the Office of before 2007 begins with, and one of today under a password."""
_LARGEST = 300_000_000
_MOST_PARTS = 20_000
_MANIFEST, _MANIFEST_READ = "META-INF/manifest.xml", 1_000_000
_MARKS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}


def check_package(path: Path, kind: str) -> None:
    """Looks at the list of the parts of an office file, without unfolding any. Raises
    FileRefused."""
    try:
        with zipfile.ZipFile(path) as whole:
            parts = whole.infolist()
            names = {part.filename for part in parts}
            locked = any(part.flag_bits & 1 for part in parts) or _has_password(whole, names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise wrong_content(kind) from None
    if locked:
        raise under_password()
    if sum(part.file_size for part in parts) > _LARGEST or len(parts) > _MOST_PARTS:
        raise FileRefused(
            "file",
            "Ce fichier se déplie en bien plus que ce qu’un document contient.",
            "Enregistrez-le de nouveau depuis votre logiciel de bureautique, puis déposez-le.",
        )
    mark = _MARKS.get(kind)
    is_one = any(name.startswith(mark) for name in names) if mark else "content.xml" in names
    if not is_one:
        raise wrong_content(kind)


def _has_password(whole: zipfile.ZipFile, names: set[str]) -> bool:
    """Whether an OpenDocument says that its parts are ciphered."""
    if _MANIFEST not in names:
        return False
    with whole.open(_MANIFEST) as manifest:
        return b"encryption-data" in manifest.read(_MANIFEST_READ)


def under_password() -> FileRefused:
    """The refusal of a file that only who has its password may open."""
    return FileRefused(
        "file",
        "Ce fichier est protégé par un mot de passe, ou d’un format d’avant 2007.",
        "Enregistrez-le sans mot de passe, dans un format actuel (DOCX, ODT, PDF…).",
    )


def wrong_content(kind: str) -> FileRefused:
    """The refusal of a file that is not what its name says."""
    return FileRefused(
        "file",
        f"Le contenu de ce fichier n’est pas celui d’un fichier {kind.upper()}.",
        "Ouvrez-le pour vérifier, puis enregistrez-le de nouveau.",
    )
