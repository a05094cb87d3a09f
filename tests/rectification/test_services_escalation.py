"""Escalation: proposed once by the system, confirmed or declined by a person."""

from datetime import date, datetime, timedelta

import pytest

from core import workdays
from core.errors import Denied, GuardFailed, Invalid
from journal.models import Entry
from notifications.models import Message
from rectification import services
from rectification.enums import Action, State
from rectification.models import Circular, CircularRow, Escalation, Interview, Item
from rectification.permissions import can, situation_of
from rectification.selectors.todos import todos_for
from tests.factories import Walk, fresh, item_at, sheet
from tests.personas import City, at

pytestmark = pytest.mark.django_db


def late(item: Item, days: int) -> datetime:
    """A moment `days` working days past the item's date."""
    return at(workdays.load().add(item.effective_due_on, days))


def proposed(item: Item, level: str = "deputy_leader", days: int = 7) -> Escalation:
    return services.propose_escalation(item=item, at=late(item, days), level=level)


def escalation(item: Item) -> Escalation:
    return Escalation.objects.get(item=item, state="proposed")


def test_a_proposal_is_made_once_whatever_runs_twice(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    first, again = proposed(item), proposed(item, days=9)
    assert first == again
    assert (first.state, first.days_late, first.level) == ("proposed", 7, "deputy_leader")
    assert Entry.objects.filter(type="item.escalation_proposed").count() == 1
    told = Message.objects.filter(subject_uid=item.uid, text__contains="建议提级至副组长")
    assert set(told.values_list("person__name", flat=True)) >= {"褚某甲", "冯某壬"}
    assert fresh(item).version == item.version


def test_the_higher_rung_takes_the_place_of_the_lower(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    low, high = proposed(item), proposed(item, "group_leader", 15)
    low.refresh_from_db()
    assert (low.state, high.state) == ("lapsed", "proposed")
    assert proposed(item, "deputy_leader", 15) == high


def test_nothing_is_proposed_for_what_no_department_has(city: City) -> None:
    for state in (State.REGISTERED, State.CLOSED, State.VOIDED):
        item = item_at(city, state)
        assert services.propose_escalation(item=item, at=at(), level="deputy_leader") is None
    assert not Escalation.objects.exists()


def test_confirming_makes_it_a_key_item_and_tells_leaders_and_the_lead(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    when = late(item, 8)
    proposed(item)
    row = services.confirm_escalation(
        item=item, by=city.office, at=when, version=item.version, is_listed=True
    )
    assert (row.state, row.confirmed_level, row.is_listed) == ("confirmed", "deputy_leader", True)
    assert fresh(item).is_key
    told = Message.objects.filter(subject_uid=item.uid, kind="escalated")
    names = set(told.values_list("person__name", flat=True))
    assert {"周某戊", "卫某丙", "朱某丙"} <= names
    assert "赵某甲" not in names


def test_a_rung_is_skipped_only_with_a_reason(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    proposed(item)
    common = {"item": item, "by": city.deputy_leader, "at": late(item, 8), "version": item.version}
    with pytest.raises(Invalid, match="越级提级须写明理由"):
        services.confirm_escalation(**common, level="group_leader")
    row = services.confirm_escalation(**common, level="group_leader", comment="涉及三个部门")
    assert row.confirmed_level == "group_leader"
    told = Message.objects.filter(kind="escalated", person=city.group_leader)
    assert told.exists()


def test_declining_needs_a_reason_and_ends_it(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    proposed(item)
    common = {"item": item, "by": city.deputy_leader, "at": late(item, 8), "version": item.version}
    with pytest.raises(Invalid, match="不提级的理由"):
        services.decline_escalation(**common, reason=" ")
    row = services.decline_escalation(**common, reason="下周即可完工")
    assert (row.state, row.decided_by) == ("declined", city.deputy_leader)
    assert not fresh(item).is_key
    assert proposed(item, days=10) == row
    assert not Escalation.objects.filter(state="proposed").exists()


def test_who_decides(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    proposed(item)
    when = late(item, 8)
    allowed = {
        name
        for name, user in city.people.items()
        if can(situation_of(user, item, when), Action.CONFIRM_ESCALATION)
    }
    office = {"secretary", "office_head", "office", "office_clerk", "seconded"}
    assert allowed == office | {"deputy_leader"}


def test_the_offices_own_item_is_decided_by_its_supervisor(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, lead_department=city.office_department)
    proposed(item)
    when = late(item, 8)
    for name in ("office", "office_clerk", "office_head"):
        with pytest.raises(Denied):
            services.confirm_escalation(
                item=item, by=city.people[name], at=when, version=item.version
            )
    row = services.confirm_escalation(item=item, by=city.supervisor, at=when, version=item.version)
    assert row.decided_by == city.supervisor


def test_a_new_due_date_or_an_end_lapses_the_proposal(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    row = proposed(item)
    when, new = late(item, 8), workdays.load().add(item.effective_due_on, 20)
    services.request_extension(
        item=item, by=city.first_in_charge, at=when, version=item.version, new_due_on=new,
        reason="招标延误", progress="七成", interim_measure="临时供热",
    )  # fmt: skip
    services.grant_extension(item=item, by=city.office, at=when, version=fresh(item).version)
    row.refresh_from_db()
    assert row.state == "lapsed"
    assert services.propose_escalation(item=item, at=late(fresh(item), 7), level="deputy_leader")
    services.recall(
        item=item, by=city.office_head, at=when, version=fresh(item).version, reason="改派"
    )
    assert not Escalation.objects.filter(state="proposed").exists()
    with pytest.raises(GuardFailed):
        services.confirm_escalation(item=item, by=city.office, at=when, version=fresh(item).version)


def test_the_desk_asks_office_and_deputy(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    proposed(item)
    on = late(item, 8).date()
    for name in ("office", "deputy_leader"):
        asked = [t.action for t in todos_for(city.people[name], on).rows if t.item.pk == item.pk]
        assert asked == [Action.CONFIRM_ESCALATION], name
    assert Action.CONFIRM_ESCALATION not in todos_for(city.group_leader, on).counts


def failed_once(walk: Walk, due: date) -> None:
    walk.item = services.fail_verification(
        **walk._common(walk.city.office_clerk),
        content=sheet(),
        criterion_not_met="抽查5户有2户未达标",
        new_due_on=due,
    )


def test_a_second_failed_check_proposes_it(city: City) -> None:
    walk = Walk(city, is_key=True).awaiting_verification()
    due = workdays.load().add(walk.when.date(), 10)
    failed_once(walk, due)
    assert not Escalation.objects.exists()
    walk.when += timedelta(days=1)
    walk.ask().endorse().sign()
    failed_once(walk, due)
    row = escalation(walk.item)
    assert (row.reason, row.level) == ("failed_twice", "deputy_leader")
    assert not Circular.objects.exists()


def test_lateness_drafts_a_circular_then_an_interview(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    proposed(item)
    assert item.title in Circular.objects.get().text
    assert not Interview.objects.exists()
    proposed(item, "group_leader", 15)
    assert "已逾期15个工作日" in Interview.objects.get(item=item).text
    assert CircularRow.objects.count() == 1


def test_of_a_sensitive_item_nothing_is_drafted_and_the_deputy_sees_the_shell(city: City) -> None:
    walk = Walk(city, target=city.targets["relatives_business"], is_sensitive=True).accepted()
    item = fresh(walk.item)
    assert not Item.objects.visible_to(city.deputy_leader, on=late(item, 7).date()).exists()
    proposed(item)
    proposed(item, "group_leader", 15)
    assert not Circular.objects.exists()
    assert not Interview.objects.exists()
    seen = Item.objects.visible_to(city.deputy_leader, on=late(item, 7).date()).get()
    assert not seen.is_full
    told = Message.objects.filter(text__contains="建议提级").values_list("person__name", flat=True)
    assert set(told) == {"褚某甲", "冯某壬", "王某辛"}
    stop = late(item, 16)
    row = services.confirm_escalation(
        item=item, by=city.deputy_leader, at=stop, version=item.version
    )
    assert row.state == "confirmed"
    assert Item.objects.visible_to(city.deputy_leader, on=stop.date()).exists()
    assert not Message.objects.filter(text__contains=item.title).exists()
