"""The ladder of the due date: each rung for whom domain.md §4.1 says, once, and never later."""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.enums import LadderSubject
from campaign.models import Campaign
from core import workdays
from core.models import new_uid
from journal.models import Entry
from notifications.enums import MessageKind
from notifications.models import Message
from rectification import services
from rectification.enums import Kind
from rectification.models import Item, Measure, RungReached
from tests.factories import Walk, fresh
from tests.personas import City, at

OFFICE = {"office", "office_clerk", "office_head", "secretary", "seconded"}
LADDER = [
    (-7, {"officer"}),
    (-3, {"officer"}),
    (-1, {"officer"}),
    (0, {"officer", "portfolio_leader"}),
    (1, {"officer", "portfolio_leader", "first_in_charge"}),
    (3, {"first_in_charge"} | OFFICE),
    (7, {"first_in_charge", "deputy_leader"}),
    (15, {"group_leader"}),
]

pytestmark = pytest.mark.django_db


def day(item: Item, offset: int) -> date:
    """The day on which a rung is reached, counted as the domain counts."""
    return workdays.load().add(item.effective_due_on, offset)


def told(item: Item, when: datetime) -> set[str]:
    """Who got a reminder of an item at a moment, by account."""
    rows = Message.objects.filter(subject_uid=item.uid, created_at=when, key__contains=":due:")
    return set(rows.values_list("person__username", flat=True))


def run(item: Item, offset: int) -> set[str]:
    """One run on the morning of a rung; whom it told of the item."""
    when = at(day(item, offset), 8, 30)
    services.send_due(at=when)
    return told(item, when)


def fresh_news(item: Item, offset: int) -> None:
    """The officer has reported two days before, so that the item isn't stale."""
    when = at(workdays.load().add(day(item, offset), -2))
    Item.objects.filter(pk=item.pk).update(last_progress_at=when)


def test_the_ladder_climbs_one_level_at_a_time(city: City) -> None:
    item = Walk(city).in_progress().item
    for offset, people in LADDER:
        fresh_news(item, offset)
        assert run(item, offset) == people, offset


def test_every_rung_is_told_once_however_often_it_is_looked_for(city: City) -> None:
    item = Walk(city).in_progress().item
    for offset, _ in LADDER:
        fresh_news(item, offset)
        run(item, offset)
        assert services.send_due(at=at(day(item, offset), 17)).created == 0
    keys = list(Message.objects.filter(key__contains=":due:").values_list("person", "key"))
    assert len(keys) == len(set(keys)) == sum(len(people) for _, people in LADDER)
    assert RungReached.objects.filter(clock="due").count() == len(LADDER)


def test_nothing_is_told_between_two_rungs(city: City) -> None:
    item = Walk(city).in_progress().item
    run(item, -7)
    for offset in (-6, -5, -4):
        assert run(item, offset) == set()


def test_a_small_thing_has_a_short_ladder(city: City) -> None:
    item = Walk(city, kind=Kind.IMMEDIATE).in_progress().item
    seen = {offset: run(item, offset) for offset in (-7, -3, -1, 0, 1, 3, 7, 15)}
    assert seen[-7] == seen[7] == seen[15] == set()
    assert seen[1] == {"officer", "portfolio_leader", "first_in_charge"}
    assert seen[3] == {"first_in_charge"} | OFFICE


def test_the_portfolio_leader_is_told_early_only_of_what_stands_still(city: City) -> None:
    item = Walk(city).in_progress().item
    assert run(item, -3) == {"officer", "portfolio_leader"}


def test_a_measure_that_nobody_owns_is_told_early(city: City) -> None:
    item = Walk(city).in_progress().item
    Measure.objects.filter(item=item, order=1).update(owner_name="")
    fresh_news(item, -3)
    assert run(item, -3) == {"officer", "portfolio_leader"}


def test_who_has_asked_for_closure_is_not_reminded_of_it(city: City) -> None:
    item = Walk(city).closure_review().item
    assert run(item, -1) == set()
    text = _text(item, 0, "officer")
    assert "今日到期" in text
    assert "分管领导沈某丙处待审核" in text


def test_three_days_before_it_says_what_closure_still_needs(city: City) -> None:
    item = Walk(city).in_progress().item
    text = _text(item, -3, "officer")
    assert "还有3个工作日到期" in text
    assert "申请销号还差5项：第1条措施尚未完成" in text
    assert text.endswith("或申请延期。")


def _text(item: Item, offset: int, person: str) -> str:
    run(item, offset)
    return Message.objects.filter(person__username=person, key__contains=":due:").latest("id").text


def test_after_an_outage_only_the_newest_rung_is_told_and_no_level_is_skipped(city: City) -> None:
    item = Walk(city).in_progress().item
    run(item, -7)
    people = run(item, 4)
    assert people == {"officer", "portfolio_leader", "first_in_charge"} | OFFICE
    texts = set(
        Message.objects.filter(
            kind=MessageKind.REMINDER, key__endswith=":3", key__contains=":due:"
        ).values_list("text", flat=True)
    )
    assert all("已逾期4个工作日" in text for text in texts)
    assert not Message.objects.filter(key__endswith=":1", key__contains=":due:").exists()


def test_a_later_date_begins_a_new_ladder(city: City) -> None:
    item = Walk(city).in_progress().item
    run(item, 1)
    Item.objects.filter(pk=item.pk).update(
        due_version=item.due_version + 1, effective_due_on=day(item, 20), due_on=day(item, 20)
    )
    item = fresh(item)
    assert run(item, -7) == {"officer"}
    fresh_news(item, 1)
    assert run(item, 1) == {"officer", "portfolio_leader", "first_in_charge"}
    assert Entry.objects.filter(type="item.overdue", subject_id=item.pk).count() == 2


def test_yellow_and_red_are_journalled_once_by_the_system(city: City) -> None:
    item = Walk(city).in_progress().item
    for offset in (-7, -3, -2, -1, 0, 1, 2, 3, 7, 9, 15):
        run(item, offset)
    rows = Entry.objects.filter(type__in=["item.due_soon", "item.overdue"], subject_id=item.pk)
    assert list(rows.order_by("id").values_list("type", "actor")) == [
        ("item.due_soon", None),
        ("item.overdue", None),
    ]
    assert rows.first().data["due_version"] == item.due_version


@pytest.mark.parametrize("state", ["suspended", "awaiting_verification", "voided"])
def test_where_the_clock_stands_the_ladder_ends(city: City, state: str) -> None:
    item = Walk(city).in_progress().item
    reason = "outside_duty" if state == "voided" else ""
    Item.objects.filter(pk=item.pk).update(state=state, void_reason=reason)
    run(item, 1)
    assert not Message.objects.filter(subject_uid=item.uid, key__contains=":due:").exists()


def test_an_archived_campaign_has_no_ladder(city: City) -> None:
    item = Walk(city).in_progress().item
    Campaign.objects.filter(pk=city.campaign.pk).update(archived_at=at())
    assert run(item, 1) == set()


def test_what_came_late_climbs_no_further_than_the_office_at_first(city: City) -> None:
    """A ledger that existed already: the first word names how late it is; city leaders follow."""
    item = Walk(city).in_progress().item
    days = workdays.load()
    old = days.add(at().date(), -20)
    Item.objects.filter(pk=item.pk).update(due_on=old, effective_due_on=old, assigned_at=at())
    when = at(hour=15)
    services.send_due(at=when)
    assert told(item, when) == {"officer", "portfolio_leader", "first_in_charge"} | OFFICE
    text = Message.objects.get(person=city.first_in_charge, created_at=when).text
    assert "现已逾期20个工作日" in text
    later = at(days.add(at().date(), 7), 8, 30)
    services.send_due(at=later)
    assert told(item, later) == {"first_in_charge", "deputy_leader"}


def test_a_vacant_first_in_charge_is_the_office_and_the_deputy_leader(city: City) -> None:
    item = Walk(city, lead_department=city.vacant).in_progress().item
    people = run(item, 1)
    assert people == {"vacant_officer", "vacant_team", "deputy_leader"} | OFFICE


def test_everybody_who_is_told_may_open_the_item(city: City) -> None:
    items = [
        Walk(city).in_progress().item,
        Walk(city, is_sensitive=True, target=city.targets["relatives_business"]).assigned().item,
        Walk(city, lead_department=city.office_department).in_progress().item,
        Walk(city, lead_department=city.vacant).in_progress().item,
    ]
    for offset, _ in LADDER:
        run(items[0], offset)
    rows = Message.objects.filter(key__contains=":due:").select_related("person")
    assert len(rows) > 40
    on = day(items[0], 15)
    for row in rows:
        visible = Item.objects.visible_to(row.person, on=on).filter(uid=row.subject_uid)
        assert visible.exists(), f"{row.person.username}: {row.text}"


def test_a_sensitive_item_is_told_without_its_title_to_the_named_few(city: City) -> None:
    item = Walk(city, is_sensitive=True, target=city.targets["relatives_business"]).assigned().item
    people = set()
    for offset, _ in LADDER:
        people |= run(item, offset)
    assert people == {"officer", "first_in_charge", "office", "office_head", "secretary"}
    for row in Message.objects.filter(subject_uid=item.uid, key__contains=":due:"):
        assert item.title[:8] not in row.text
        assert "敏感事项" in row.text


def test_somebody_who_left_the_unit_is_not_told(city: City) -> None:
    item = Walk(city).in_progress(handler=city.second_officer).item
    assert run(item, -7) == {"second_officer"}
    post = city.post("second_officer")
    post.ends_on = day(item, -4)
    post.save()
    fresh_news(item, -3)
    assert run(item, -3) == {"officer"}


def test_the_command_says_how_many(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    item = Walk(city).in_progress().item
    when = f"{day(item, 1)}T08:30"
    call_command("send_due", "--at", when)
    assert capsys.readouterr().out.splitlines()[-1] == "created 3"
    call_command("send_due", "--at", when)
    assert capsys.readouterr().out.splitlines()[-1] == "created 0"


def test_the_ladders_of_both_kinds_are_rows_of_the_campaign(city: City) -> None:
    rows = city.campaign.escalation_rules.filter(clock="due")
    ordinary = rows.filter(subject=LadderSubject.ORDINARY).in_order()
    assert sorted({row.days for row in ordinary}) == [offset for offset, _ in LADDER]
    immediate = rows.filter(subject=LadderSubject.IMMEDIATE)
    assert sorted({row.days for row in immediate}) == [-3, -1, 0, 1, 3]


def test_as_many_statements_for_twenty_items_as_for_one(city: City) -> None:
    item = Walk(city).in_progress().item
    when = at(day(item, 1), 8, 30)
    with CaptureQueriesContext(connection) as one:
        services.send_due(at=when)
    more = [fresh(item) for _ in range(20)]
    for n, row in enumerate(more):
        row.pk, row.uid, row.number = None, new_uid(), f"ZG-2019-9{n:03d}"
    Item.objects.bulk_create(more)
    with CaptureQueriesContext(connection) as many:
        assert services.send_due(at=when).created == 60
    assert len(many) == len(one)


def test_turning_red_is_journalled_although_nobody_is_told(city: City) -> None:
    item = Walk(city).in_progress().item
    rows = city.campaign.escalation_rules.exclude(code="due-after-3")
    rows.update(is_required=False, own_active=False)
    assert run(item, 1) == set()
    assert Entry.objects.filter(type="item.overdue", subject_id=item.pk).count() == 1
    assert run(item, 3) == {"first_in_charge"} | OFFICE
    assert Entry.objects.filter(type="item.overdue", subject_id=item.pk).count() == 1
