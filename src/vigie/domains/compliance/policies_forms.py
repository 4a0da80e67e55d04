"""The form of a version of the policy of the sealed groups."""

from __future__ import annotations

from vigie.domains.compliance.forms import EMPTY, Entry, Typed
from vigie.domains.compliance.policies import FLOOR, BadPolicy, GroupPolicy
from vigie.web.refusals import FormRefused

_NO_NOISE = "0"
_NUMBERS = (
    ("minimum_answers", "Réponses à partir desquelles la synthèse est montrée",
     f"Jamais moins de {FLOOR}, quel que soit le mandat."),
    ("smallest_list", "Adresses au moins dans une liste", ""),
    ("largest_list", "Adresses au plus dans une liste", ""),
    ("syntheses_per_year", "Synthèses par personne et par année scolaire", ""),
    ("delay_hours", "Heures entre le scellement et la lecture", "Au moins 24."),
    ("mastery_percent", "Part des acquis à partir de laquelle un élément est maîtrisé (%)",
     "De 1 à 100."),
)  # fmt: skip
_NOISES = (
    ("1/2", "fort (rapport 1/2)"),
    ("1/3", "moyen (rapport 1/3, par défaut)"),
    ("1/4", "faible (rapport 1/4)"),
    ("1/5", "très faible (rapport 1/5)"),
    (_NO_NOISE, "aucun"),
)
ENTRIES = (
    *(Entry(name, label, "number", help, required=True) for name, label, help in _NUMBERS),
    Entry("noise", "Déplacement des chiffres au hasard", "select",
          "Le rapport dit combien un déplacement d’une personne de plus est moins probable.",
          _NOISES, required=True),
    Entry("hard_floor", "Le nombre exact de réponses doit aussi atteindre le seuil", "checkbox",
          "Sans cette case, le seuil se lit sur le nombre déplacé au hasard."),
    Entry("reason", "Pourquoi changer la règle", "textarea", "Gardé avec la version.",
          required=True, most=1000),
)  # fmt: skip


def values_of(policy: GroupPolicy) -> dict[str, str]:
    """The entries of the form for a policy."""
    held = {name: str(getattr(policy, name, "")) for name, _, _ in _NUMBERS}
    return {
        **held,
        "mastery_percent": str(policy.mastery_cut // 100),
        "noise": f"{policy.noise_over}/{policy.noise_under}" if policy.noisy else _NO_NOISE,
        "hard_floor": "on" if policy.hard_floor else "",
        "reason": "",
    }


def policy_of(typed: Typed) -> tuple[GroupPolicy, str]:
    """The policy that the entries describe, and the reason. Raises FormRefused."""
    numbers = {}
    for name, _, _ in _NUMBERS:
        number = typed.number(name)
        if number is None:
            typed.refuse(name, EMPTY)
        numbers[name] = number or 0
    noise, reason = typed.one_of("noise"), typed.text("reason")
    typed.done()
    over, _, under = (noise if noise != _NO_NOISE else "1/3").partition("/")
    try:
        policy = GroupPolicy(
            minimum_answers=numbers["minimum_answers"],
            smallest_list=numbers["smallest_list"],
            largest_list=numbers["largest_list"],
            syntheses_per_year=numbers["syntheses_per_year"],
            delay_hours=numbers["delay_hours"],
            mastery_cut=numbers["mastery_percent"] * 100,
            hard_floor=typed.ticked("hard_floor"),
            noisy=noise != _NO_NOISE,
            noise_over=int(over),
            noise_under=int(under),
        )
    except BadPolicy as error:
        if error.field == "mastery_cut":
            typed.refuse("mastery_percent", "Choisissez un nombre de 1 à 100.")
        typed.refuse(error.field, error.sentence)
        raise FormRefused(typed.faults) from None
    return policy, reason
