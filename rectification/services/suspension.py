"""A pause for a legal or force-majeure reason: the clock stops, and is given back."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from core.errors import Invalid
from notifications.enums import MessageKind
from rectification.enums import Action
from rectification.models import Item, Suspension
from rectification.permissions import Situation
from rectification.selectors.seats import officers_of
from rectification.services.base import (
    begin,
    change,
    due_changes,
    move,
    naming,
    need_text,
    tell,
    write_down,
)


def _check_review(s: Situation, review_on: date | None) -> None:
    days = s.rule("suspension_max_days")
    last = s.on + timedelta(days=days)
    if review_on is None or not s.on < review_on <= last:
        raise Invalid.at("review_on", f"复核日期须在今天之后、{days}天以内（不晚于{last}）。")


@transaction.atomic
def suspend(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    reason: str,
    document_number: str,
    review_on: date,
) -> Item:
    """Stop the clock; a document and a review date within 30 days are required."""
    s = begin(item=item, by=by, at=at, action=Action.SUSPEND, version=version)
    why = need_text("reason", reason, "请写明中止的法定事由或不可抗力情形。")
    number = need_text("document_number", document_number, "请填写依据的文号。", limit=100)
    _check_review(s, review_on)
    Suspension.objects.create(
        item=s.item,
        cycle=s.item.cycle,
        reason=why,
        document_number=number,
        started_on=s.on,
        review_on=review_on,
        by=by,
        at=at,
    )
    move(s, Action.SUSPEND, data={"reason": why, "review_on": review_on.isoformat()})
    text = f"{naming(s.item)}中止计时，{review_on}复核：{why}"[:300]
    tell(s, officers_of(s.item, s.on), MessageKind.INFORMED, text)
    return s.item


@transaction.atomic
def renew_suspension(
    *, item: Item, by: User, at: datetime, version: int | None, review_on: date, reason: str
) -> Item:
    """Put the review date off by at most 30 days, with the reason."""
    s = begin(item=item, by=by, at=at, action=Action.RENEW_SUSPENSION, version=version)
    why = need_text("reason", reason, "请写明继续中止的理由。")
    _check_review(s, review_on)
    pause = s.suspension
    renewals = [*pause.renewals, {"on": s.on.isoformat(), "to": review_on.isoformat(), "why": why}]
    Suspension.objects.filter(pk=pause.pk).update(review_on=review_on, renewals=renewals)
    change(s, {})
    write_down(s, Action.RENEW_SUSPENSION, {"reason": why, "review_on": review_on.isoformat()})
    return s.item


def resumed_due(s: Situation) -> tuple[int, date]:
    """How many working days the pause has taken, and the due date moved by them."""
    paused = s.workdays.between(s.suspension.started_on, s.on)
    return paused, s.workdays.add(s.item.due_on, paused) if paused else s.item.due_on


@transaction.atomic
def resume(*, item: Item, by: User, at: datetime, version: int | None) -> Item:
    """Go on: the due date moves by the working days of the pause."""
    s = begin(item=item, by=by, at=at, action=Action.RESUME, version=version)
    pause = s.suspension
    paused, new_due = resumed_due(s)
    Suspension.objects.filter(pk=pause.pk).update(ended_on=s.on, ended_by=by)
    changes = due_changes(s.item, new_due, s.workdays)
    data = {"paused_workdays": paused, "due_on": new_due.isoformat()}
    move(s, Action.RESUME, changes=changes, data=data)
    text = f"{naming(s.item)}恢复整改，时限顺延{paused}个工作日至{new_due}。"
    tell(s, officers_of(s.item, s.on), MessageKind.TO_DO, text)
    return s.item
