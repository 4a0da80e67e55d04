"""The Django application of the sealed groups."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Groups, syntheses, references, chosen subjects."""

    name = "vigie.domains.groups"
    label = "groups"
    verbose_name = "Groupes scellés"
