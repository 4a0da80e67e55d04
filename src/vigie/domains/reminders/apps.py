"""The Django application of the reminders."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Waves, reminders, envelopes, texts."""

    name = "vigie.domains.reminders"
    label = "reminders"
    verbose_name = "Rappels"
