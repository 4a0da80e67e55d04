"""Logs that hold no personal data."""

import logging
import re

# An address on the web or of a person, wherever it stands in a message.
_QUERY = re.compile(r"\?[^\s\"'»]*")
_ADDRESS = re.compile(r"[^\s<>\"'«»;,:]+@[^\s<>\"'«»;,:]+")


class WithoutPeople(logging.Filter):
    """Strikes query strings and e-mail addresses out of each message before it is written.

    The traceback of a fault is kept: it shows code and the text of the exception, which goes
    through the same sieve."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = sieve(record.getMessage())
        record.args = None
        if record.exc_info:
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = sieve(text)
            record.exc_info = None
        return True


def sieve(text: str) -> str:
    """`text` without query strings nor e-mail addresses."""
    return _ADDRESS.sub("[adresse]", _QUERY.sub("?[…]", text))
