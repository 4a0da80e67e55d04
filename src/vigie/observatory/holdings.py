"""What the import pages hold of a person: the files that she dropped and that still wait."""

from __future__ import annotations

from vigie.domains.compliance.held import Holding, Part, Subject, register
from vigie.domains.people.rights import Rights
from vigie.domains.territories.tree import home
from vigie.observatory.imports_drafts import Draft, Drafts
from vigie.web import formats


def _hers(subject: Subject) -> list[Draft]:
    return [
        draft
        for draft in Drafts(home()).all()
        if draft.owner in subject.references and draft.created <= subject.until
    ]


def _dropped(subject: Subject, _: Rights) -> Part:
    rows = [
        (item.name, formats.moment(draft.created))
        for draft in _hers(subject)
        for item in draft.items()
    ]
    return Part(("Fichier", "Déposé le"), rows)


def _discard(subject: Subject) -> int:
    found = _hers(subject)
    for draft in found:
        draft.discard()
    return len(found)


register(Holding("drafts", "Mes fichiers déposés en attente", (), _dropped, _discard))
