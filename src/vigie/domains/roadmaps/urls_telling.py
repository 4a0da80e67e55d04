"""Addresses of what is said of roadmaps: reviews, judgements, comments, proposals, alerts."""

from django.urls import path

from vigie.domains.roadmaps import (
    views_alerts,
    views_pilote,
    views_proposals,
    views_review,
    views_said,
)

_ONE = "feuilles-de-route/<slug:code>"
urlpatterns = [
    path("mes-alertes/", views_alerts.my_alerts, name="my_alerts"),
    path(f"{_ONE}/pilote/", views_pilote.roadmap_pilote, name="roadmap_pilote"),
    path(f"{_ONE}/revues/", views_review.roadmap_reviews, name="roadmap_reviews"),
    path(f"{_ONE}/revues/<int:pk>/", views_review.roadmap_review, name="roadmap_review"),
    path(f"{_ONE}/revues/<int:pk>/ecrire/", views_review.review_write, name="review_write"),
    path(f"{_ONE}/revues/<int:pk>/decider/", views_review.review_decide, name="review_decide"),
    path(f"{_ONE}/elements/<int:pk>/suivi/", views_said.node_said, name="node_said"),
    path(f"{_ONE}/elements/<int:pk>/suivi/juger/", views_said.node_judge, name="node_judge"),
    path(f"{_ONE}/elements/<int:pk>/suivi/dire/", views_said.node_say, name="node_say"),
    path(f"{_ONE}/appreciations/<int:pk>/retirer/", views_said.judgement_withdraw,
         name="judgement_withdraw"),
    path(f"{_ONE}/indicateurs/<int:pk>/suivi/", views_said.indicator_said, name="indicator_said"),
    path(f"{_ONE}/indicateurs/<int:pk>/suivi/dire/", views_said.indicator_say,
         name="indicator_say"),
    path(f"{_ONE}/dit/<int:pk>/cocher/", views_said.said_carry, name="said_carry"),
    path(f"{_ONE}/dit/<int:pk>/retirer/", views_said.said_remove, name="said_remove"),
    path(f"{_ONE}/indicateurs/<int:pk>/proposer/", views_proposals.proposal_new,
         name="proposal_new"),
    path(f"{_ONE}/propositions/<int:pk>/repondre/", views_proposals.proposal_answer,
         name="proposal_answer"),
    path(f"{_ONE}/propositions/<int:pk>/reprendre/", views_proposals.proposal_take_back,
         name="proposal_take_back"),
]  # fmt: skip
