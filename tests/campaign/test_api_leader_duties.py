"""Leaders' duties through the API: recorded once a day, taken out when wrong, never scored."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Post
from campaign.models import LeaderDuty
from core import clock
from journal.models import Entry
from tests.api import ApiClient
from tests.campaign import streams
from tests.campaign.reviewing import add_lists
from tests.personas import City, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    add_lists(city)
    monkeypatch.setattr(clock, "now", lambda: at(hour=12))


def body(city: City, **changes: Any) -> dict[str, Any]:
    return {
        "post": str(city.post("first_in_charge").uid),
        "duty": "duty4",
        "done_on": "2019-10-11",
        "note": "讲“守初心、担使命”专题党课",
        **changes,
    }


def test_a_duty_is_recorded_listed_and_taken_out(city: City) -> None:
    client = ApiClient(city.officer)
    session = streams.held(streams.with_lists(city))
    made = client.post("leader-duties", body(city, session=str(session.uid)))
    row = made.json()
    assert made.status_code == 201, row
    assert (row["post"]["person"]["name"], row["duty"]["name"], row["session"]) == (
        "卫某丙",
        "讲党课",
        str(session.uid),
    )
    assert not {"score", "points", "total", "rank"} & set(row)
    path = made["Location"].partition("/api/v1/")[2]
    assert client.get(path).json() == row
    again = client.post("leader-duties", body(city))
    assert (again.status_code, "已经登记" in again.json()["detail"]) == (409, True)
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    kinds = Entry.objects.filter(type__startswith="review.leader_duty").order_by("id")
    assert [entry.type for entry in kinds] == [
        "review.leader_duty_recorded",
        "review.leader_duty_removed",
    ]


@pytest.mark.parametrize(
    ("change", "status", "where"),
    [
        ({"done_on": "2019-10-16"}, 422, "/done_on"),
        ({"done_on": "2019-08-31"}, 422, "/done_on"),
        ({"duty": "duty9"}, 422, "/duty"),
        ({"post": "014"}, 422, "/post"),
        ({"note": "字" * 301}, 422, "/note"),
        ({"session": "0198c5a0-0000-7000-8000-000000000000"}, 422, "/session"),
        ({"hours": 2}, 400, "/hours"),
    ],
)
def test_what_a_record_may_not_say(
    city: City, change: dict[str, Any], status: int, where: str
) -> None:
    answer = ApiClient(city.officer).post("leader-duties", body(city, **change))
    assert answer.status_code == status
    assert [one["pointer"] for one in answer.json()["errors"]] == [where]
    assert not LeaderDuty.objects.exists()


def test_it_is_for_leading_cadres(city: City) -> None:
    Post.objects.filter(person=city.second_officer).update(rank="乡科级")
    answer = ApiClient(city.officer).post(
        "leader-duties", body(city, post=str(city.post("second_officer").uid))
    )
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/post"]


# who: (records, reads, takes out one of 014)
MAY = {
    "officer": (201, 200, 204),
    "portfolio_leader": (201, 200, 204),
    "office": (201, 200, 204),
    "group_leader": (403, 200, 403),
    "deputy_leader": (403, 200, 403),
    "guidance": (403, 200, 403),
    "stranger_head": (403, 404, 404),
    "sub_unit_officer": (403, 404, 404),
    "sys_admin": (403, 404, 404),
    "sec_admin": (403, 404, 404),
    "audit_admin": (403, 404, 404),
}


def test_who_records_reads_and_takes_out(city: City) -> None:
    for n, (name, expected) in enumerate(MAY.items(), 1):
        made = ApiClient(city.officer).post("leader-duties", body(city, duty="duty1"))
        path = made["Location"].partition("/api/v1/")[2]
        client = ApiClient(city.people[name])
        listed = len(client.get("leader-duties?duty=duty1").json()["results"])
        assert listed == (expected[1] == 200), name
        recorded = client.post("leader-duties", body(city, duty="duty2", done_on=f"2019-10-{n:02}"))
        found = (
            recorded.status_code,
            client.get(path).status_code,
            client.delete(path).status_code,
        )
        assert found == expected, name
        LeaderDuty.objects.filter(duty__code="duty1").delete()


def test_a_list_is_filtered_with_equal_statements(city: City) -> None:
    client = ApiClient(city.office)
    client.post("leader-duties", body(city))
    stranger = city.post("stranger_head")
    with CaptureQueriesContext(connection) as few:
        client.get("leader-duties")
    for n in range(1, 5):
        client.post("leader-duties", body(city, duty="duty1", done_on=f"2019-10-0{n}"))
    client.post("leader-duties", body(city, post=str(stranger.uid)))
    with CaptureQueriesContext(connection) as many:
        assert len(client.get("leader-duties").json()["results"]) == 6
    assert len(few) == len(many)
    for query, n in {
        f"post={stranger.uid}": 1,
        "department=014": 5,
        "duty=duty1": 4,
        "since=2019-10-03&until=2019-10-04": 2,
        "campaign=none": 0,
    }.items():
        assert len(client.get(f"leader-duties?{query}").json()["results"]) == n, query
    assert client.get("leader-duties?post=014").status_code == 422
    assert client.get("leader-duties?sort=count").status_code == 400
