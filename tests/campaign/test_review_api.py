"""The API of problems: strict bodies, versions, outcomes, and rows that are not the caller's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.models import Problem
from core import clock
from journal.models import Entry
from tests.api import ApiClient
from tests.campaign.reviewing import add_lists, fresh, registered, sensitive
from tests.personas import City, at

pytestmark = pytest.mark.django_db

BODY = {
    "text": "窗口一次性告知不到位",
    "dimensions": ["d1", "d2"],
    "method": "masses_raised",
    "giver": "masses",
    "source": "self_review",
    "cause_duty": "告知职责没有落到人",
    "found_on": "2019-10-10",
}


@pytest.fixture(autouse=True)
def ground(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    add_lists(city)
    monkeypatch.setattr(clock, "now", lambda: at(hour=12))


def test_a_problem_is_written_changed_and_settled(city: City) -> None:
    client = ApiClient(city.officer)
    made = client.post("problems", BODY)
    row = made.json()
    assert made.status_code == 201, row
    assert (made.status_code, row["department"]["code"], row["giver"]["code"]) == (
        201,
        "014",
        "masses",
    )
    url = made["Location"].partition("/api/v1/")[2]
    assert [d["code"] for d in row["dimensions"]] == ["d1", "d2"]
    assert client.patch(url, {"units": "审批科"}).status_code == 428
    patched = client.patch(url, {"units": "审批科", "cause_work": "流程未更新"}, If_Match='"1"')
    assert (patched.status_code, patched.json()["cause_duty"]) == (200, BODY["cause_duty"])
    merge = {"Content_Type": "application/merge-patch+json", "If_Match": '"2"'}
    emptied = client.patch(url, {"units": None}, **merge)
    assert (emptied.json()["units"], emptied["ETag"]) == ("", '"3"')
    stale = client.post(f"{url}/actions/solve", {"how": "已补发", "version": 1})
    assert (stale.status_code, stale.json()["current"]["version"]) == (409, 3)
    solved = client.post(f"{url}/actions/solve", {"how": "已补发", "version": 3})
    assert (solved.json()["state"], solved.json()["state_label"]) == ("solved", "当场解决")
    again = client.post(f"{url}/actions/merge", {"into": row["uid"], "version": 4})
    assert (again.status_code, again.json()["code"]) == (409, "transition_not_allowed")


def test_what_the_body_may_not_say(city: City) -> None:
    client = ApiClient(city.officer)
    for change, status in (
        ({"state": "solved"}, 400),
        ({"dimensions": ["d9"]}, 422),
        ({"is_mass": "yes"}, 422),
        ({"giver": None}, 422),
        ({"cause_duty": ""}, 422),
        ({"department": "015"}, 403),
    ):
        answer = client.post("problems", {**BODY, **change})
        assert answer.status_code == status, change
        assert answer["Content-Type"] == "application/problem+json"
    office = ApiClient(city.office)
    assert office.post("problems", {**BODY, "department": "015"}).status_code == 201
    assert Problem.objects.count() == 1


def test_actions_say_why_not(city: City) -> None:
    problem = registered(city)
    rows = ApiClient(city.officer).get(f"problems/{problem.uid}/actions").json()
    found = {row["act"]: row for row in rows}
    assert found["solve"]["allowed"] is True
    assert "第一责任人" in found["decline"]["reason"]
    assert "还没有处理" not in found["withdraw"]["reason"], "who may not, hears that first"
    head = ApiClient(city.first_in_charge).get(f"problems/{problem.uid}/actions").json()
    assert "还没有处理" in next(r["reason"] for r in head if r["act"] == "withdraw")


def test_lists_have_only_what_the_caller_reads(city: City) -> None:
    hidden, shown = sensitive(city), registered(city)
    registered(city, by=city.stranger, department=city.other)
    for name, uids in (
        ("officer", {hidden.uid, shown.uid}),
        ("second_officer", {shown.uid}),
        ("deputy_leader", {shown.uid}),
        ("cooperator", set()),
    ):
        client = ApiClient(city.people[name])
        rows = client.get("problems?department=014").json()["results"]
        assert {row["uid"] for row in rows} == {str(uid) for uid in uids}, name
        assert client.get(f"problems/{hidden.uid}").status_code == (
            200 if hidden.uid in uids else 404
        )
    assert Entry.objects.filter(type="review.problem_read").count() == 1
    office = ApiClient(city.office)
    assert office.get("problems?total=1").json()["total"] == 2
    assert office.get("problems?is_sensitive=1&total=1").json()["total"] == 0
    assert office.get("problems?colour=red").status_code == 400
    assert office.get("problems?state=lost").status_code in (400, 422)
    assert ApiClient(city.sys_admin).get("problems?total=1").json()["total"] == 0


def test_declining_is_the_first_in_charges_or_the_offices(city: City) -> None:
    problem = registered(city)
    url, body = f"problems/{problem.uid}/actions/decline", {"reason": "不属实", "version": 1}
    assert ApiClient(city.officer).post(url, body).status_code == 403
    assert ApiClient(city.stranger_head).post(url, body).status_code == 404
    assert ApiClient(city.office).post(url, body).status_code == 200
    assert fresh(problem).state == "declined"
    back = f"problems/{problem.uid}/actions/withdraw"
    assert ApiClient(city.first_in_charge).post(back, {**body, "version": 2}).status_code == 200


def test_a_page_costs_the_same_for_one_and_for_fifty(city: City) -> None:
    client = ApiClient(city.office)
    registered(city)
    first = statements(client)
    for _ in range(10):
        registered(city)
    assert statements(client) == first


def statements(client: ApiClient) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("problems").status_code == 200
    return len(captured)
