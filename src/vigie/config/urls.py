"""Root of the addresses: the pages, the shell's own pages, and the error pages in French."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from vigie.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("vigie.domains.people.urls")),
    path("", include("vigie.domains.compliance.urls")),
    path("", include("vigie.domains.compliance.policies_urls")),
    path("", include("vigie.domains.compliance.rights_urls")),
    path("", include("vigie.domains.groups.urls")),
    path("", include("vigie.domains.reminders.urls")),
    path("", include("vigie.domains.campaigns.urls")),
    path("", include("vigie.domains.subscriptions.urls")),
    path("", include("vigie.domains.activation.urls")),
    path("", include("vigie.domains.kit.urls")),
    path("", include("vigie.domains.trainings.urls")),
    path("", include("vigie.domains.roadmaps.urls")),
    path("", include("vigie.domains.roadmaps.urls_telling")),
    path("", include("vigie.domains.disconnection.urls")),
    path("", include("vigie.domains.governance.urls")),
    path("", include("vigie.reports.urls")),
    path("", include("vigie.observatory.urls")),
    path("accessibilite/", views.accessibility, name="accessibility"),
]
if settings.DEBUG or getattr(settings, "VIGIE_GALLERY", False):
    urlpatterns.append(path("composants/", include("vigie.web.gallery.urls")))

handler400 = "vigie.web.views.bad_request"
handler403 = "vigie.web.views.forbidden"
handler404 = "vigie.web.views.not_found"
handler500 = "vigie.web.views.fault"
