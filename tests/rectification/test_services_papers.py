"""Circulars and interviews: drafted from rows, edited, issued, decided, recorded."""

from datetime import datetime, timedelta

import pytest

from core import workdays
from core.errors import Conflict, Denied, GuardFailed, Invalid, TransitionNotAllowed
from notifications.models import Message
from rectification import services
from rectification.enums import CircularAct, InterviewAct, State
from rectification.models import Circular, CircularRow, Interview, Item
from rectification.permissions.papers import allowed_circular_acts, allowed_interview_acts
from rectification.services import papers
from tests.factories import fresh, item_at
from tests.personas import City, at

pytestmark = pytest.mark.django_db


def late(item: Item, days: int) -> datetime:
    return at(workdays.load().add(item.effective_due_on, days))


def listed(city: City, days: int = 7, **shape: object) -> Item:
    item = item_at(city, State.IN_PROGRESS, **shape)
    services.propose_escalation(item=item, at=late(item, days), level="deputy_leader")
    return item


def drafted(city: City) -> Circular:
    listed(city)
    return Circular.objects.get()


def test_the_text_has_departments_in_rank_order_never_by_days(city: City) -> None:
    late_one = listed(city, days=7, lead_department=city.vacant)
    later = listed(city, days=20)
    circular = Circular.objects.get()
    assert circular.rows.count() == 2
    lines = circular.text.split("\n")
    assert lines[1:5] == [
        "一、市住房和城乡建设局",
        f"1. {later.number} {later.title}：时限{later.due_on}，逾期20个工作日。",
        "二、市招商局",
        f"1. {late_one.number} {late_one.title}：时限{late_one.due_on}，逾期7个工作日。",
    ]
    assert "下列2件" in lines[0]


def test_an_edited_text_is_left_alone(city: City) -> None:
    circular = drafted(city)
    when = at(hour=18)
    edited = papers.edit_circular(
        circular=circular, by=city.office, at=when, version=1, title="通报", text="改过的正文"
    )
    listed(city)
    edited.refresh_from_db()
    assert (edited.text, edited.rows.count()) == ("改过的正文", 2)
    with pytest.raises(Conflict) as refusal:
        papers.edit_circular(
            circular=circular, by=city.office_clerk, at=when, version=1, title="x", text="y"
        )
    assert refusal.value.current["text"] == "改过的正文"
    anew = papers.rewrite_circular(circular=edited, by=city.office, at=when, version=2)
    assert "下列2件" in anew.text


def test_only_the_head_of_the_office_issues_it(city: City) -> None:
    circular = drafted(city)
    when = at(hour=18)
    writes = {CircularAct.EDIT, CircularAct.REWRITE, CircularAct.REMOVE}
    assert set(allowed_circular_acts(circular, city.office, when)) == writes
    assert set(allowed_circular_acts(circular, city.office_head, when)) == set(CircularAct)
    for name in ("deputy_leader", "group_leader", "officer", "guidance", "sys_admin"):
        assert allowed_circular_acts(circular, city.people[name], when) == []
    with pytest.raises(Denied, match="办公室主任"):
        papers.issue_circular(circular=circular, by=city.office, at=when, version=1)
    issued = papers.issue_circular(circular=circular, by=city.office_head, at=when, version=1)
    assert (issued.state, issued.ended_by) == ("issued", city.office_head)
    told = Message.objects.filter(subject_uid=circular.uid).values_list("person__name", flat=True)
    assert set(told) == {"卫某丙", "周某戊"}
    with pytest.raises(TransitionNotAllowed):
        papers.rewrite_circular(circular=circular, by=city.office, at=when, version=2)
    fresh_draft = listed(city)
    assert CircularRow.objects.get(item=fresh_draft).circular != issued


def test_who_reads_a_circular(city: City) -> None:
    circular = drafted(city)
    on = at().date()

    def readers() -> set[str]:
        return {
            name
            for name, user in city.people.items()
            if Circular.objects.visible_to(user, on=on).filter(pk=circular.pk).exists()
        }

    office = {"secretary", "office_head", "office", "office_clerk", "seconded", "supervisor"}
    assert readers() == office
    papers.issue_circular(circular=circular, by=city.office_head, at=at(hour=18), version=1)
    lead = {"first_in_charge", "portfolio_leader", "second_leader", "officer", "second_officer"}
    others = {"group_leader", "deputy_leader", "guidance", "resident"}
    assert readers() == office | lead | others
    Item.objects.update(is_sensitive=True)
    assert readers() == {"secretary", "office_head"}


def test_a_sensitive_item_leaves_the_draft_at_once(city: City) -> None:
    item, other = listed(city), listed(city)
    services.propose_escalation(item=item, at=late(item, 15), level="group_leader")
    services.raise_sensitivity(
        item=item, by=city.first_in_charge, at=at(hour=18), version=fresh(item).version,
        reason="涉及举报", handler=city.officer, office_person=city.office,
    )  # fmt: skip
    circular = Circular.objects.get()
    assert [row.item for row in circular.rows.all()] == [other]
    assert item.number not in circular.text
    assert Interview.objects.get(item=item).state == "cancelled"


def test_what_cannot_be_issued(city: City) -> None:
    item = listed(city)
    circular, when = Circular.objects.get(), at(hour=18)
    Item.objects.filter(pk=item.pk).update(is_sensitive=True)
    with pytest.raises(GuardFailed, match="已列为敏感事项"):
        papers.issue_circular(circular=circular, by=city.office_head, at=when, version=1)
    row = circular.rows.get()
    papers.remove_from_circular(circular=circular, row=row, by=city.office, at=when, version=1)
    with pytest.raises(GuardFailed, match="没有事项"):
        papers.issue_circular(circular=circular, by=city.office_head, at=when, version=2)
    with pytest.raises(Invalid, match="不印发的理由"):
        papers.cancel_circular(
            circular=circular, by=city.office_head, at=when, version=2, reason=" "
        )


def interview(city: City, **shape: object) -> Interview:
    item = item_at(city, State.IN_PROGRESS, **shape)
    services.propose_escalation(item=item, at=late(item, 15), level="group_leader")
    return Interview.objects.get(item=item)


def decided(row: Interview, by: object, **more: object) -> Interview:
    when = late(row.item, 16)
    given = {"version": row.version, "planned_on": when.date() + timedelta(days=1)}
    return papers.decide_interview(interview=row, by=by, at=when, **(given | more))


def test_a_leader_decides_and_the_office_records(city: City) -> None:
    row = interview(city)
    asked = Message.objects.filter(subject_uid=row.uid).values_list("person__name", flat=True)
    assert set(asked) == {"周某戊", "赵某甲"}
    for name in ("office_head", "first_in_charge", "officer", "stranger"):
        with pytest.raises(Denied):
            decided(row, city.people[name])
    row = decided(row, city.deputy_leader)
    assert (row.state, row.interviewer) == ("decided", city.deputy_leader)
    assert row.post.person == city.first_in_charge
    told = Message.objects.filter(subject_uid=row.uid, person=city.first_in_charge)
    assert told.exists()
    when = late(row.item, 18)
    with pytest.raises(Denied):
        papers.record_interview(
            interview=row, by=city.deputy_leader, at=when, version=2, held_on=when.date(),
            outcome="十二月底完成",
        )  # fmt: skip
    with pytest.raises(Invalid, match="约谈结果"):
        papers.record_interview(
            interview=row, by=city.office, at=when, version=2, held_on=when.date(), outcome=" "
        )
    held = papers.record_interview(
        interview=row, by=city.office, at=when, version=2, held_on=when.date(),
        outcome="承诺十二月底完成",
    )  # fmt: skip
    assert (held.state, held.outcome) == ("held", "承诺十二月底完成")


def test_who_may_hold_it_and_when(city: City) -> None:
    row = interview(city)
    with pytest.raises(Invalid, match="约谈人"):
        decided(row, city.deputy_leader, interviewer=city.first_in_charge)
    with pytest.raises(Invalid, match="约谈日期"):
        decided(row, city.deputy_leader, planned_on=row.item.due_on)
    other = decided(row, city.group_leader, interviewer=city.deputy_leader)
    assert other.interviewer == city.deputy_leader
    with pytest.raises(GuardFailed, match="空缺"):
        decided(interview(city, lead_department=city.vacant), city.deputy_leader)


def test_not_to_hold_it_needs_a_reason(city: City) -> None:
    row = interview(city)
    when = late(row.item, 16)
    common = {"interview": row, "by": city.group_leader, "at": when, "version": 1}
    with pytest.raises(Invalid, match="不约谈的理由"):
        papers.cancel_interview(**common, reason="")
    ended = papers.cancel_interview(**common, reason="已当面了解")
    assert (ended.state, ended.cancel_reason) == ("cancelled", "已当面了解")
    assert allowed_interview_acts(ended, city.group_leader, when) == []


def test_who_knows_of_an_interview(city: City) -> None:
    row = interview(city)
    on = late(row.item, 16).date()

    def circle() -> set[str]:
        return {
            name
            for name, user in city.people.items()
            if Interview.objects.visible_to(user, on=on).exists()
        }

    office = {"secretary", "office_head", "office", "office_clerk", "seconded", "supervisor"}
    leaders = {"group_leader", "deputy_leader", "guidance", "resident"}
    assert circle() == office | leaders
    decided(row, city.deputy_leader)
    assert circle() == office | leaders | {"first_in_charge"}
    assert InterviewAct.RECORD in allowed_interview_acts(
        Interview.objects.get(), city.office, late(row.item, 16)
    )
