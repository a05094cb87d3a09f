"""Delegation: a dated record by which the head of a department lets a team member sign."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.enums import OrgEvent, PostKind
from accounts.models import Delegation, Post, User
from accounts.services.posts import HEADS
from core import workdays
from core.clock import local_date
from core.errors import Conflict, Denied, Invalid, TransitionNotAllowed
from journal.services import record


def longest_delegation() -> int:
    """Working days that a delegation may last at most, as the campaign's office sets them.

    The campaign is above this app: settings.DELEGATION_LIMIT is the dotted path of `f() -> int`.
    """
    return int(import_string(settings.DELEGATION_LIMIT)())


@transaction.atomic
def make_delegation(
    *,
    post: Post,
    delegate: User,
    ends_on: date,
    reason: str,
    by: User,
    at: datetime,
    starts_on: date | None = None,
) -> Delegation:
    """Let `delegate` sign for the head `post` until `ends_on`, both ends included.

    Made by the holder or acting person himself. Raises Denied (somebody else's post), Invalid (not
    a team member of that department, longer than the office allows, in the past, no reason),
    Conflict (another delegation covers one of the days).
    """
    today = local_date(at)
    first = starts_on or today
    _check_maker(post, by)
    _check_delegate(post, delegate, today)
    _check_days(first, ends_on, today)
    if not reason.strip():
        raise Invalid.at("reason", "请填写委托事由，例如“外出学习”。")
    _check_overlap(post, first, ends_on)
    delegation = Delegation.objects.create(
        post=post,
        delegate=delegate,
        starts_on=first,
        ends_on=ends_on,
        reason=reason.strip(),
        made_by=by,
        made_at=at,
    )
    _note_made(delegation, by, at)
    return delegation


def _note_made(delegation: Delegation, by: User, at: datetime) -> None:
    record(
        type=OrgEvent.DELEGATION_MADE,
        subject=delegation,
        by=by,
        at=at,
        post=delegation.post.title,
        department_code=delegation.post.department.code,
        data={
            "delegate": str(delegation.delegate.uid),
            "delegate_name": delegation.delegate.name,
            "starts_on": delegation.starts_on,
            "ends_on": delegation.ends_on,
            "reason": delegation.reason,
        },
    )


@transaction.atomic
def revoke_delegation(*, delegation: Delegation, by: User, at: datetime) -> None:
    """End a delegation now; the maker or the present head may.

    Raises Denied, or TransitionNotAllowed where it is revoked or over already.
    """
    today = local_date(at)
    head = Post.objects.on(today).heads().filter(department=delegation.post.department_id)
    if by.pk != delegation.made_by_id and not head.filter(person=by).exists():
        raise Denied("只有委托人本人或现任负责人可以撤销委托。")
    open_rows = Delegation.objects.filter(
        pk=delegation.pk, revoked_at__isnull=True, ends_on__gte=today
    )
    if not open_rows.update(revoked_at=at):
        raise TransitionNotAllowed("该委托已经撤销或到期。")
    delegation.revoked_at = at
    record(
        type=OrgEvent.DELEGATION_REVOKED,
        subject=delegation,
        by=by,
        at=at,
        department_code=delegation.post.department.code,
    )


def _check_maker(post: Post, by: User) -> None:
    if post.person_id != by.pk or not by.is_active:
        raise Denied("委托须由第一责任人（或主持工作的负责人）本人办理。")
    if post.kind not in HEADS or post.ends_on is not None:
        raise Denied("只有现任第一责任人或主持工作的负责人可以委托他人签批。")


def _check_delegate(post: Post, delegate: User, today: date) -> None:
    seats = Post.objects.on(today).filter(
        person=delegate, department=post.department_id, kind=PostKind.TEAM_MEMBER
    )
    if delegate.pk == post.person_id:
        raise Invalid.at("delegate", "不能委托给本人，请选择本单位其他班子成员。")
    if not delegate.is_active or not seats.exists():
        raise Invalid.at("delegate", "只能委托给本单位在任的班子成员。")


def _check_days(first: date, last: date, today: date) -> None:
    if first < today:
        raise Invalid.at("starts_on", "委托不能从过去的日期开始。")
    if last < first:
        raise Invalid.at("ends_on", "委托的结束日期不能早于开始日期。")
    calendar = workdays.load()
    count = calendar.between(first, last) + calendar.is_workday(first)
    longest = longest_delegation()
    if count > longest:
        raise Invalid.at(
            "ends_on", f"委托最长{longest}个工作日，所填期间为{count}个工作日，请缩短。"
        )


def _check_overlap(post: Post, first: date, last: date) -> None:
    other = (
        Delegation.objects.filter(post=post, revoked_at__isnull=True)
        .filter(starts_on__lte=last, ends_on__gte=first)
        .select_related("delegate")
        .first()
    )
    if other is not None:
        raise Conflict(
            f"{other.starts_on}至{other.ends_on}已委托{other.delegate.name}，"
            "请先撤销，或选择不重叠的日期。"
        )
