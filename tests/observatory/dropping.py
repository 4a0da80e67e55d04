"""Drives the import pages as a person would: drops files, waits, decides, reads what is shown."""

from __future__ import annotations

import re
import time
from html import unescape
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

EXAMPLES = Path(__file__).parents[2] / "examples"
HEADCOUNTS = "territory;profile;headcount;as_of\ndep:25;1D_PUBLIC;2900;2024-10-01\n"
STOP = 286


def text_of(answer: HttpResponse) -> str:
    """The words of the page's main part."""
    body = answer.content.decode()
    main = body.partition("<main")[2].partition("</main>")[0] or f">{body}"
    inline = re.sub(r"</?(a|span|strong|code)\b[^>]*>", "", main.partition(">")[2])
    words = re.sub(r"(?s)<(script|style|svg).*?</\1>|<[^>]+>", " ", inline)
    return re.sub(r"[ \u00a0\u202f\n\t]+", " ", unescape(words))


class Person:
    """One browser."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def drop(self, *files: Path | tuple[str, str | bytes]) -> str:
        """Drops files, and gives the address of the page that tells what was read."""
        answer = self.client.post("/imports/deposer/", {"files": [_upload(f) for f in files]})
        assert answer.status_code == 302, text_of(answer)
        address: str = answer["Location"]
        self.wait(f"{address}etat/")
        return address

    def read(self, address: str) -> str:
        """The words of a page."""
        answer = self.client.get(address)
        assert answer.status_code == 200, answer.status_code
        return text_of(answer)

    def decide(self, address: str, what: str, form: dict[str, str] | None = None) -> str:
        """Posts a decision, waits for its effects, and reads the page it leads to."""
        answer = self.client.post(f"{address}{what}/", form or {})
        if answer.status_code != 302:
            return text_of(answer)
        back = answer["Location"].partition("#")[0]
        if "/depot/" in back:
            self.wait(f"{back}etat/")
        self.wait("/imports/calcul/")
        return self.read(back)

    def import_all(self, *files: Path | tuple[str, str | bytes]) -> str:
        """Drops files and imports those that are ready."""
        return self.decide(self.drop(*files), "importer")

    def wait(self, address: str) -> None:
        """Asks again, as the page does, until there is nothing to wait for."""
        for _ in range(600):
            if self.client.get(address).status_code in (STOP, 410):
                return
            time.sleep(0.05)
        raise AssertionError(f"{address} never ends")


def _upload(file: Path | tuple[str, str | bytes]) -> SimpleUploadedFile:
    if isinstance(file, Path):
        return SimpleUploadedFile(file.name, file.read_bytes())
    name, content = file
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
