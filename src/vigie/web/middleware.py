"""Headers that Django does not set by itself, and addresses without empty parameters."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import escape_uri_path

from vigie.web.territories import ASKED


class PermissionsPolicyMiddleware:
    """Tells the browser that no page needs a camera, a place or a payment, and that nothing of
    the site is for other sites."""

    POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class OnlyWhatIsChosenMiddleware:
    """Leads an address with empty parameters to the same one without them.

    A form sends all its entries, those left at « Tous » too; the address that a reader copies then
    holds only what was chosen, without any script.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A territory asked with no name is a question, and gets its answer.
        if request.method not in ("GET", "HEAD") or ASKED in request.GET or not request.GET:
            return self.get_response(request)
        chosen = request.GET.copy()
        for name, values in request.GET.lists():
            chosen.setlist(name, [value for value in values if value.strip()])
        if chosen == request.GET:
            return self.get_response(request)
        query = chosen.urlencode()
        # Two slashes, or a slash and a backslash, would lead to another site.
        path = escape_uri_path("/" + request.path.lstrip("/"))
        return redirect(f"{path}?{query}" if query else path)
