"""Whatever goes wrong under /api/ is a problem document with a Chinese sentence."""

import json
import logging
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from core.errors import ERROR_CATALOGUE

pytestmark = pytest.mark.urls("tests.core.door")


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"/api/v1/errors/{code}"
    assert body["title"] == ERROR_CATALOGUE[code].title
    assert ERROR_CATALOGUE[code].status == status
    assert body["detail"]
    return body


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("denied", 403, "permission_denied"),
        ("guard", 422, "guard_failed"),
        ("transition", 409, "transition_not_allowed"),
        ("stale", 409, "stale_version"),
        ("forbidden", 403, "permission_denied"),
        ("suspicious", 400, "bad_request"),
        ("database", 503, "unavailable"),
        ("full", 503, "storage_full"),
        ("bug", 500, "internal_error"),
    ],
)
def test_problem_of_an_exception(
    api: APIClient, caplog: pytest.LogCaptureFixture, name: str, status: int, code: str
) -> None:
    caplog.set_level(logging.CRITICAL)
    body = problem(api.get(f"/api/v1/fail/{name}"), status, code)
    assert "secret" not in json.dumps(body)
    assert body["instance"] == f"/api/v1/fail/{name}"


def test_problem_carries_sentence_and_extras(api: APIClient) -> None:
    assert api.get("/api/v1/fail/denied").json()["detail"] == "只有牵头单位可以办理。"
    assert api.get("/api/v1/fail/transition").json()["allowed"] == ["accept"]
    stale = api.get("/api/v1/fail/stale").json()
    assert (stale["current"], stale["yours"]) == ({"version": 3}, {"version": 2})
    guard = api.get("/api/v1/fail/guard").json()
    assert [row["detail"] for row in guard["errors"]] == ["缺佐证", "缺说明"]


@pytest.mark.django_db
def test_problem_for_a_caller_without_a_name() -> None:
    response = APIClient().get("/api/v1/days")
    problem(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_problem_for_unknown_path_method_and_type(api: APIClient) -> None:
    problem(api.get("/api/v1/nowhere"), 404, "not_found")
    problem(api.get("/api/v1/days/99"), 404, "not_found")
    problem(api.delete("/api/v1/days"), 405, "method_not_allowed")
    problem(api.post("/api/v1/act", "a", content_type="text/plain"), 415, "unsupported_media_type")
    problem(api.get("/api/v1/days", headers={"Accept": "text/html"}), 406, "not_acceptable")


@pytest.mark.parametrize(
    "body",
    [
        b'{"reason":"a","reason":"b"}',
        b'{"reason":NaN}',
        b'{"reason":1e999}',
        b'{"reason":"\\u0000"}',
        b'{"reason":"\\ud800"}',
        b'{"reason":"\xff"}',
        b"[" * 5000,
        b"[" * 40 + b"]" * 40,
        b'{"count":' + b"9" * 5000 + b"}",
        b"{",
    ],
)
def test_body_that_is_not_plain_json_is_refused(api: APIClient, body: bytes) -> None:
    response = api.post("/api/v1/act?x=", body, content_type="application/json")
    assert response.status_code == 400
    problem(api.post("/api/v1/act", body, content_type="application/json"), 400, "parse_error")


def test_body_over_the_limit_is_refused(api: APIClient, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    body = json.dumps({"reason": "长" * 1024 * 1024})
    problem(api.post("/api/v1/act", body, content_type="application/json"), 413, "too_large")


def post(api: APIClient, **body: Any) -> Any:
    return api.post("/api/v1/act", {"version": 1, "reason": "甲"} | body, format="json")


def test_unknown_field_is_refused(api: APIClient) -> None:
    body = problem(post(api, state="closed"), 400, "unknown_field")
    assert body["errors"] == [
        {"pointer": "/state", "code": "unknown_field", "detail": "未知的字段。"}
    ]
    read_only = api.post("/api/v1/days", {"id": 7, "date": "2027-01-01", "is_workday": False})
    assert "只读" in problem(read_only, 400, "unknown_field")["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", 5),
        ("reason", True),
        ("reason", ""),
        ("reason", "长" * 11),
        ("count", "5"),
        ("count", True),
        ("count", 1.5),
        ("sure", "true"),
        ("sure", 1),
    ],
)
def test_wrong_value_names_its_place(api: APIClient, field: str, value: object) -> None:
    body = problem(post(api, **{field: value}), 422, "invalid")
    assert [row["pointer"] for row in body["errors"]] == [f"/{field}"]


def test_texts_are_trimmed(api: APIClient) -> None:
    assert post(api, reason="  甲 ").json()["reason"] == "甲"


@pytest.mark.parametrize("query", ["colour=red", "limit=5&fields=id&x=1"])
def test_unknown_parameter_is_refused(api: APIClient, query: str) -> None:
    problem(api.get(f"/api/v1/days?{query}"), 400, "unknown_parameter")


def test_paging_parameters_do_not_belong_to_a_detail(api: APIClient) -> None:
    problem(api.get("/api/v1/days/1?limit=5"), 400, "unknown_parameter")


def test_nul_in_a_parameter_is_refused(api: APIClient) -> None:
    problem(api.get("/api/v1/jobs-list?boom=%00"), 400, "bad_request")


def test_fields_narrow_the_answer(api: APIClient) -> None:
    api.post("/api/v1/days", {"date": "2027-01-01", "is_workday": False}, format="json")
    row = api.get("/api/v1/days?fields=date,name").json()["results"][0]
    assert row == {"date": "2027-01-01", "name": ""}
    problem(api.get("/api/v1/days?fields=date,secret"), 400, "unknown_parameter")


def test_version_from_header_or_body(api: APIClient) -> None:
    given = {"reason": "甲"}
    by_header = api.post("/api/v1/act", given, format="json", headers={"If-Match": '"7"'})
    assert (by_header.json()["version"], by_header["ETag"]) == (8, '"8"')
    assert post(api, version=7).json()["version"] == 8
    problem(api.post("/api/v1/act", given, format="json"), 428, "precondition_required")
    both = api.post("/api/v1/act", {**given, "version": 6}, headers={"If-Match": '"7"'})
    problem(both, 422, "invalid")
    star = api.post("/api/v1/act", given, format="json", headers={"If-Match": "*"})
    problem(star, 428, "precondition_required")
    problem(
        api.post("/api/v1/act", given, format="json", headers={"If-Match": "x"}), 422, "invalid"
    )
    problem(post(api, version="7"), 422, "invalid")
    problem(post(api, version=True), 422, "invalid")


@pytest.mark.django_db
def test_pages_get_pages_with_the_sentence(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    client = Client(raise_request_exception=False)
    for path, status, words in [
        ("/page/denied", 403, "只有牵头单位可以办理。"),
        ("/page/guard", 422, "缺佐证"),
        ("/page/twice", 409, "与已有内容冲突，请刷新后核对再提交。"),
        ("/page/forbidden", 403, "没有办理此事项的权限"),
        ("/page/suspicious", 400, "请求不符合要求"),
        ("/page/bug", 500, "系统出现意外错误"),
        ("/page/database", 503, "系统正忙"),
        ("/nowhere", 404, "没有找到该内容"),
    ]:
        response = client.get(path)
        assert response.status_code == status, path
        assert response["Content-Type"].startswith("text/html")
        assert words in response.content.decode(), path
        assert "secret" not in response.content.decode()


@pytest.mark.django_db
def test_every_error_type_resolves_to_a_page() -> None:
    client = Client()
    index = client.get("/api/v1/errors").content.decode()
    for code, entry in ERROR_CATALOGUE.items():
        assert f"/api/v1/errors/{code}" in index
        assert entry.title in client.get(f"/api/v1/errors/{code}").content.decode()
    assert client.get("/api/v1/errors/nothing").status_code == 404
