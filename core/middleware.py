"""What every response passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Next = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Stands in until the request id is written."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class SecurityHeadersMiddleware(RequestIdMiddleware):
    """Stands in until the security headers are written."""
