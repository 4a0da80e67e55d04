"""For whom and where a Pix campaign is: options, declarations, earlier imports, its title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vigie.codes import UnknownCode, parse_pathway, quoted
from vigie.facts.ledger import CampaignContext, ImportRecord
from vigie.sources.problems import Notice

_NAMES = {"territory": "territoire", "profile": "profil", "pathway": "parcours"}
_FILED = {
    "territory": "ses résultats seront comptés sur une ligne «\u00a0territoire inconnu\u00a0»",
    "profile": "ses résultats seront comptés sur une ligne «\u00a0profil inconnu\u00a0»",
    "pathway": "ses résultats ne seront rattachés à aucun parcours",
}


@dataclass(frozen=True)
class Options:
    """What the person says of the whole file, as canonical codes; None: nothing said."""

    territory: str | None = None
    profile: str | None = None
    pathway: str | None = None

    def get(self, name: str) -> str | None:
        value: str | None = getattr(self, name)
        return value


def previous_contexts(records: Iterable[ImportRecord]) -> dict[str, CampaignContext]:
    """The context of each campaign code at its latest active import."""
    return {
        context.campaign: context
        for record in sorted(records, key=lambda record: record.no)
        if record.active
        for context in record.contexts
    }


def resolve_contexts(
    campaigns: Iterable[str],
    options: Options,
    declared: Mapping[str, Mapping[str, str | None]],
    previous: Mapping[str, CampaignContext],
    titles: Mapping[str, str],
    quiet: Iterable[str] = (),
) -> tuple[tuple[CampaignContext, ...], tuple[Notice, ...]]:
    """The context of each campaign, and a notice for each thing that stays unknown.

    Options come first, then the declaration of the campaign, then the previous import of the
    same code, then (for the pathway) the Pix title when it names just one. What is `quiet` may
    stay unknown without a notice.
    """
    contexts = []
    notices: list[Notice] = []
    for campaign in campaigns:
        declaration = declared.get(campaign, {})
        earlier = previous.get(campaign)
        values: dict[str, str | None] = {}
        origins: dict[str, str] = {}
        for name in _NAMES:
            candidates = [
                (options.get(name), "option"),
                (declaration.get(name), "declared"),
                (getattr(earlier, name, None), "previous"),
            ]
            if name == "pathway":
                candidates.append((_pathway_of(titles.get(campaign)), "title"))
            said = [(value, origin) for value, origin in candidates if value]
            values[name], origin = said[0] if said else (None, "")
            if origin:
                origins[name] = origin
                notices.extend(_contradiction(campaign, name, said[:2]))
            elif name not in quiet:
                notices.append(_unknown(campaign, name))
        contexts.append(CampaignContext(campaign, **values, origins=origins))
    return tuple(contexts), tuple(notices)


def common(contexts: Iterable[CampaignContext], name: str) -> str | None:
    """The value that all campaigns of a file share, None when they differ or do not say."""
    values = {getattr(context, name) for context in contexts}
    value: str | None = values.pop() if len(values) == 1 else None
    return value


def _pathway_of(title: str | None) -> str | None:
    if not title:
        return None
    try:
        return parse_pathway(title)
    except UnknownCode:
        return None


def _unknown(campaign: str, name: str) -> Notice:
    return Notice(
        code=f"unknown_{name}",
        message=(
            f"Le {_NAMES[name]} de la campagne {quoted(campaign)} n’est pas connu\u00a0: "
            f"{_FILED[name]}. Indiquez-le à l’import, ou déclarez la campagne une fois pour toutes."
        ),
    )


def _contradiction(
    campaign: str, name: str, said: list[tuple[str | None, str]]
) -> Iterable[Notice]:
    if len(said) < 2 or said[0][1] != "option" or said[0][0] == said[1][0]:
        return
    source = "la déclaration de la campagne" if said[1][1] == "declared" else "l’import précédent"
    if said[1][1] == "title":
        source = "le titre du parcours"
    yield Notice(
        code=f"{name}_differs",
        message=(
            f"Campagne {quoted(campaign)}\u00a0: le {_NAMES[name]} indiqué ({said[0][0]}) diffère "
            f"de celui que donne {source} ({said[1][0]}). Le {_NAMES[name]} indiqué est retenu."
        ),
    )
