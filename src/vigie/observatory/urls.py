"""Addresses of the pages. `imports_urls` holds those of imports and data quality."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, path

from vigie.observatory import deployment_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.board, name="board"),
    path("tableau/<str:territory>/", views.board, name="board"),
    path("participation/", views.participation, name="participation"),
    path("participation/<str:territory>/", views.participation, name="participation"),
    path("provenance/<str:measure>/<str:territory>/", views.provenance, name="provenance"),
    path("deploiement/<str:territory>/", deployment_views.deployment, name="deployment"),
    path(
        "deploiement/<str:territory>/agenda.ics",
        deployment_views.deployment_calendar,
        name="deployment_calendar",
    ),
    path("couverture/", views.coverage, name="coverage"),
    path("couverture/<str:territory>/", views.coverage, name="coverage"),
]
if find_spec("vigie.observatory.imports_urls"):
    from vigie.observatory.imports_urls import urlpatterns as import_urls

    urlpatterns += import_urls
