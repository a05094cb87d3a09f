"""Study through the API: strict, versioned, and only what one may read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.enums import ListKind
from campaign.models import StudySession
from tests.api import ApiClient
from tests.campaign import streams
from tests.personas import City


@pytest.fixture
def town(city: City) -> City:
    return streams.with_lists(city)


def test_a_line_from_plan_to_goal(town: City) -> None:
    api = ApiClient(town.officer)
    body = {"title": "经济形势报告会", "form": "study_forms-3", "planned_on": "2019-10-10",
            "materials": ["study_materials-2"], "host": "卫某丙"}  # fmt: skip
    made = api.post("study-sessions", body)
    assert made.status_code == 201
    session = made.json()
    assert made["Location"].endswith(f"/api/v1/study-sessions/{session['uid']}")
    assert session["department"]["code"] == "014"
    path = f"study-sessions/{session['uid']}"
    assert (
        api.post(f"{path}/actions/hold", {"held_on": "2019-10-10", "lines": []}).status_code == 428
    )
    lines = [
        {"person": town.officer.employee_no, "status": "present"},
        {"person": town.second_leader.employee_no, "status": "official_leave"},
        {"name": "孔某庚", "status": "present", "post_title": "党校教师"},
    ]
    held = api.call(
        "POST", f"{path}/actions/hold", {"held_on": "2019-10-10", "lines": lines}, If_Match='"1"'
    )
    assert (held.status_code, held.json()["state"], held["ETag"]) == (200, "held", '"2"')
    lines[1]["status"] = "made_up"
    sheet = api.call("PUT", f"{path}/attendance", {"lines": lines, "version": 2})
    assert [line["status"] for line in sheet.json()["lines"]] == ["present", "made_up", "present"]
    outcome = api.post(f"{path}/outcomes", {"kind": "study_conversions-1", "text": "争取债券"})
    assert outcome.status_code == 201
    goal = {"name": "债券", "category": "key_work", "metric": "万元", "baseline": "0",
            "target": "3000", "version": 1}  # fmt: skip
    turned = api.post(f"study-outcomes/{outcome.json()['uid']}/actions/make-goal", goal)
    assert (turned.status_code, bool(turned.json()["goal"])) == (200, True)
    assert api.get(f"{path}?fields=outcome_count").json() == {"outcome_count": 1}


def test_it_is_strict(town: City) -> None:
    api = ApiClient(town.officer)
    session = streams.planned(town)
    path = f"study-sessions/{session.uid}"
    assert api.get("study-sessions?hours=1").status_code == 400
    assert api.get("study-sessions?state=late").status_code == 422
    wrong = api.call("PATCH", path, {"hours": 2}, If_Match='"1"')
    assert (wrong.status_code, wrong.json()["code"]) == (400, "unknown_field")
    unknown = api.call("PATCH", path, {"form": "nothing"}, If_Match='"1"')
    assert unknown.status_code == 422
    assert api.call("PATCH", path, {"host": "韩某丙"}, If_Match='"1"').status_code == 200
    stale = api.call("PATCH", path, {"host": "沈某丙"}, If_Match='"1"')
    assert (stale.status_code, stale.json()["current"]["host"]) == (409, "韩某丙")
    session.refresh_from_db()
    assert (session.title, session.host) == ("党组理论学习中心组专题研讨", "韩某丙")


def test_what_others_do_is_not_there(town: City) -> None:
    session = streams.held(town)
    outcome = streams.outcome_of(town, session)
    stranger = ApiClient(town.stranger)
    assert stranger.get("study-sessions").json()["results"] == []
    assert stranger.get("study-outcomes").json()["results"] == []
    assert stranger.get("study-plans").json()["results"] == []
    for path in (f"study-sessions/{session.uid}", f"study-sessions/{session.uid}/attendance",
                 f"study-outcomes/{outcome.uid}", f"study-plans/{session.plan.uid}"):  # fmt: skip
        assert stranger.get(path).status_code == 404
    office = ApiClient(town.office)
    assert len(office.get("study-sessions").json()["results"]) == 1
    refused = office.call("PATCH", f"study-sessions/{session.uid}", {"host": "x"}, If_Match='"2"')
    assert (refused.status_code, "您目前不是" in refused.json()["detail"]) == (403, True)


def test_a_sensitive_outcome_is_its_authors_alone(town: City) -> None:
    session = streams.held(town)
    outcome = streams.outcome_of(town, session)
    type(outcome).objects.update(is_sensitive=True)
    assert ApiClient(town.officer).get(f"study-outcomes/{outcome.uid}").status_code == 200
    for name in ("office_head", "first_in_charge", "group_leader"):
        api = ApiClient(town.people[name])
        assert api.get(f"study-outcomes/{outcome.uid}").status_code == 404
        assert api.get(f"study-sessions/{session.uid}").json()["outcome_count"] == 0


def test_a_plan_is_written_and_a_second_time_refused(town: City) -> None:
    api = ApiClient(town.officer)
    body = {"aim": "学懂弄通做实"}
    made = api.post("study-plans", body)
    assert (made.status_code, made.json()["aim"]) == (201, "学懂弄通做实")
    assert api.post("study-plans", body).status_code == 409
    path = f"study-plans/{made.json()['uid']}"
    changed = api.call("PATCH", path, {"document_number": "样例〔2019〕1号", "version": 2})
    assert (changed.json()["aim"], changed.json()["version"]) == ("学懂弄通做实", 3)


def test_lists_filter_as_the_page_does_and_make_equal_statements(town: City) -> None:
    api = ApiClient(town.office)
    streams.planned(town)
    with CaptureQueriesContext(connection) as few:
        api.get("study-sessions")
    for n in range(5):
        material = streams.entry(town, ListKind.STUDY_MATERIAL)
        streams.planned(town, title=f"专题{n}", materials=[material])
    with CaptureQueriesContext(connection) as many:
        assert len(api.get("study-sessions").json()["results"]) == 6
    assert len(many) == len(few)
    assert api.get("study-sessions?total=1&material=study_materials-1").json()["total"] == 5
    assert api.get("study-sessions?total=1&department=015").json()["total"] == 0
    assert api.get("study-sessions?total=1&campaign=none").json()["total"] == 0
    assert StudySession.objects.count() == 6
