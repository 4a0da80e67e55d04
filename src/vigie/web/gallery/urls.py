"""Addresses of the gallery."""

from django.urls import path

from vigie.web.gallery import views

urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("panne/", views.breakdown, name="gallery_breakdown"),
]
