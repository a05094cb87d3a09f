"""The OpenAPI document says what is true: envelopes, problems, headers."""

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.core import door


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    generator = SchemaGenerator(patterns=door.api_patterns)
    return generator.get_schema(request=None, public=True)


def test_schema_is_valid_openapi(schema: dict[str, Any]) -> None:
    validate_schema(schema)


def test_schema_lists_problems_of_each_operation(schema: dict[str, Any]) -> None:
    listing = schema["paths"]["/api/v1/days"]["get"]["responses"]
    assert {"200", "400", "401", "403"} <= listing.keys()
    assert not {"404", "409", "422", "428"} & listing.keys()
    creating = schema["paths"]["/api/v1/days"]["post"]["responses"]
    assert {"201", "409", "415", "422"} <= creating.keys()
    assert "404" in schema["paths"]["/api/v1/days/{id}"]["get"]["responses"]
    acting = schema["paths"]["/api/v1/act"]["post"]
    assert "428" in acting["responses"]
    assert list(acting["responses"]["428"]["content"]) == ["application/problem+json"]
    names = {one["name"] for one in acting["parameters"]}
    assert names == {"Idempotency-Key", "If-Match"}


def test_schema_shows_the_envelope(schema: dict[str, Any]) -> None:
    listing = schema["paths"]["/api/v1/days"]["get"]
    envelope = schema["components"]["schemas"]["PaginatedDayList"]
    assert envelope["required"] == ["results", "next", "previous"]
    assert {one["name"] for one in listing["parameters"]} >= {"cursor", "limit", "total", "fields"}
