"""What a letter proposes for each function, to be written over (see `web.wording`)."""

from __future__ import annotations

from collections.abc import Mapping

from vigie.domains.governance.models import Function

PROPOSED: Mapping[str, str] = {
    Function.RUPN: """\
- Faire vivre, avec la direction, la part numérique du projet d’établissement.
- Aider les collègues à choisir et à prendre en main outils et ressources.
- Tenir le lien avec le réseau des RUPN du département et la personne qui l’anime.
- Faire remonter les pannes et les besoins, et dire ce qu’il en advient.
- Faire connaître les parcours Pix+ Édu et aider à s’y lancer.""",
    Function.PIX_OFFICER: """\
- Construire l’offre de formation autour de Pix+ Édu, jusqu’à celle des formatrices et formateurs.
- Tenir des séances de découverte et de formation, jusqu’auprès des conseillers du premier degré.
- Suivre dans Pix Orga les positionnements des stagiaires.
- Conseiller les stagiaires et les accompagner tout au long de leur parcours.
- Mener à bien les actions que la délégation au numérique propose pour Pix+ Édu.""",
    Function.IAN: """\
- Suivre soi-même les parcours Pix+ Édu, et en connaître les tutoriels.
- Les faire découvrir aux collègues de la discipline, en réunion comme en formation.""",
    Function.DIGITAL_TEAM: """\
- Suivre soi-même les parcours Pix+ Édu, et en connaître les tutoriels.
- Les présenter dans les établissements que l’on accompagne.""",
}
