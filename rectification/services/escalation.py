"""Escalation (提级督办): the system proposes, a person confirms or says why not."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core import workdays as calendar
from core.clock import local_date
from core.errors import Invalid
from journal import services as journal
from notifications import services as notifications
from notifications.enums import MessageKind
from rectification.enums import (
    OPEN_STATES,
    Action,
    EscalationLevel,
    EscalationReason,
    EscalationState,
    State,
)
from rectification.lights import TICKING
from rectification.models import Escalation, Item
from rectification.permissions import Situation
from rectification.selectors.seats import (
    holders_of_role,
    office_people_for,
    officers_of,
)
from rectification.services.base import (
    begin,
    change,
    naming,
    need_text,
    post_words,
    proposal_topic,
    tell,
    write_down,
)
from rectification.services.drafts import draft_circular, draft_interview

PROPOSED = "item.escalation_proposed"
_RANK = {EscalationLevel.DEPUTY_LEADER: 0, EscalationLevel.GROUP_LEADER: 1}


@transaction.atomic
def propose_escalation(
    *,
    item: Item,
    at: datetime,
    level: str,
    reason: str = EscalationReason.OVERDUE,
) -> Escalation | None:
    """Propose, as the system, to take an item to `level` (EscalationLevel) for `reason`.

    Idempotent: once per item, due version and level; the proposal that is there already, or a
    higher one of the same due version, is returned and nobody is told again. A lower one that
    still waits lapses. None where the item is not in the hands of a department. Lateness to the
    deputy's level also puts the item into the circular's draft, the group leader's level drafts an
    interview; neither for a sensitive item. Callers: `send_due` at T+7 and T+15, a second failed
    check, a second reopening.
    """
    current = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if current.state not in OPEN_STATES or current.state == State.REGISTERED:
        return None
    wanted = EscalationLevel(level)
    known = Escalation.objects.filter(item=current, due_version=current.due_version)
    highest = max(known, key=lambda row: _RANK[EscalationLevel(row.level)], default=None)
    if highest is not None and _RANK[EscalationLevel(highest.level)] >= _RANK[wanted]:
        return highest
    waiting = Escalation.objects.filter(item=current, state=EscalationState.PROPOSED)
    waiting.update(state=EscalationState.LAPSED, decided_at=at)
    row = Escalation.objects.create(
        item=current,
        due_version=current.due_version,
        level=wanted,
        reason=EscalationReason(reason),
        days_late=_days_late(current, at),
        proposed_at=at,
    )
    _write_proposal(row, current, at)
    if not current.is_sensitive:
        _draft(row, current, at)
    return row


def _days_late(item: Item, at: datetime) -> int:
    if item.state not in TICKING or item.effective_due_on is None:
        return 0
    return max(0, calendar.load().between(item.effective_due_on, local_date(at)))


def _write_proposal(row: Escalation, item: Item, at: datetime) -> None:
    lead = item.lead_department
    journal.record(
        type=PROPOSED,
        subject=item,
        by=None,
        at=at,
        department_code=lead.code if lead else "",
        data={"level": row.level, "reason": row.reason, "days_late": row.days_late},
        campaign_id=item.campaign_id,
    )
    text = (
        f"{naming(item)}{reason_words(row)}，建议提级至{row.get_level_display()}，"
        "请确认，或写明不提级的理由。"
    )
    notifications.tell(
        people=office_people_for(item, local_date(at)),
        kind=MessageKind.TO_DO,
        key=f"item:{item.uid}:escalation:{row.due_version}:{row.level}",
        subject=item,
        text=text,
        at=at,
        topic=proposal_topic(item),
    )


def reason_words(row: Escalation) -> str:
    """Why, with the days where it is lateness."""
    if row.reason == EscalationReason.OVERDUE:
        return f"已逾期{row.days_late}个工作日"
    return EscalationReason(row.reason).label


def _draft(row: Escalation, item: Item, at: datetime) -> None:
    if row.level == EscalationLevel.GROUP_LEADER:
        draft_interview(item=item, at=at, why=reason_words(row))
    elif row.reason == EscalationReason.OVERDUE:
        draft_circular(item=item, at=at)


def _chosen_level(row: Escalation, level: str, note: str) -> EscalationLevel:
    """One rung at a time; a higher one (越级) only with a reason, a lower one not at all."""
    if not level:
        return EscalationLevel(row.level)
    if level not in EscalationLevel.values:
        raise Invalid.at("level", "请选择提级至副组长或组长。")
    chosen = EscalationLevel(level)
    step = _RANK[chosen] - _RANK[EscalationLevel(row.level)]
    if step < 0:
        raise Invalid.at("level", f"建议提级至{row.get_level_display()}，不能降低层级。")
    if step > 0 and not note.strip():
        raise Invalid.at("comment", "越级提级须写明理由。")
    return chosen


@transaction.atomic
def confirm_escalation(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    level: str = "",
    is_listed: bool = False,
    comment: str = "",
) -> Escalation:
    """Escalate: the item becomes a key one; the city leader and the first-in-charge are told.

    `level` above the proposed one needs a reason in `comment`; `is_listed` marks 挂牌督办.
    """
    s = begin(item=item, by=by, at=at, action=Action.CONFIRM_ESCALATION, version=version)
    chosen = _chosen_level(s.escalation, level, comment)
    changes = {"confirmed_level": chosen, "is_listed": is_listed}
    row = _decide(s, EscalationState.CONFIRMED, comment, changes)
    change(s, {"is_key": True})
    data = {"level": chosen.value, "listed": is_listed, "comment": comment.strip()[:500]}
    write_down(s, Action.CONFIRM_ESCALATION, data)
    _tell_confirmed(s, row)
    return row


def _decide(s: Situation, state: str, note: str, changes: dict[str, Any]) -> Escalation:
    row = s.escalation
    Escalation.objects.filter(pk=row.pk).update(
        state=state,
        decided_by=s.user,
        decider_title=post_words(s),
        decided_at=s.at,
        decision_note=note.strip()[:500],
        **changes,
    )
    notifications.withdraw(topics=[proposal_topic(s.item)], at=s.at)
    row.refresh_from_db()
    return row


def _tell_confirmed(s: Situation, row: Escalation) -> None:
    leaders = s.deputies
    if row.confirmed_level == EscalationLevel.GROUP_LEADER or not leaders:
        leaders = [*leaders, *holders_of_role(s.item.campaign_id, "group_leader", s.on)]
    head = [s.seats.head.person] if s.seats.head else []
    listed = "并挂牌督办" if row.is_listed else ""
    level = EscalationLevel(row.confirmed_level).label
    text = f"{naming(s.item)}{reason_words(row)}，已提级至{level}{listed}，列为重点事项。"
    people = [*leaders, *head, *officers_of(s.item, s.on)]
    tell(s, people, MessageKind.ESCALATED, text[:300], node=f"escalation:{row.pk}")


@transaction.atomic
def decline_escalation(
    *, item: Item, by: User, at: datetime, version: int | None, reason: str
) -> Escalation:
    """Do not escalate, and say why."""
    s = begin(item=item, by=by, at=at, action=Action.DECLINE_ESCALATION, version=version)
    why = need_text("reason", reason, "请写明不提级的理由。")
    row = _decide(s, EscalationState.DECLINED, why, {})
    change(s, {})
    write_down(s, Action.DECLINE_ESCALATION, {"reason": why, "level": row.level})
    return row
