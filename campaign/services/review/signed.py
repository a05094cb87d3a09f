"""“经对照未发现问题”: a blank cell closed by a signature instead of a filler problem."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Department, User
from accounts.selectors import head_of
from campaign.enums import ProblemState
from campaign.models import Campaign, NothingFound, Problem, ReviewDimension
from campaign.permissions import DECIDERS, StreamRole, check_stream
from campaign.services.review.ground import need_words
from core.clock import local_date
from core.errors import Conflict, GuardFailed, Invalid
from journal import services as journal
from notifications import services as notifications
from notifications.enums import MessageKind


@transaction.atomic
def sign_nothing_found(
    *,
    campaign: Campaign,
    department: Department,
    dimension: ReviewDimension,
    reason: str,
    by: User,
    at: datetime,
) -> NothingFound:
    """Sign that the department compared itself on a dimension and found no problem.

    By its first-in-charge (or the person acting), whose password the door has asked for again;
    the signature keeps the post. GuardFailed where the dimension has a problem, Conflict where it
    is signed already, Invalid without the line of reason.
    """
    on, what = local_date(at), "签署“经对照未发现问题”"
    heads = (StreamRole.HEAD,)
    check_stream(by, heads, campaign=campaign, department=department, on=on, what=what)
    if dimension.campaign_id != campaign.pk:
        raise Invalid.at("dimension", "检视方面不属于本次主题教育，请重新选择。")
    words = need_words("reason", reason, "请用一句话写明怎样对照、为什么没有问题。", 300)
    _refuse_unless_blank(campaign, department, dimension)
    head = head_of(department.pk, on)
    signed = NothingFound.objects.create(
        campaign=campaign,
        department=department,
        dimension=dimension,
        reason=words,
        signed_by=by,
        post_title=head.post.title if head and head.user.pk == by.pk else "",
        signed_at=at,
    )
    _note(signed, "nothing_found_signed", by, at, {"reason": words})
    return signed


def _refuse_unless_blank(
    campaign: Campaign, department: Department, dimension: ReviewDimension
) -> None:
    found = Problem.objects.filter(campaign=campaign, department=department, dimensions=dimension)
    number = found.counted().count()
    if number:
        raise GuardFailed(f"“{dimension.name}”已登记{number}条问题，不能再签“未发现问题”。")
    if _standing(campaign, department, dimension).exists():
        raise Conflict(f"“{dimension.name}”已经签署，无需重复办理。")


@transaction.atomic
def revoke_nothing_found(*, signed: NothingFound, by: User, at: datetime) -> NothingFound:
    """Take a signature back: the cell is blank again. By the department's first-in-charge or the
    office; GuardFailed where that has happened."""
    check_stream(
        by,
        DECIDERS,
        campaign=signed.campaign,
        department=signed.department,
        on=local_date(at),
        what="撤销“经对照未发现问题”",
    )
    ended = NothingFound.objects.filter(pk=signed.pk, revoked_at__isnull=True)
    if not ended.update(revoked_at=at):
        raise GuardFailed("该签署已经撤销，无需重复办理。")
    signed.revoked_at = at
    _note(signed, "nothing_found_revoked", by, at, {})
    if by.pk != signed.signed_by_id:
        _tell(signed, f"“{signed.dimension.name}”的“经对照未发现问题”已由办公室撤销。", by, at)
    return signed


def end_contradicted(problem: Problem, *, at: datetime) -> None:
    """End signatures that the problem contradicts, and tell who signed. A sensitive problem ends
    none: that would give it away."""
    if problem.is_sensitive or problem.state != ProblemState.OPEN:
        return
    standing = NothingFound.objects.filter(
        campaign=problem.campaign_id,
        department=problem.department_id,
        dimension__in=problem.dimensions.values("pk"),
        revoked_at__isnull=True,
    ).select_related("department", "dimension", "signed_by")
    for signed in standing.order_by("id"):
        NothingFound.objects.filter(pk=signed.pk).update(revoked_at=at)
        _note(signed, "nothing_found_ended", None, at, {"problem": str(problem.uid)})
        text = f"“{signed.dimension.name}”登记了新问题，原“经对照未发现问题”的签署失效。"
        _tell(signed, text, None, at)


def _standing(
    campaign: Campaign, department: Department, dimension: ReviewDimension
) -> QuerySet[NothingFound]:
    return NothingFound.objects.filter(
        campaign=campaign, department=department, dimension=dimension, revoked_at__isnull=True
    )


def _note(signed: NothingFound, event: str, by: User | None, at: datetime, data: dict) -> None:
    journal.record(
        type=f"review.{event}",
        subject=signed,
        by=by,
        at=at,
        post=signed.post_title,
        department_code=signed.department.code,
        data={"dimension": signed.dimension.code, **data},
        campaign_id=signed.campaign_id,
    )


def _tell(signed: NothingFound, text: str, by: User | None, at: datetime) -> None:
    notifications.tell(
        people=[signed.signed_by],
        kind=MessageKind.INFORMED,
        key=f"nothing-found:{signed.uid}:ended",
        subject=signed,
        text=text,
        at=at,
        by=by,
    )
