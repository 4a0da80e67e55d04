"""Pages of the shell itself: the accessibility statement and the error pages."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers


def accessibility(request: HttpRequest) -> HttpResponse:
    """What is done for accessibility, what is not proved yet, and whom to tell."""
    return render(request, "web/accessibility.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """400: the address or the form cannot be understood."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """403."""
    return render(request, "errors/403.html", status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """403 of a form whose token is missing or too old; one of our own pages is asked for again,
    with what was typed. Another site's is not: the press would be made in its place."""
    own = f"{request.scheme}://{request.get_host()}"
    kept = ask_again(request) if request.headers.get("Origin") == own else None
    return kept or render(request, "errors/403.html", status=403)


def ask_again(request: HttpRequest, door: str = "") -> HttpResponse | None:
    """403 of a form that cannot be taken now, with all that was typed, to be sent with one press;
    None when nothing was written that would be missed. `door`: where to sign in first."""
    try:
        typed = request.POST
        fields = [
            (name, value)
            for name, values in typed.lists()
            if name != "csrfmiddlewaretoken"
            for value in values
        ]
        files = bool(request.FILES)
    except (BadRequest, OSError, SuspiciousOperation):
        return None  # what was sent cannot be read
    texts = [value for _name, value in fields if len(value.split()) > 1]
    if not texts:
        return None
    context = {
        "fields": fields,
        "texts": texts,
        "files": files,
        "door": door,
        "action": request.get_full_path(),
    }
    answer = render(request, "errors/again.html", context, status=403)
    add_never_cache_headers(answer)
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with the message of the page that did not find (`Http404("…")`) when it has one."""
    message = str(exception.args[0]) if exception.args else ""
    # Django's own message is a dictionary of tried addresses: not for readers.
    known = message if message and "tried" not in message and len(message) < 300 else ""
    return render(request, "errors/404.html", {"message": known}, status=404)


def fault(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """500: rendered without context processors, so that what failed cannot fail it again."""
    from django.template import loader

    return HttpResponse(loader.render_to_string("errors/500.html"), status=500)
