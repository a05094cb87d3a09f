"""Each desk has its own clock, and the next level hears of it: never the one after that."""

from datetime import date, datetime, timedelta

import pytest

from accounts.models import Post
from core import workdays
from core.clock import local_date
from notifications.models import Message
from rectification import services
from rectification.models import Item
from tests.factories import Walk, content, fresh
from tests.personas import TODAY, City, at

OFFICE = {"office", "office_clerk", "office_head", "secretary", "seconded"}

pytestmark = pytest.mark.django_db


def after(start: date, days: int) -> datetime:
    """The morning so many working days after a day."""
    return at(workdays.load().add(start, days), 8, 30)


def run(item: Item, when: datetime, clock: str) -> set[str]:
    """One run; whom it told of the item's stay on a clock."""
    services.send_due(at=when)
    rows = Message.objects.filter(subject_uid=item.uid, created_at=when, key__contains=f":{clock}:")
    return set(rows.values_list("person__username", flat=True))


@pytest.mark.parametrize(
    ("state", "limit", "told"),
    [
        ("registered", 3, {1: {"office_head", "secretary"}}),
        ("assigned", 2, {1: {"officer"}, 3: {"first_in_charge"}}),
        ("accepted", 5, {1: {"portfolio_leader"}}),
        ("plan_review", 2, {1: {"first_in_charge"}}),
        ("closure_review", 2, {1: {"first_in_charge"}}),
        ("awaiting_signoff", 3, {1: OFFICE, 3: {"deputy_leader"}}),
    ],
)
def test_a_desk_that_is_late_is_told_one_level_up(
    city: City, state: str, limit: int, told: dict[int, set[str]]
) -> None:
    item = getattr(Walk(city, due_on=date(2019, 12, 16)), state)().item
    since = local_date(item.state_since)
    clock = f"desk_{state}"
    assert run(item, after(since, limit), clock) == set()
    for over, people in told.items():
        assert run(item, after(since, limit + over), clock) == people, over
        assert run(item, after(since, limit + over) + timedelta(hours=1), clock) == set()


def test_waiting_for_verification_is_the_office_s_own_lateness(city: City) -> None:
    item = Walk(city).awaiting_verification().item
    when = after(local_date(item.state_since), 6)
    people = run(item, when, "desk_awaiting_verification")
    assert people == {"office_head", "secretary", "group_leader"}
    mine = Message.objects.get(person=city.group_leader, subject_uid=item.uid)
    assert (mine.cadence, mine.section) == ("weekly", "red")
    assert "超过办理时限1个工作日" in mine.text
    assert "不计入责任单位" in mine.text
    lead = Message.objects.filter(created_at=when, person__in=[city.officer, city.first_in_charge])
    assert not lead.exists()


def test_the_campaign_s_own_limit_is_the_clock(city: City) -> None:
    services.send_due(at=at())
    item = Walk(city).assigned().item
    city.campaign.rules = {"desk_assigned": 4}
    city.campaign.save()
    since = local_date(item.state_since)
    assert run(item, after(since, 4), "desk_assigned") == set()
    assert run(item, after(since, 5), "desk_assigned") == {"officer"}


def test_the_portfolio_leader_s_delay_is_said_to_the_first_in_charge(city: City) -> None:
    item = Walk(city).closure_review().item
    when = after(local_date(item.state_since), 3)
    run(item, when, "desk_closure_review")
    text = Message.objects.get(person=city.first_in_charge, created_at=when).text
    assert "目前在分管领导沈某丙处待审核销号" in text


def test_coming_back_to_a_desk_begins_a_new_stay(city: City) -> None:
    walk = Walk(city, due_on=date(2019, 12, 16)).plan_review()
    item = walk.item
    assert run(item, after(TODAY, 3), "desk_plan_review") == {"first_in_charge"}
    walk.when = after(TODAY, 4)
    services.return_plan(**walk._common(city.portfolio_leader), reason="措施太空")
    walk.when = after(TODAY, 5)
    services.submit_plan(**walk._common(city.officer), measures=None, causes=None)
    assert run(item, after(TODAY, 7), "desk_plan_review") == set()
    assert run(item, after(TODAY, 8), "desk_plan_review") == {"first_in_charge"}


def test_a_silent_first_in_charge_leaves_the_extension_to_the_office(city: City) -> None:
    walk = Walk(city, due_on=date(2019, 12, 16)).in_progress()
    services.request_extension(
        **walk._common(city.officer),
        new_due_on=date(2019, 12, 30),
        reason="寒潮停工",
        progress="已完成两处",
        interim_measure="临时供热",
    )
    assert run(walk.item, after(TODAY, 2), "endorse_extension_days") == set()
    assert run(walk.item, after(TODAY, 3), "endorse_extension_days") == OFFICE


def test_a_pause_is_reviewed_on_its_day_and_each_renewal_anew(city: City) -> None:
    walk = Walk(city).in_progress()
    services.suspend(
        **walk._common(city.office_head),
        reason="涉诉中止",
        document_number="样例法〔2019〕3号",
        review_on=date(2019, 11, 1),
    )
    item = fresh(walk.item)
    assert run(item, at(date(2019, 10, 31), 8, 30), "suspension_review") == set()
    heads = {"office_head", "secretary"}
    assert run(item, at(date(2019, 11, 1), 8, 30), "suspension_review") == heads
    walk.when = at(date(2019, 11, 1), 15)
    services.renew_suspension(
        **walk._common(city.office_head), review_on=date(2019, 11, 20), reason="尚未判决"
    )
    assert run(item, at(date(2019, 11, 19), 8, 30), "suspension_review") == set()
    assert run(item, at(date(2019, 11, 20), 8, 30), "suspension_review") == heads
    assert run(item, at(date(2019, 11, 25), 8, 30), "suspension_review") == {"supervisor"}


def test_a_vacant_lead_is_said_to_the_office_s_head_and_the_deputy_leader(city: City) -> None:
    Walk(city).assigned()
    post = city.post("first_in_charge")
    Post.objects.filter(pk=post.pk).update(ends_on=TODAY)
    services.send_due(at=after(TODAY, 1))
    rows = Message.objects.filter(subject_uid=city.lead.uid)
    assert not rows.exists()
    services.send_due(at=after(TODAY, 2))
    assert set(rows.values_list("person__username", flat=True)) == {
        "office_head",
        "secretary",
        "deputy_leader",
    }
    assert "已空缺3个工作日，有1件在办事项" in rows.first().text
    assert services.send_due(at=after(TODAY, 3)).created == 1  # the receipt, nothing of the post


def test_a_notice_without_a_reply_is_said_to_the_first_in_charge_and_the_office(
    city: City,
) -> None:
    item = Walk(city).in_progress().item
    days = workdays.load()
    issued = days.add(item.effective_due_on, 4)
    services.issue_notice(
        item=item,
        by=city.office,
        at=at(issued),
        basis="市长批示：限期办结",
        requirement="明确完成日期和责任人",
        reply_due_on=days.add(issued, 3),
        contact="褚某甲 83210000",
    )
    assert run(item, after(issued, 3), "notice_reply") == set()
    assert run(item, after(issued, 4), "notice_reply") == {"first_in_charge"} | OFFICE


def test_a_second_reopening_is_on_the_group_leader_s_weekly_page(city: City) -> None:
    item = Walk(city).in_progress().item
    Item.objects.filter(pk=item.pk).update(cycle=3)
    services.propose_escalation(item=item, at=at(), level="group_leader", reason="reopened_twice")
    assert run(item, after(TODAY, 1), "reopened") == {"group_leader"}
    row = Message.objects.get(person=city.group_leader, key__contains=":reopened:")
    assert (row.cadence, "第3轮整改" in row.text) == ("weekly", True)
    assert run(item, after(TODAY, 2), "reopened") == set()


def test_a_draft_is_on_no_clock(city: City) -> None:
    services.create(campaign=city.campaign, content=content(city), by=city.office, at=at())
    assert services.send_due(at=after(TODAY, 40)).created == 0
