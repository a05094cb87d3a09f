"""Pages of supervision: urging in bulk, the numbered list, the sheet, circulars, interviews."""

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from core import workdays
from rectification import services
from rectification.enums import State
from rectification.models import Circular, Interview, Item, SupervisionNotice, Urge
from tests.factories import fresh, item_at
from tests.personas import City, at
from tests.rectification.pages import (
    act_path,
    browser_of,
    item_path,
    sensitive_item,
    stop_clock,
)

pytestmark = pytest.mark.django_db

LATE = date(2019, 12, 12)
"""Twenty-two working days past the date of an ordinary item."""


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, at(LATE, 12))


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def press(browser: Client, act: str, items: list[Item], **typed: str) -> HttpResponse:
    ids = [str(item.uid) for item in items]
    return browser.post("/ledger/bulk", {"act": act, "id": ids, **typed})


def notice_of(city: City, item: Item) -> SupervisionNotice:
    when = at(LATE, 9)
    return services.issue_notice(
        item=item,
        by=city.office_clerk,
        at=when,
        basis="市长批示",
        requirement="明确完成日期",
        reply_due_on=workdays.load().add(when.date(), 3),
        contact="卫某甲 83210001",
    )


def test_those_in_cool_down_are_listed_and_left_out(city: City) -> None:
    free, told = (item_at(city, State.IN_PROGRESS) for _ in range(2))
    services.urge(item=told, by=city.group_leader, at=at(LATE, 9))
    browser = browser_of(city.office)
    assert "提醒责任人" in body(browser.get("/ledger"))
    shown = press(browser, "urge", [free, told])
    assert shown.status_code == 200
    assert "赵某甲已于2019-12-12催办" in body(shown)
    assert shown.context["going"] == 1
    assert Urge.objects.count() == 1
    done = press(browser, "urge", [free, told], step="confirm", note="本周办结")
    assert done.status_code == 303
    assert Urge.objects.get(item=free).note == "本周办结"
    assert Urge.objects.count() == 2
    again = press(browser, "urge", [free, told], step="confirm")
    assert again.status_code == 409


def test_a_department_has_no_urging_in_its_bar(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    assert "提醒责任人" not in body(browser_of(city.officer).get("/ledger"))
    assert "提醒责任人" in body(browser_of(city.first_in_charge).get("/ledger"))
    refused = press(browser_of(city.officer), "urge", [item], step="confirm")
    assert refused.status_code == 409
    assert not Urge.objects.exists()


def test_notices_for_several_items_each_with_its_number(city: City) -> None:
    first, second, early = (item_at(city, State.IN_PROGRESS) for _ in range(3))
    Item.objects.filter(pk=early.pk).update(due_on=LATE, effective_due_on=LATE)
    typed = {"requirement": "明确完成日期", "reply_due_on": "2019-12-17", "contact": "褚某甲"}
    browser = browser_of(city.office)
    shown = press(browser, "notice", [first, second, early], step="preview", **typed)
    assert "现未逾期" in body(shown)
    assert not SupervisionNotice.objects.exists()
    done = press(browser, "notice", [first, second, early], step="confirm", **typed)
    assert done.status_code == 303
    assert [n.ordinal for n in SupervisionNotice.objects.order_by("id")] == [1, 2]
    refused = press(browser_of(city.officer), "notice", [first], step="preview", **typed)
    assert refused.status_code == 403


def test_the_numbered_list_and_the_sheet(city: City) -> None:
    notice = notice_of(city, item_at(city, State.IN_PROGRESS))
    url = f"/notices/{notice.uid}"
    for name in ("office", "officer", "group_leader"):
        browser = browser_of(city.people[name])
        assert notice.number in body(browser.get("/notices"))
        sheet = body(browser.get(url))
        assert "办理结果回执" in sheet
        assert notice.problem in sheet
    stranger = browser_of(city.stranger)
    assert notice.number not in body(stranger.get("/notices"))
    assert stranger.get(url).status_code == 404
    assert browser_of(city.sys_admin).get("/notices").status_code == 403
    assert browser_of(city.office).get("/notices?tab=none").status_code == 404


def test_draft_confirm_and_return_on_the_pages(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    notice = notice_of(city, item)
    url, officer = f"/notices/{notice.uid}", browser_of(city.officer)
    assert "请回复督办通知单" in body(officer.get(item_path(item)))
    empty = officer.post(act_path(item, "reply-notice"), {"reply": " "})
    assert empty.status_code == 422
    assert "请写明办理情况" in body(empty)
    typed = {"reply": "招标流标，十二月底完成"}
    assert officer.post(act_path(item, "reply-notice"), typed).status_code == 303
    assert "十二月底完成" in body(officer.get(url))
    assert "十二月底完成" not in body(browser_of(city.office).get(url))
    head = browser_of(city.first_in_charge)
    page = body(head.get(act_path(item, "reply-notice")))
    assert "招标流标，十二月底完成" in page
    assert "确认并报办公室" in page
    assert head.post(act_path(item, "reply-notice"), typed).status_code == 303
    office = browser_of(city.office)
    assert "退回督办回复" in body(office.get(url))
    back = office.post(act_path(item, "return-reply"), {"reason": "没有责任人"})
    assert back.status_code == 303
    assert "没有责任人" in body(officer.get(url))
    assert "退回督办回复" in body(officer.get(item_path(item)))


def test_escalation_on_the_item_and_in_the_queue(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    services.propose_escalation(item=item, at=at(LATE, 9), level="deputy_leader")
    office = browser_of(city.office)
    assert item.title in body(office.get("/queues?tab=escalation"))
    deputy = browser_of(city.deputy_leader)
    assert "系统建议提级" in body(deputy.get("/work"))
    assert "请确认是否提级" in body(deputy.get(item_path(item)))
    version = fresh(item).version
    typed = {"version": version, "level": "group_leader", "is_listed": "on"}
    refused = deputy.post(act_path(item, "confirm-escalation"), typed)
    assert refused.status_code == 422
    assert "越级提级须写明理由" in body(refused)
    typed |= {"level": "deputy_leader"}
    assert deputy.post(act_path(item, "confirm-escalation"), typed).status_code == 303
    page = body(office.get(item_path(item)))
    assert "挂牌督办" in page
    assert fresh(item).is_key


def test_a_sensitive_item_is_escalated_by_its_shell(city: City) -> None:
    item = sensitive_item(city)
    deputy = browser_of(city.deputy_leader)
    assert deputy.get(item_path(item)).status_code == 404
    services.propose_escalation(item=item, at=at(LATE, 9), level="deputy_leader")
    page = body(deputy.get(act_path(item, "confirm-escalation")))
    assert "系统建议" in page
    for words in (item.title, item.problem, "朱某丙"):
        assert words not in page
        assert words not in body(deputy.get(item_path(item)))
    typed = {"version": item.version, "level": "deputy_leader"}
    assert deputy.post(act_path(item, "confirm-escalation"), typed).status_code == 303
    assert fresh(item).is_key


def test_a_circular_is_edited_and_issued(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    services.propose_escalation(item=item, at=at(LATE, 9), level="deputy_leader")
    circular = Circular.objects.get()
    url, office = f"/circulars/{circular.uid}", browser_of(city.office)
    assert circular.title in body(office.get("/circulars"))
    assert browser_of(city.officer).get(url).status_code == 404
    typed = {"version": 1, "title": "通报", "text": "改过的正文"}
    assert office.post(f"{url}/edit", typed).status_code == 303
    stale = office.post(f"{url}/edit", {**typed, "text": "我的字"})
    assert stale.status_code == 409
    assert "我的字" in body(stale)
    assert "改过的正文" in body(stale)
    assert office.get(f"{url}/issue").status_code == 403
    head = browser_of(city.office_head)
    assert "请决定是否印发" in body(head.get("/work"))
    assert head.get(f"{url}/issue").status_code == 200
    assert head.post(f"{url}/issue", {"version": 2}).status_code == 303
    assert "改过的正文" in body(browser_of(city.officer).get(url))
    assert browser_of(city.stranger).get(url).status_code == 404
    assert head.get(f"{url}/nothing").status_code == 404


def test_an_interview_is_decided_and_recorded(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    services.propose_escalation(item=item, at=at(LATE, 9), level="group_leader")
    row = Interview.objects.get()
    url, deputy = f"/interviews/{row.uid}", browser_of(city.deputy_leader)
    assert "请决定是否约谈" in body(deputy.get("/work"))
    assert item.title in body(deputy.get("/interviews"))
    assert browser_of(city.first_in_charge).get(url).status_code == 404
    wrong = deputy.post(f"{url}/decide", {"version": 1, "planned_on": "2019-12-01"})
    assert wrong.status_code == 422
    typed = {"version": 1, "planned_on": "2019-12-12", "interviewer": str(city.deputy_leader.uid)}
    assert deputy.post(f"{url}/decide", typed).status_code == 303
    assert browser_of(city.first_in_charge).get(url).status_code == 200
    office = browser_of(city.office)
    assert "请记录结果" in body(office.get("/work"))
    held = {"version": 2, "held_on": "2019-12-12", "outcome": "承诺十二月底完成"}
    assert office.post(f"{url}/record", held).status_code == 303
    assert "承诺十二月底完成" in body(deputy.get(url))
    assert browser_of(city.officer).get(url).status_code == 404
