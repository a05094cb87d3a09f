"""Work goals through the API: stated by the department, read from named sources, versioned."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.models import GoalReading, WorkGoal
from core import clock
from journal.models import Entry
from tests.api import ApiClient
from tests.personas import City, at

pytestmark = pytest.mark.django_db

BODY = {
    "name": "压减办件时限",
    "category": "annual",
    "metric": "平均天数",
    "unit": "天",
    "baseline": "10.00",
    "target": "4.00",
    "due_on": "2019-12-31",
}
READING = {"value": "6.5", "on": "2019-10-14", "source": "办件系统"}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at(hour=12))


def stated(client: ApiClient, **changes: Any) -> str:
    """The path of a new goal."""
    made = client.post("goals", BODY | changes)
    assert made.status_code == 201, made.json()
    return made["Location"].partition("/api/v1/")[2]


def test_a_goal_is_stated_and_read(city: City) -> None:
    client = ApiClient(city.officer)
    path = stated(client)
    row = client.get(path)
    assert row["ETag"] == '"1"'
    assert {name: row.json()[name] for name in BODY} == BODY
    assert (row.json()["current"], row.json()["current_on"]) == ("10.00", "2019-10-15")
    assert (row.json()["department"]["code"], row.json()["category_label"]) == (
        "014",
        "年度目标任务",
    )
    read = client.post(f"{path}/actions/read", READING | {"on": "2019-10-15"}, If_Match='"1"')
    assert (read.status_code, read.json()["current"], read["ETag"]) == (200, "6.50", '"2"')
    older = client.post(f"{path}/actions/read", {**READING, "value": "8", "version": 2})
    assert (older.status_code, older.json()["current"]) == (200, "6.50")
    values = [one["value"] for one in client.get(f"{path}/readings").json()["results"]]
    assert values == ["6.50", "8.00"], "the latest day first"
    assert list(
        Entry.objects.filter(type__startswith="goal.").order_by("id").values_list("type", flat=True)
    ) == ["goal.created", "goal.read", "goal.read"]


def test_readings_come_in_pages(city: City) -> None:
    client = ApiClient(city.officer)
    path = stated(client)
    for n in range(1, 4):
        body = READING | {"on": f"2019-10-{n:02}", "version": n}
        assert client.post(f"{path}/actions/read", body).status_code == 200
    first = client.get(f"{path}/readings?limit=2").json()
    assert [one["on"] for one in first["results"]] == ["2019-10-03", "2019-10-02"]
    rest = client.get(first["next"]).json()
    assert [one["on"] for one in rest["results"]] == ["2019-10-01"]
    assert client.get(f"{path}/readings?campaign=test").status_code == 400
    before = GoalReading.objects.count()
    with CaptureQueriesContext(connection) as few:
        client.get(f"{path}/readings?limit=1")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(f"{path}/readings").json()["results"]) == before
    assert len(few) == len(many)


@pytest.mark.parametrize(
    ("change", "status", "where"),
    [
        ({"name": ""}, 422, "/name"),
        ({"category": "rank"}, 422, "/category"),
        ({"baseline": "NaN"}, 422, "/baseline"),
        ({"target": None}, 422, "/target"),
        ({"due_on": "31.12.2019"}, 422, "/due_on"),
        ({"current": "4"}, 400, "/current"),
        ({"department": "999"}, 422, "/department"),
        ({"department": "015"}, 403, None),
    ],
)
def test_what_a_new_goal_may_not_say(
    city: City, change: dict[str, Any], status: int, where: str | None
) -> None:
    answer = ApiClient(city.officer).post("goals", BODY | change)
    assert answer.status_code == status, answer.json()
    assert where is None or where in {one["pointer"] for one in answer.json()["errors"]}
    assert not WorkGoal.objects.exists()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"on": "2019-10-16"}, "/on"),
        ({"source": ""}, "/source"),
        ({"value": "viele"}, "/value"),
    ],
)
def test_what_a_reading_may_not_say(city: City, change: dict[str, Any], where: str) -> None:
    client = ApiClient(city.officer)
    path = stated(client)
    answer = client.post(f"{path}/actions/read", {**READING, **change, "version": 1})
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [where]
    assert not GoalReading.objects.exists()


def test_a_reading_needs_the_version_at_hand(city: City) -> None:
    client = ApiClient(city.officer)
    path = f"{stated(client)}/actions/read"
    assert client.post(path, READING).status_code == 428
    assert client.post(path, READING, If_Match='"1"').status_code == 200
    stale = client.post(path, READING, If_Match='"1"')
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert stale.json()["current"] == {"current": "10.00", "version": 2}
    assert GoalReading.objects.count() == 1


# who: (reads the goal, states one for 014, reads its metric)
MAY = {
    "officer": (200, 201, 200),
    "portfolio_leader": (200, 201, 200),
    "first_in_charge": (200, 201, 200),
    "office": (200, 403, 403),
    "group_leader": (200, 403, 403),
    "deputy_leader": (200, 403, 403),
    "guidance": (200, 403, 403),
    "stranger_head": (404, 403, 404),
    "sub_unit_officer": (404, 403, 404),
    "sys_admin": (404, 403, 404),
    "sec_admin": (404, 403, 404),
    "audit_admin": (404, 403, 404),
}


def test_who_reads_and_writes_goals(city: City) -> None:
    path = stated(ApiClient(city.officer))
    for name, expected in MAY.items():
        client = ApiClient(city.people[name])
        version = WorkGoal.objects.order_by("id").first().version
        found = (
            client.get(path).status_code,
            client.post("goals", {**BODY, "department": "014"}).status_code,
            client.post(f"{path}/actions/read", {**READING, "version": version}).status_code,
        )
        assert found == expected, name
        listed = len(client.get("goals?limit=1").json()["results"])
        assert listed == (expected[0] == 200), name
        assert client.get(f"{path}/readings").status_code == expected[0], name


def test_a_list_is_filtered_in_rank_order_with_equal_statements(city: City) -> None:
    stated(ApiClient(city.stranger))
    lead = ApiClient(city.officer)
    stated(lead, name="供热改造", category="key_work")
    office = ApiClient(city.office)
    with CaptureQueriesContext(connection) as few:
        office.get("goals?limit=1")
    for _ in range(4):
        stated(lead)
    with CaptureQueriesContext(connection) as many:
        rows = office.get("goals").json()["results"]
    assert [row["department"]["code"] for row in rows] == ["014"] * 5 + ["015"]
    assert len(few) == len(many)
    assert len(office.get("goals?department=015").json()["results"]) == 1
    assert len(office.get("goals?category=key_work").json()["results"]) == 1
    assert len(office.get("goals?q=供热").json()["results"]) == 1
    pages = office.get("goals?limit=5").json()
    assert [row["department"]["code"] for row in office.get(pages["next"]).json()["results"]] == [
        "015"
    ]
    assert office.get("goals?category=x").status_code == 422
    assert office.get("goals?rank=1").status_code == 400
