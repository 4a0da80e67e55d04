"""The Django application of the governance."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Mission letters and key people."""

    name = "vigie.domains.governance"
    label = "governance"
    verbose_name = "Gouvernance"
