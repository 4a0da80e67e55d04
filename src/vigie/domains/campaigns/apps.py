"""The Django application of the campaigns."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns and strategies, as people write them."""

    name = "vigie.domains.campaigns"
    label = "campaigns"
    verbose_name = "Campagnes"
