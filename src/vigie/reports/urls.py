"""Addresses of the reports."""

from django.urls import path

from vigie.reports.review.views import review_minutes
from vigie.reports.roadmap.views import roadmap_report

_ONE = "feuilles-de-route/<slug:code>"
urlpatterns = [
    path(f"{_ONE}/rapport/", roadmap_report, name="roadmap_report"),
    path(f"{_ONE}/revues/<int:pk>/compte-rendu/", review_minutes, name="review_minutes"),
]
