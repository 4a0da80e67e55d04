"""What a production must be before it starts: each fault is one French sentence that says how to
mend it.

The check is a pure function over what was chosen, so that each case can be tested without starting
anything; `require` applies it to the settings of the process.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_LONG_ENOUGH, _VARIED_ENOUGH = 40, 10


class Unsafe(RuntimeError):
    """The start is refused; `faults` are French sentences."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Chosen:
    """What an installation chose. `folder_mode`: permission bits of the data folder.
    `erasures_safe`: the ledger of erasures can be written, out of the data folder. `witness_away`:
    the head of the log is told to a file out of the data folder, or by message."""

    production: bool
    debug: bool
    demo: bool
    secret_key: str
    https: bool
    hosts: Sequence[str]
    mail: bool
    mail_in_clear: bool
    provider: bool
    provider_issuer: str
    base_url: str
    folder: str
    folder_mode: int
    sqlite: bool
    erasures_safe: bool = True
    witness_away: bool = True


def chosen(settings: Any) -> Chosen:
    """What the settings of a process say."""
    from vigie.facts.home import Home

    home = settings.VIGIE_HOME
    provider = settings.VIGIE_OIDC
    return Chosen(
        production=settings.VIGIE_PRODUCTION,
        debug=settings.DEBUG,
        demo=Home(home).is_demo,
        secret_key=settings.SECRET_KEY,
        https=settings.VIGIE_HTTPS,
        hosts=tuple(settings.ALLOWED_HOSTS),
        mail="smtp" in settings.EMAIL_BACKEND,
        mail_in_clear=_leaves_in_clear(settings),
        provider=provider is not None,
        provider_issuer=provider["issuer"] if provider else "",
        base_url=settings.VIGIE_BASE_URL,
        folder=str(home),
        folder_mode=stat.S_IMODE(home.stat().st_mode),
        sqlite="sqlite" in settings.DATABASES["default"]["ENGINE"],
        erasures_safe=Home(home).erasures_are_safe,
        witness_away=_is_away(settings.VIGIE_AUDIT_FILE, home) or bool(settings.VIGIE_AUDIT_MAIL),
    )


def faults(said: Chosen) -> list[str]:
    """Why a production may not start so; nothing for an installation that is none."""
    if not said.production:
        return []
    host = urlsplit(said.base_url).hostname or ""
    cases = (
        (said.debug,
         "VIGIE_DEBUG montre le détail des pannes à tout le monde\u00a0: retirez cette variable."),
        (said.demo,
         f"Le dossier {said.folder} est celui d’une démonstration, où chacun entre sans "
         "preuve\u00a0: donnez un autre dossier à VIGIE_HOME."),
        (_is_weak(said.secret_key),
         "La clé secrète est trop courte ou trop simple\u00a0: retirez VIGIE_SECRET_KEY pour que "
         f"Vigie en tire une, ou donnez-en une de {_LONG_ENOUGH} caractères au hasard."),
        (not said.https,
         "Le site serait servi sans chiffrement\u00a0: placez-le derrière un serveur HTTPS et "
         "réglez VIGIE_HTTPS=1."),
        (not said.hosts or any("*" in each for each in said.hosts),
         "VIGIE_ALLOWED_HOSTS est vide ou accepte n’importe quel nom\u00a0: donnez le nom du site, "
         "par exemple vigie.ac-academie.fr."),
        (not said.mail and not said.provider,
         "Personne ne pourrait entrer\u00a0: donnez un serveur de courrier (VIGIE_SMTP_HOST) ou un "
         "fournisseur d’identité (VIGIE_OIDC_ISSUER)."),
        (said.mail and said.mail_in_clear,
         "Les courriels partiraient en clair, avec leurs liens de connexion\u00a0: réglez "
         "VIGIE_SMTP_TLS sur starttls ou ssl."),
        (said.provider and not said.provider_issuer.startswith("https://"),
         "Le fournisseur d’identité n’est pas en HTTPS\u00a0: corrigez VIGIE_OIDC_ISSUER."),
        (not said.base_url,
         "L’adresse du site n’est pas connue, et les courriels n’auraient pas de lien\u00a0: "
         "réglez VIGIE_BASE_URL, par exemple https://vigie.ac-academie.fr."),
        (bool(said.base_url) and not said.base_url.startswith("https://"),
         "VIGIE_BASE_URL doit commencer par https://\u00a0: un lien de connexion ne circule pas en "
         "clair."),
        (bool(host) and bool(said.hosts) and not _answers_to(host, said.hosts),
         f"Le site ne répond pas au nom de VIGIE_BASE_URL\u00a0: ajoutez {host} à "
         "VIGIE_ALLOWED_HOSTS."),
        (bool(said.folder_mode & stat.S_IRWXO),
         f"Tous les utilisateurs de la machine peuvent lire {said.folder}\u00a0: lancez "
         f"chmod o-rwx {said.folder}"),
        (not said.erasures_safe,
         "Le registre des effacements ne peut pas être écrit, ou serait dans le dossier de "
         "données, qu’une restauration remplace\u00a0: donnez à VIGIE_ERASURES un fichier d’un "
         "autre dossier où Vigie peut écrire."),
    )  # fmt: skip
    return [sentence for wrong, sentence in cases if wrong]


def warnings(said: Chosen) -> list[str]:
    """What may be so, and had better not."""
    if not said.production:
        return []
    cases = (
        (said.sqlite,
         "Les enregistrements sont dans un fichier SQLite\u00a0: c’est permis pour quelques "
         "dizaines de personnes\u00a0; au-delà, donnez une base PostgreSQL à "
         "VIGIE_DATABASE_URL."),
        (not said.witness_away,
         "Le témoin du journal est dans le dossier de données\u00a0: qui peut récrire l’un peut "
         "récrire l’autre. Donnez à VIGIE_AUDIT_FILE un fichier d’une autre machine, ou une "
         "adresse à VIGIE_AUDIT_MAIL."),
    )  # fmt: skip
    return [sentence for true, sentence in cases if true]


def require(settings: Any) -> list[str]:
    """The warnings of this process. Raises Unsafe."""
    said = chosen(settings)
    found = faults(said)
    if found:
        raise Unsafe(found)
    return warnings(said)


def _is_away(file: str, home: Path) -> bool:
    """Whether a file is named, out of the data folder."""
    return bool(file) and home.resolve() not in Path(file).resolve().parents


def _leaves_in_clear(settings: Any) -> bool:
    """Whether messages leave the machine without encryption."""
    if settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL:
        return False
    return settings.EMAIL_HOST not in ("localhost", "127.0.0.1", "::1")


def _is_weak(key: str) -> bool:
    simple = key.startswith("django-insecure-")
    return len(key) < _LONG_ENOUGH or len(set(key)) < _VARIED_ENOUGH or simple


def _answers_to(host: str, hosts: Sequence[str]) -> bool:
    return any(
        each in ("*", host) or (each.startswith(".") and (host.endswith(each) or host == each[1:]))
        for each in hosts
    )
