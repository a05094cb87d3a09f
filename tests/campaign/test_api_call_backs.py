"""Call-backs by REST: the office draws, another unit calls, refusals are counted with the rest."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.models import CallBack, CallBackDraw
from campaign.services.opinions.calling import drawn
from journal.models import Entry
from tests.api import ApiClient
from tests.campaign.opining import answered
from tests.personas import City, city
from tests.rectification.pages import stop_clock

__all__ = ["city"]
pytestmark = pytest.mark.django_db
DRAW = {"caller": "015", "share_percent": 50}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def draw(city: City, **changes: Any) -> Any:
    return ApiClient(city.office).post("call-back-draws", DRAW | changes)


def test_the_sample_can_be_drawn_again_from_what_is_answered(city: City) -> None:
    keys = sorted(str(row.uid) for row in answered(city, 4))
    made = draw(city)
    assert made.status_code == 201, made.json()
    shown = made.json()
    assert (shown["population"], shown["drawn"], shown["waiting"]) == (4, 2, 2)
    assert shown["caller"]["code"] == "015" and made["Location"].endswith(shown["uid"])
    picked = sorted(str(call.opinion.uid) for call in CallBack.objects.select_related("opinion"))
    assert picked == drawn(keys, 50, shown["seed"])
    assert Entry.objects.get(type="opinion.call_backs_drawn").data["seed"] == shown["seed"]
    assert ApiClient(city.office).get("call-back-draws").json()["results"] == [shown]


@pytest.mark.parametrize("name", ["officer", "stranger", "group_leader", "guidance"])
def test_only_the_office_draws_and_reads_draws(city: City, name: str) -> None:
    answered(city, 1)
    client = ApiClient(city.people[name])
    assert client.post("call-back-draws", DRAW).status_code == 403
    assert CallBackDraw.objects.count() == 0
    uid = draw(city).json()["uid"]
    assert client.get("call-back-draws").json()["results"] == []
    assert client.get(f"call-back-draws/{uid}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "status", "pointer"),
    [
        ({"share_percent": 0}, 422, "/share_percent"),
        ({"share_percent": "20"}, 422, "/share_percent"),
        ({"caller": "nowhere"}, 422, "/caller"),
        ({"caller": "01401"}, 422, "/caller"),
        ({"caller": "014"}, 422, ""),
        ({"seed": "1"}, 400, "/seed"),
    ],
)
def test_a_draw_that_cannot_be(
    city: City, changes: dict[str, Any], status: int, pointer: str
) -> None:
    answered(city, 1)
    refused = draw(city, **changes)
    assert refused.status_code == status
    assert [row["pointer"] for row in refused.json()["errors"]] == [pointer]
    assert CallBackDraw.objects.count() == 0


def test_a_repeated_request_draws_once(city: City) -> None:
    answered(city, 4)
    client = ApiClient(city.office)
    first = client.post("call-back-draws", DRAW, Idempotency_Key="k1")
    again = client.post("call-back-draws", DRAW, Idempotency_Key="k1")
    assert again.json() == first.json() and again["Idempotency-Replayed"] == "true"
    assert CallBackDraw.objects.count() == 1


def test_the_named_unit_calls_and_the_contact_goes_with_the_answer(city: City) -> None:
    answered(city, 1)
    draw(city)
    client = ApiClient(city.stranger)
    (row,) = client.get("call-backs").json()["results"]
    assert (row["contact"], row["result"]) == ("000-0", "")
    path = f"call-backs/{row['uid']}"
    wrong = client.post(f"{path}/actions/record", {"result": "happy"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/result")
    body = {"result": "refused", "note": "不愿多谈"}
    done = client.post(f"{path}/actions/record", body)
    assert done.status_code == 200
    assert (done.json()["result_label"], done.json()["contact"]) == ("拒绝回答", "")
    assert CallBack.objects.get().called_by == city.stranger
    twice = client.post(f"{path}/actions/record", body)
    assert (twice.status_code, twice["Content-Type"]) == (409, "application/problem+json")


@pytest.mark.parametrize("name", ["officer", "office", "cooperator", "group_leader", "sys_admin"])
def test_nobody_else_sees_whom_to_call(city: City, name: str) -> None:
    answered(city, 1)
    draw(city)
    client, call = ApiClient(city.people[name]), CallBack.objects.get()
    assert client.get("call-backs").json()["results"] == []
    assert client.get(f"call-backs/{call.uid}").status_code == 404
    body = {"result": "satisfied"}
    assert client.post(f"call-backs/{call.uid}/actions/record", body).status_code == 404
    call.refresh_from_db()
    assert call.result == ""


def test_few_answers_are_not_told_apart_but_to_the_office(city: City) -> None:
    answered(city, 3)
    draw(city, share_percent=100)
    client = ApiClient(city.stranger)
    uids = [row["uid"] for row in client.get("call-backs").json()["results"]]
    for uid, result in zip(uids, ("satisfied", "refused", "unclear"), strict=True):
        small = ApiClient(city.officer).get("satisfaction").json()
        assert small["counts"] is None or small["asked"] == 0
        client.post(f"call-backs/{uid}/actions/record", {"result": result})
        whole = ApiClient(city.office).get("satisfaction").json()
        assert whole["asked"] == sum(whole["counts"].values())
    told = ApiClient(city.officer).get("satisfaction").json()
    assert (told["asked"], told["waiting"]) == (3, 0)
    assert (told["counts"]["refused"], told["counts"]["unclear"]) == (1, 1)
    assert ApiClient(city.sys_admin).get("satisfaction").status_code == 403


def test_lists_cost_the_same_for_one_row_and_many(city: City) -> None:
    def cost(name: str, path: str) -> int:
        client = ApiClient(city.people[name])
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    answered(city, 1)
    draw(city, share_percent=100)
    few = cost("stranger", "call-backs"), cost("office", "call-back-draws")
    for _ in range(3):
        answered(city, 4)
        draw(city, share_percent=100)
    assert (cost("stranger", "call-backs"), cost("office", "call-back-draws")) == few
