"""A department is to end: its open items go to the successor, closed ones stay (机构改革)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import services as organisation
from accounts.models import Department, Handover, Post
from accounts.selectors import ties_of
from campaign.models import Problem
from core.errors import Denied, GuardFailed, Invalid
from notifications.models import Message
from rectification import services
from rectification.enums import State
from rectification.models import Cooperation, Item
from rectification.selectors.ledger import ledger_choices
from rectification.selectors.units import Tie, tied_items
from rectification.services.reorganisation import move_items
from tests.factories import Walk, assignment, fresh, item_at
from tests.personas import TODAY, City, at
from tests.rectification.imports import opened, rows_of, said
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db
NUMBER = "样例办〔2019〕30号"
URL = "/departments/014/handing-on"
STRANGERS = ("office", "group_leader", "first_in_charge", "officer", "guidance", "sys_admin")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def propose(city: City, **changes: object) -> Department:
    given = {
        "department": city.lead,
        "successor": city.other,
        "document_number": NUMBER,
        "by": city.sys_admin,
        "at": at(),
        **changes,
    }
    organisation.propose_end(**given)
    return Department.objects.select_related("successor").get(pk=given["department"].pk)


def move(city: City, *, commit: bool = True, day: object = TODAY) -> dict[str, str]:
    """Number → refusal of everything that may go by its state."""
    ending = Department.objects.select_related("successor").get(pk=city.lead.pk)
    tied = [one for one in tied_items(ending, city.office_head, day) if one.may_move]
    done = move_items(
        department=ending, tied=tied, by=city.office_head, at=at(day, 11), commit=commit
    )
    return {outcome.item.number: outcome.refusal for outcome in done}


def end(city: City) -> None:
    ending = Department.objects.select_related("successor").get(pk=city.lead.pk)
    organisation.end_department(department=ending, by=city.sys_admin, at=at(hour=15))
    city.lead.refresh_from_db()


def test_items_go_to_the_successor_with_their_date_as_it_is(city: City) -> None:
    states = (State.ASSIGNED, State.ACCEPTED, State.PLAN_REVIEW, State.IN_PROGRESS)
    items = [item_at(city, state) for state in (*states, State.SUSPENDED)]
    dues = {item.number: fresh(item).due_on for item in items}
    propose(city)
    assert set(move(city, commit=False).values()) == {""}
    assert {fresh(item).lead_department for item in items} == {city.lead}
    assert set(move(city).values()) == {""}
    for item in items:
        now = fresh(item)
        assert (now.lead_department, now.state) == (city.other, State.ASSIGNED)
        assert now.due_on == dues[now.number]


def test_a_date_that_is_over_stays_over(city: City) -> None:
    item = Walk(city).in_progress().item
    late = fresh(item).due_on + timedelta(days=5)
    propose(city, at=at(late))
    assert move(city, day=late) == {item.number: ""}
    assert fresh(item).due_on < late
    other = Walk(city, when=at(late)).registered().item
    with pytest.raises(Invalid, match="须晚于今天"):
        services.assign(
            item=other,
            content=assignment(city, lead_department=city.other, due_on=TODAY),
            by=city.office,
            at=at(late),
            version=None,
        )


def test_what_is_being_closed_or_sensitive_waits_and_holds_the_end(city: City) -> None:
    closing = [item_at(city, s) for s in (State.CLOSURE_REVIEW, State.AWAITING_VERIFICATION)]
    secret = Walk(city, target=city.targets["relatives_business"], is_sensitive=True).assigned()
    closed = Walk(city).closed().item
    ending = propose(city)
    tied = tied_items(ending, city.office_head, TODAY)
    assert {one.item.pk for one in tied} == {*(i.pk for i in closing), secret.item.pk}
    assert not any(one.may_move for one in tied)
    with pytest.raises(GuardFailed, match="牵头的在办事项3"):
        end(city)
    assert fresh(closed).lead_department == city.lead


def test_parts_and_handled_items_go_too(city: City) -> None:
    part = Walk(city, lead_department=city.coop, cooperating=[city.lead]).assigned().item
    both = Walk(city, lead_department=city.other, cooperating=[city.lead]).assigned().item
    handled = Walk(city).accepted(handling_unit=city.departments["01401"]).item
    ending = propose(city)
    ties = {one.item.pk: one.tie for one in tied_items(ending, city.office_head, TODAY)}
    assert ties == {part.pk: Tie.COOPERATING, both.pk: Tie.COOPERATING, handled.pk: Tie.LEAD}
    assert set(move(city).values()) == {""}
    units = Cooperation.objects.filter(item=part).values_list("department", flat=True)
    assert list(units) == [city.other.pk]
    assert not Cooperation.objects.filter(item=both).exists()
    assert fresh(part).lead_department == city.coop


def test_a_sub_unit_that_ends_gives_its_items_back_to_the_lead(city: City) -> None:
    unit = city.departments["01401"]
    item = Walk(city).accepted(handling_unit=unit).item
    due = fresh(item).due_on
    ending = propose(city, department=unit, successor=None)
    tied = tied_items(ending, city.office_head, TODAY)
    done = move_items(
        department=ending, tied=tied, by=city.office_head, at=at(hour=11), commit=True
    )
    assert [outcome.refusal for outcome in done] == [""]
    now = fresh(item)
    assert (now.lead_department, now.handling_unit, now.due_on) == (city.lead, None, due)
    organisation.end_department(department=ending, by=city.sys_admin, at=at(hour=12))
    assert [unit.code for unit in Department.objects.filter(is_active=False)] == ["01401"]


def test_without_a_successor_each_is_for_the_office_to_decide(city: City) -> None:
    item = Walk(city).assigned().item
    propose(city, successor=None)
    assert "没有承接单位" in move(city)[item.number]
    assert fresh(item).lead_department == city.lead


def test_only_the_head_of_the_office_moves_them_and_only_once_it_was_said(city: City) -> None:
    Walk(city).assigned()
    for name in STRANGERS:
        with pytest.raises(Denied, match="办公室主任"):
            move_items(department=city.lead, tied=[], by=city.people[name], at=at(), commit=True)
    with pytest.raises(GuardFailed, match="没有提出撤销"):
        move(city)


def test_closed_items_stay_with_the_old_department_and_are_read_by_the_new(city: City) -> None:
    closed = Walk(city).closed().item
    propose(city)
    end(city)
    assert fresh(closed).lead_department == city.lead
    seen = Item.objects.fully_visible_to(city.stranger, on=TODAY)
    assert list(seen) == [closed]
    body = browser_of(city.office_head).get(f"/items/{closed.uid}").content.decode()
    assert "已撤销（并入市交通局）" in body
    assert "单位已撤销" in body
    ledger = browser_of(city.office_head).get("/ledger?lead=014&bucket=closed").content.decode()
    assert "市住建局（已撤销）" in ledger
    assert "空缺" not in ledger.split("<tbody>")[1]
    labels = {one.code: one.name for one in ledger_choices().departments}
    assert (labels["014"], labels["015"]) == ("市住建局（已撤销）", "市交通局")
    page = browser_of(city.stranger).get("/departments/014/items").content.decode()
    assert "已撤销（并入市交通局）" in page


def test_nothing_new_goes_to_an_ended_department(city: City) -> None:
    propose(city)
    end(city)
    sentence = "已于2019-10-15撤销，并入市交通运输局，请改选市交通运输局"
    item = Walk(city).registered().item
    common = {"item": item, "by": city.office, "at": at(), "version": None}
    with pytest.raises(Invalid, match=sentence):
        services.assign(**common, content=assignment(city))
    with pytest.raises(Invalid, match=sentence):
        given = assignment(city, lead_department=city.coop, cooperating=[city.lead])
        services.assign(**common, content=given)
    done = Walk(city, lead_department=city.coop).assigned().item
    with pytest.raises(Invalid, match=sentence):
        services.amend(
            item=done,
            by=city.office,
            at=at(),
            version=None,
            reason="补充",
            cooperating=[city.lead],
        )
    form = browser_of(city.office).get("/items/new").content.decode()
    assert str(city.lead.uid) not in form
    answer = browser_of(city.office).post(
        f"/api/v1/items/{item.uid}/actions/assign",
        {
            "version": fresh(item).version,
            "lead_department": "014",
            "kind": "time_limited",
            "acceptance_standard": "通暖",
            "due_on": "2019-11-15",
        },
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert "请改选市交通运输局" in answer.content.decode()


def test_a_ledger_that_names_it_is_told_the_successor(city: City) -> None:
    organisation.add_alias(department=city.lead, name="建设局", by=None, at=at())
    propose(city)
    end(city)
    for word in ("市住房和城乡建设局", "市住建局", "建设局"):
        row = rows_of(opened(city, {"牵头单位": word}))[0]
        assert row.outcome == "refused"
        assert "并入市交通运输局，请改选市交通运输局" in said(row)
        told = [m for m in row.messages if "改选" in m["text"]]
        assert told[0]["suggestion"] == "市交通运输局"
    part = rows_of(opened(city, {"配合单位": "市住建局", "牵头单位": "市财政局"}))[0]
    assert "请改选市交通运输局" in said(part)


def test_an_item_that_comes_back_to_it_is_shown_and_moved(city: City) -> None:
    closed = Walk(city).closed().item
    propose(city)
    end(city)
    later = TODAY + timedelta(days=20)
    services.reopen(
        item=closed,
        by=city.office,
        at=at(later),
        version=None,
        reason="回头看发现反弹",
        new_due_on=later + timedelta(days=20),
        basis="回头看",
    )
    assert move(city, day=later) == {closed.number: ""}
    assert fresh(closed).lead_department == city.other


def test_what_is_left_on_a_desk_is_taken_over_in_the_successor(city: City) -> None:
    item = Walk(city, lead_department=city.coop).assigned().item
    Item.objects.filter(pk=item.pk).update(named_verifier=city.officer)
    propose(city)
    end(city)
    handover = Handover.objects.get(post__person=city.officer)
    assert (handover.reason, handover.document_number) == ("unit_ended", NUMBER)
    named = {"handover": handover, "by": city.office_head, "at": at(hour=16)}
    with pytest.raises(Invalid, match="在市交通局没有现任职务"):
        organisation.name_receiver(person=city.cooperator, **named)
    organisation.name_receiver(person=city.stranger, **named)
    handover.refresh_from_db()
    assert handover.receiver_post.department == city.other


# --- pages -----------------------------------------------------------------------


def test_the_heads_are_told_and_the_page_moves_after_a_preview(city: City) -> None:
    going = Walk(city).in_progress().item
    waits = Walk(city).closure_review().item
    propose(city)
    told = Message.objects.get(person=city.office_head, text__contains="拟撤销")
    browser = browser_of(city.office_head)
    assert browser.post(f"/messages/{told.uid}").url == URL
    assert "市住房和城乡建设局" in browser.get("/queues?tab=units").content.decode()
    body = browser.get(URL).content.decode()
    assert "预览移交 1 件" in body
    assert "销号申请审核中" in body
    shown = browser.post(URL, {"step": "preview"}).content.decode()
    assert "确认移交 1 件" in shown
    assert fresh(going).lead_department == city.lead
    assert browser.post(URL, {"step": "confirm"}).url == URL
    assert fresh(going).lead_department == city.other
    assert fresh(waits).lead_department == city.lead


@pytest.mark.parametrize("name", STRANGERS)
def test_the_page_is_the_heads_alone(city: City, name: str) -> None:
    item = Walk(city).assigned().item
    propose(city)
    browser = browser_of(city.people[name])
    for answer in (browser.get(URL), browser.post(URL, {"step": "confirm"})):
        assert answer.status_code in (403, 302)
        assert item.title not in answer.content.decode()
    assert fresh(item).lead_department == city.lead


def test_there_is_no_page_for_a_department_that_goes_on(city: City) -> None:
    assert browser_of(city.office_head).get(URL).status_code == 404


def test_the_administrator_sees_numbers_and_no_title(city: City) -> None:
    item = Walk(city).assigned().item
    propose(city)
    body = browser_of(city.sys_admin).get(f"/departments/{city.lead.uid}/end").content.decode()
    assert "牵头的在办事项" in body
    assert item.title not in body
    assert item.number not in body
    assert "第三步" not in body
    counts = {tie.key: tie.count for tie in ties_of(city.lead, TODAY)}
    posts = Post.objects.filter(department=city.lead).count()
    assert (counts["led"], counts["posts"]) == (1, posts)


def test_the_page_makes_as_many_statements_for_many(city: City) -> None:
    propose(city)
    Walk(city).in_progress()
    browser = browser_of(city.office_head)
    browser.get(URL)
    with CaptureQueriesContext(connection) as one:
        browser.get(URL)
    for state in (State.ASSIGNED, State.IN_PROGRESS, State.CLOSURE_REVIEW):
        item_at(city, state)
        item_at(city, state)
    with CaptureQueriesContext(connection) as many:
        browser.get(URL)
    assert len(one) == len(many)


def test_the_streams_go_by_one_press(city: City) -> None:
    problem = Problem.objects.create(
        campaign=city.campaign,
        department=city.lead,
        text="窗口一次性告知不到位",
        text_key="k",
        method=city.campaign.methods.order_by("id").first(),
        source=city.sources["self_review"],
        cause_work="告知单没有更新",
        found_on=TODAY,
        open_since=at(),
        created_at=at(),
    )
    propose(city)
    browser = browser_of(city.office_head)
    assert "待处理的问题" in browser.get(URL).content.decode()
    done = browser.post(URL, {"step": "streams"}, follow=True).content.decode()
    assert "已移交 1 项" in done
    assert "待处理的问题" not in done
    assert Problem.objects.get(pk=problem.pk).department == city.other
