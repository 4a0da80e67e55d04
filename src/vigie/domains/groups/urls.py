"""Addresses of the sealed groups, and of the exact results of the academic team."""

from django.urls import path

from vigie.domains.groups import views, views_member, views_team

urlpatterns = [
    path("groupes/", views.groups, name="groups"),
    path("groupes/sceller/", views.seal, name="group_seal"),
    path("groupes/avec-moi/", views_member.groups_with_me, name="groups_with_me"),
    path("groupes/<str:token>/", views.group, name="group"),
    path("groupes/<str:token>/annuler/", views.cancel, name="group_cancel"),
    path("groupes/<str:token>/sujets/", views.choose, name="group_subjects"),
    path("groupes/<str:token>/retrait/", views_member.withdraw, name="group_withdraw"),
    path("groupes/<str:token>/retour/", views_member.rejoin, name="group_rejoin"),
    path("resultats-exacts/<str:territory>/groupe/", views_team.exact_group, name="exact_group"),
    path(
        "resultats-exacts/<str:territory>/personne/", views_team.exact_person, name="exact_person"
    ),
]
