"""The same write twice is done once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from rest_framework.test import APIClient

from accounts.models import User
from core import services, tasks
from core.models import IdempotencyKey, WorkdayOverride

pytestmark = [pytest.mark.urls("tests.core.door"), pytest.mark.django_db]

DAY = {"date": "2027-01-01", "is_workday": False}


def create(api: APIClient, key: str = "k-1", **changes: object) -> Any:
    headers = {"Idempotency-Key": key}
    return api.post("/api/v1/days", DAY | changes, format="json", headers=headers)


def test_repeat_gets_the_same_answer(api: APIClient) -> None:
    first, second = create(api), create(api)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert not first.has_header("Idempotency-Replayed")
    assert second["Idempotency-Replayed"] == "true"
    assert WorkdayOverride.objects.count() == 1


def test_key_with_another_body_is_refused(api: APIClient) -> None:
    create(api)
    response = create(api, name="元旦")
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")


def test_key_belongs_to_one_caller(api: APIClient) -> None:
    create(api)
    other = APIClient()
    other.force_authenticate(User.objects.create(username="qian", name="钱某乙"))
    assert create(other, date="2027-01-02").status_code == 201


def test_refusal_is_not_kept(api: APIClient) -> None:
    assert create(api, date="never").status_code == 422
    assert not IdempotencyKey.objects.exists()
    assert create(api).status_code == 201


@pytest.mark.parametrize("key", ["", "a" * 256, "有空 格"])
def test_malformed_key_is_refused(api: APIClient, key: str) -> None:
    response = api.post("/api/v1/days", DAY, format="json", HTTP_IDEMPOTENCY_KEY=key)
    assert response.status_code == 400


def test_key_is_forgotten_after_a_day(api: APIClient) -> None:
    create(api)
    row = IdempotencyKey.objects.get()
    IdempotencyKey.objects.update(created_at=row.created_at - timedelta(hours=24, seconds=1))
    assert create(api, date="2027-01-02").status_code == 201
    IdempotencyKey.objects.update(created_at=row.created_at - timedelta(hours=25))
    assert tasks.forget_idempotency_keys() == 1
    assert not IdempotencyKey.objects.exists()


def test_upload_is_compared_by_content(api: APIClient) -> None:
    def send(content: bytes) -> Any:
        body = {"file": SimpleUploadedFile("a.pdf", content)}
        headers = {"Idempotency-Key": "k"}
        return api.post("/api/v1/file", body, format="multipart", headers=headers)

    assert send(b"12345").json() == {"size": 5}
    assert send(b"12345")["Idempotency-Replayed"] == "true"
    assert send(b"54321").status_code == 422


def test_reading_ignores_the_key(api: APIClient) -> None:
    assert api.get("/api/v1/days", headers={"Idempotency-Key": "k"}).status_code == 200
    assert not IdempotencyKey.objects.exists()


def test_claim_outside_a_transaction_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    class Outside:
        in_atomic_block = False

    monkeypatch.setattr(services.idempotency.transaction, "get_connection", lambda: Outside)
    with pytest.raises(RuntimeError, match="transaction"):
        services.claim_key(principal="p", key="k", request_hash="h", at=None)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_repeat_while_the_first_works_is_refused(
    api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, go_on = threading.Event(), threading.Event()
    real = services.idempotency.IdempotencyKey.objects.create

    def slow(**fields: object) -> Any:
        row = real(**fields)
        inside.set()
        assert go_on.wait(10)
        return row

    monkeypatch.setattr(IdempotencyKey.objects, "create", slow)
    answers = []

    def run() -> None:
        answers.append(create(api))
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    assert inside.wait(10)
    response = create(api)
    go_on.set()
    thread.join(10)
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_in_flight")
    assert answers[0].status_code == 201
    assert create(api)["Idempotency-Replayed"] == "true"
