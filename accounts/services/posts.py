"""Posts begin and end. One answers for a department at a time: holder, acting person, or nobody."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.enums import HandoverReason, OrgEvent, PersonSource, PostKind
from accounts.models import Department, PortfolioDepartment, Post, User
from accounts.permissions import Act, check_can, check_may_hold_business
from accounts.services.handovers import desks_left, desks_taken
from core.clock import local_date
from core.errors import Conflict, Invalid, TransitionNotAllowed
from journal.services import record

HEADS = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING)


def appoint(
    *,
    person: User,
    department: Department,
    kind: str,
    title: str,
    by: User | None,
    at: datetime,
    starts_on: date | None = None,
    rank: str = "",
    order: int = 0,
    sections: Sequence[str] = (),
    portfolio: Sequence[Department] = (),
    document_number: str = "",
) -> Post:
    """Start a post, today unless `starts_on` says earlier, and return it.

    A first-in-charge ends the acting of another. Raises Denied (not the security administrator;
    the person is an administrator), Invalid (inactive person or department, a future day, no
    title, sections or portfolio with another kind, acting without document number) and Conflict
    (the department has a head, the person has this post).
    """
    check_can(by, Act.EDIT_POSTS)
    return _start(
        post=Post(
            person=person,
            department=department,
            kind=PostKind(kind),
            title=title.strip(),
            starts_on=starts_on or local_date(at),
            rank=rank,
            order=order,
            sections=list(sections),
            document_number=document_number.strip(),
        ),
        portfolio=portfolio,
        by=by,
        at=at,
    )


def record_acting(
    *,
    department: Department,
    person: User,
    document_number: str,
    by: User | None,
    at: datetime,
    title: str = "主持工作",
    starts_on: date | None = None,
) -> Post:
    """Record who is acting (主持工作) for a vacant department, by which document.

    The caller has checked who may: the heads of the campaign's office, whom this app can't see.
    Raises as `appoint`; Conflict where the department has a head.
    """
    post = Post(
        person=person,
        department=department,
        kind=PostKind.ACTING,
        title=title.strip(),
        starts_on=starts_on or local_date(at),
        document_number=document_number.strip(),
    )
    return _start(post=post, portfolio=(), by=by, at=at)


@transaction.atomic
def end_post(
    *,
    post: Post,
    by: User | None,
    at: datetime,
    ends_on: date | None = None,
    document_number: str = "",
) -> Post:
    """End an open post; `ends_on` (today) is the first day without it.

    Delegations of it end, a handover opens with what lies on its desk, and a vacancy is made known.
    Raises Denied, Invalid (a future day, or before it began), TransitionNotAllowed (ended).
    """
    check_can(by, Act.EDIT_POSTS)
    today = local_date(at)
    day = ends_on or today
    if day > today:
        raise Invalid.at("ends_on", "离任日期不能晚于今天；计划中的变动请到当日办理。")
    if day < post.starts_on:
        raise Invalid.at("ends_on", f"离任日期不能早于任职日期（{post.starts_on}）。")
    if not Post.objects.filter(pk=post.pk, ends_on__isnull=True).update(ends_on=day):
        raise TransitionNotAllowed("该任职已经结束，请刷新页面查看。")
    post.ends_on = day
    _record(OrgEvent.POST_ENDED, post, by, at)
    desks_left(
        posts=[post],
        reason=HandoverReason.POST_ENDED,
        by=by,
        at=at,
        document_number=document_number,
    )
    return post


@transaction.atomic
def _start(*, post: Post, portfolio: Sequence[Department], by: User | None, at: datetime) -> Post:
    _check_post(post, portfolio, local_date(at))
    if not Department.objects.select_for_update().get(pk=post.department_id).is_active:
        raise Conflict(f"{post.department.name}刚刚已被撤销，请刷新页面查看。")
    gone = _make_way(post, by, at) if post.kind in HEADS else []
    twin = post.person.posts.filter(
        department=post.department_id, kind=post.kind, ends_on__isnull=True
    )
    if twin.exists():
        raise Conflict(f"{post.person.name}在{post.department.name}已有同类任职，不必重复登记。")
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("刚才有人登记了同一任职，请刷新页面查看。") from error
    PortfolioDepartment.objects.bulk_create(
        PortfolioDepartment(post=post, department=department) for department in portfolio
    )
    acting = post.kind == PostKind.ACTING
    _record(OrgEvent.ACTING_RECORDED if acting else OrgEvent.POST_STARTED, post, by, at)
    number = post.document_number
    desks_left(posts=gone, reason=HandoverReason.SUCCEEDED, by=by, at=at, document_number=number)
    desks_taken(posts=[post], by=by, at=at)
    return post


def _check_post(post: Post, portfolio: Sequence[Department], today: date) -> None:
    check_may_hold_business(post.person)
    problems = {}
    if not post.person.is_active:
        problems["person"] = f"{post.person.name}的账号已停用，不能任职。"
    if not post.department.is_active:
        problems["department"] = post.department.end_refusal
    if not post.title:
        problems["title"] = "请填写职务。"
    if post.starts_on > today:
        problems["starts_on"] = "任职日期不能晚于今天；计划中的变动请到当日办理。"
    if (post.sections or portfolio) and post.kind != PostKind.TEAM_MEMBER:
        problems["sections"] = "只有班子成员才填写分管科室或分管单位。"
    if gone := [unit.end_refusal for unit in portfolio if not unit.is_active]:
        problems["portfolio"] = gone
    if post.kind == PostKind.ACTING and not post.document_number:
        problems["document_number"] = "明确主持工作须填写依据文号。"
    if problems:
        raise Invalid.of(problems)


def _make_way(post: Post, by: User | None, at: datetime) -> list[Post]:
    """Refuse where somebody else answers for the department; a holder ends the acting.

    Returns the posts that ended.
    """
    name = post.department.name
    posts = Post.objects.filter(department=post.department_id, kind__in=HEADS)
    head = posts.filter(ends_on__isnull=True).select_related("person", "department").first()
    if head is not None and head.kind == PostKind.FIRST_IN_CHARGE:
        raise Conflict(f"{name}现任第一责任人是{head.person.name}，请先办理其离任。")
    if head is not None and post.kind == PostKind.ACTING:
        raise Conflict(f"{name}已由{head.person.name}主持工作，请先结束后再登记。")
    if head is not None:
        if post.starts_on < head.starts_on:
            raise Invalid.at(
                "starts_on", f"任职日期不能早于{head.person.name}主持工作之日（{head.starts_on}）。"
            )
        Post.objects.filter(pk=head.pk).update(ends_on=post.starts_on)
        head.ends_on = post.starts_on
        _record(OrgEvent.POST_ENDED, head, by, at)
    before = posts.filter(ends_on__gt=post.starts_on).order_by("-ends_on", "id").first()
    if before is not None:
        raise Invalid.at("starts_on", f"任职日期不能早于上一任的离任日期（{before.ends_on}）。")
    return [head] if head is not None else []


def post_data(post: Post) -> dict[str, object]:
    """What the journal keeps of a post: whose, which, from when to when, by which document."""
    return {
        "person": str(post.person.uid),
        "person_name": post.person.name,
        "kind": post.kind,
        "title": post.title,
        "starts_on": post.starts_on,
        "ends_on": post.ends_on,
        "document_number": post.document_number,
        "source": post.source or PersonSource.MANUAL,
    }


def _record(event: OrgEvent, post: Post, by: User | None, at: datetime) -> None:
    record(
        type=event,
        subject=post,
        by=by,
        at=at,
        department_code=post.department.code,
        data=post_data(post),
    )
