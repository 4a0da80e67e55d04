"""Addresses of the policy of the sealed groups."""

from django.urls import path

from vigie.domains.compliance import policies_views as views

urlpatterns = [
    path("regle-des-groupes/<str:territory>/", views.group_policy, name="group_policy"),
    path(
        "regle-des-groupes/<str:territory>/<int:number>/signer/",
        views.sign,
        name="group_policy_sign",
    ),
    path(
        "regle-des-groupes/<str:territory>/<int:number>/ecarter/",
        views.set_aside,
        name="group_policy_set_aside",
    ),
]
