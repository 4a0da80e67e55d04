"""The Django application of the training sessions."""

from django.apps import AppConfig


class TrainingsConfig(AppConfig):
    """Sessions, heads to contact, trainees."""

    name = "vigie.domains.trainings"
    label = "trainings"
    verbose_name = "Sessions de formation"
