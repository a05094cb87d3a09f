"""Research through the API: strict, versioned, and closed only when it leads somewhere."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.models import ResearchTopic
from tests.api import ApiClient
from tests.campaign import research, streams
from tests.campaign.test_services_research import crowd
from tests.personas import PASSWORD, City

TOPIC = {"title": "老旧小区供热", "direction": "research_directions-2", "leader": "T012"}
PLAN = {
    "hypothesis": "卡在资金还是工期",
    "subjects": "居民",
    "places": "幸福里社区",
    "ways": ["call", "unannounced"],
    "starts_on": "2019-10-08",
    "ends_on": "2019-10-20",
    "participants": "卫某丙",
    "expected": "方案",
}
VISIT = {
    "on": "2019-10-15",
    "place": "幸福里社区",
    "level": "village",
    "way": "call",
    "people_met": 12,
}


@pytest.fixture
def town(city: City) -> City:
    return streams.with_lists(city)


def test_a_line_from_topic_to_its_end(town: City) -> None:
    api = ApiClient(town.officer)
    made = api.post("research-topics", TOPIC)
    assert (made.status_code, made.json()["leader"]["name"]) == (201, "卫某丙")
    path = f"research-topics/{made.json()['uid']}"
    refused = api.post(f"{path}/visits", VISIT)
    assert (refused.status_code, "还没有调研计划" in refused.json()["detail"]) == (422, True)
    planned = api.call("PUT", f"{path}/plan", PLAN, If_Match='"1"')
    assert (planned.status_code, planned.json()["plan"]["ways"]) == (200, PLAN["ways"])
    visit = api.post(f"{path}/visits", VISIT)
    assert (visit.status_code, visit.json()["level_label"]) == (201, "村社区")
    finding = api.post(f"{path}/findings", {"text": "年年抢修", "visit": visit.json()["uid"]})
    assert finding.status_code == 201
    row = f"findings/{finding.json()['uid']}"
    refused = api.post(f"{path}/actions/close", {"version": 2})
    assert refused.json()["detail"] == "结题还差：第1条发现还没有对策建议"
    api.call("PATCH", row, {"proposed_solution": "列入债券", "version": 1})
    goal = {"name": "供热", "category": "key_work", "metric": "户", "baseline": "0", "target": "9"}
    turned = api.post(f"{row}/actions/make-goal", {**goal, "version": 2})
    assert turned.json()["goal"]
    closed = api.post(f"{path}/actions/close", {"version": 2})
    assert (closed.json()["state"], closed.json()["grassroots_count"]) == ("closed", 1)


def test_a_crowd_is_a_refusal_with_its_visits_until_confirmed(town: City) -> None:
    crowd(town)
    topic = research.planned(town)
    api = ApiClient(town.officer)
    path = f"research-topics/{topic.uid}/visits"
    asked = api.post(path, VISIT)
    assert asked.status_code == 422
    assert [e["detail"] for e in asked.json()["errors"]] == [
        "市财政局 2019-09-16",
        "市交通局 2019-10-03",
        "市交通局 2019-10-12",
    ]
    assert {e["code"] for e in asked.json()["errors"]} == {"crowded"}
    assert api.post(path, {**VISIT, "crowding_confirmed": True}).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_the_leader_signs_with_his_password_alone(city: City) -> None:
    town = streams.with_lists(city)
    topic = research.planned(town)
    research.visited(town, topic)
    path = f"research-topics/{topic.uid}/actions/sign-none-found"
    body = {"none_found_reason": "入户42户均达标", "version": topic.version}
    officer, leader = ApiClient(town.officer), ApiClient(town.first_in_charge)
    assert officer.post(path, {**body, "password": PASSWORD}).status_code == 403
    for password in ("wrong", ""):
        refused = leader.post(path, {**body, "password": password}, Idempotency_Key="sign-1")
        assert (refused.status_code, refused.json()["code"]) == (403, "reauthentication_required")
    signed = leader.post(path, {**body, "password": PASSWORD}, Idempotency_Key="sign-1")
    assert (signed.status_code, signed.json()["signed_by"]["name"]) == (200, "卫某丙")


def test_it_is_strict_and_what_others_do_is_not_there(town: City) -> None:
    finding = research.found(town)
    topic = finding.topic
    api = ApiClient(town.officer)
    assert api.get("research-topics?rank=1").status_code == 400
    assert api.get("research-topics?state=late").status_code == 422
    path = f"research-topics/{topic.uid}"
    unknown = api.call("PATCH", path, {"score": 1}, If_Match='"2"')
    assert (unknown.status_code, unknown.json()["code"]) == (400, "unknown_field")
    assert api.call("PATCH", path, {"causes": "投入不足"}, If_Match='"1"').status_code == 409
    assert api.call("PATCH", path, {"causes": "投入不足"}, If_Match='"2"').status_code == 200
    topic = ResearchTopic.objects.get()
    assert (topic.title, topic.causes) == ("老旧小区供热", "投入不足")
    stranger = ApiClient(town.stranger)
    for listing in ("research-topics", "research-visits", "findings"):
        assert stranger.get(listing).json()["results"] == []
    for one in (path, f"research-visits/{finding.visit_id or topic.visits.get().uid}",
                f"findings/{finding.uid}"):  # fmt: skip
        assert stranger.get(one).status_code == 404
    leader = research.opened(town, leader=town.supervisor)
    assert ApiClient(town.supervisor).get(f"research-topics/{leader.uid}").status_code == 200


@pytest.mark.parametrize("name", ["research-topics", "findings", "research-visits"])
def test_a_list_makes_equal_statements(town: City, name: str) -> None:
    research.found(town)
    api = ApiClient(town.office)
    api.get(name)
    with CaptureQueriesContext(connection) as few:
        api.get(name)
    for _ in range(4):
        research.found(town)
    with CaptureQueriesContext(connection) as many:
        assert len(api.get(name).json()["results"]) == 5
    assert len(many) == len(few)
