"""Addresses of the door and the home."""

from django.urls import path

from vigie.domains.people import views

urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("connexion/personnage/", views.become, name="become"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("accueil/", views.home, name="home"),
]
