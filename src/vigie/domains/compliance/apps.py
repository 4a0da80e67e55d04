"""The Django application of compliance."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """Choices, agreements, registers, documents, incidents."""

    name = "vigie.domains.compliance"
    label = "compliance"
    verbose_name = "Conformité"
