"""Several rows at once: a preview that writes nothing, then all of them or none."""

import pytest
from django.http import HttpResponse
from django.test import Client

from rectification.enums import State
from rectification.models import Item
from tests.factories import fresh, item_at
from tests.personas import City
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def press(browser: Client, act: str, items: list[Item], **typed: str) -> HttpResponse:
    ids = [str(item.uid) for item in items]
    return browser.post("/ledger/bulk?lead=014", {"act": act, "id": ids, **typed})


def handing_over(city: City, step: str) -> dict[str, str]:
    return {
        "step": step,
        "lead_department": str(city.other.uid),
        "due_on": "2019-11-15",
        "reason": "职责在交通部门",
    }


def test_reassign_shows_first_and_then_does_it(city: City) -> None:
    items = [item_at(city, State.ASSIGNED) for _ in range(2)]
    browser = browser_of(city.office)
    assert press(browser, "reassign", items).status_code == 200
    shown = press(browser, "reassign", items, **handing_over(city, "preview"))
    assert shown.context["is_ready"]
    assert all(fresh(item).lead_department == city.lead for item in items)
    done = press(browser, "reassign", items, **handing_over(city, "confirm"))
    assert (done.status_code, done.url) == (303, "/ledger?lead=014")
    for item in items:
        assert fresh(item).lead_department == city.other
        assert fresh(item).acceptance_standard == item.acceptance_standard
        assert str(fresh(item).due_on) == "2019-11-15"


def test_drafts_of_an_import_are_submitted_together(city: City) -> None:
    drafts = [item_at(city, State.DRAFT) for _ in range(2)]
    browser = browser_of(city.office)
    assert 'value="submit"' in browser.get("/ledger?bucket=draft").content.decode()
    assert 'value="submit"' not in browser.get("/ledger?bucket=open").content.decode()
    bound = item_at(city, State.IN_PROGRESS)
    shown = press(browser, "submit", [*drafts, bound])
    assert (shown.context["going"], shown.context["refused"]) == (2, 1)
    assert all(fresh(item).state == State.DRAFT for item in drafts)
    assert press(browser, "submit", [*drafts, bound], step="confirm").status_code == 303
    assert [fresh(item).state for item in (*drafts, bound)] == [
        State.REGISTERED,
        State.REGISTERED,
        State.IN_PROGRESS,
    ]
    assert all(fresh(item).number for item in drafts)


def test_one_refusal_stops_all_and_says_why(city: City) -> None:
    free = item_at(city, State.ASSIGNED)
    bound = item_at(city, State.IN_PROGRESS)
    browser = browser_of(city.office)
    for step, status in (("preview", 200), ("confirm", 409)):
        answer = press(browser, "reassign", [free, bound], **handing_over(city, step))
        assert answer.status_code == status
        assert not answer.context["is_ready"]
        reasons = {row["uid"]: row["refusal"] for row in answer.context["rows"]}
        assert reasons[free.uid] == ""
        assert "办公室主任办理" in reasons[bound.uid]
    assert fresh(free).lead_department == city.lead
    assert fresh(free).version == free.version


def test_a_date_that_is_none_is_said(city: City) -> None:
    typed = {**handing_over(city, "preview"), "due_on": "尽快"}
    answer = press(browser_of(city.office), "reassign", [item_at(city, State.ASSIGNED)], **typed)
    assert answer.status_code == 422
    assert "“尽快”不是日期" in answer.content.decode()


def test_the_lead_names_one_handler_for_several(city: City) -> None:
    items = [item_at(city, State.ASSIGNED) for _ in range(2)]
    chosen = {"handler": str(city.second_officer.uid), "step": "confirm"}
    answer = press(browser_of(city.officer), "handler", items, **chosen)
    assert answer.status_code == 303
    assert {fresh(item).handler for item in items} == {city.second_officer}


def test_who_may_not_is_told_and_who_sees_nothing_reaches_nothing(city: City) -> None:
    item = item_at(city, State.ASSIGNED)
    refused = press(browser_of(city.officer), "reassign", [item], **handing_over(city, "confirm"))
    assert refused.status_code == 403
    chosen = {"handler": str(city.stranger.uid), "step": "confirm"}
    answer = press(browser_of(city.stranger), "handler", [item], **chosen)
    assert answer.status_code == 303
    assert fresh(item).handler is None


@pytest.mark.parametrize("ids", [[], ["x"], ["00000000-0000-0000-0000-000000000000"]])
def test_nothing_ticked_is_said(city: City, ids: list[str]) -> None:
    browser = browser_of(city.office)
    answer = browser.post("/ledger/bulk", {"act": "reassign", "id": ids}, follow=True)
    assert "请先勾选" in answer.content.decode()
