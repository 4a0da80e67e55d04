"""The secret key of the installation: drawn once, kept in the data folder, readable by its owner
only."""

import os
import secrets
import tempfile
from pathlib import Path


def secret_key(folder: Path) -> str:
    """The key kept in `folder`/secret_key, created on the first call.

    Two processes that start together end with the same key: the file appears whole, by a link
    that only one of them can make.
    """
    path = folder / "secret_key"
    try:
        return _read(path)
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
    # A draft of its own for each process and thread, readable by its owner only.
    handle, name = tempfile.mkstemp(prefix=".secret_key.", dir=folder)
    draft = Path(name)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first: its key is the key
    finally:
        draft.unlink()
    return _read(path)


def _read(path: Path) -> str:
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 40:
        raise ValueError(f"La clé secrète de {path} est trop courte : supprimez ce fichier.")
    return key
