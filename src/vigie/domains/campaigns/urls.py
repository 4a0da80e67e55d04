"""Addresses of the access page, of its forms elsewhere, and of what a territory writes."""

from django.urls import path

from vigie.domains.campaigns import views_access, views_share

_PLACE = "mes-parcours/<str:territory>"

urlpatterns = [
    path("mes-parcours/", views_access.access, name="access"),
    path("mes-parcours/bloc/", views_access.embed, name="access_embed"),
    path(f"{_PLACE}/diffuser/", views_share.share, name="access_share"),
    path(f"{_PLACE}/affiche.pdf", views_share.sheet, name="access_sheet"),
    path(f"{_PLACE}/magistere.zip", views_share.package, name="access_package"),
]
