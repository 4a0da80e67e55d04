"""Addresses of the rights of people: what is held, requests, retention."""

from django.urls import path

from vigie.domains.compliance import data_requests_views, my_data_views

urlpatterns = [
    path("mes-donnees/", my_data_views.my_data, name="my_data"),
    path("mes-donnees/emporter/", my_data_views.take_away, name="my_data_take_away"),
    path("mes-donnees/corriger/", my_data_views.correct, name="my_data_correct"),
    path("mes-donnees/demander/", my_data_views.ask, name="my_data_ask"),
    path("mes-donnees/demandes/<int:number>/annuler/", my_data_views.cancel,
         name="my_data_cancel"),
    path("mes-donnees/effacer/", my_data_views.erase, name="my_data_erase"),
    path("mes-donnees/revenir/", my_data_views.come_back, name="my_data_come_back"),
    path("demandes/", data_requests_views.requests_page, name="data_requests"),
    path("demandes/<int:number>/", data_requests_views.request_page, name="data_request"),
    path("conservation/", data_requests_views.retention_page, name="retention"),
]  # fmt: skip
