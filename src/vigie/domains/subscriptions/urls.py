"""Addresses of the subscriptions of a school, of a territory, and of their files."""

from django.urls import path

from vigie.domains.subscriptions import views, views_file

_PLACE = "abonnements/<str:territory>"
_ONE = f"{_PLACE}/<int:number>"
_FILE = f"{_PLACE}/fichier"

urlpatterns = [
    path("abonnements/modele.csv", views_file.model, name="subscriptions_model"),
    path(f"{_PLACE}/", views.subscriptions, name="subscriptions"),
    path(f"{_PLACE}/nouveau/", views.add, name="subscription_new"),
    path(f"{_PLACE}/alertes/", views.warnings, name="subscription_warnings"),
    path(f"{_FILE}/", views_file.drop, name="subscriptions_file"),
    path(f"{_FILE}/<str:token>/", views_file.one, name="subscriptions_file_one"),
    path(
        f"{_FILE}/<str:token>/abandonner/",
        views_file.give_up,
        name="subscriptions_file_give_up",
    ),
    path(f"{_FILE}/<str:token>/annuler/", views_file.undo, name="subscriptions_file_undo"),
    path(f"{_ONE}/", views.edit, name="subscription_edit"),
    path(f"{_ONE}/renouveler/", views.renew, name="subscription_renew"),
    path(f"{_ONE}/ne-pas-renouveler/", views.drop, name="subscription_drop"),
    path(f"{_ONE}/retirer/", views.withdraw, name="subscription_withdraw"),
    path(f"{_ONE}/annuler/", views.undo, name="subscription_undo"),
]
