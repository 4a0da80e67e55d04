"""Addresses of mission letters and key people."""

from django.urls import path

from vigie.domains.governance import views, views_letters

_PLACE = "lettres-de-mission/<str:territory>"
_ONE = f"{_PLACE}/<int:number>"
_KEY = "personnes-cles/<str:territory>"

urlpatterns = [
    path(f"{_PLACE}/", views.letters, name="mission_letters"),
    path(f"{_PLACE}/nouvelle/", views_letters.new, name="mission_letter_new"),
    path(f"{_ONE}/", views_letters.one, name="mission_letter"),
    path(f"{_ONE}/annuler/", views_letters.undo, name="mission_letter_undo"),
    path(f"{_ONE}/retirer/", views_letters.withdraw, name="mission_letter_withdraw"),
    path(f"{_ONE}/retablir/", views_letters.put_back, name="mission_letter_put_back"),
    path(f"{_ONE}/lettre.pdf", views_letters.paper, name="mission_letter_file"),
    path(f"{_KEY}/<int:number>/fin/", views.end, name="key_person_end"),
    path(f"{_KEY}/<str:subject>/", views.name, name="key_person"),
]
