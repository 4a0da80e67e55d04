"""What the kit holds of a person: what she wrote for a territory. It stays, without her name."""

from __future__ import annotations

from vigie.domains.compliance.held import Holding, Part, Subject, register
from vigie.domains.kit.models import Announcement, Edition, NewsItem
from vigie.domains.people.rights import Rights


def _written(subject: Subject, _: Rights) -> Part:
    if subject.person is None:
        return Part(("Écrit par vous", "Nombre"))
    counted = (
        ("Éditions de pièces du kit", Edition.objects.filter(made_by=subject.person)),
        ("Annonces du plan", Announcement.objects.filter(changed_by=subject.person)),
        ("Nouvelles", NewsItem.objects.filter(written_by=subject.person)),
    )
    rows = [(title, number) for title, found in counted if (number := found.count())]
    return Part(("Écrit par vous", "Nombre"), rows)


register(
    Holding(
        "kit",
        "Ce que j’ai écrit pour le kit de communication",
        ("kit.Piece", "kit.Edition", "kit.Announcement", "kit.NewsItem"),
        _written,
    )
)
