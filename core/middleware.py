"""What every response passes through."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

from core.context_processors import BIG_COOKIE

Next = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Stands in until the request id is written."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class SecurityHeadersMiddleware(RequestIdMiddleware):
    """Stands in until the security headers are written."""


class DisplayMiddleware:
    """Large print (大字版): `?big=1` or `?big=0` is kept in a cookie, without scripts.

    The answer is a redirect to the same page without the parameter, so that addresses which people
    pass on do not carry it. Not under /api/, where an unknown parameter is refused.
    """

    YEAR = 365 * 24 * 3600

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        choice = request.GET.get(BIG_COOKIE)
        if request.method != "GET" or choice not in ("0", "1") or request.path.startswith("/api/"):
            return self.get_response(request)
        rest = request.GET.copy()
        del rest[BIG_COOKIE]
        path = escape_leading_slashes(escape_uri_path(request.path))
        response = HttpResponseRedirect(f"{path}?{rest.urlencode()}" if rest else path)
        response.set_cookie(
            BIG_COOKIE,
            choice,
            max_age=self.YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response
