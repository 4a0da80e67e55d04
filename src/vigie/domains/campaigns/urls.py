"""Addresses of the access page, of its forms elsewhere, and of what a territory writes."""

from django.urls import path

from vigie.domains.campaigns import views_access, views_field, views_pupils, views_share

_PLACE = "mes-parcours/<str:territory>"
_FIELD = "campagnes/terrain/<str:territory>"

urlpatterns = [
    path("mes-parcours/", views_access.access, name="access"),
    path("mes-parcours/bloc/", views_access.embed, name="access_embed"),
    path(f"{_PLACE}/diffuser/", views_share.share, name="access_share"),
    path(f"{_PLACE}/affiche.pdf", views_share.sheet, name="access_sheet"),
    path(f"{_PLACE}/magistere.zip", views_share.package, name="access_package"),
    path(f"{_FIELD}/", views_field.field, name="field"),
    path(f"{_FIELD}/cohorte/<int:number>/", views_field.cohort, name="cohort"),
    path(f"{_FIELD}/<str:kind>/", views_field.write, name="field_write"),
    path(f"{_FIELD}/<str:kind>/<int:number>/retirer/", views_field.remove, name="field_remove"),
    path(f"{_FIELD}/changements/<int:number>/annuler/", views_field.undo, name="field_undo"),
    path("campagnes/eleves/<str:territory>/", views_pupils.pupils, name="pupil_campaigns"),
    path(
        "campagnes/eleves/<str:territory>/changements/<int:number>/annuler/",
        views_pupils.undo,
        name="pupil_campaigns_undo",
    ),
]
