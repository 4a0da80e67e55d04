"""Addresses of compliance."""

from django.urls import URLPattern, URLResolver, path

from vigie.domains.compliance import (
    choices_views,
    documents_views,
    incident_views,
    incidents_views,
    information_views,
    officers_views,
    register_views,
    shared_views,
    works_views,
)

_MINE = "mes-choix"
_REGISTER = "registre/<str:territory>"
_SPACE = "espace-rgpd/<str:territory>"
_WORKS = "oeuvres/<str:territory>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_MINE}/", choices_views.my_choices, name="my_choices"),
    path(f"{_MINE}/annuler/", choices_views.undo, name="choice_undo"),
    path(f"{_MINE}/accords/", choices_views.give, name="agreement_give"),
    path(
        f"{_MINE}/accords/<int:number>/retirer/", choices_views.withdraw, name="agreement_withdraw"
    ),
    path(
        f"{_MINE}/accords/<int:number>/retablir/", choices_views.restore, name="agreement_restore"
    ),
    path("resultats-partages/", shared_views.shared_with_me, name="shared_with_me"),
    path("resultats-partages/<int:number>/", shared_views.shared_one, name="shared_one"),
    path("registre-vigie/", register_views.own, name="register_own"),
    path("registre/", register_views.register, name="register"),
    path(f"{_REGISTER}/", register_views.register, name="register"),
    path(f"{_REGISTER}/inscrire/", register_views.add, name="register_add"),
    path(f"{_REGISTER}/<int:number>/", register_views.edit, name="register_edit"),
    path(f"{_REGISTER}/<int:number>/retirer/", register_views.withdraw, name="register_withdraw"),
    path(f"{_REGISTER}/<int:number>/retablir/", register_views.restore, name="register_restore"),
    path("dpd/", officers_views.dpo_directory, name="dpo_directory"),
    path("dpd/<str:territory>/", officers_views.dpo_contact, name="dpo_contact"),
    path(f"{_SPACE}/", documents_views.documents, name="documents"),
    path(f"{_SPACE}/deposer/", documents_views.deposit, name="document_add"),
    path(f"{_SPACE}/<int:number>/", documents_views.document, name="document"),
    path(f"{_SPACE}/<int:number>/remplacer/", documents_views.replace, name="document_replace"),
    path(f"{_SPACE}/<int:number>/supprimer/", documents_views.delete, name="document_delete"),
    path(f"{_SPACE}/<int:number>/retablir/", documents_views.restore, name="document_restore"),
    path(
        f"{_SPACE}/<int:number>/version/<int:version>/",
        documents_views.download,
        name="document_download",
    ),
    path(f"{_WORKS}/", works_views.works, name="works"),
    path(f"{_WORKS}/enregistrer/", works_views.add, name="work_add"),
    path(f"{_WORKS}/<int:number>/", works_views.edit, name="work_edit"),
    path(f"{_WORKS}/<int:number>/retirer/", works_views.remove, name="work_remove"),
    path(f"{_WORKS}/<int:number>/retablir/", works_views.restore, name="work_restore"),
    path("incidents/", incidents_views.incidents, name="incidents"),
    path("incidents/violations/", incidents_views.breaches, name="breaches"),
    path("incidents/signaler/", incidents_views.declare, name="incident_declare"),
    path("incidents/<int:number>/", incident_views.incident, name="incident"),
    path("incidents/<int:number>/examiner/", incident_views.assess, name="incident_assess"),
    path("incidents/<int:number>/mesure/", incident_views.measure, name="incident_measure"),
    path("incidents/<int:number>/maitriser/", incident_views.contain, name="incident_contain"),
    path("incidents/<int:number>/decider/", incident_views.decide, name="incident_decide"),
    path("incidents/<int:number>/clore/", incident_views.close, name="incident_close"),
    path("incidents/<int:number>/rouvrir/", incident_views.reopen, name="incident_reopen"),
    path("vos-donnees/", information_views.your_data, name="your_data"),
]
