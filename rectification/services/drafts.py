"""Drafts that the system prepares from rows: the circular's text and the matter of an interview."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from campaign.enums import CampaignRole
from core import workdays as calendar
from core.clock import local_date
from notifications import services as notifications
from notifications.enums import MessageKind
from rectification.enums import CircularState, InterviewState
from rectification.models import (
    Circular,
    CircularRow,
    Interview,
    Item,
    SupervisionNotice,
    Urge,
)
from rectification.selectors.seats import deputies_of, holders_of_role
from rectification.services.base import naming
from rectification.workflow import rule

NUMERALS = "一二三四五六七八九十"
NO_ROWS = "（没有列入的事项）"


def notice_words(item: Item) -> str:
    """The numbers of the item's notices with how each stands."""
    rows = SupervisionNotice.objects.filter(item=item, cycle=item.cycle).order_by("id")
    return "、".join(f"{row.number}（{row.get_state_display()}）" for row in rows)[:300]


def times_urged(item: Item) -> int:
    return Urge.objects.filter(item=item, cycle=item.cycle).count()


def draft_circular(*, item: Item, at: datetime) -> CircularRow | None:
    """Take a late item into its campaign's draft, which is begun if there is none.

    An item stands once per due date in a circular. The text is written anew unless somebody has
    edited it. None for a sensitive item: it is never in a circular.
    """
    if item.is_sensitive or item.lead_department_id is None:
        return None
    circular = _open_draft(item, at)
    late = calendar.load().between(item.effective_due_on, local_date(at))
    row, made = CircularRow.objects.get_or_create(
        item=item,
        due_version=item.due_version,
        defaults={
            "circular": circular,
            "department_id": item.lead_department_id,
            "days_late": max(0, late),
            "times_urged": times_urged(item),
            "notices": notice_words(item),
            "added_at": at,
        },
    )
    if made and circular.edited_at is None:
        write_text(circular, at)
    return row


def _open_draft(item: Item, at: datetime) -> Circular:
    drafts = Circular.objects.filter(campaign=item.campaign_id, state=CircularState.DRAFT)
    found = drafts.first()
    if found is not None:
        return found
    title = "关于部分整改事项逾期未完成情况的通报"
    try:
        with transaction.atomic():
            return Circular.objects.create(campaign_id=item.campaign_id, title=title, created_at=at)
    except IntegrityError:  # another draft was begun at the same moment
        return drafts.get()


def write_text(circular: Circular, at: datetime) -> None:
    """Write the text from the rows: departments in rank order, never by days late."""
    circular.text = circular_text(circular, at)
    Circular.objects.filter(pk=circular.pk).update(text=circular.text)


def circular_text(circular: Circular, at: datetime) -> str:
    """The text from the rows as they stand."""
    rows = list(
        circular.rows.select_related("item", "department").order_by(
            "department__sort_order", "department__id", "item__effective_due_on", "id"
        )
    )
    on = local_date(at)
    begin = (
        f"截至{on.year}年{on.month}月{on.day}日，下列{len(rows)}件整改事项超过整改时限未完成，"
        "现予通报（按机构序列排列）。"
    )
    lines, department, place, n = [begin], None, 0, 0
    for row in rows:
        if row.department_id != department:
            department, n = row.department_id, 0
            numeral = NUMERALS[place] if place < len(NUMERALS) else str(place + 1)
            lines.append(f"{numeral}、{row.department.name}")
            place += 1
        n += 1
        lines.append(f"{n}. {_line(row)}")
    days = rule(circular.campaign.rules, "notice_reply_days")
    lines.append(
        "请上述单位第一责任人亲自过问，查明原因，明确完成日期，"
        f"{days}个工作日内将整改安排报领导小组办公室。"
    )
    return "\n".join(lines) if rows else NO_ROWS


def _line(row: CircularRow) -> str:
    parts = [
        f"{row.item.number} {row.item.title}：时限{row.item.due_on}，逾期{row.days_late}个工作日",
        f"已催办{row.times_urged}次" if row.times_urged else "",
        row.notices,
    ]
    return "，".join(part for part in parts if part) + "。"


def drop_from_drafts(item: Item, at: datetime) -> None:
    """An item that becomes sensitive leaves drafts at once; their text is written anew."""
    rows = CircularRow.objects.filter(item=item, circular__state=CircularState.DRAFT)
    for row in rows.select_related("circular__campaign").order_by("id"):
        circular = row.circular
        row.delete()
        write_text(circular, at)
        Circular.objects.filter(pk=circular.pk).update(edited_at=None, edited_by=None)
    waiting = Q(state__in=[InterviewState.PROPOSED, InterviewState.DECIDED])
    Interview.objects.filter(waiting, item=item).update(
        state=InterviewState.CANCELLED, cancel_reason="已列为敏感事项，另行办理"
    )


def draft_interview(*, item: Item, at: datetime, why: str) -> Interview | None:
    """Draft the interview with the head of the lead; None for a sensitive item.

    One an item and due date. Whether it is held is decided by a leader.
    """
    if item.is_sensitive or item.lead_department_id is None:
        return None
    urged, notices = times_urged(item), notice_words(item)
    lines = [
        f"{item.number}“{item.title}”{why}（时限{item.due_on}）。",
        f"已催办{urged}次。" if urged else "",
        f"督办通知单：{notices}。" if notices else "",
        f"最近进展：{item.last_progress}" if item.last_progress else "尚无进展填报。",
        "拟约谈该单位第一责任人，了解未完成的原因，明确完成日期和下一步措施。",
    ]
    row, made = Interview.objects.get_or_create(
        item=item,
        due_version=item.due_version,
        defaults={
            "department_id": item.lead_department_id,
            "text": "\n".join(line for line in lines if line),
            "proposed_at": at,
        },
    )
    if made:
        _ask_leaders(row, item, at)
    return row


def _ask_leaders(row: Interview, item: Item, at: datetime) -> None:
    """The deputy leaders in charge and the group leader decide whether it is held."""
    on = local_date(at)
    leaders = holders_of_role(item.campaign_id, CampaignRole.GROUP_LEADER, on)
    notifications.tell(
        people=[*deputies_of(item, on), *leaders],
        kind=MessageKind.TO_DO,
        key=f"interview:{row.uid}:proposed",
        subject=row,
        text=f"{naming(item)}：系统拟了约谈稿，请决定是否约谈。"[:300],
        at=at,
    )
