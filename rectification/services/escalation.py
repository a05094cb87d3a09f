"""Escalation (提级督办): the system proposes, a person confirms or says why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from campaign.enums import CampaignRole
from core import workdays as calendar
from core.clock import local_date
from core.errors import Invalid
from core.workdays import Workdays
from journal import services as journal
from notifications import services as notifications
from notifications.enums import MessageKind
from rectification.enums import (
    OPEN_STATES,
    Action,
    ClearanceKind,
    EscalationLevel,
    EscalationReason,
    EscalationState,
    State,
)
from rectification.lights import TICKING
from rectification.models import Clearance, Escalation, Item
from rectification.permissions import Situation
from rectification.selectors.seats import (
    holders_of_role,
    office_people,
    officers_of,
)
from rectification.services.base import (
    begin,
    change,
    naming,
    need_text,
    not_before,
    post_words,
    proposal_topic,
    tell,
    write_down,
)
from rectification.services.drafts import BATCH, draft_circulars, draft_interviews

PROPOSED = "item.escalation_proposed"
_RANK = {EscalationLevel.DEPUTY_LEADER: 0, EscalationLevel.GROUP_LEADER: 1}


@dataclass(frozen=True)
class Proposal:
    """That an item should be taken to a level (EscalationLevel), as the system sees it."""

    item: Item
    level: str
    reason: str = EscalationReason.OVERDUE


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
    interview; neither for a sensitive item. Callers: a second failed check, a second reopening.
    """
    found = propose_escalations(proposals=[Proposal(item, level, reason)], at=at)
    return found.get(item.pk)


@transaction.atomic
def propose_escalations(*, proposals: Sequence[Proposal], at: datetime) -> dict[int, Escalation]:
    """`propose_escalation` of many items, one proposal an item: the highest level that is asked.

    Returns by item the proposal that stands. Statements grow with batches of 500.
    Caller: `send_due` at T+7 and T+15.
    """
    wanted: dict[int, Proposal] = {}
    for one in proposals:
        known = wanted.get(one.item.pk)
        if known is None or _rank(one.level) > _rank(known.level):
            wanted[one.item.pk] = one
    items = _in_hands(wanted)
    found = _highest(items)
    new = [
        Escalation(
            item=item,
            due_version=item.due_version,
            level=EscalationLevel(wanted[item.pk].level),
            reason=EscalationReason(wanted[item.pk].reason),
            proposed_at=at,
        )
        for item in items
        if item.pk not in found or _rank(found[item.pk].level) < _rank(wanted[item.pk].level)
    ]
    if new:
        _write_proposals(new, at)
    return found | {row.item_id: row for row in new}


def _rank(level: str) -> int:
    return _RANK[EscalationLevel(level)]


def _in_hands(keys: Iterable[int]) -> list[Item]:
    """The items that are in the hands of a department, locked."""
    rows = Item.objects.select_for_update(of=("self",)).filter(
        pk__in=list(keys), state__in=OPEN_STATES
    )
    rows = rows.exclude(state=State.REGISTERED).select_related("lead_department")
    return list(rows.order_by("pk"))


def _highest(items: Sequence[Item]) -> dict[int, Escalation]:
    """Per item the highest proposal of its due version."""
    versions = {item.pk: item.due_version for item in items}
    found: dict[int, Escalation] = {}
    for row in Escalation.objects.filter(item__in=versions).order_by("id"):
        if row.due_version != versions[row.item_id]:
            continue
        known = found.get(row.item_id)
        if known is None or _rank(row.level) > _rank(known.level):
            found[row.item_id] = row
    return found


def _write_proposals(rows: Sequence[Escalation], at: datetime) -> None:
    """The rows with their journal entries, messages and drafts."""
    workdays, on = calendar.load(), local_date(at)
    for row in rows:
        row.days_late = _days_late(row.item, on, workdays)
    waiting = Escalation.objects.filter(
        item__in=[row.item_id for row in rows], state=EscalationState.PROPOSED
    )
    waiting.update(state=EscalationState.LAPSED, decided_at=at)
    Escalation.objects.bulk_create(rows, batch_size=BATCH)
    journal.record_many(_entry(row, at) for row in rows)
    Item.objects.filter(pk__in=[row.item_id for row in rows]).update(changed_at=not_before(at))
    office = _office([row.item for row in rows], on)
    facts = [_fact(row, office[row.item_id]) for row in rows]
    notifications.tell_many(facts=facts, at=at)
    late = [r for r in rows if r.reason == EscalationReason.OVERDUE]
    deputies = [r.item for r in late if r.level == EscalationLevel.DEPUTY_LEADER]
    draft_circulars(items=deputies, at=at)
    leaders = [r for r in rows if r.level == EscalationLevel.GROUP_LEADER]
    draft_interviews(reasons={row.item: reason_words(row) for row in leaders}, at=at)


def _days_late(item: Item, on: date, workdays: Workdays) -> int:
    if item.state not in TICKING or item.effective_due_on is None:
        return 0
    return max(0, workdays.between(item.effective_due_on, on))


def _entry(row: Escalation, at: datetime) -> journal.Fact:
    lead = row.item.lead_department
    return journal.Fact(
        type=PROPOSED,
        subject=row.item,
        by=None,
        at=at,
        department_code=lead.code if lead else "",
        data={"level": row.level, "reason": row.reason, "days_late": row.days_late},
        campaign_id=row.item.campaign_id,
    )


def _office(items: Sequence[Item], on: date) -> dict[int, list[User]]:
    """Per item who of the office may know: two statements a campaign and one for the named."""
    campaigns = {item.campaign_id for item in items}
    everybody = {pk: office_people(pk, on) for pk in campaigns}
    heads = {pk: holders_of_role(pk, CampaignRole.OFFICE_HEAD, on) for pk in campaigns}
    sensitive = [item.pk for item in items if item.is_sensitive]
    named: dict[int, list[User]] = {pk: [] for pk in sensitive}
    rows = Clearance.objects.filter(
        item__in=sensitive, kind=ClearanceKind.OFFICE, ended_at__isnull=True
    )
    for row in rows.filter(person__is_active=True).select_related("person").order_by("id"):
        named[row.item_id].append(row.person)
    return {
        item.pk: [*heads[item.campaign_id], *named[item.pk]]
        if item.is_sensitive
        else everybody[item.campaign_id]
        for item in items
    }


def _fact(row: Escalation, people: list[User]) -> notifications.Fact:
    item = row.item
    text = (
        f"{naming(item)}{reason_words(row)}，建议提级至{row.get_level_display()}，"
        "请确认，或写明不提级的理由。"
    )
    return notifications.Fact(
        people=people,
        kind=MessageKind.TO_DO,
        key=f"item:{item.uid}:escalation:{row.due_version}:{row.level}",
        subject=item,
        text=text,
        topic=proposal_topic(item),
    )


def reason_words(row: Escalation) -> str:
    """Why, with the days where it is lateness."""
    if row.reason == EscalationReason.OVERDUE:
        return f"已逾期{row.days_late}个工作日"
    return EscalationReason(row.reason).label


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
