"""The Django application of the kit."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Pieces and their editions, plan of communication, news."""

    name = "vigie.domains.kit"
    label = "kit"
    verbose_name = "Kit de communication"
