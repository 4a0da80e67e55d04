"""Addresses of compliance."""

from django.urls import URLPattern, URLResolver, path

from vigie.domains.compliance import choices_views, shared_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("mes-choix/", choices_views.my_choices, name="my_choices"),
    path("mes-choix/annuler/", choices_views.undo, name="choice_undo"),
    path("mes-choix/accords/", choices_views.give, name="agreement_give"),
    path(
        "mes-choix/accords/<int:number>/retirer/",
        choices_views.withdraw,
        name="agreement_withdraw",
    ),
    path(
        "mes-choix/accords/<int:number>/retablir/", choices_views.restore, name="agreement_restore"
    ),
    path("resultats-partages/", shared_views.shared_with_me, name="shared_with_me"),
    path("resultats-partages/<int:number>/", shared_views.shared_one, name="shared_one"),
]
