"""把握节奏 by REST: a program asks before, and is told after, that a day is crowded."""

from datetime import date
from typing import Any

import pytest

from core import workdays
from rectification import services
from rectification.models import Item
from tests.api import ApiClient
from tests.factories import STANDARD, fresh, item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import act_path, browser_of, stop_clock
from tests.rectification.test_rhythm import DAY, led, registered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def asked(city: City, name: str, query: str = f"department=014&due_on={DAY}") -> Any:
    return ApiClient(city.people[name]).get(f"items/load?{query}")


def test_a_day_is_asked_about_before_it_is_set(city: City) -> None:
    led(city, 2, DAY)
    found = asked(city, "office").json()
    assert (found["department"], found["date"]) == ("014", DAY.isoformat())
    assert (found["there"], found["added"], found["all_open"]) == (2, 1, 3)
    assert found["is_crowded"] is True and found["percent"] == 100
    assert (found["threshold_items"], found["threshold_percent"]) == (3, 20)
    assert found["quieter"][0] == {"date": "2019-11-11", "count": 0}
    assert found["detail"].startswith("市住建局 2019-11-12 已有 2 件到期，加上本次 1 件共 3 件")
    quiet = asked(city, "office", "department=014&due_on=2019-11-17").json()
    assert (quiet["date"], quiet["is_crowded"]) == ("2019-11-15", False)
    assert asked(city, "office", f"department=014&due_on={DAY}&added=9").json()["added"] == 9


def test_an_item_that_moves_is_counted_where_it_will_be(city: City) -> None:
    first = led(city, 3, DAY)[0]
    found = asked(city, "office", f"department=014&due_on={DAY}&item={first.uid}").json()
    assert (found["there"], found["added"], found["all_open"]) == (2, 1, 3)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("group_leader", 200),
        ("officer", 200),
        ("stranger", 404),
        ("sys_admin", 404),
        ("sec_admin", 404),
        ("audit_admin", 404),
    ],
)
def test_who_may_ask_about_which_department(city: City, name: str, status: int) -> None:
    led(city, 3, DAY)
    answer = asked(city, name)
    assert answer.status_code == status
    assert ("there" in answer.json()) is (status == 200)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("due_on=2019-11-12", "/department"),
        ("department=014", "/due_on"),
        ("department=014&due_on=2019-13-01", "/due_on"),
        ("department=nowhere&due_on=2019-11-12", "/department"),
        ("department=014&due_on=2019-11-12&added=0", "/added"),
        ("department=014&due_on=2019-11-12&added=x", "/added"),
    ],
)
def test_a_wrong_question_is_answered_with_a_sentence(city: City, query: str, pointer: str) -> None:
    answer = asked(city, "office", query)
    assert answer.status_code == 400
    assert [row["pointer"] for row in answer.json()["errors"]] == [pointer]


def test_an_assignment_to_a_crowded_day_goes_and_says_so(city: City) -> None:
    led(city, 2, DAY)
    item = registered(city)
    body = {
        "lead_department": "014",
        "kind": "time_limited",
        "acceptance_standard": STANDARD,
        "due_on": DAY.isoformat(),
        "version": item.version,
    }
    client = ApiClient(city.office)
    answer = client.post(f"items/{item.uid}/actions/assign", body)
    assert answer.status_code == 200 and fresh(item).due_on == DAY
    (said,) = answer.json()["warnings"]
    assert (said["code"], said["date"]) == ("crowded_day", DAY.isoformat())
    assert "已有 2 件到期，加上本次 1 件共 3 件" in said["detail"]
    other = registered(city)
    free = body | {"version": other.version, "due_on": "2019-11-20"}
    answer = client.post(f"items/{other.uid}/actions/assign", free)
    assert answer.json()["warnings"] == []


def test_registering_and_assigning_in_one_says_so_too(city: City) -> None:
    led(city, 2, DAY)
    body = {
        "problem": "村道硬化上报已完工，实有2.3公里未动工",
        "found_on": "2019-09-20",
        "target": "initiative",
        "origins": [{"source": "research"}],
        "assignment": {
            "lead_department": "014",
            "kind": "time_limited",
            "acceptance_standard": STANDARD,
            "due_on": DAY.isoformat(),
        },
    }
    answer = ApiClient(city.office).post("items", body)
    assert answer.status_code == 201, answer.json()
    assert len(answer.json()["warnings"]) == 1
    draft = {"problem": "另一处路段照明不足，共3处"}
    assert "warnings" not in ApiClient(city.office).post("items", draft).json()


def closing(city: City) -> tuple[Item, str, dict[str, Any], date]:
    """A failed check with a new day, by a verifier who reads none of the lead's other items."""
    item = item_at(city, "awaiting_verification")
    Item.objects.filter(pk=item.pk).update(named_verifier=city.stranger)
    day = workdays.load().add(TODAY, 5)
    given = {"criterion_not_met": "三个小区全部通暖", "opinion": "仍有一处未通"}
    return item, "fail-verification", {**given, "new_due_on": day.isoformat()}, day


def closed(city: City) -> tuple[Item, str, dict[str, Any], date]:
    item = item_at(city, "closed")
    day = workdays.load().add(TODAY, 8)
    given = {"reason": "问题反弹", "basis": "2019-10-10回头看"}
    return item, "reopen", {**given, "new_due_on": day.isoformat()}, day


@pytest.mark.parametrize(("build", "name"), [(closing, "stranger"), (closed, "office_head")])
def test_a_new_day_after_a_failed_check_or_at_reopening(city: City, build: Any, name: str) -> None:
    item, action, given, day = build(city)
    led(city, 3, day)
    body, client = given | {"version": item.version}, browser_of(city.people[name])
    answer = client.post(act_path(item, action), body)
    text = answer.content.decode()
    assert answer.status_code == 422 and "仍按此日期" in text and "共 4 件" in text
    other = body | {"keep_date": ["014:2019-10-31"]}
    assert client.post(act_path(item, action), other).status_code == 422
    kept = body | {"keep_date": [f"014:{day.isoformat()}"]}
    assert client.post(act_path(item, action), kept).status_code == 303
    assert fresh(item).due_on == day
    item, action, given, day = build(city)
    body = given | {"version": item.version}
    said = ApiClient(city.people[name]).post(f"items/{item.uid}/actions/{action}", body)
    assert said.status_code == 200, said.json()
    assert "共 5 件" in said.json()["warnings"][0]["detail"]


def test_resuming_points_out_the_day_that_follows(city: City) -> None:
    item = item_at(city, "in_progress")
    services.suspend(
        item=item,
        by=city.office_head,
        at=at(),
        version=item.version,
        reason="防汛应急响应",
        document_number="样例汛〔2019〕3号",
        review_on=date(2019, 11, 1),
    )
    led(city, 3, fresh(item).due_on)
    page = browser_of(city.office_head).get(act_path(item, "resume")).content.decode()
    assert "这一天到期较多" in page and "加上本次 1 件共 4 件" in page
    body = {"version": fresh(item).version}
    answer = ApiClient(city.office_head).post(f"items/{item.uid}/actions/resume", body)
    assert answer.status_code == 200
    assert "共 4 件" in answer.json()["warnings"][0]["detail"]
    plain = ApiClient(city.officer).post(f"items/{item.uid}/progress", {"text": "已复工"})
    assert "warnings" not in plain.json()
