"""The Django application of the activation of families' accounts."""

from django.apps import AppConfig


class ActivationConfig(AppConfig):
    """Counts of accounts, as schools give them. No name is kept."""

    name = "vigie.domains.activation"
    label = "activation"
    verbose_name = "Activation des comptes"
