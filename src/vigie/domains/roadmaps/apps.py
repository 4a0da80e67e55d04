"""The Django application of the roadmaps."""

from django.apps import AppConfig


class RoadmapsConfig(AppConfig):
    """Roadmaps, their trees, actions, indicators, objectives, values, judgements."""

    name = "vigie.domains.roadmaps"
    label = "roadmaps"
    verbose_name = "Feuilles de route"
