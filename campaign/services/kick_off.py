"""Kick-off: the plan and leading group of a department, and what its goals have reached.

The speech: “政府各部门也要成立精干高效的领导机构”; three things in place (三个到位).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import Department, Post, User
from campaign.enums import GroupRole
from campaign.models import (
    Campaign,
    GoalReading,
    GroupMember,
    KickOff,
    LeadingGroup,
    WorkGoal,
)
from campaign.permissions import OFFICE, OWN, check_stream
from campaign.services import rows
from campaign.services.goals import MOST
from core.clock import local_date
from core.errors import Invalid

LEAN = 9
"""A leading group of more members gets a soft warning (“精干”)."""


@transaction.atomic
def save_kick_off(
    *,
    campaign: Campaign,
    department: Department,
    plan_issued_on: date | None,
    plan_document_number: str,
    meeting_held_on: date | None,
    by: User,
    at: datetime,
    version: int | None = None,
) -> KickOff:
    """When a department's plan was issued and its meeting held; the rest of the list is read from
    what the system holds. Denied for anybody but its people and the office; `version` 0 stands for
    a row that nobody has typed yet."""
    on = local_date(at)
    roles = check_stream(
        by, (*OWN, *OFFICE), campaign=campaign, department=department, on=on, what="登记启动情况"
    )
    values = {"plan_document_number": plan_document_number.strip()}
    problems = rows.unfit(KickOff, values)
    for name, day in (("plan_issued_on", plan_issued_on), ("meeting_held_on", meeting_held_on)):
        if day is not None and day > on:
            problems[name] = f"日期{day}晚于今天，请在印发、召开之后登记。"
    rows.refuse(problems)
    typed, _ = KickOff.objects.get_or_create(
        campaign=campaign, department=department, defaults={"version": 0}
    )
    current = rows.locked(typed)
    rows.held(current, version, {"plan_document_number": current.plan_document_number}, values)
    rows.put(current, plan_issued_on=plan_issued_on, meeting_held_on=meeting_held_on, **values)
    rows.note(current, type="campaign.kicked_off", by=by, at=at, roles=roles)
    return current


@dataclass(frozen=True)
class Seat:
    """A post and its place in a leading group."""

    post: Post
    role: str


@transaction.atomic
def save_group(
    *,
    campaign: Campaign,
    department: Department,
    formed_on: date | None,
    document_number: str,
    seats: Sequence[Seat],
    by: User,
    at: datetime,
    version: int | None = None,
) -> LeadingGroup:
    """Who sits in a department's leading group; the same act again replaces it.

    Invalid unless there is exactly one leader, every post is of the department and held now, and
    nobody sits twice. `version` 0 stands for a group that nobody has named yet.
    """
    on, what = local_date(at), "登记领导机构"
    own = (*OWN, *OFFICE)
    roles = check_stream(by, own, campaign=campaign, department=department, on=on, what=what)
    _check_seats(department, seats, on)
    values = {"document_number": document_number.strip()}
    rows.refuse(rows.unfit(LeadingGroup, values))
    named, _ = LeadingGroup.objects.get_or_create(
        campaign=campaign, department=department, defaults={"version": 0}
    )
    group = rows.locked(named)
    rows.held(group, version, {"document_number": group.document_number}, values)
    rows.put(group, formed_on=formed_on, **values)
    GroupMember.objects.filter(group=group).delete()
    GroupMember.objects.bulk_create(
        GroupMember(group=group, post=seat.post, role=seat.role, order=n)
        for n, seat in enumerate(seats)
    )
    data = {"members": len(seats)}
    rows.note(group, type="campaign.group_saved", by=by, at=at, roles=roles, data=data)
    return group


def _check_seats(department: Department, seats: Sequence[Seat], on: date) -> None:
    leaders = [seat for seat in seats if seat.role == GroupRole.LEADER]
    if len(leaders) != 1:
        raise Invalid.at("leader", "请选择一名组长。")
    if len({seat.post.pk for seat in seats}) != len(seats):
        raise Invalid.at("members", "同一职务不能列两次。")
    for seat in seats:
        held = seat.post.ends_on is None or seat.post.ends_on > on
        if seat.post.department_id != department.pk or not held:
            raise Invalid.at("members", "领导机构成员应是本单位现任人员。")


@transaction.atomic
def read_goal(
    *,
    goal: WorkGoal,
    value: Decimal | None,
    on: date | None,
    source: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> GoalReading:
    """A new value of a goal's metric, from a named source; the latest day is the present value.

    Denied for anybody but the department's people, Invalid for a day to come or no number.
    """
    today = local_date(at)
    current = rows.locked(goal)
    roles = check_stream(
        by,
        OWN,
        campaign=current.campaign,
        department=current.department,
        on=today,
        what="登记指标数值",
    )
    rows.held(current, version, {"current": str(current.current)}, {})
    _check_reading(value, on, source, today)
    reading = GoalReading.objects.create(
        goal=current, value=value, on=on, source=source.strip(), read_by=by, read_at=at
    )
    newest = {"current": value, "current_on": on} if on >= current.current_on else {}
    rows.put(current, **newest)
    rows.note(current, type="goal.read", by=by, at=at, roles=roles, data={"value": str(value)})
    return reading


def _check_reading(value: Decimal | None, on: date | None, source: str, today: date) -> None:
    problems = {}
    if value is None or not value.is_finite() or abs(value) >= MOST:
        problems["value"] = "请填写数值（数字）。"
    if on is None or on > today:
        problems["on"] = "请填写数值的日期，不晚于今天。"
    if not source.strip():
        problems["source"] = "请写明数据来自哪个系统、文件或报表。"
    elif len(source) > 200:
        problems["source"] = "最多200个字，请精简。"
    rows.refuse(problems)
