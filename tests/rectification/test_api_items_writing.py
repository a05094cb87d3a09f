"""Writing items by REST: drafts, patches, versions, and what is never deleted."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from rectification.models import Item
from tests.api import ApiClient
from tests.factories import item_at
from tests.personas import City

pytestmark = pytest.mark.django_db


def draft_body(**changes: Any) -> dict[str, Any]:
    return {
        "problem": "三条断头路未按期打通，涉及2个街道",
        "found_on": "2019-09-20",
        "target": "initiative",
        "origins": [{"source": "research"}],
        **changes,
    }


def test_an_officer_writes_a_draft_of_his_department(city: City) -> None:
    answer = ApiClient(city.officer).post("items", draft_body())
    assert answer.status_code == 201
    body = answer.json()
    assert answer["Location"].endswith(f"/api/v1/items/{body['uid']}")
    assert answer["ETag"] == '"1"'
    item = Item.objects.get(uid=body["uid"])
    assert (item.state, item.submitting_department) == ("draft", city.lead)
    assert ApiClient(city.stranger).get(f"items/{body['uid']}").status_code == 404


def test_the_office_registers_and_assigns_in_one_act(city: City) -> None:
    due = clock.local_date(clock.now()) + timedelta(days=30)
    assignment = {
        "lead_department": "014",
        "kind": "time_limited",
        "acceptance_standard": "三条路全部通车",
        "due_on": due.isoformat(),
    }
    answer = ApiClient(city.office).post("items", draft_body(assignment=assignment))
    assert answer.status_code == 201, answer.json()
    assert answer.json()["state"] == "assigned"
    refused = ApiClient(city.officer).post("items", draft_body(assignment=assignment))
    assert refused.status_code == 403
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "code", "pointer"),
    [
        ({"colour": "red"}, 400, "unknown_field", "/colour"),
        ({"state": "closed"}, 400, "unknown_field", "/state"),
        ({"problem": 5}, 422, "invalid", "/problem"),
        ({"problem": "  "}, 422, "invalid", "/problem"),
        ({"is_mass": "yes"}, 422, "invalid", "/is_mass"),
        ({"found_on": "20.9.2019"}, 422, "invalid", "/found_on"),
        ({"found_on": "9999-12-31"}, 422, "range", "/found_on"),
        ({"target": "nothing"}, 422, "unknown", "/target"),
        (
            {"origins": [{"source": "research"}, {"source": "x"}]},
            422,
            "unknown",
            "/origins/1/source",
        ),
        ({"handler": ["T001"]}, 422, "invalid", "/handler"),
        ({"campaign": "nothing"}, 422, "invalid", "/campaign"),
        ({"department": "015"}, 403, "permission_denied", None),
    ],
)
def test_a_wrong_draft_is_refused_at_the_spot(
    city: City, changes: dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    answer = ApiClient(city.officer).post("items", draft_body(**changes))
    assert answer.status_code == status, answer.json()
    errors = answer.json()["errors"]
    if pointer:
        assert (errors[0]["pointer"], errors[0]["code"]) == (pointer, code)
        assert any("\u4e00" <= ch <= "\u9fff" for ch in errors[0]["detail"])
    assert not Item.objects.exists()


def test_a_draft_is_patched_with_its_version(city: City) -> None:
    client = ApiClient(city.officer)
    made = client.post("items", draft_body()).json()
    path = f"items/{made['uid']}"
    assert client.patch(path, {"title": "断头路"}).status_code == 428
    changed = client.patch(path, {"title": "断头路", "target": None}, If_Match='"1"')
    assert changed.status_code == 200
    assert changed.json()["title"] == "断头路"
    assert changed.json()["target"] is None
    assert changed["ETag"] == '"2"'
    whole = client.get(path).json()
    assert whole["problem"] == draft_body()["problem"]
    assert whole["origins"][0]["source"]["code"] == "research"
    stale = client.patch(path, {"title": "另一个"}, If_Match='"1"')
    assert stale.status_code == 409
    assert stale.json()["code"] == "stale_version"
    assert stale.json()["current"]["version"] == 2
    assert stale.json()["yours"]["version"] == 1
    assert client.patch(path, {"state": "closed"}, If_Match='"2"').status_code == 400


def test_a_merge_patch_is_taken_by_its_own_type(city: City) -> None:
    client = ApiClient(city.officer)
    made = client.post("items", draft_body()).json()
    answer = client.patch(
        f"items/{made['uid']}",
        {"is_mass": True},
        If_Match='"1"',
        Content_Type="application/merge-patch+json",
    )
    assert answer.status_code == 200, answer.json()
    assert answer.json()["is_mass"] is True


def test_after_the_assignment_a_patch_is_a_correction_with_a_reason(city: City) -> None:
    item = item_at(city, "in_progress")
    client = ApiClient(city.office)
    path, tag = f"items/{item.uid}", f'"{item.version}"'
    refused = client.patch(path, {"title": "供热管网"}, If_Match=tag)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")
    refused = client.patch(path, {"problem": "改写", "reason": "笔误"}, If_Match=tag)
    assert refused.json()["errors"][0]["pointer"] == "/problem"
    answer = client.patch(path, {"title": "供热管网", "reason": "笔误"}, If_Match=tag)
    assert answer.status_code == 200
    assert answer.json()["title"] == "供热管网"
    by_lead = ApiClient(city.officer).patch(
        path, {"title": "x", "reason": "y"}, If_Match=answer["ETag"]
    )
    assert by_lead.status_code == 403


def test_an_item_is_never_deleted(city: City) -> None:
    item = item_at(city, "registered")
    assert ApiClient(city.office).delete(f"items/{item.uid}").status_code == 405
    answer = ApiClient(city.office).post(
        f"items/{item.uid}/actions/discard", {"version": item.version}
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "transition_not_allowed"
    assert "assign" in answer.json()["allowed"]
    assert Item.objects.filter(pk=item.pk).exists()


def test_a_draft_is_discarded_by_its_author(city: City) -> None:
    client = ApiClient(city.officer)
    made = client.post("items", draft_body()).json()
    answer = client.post(f"items/{made['uid']}/actions/discard", {"version": 1})
    assert answer.status_code == 204
    assert not Item.objects.exists()


def test_the_same_key_creates_one_item(city: City) -> None:
    client = ApiClient(city.officer)
    first = client.post("items", draft_body(), Idempotency_Key="k-1")
    again = client.post("items", draft_body(), Idempotency_Key="k-1")
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    other = client.post("items", draft_body(title="别的"), Idempotency_Key="k-1")
    assert other.status_code == 422
    assert Item.objects.count() == 1
