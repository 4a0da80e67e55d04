"""Logs that hold no personal data."""

import logging
import re

# An address on the web or of a person, wherever it stands in a message.
_QUERY = re.compile(r"\?[^\s\"'»]*")
# What opens a visit, in the address of a page.
_TOKEN = re.compile(r"(/connexion/lien/)[^\s/]{16,}")
# A line of the log is one line, whatever an address held.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s<>\"'«»;,:]+@[^\s<>\"'«»;,:]+")


class WithoutPeople(logging.Filter):
    """Strikes query strings, tokens and e-mail addresses out of each message before it is written.

    The traceback of a fault is kept: it shows code and the text of the exception, which goes
    through the same sieve."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _CONTROL.sub(" ", sieve(record.getMessage()))
        record.args = None
        if record.exc_info:
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = sieve(text)
            record.exc_info = None
        return True


def sieve(text: str) -> str:
    """`text` without query strings, tokens of links nor e-mail addresses."""
    return _ADDRESS.sub("[adresse]", _TOKEN.sub(r"\1[jeton]", _QUERY.sub("?[…]", text)))
