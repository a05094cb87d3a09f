"""Supervision by REST: acts on an item, notices to read, circulars and interviews to work on."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from core import clock, workdays
from rectification import services
from rectification.models import Circular, CircularRow, Interview, Item, SupervisionNotice
from tests.api import ApiClient
from tests.factories import fresh, item_at
from tests.personas import City
from tests.rectification.pages import browser_of
from tests.rectification.test_speed_statements import copies

pytestmark = pytest.mark.django_db


def later(days: int) -> str:
    return workdays.load().add(clock.local_date(clock.now()), days).isoformat()


def typed(**changes: str) -> dict[str, str]:
    body = {"basis": "市长批示", "requirement": "明确完成日期", "contact": "褚某甲"}
    return {**body, "reply_due_on": later(3), **changes}


def post(client: ApiClient, item: Item, action: str, body: dict) -> HttpResponse:
    return client.post(f"items/{item.uid}/actions/{action}", body)


def test_urge_issue_reply_without_a_version(city: City) -> None:
    item = item_at(city, "in_progress")
    office, officer = ApiClient(city.office), ApiClient(city.officer)
    assert post(office, item, "urge", {"note": "本周办结"}).status_code == 200
    again = post(office, item, "urge", {})
    assert (again.status_code, again.json()["code"]) == (422, "guard_failed")
    assert "起可以再催" in again.json()["detail"]
    assert post(office, item, "issue-notice", typed(extra="x")).status_code == 400
    late = post(office, item, "issue-notice", typed(reply_due_on=later(9)))
    assert late.json()["errors"][0]["pointer"] == "/reply_due_on"
    assert post(office, item, "issue-notice", typed()).status_code == 200
    assert post(officer, item, "reply-notice", {"reply": "月底完成"}).status_code == 200
    [row] = office.get("notices").json()["results"]
    assert (row["state"], row["reply"], row["replied_by"]) == ("drafted", "", None)
    head = ApiClient(city.first_in_charge)
    assert post(head, item, "reply-notice", {"reply": "月底完成"}).status_code == 200
    shown = officer.get(f"notices/{row['uid']}").json()
    assert (shown["state"], shown["reply"]) == ("replied", "月底完成")
    assert shown["confirmed_by"]["name"] == "卫某丙"
    assert shown["item"]["number"] == item.number
    assert fresh(item).version == item.version


def test_lists_are_narrowed_by_state_and_strict(city: City) -> None:
    item = item_at(city, "in_progress")
    office = ApiClient(city.office)
    post(office, item, "issue-notice", typed())
    assert len(office.get("notices?state=issued").json()["results"]) == 1
    assert office.get("notices?state=replied").json()["results"] == []
    assert office.get("notices?state=x").status_code == 400
    assert office.get("notices?colour=red").status_code == 400
    assert ApiClient(city.stranger).get("notices").json()["results"] == []


def test_an_escalation_is_confirmed_with_the_version(city: City) -> None:
    item = item_at(city, "in_progress")
    services.propose_escalation(item=item, at=clock.now(), level="deputy_leader")
    deputy = ApiClient(city.deputy_leader)
    assert post(deputy, item, "confirm-escalation", {}).status_code == 428
    body = {"version": item.version, "level": "group_leader"}
    assert post(deputy, item, "confirm-escalation", body).status_code == 422
    done = post(deputy, item, "confirm-escalation", {**body, "comment": "涉及三个部门"})
    assert done.status_code == 200, done.json()
    assert done.json()["is_key"]


def test_a_circular_is_worked_on_with_its_version(city: City) -> None:
    first, second = (item_at(city, "in_progress") for _ in range(2))
    for item in (first, second):
        services.propose_escalation(item=item, at=clock.now(), level="deputy_leader")
    office, head = ApiClient(city.office), ApiClient(city.office_head)
    [row] = office.get("circulars?state=draft").json()["results"]
    assert [one["item"]["number"] for one in row["items"]] == [first.number, second.number]
    url = f"circulars/{row['uid']}/actions"
    assert office.post(f"{url}/rewrite", {}).status_code == 428
    removed = office.post(f"{url}/remove", {"version": 1, "item": second.number})
    assert len(removed.json()["items"]) == 1
    stale = office.post(f"{url}/edit", {"version": 1, "title": "通报", "text": "正文"})
    assert stale.status_code == 409
    assert stale.json()["current"]["version"] == 2
    assert office.post(f"{url}/issue", {"version": 2}).status_code == 403
    issued = head.post(f"{url}/issue", {"version": 2})
    assert (issued.status_code, issued.json()["state"]) == (200, "issued")
    assert ApiClient(city.officer).get(f"circulars/{row['uid']}").status_code == 200
    assert ApiClient(city.stranger).get(f"circulars/{row['uid']}").status_code == 404


def test_an_interview_is_decided_by_a_leader(city: City) -> None:
    item = item_at(city, "in_progress")
    services.propose_escalation(item=item, at=clock.now(), level="group_leader")
    deputy, office = ApiClient(city.deputy_leader), ApiClient(city.office)
    [row] = deputy.get("interviews").json()["results"]
    url = f"interviews/{row['uid']}/actions"
    body = {"version": 1, "planned_on": later(0)}
    assert office.post(f"{url}/decide", body).status_code == 403
    done = deputy.post(f"{url}/decide", body)
    assert done.status_code == 200, done.json()
    assert done.json()["interviewee"]["name"] == "卫某丙"
    held = {"version": 2, "held_on": later(0), "outcome": "承诺月底完成"}
    assert office.post(f"{url}/record", held).json()["state"] == "held"
    assert deputy.post(f"{url}/cancel", {"version": 3, "reason": "x"}).status_code == 409


def _many(item: Item) -> None:
    """As many papers as items, whatever they say."""
    notice = SupervisionNotice.objects.get()
    circular, paper = CircularRow.objects.get(), Interview.objects.get()
    for n, other in enumerate(Item.objects.exclude(pk=item.pk).order_by("id")):
        for row in (notice, circular, paper):
            row.pk, row.item = None, other
            if hasattr(row, "uid"):
                row.uid = type(row)._meta.get_field("uid").get_default()
        notice.ordinal = n + 2
        SupervisionNotice.objects.bulk_create([notice])
        CircularRow.objects.bulk_create([circular])
        Interview.objects.bulk_create([paper])


def test_lists_cost_the_same_for_one_and_for_many(city: City) -> None:
    item = item_at(city, "in_progress")
    for level in ("deputy_leader", "group_leader"):
        services.propose_escalation(item=item, at=clock.now(), level=level)
    post(ApiClient(city.office), item, "issue-notice", typed())
    client, browser = ApiClient(city.office), browser_of(city.office)
    paths = ["/notices", "/circulars", f"/circulars/{Circular.objects.get().uid}", "/interviews"]

    def costs() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(path).status_code == 200
            found.append(len(asked))
        for path in ("notices", "circulars", "interviews"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            found.append(len(asked))
        return found

    browser.get("/notices")
    before = costs()
    copies(item, 20)
    _many(item)
    assert SupervisionNotice.objects.count() == 21
    assert costs() == before
