"""What is said of a campaign, from text to value: the same words in the form and in a file.

Each parser raises `UnknownCode`, with its message and its remedy in French.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from vigie.codes import UnknownCode, normalise, quoted
from vigie.domains.campaigns.models import Origin, Season
from vigie.periods import RefusedDate, SchoolYear
from vigie.sources import campaigns

LONGEST_NAME = 200
_ORIGINS = {normalise(str(label)): code for code, label in Origin.choices if code} | {
    **{code: code for code in Origin.values if code},
    "nationale": Origin.NATIONAL,
    "national": Origin.NATIONAL,
    "academique": Origin.ACADEMY,
    "inspection": Origin.INSPECTOR,
    "inspecteur": Origin.INSPECTOR,
    "inspecteurs": Origin.INSPECTOR,
    "disciplinaire": Origin.DISCIPLINE,
}


def parse_season(text: str) -> Season:
    """« 2 », « Saison 2 », « Hors saison »."""
    return Season(campaigns.parse_season(text))


def parse_opening(text: str) -> campaigns.When:
    """When a campaign opens; whom it is for has entries of its own."""
    when = campaigns.parse_when(text)
    if when.made_for:
        raise UnknownCode(
            f"{quoted(text)} dit pour qui est la campagne, en plus de la saison.",
            "Écrivez-le dans les colonnes origine et discipline.",
        )
    return when


def parse_school_year(text: str) -> str:
    """« 2026-2027 »."""
    try:
        return SchoolYear.parse(text).label
    except RefusedDate as error:
        raise UnknownCode(error.message, error.remedy) from error


def parse_origin(text: str) -> str:
    """« nationale », « académie », « inspection », « discipline »."""
    found = _ORIGINS.get(normalise(text))
    if found is None:
        raise UnknownCode(
            f"L’origine {quoted(text)} n’existe pas.",
            "Écrivez l’une de celles-ci\u00a0: nationale, académie, inspection, discipline.",
        )
    return str(found)


def parse_name(text: str) -> str:
    """The name of a campaign."""
    return _short(text, LONGEST_NAME, "Ce nom")


def parse_subject(text: str) -> str:
    """A discipline."""
    return _short(text, 100, "Cette discipline")


def parse_requester(text: str) -> str:
    """Who asked: a function or a service."""
    return _short(text, 150, "Ce texte")


def parse_link(text: str) -> str:
    """The whole address of a campaign, https only."""
    if not _is_safe(text):
        raise UnknownCode(
            "Ce lien n’est pas une adresse https complète.",
            "Écrivez par exemple https://app.pix.fr/campagnes/AZERTY123.",
        )
    return text


def _short(text: str, most: int, what: str) -> str:
    if len(text) > most:
        raise UnknownCode(f"{what} dépasse {most} caractères.", "Raccourcissez.")
    return text


def _is_safe(link: str) -> bool:
    if len(link) > 500 or any(c.isspace() for c in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
