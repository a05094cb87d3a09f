"""The API's description: complete, valid, and readable for people."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from config.api_docs import document
from rectification.enums import Action

pytestmark = pytest.mark.django_db


def test_the_schema_is_valid_without_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "schema.yaml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))
    assert file.read_text(encoding="utf-8").startswith("openapi: 3.1")


def test_the_schema_is_served_as_openapi_3_1_to_anybody() -> None:
    answer = Client().get("/api/v1/schema")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert answer.json()["openapi"].startswith("3.1")
    assert answer.json()["paths"].keys() == document()["paths"].keys()


def test_the_page_shows_every_operation_in_words() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    for path, operations in document()["paths"].items():
        assert path.removeprefix("/api/v1/") in page
        for operation in operations.values():
            assert f'id="{operation["operationId"]}"' in page
    assert "整改时限" in page
    assert "cooperating_people[].person" in page


def test_every_operation_has_a_summary_and_documents_its_refusals() -> None:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            known = set(operation["responses"])
            assert {"401", "403"} <= known, (method, path)
            if path.startswith(("/api/v1/items", "/api/v1/saved-views")):
                assert any("\u4e00" <= ch <= "\u9fff" for ch in operation["summary"])


def test_each_action_has_a_body_of_its_own_and_says_who_and_when() -> None:
    place = "/api/v1/items/{uid}/actions/"
    acts = {p: o["post"] for p, o in document()["paths"].items() if p.startswith(place)}
    assert len(acts) == len(Action)
    assign = acts["/api/v1/items/{uid}/actions/assign"]
    body = assign["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    members = document()["components"]["schemas"][body.rpartition("/")[2]]
    assert set(members["required"]) == {"lead_department", "kind", "acceptance_standard"}
    assert "已登记（待交办）" in assign["description"]
    assert "领导小组办公室" in assign["description"]
    assert "428" in assign["responses"]
    assert "428" not in acts["/api/v1/items/{uid}/actions/progress"]["responses"]
