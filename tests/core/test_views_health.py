"""Health, headers and ids of responses."""

import pytest
from django.db import OperationalError
from django.test import Client

from accounts.models import User
from core import clock, services, views
from core.middleware import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.urls("tests.core.door")


def test_healthz_asks_nobody(client: Client) -> None:
    response = client.get("/healthz")
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_tells_how_late_the_oldest_job_is(client: Client, settings: object) -> None:
    assert client.get("/readyz").json()["oldest_due_job"] == {"uid": None, "late_seconds": 0}
    settings.JOB_KINDS = {"x": "builtins.print"}
    at = clock.now().replace(year=2020)
    job = services.enqueue_job(kind="x", by=None, at=at)
    body = client.get("/readyz").json()
    assert (body["status"], body["database"], body["broker"]) == ("ok", "ok", "ok")
    assert body["oldest_due_job"]["uid"] == str(job.uid)
    assert body["oldest_due_job"]["late_seconds"] > 365 * 24 * 3600


@pytest.mark.django_db
def test_readyz_says_what_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(views.selectors, "oldest_due_job", away)
    monkeypatch.setattr(views, "_broker", lambda: "unavailable")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reasons"] == ["database: no answer", "broker: no answer"]


def test_headers_are_strict_on_every_response(client: Client) -> None:
    for path in ("/echo", "/healthz"):
        response = client.get(path)
        assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert "camera=()" in response["Permissions-Policy"]
    for word in ("unsafe", "*", "http:"):
        assert word not in CONTENT_SECURITY_POLICY


@pytest.mark.django_db
def test_pages_with_a_person_are_not_stored(client: Client) -> None:
    assert not client.get("/echo").has_header("Cache-Control")
    client.force_login(User.objects.create(username="zhao", name="赵某甲"))
    assert client.get("/echo")["Cache-Control"] == "no-store"


def test_request_id_is_echoed_or_made(client: Client) -> None:
    given = client.get("/echo", headers={"Request-Id": "oa-2025.11_7"})
    assert (given["Request-Id"], given.content) == ("oa-2025.11_7", b"oa-2025.11_7")
    made = client.get("/echo", headers={"Request-Id": "a b\t<script>"})
    assert len(made["Request-Id"]) == 32


def test_large_print_is_remembered(client: Client) -> None:
    assert client.get("/echo?big=1").cookies["big"].value == "1"
    assert "big" not in client.get("/echo?big=2").cookies
