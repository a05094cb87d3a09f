"""A session ends by itself: after a pause, and after a day's work."""

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.middleware import SEEN, STARTED, StandingMiddleware
from accounts.models import User
from accounts.permissions import standing_of
from core.clock import local_date, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client) -> Client:
    person = User.objects.create(username="zhao", name="赵某甲")
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    client.get("/no-such-page")
    return client


def put_back(client: Client, key: str, seconds: float) -> None:
    session = client.session
    session[key] -= seconds
    session.save()


def test_both_clocks_start_with_the_first_request(signed_in: Client) -> None:
    assert signed_in.session[STARTED] == signed_in.session[SEEN]


def test_a_pause_ends_it(signed_in: Client) -> None:
    put_back(signed_in, SEEN, settings.SESSION_IDLE_SECONDS + 1)
    signed_in.get("/no-such-page")
    assert SESSION_KEY not in signed_in.session


def test_twelve_hours_end_it_however_busy(signed_in: Client) -> None:
    put_back(signed_in, STARTED, settings.SESSION_ABSOLUTE_SECONDS + 1)
    signed_in.get("/no-such-page")
    assert SESSION_KEY not in signed_in.session


def test_a_request_after_a_minute_renews_it(signed_in: Client) -> None:
    before = signed_in.session[SEEN]
    put_back(signed_in, SEEN, 90)
    signed_in.get("/no-such-page")
    assert signed_in.session[SEEN] >= before


def test_a_request_within_a_minute_writes_nothing(signed_in: Client) -> None:
    put_back(signed_in, SEEN, 30)
    seen = signed_in.session[SEEN]
    signed_in.get("/no-such-page")
    assert signed_in.session[SEEN] == seen


def test_a_request_has_one_moment_and_reads_rights_once() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    request.user = User.objects.create(username="zhao", name="赵某甲")

    def view(request: HttpRequest) -> HttpResponse:
        on = local_date(request.at)
        return HttpResponse(str(standing_of(request.user, on) is standing_of(request.user, on)))

    before = now()
    assert StandingMiddleware(view)(request).content == b"True"
    assert before <= request.at <= now()
