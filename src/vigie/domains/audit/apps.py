"""The Django application of the audit log."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The chain of entries."""

    name = "vigie.domains.audit"
    label = "audit"
    verbose_name = "Journal"
