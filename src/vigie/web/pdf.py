"""Paper: a Typst document and what it shows, made into a PDF that a screen reader can read.

The document is a `.typ` file beside the code that fills it; it imports `/web/paper/paper.typ`,
which holds the look. Tags, language and title are asked of the compiler (PDF/UA-1): a document that
lacks the words of a picture does not compile.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import typst

ROOT = Path(__file__).resolve().parent.parent


class PaperFault(Exception):
    """A document that cannot be made: ours to mend, never the reader's."""


def pdf(document: Path | bytes, data: Mapping[str, object], *, at: datetime) -> bytes:
    """The PDF/UA-1 file of `document`, a `.typ` file inside the package (or its text).

    `data`: what JSON can hold, found as `data` by the document. `at`: the moment it is made, with
    its time zone: the same data at the same moment make the same bytes. Only the fonts of the
    compiler are used, so that a machine without fonts prints the same.

    Raises PaperFault, with what the compiler said.
    """
    try:
        made = typst.compile(  # type: ignore[call-overload]  # the stub wants a root in bytes
            document if isinstance(document, bytes) else document.read_bytes(),
            root=str(ROOT),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=at.astimezone(UTC).replace(microsecond=0),
        )
    except RuntimeError as fault:
        raise PaperFault(f"{_name(document)}: {fault}") from fault
    if not isinstance(made, bytes):
        raise PaperFault(f"{_name(document)}: no single file came out")
    return made


def _name(document: Path | bytes) -> str:
    return document.name if isinstance(document, Path) else "a document"
