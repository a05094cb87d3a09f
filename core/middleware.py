"""What every response passes through."""

import logging
import re
import uuid
from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.api.problems import api_problem, as_refusal, is_api
from core.context_processors import BIG_COOKIE
from core.errors import DomainError

logger = logging.getLogger(__name__)

Next = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_YEAR = 365 * 24 * 3600


class RequestIdMiddleware:
    """Gives every request an id (the caller's, where it is a plain one) and echoes it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("Request-Id", "")
        request.id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        response = self.get_response(request)
        response["Request-Id"] = request.id
        return response


class SecurityHeadersMiddleware:
    """Strict headers on every response; a view that sets one itself keeps its own."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)
        if is_api(request) or (user is not None and user.is_authenticated):
            response.setdefault("Cache-Control", "no-store")
        return response


class DomainErrorMiddleware:
    """Turns a refusal that no view handled into a page (or a problem document) that says it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a DomainError, and what the database refused because somebody was faster (a form
        sent twice); leave everything else to Django."""
        if isinstance(error, IntegrityError):
            logger.error("%s %s", request.method, request.path, exc_info=error)
            error = as_refusal(error)
        if not isinstance(error, DomainError):
            return None
        if is_api(request):
            return api_problem(
                request, error.status, error.code, error.detail, error.errors, error.extra()
            )
        context = {"status": error.status, "sentence": error.detail, "errors": error.errors}
        return render(request, "core/refused.html", context, status=error.status)


class DisplayMiddleware:
    """Remembers the choice of large print (`?big=1`, `?big=0`) in a cookie."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (chosen := request.GET.get("big")) in ("0", "1"):
            response.set_cookie(
                BIG_COOKIE,
                chosen,
                max_age=_YEAR,
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
        return response
