"""我的工作: one line in place, one button a row, beside it the lights and dates of the unit."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import workdays
from rectification.enums import State
from rectification.models import ProgressEntry
from tests.factories import fresh, item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def eleven_days_on(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Late enough for an item without news to be asked about."""
    stop_clock(monkeypatch, at(workdays.load().add(TODAY, 11), 9))


def test_the_most_urgent_item_takes_a_line_in_place(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    browser = browser_of(city.officer)
    page = browser.get("/work").content.decode()
    assert f'action="/work/{item.uid}/progress"' in page
    answer = browser.post(
        f"/work/{item.uid}/progress", {"text": "东关小区已焊接", "percent": "30", "act": "report"}
    )
    assert (answer.status_code, answer.url) == (303, "/work")
    assert fresh(item).last_progress == "东关小区已焊接"
    assert ProgressEntry.objects.get(item=item).percent == 30
    after = browser.get("/work")
    assert "进展已填报" in after.content.decode()
    assert after.context["rows"] == []


def test_no_change_is_one_click(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    browser_of(city.officer).post(f"/work/{item.uid}/progress", {"act": "no-change"})
    assert ProgressEntry.objects.get(item=item).no_change


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": " ", "act": "report"}, "请写一句话进展"),
        ({"text": "已焊接", "percent": "三成", "act": "report"}, "请填0到100之间的整数"),
        ({"text": "已焊接", "percent": "101", "act": "report"}, "请填0到100之间的整数"),
    ],
)
def test_a_wrong_line_is_said_and_kept(city: City, typed: dict[str, str], sentence: str) -> None:
    item = item_at(city, State.IN_PROGRESS)
    answer = browser_of(city.officer).post(f"/work/{item.uid}/progress", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'value="{typed["text"]}"' in page
    assert not ProgressEntry.objects.exists()


def test_nobody_reports_for_others(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    line = {"text": "已焊接", "act": "report"}
    assert browser_of(city.stranger).post(f"/work/{item.uid}/progress", line).status_code == 404
    assert browser_of(city.office).post(f"/work/{item.uid}/progress", line).status_code == 403
    assert not ProgressEntry.objects.exists()


def test_every_row_has_exactly_one_act(city: City) -> None:
    for state in (State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.REGISTERED):
        item_at(city, state)
    item_at(city, State.AWAITING_SIGNOFF)
    for name in ("officer", "office", "first_in_charge"):
        rows = browser_of(city.people[name]).get("/work").context["rows"]
        assert rows
        assert all(("action" in row) != ("template" in row) for row in rows)
        assert sum("template" in row for row in rows) <= 1


def test_the_card_counts_what_its_links_open(city: City) -> None:
    item_at(city, State.ASSIGNED, due_on=TODAY + timedelta(days=3))
    item_at(city, State.ASSIGNED)
    item_at(city, State.SUSPENDED)
    item_at(city, State.ASSIGNED, lead_department=city.other)
    for name in ("officer", "office", "sub_unit_head"):
        browser = browser_of(city.people[name])
        card = browser.get("/work").context["card"]
        opened = {one["kind"]: browser.get(one["url"]).context["rows"] for one in card["lights"]}
        assert {one["kind"]: one["n"] for one in card["lights"]} == {
            kind: str(len(rows)) for kind, rows in opened.items()
        }
        assert card["total"] == str(len(browser.get(card["url"]).context["rows"]))


def test_a_date_on_a_day_off_tells_the_day_that_counts(city: City) -> None:
    saturday = TODAY + timedelta(days=25)
    assert not workdays.load().is_workday(saturday)
    item_at(city, State.ASSIGNED, due_on=saturday)
    [row] = browser_of(city.officer).get("/work").context["dates"]
    assert "是休息日" in row["note"]


def test_the_promise_stands_below(city: City) -> None:
    assert "不签到、不打卡、不统计在线时长、不排名" in (
        browser_of(city.officer).get("/work").content.decode()
    )


@pytest.mark.parametrize(
    ("name", "most"), [("officer", 12), ("office", 12), ("first_in_charge", 12)]
)
def test_statements_do_not_grow_with_items(city: City, name: str, most: int) -> None:
    """Session; person; standing with days off and unread; facts; keys of to-dos; their items;
    lights; dates; interviews; messages and what they are about; campaign; problems."""
    item_at(city, State.AWAITING_SIGNOFF)
    item_at(city, State.ASSIGNED)
    item_at(city, State.REGISTERED)
    browser = browser_of(city.people[name])
    browser.get("/work")
    with CaptureQueriesContext(connection) as few:
        browser.get("/work")
    for _ in range(4):
        item_at(city, State.ASSIGNED)
        item_at(city, State.REGISTERED)
    with CaptureQueriesContext(connection) as many:
        browser.get("/work")
    assert len(many) == len(few)
    assert len(many) <= most, "\n".join(q["sql"][:160] for q in many)


def test_queues_hold_what_waits_for_the_office(city: City) -> None:
    registered = item_at(city, State.REGISTERED)
    signed = item_at(city, State.AWAITING_VERIFICATION)
    item_at(city, State.ASSIGNED, lead_department=city.vacant)
    browser = browser_of(city.office_clerk)
    first = browser.get("/queues")
    counts = {tab["label"]: tab["count"] for tab in first.context["views"]}
    assert counts == {
        "待登记交办": "1",
        "待验收": "1",
        "延期待批": "0",
        "提级待定": "0",
        "待发督办单": "0",
        "异议待裁定": "0",
        "待回头看": "0",
        "中止待复核": "0",
        "空缺单位": "1",
        "岗位交接": "0",
        "导入待确认": "0",
        "问题超期未处理": "0",
    }
    assert [row["title"] for row in first.context["rows"]] == [registered.title]
    checks = browser.get("/queues?tab=verify").context["rows"]
    assert [row["uid"] for row in checks] == [signed.uid]
    [vacant] = browser.get("/queues?tab=vacant").context["rows"]
    assert vacant["title"] == city.vacant.name
    assert browser.get("/queues?tab=none").status_code == 404


def test_a_department_page_shows_items_by_state_and_who_answers(city: City) -> None:
    item_at(city, State.ASSIGNED)
    item_at(city, State.CLOSED)
    item_at(city, State.ASSIGNED, lead_department=city.vacant)
    browser = browser_of(city.office)
    context = browser.get("/departments/014/items").context
    assert {row["label"]: row["n"] for row in context["states"]} == {
        "已交办（待签收）": 1,
        "已销号": 1,
    }
    for row in context["states"]:
        assert len(browser.get(row["url"]).context["rows"]) == row["n"]
    for figure in context["figures"]:
        assert len(browser.get(figure["url"]).context["rows"]) == figure["value"]
    page = browser.get("/departments/040/items").content.decode()
    assert "空缺" in page
    assert city.vacant_team.name in page
    sub = browser_of(city.sub_unit_head).get("/departments/01401/items")
    assert "上级单位" in sub.content.decode()
