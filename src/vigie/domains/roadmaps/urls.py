"""Addresses of the roadmaps: lists, tree, sheets, forms, files."""

from django.urls import path

from vigie.domains.roadmaps import (
    views,
    views_compare,
    views_editing,
    views_files,
    views_measuring,
    views_sheets,
    views_whole,
)

_HERE = "feuilles-de-route"
_ONE = f"{_HERE}/<slug:code>"
_NODE = f"{_ONE}/elements/<int:pk>"
_INDICATOR = f"{_ONE}/indicateurs/<int:pk>"
urlpatterns = [
    path(f"{_HERE}/", views.roadmaps, name="roadmaps"),
    path(f"{_HERE}/de/<str:territory>/", views.roadmaps, name="roadmaps"),
    path(f"{_HERE}/de/<str:territory>/nouvelle/", views_whole.roadmap_new, name="roadmap_new"),
    path(f"{_HERE}/de/<str:territory>/importer/", views_files.roadmap_import,
         name="roadmap_import"),
    path(f"{_ONE}/", views.roadmap, name="roadmap"),
    path(f"{_ONE}/annees/", views.roadmap_recap, name="roadmap_recap"),
    path(f"{_ONE}/calendrier/", views.roadmap_timeline, name="roadmap_timeline"),
    path(f"{_ONE}/calendrier/ajouter/", views_editing.milestone_new, name="milestone_new"),
    path(f"{_ONE}/calendrier/<int:pk>/", views_editing.milestone_edit, name="milestone_edit"),
    path(f"{_ONE}/calendrier/<int:pk>/retirer/", views_editing.milestone_remove,
         name="milestone_remove"),
    path(f"{_ONE}/comparer/", views_compare.roadmap_compare, name="roadmap_compare"),
    path(f"{_ONE}/historique/", views_whole.roadmap_history, name="roadmap_history"),
    path(f"{_ONE}/annuler/<slug:act>/", views_whole.roadmap_undo, name="roadmap_undo"),
    path(f"{_ONE}/modifier/", views_whole.roadmap_edit, name="roadmap_edit"),
    path(f"{_ONE}/archiver/", views_whole.roadmap_archive, name="roadmap_archive"),
    path(f"{_ONE}/participants/", views_whole.roadmap_parts, name="roadmap_parts"),
    path(f"{_ONE}/participants/<int:pk>/retirer/", views_whole.roadmap_part_back,
         name="roadmap_part_back"),
    path(f"{_ONE}/fichier/<slug:kind>/", views_files.roadmap_file, name="roadmap_file"),
    path(f"{_ONE}/elements/ajouter/", views_editing.node_new, name="node_top"),
    path(f"{_NODE}/", views_sheets.node, name="node"),
    path(f"{_NODE}/ajouter/", views_editing.node_new, name="node_new"),
    path(f"{_NODE}/modifier/", views_editing.node_edit, name="node_edit"),
    path(f"{_NODE}/retirer/", views_editing.node_remove, name="node_remove"),
    path(f"{_NODE}/actions/ajouter/", views_editing.action_new, name="action_new"),
    path(f"{_ONE}/actions/<int:pk>/", views_editing.action_edit, name="action_edit"),
    path(f"{_ONE}/actions/<int:pk>/etat/", views_editing.action_state, name="action_state"),
    path(f"{_ONE}/actions/<int:pk>/retirer/", views_editing.action_remove, name="action_remove"),
    path(f"{_NODE}/supports/ajouter/", views_editing.deliverable_new, name="deliverable_new"),
    path(f"{_ONE}/supports/<int:pk>/cocher/", views_editing.deliverable_tick,
         name="deliverable_tick"),
    path(f"{_ONE}/supports/<int:pk>/retirer/", views_editing.deliverable_remove,
         name="deliverable_remove"),
    path(f"{_NODE}/indicateurs/ajouter/", views_measuring.indicator_new, name="indicator_new"),
    path(f"{_NODE}/mesure/", views_measuring.indicator_preview, name="indicator_preview"),
    path(f"{_INDICATOR}/", views_sheets.indicator, name="indicator"),
    path(f"{_INDICATOR}/modifier/", views_measuring.indicator_edit, name="indicator_edit"),
    path(f"{_INDICATOR}/retirer/", views_measuring.indicator_remove, name="indicator_remove"),
    path(f"{_INDICATOR}/objectif/", views_measuring.objective_new, name="objective_new"),
    path(f"{_ONE}/objectifs/<int:pk>/abandonner/", views_measuring.objective_end,
         name="objective_end"),
    path(f"{_INDICATOR}/depart/", views_measuring.baseline, name="baseline"),
    path(f"{_INDICATOR}/valeur/", views_measuring.value_new, name="value_new"),
    path(f"{_ONE}/valeurs/<int:pk>/retirer/", views_measuring.value_withdraw,
         name="value_withdraw"),
]  # fmt: skip
