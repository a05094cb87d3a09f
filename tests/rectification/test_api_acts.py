"""Actions by REST: what is offered, versions, passwords, inputs by their words, refusals."""

from typing import Any

import pytest

from core import clock, workdays
from rectification import services
from rectification.enums import Action
from rectification.models import Extension, Item, Measure, SignOff
from tests.api import ApiClient
from tests.factories import fresh, item_at
from tests.personas import PASSWORD, City

pytestmark = pytest.mark.django_db


def act(
    client: ApiClient, item: Item, action: str, body: dict | None = None, **headers: str
) -> Any:
    return client.post(f"items/{item.uid}/actions/{action}", body or {}, **headers)


def later(days: int) -> str:
    return workdays.load().add(clock.local_date(clock.now()), days).isoformat()


def test_every_action_is_offered_or_refused_with_its_reason(city: City) -> None:
    item = item_at(city, "in_progress")
    answer = ApiClient(city.officer).get(f"items/{item.uid}/actions")
    assert answer["ETag"] == f'"{item.version}"'
    offered = {row["action"]: row for row in answer.json()["actions"]}
    assert set(offered) == set(Action.values)
    asked = offered["request-closure"]
    assert asked["allowed"] and asked["is_mine"]
    assert asked["missing"][0].startswith("第1条措施尚未完成")
    refused = offered["suspend"]
    assert (refused["allowed"], refused["code"]) == (False, "permission_denied")
    assert "办公室主任" in refused["reason"]
    assert offered["verify"]["code"] == "transition_not_allowed"
    assert offered["progress"]["needs_version"] is False
    assert offered["progress"]["url"].endswith(f"/items/{item.uid}/actions/progress")
    assert answer.json()["shown_hash"] is None


def test_what_is_offered_is_what_is_accepted(city: City) -> None:
    item = item_at(city, "awaiting_signoff")
    for name in ("officer", "office", "first_in_charge", "portfolio_leader", "group_leader"):
        client = ApiClient(city.people[name])
        for row in client.get(f"items/{item.uid}/actions").json()["actions"]:
            body = {"version": item.version, "password": PASSWORD}
            body = body if row["action"] == "sign-off" else {"version": item.version}
            answer = act(client, item, row["action"], body)
            if row["allowed"]:
                assert answer.status_code in (200, 422), (name, row["action"])
            else:
                assert answer.status_code in (403, 409, 422), (name, row["action"])
            item = fresh(item)


@pytest.mark.parametrize("action", ["accept", "refuse", "recall"])
def test_an_action_without_a_version_is_428(city: City, action: str) -> None:
    item = item_at(city, "assigned")
    answer = act(ApiClient(city.officer), item, action)
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


def test_the_version_may_come_as_if_match(city: City) -> None:
    item = item_at(city, "assigned")
    answer = act(ApiClient(city.officer), item, "accept", If_Match=f'"{item.version}"')
    assert answer.status_code == 200, answer.json()
    assert answer.json()["state"] == "accepted"
    assert answer["ETag"] == f'"{item.version + 1}"'


def test_a_stale_version_shows_both_and_writes_nothing(city: City) -> None:
    item = item_at(city, "assigned")
    first = act(ApiClient(city.officer), item, "accept", {"version": item.version})
    second = act(ApiClient(city.second_officer), item, "accept", {"version": item.version})
    assert first.status_code == 200
    assert second.status_code == 409
    body = second.json()
    assert body["code"] == "stale_version"
    assert (body["current"]["version"], body["yours"]["version"]) == (
        item.version + 1,
        item.version,
    )
    assert body["current"]["state"] == "accepted"


def test_an_act_that_only_appends_needs_no_version(city: City) -> None:
    item = item_at(city, "in_progress")
    client = ApiClient(city.officer)
    answer = client.post(f"items/{item.uid}/progress", {"text": "焊接2公里", "percent": 30})
    assert answer.status_code == 201
    assert answer.json()["department"]["code"] == "014"
    assert fresh(item).version == item.version
    (row,) = client.get(f"items/{item.uid}/progress").json()["results"]
    assert (row["text"], row["percent"]) == ("焊接2公里", 30)
    assert act(client, item, "progress", {"no_change": True}).status_code == 200
    refused = client.post(f"items/{item.uid}/progress", {"percent": 101, "text": "x"})
    assert refused.json()["errors"][0]["pointer"] == "/percent"


def test_an_unknown_action_is_not_found(city: City) -> None:
    item = item_at(city, "assigned")
    answer = act(ApiClient(city.officer), item, "dance", {"version": 1})
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


class TestSignOff:
    @pytest.fixture
    def item(self, city: City) -> Item:
        return item_at(city, "awaiting_signoff")

    @pytest.fixture
    def body(self, city: City, item: Item) -> dict[str, Any]:
        offered = ApiClient(city.first_in_charge).get(f"items/{item.uid}/actions").json()
        return {"version": item.version, "shown_hash": offered["shown_hash"]}

    def test_it_asks_for_the_password(self, city: City, item: Item, body: dict) -> None:
        client = ApiClient(city.first_in_charge)
        for password in ({}, {"password": ""}, {"password": "falsch"}, {"password": 5}):
            answer = act(client, item, "sign-off", body | password)
            assert answer.status_code == 403
            assert answer.json()["code"] == "reauthentication_required"
        assert not SignOff.objects.exists()

    def test_it_signs_what_was_shown(self, city: City, item: Item, body: dict) -> None:
        client = ApiClient(city.first_in_charge)
        key = "sign-1"
        answer = act(client, item, "sign-off", body | {"password": PASSWORD}, Idempotency_Key=key)
        assert answer.status_code == 200, answer.json()
        again = act(client, item, "sign-off", body | {"password": PASSWORD}, Idempotency_Key=key)
        assert again["Idempotency-Replayed"] == "true"
        signed = SignOff.objects.get()
        assert (signed.signer, signed.content_hash) == (city.first_in_charge, body["shown_hash"])
        assert PASSWORD not in answer.content.decode()

    def test_a_change_after_the_look_is_a_conflict(
        self, city: City, item: Item, body: dict
    ) -> None:
        Measure.objects.filter(item=item).update(outcome="改写")
        answer = act(
            ApiClient(city.first_in_charge), item, "sign-off", body | {"password": PASSWORD}
        )
        assert answer.status_code == 409
        assert not SignOff.objects.exists()

    def test_the_sheet_shows_what_is_signed(self, city: City, item: Item, body: dict) -> None:
        sheet = ApiClient(city.first_in_charge).get(f"items/{item.uid}/closure-sheet").json()
        assert sheet["shown_hash"] == body["shown_hash"]
        assert sheet["applicant"]["name"] == "朱某丙"
        assert len(sheet["measures"]) == 2
        assert [row["state"] for row in sheet["measures"]] == ["done", "done"]

    def test_who_cannot_see_it_is_not_asked_for_a_password(
        self, city: City, item: Item, body: dict
    ) -> None:
        answer = act(ApiClient(city.stranger), item, "sign-off", body)
        assert answer.status_code == 404

    def test_the_wrong_person_is_refused_with_the_rule(
        self, city: City, item: Item, body: dict
    ) -> None:
        answer = act(ApiClient(city.officer), item, "sign-off", body | {"password": PASSWORD})
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
        assert "第一责任人" in answer.json()["detail"]


def test_no_sheet_before_closure_is_asked_for(city: City) -> None:
    item = item_at(city, "in_progress")
    answer = ApiClient(city.first_in_charge).get(f"items/{item.uid}/closure-sheet")
    assert answer.status_code == 404
    assert "销号申请" in answer.json()["detail"]


def test_people_and_units_are_named_by_number_code_or_uid(city: City) -> None:
    item = item_at(city, "assigned")
    client = ApiClient(city.officer)
    refused = act(client, item, "accept", {"version": item.version, "handler": "T999"})
    assert refused.json()["errors"] == [
        {
            "pointer": "/handler",
            "code": "unknown",
            "detail": "没有找到：T999。请核对人员（工号或 uid）。",
        }
    ]
    body = {
        "version": item.version,
        "handler": city.sub_unit_officer.employee_no,
        "handling_unit": str(city.sub_unit.uid),
    }
    answer = act(client, item, "accept", body)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["handling_unit"]["code"] == "01401"
    assert answer.json()["handler"]["name"] == "郎某己"


def test_an_extension_goes_through_three_hands(city: City) -> None:
    item = item_at(city, "in_progress")
    new_due = later(30)
    body = {
        "new_due_on": new_due,
        "reason": "管材未到",
        "progress": "已完成七成",
        "interim_measure": "移动供热车",
    }
    officer = ApiClient(city.officer)
    assert officer.post(f"items/{item.uid}/extensions", body).status_code == 428
    asked = officer.post(f"items/{item.uid}/extensions", body, If_Match=f'"{item.version}"')
    assert asked.status_code == 201, asked.json()
    assert (asked.json()["state"], asked.json()["is_after_due"]) == ("pending", True)
    tag = asked["ETag"]
    endorsed = act(ApiClient(city.first_in_charge), item, "endorse-extension", If_Match=tag)
    granted = act(ApiClient(city.office), item, "grant-extension", If_Match=endorsed["ETag"])
    assert granted.status_code == 200, granted.json()
    assert granted.json()["due_on"] == new_due
    assert granted.json()["original_due_on"] == item.due_on.isoformat()
    (row,) = officer.get(f"items/{item.uid}/extensions").json()["results"]
    assert (row["state"], row["decided_by"]["name"]) == ("granted", "褚某甲")


def test_measures_are_changed_and_completed(city: City) -> None:
    item = item_at(city, "in_progress")
    client = ApiClient(city.officer)
    first, second = client.get(f"items/{item.uid}/measures").json()["results"]
    body = {"version": item.version, "measure": first["uid"], "outcome": "已焊接2公里"}
    refused = act(client, item, "complete-measure", body)
    assert refused.json()["errors"][0]["pointer"] == "/reference"
    done = act(client, item, "complete-measure", body | {"reference": "住建验〔2019〕2号"})
    assert done.status_code == 200, done.json()
    version = done.json()["version"]
    row = {"measure": second["uid"], "drop": True}
    asked = act(
        client,
        item,
        "request-plan-change",
        {"version": version, "changes": [row], "reason": "合并到第一条"},
    )
    decided = act(
        ApiClient(city.portfolio_leader),
        item,
        "decide-plan-change",
        {"version": asked.json()["version"], "granted": True},
    )
    assert decided.status_code == 200, decided.json()
    states = [r["state"] for r in client.get(f"items/{item.uid}/measures").json()["results"]]
    assert states == ["done", "dropped"]


def test_a_measure_of_another_item_is_not_found(city: City) -> None:
    item, other = item_at(city, "in_progress"), item_at(city, "in_progress")
    foreign = Measure.objects.filter(item=other).first()
    body = {"version": item.version, "measure": str(foreign.uid), "outcome": "x"}
    answer = act(ApiClient(city.officer), item, "complete-measure", body)
    assert answer.json()["errors"][0]["code"] == "unknown"


def test_closure_with_measures_and_evidence_in_one_act(city: City) -> None:
    item = item_at(city, "in_progress")
    client = ApiClient(city.officer)
    measures = client.get(f"items/{item.uid}/measures").json()["results"]
    day = clock.local_date(clock.now()).isoformat()
    pieces = [
        {
            "evidence_class": "output",
            "title": "验收记录",
            "dated_on": day,
            "measure": row["uid"],
            "reference": "住建验〔2019〕1号",
        }
        for row in measures
    ]
    body = {
        "version": item.version,
        "statement": "三个小区1142户全部通暖",
        "done": {row["uid"]: "已完成" for row in measures},
        "evidence": pieces,
    }
    lacking = act(client, item, "request-closure", body)
    assert (lacking.status_code, lacking.json()["code"]) == (422, "guard_failed")
    assert "成效性佐证" in lacking.json()["detail"]
    assert not item.evidence.exists()
    wrong = body | {"done": {"1": "x"}}
    assert act(client, item, "request-closure", wrong).json()["errors"][0]["pointer"] == "/done"
    outcome = {"evidence_class": "outcome", "dated_on": day, "reference": "测温系统第7号"}
    answer = act(client, item, "request-closure", body | {"evidence": [*pieces, outcome]})
    assert answer.status_code == 200, answer.json()
    assert answer.json()["state"] == "closure_review"


def test_a_merge_names_the_other_item_by_number_and_shows_the_lineage(city: City) -> None:
    into, item = item_at(city, "in_progress"), item_at(city, "registered")
    client = ApiClient(city.office)
    body = {"version": item.version, "into": into.number, "reason": "同一问题"}
    assert act(client, item, "merge", body).status_code == 200
    line = client.get(f"items/{into.uid}/lineage").json()
    assert [row["number"] for row in line["merged_items"]] == [item.number]
    assert line["origins"][-1]["merged_from"]["number"] == item.number
    whole = client.get(f"items/{item.uid}").json()
    assert whole["merged_into"] == {"uid": str(into.uid), "number": into.number}
    by_lead = ApiClient(city.officer).get(f"items/{into.uid}/lineage").json()
    assert by_lead["merged_items"] == []
    assert by_lead["origins"][-1]["merged_from"] is None


def test_who_refuses_an_item_no_longer_sees_it(city: City) -> None:
    item = item_at(city, "assigned")
    body = {"version": item.version, "basis": "三定方案未规定此项职责"}
    client = ApiClient(city.first_in_charge)
    answer = act(client, item, "refuse", body)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["access"] == "none"
    assert set(answer.json()) == {"uid", "access", "number", "state", "state_label", "version"}
    assert client.get(f"items/{item.uid}").status_code == 404


def test_the_second_extension_of_a_sensitive_item_is_shown_to_who_decides(city: City) -> None:
    item = item_at(city, "in_progress")
    for n in (1, 2):
        services.request_extension(
            item=item,
            by=city.officer,
            at=clock.now(),
            version=fresh(item).version,
            new_due_on=workdays.load().add(clock.local_date(clock.now()), 10 * n),
            reason="管材未到",
            progress="七成",
            interim_measure="移动供热车",
        )
        common = {"item": item, "at": clock.now()}
        services.endorse_extension(by=city.first_in_charge, version=fresh(item).version, **common)
        if n == 1:
            services.grant_extension(by=city.office, version=fresh(item).version, **common)
    Item.objects.filter(pk=item.pk).update(is_sensitive=True)
    client = ApiClient(city.deputy_leader)
    (row,) = client.get(f"items/{item.uid}/extensions").json()["results"]
    assert row["ordinal"] == 2
    assert client.get(f"items/{item.uid}").json()["access"] == "shell"
    granted = act(client, item, "grant-extension", {"version": fresh(item).version})
    assert granted.status_code == 200, granted.json()
    assert Extension.objects.filter(item=item, state="granted").count() == 2
    assert client.get(f"items/{item.uid}/extensions").status_code == 404


@pytest.mark.parametrize("action", list(Action))
def test_every_action_takes_its_input_strictly(city: City, action: Action) -> None:
    item = item_at(city, "in_progress")
    client = ApiClient(city.office_head)
    body = {"version": item.version, "colour": "red", "password": PASSWORD}
    if action != Action.SIGN_OFF:
        body.pop("password")
    answer = act(client, item, action, body)
    assert answer.status_code in (400, 409), answer.json()
    if answer.status_code == 400:
        assert answer.json()["code"] == "unknown_field"
        assert "/colour" in [row["pointer"] for row in answer.json()["errors"]]
    assert act(client, item, action, ["version"]).status_code in (409, 422, 428)
