"""Health, headers and ids of responses."""

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from core import clock, services, views
from core.adapters import BrokerState
from core.middleware import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.urls("tests.core.door")


def test_healthz_asks_nobody(client: Client) -> None:
    response = client.get("/healthz")
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_names_what_is_late_and_stays_ready(client: Client, settings: Settings) -> None:
    settings.JOB_KINDS = {"x": "builtins.print"}
    at = clock.now()
    services.enqueue_job(kind="x", by=None, at=at.replace(year=2020))
    services.run_tick(name="journal.tasks.seal", work=lambda: 0, now=lambda: at)
    response = client.get("/readyz")
    body = response.json()
    assert response.status_code == 200
    assert (body["status"], body["database"], body["broker"]) == ("ok", "ok", "ok")
    jobs = next(row for row in body["due"] if row["name"] == "后台任务")
    assert (jobs["count"], jobs["late"]) == (1, True)
    assert jobs["waited_seconds"] > 365 * 24 * 3600
    ticks = {tick["name"]: tick for tick in body["ticks"]}
    assert not ticks["journal.tasks.seal"]["overdue"]
    assert ticks["core.tasks.run_jobs"]["overdue"]
    assert {"后台任务", "core.tasks.run_jobs"} <= set(body["late"])


@pytest.mark.django_db
def test_readyz_says_what_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(views.selectors, "due_rows", away)
    monkeypatch.setattr(views.adapters, "broker_state", lambda: BrokerState(False))
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
