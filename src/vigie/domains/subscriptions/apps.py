"""The Django application of the subscriptions."""

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    """Subscriptions of schools, and the warnings before they end."""

    name = "vigie.domains.subscriptions"
    label = "subscriptions"
    verbose_name = "Abonnements"
