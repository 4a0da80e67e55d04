"""Addresses of the door and the home."""

from django.urls import path

from vigie.domains.people import log_views, views

urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("connexion/personnage/", views.become, name="become"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("accueil/", views.home, name="home"),
    path("mes-donnees/consultations/", log_views.my_readings, name="my_readings"),
    path("journal/", log_views.log, name="journal"),
]
