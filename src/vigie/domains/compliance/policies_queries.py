"""Which policy of the sealed groups applies somewhere, and what it does in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from vigie.domains.compliance.models import PolicyVersion
from vigie.domains.compliance.policies import FLOOR, SHIPPED, GroupPolicy
from vigie.facts.geography import Tree
from vigie.web import formats


@dataclass(frozen=True)
class InForce:
    """The policy that applies, and the version that says so; None while nobody signed any."""

    policy: GroupPolicy
    version: PolicyVersion | None

    @property
    def words(self) -> str:
        """Who decided it, in a few words."""
        if self.version is None:
            return "règle livrée avec Vigie, que personne n’a encore signée"
        assert self.version.signed_at is not None
        day = formats.day(self.version.signed_at.date())
        return f"version {self.version.number}, signée le {day}"


def policy_in_force(tree: Tree, territory: str, at: datetime) -> InForce:
    """The latest version signed for a territory, else for the nearest one around it, else the
    shipped policy."""
    around = tree.path(territory)[::-1] if territory in tree else [territory]
    for code in around:
        names = tree.aliases(code) if code in tree else [code]
        signed = PolicyVersion.objects.filter(territory__in={code, *names}).signed(at).first()
        if signed is not None:
            return InForce(signed.policy, signed)
    return InForce(SHIPPED, None)


def in_plain_words(policy: GroupPolicy) -> list[str]:
    """What the policy does, a sentence for each thing that it decides."""
    said = [
        f"Une liste compte de {policy.smallest_list} à {policy.largest_list} adresses, et sa "
        f"synthèse ne peut pas être lue avant {hours(policy.delay_hours)}.",
        f"Chaque personne figure dans {_syntheses(policy.syntheses_per_year)} au plus par année "
        "scolaire, qu’elle ait répondu ou non. Au-delà, elle est laissée de côté sans que rien "
        "ne le dise.",
        f"Une synthèse n’est montrée qu’à partir de {policy.minimum_answers} réponses"
        + (
            "."
            if policy.hard_floor
            else f", comptées après déplacement au hasard (jamais moins de {FLOOR} vraies "
            "réponses)."
        ),
        f"Un domaine ou une compétence compte comme maîtrisé à partir de "
        f"{formats.share(policy.mastery_cut / 10_000, 0)} des acquis.",
        "Les nombres de personnes sont montrés par tranches "
        f"({formats.listing(size_labels(policy))}) et les parts par tranches aussi\u00a0: "
        f"{policy.few_bands} en dessous de {policy.few_below} réponses, {policy.share_bands} "
        "à partir de là.",
    ]
    if policy.noisy:
        once, spent = (policy.belief_after(n) for n in (1, policy.syntheses_per_year))
        said.append(
            "Chaque chiffre est déplacé au hasard, une fois pour toutes. Un déplacement d’une "
            f"personne de plus est {formats.decimal(1 / policy.ratio, 1).removesuffix(',0')} fois "
            "moins probable. Même si "
            "tous les autres membres du groupe s’entendaient, un soupçon sur la réponse d’une "
            f"personne à un élément passerait de 50\u00a0% à {formats.share(float(once), 0)} au "
            f"plus avec une synthèse, et à {formats.share(float(spent), 0)} avec toutes celles "
            "de l’année."
        )
    else:
        said.append(
            "Les chiffres ne sont pas déplacés au hasard\u00a0: si tous les autres membres du "
            "groupe s’entendaient, ils pourraient connaître la réponse de la dernière personne."
        )
    return said


def changes(policy: GroupPolicy, before: GroupPolicy) -> Sequence[str]:
    """The sentences of a policy that differ from those of another one."""
    old = set(in_plain_words(before))
    return [sentence for sentence in in_plain_words(policy) if sentence not in old]


def size_labels(policy: GroupPolicy) -> list[str]:
    """The bands of numbers of people: « 5 à 9 », « 10 à 19 », « 20 ou plus »."""
    bounds = policy.size_bands
    closed = [f"{low} à {high - 1}" for low, high in pairwise(bounds)]
    return [*closed, f"{bounds[-1]} ou plus"]


def hours(number: int) -> str:
    """« 24 heures », « 3 jours »."""
    if number % 24 or number == 24:
        return f"{number} heures"
    return f"{number // 24} jours"


def _syntheses(number: int) -> str:
    words = {1: "une", 2: "deux", 3: "trois", 4: "quatre"}
    return f"{words.get(number, number)} synthèse{'s' if number > 1 else ''}"
