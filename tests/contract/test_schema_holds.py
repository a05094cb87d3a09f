"""What the OpenAPI document promises is what happens: no 5xx, no answer that it does not name.

Cases are made from the document (schemathesis), each undone before the next. `CONTRACT_CASES` sets
how many an operation gets: few in the suite, many by hand.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals  # noqa: TID251 - what Django's own test client does
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.api_docs import document
from tests.api import ApiClient
from tests.contract.test_probes import API, Town
from tests.personas import City

pytestmark = pytest.mark.django_db

CASES = int(os.environ.get("CONTRACT_CASES", "3"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
HOW = settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests share the test's transaction: none of them may close the connection."""
    both = (signals.request_started, signals.request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


def operations() -> Iterator[Any]:
    schema = schemathesis.openapi.from_dict(document())
    schema.app = WSGIHandler()
    for found in schema.get_all_operations():
        yield found.ok()


def aimed(case: Case, town: Town) -> Case:
    """The case on a row that is there, with the version that it has; the rest is made up."""
    path = case.path.removeprefix(API)
    if "uid" in (case.path_parameters or {}):
        case.path_parameters["uid"] = str(town.uid(path))
    if "evidence_uid" in (case.path_parameters or {}):
        case.path_parameters["evidence_uid"] = str(town.evidence.uid)
    if path.startswith("items/{uid}") and isinstance(case.body, dict):
        case.body.pop("version", None)
        case.headers["If-Match"] = f'"{town.item.version}"'
    version = getattr(town.streams.get(path.split("/")[0]), "version", None)
    if version is not None and "{uid}" in path and isinstance(case.body, dict):
        case.body.pop("version", None)
        case.headers["If-Match"] = f'"{version}"'
    return case


def checks_for(case: Case) -> list[Any]:
    """`?fields=` leaves out members that the document promises: that is what it is for."""
    narrowed = "fields" in (case.query or {})
    return [one for one in CHECKS if not (narrowed and one is response_schema_conformance)]


def run(operation: Any, town: Town, headers: dict[str, str], failures: list[str]) -> None:
    @seed(20191015)
    @HOW
    @given(case=operation.as_strategy())
    def one(case: Case) -> None:
        case = aimed(case, town)
        mark = transaction.savepoint()
        try:
            response = case.call(base_url="http://localhost", headers=headers)
            case.validate_response(response, checks=checks_for(case))
        finally:
            transaction.savepoint_rollback(mark)

    try:
        one()
    except (Exception, BaseExceptionGroup) as failure:  # noqa: BLE001 - every operation is told of, not the first alone
        failures.append(f"{operation.label}: {failure}")


@pytest.mark.filterwarnings("ignore")  # what the case generator itself deprecates
@pytest.mark.parametrize("name", ["office_head", "officer"])
def test_every_operation_answers_as_documented(city: City, name: str) -> None:
    town = Town(city)
    client, failures = ApiClient(city.people[name]), []
    for operation in operations():
        run(operation, town, client.headers, failures)
    assert not failures, "\n\n".join(failures)
