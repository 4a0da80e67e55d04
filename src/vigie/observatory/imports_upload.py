"""Files as they arrive: straight into the quarantine, a block at a time, within the size limit."""

from __future__ import annotations

from typing import IO, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from vigie.observatory.imports_drafts import Draft, Drafts, safe_name


class Quarantine(FileUploadHandler):
    """Writes each file of the request under a new draft; nothing is kept in memory.

    `draft` is None as long as no file came. `too_big` names the files that were let go because
    they pass `limit` bytes.
    """

    def __init__(
        self, request: HttpRequest, drafts: Drafts, limit: int, now: Any, owner: str
    ) -> None:
        super().__init__(request)
        self.draft: Draft | None = None
        self.too_big: list[str] = []
        self.limit = limit
        self._drafts, self._now, self._owner = drafts, now, owner
        self._handle: IO[bytes] | None = None
        self._written = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Opens the place of the next file."""
        super().new_file(*args, **kwargs)
        if self.draft is None:
            self.draft = self._drafts.create(self._now, self._owner)
        self._path = self.draft.place(self.file_name or "")
        self._handle = self._path.open("xb")
        self._path.chmod(0o600)
        self._written = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Writes a block; past the limit the file is let go and the rest of it is not kept."""
        del start
        assert self._handle is not None
        self._written += len(raw_data)
        if self._written > self.limit:
            self.too_big.append(safe_name(self.file_name or ""))
            self._drop()
            raise SkipFile
        self._handle.write(raw_data)

    def file_complete(self, file_size: int) -> SimpleUploadedFile:
        """Closes the file; what the form gets is a name without content."""
        assert self._handle is not None
        self._handle.close()
        self._handle = None
        del file_size
        return SimpleUploadedFile(self.file_name or "fichier", b"")

    def upload_interrupted(self) -> None:
        """The connection fell: what came is not a file."""
        self._drop()

    def _drop(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None
            self._path.unlink(missing_ok=True)
            self._path.parent.rmdir()
            self._path.parent.parent.rmdir()
