"""The five duties of leaders (以上率下): a record each, with its day. Nothing is scored.

The speech: “以普通党员的身份参加所在党支部的组织生活，……带头参加学习讨论，带头谈体会、讲党课，
带头解决自身问题”.
"""

from datetime import date, datetime

from django.db import transaction

from accounts.models import Post, User
from campaign.enums import ListKind
from campaign.models import Campaign, LeaderDuty, ListEntry, StudySession
from campaign.permissions import OFFICE, OWN, check_stream
from campaign.validators import is_leading_rank
from core.clock import local_date
from core.errors import Conflict, Invalid
from journal import services as journal


@transaction.atomic
def record_duty(
    *,
    campaign: Campaign,
    post: Post,
    duty: ListEntry,
    done_on: date | None,
    by: User,
    at: datetime,
    note: str = "",
    session: StudySession | None = None,
) -> LeaderDuty:
    """Record that a leader did one of the five, on a day, with what in one line.

    By the department's people or the office. Invalid for a day to come or before the campaign, a
    post below 县处级, a session of another department; Conflict for the same again.
    """
    on = local_date(at)
    _check(campaign, post, by, on, "登记带头作用记录")
    wrong = _faults(campaign, post, duty, done_on, on) | _unfit(post, note, session)
    if wrong:
        raise Invalid.of(wrong)
    same = LeaderDuty.objects.filter(campaign=campaign, post=post, duty=duty, done_on=done_on)
    if same.exists():
        raise Conflict(f"{done_on:%Y-%m-%d}的“{duty.name}”已经登记，无需重复填写。")
    record = LeaderDuty.objects.create(
        campaign=campaign,
        department=post.department,
        post=post,
        duty=duty,
        done_on=done_on,
        note=note.strip(),
        session=session,
        recorded_by=by,
        recorded_at=at,
    )
    _note(record, "leader_duty_recorded", by, at)
    return record


@transaction.atomic
def remove_duty(*, record: LeaderDuty, by: User, at: datetime) -> None:
    """Take out a record that was made by mistake; the journal keeps that it was there."""
    _check(record.campaign, record.post, by, local_date(at), "删除带头作用记录")
    _note(record, "leader_duty_removed", by, at)
    LeaderDuty.objects.filter(pk=record.pk).delete()


def _faults(
    campaign: Campaign, post: Post, duty: ListEntry, done_on: date | None, on: date
) -> dict[str, str]:
    """What is wrong with who did which of the five when, a sentence a field."""
    wrong: dict[str, str] = {}
    if not is_leading_rank(post.rank):
        wrong["post"] = "“以上率下”只登记县处级以上领导干部。"
    if duty.campaign_id != campaign.pk or duty.kind != ListKind.LEADER_DUTY:
        wrong["duty"] = "请从本次主题教育的五项中选择。"
    if done_on is None:
        wrong["done_on"] = "请填写日期。"
    elif done_on > on:
        wrong["done_on"] = f"日期{done_on}晚于今天，请在完成后登记。"
    elif done_on < campaign.starts_on:
        wrong["done_on"] = f"日期{done_on}早于主题教育开始（{campaign.starts_on}），请核对。"
    return wrong


def _unfit(post: Post, note: str, session: StudySession | None) -> dict[str, str]:
    """What is wrong with the line and the session that it points at."""
    wrong: dict[str, str] = {}
    if len(note) > 300:
        wrong["note"] = f"最多300个字，现有{len(note)}个字，请精简。"
    if session is not None and session.department_id != post.department_id:
        wrong["session"] = "所选集中学习不是本单位的，请重新选择。"
    return wrong


def _check(campaign: Campaign, post: Post, by: User, on: date, what: str) -> None:
    check_stream(
        by, (*OWN, *OFFICE), campaign=campaign, department=post.department, on=on, what=what
    )


def _note(record: LeaderDuty, event: str, by: User, at: datetime) -> None:
    journal.record(
        type=f"review.{event}",
        subject=record,
        by=by,
        at=at,
        department_code=record.department.code,
        data={"duty": record.duty.code, "post": record.post.title, "done_on": record.done_on},
        campaign_id=record.campaign_id,
    )
