"""Addresses of the door and the home."""

from django.urls import path

from vigie.domains.people import (
    directory_views,
    link_views,
    log_views,
    mandate_file_views,
    provider_views,
    school_views,
    views,
    visit_views,
)

_SCHOOL = "etablissement/<str:territory>"
_FILE = "personnes/importer/<str:token>"

urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("connexion/personnage/", views.become, name="become"),
    path("connexion/lien/", link_views.ask_link, name="ask_link"),
    path("connexion/lien/demande/", link_views.link_asked, name="link_asked"),
    path("connexion/lien/ouvrir/", link_views.use, name="use_link"),
    path("connexion/lien/<str:token>/", link_views.link, name="link"),
    path("connexion/fournisseur/", provider_views.to_provider, name="provider"),
    path("connexion/retour/", provider_views.from_provider, name="provider_back"),
    path("sessions/", visit_views.visits, name="visits"),
    path("sessions/<int:number>/fermer/", visit_views.visit_end, name="visit_end"),
    path("sessions/fermer/", visit_views.visits_end_others, name="visits_end_others"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("accueil/", views.home, name="home"),
    path("mes-donnees/consultations/", log_views.my_readings, name="my_readings"),
    path("journal/", log_views.log, name="journal"),
    path(f"{_SCHOOL}/roles/", school_views.roles, name="school_roles"),
    path(f"{_SCHOOL}/roles/<str:role>/", school_views.role, name="school_role"),
    path(f"{_SCHOOL}/reprendre/<int:mandate>/", school_views.take_back, name="take_back"),
    path(f"{_SCHOOL}/passation/", school_views.leave, name="hand_over"),
    path("personnes/", directory_views.people, name="people"),
    path("personnes/inviter/", directory_views.invite, name="people_invite"),
    path("personnes/importer/", mandate_file_views.drop, name="mandates_import"),
    path("personnes/importer/modele.csv", mandate_file_views.model, name="mandates_model"),
    path(f"{_FILE}/", mandate_file_views.one, name="mandates_file"),
    path(f"{_FILE}/abandonner/", mandate_file_views.give_up, name="mandates_file_give_up"),
    path(f"{_FILE}/annuler/", mandate_file_views.undo, name="mandates_file_undo"),
    path("personnes/revue/", directory_views.review, name="mandates_review"),
    path("personnes/pourquoi/", directory_views.why, name="why"),
    path("personnes/<int:person>/", directory_views.sheet, name="person"),
    path("personnes/<int:person>/sessions/", directory_views.end_visits, name="person_end_visits"),
    path("personnes/<int:person>/compte/", directory_views.close, name="person_close"),
    path("personnes/mandat/<int:mandate>/finir/", directory_views.end, name="mandate_end"),
]
