"""The supervision notice: when, under which number, and who answers it."""

from datetime import date, datetime

import pytest

from core import workdays
from core.errors import Denied, GuardFailed, Invalid, TransitionNotAllowed
from journal.models import Entry
from notifications.models import Message
from rectification import services
from rectification.enums import Action, State
from rectification.models import Item, SupervisionNotice
from rectification.permissions import can, situation_of
from rectification.selectors.todos import todos_for
from tests.factories import fresh, item_at
from tests.personas import City, at

pytestmark = pytest.mark.django_db


def late(item: Item, days: int, hour: int = 10) -> datetime:
    return at(workdays.load().add(item.effective_due_on, days), hour)


def issued(
    city: City, item: Item, when: datetime | None = None, **typed: object
) -> SupervisionNotice:
    moment = when or late(item, 4)
    given = {
        "basis": "市长批示：限期办结",
        "requirement": "明确完成日期和责任人",
        "reply_due_on": workdays.load().add(moment.date(), 3),
        "contact": "褚某甲 83210000",
    }
    return services.issue_notice(item=item, by=city.office, at=moment, **(given | typed))


def test_the_sheet_is_computed_from_the_rows(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    services.urge(item=item, by=city.office, at=late(item, 1))
    notice = issued(city, item)
    assert notice.number == "主教督〔2019〕1号"
    assert (notice.days_late, notice.times_urged) == (4, 1)
    assert notice.problem == f"整改时限{item.due_on}，逾期4个工作日，已催办1次。"
    assert (notice.department, notice.state) == (city.lead, "issued")
    told = Message.objects.filter(kind="notice").values_list("person__name", flat=True)
    assert set(told) == {"朱某丙", "秦某丙", "卫某丙"}
    assert Entry.objects.get(type="item.notice_issued").data["number"] == notice.number


def test_numbers_follow_each_other_within_the_year(city: City) -> None:
    first, second = (issued(city, item_at(city, State.IN_PROGRESS)) for _ in range(2))
    assert (first.ordinal, second.ordinal) == (1, 2)
    refused = item_at(city, State.IN_PROGRESS)
    with pytest.raises(Invalid):
        issued(city, refused, contact="")
    assert issued(city, refused).ordinal == 3
    item = item_at(city, State.IN_PROGRESS)
    assert issued(city, item, at(date(2020, 1, 6))).number == "主教督〔2020〕1号"


def test_only_when_late_enough_or_asked_for(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    with pytest.raises(GuardFailed, match="现逾期2个工作日"):
        issued(city, item, late(item, 2))
    services.instruct(
        item=item, by=city.group_leader, at=at(hour=16), text="尽快通暖", asks_notice=True
    )
    asked = [t.action for t in todos_for(city.office, at().date()).rows if t.item.pk == item.pk]
    assert asked == [Action.ISSUE_NOTICE]
    notice = issued(city, item, at(hour=17))
    assert notice.instruction.text == "尽快通暖"
    assert todos_for(city.office, at().date()).counts == {}


def test_one_at_a_time_and_not_before_the_assignment(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    issued(city, item)
    with pytest.raises(GuardFailed, match="尚待回复"):
        issued(city, item)
    with pytest.raises(GuardFailed, match="尚未交办"):
        issued(city, item_at(city, State.REGISTERED), at())
    with pytest.raises(Denied):
        services.issue_notice(
            item=item_at(city, State.IN_PROGRESS), by=city.deputy_leader, at=at(), basis="x",
            requirement="x", reply_due_on=None, contact="x",
        )  # fmt: skip


@pytest.mark.parametrize("days", [0, 4])
def test_the_reply_is_asked_for_within_three_working_days(city: City, days: int) -> None:
    item = item_at(city, State.IN_PROGRESS)
    due = workdays.load().add(late(item, 4).date(), days)
    with pytest.raises(Invalid, match="最长3个工作日"):
        issued(city, item, reply_due_on=due)


def replied(
    item: Item, by: object, day: int = 5, hour: int = 10, reply: str = "十一月底完成"
) -> SupervisionNotice:
    return services.reply_notice(item=item, by=by, at=late(item, day, hour), reply=reply)


def test_the_officer_drafts_and_the_head_confirms(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    issued(city, item)
    on = late(item, 5).date()
    [todo] = [t for t in todos_for(city.officer, on).rows if t.item.pk == item.pk]
    assert (todo.action, todo.until) == (Action.REPLY_NOTICE, late(item, 7).date())
    notice = replied(item, city.officer)
    assert (notice.state, notice.replied_by, notice.confirmed_by) == ("drafted", city.officer, None)
    asked = [t.action for t in todos_for(city.first_in_charge, on).rows]
    assert asked == [Action.REPLY_NOTICE]
    assert Action.REPLY_NOTICE not in todos_for(city.officer, on).counts
    notice = replied(item, city.first_in_charge, hour=11, reply="十一月二十五日完成")
    assert (notice.state, notice.confirmed_by) == ("replied", city.first_in_charge)
    assert (notice.reply, notice.replied_by) == ("十一月二十五日完成", city.officer)
    assert Action.REPLY_NOTICE not in todos_for(city.first_in_charge, on).counts
    told = Message.objects.filter(kind="informed", text__contains="已回复")
    assert told.filter(person=city.office).exists()
    assert fresh(item).version == item.version


def test_the_head_may_answer_himself_and_nobody_else(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    issued(city, item)
    for name in ("portfolio_leader", "cooperator", "stranger", "office"):
        with pytest.raises(Denied):
            replied(item, city.people[name])
    assert replied(item, city.first_in_charge).state == "replied"
    with pytest.raises(GuardFailed, match="没有待回复"):
        replied(item, city.officer)


def test_while_the_post_is_vacant_the_officers_word_stands(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, lead_department=city.vacant)
    issued(city, item)
    notice = replied(item, city.vacant_officer)
    assert (notice.state, notice.confirmation_absent) == ("replied", "第一责任人空缺")


def test_nobody_answers_the_notice_that_he_issued(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, lead_department=city.office_department)
    issued(city, item)
    with pytest.raises(Denied, match="自己不督办自己"):
        replied(item, city.office)
    assert replied(item, city.office_clerk).state == "drafted"
    assert replied(item, city.office_head, hour=11).state == "replied"


def test_an_empty_reply_is_returned_once(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    issued(city, item)
    assert not can(situation_of(city.office, item, late(item, 5)), Action.RETURN_REPLY)
    replied(item, city.first_in_charge, reply="正在办理")
    when = late(item, 6)
    with pytest.raises(Invalid):
        services.return_reply(item=item, by=city.office, at=when, reason="")
    notice = services.return_reply(item=item, by=city.office, at=when, reason="没有完成日期")
    assert (notice.state, notice.reply_due_on) == ("returned", late(item, 9).date())
    replied(item, city.officer, day=7)
    notice = replied(item, city.first_in_charge, day=7, hour=11)
    assert notice.state == "replied"
    with pytest.raises(GuardFailed, match="已退回过一次"):
        services.return_reply(item=item, by=city.office, at=late(item, 8), reason="仍不清楚")


def test_a_notice_ends_with_the_work_on_its_item(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    notice = issued(city, item)
    services.recall(
        item=item, by=city.office_head, at=late(item, 5), version=item.version, reason="改派"
    )
    notice.refresh_from_db()
    assert notice.state == "ended"
    assert Action.REPLY_NOTICE not in todos_for(city.officer, late(item, 5).date()).counts
    with pytest.raises(TransitionNotAllowed):
        issued(city, item_at(city, State.CLOSED), at())


def test_who_reads_notices(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    notice = issued(city, item)
    on = late(item, 5).date()
    seen = {
        name
        for name, user in city.people.items()
        if SupervisionNotice.objects.visible_to(user, on=on).exists()
    }
    assert {"office", "officer", "first_in_charge", "deputy_leader", "group_leader"} <= seen
    assert not seen & {"stranger", "stranger_head", "sys_admin", "sec_admin", "audit_admin"}
    Item.objects.filter(pk=item.pk).update(is_sensitive=True)
    left = {
        name
        for name, user in city.people.items()
        if SupervisionNotice.objects.visible_to(user, on=on).filter(pk=notice.pk).exists()
    }
    assert left == {"first_in_charge", "portfolio_leader", "office_head", "secretary"}
