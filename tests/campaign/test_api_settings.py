"""What the office's head and the group leader set of a campaign, by REST as on the pages."""

from typing import Any

import pytest

from campaign.enums import ListKind
from campaign.models import Campaign, ListEntry, Membership
from journal.models import Entry
from tests.api import ApiClient
from tests.campaign.reviewing import add_lists
from tests.personas import City
from tests.rectification.pages import stop_clock

pytestmark = pytest.mark.django_db
RUNG = "due-before-7"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def path(city: City, rest: str) -> str:
    return f"campaigns/{city.campaign.uid}/{rest}"


def rules(city: City, body: dict[str, Any], name: str = "office_head", **headers: str) -> Any:
    return ApiClient(city.people[name]).patch(path(city, "rules"), body, **headers)


def ladder(city: City, body: dict[str, Any], name: str = "office_head") -> Any:
    return ApiClient(city.people[name]).patch(path(city, "ladder"), body)


def test_a_limit_is_set_and_brought_back(city: City) -> None:
    body = {"rules": {"desk_assigned": 4}, "seen": {"desk_assigned": 2}}
    done = rules(city, body)
    assert (done.status_code, done.json()["rules"]["desk_assigned"]) == (200, 4)
    entry = Entry.objects.latest("id")
    assert entry.data == {"desk_assigned": {"from": 2, "to": 4}}
    back = rules(city, {"rules": {"desk_assigned": None}, "seen": {"desk_assigned": 4}})
    assert back.json()["rules"]["desk_assigned"] == 2
    assert Campaign.objects.get(pk=city.campaign.pk).rules.get("desk_assigned") is None


def test_what_was_not_read_or_has_been_changed_is_not_overwritten(city: City) -> None:
    blind = rules(city, {"rules": {"desk_assigned": 4}})
    assert (blind.status_code, blind.json()["code"]) == (428, "precondition_required")
    rules(city, {"rules": {"desk_assigned": 5}, "seen": {"desk_assigned": 2}})
    stale = rules(city, {"rules": {"desk_assigned": 4}, "seen": {"desk_assigned": 2}})
    assert stale.status_code == 409
    assert stale.json()["current"] == {"desk_assigned": 5}
    assert stale.json()["yours"] == {"desk_assigned": 4}
    assert Campaign.objects.get(pk=city.campaign.pk).rules["desk_assigned"] == 5


@pytest.mark.parametrize(
    ("wanted", "status"),
    [({"desk_assigned": 99}, 422), ({"nothing": 1}, 422), ({"desk_assigned": "4"}, 422), ({}, 422)],
)
def test_impossible_limits_are_refused(city: City, wanted: dict[str, Any], status: int) -> None:
    seen = {key: 2 for key in wanted}
    answer = rules(city, {"rules": wanted, "seen": seen})
    assert answer.status_code == status and answer.json()["errors"]
    assert "desk_assigned" not in Campaign.objects.get(pk=city.campaign.pk).rules


def test_rungs_are_set_together_or_not_at_all(city: City) -> None:
    client = ApiClient(city.office_head)
    rows = client.get("ladder?limit=200").json()["results"]
    row = next(one for one in rows if one["code"] == RUNG)
    seen = {RUNG: {"days": row["days"], "is_on": row["is_on"]}}
    done = ladder(city, {"rungs": {RUNG: {"days": -9}}, "seen": seen})
    assert done.status_code == 200, done.json()
    now = next(one for one in done.json() if one["code"] == RUNG)
    assert (now["days"], now["is_on"]) == (-9, row["is_on"])
    stale = ladder(city, {"rungs": {RUNG: {"days": -8}}, "seen": seen})
    assert (stale.status_code, stale.json()["current"][RUNG]["days"]) == (409, -9)
    assert ladder(city, {"rungs": {RUNG: {"days": -8}}}).status_code == 428
    both = {"nowhere": {"days": 1}, RUNG: {"days": -8}}
    lost = ladder(city, {"rungs": both, "seen": seen})
    assert (lost.status_code, lost.json()["errors"][0]["pointer"]) == (422, "/rungs")
    assert city.campaign.escalation_rules.get(code=RUNG).days == -9


ACTS = ("name-verifying-unit", "record-acting", "close-intake", "archive")


@pytest.mark.parametrize(
    "name", ["office", "officer", "stranger", "guidance", "sys_admin", "sec_admin", "audit_admin"]
)
def test_nobody_else_sets_anything(city: City, name: str) -> None:
    add_lists(city)
    done = Entry.objects.filter(type__startswith="campaign.")
    before = done.count()
    assert rules(city, {"rules": {"desk_assigned": 4}}, name).status_code == 403
    assert ladder(city, {"rungs": {RUNG: {"days": -9}}}, name).status_code == 403
    client = ApiClient(city.people[name])
    for act in ACTS:
        assert client.post(path(city, f"actions/{act}"), {}).status_code == 403, act
    person = city.second_officer.employee_no
    given = client.post("campaign-roles", {"person": person, "role": "office"})
    assert given.status_code == 403
    member = Membership.objects.get(person=city.office_clerk)
    assert client.post(f"campaign-roles/{member.uid}/actions/end").status_code == 403
    row = ListEntry.objects.filter(kind=ListKind.GAP_QUESTION).earliest("id")
    worded = client.call("PUT", f"gap-questions/{row.uid}", {"name": "x", "is_active": True})
    assert worded.status_code == (200 if name == "office" else 403)
    assert done.count() == before + (name == "office")


def test_a_role_is_given_and_ended(city: City) -> None:
    client = ApiClient(city.office_head)
    person = city.second_officer
    made = client.post("campaign-roles", {"person": person.employee_no, "role": "office"})
    assert made.status_code == 201, made.json()
    row = made.json()
    assert (row["person"]["name"], row["role_label"]) == (person.name, "领导小组办公室成员")
    assert row["uid"] in {r["uid"] for r in client.get("campaign-roles").json()["results"]}
    twice = client.post("campaign-roles", {"person": person.employee_no, "role": "office"})
    assert twice.status_code == 422 and "已是" in twice.json()["detail"]
    head = client.post("campaign-roles", {"person": person.employee_no, "role": "office_head"})
    assert head.status_code == 403
    ended = client.post(f"campaign-roles/{row['uid']}/actions/end")
    assert (ended.status_code, ended.json()["ends_on"]) == (200, "2019-10-15")
    again = client.post(f"campaign-roles/{row['uid']}/actions/end")
    assert again.status_code == 422


def test_the_group_leader_names_who_checks_the_office(city: City) -> None:
    body = {"scope": "office_items", "department": "010"}
    act = path(city, "actions/name-verifying-unit")
    done = ApiClient(city.group_leader).post(act, body)
    assert done.status_code == 200, done.json()
    (unit,) = [u for u in done.json()["verifying_units"] if u["scope"] == "office_items"]
    assert unit["department"]["code"] == "010"
    own = ApiClient(city.group_leader).post(act, body | {"department": "001"})
    assert (own.status_code, own.json()["errors"][0]["pointer"]) == (422, "/department")
    assert ApiClient(city.office_head).post(act, body).status_code == 403


def test_somebody_acts_for_an_empty_post(city: City) -> None:
    act, client = path(city, "actions/record-acting"), ApiClient(city.office_head)
    body = {
        "department": "040",
        "person": city.vacant_team.employee_no,
        "title": "主持工作",
        "document_number": "样例干〔2019〕12号",
    }
    assert client.post(act, body | {"department": "01401"}).status_code == 422
    done = client.post(act, body)
    assert done.status_code == 200, done.json()
    assert client.get(f"posts/{done.json()['uid']}").json()["title"] == "主持工作"
    assert client.post(act, body).status_code == 409


def test_intake_closes_once(city: City) -> None:
    client, act = ApiClient(city.office_head), path(city, "actions/close-intake")
    assert client.post(act, {"sure": True}).status_code == 400
    done = client.post(act)
    assert (done.status_code, done.json()["intake_closed_on"]) == (200, "2019-10-15")
    assert client.post(act).status_code == 422


def test_a_question_is_worded_by_the_office(city: City) -> None:
    add_lists(city)
    row = ListEntry.objects.filter(kind=ListKind.GAP_QUESTION).earliest("id")
    client = ApiClient(city.office)
    assert row.code in {r["code"] for r in client.get("gap-questions").json()["results"]}
    body = {"name": "对照新时代要求找差距", "is_active": True}
    done = client.call("PUT", f"gap-questions/{row.uid}", body)
    assert done.status_code == 200 and done.json()["name"] == body["name"]
    assert done.json()["confirmed_at"] is not None
    empty = client.call("PUT", f"gap-questions/{row.uid}", {"name": " ", "is_active": True})
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "/name")


def test_a_repeated_request_gives_a_role_once(city: City) -> None:
    client = ApiClient(city.office_head)
    body = {"person": city.second_officer.employee_no, "role": "office"}
    first = client.post("campaign-roles", body, Idempotency_Key="r1")
    again = client.post("campaign-roles", body, Idempotency_Key="r1")
    assert again.json() == first.json() and again["Idempotency-Replayed"] == "true"
