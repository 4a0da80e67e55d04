"""Addresses of the kit."""

from django.urls import path

from vigie.domains.kit import views, views_plan, views_write

urlpatterns = [
    path("kit/<str:territory>/", views.kit, name="kit"),
    path("kit/<str:territory>/tout.zip", views.whole, name="kit_all"),
    path("kit/<str:territory>/ecrire/", views_write.new, name="kit_new"),
    path("kit/<str:territory>/recevoir/", views_write.receive, name="kit_receive"),
    path("kit/<str:territory>/plan/", views_plan.plan, name="kit_plan"),
    path(
        "kit/<str:territory>/plan/<int:number>/", views_plan.announcement, name="kit_announcement"
    ),
    path(
        "kit/<str:territory>/plan/<int:number>/retirer/",
        views_plan.announcement_withdraw,
        name="kit_announcement_withdraw",
    ),
    path(
        "kit/<str:territory>/plan/<int:number>/retablir/",
        views_plan.announcement_put_back,
        name="kit_announcement_put_back",
    ),
    path("kit/<str:territory>/nouvelles/", views_plan.news, name="kit_news"),
    path(
        "kit/<str:territory>/nouvelles/<int:number>/retirer/",
        views_plan.news_withdraw,
        name="kit_news_withdraw",
    ),
    path(
        "kit/<str:territory>/nouvelles/<int:number>/retablir/",
        views_plan.news_put_back,
        name="kit_news_put_back",
    ),
    path("kit/<str:territory>/<int:number>/", views.piece, name="kit_piece"),
    path("kit/<str:territory>/<int:number>/fichier", views.piece_file, name="kit_file"),
    path("kit/<str:territory>/<int:number>/modifier/", views_write.revise, name="kit_revise"),
    path("kit/<str:territory>/<int:number>/adapter/", views_write.adapt, name="kit_adapt"),
    path("kit/<str:territory>/<int:number>/confirmer/", views_write.keep, name="kit_keep"),
    path("kit/<str:territory>/<int:number>/retirer/", views_write.withdraw, name="kit_withdraw"),
    path("kit/<str:territory>/<int:number>/retablir/", views_write.put_back, name="kit_put_back"),
    path(
        "kit/<str:territory>/<int:number>/reprendre/<int:edition>/",
        views_write.restore,
        name="kit_restore",
    ),
]
