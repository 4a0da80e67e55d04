"""Addresses of the activation of families' accounts."""

from django.urls import path

from vigie.domains.activation import views

_PLACE = "comptes-familles/<str:territory>"
_ONE = f"{_PLACE}/<int:number>"

urlpatterns = [
    path(
        "comptes-familles/etablissements/<str:territory>/",
        views.schools,
        name="activation_schools",
    ),
    path(f"{_PLACE}/", views.activation, name="activation"),
    path(f"{_PLACE}/liste/", views.families, name="activation_list"),
    path(f"{_PLACE}/mot/", views.letter, name="activation_letter"),
    path(f"{_ONE}/retirer/", views.withdraw, name="activation_withdraw"),
    path(f"{_ONE}/retablir/", views.restore, name="activation_restore"),
]
