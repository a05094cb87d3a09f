"""What every request of a signed-in person passes through."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from accounts.permissions import remember_standing
from core import clock

STARTED, SEEN = "session_started", "session_seen"
RENEW_AFTER = 60


class SessionLimitMiddleware:
    """Ends a session after half an hour without a request, and after twelve hours at any rate.

    Both limits are settings (SESSION_IDLE_SECONDS, SESSION_ABSOLUTE_SECONDS), asked for by
    GB/T 22239-2019, 8.1.4.1 b (ending of idle sessions). Reading writes the session once a minute
    at most.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            self._look(request, clock.now().timestamp())
        return self.get_response(request)

    def _look(self, request: HttpRequest, now: float) -> None:
        started = request.session.setdefault(STARTED, now)
        seen = request.session.setdefault(SEEN, now)
        too_old = now - started > settings.SESSION_ABSOLUTE_SECONDS
        if too_old or now - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
        elif now - seen > RENEW_AFTER:
            request.session[SEEN] = now


class StandingMiddleware:
    """Fixes the moment of a request (`request.at`), and lets rights be read once for all of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            remember_standing(request.user, page=True)
        return self.get_response(request)
