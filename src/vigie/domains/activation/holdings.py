"""What the activation holds of a person: her reference beside the counts that she gave. Nothing of
the families counted."""

from __future__ import annotations

from vigie.domains.activation.models import ActivationCount
from vigie.domains.compliance.held import Holding, Part, Subject, register
from vigie.domains.people.rights import Rights


def _given(subject: Subject, _: Rights) -> Part:
    found = ActivationCount.objects.filter(made_by__in=subject.references)
    return Part(
        ("Établissement", "Export du", "Comptes", "Activés"),
        [
            (each.school.removeprefix("uai:"), each.counted_on.isoformat(), each.accounts,
             each.activated)
            for each in found
        ],
        "Ces nombres sont ceux de l’établissement\u00a0: ils restent après un effacement.",
    )  # fmt: skip


register(Holding("activation", "Les décomptes de comptes que j’ai déposés",
                 ("activation.ActivationCount",), _given))  # fmt: skip
