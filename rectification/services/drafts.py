"""Drafts that the system prepares from rows: the circular's text and the matter of an interview."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q

from accounts.models import User
from campaign.enums import CampaignRole
from core import workdays as calendar
from core.clock import local_date
from notifications import services as notifications
from notifications.enums import Cadence, MessageKind
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

BATCH = 500
NUMERALS = "一二三四五六七八九十"
NO_ROWS = "（没有列入的事项）"


def notice_words(items: Iterable[Item]) -> dict[int, str]:
    """Per item the numbers of its cycle's notices with how each stands (1 statement)."""
    cycles = {item.pk: item.cycle for item in items}
    words: dict[int, list[str]] = {}
    for row in SupervisionNotice.objects.filter(item__in=cycles).order_by("id"):
        if row.cycle == cycles[row.item_id]:
            words.setdefault(row.item_id, []).append(f"{row.number}（{row.get_state_display()}）")
    return {pk: "、".join(found)[:300] for pk, found in words.items()}


def times_urged(items: Iterable[Item]) -> dict[int, int]:
    """Per item how often it has been urged in its cycle (1 statement)."""
    urges = Urge.objects.filter(item__in=[i.pk for i in items], cycle=F("item__cycle"))
    return dict(urges.order_by().values_list("item").annotate(n=Count("pk")))


def draft_circulars(*, items: Iterable[Item], at: datetime) -> None:
    """Take late items into their campaigns' drafts, which are begun if there are none.

    An item stands once per due date in a circular. The text is written anew unless somebody has
    edited it. A sensitive item is never in a circular. Statements grow with campaigns, not items.
    """
    by_campaign: dict[int, list[Item]] = {}
    for item in items:
        if not item.is_sensitive and item.lead_department_id is not None:
            by_campaign.setdefault(item.campaign_id, []).append(item)
    workdays = calendar.load() if by_campaign else None
    for campaign_id, mine in sorted(by_campaign.items()):
        circular = _open_draft(campaign_id, at)
        urged, notices = times_urged(mine), notice_words(mine)
        rows = [
            CircularRow(
                item=item,
                due_version=item.due_version,
                circular=circular,
                department_id=item.lead_department_id,
                days_late=max(0, workdays.between(item.effective_due_on, local_date(at))),
                times_urged=urged.get(item.pk, 0),
                notices=notices.get(item.pk, ""),
                added_at=at,
            )
            for item in mine
        ]
        before = circular.rows.count()
        CircularRow.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        if circular.edited_at is None and circular.rows.count() != before:
            write_text(circular, at)


def _open_draft(campaign_id: int, at: datetime) -> Circular:
    drafts = Circular.objects.filter(campaign=campaign_id, state=CircularState.DRAFT)
    found = drafts.first()
    if found is not None:
        return found
    title = "关于部分整改事项逾期未完成情况的通报"
    try:
        with transaction.atomic():
            return Circular.objects.create(campaign_id=campaign_id, title=title, created_at=at)
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


def draft_interviews(*, reasons: Mapping[Item, str], at: datetime) -> None:
    """Draft interviews with the heads of the leads, each for its reason; none for sensitive items.

    One an item and due date. Whether it is held is decided by a leader, who is told. Call it with
    the items locked. Statements grow with lead departments, not with items.
    """
    items = [i for i in reasons if not i.is_sensitive and i.lead_department_id is not None]
    if not items:
        return
    known = Interview.objects.filter(item__in=items).values_list("item_id", "due_version")
    drafted = set(known)
    items = [item for item in items if (item.pk, item.due_version) not in drafted]
    urged, notices = times_urged(items), notice_words(items)
    rows = [
        Interview(
            item=item,
            due_version=item.due_version,
            department_id=item.lead_department_id,
            text=_interview_text(
                item, reasons[item], urged.get(item.pk, 0), notices.get(item.pk, "")
            ),
            proposed_at=at,
        )
        for item in items
    ]
    Interview.objects.bulk_create(rows, batch_size=BATCH)
    _ask_leaders(rows, at)


def _interview_text(item: Item, why: str, urged: int, notices: str) -> str:
    lines = [
        f"{item.number}“{item.title}”{why}（时限{item.due_on}）。",
        f"已催办{urged}次。" if urged else "",
        f"督办通知单：{notices}。" if notices else "",
        f"最近进展：{item.last_progress}" if item.last_progress else "尚无进展填报。",
        "拟约谈该单位第一责任人，了解未完成的原因，明确完成日期和下一步措施。",
    ]
    return "\n".join(line for line in lines if line)


def _ask_leaders(rows: Iterable[Interview], at: datetime) -> None:
    """The deputy leaders in charge and the group leader decide whether it is held: city leaders
    are told with their week's sheet (domain.md 4.3)."""
    on, facts = local_date(at), []
    leaders: dict[int, list[User]] = {}
    deputies: dict[int, list[User]] = {}
    for row in rows:
        item = row.item
        if item.campaign_id not in leaders:
            leaders[item.campaign_id] = holders_of_role(
                item.campaign_id, CampaignRole.GROUP_LEADER, on
            )
        if row.department_id not in deputies:
            deputies[row.department_id] = deputies_of(item, on)
        facts.append(
            notifications.Fact(
                people=[*deputies[row.department_id], *leaders[item.campaign_id]],
                kind=MessageKind.TO_DO,
                key=f"interview:{row.uid}:proposed",
                subject=row,
                text=f"{naming(item)}：系统拟了约谈稿，请决定是否约谈。"[:300],
                cadence=Cadence.WEEKLY,
            )
        )
    notifications.tell_many(facts=facts, at=at)
