"""Addresses of the training sessions."""

from django.urls import path

from vigie.domains.trainings import views, views_session

_ONE = "formation/<str:token>"

urlpatterns = [
    path("formations/<str:territory>/", views.trainings, name="trainings"),
    path("formations/<str:territory>/planifier/", views.new, name="training_new"),
    path(f"{_ONE}/", views_session.training, name="training"),
    path(f"{_ONE}/modifier/", views.edit, name="training_edit"),
    path(f"{_ONE}/stagiaires/", views_session.trainees, name="training_trainees"),
    path(f"{_ONE}/etat/<str:act>/", views_session.act, name="training_act"),
    path(f"{_ONE}/direction/<str:uai>/", views_session.contact, name="training_contact"),
]
