"""Codes that people and files use: profiles, pathways, schools (UAI), départements.

Every parser takes text as received and returns the canonical code, or raises `UnknownCode`,
whose `message` says what is wrong and whose `remedy` says what to do, both in French.
Nothing here guesses: a code that a spreadsheet has mangled is refused rather than mended.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NewType

Uai = NewType("Uai", str)

ALL = "ALL"
PROFILES = ("1D_PUBLIC", "1D_PRIVATE", "2D_PUBLIC", "2D_PRIVATE", "CPE")

NATION = "FR"
LEVELS = ("nation", "region", "academie", "department", "district", "basin", "school")
LABEL = "label"


class UnknownCode(ValueError):
    """A code or a name that Vigie does not know.

    `message` (what is wrong) and `remedy` (what to do) are French sentences for the screen.
    """

    def __init__(self, message: str, remedy: str | Callable[[], str]) -> None:
        super().__init__(message)
        self.message = message
        self._remedy = remedy

    @property
    def remedy(self) -> str:
        """What to do; worked out when someone reads it, for near names are slow to look for."""
        return self._remedy if isinstance(self._remedy, str) else self._remedy()


def quoted(text: str) -> str:
    """French quotation marks with their non-breaking spaces; long text is cut at 60 characters."""
    shown = text if len(text) <= 60 else text[:59] + "…"
    return f"«\u00a0{shown}\u00a0»"


_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u0060\u00b4\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
        **dict.fromkeys("œŒ", "oe"),
        **dict.fromkeys("æÆ", "ae"),
    }
)


def normalise(text: str) -> str:
    """Text made comparable: lower case, no accents, plain quotes and dashes, single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Lookalikes first: the decomposition would turn a lone acute accent into a space.
    lowered = unicodedata.normalize("NFKD", text.translate(_LOOKALIKES)).casefold()
    split = unicodedata.normalize("NFKD", lowered)
    bare = "".join(c for c in split if not unicodedata.combining(c))
    return " ".join(bare.translate(_LOOKALIKES).split())


def slug(text: str) -> str:
    """ASCII letters, digits and dashes only: `Côte d’Azur` -> `cote-d-azur`."""
    return re.sub(r"[^a-z0-9]+", "-", normalise(text)).strip("-")


# Profiles -------------------------------------------------------------------------------------

_PROFILE_LABELS = {
    "1D_PUBLIC": "1D public",
    "1D_PRIVATE": "1D privé",
    "2D_PUBLIC": "2D public",
    "2D_PRIVATE": "2D privé",
    "CPE": "CPE",
    ALL: "Ensemble",
}
_PROFILE_NAMES = {
    "CPE": (
        "cpe",
        "conseiller-principal-d-education",
        "conseillers-principaux-d-education",
        "conseillers-principaux-education",
    ),
    ALL: ("all", "ensemble", "total", "tous", "tous-profils", "tous-les-profils", "tous-publics"),
}
_DEGREE_NAMES = {
    "1D": ("1d", "1er-degre", "premier-degre", "1-er-degre", "primaire"),
    "2D": ("2d", "2nd-degre", "second-degre", "2e-degre", "2eme-degre", "2d-degre", "secondaire"),
}
_SECTOR_NAMES = {
    "PUBLIC": ("public",),
    "PRIVATE": ("prive", "private", "prive-sous-contrat", "prive-ss-contrat", "prive-s-c"),
}


def _profile_index() -> dict[str, str]:
    index = {name: code for code, names in _PROFILE_NAMES.items() for name in names}
    for degree, degree_names in _DEGREE_NAMES.items():
        for sector, sector_names in _SECTOR_NAMES.items():
            for d in degree_names:
                for s in sector_names:
                    index[f"{d}-{s}"] = f"{degree}_{sector}"
                    index[f"{s}-{d}"] = f"{degree}_{sector}"
    return index


_PROFILE_INDEX = _profile_index()
_PROFILE_PREFIXES = ("enseignants-du-", "enseignants-", "profil-", "enseignement-")


def parse_profile(text: str) -> str:
    """The code of a profile given as a code or a French name; `ALL` when there is no split.

    Raises `UnknownCode`. The five profiles are those of the survey (seeds/001, l. 1115-1180).
    """
    key = slug(text)
    for prefix in _PROFILE_PREFIXES:
        key = key.removeprefix(prefix)
    if key in _PROFILE_INDEX:
        return _PROFILE_INDEX[key]
    raise UnknownCode(
        f"Le profil {quoted(text)} n’existe pas.",
        f"Écrivez l’un de ces codes\u00a0: {', '.join(PROFILES)}, ou {ALL} pour l’ensemble.",
    )


def profile_label(code: str) -> str:
    """The French name of a profile code; raises `UnknownCode` for anything else."""
    return _PROFILE_LABELS[parse_profile(code)]


# Pathways -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pathway:
    """One Pix+ Édu pathway. `kind`: positioning, thematic, final or training."""

    code: str
    name: str
    step: str
    kind: str
    order: int


# The nine pathways of the scheme (seeds/001, l. 1187-1212), then the training campaign that
# Martinique runs beside them (seeds/001, l. 847 and 874), which is not one of the nine.
PATHWAYS = (
    Pathway("POSITIONING", "Auto-positionnement", "Je découvre", "positioning", 1),
    Pathway("DIGITAL_CULTURE", "Culture numérique", "Je m’entraîne", "thematic", 2),
    Pathway("ADAPT_DOCUMENTS", "Adapter les documents", "Je m’entraîne", "thematic", 3),
    Pathway("COMMUNICATE", "Communiquer et collaborer", "Je m’entraîne", "thematic", 4),
    Pathway("SHARE_RESOURCES", "Gestion et partage de ressources", "Je m’entraîne", "thematic", 5),
    Pathway("CREATE_MATERIALS", "Créer des supports pédagogiques", "Je m’entraîne", "thematic", 6),
    Pathway("DIGITAL_SECURITY", "Numérique et sécurité", "Je m’entraîne", "thematic", 7),
    Pathway("MONITORING", "Réaliser une veille", "Je m’entraîne", "thematic", 8),
    Pathway("FINAL", "Bilan", "Je valide", "final", 9),
    Pathway("PIX_SNEE", "Pix SNEE", "Je me forme", "training", 10),
)
_PATHWAY_BY_CODE = {p.code: p for p in PATHWAYS}
_PATHWAY_INDEX = {slug(t): p.code for p in PATHWAYS for t in (p.code, p.name)}

# Words that betray a pathway inside the free title of a campaign; a title that betrays two
# pathways is refused.
_PATHWAY_CLUES = {
    "POSITIONING": ("positionnement", "autopositionnement"),
    "DIGITAL_CULTURE": ("culture-numerique",),
    "ADAPT_DOCUMENTS": ("adapter-les-documents", "adapter-ses-documents", "adapter-des-documents"),
    "COMMUNICATE": ("communiquer-et-collaborer",),
    "SHARE_RESOURCES": ("partage-de-ressources", "partage-des-ressources"),
    "CREATE_MATERIALS": ("supports-pedagogiques",),
    "DIGITAL_SECURITY": ("numerique-et-securite", "securite-numerique"),
    "MONITORING": ("realiser-une-veille", "veille"),
    "FINAL": ("bilan",),
    "PIX_SNEE": ("snee",),
}


def parse_pathway(text: str) -> str:
    """The code of a pathway given as a code, a French name or a campaign title naming just one.

    Raises `UnknownCode` when nothing, or more than one pathway, is recognised.
    """
    key = slug(text)
    if key in _PATHWAY_INDEX:
        return _PATHWAY_INDEX[key]
    framed = f"-{key}-"
    found = [
        code
        for code, clues in _PATHWAY_CLUES.items()
        if any(f"-{clue}-" in framed for clue in clues)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(_PATHWAY_BY_CODE[code].name for code in found)
        raise UnknownCode(
            f"{quoted(text)} désigne plusieurs parcours\u00a0: {names}.",
            f"Indiquez un seul code de parcours, par exemple {found[0]}.",
        )
    raise UnknownCode(
        f"Le parcours {quoted(text)} n’existe pas.",
        f"Écrivez l’un de ces codes\u00a0: {', '.join(_PATHWAY_BY_CODE)}.",
    )


def pathway_label(code: str) -> str:
    """The French name of a pathway code; raises `UnknownCode` for anything else."""
    return _PATHWAY_BY_CODE[parse_pathway(code)].name


# Schools --------------------------------------------------------------------------------------

UAI_ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ"
_UAI_SHAPE = re.compile(r"[0-9]{7}[A-Z]")


def uai_letter(number: int) -> str:
    """The check letter of a school number: rank (number mod 23) in the alphabet without I, O, Q."""
    return UAI_ALPHABET[number % 23]


def parse_uai(text: str) -> Uai:
    """The UAI in capitals, seven digits and their check letter; raises `UnknownCode` otherwise."""
    code = text.strip().upper()
    if not _UAI_SHAPE.fullmatch(code):
        raise UnknownCode(
            f"{quoted(text)} n’est pas un code UAI.",
            "Un code UAI compte sept chiffres puis une lettre, par exemple 0750652B\u00a0; "
            "mettez la colonne au format texte si le tableur a ôté le zéro du début.",
        )
    expected = uai_letter(int(code[:7]))
    if code[7] != expected:
        raise UnknownCode(
            f"La lettre de contrôle du code UAI {quoted(code)} est fausse\u00a0: "
            f"{code[:7]} appelle la lettre {expected}.",
            f"Vérifiez les chiffres\u00a0; s’ils sont bons, écrivez {code[:7]}{expected}.",
        )
    return Uai(code)


# Schools of Corse bear numbers of their own; the two islands detached from Guadeloupe are still
# counted with it (same académie).
_UAI_PREFIXES = {"620": "2A", "720": "2B", "977": "971", "978": "971"}


def uai_department(uai: str) -> str:
    """The département that a UAI's first three digits name: `0250001A` -> `25`.

    Only the digits are read, not the check letter. Raises `UnknownCode` when they name none
    (schools abroad, for instance).
    """
    prefix = uai.strip()[:3]
    department = _UAI_PREFIXES.get(prefix) or (prefix[1:] if prefix.startswith("0") else prefix)
    if department in DEPARTMENT_CODES:
        return department
    raise UnknownCode(
        f"Le code UAI {quoted(uai.upper())} ne désigne aucun département.",
        "Vérifiez les trois premiers chiffres, ou indiquez le département.",
    )


# Départements ---------------------------------------------------------------------------------

# 01 to 95 without 20, the two of Corse, five overseas départements and the four collectivities
# that run schools. Names and attachments are in facts/data.
DEPARTMENT_CODES = frozenset(
    {f"{n:02d}" for n in range(1, 96) if n != 20}
    | {"2A", "2B", "971", "972", "973", "974", "975", "976", "986", "987", "988"}
)
# Saint-Barthélemy and Saint-Martin belong to the académie de Guadeloupe and are counted with it.
COUNTED_WITH = {"977": "971", "978": "971"}


def parse_department(text: str) -> str:
    """The code of a département: `01`, `2A`, `974`; three digits as in `025` or `02A` accepted.

    Raises `UnknownCode`, notably for a single digit: a spreadsheet may have cut a leading zero
    or a whole code, and there is no telling which.
    """
    code = text.strip().upper()
    if code in DEPARTMENT_CODES:
        return code
    if code in COUNTED_WITH:
        return COUNTED_WITH[code]
    if len(code) == 3 and code[0] == "0" and code[1:] in DEPARTMENT_CODES:
        return code[1:]
    if re.fullmatch(r"[1-9]", code):
        raise UnknownCode(
            f"Le code de département {quoted(text)} est incomplet.",
            f"Écrivez 0{code} sur deux chiffres\u00a0; mettez la colonne au format texte pour que "
            "le tableur n’ôte pas le zéro.",
        )
    if code in ("20", "020"):
        raise UnknownCode(
            f"Le code de département {quoted(text)} n’est plus utilisé.",
            "Écrivez 2A (Corse-du-Sud) ou 2B (Haute-Corse).",
        )
    if re.fullmatch(r"[0-9]+([.,][0-9]+)?E[+-]?[0-9]+", code):
        raise UnknownCode(
            f"Le code de département {quoted(text)} a été transformé en nombre par un tableur.",
            "Rétablissez le code d’origine (par exemple 2A) dans une colonne au format texte.",
        )
    raise UnknownCode(
        f"Le département {quoted(text)} n’existe pas.",
        "Écrivez un code de département, par exemple 01, 2A, 25 ou 974.",
    )
