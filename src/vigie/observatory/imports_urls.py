"""Addresses of the import pages, of data quality and of the campaigns."""

from django.urls import path

from vigie.observatory import (
    imports_campaign_acts,
    imports_campaigns,
    imports_campaigns_file,
    imports_decisions,
    imports_history,
    imports_page,
    imports_strategies,
    quality,
)

_DRAFT = "imports/depot/<str:token>/"
_FILE = "campagnes/fichier/<str:token>"
_STRATEGIES = "campagnes/strategies/<str:territory>"

urlpatterns = [
    path("imports/", imports_page.imports, name="imports"),
    path("imports/deposer/", imports_page.drop, name="imports_drop"),
    path("imports/calcul/", imports_decisions.rebuilding, name="imports_count"),
    path(_DRAFT, imports_decisions.draft, name="imports_draft"),
    path(f"{_DRAFT}etat/", imports_decisions.state, name="imports_state"),
    path(f"{_DRAFT}importer/", imports_decisions.accept_all, name="imports_accept_all"),
    path(f"{_DRAFT}abandonner/", imports_decisions.give_up_all, name="imports_give_up_all"),
    path(f"{_DRAFT}relire/", imports_decisions.read_again, name="imports_read_again"),
    path(f"{_DRAFT}<int:no>/completer/", imports_decisions.complete, name="imports_complete"),
    path(f"{_DRAFT}<int:no>/importer/", imports_decisions.accept, name="imports_accept"),
    path(f"{_DRAFT}<int:no>/abandonner/", imports_decisions.give_up, name="imports_give_up"),
    path(f"{_DRAFT}<int:no>/erreurs.csv", imports_decisions.errors_file, name="imports_errors"),
    path("imports/historique/<str:import_id>/", imports_history.one, name="imports_one"),
    path(
        "imports/historique/<str:import_id>/retirer/",
        imports_history.take_back,
        name="imports_withdraw",
    ),
    path("qualite/", quality.quality, name="quality"),
    path("campagnes/", imports_campaigns.campaigns, name="campaigns"),
    path("campagnes/campagnes.csv", imports_campaigns.as_import, name="campaigns_file"),
    path("campagnes/publier/", imports_campaigns.publish_again, name="campaigns_publish"),
    path("campagnes/fichier/", imports_campaigns_file.drop, name="campaigns_batch"),
    path(
        "campagnes/fichier/modele.csv", imports_campaigns_file.model, name="campaigns_batch_model"
    ),
    path(f"{_FILE}/", imports_campaigns_file.one, name="campaigns_batch_one"),
    path(f"{_FILE}/abandonner/", imports_campaigns_file.give_up, name="campaigns_batch_give_up"),
    path(f"{_FILE}/annuler/", imports_campaigns_file.undo, name="campaigns_batch_undo"),
    path("campagnes/nouvelle/", imports_campaigns.declare, name="campaigns_new"),
    path("campagnes/code/<str:code>/", imports_campaigns.edit, name="campaigns_edit"),
    path(
        "campagnes/code/<str:code>/retirer/", imports_campaigns.take_back, name="campaigns_withdraw"
    ),
    path(
        "campagnes/changements/<int:number>/annuler/",
        imports_campaign_acts.undo,
        name="campaigns_undo",
    ),
    path("campagnes/strategies/", imports_strategies.strategies, name="strategies"),
    path(f"{_STRATEGIES}/", imports_strategies.of_territory, name="strategies_of"),
    path(f"{_STRATEGIES}/<str:profile>/", imports_strategies.edit, name="strategy_edit"),
]
