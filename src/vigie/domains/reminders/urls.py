"""Addresses of the reminders."""

from django.urls import path

from vigie.domains.reminders import views, views_refusal, views_texts

urlpatterns = [
    path("relances/<str:territory>/", views.waves, name="waves"),
    path("relances/<str:territory>/composer/<str:code>/", views.wave_new, name="wave_new"),
    path("relances/<str:territory>/textes/<str:code>/", views_texts.text, name="reminder_text"),
    path("relances/<str:territory>/jours/", views_texts.days, name="reminder_days"),
    path("relances-jours/<int:number>/retirer/", views_texts.withdraw_days,
         name="reminder_days_withdraw"),
    path("vagues/<str:token>/", views.wave, name="wave"),
    path("vagues/<str:token>/<str:act>/", views.wave_act, name="wave_act"),
    path("rappels/incertain/<str:token>/", views.settle, name="reminder_settle"),
    path("rappels/refus/<str:token>/", views_refusal.refuse, name="refuse_reminders"),
    path("rappels/retour/<str:token>/", views_refusal.accept, name="accept_reminders"),
]  # fmt: skip
