"""Addresses of the reports."""

from django.urls import path

from vigie.reports.roadmap import views

urlpatterns = [
    path("feuilles-de-route/<slug:code>/rapport/", views.roadmap_report, name="roadmap_report"),
]
