"""Addresses of the right to disconnect."""

from django.urls import path

from vigie.domains.disconnection import views

_PLACE = "deconnexion/<str:territory>"

urlpatterns = [
    path(f"{_PLACE}/", views.disconnection, name="disconnection"),
    path(f"{_PLACE}/heures/<int:number>/annuler/", views.undo, name="disconnection_undo"),
    path(f"{_PLACE}/charte/<str:item>/", views.mark, name="disconnection_mark"),
]
