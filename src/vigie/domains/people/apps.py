"""The Django application of people, mandates and rights."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, mandates, delegations, sign-in."""

    name = "vigie.domains.people"
    label = "people"
    verbose_name = "Personnes et mandats"
