"""The Django application of the right to disconnect."""

from django.apps import AppConfig


class DisconnectionConfig(AppConfig):
    """Hours of rest and charters of schools."""

    name = "vigie.domains.disconnection"
    label = "disconnection"
    verbose_name = "Droit à la déconnexion"
