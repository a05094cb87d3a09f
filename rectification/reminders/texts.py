"""What a reminder says: what is due, how far, on whose desk it is, and what is asked."""

from datetime import date

from accounts.selectors import GRACE
from core.workdays import Workdays
from rectification.enums import State
from rectification.models import Item
from rectification.reminders.receivers import Receivers
from rectification.services.base import naming

ROOM = 300
"""Longest text of a message; what is asked at its end is never cut."""


def short_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def due_words(due: date, on: date, workdays: Workdays, *, at_entry: bool = False) -> str:
    """How far the date is, in working days."""
    if due < on:
        late = workdays.between(due, on)
        words = f"已逾期{late}个工作日" if late else "已过时限"
        return f"{'导入或交办时已过期，现' if at_entry else ''}{words}（时限{short_day(due)}）"
    left = workdays.between(on, due)
    if not left:
        return "今日到期"
    return f"{'明日' if left == 1 else f'还有{left}个工作日'}到期（{short_day(due)}）"


def desk_words(item: Item, receivers: Receivers) -> str:
    """On whose desk it lies, where that isn't plainly the officer's; names only of normal items."""
    named = not item.is_sensitive
    reviewer, head = receivers.reviewer(item), receivers.org.heads.get(item.lead_department_id)
    signer = f"第一责任人{head.person.name if named else ''}" if head else "空缺的第一责任人"
    leader = f"分管领导{reviewer.name if named else ''}" if reviewer else signer
    if item.is_key and item.state == State.PLAN_REVIEW:
        leader = signer
    words = {
        State.ASSIGNED: "目前尚未签收",
        State.ACCEPTED: "目前尚未提交整改措施",
        State.PLAN_REVIEW: f"目前在{leader}处待审定措施",
        State.CLOSURE_REVIEW: f"目前在{leader}处待审核销号",
        State.AWAITING_SIGNOFF: f"目前在{signer}处待签批",
    }
    return words.get(State(item.state), "")


def gap_words(gaps: list[str]) -> str:
    """What the closure rule still needs: the first ones, and how many there are."""
    if not gaps:
        return ""
    shown = "；".join(gap[:40] for gap in gaps[:2])
    return f"申请销号还差{len(gaps)}项：{shown}{'等' if len(gaps) > 2 else ''}"


def with_grace(ask: str) -> str:
    """What is asked of a head who took his post lately: lateness from before is not his."""
    return "。".join(filter(None, [ask, f"您接任未满{GRACE}个工作日，此前的逾期不计入您本人"]))


def composed(item: Item, *parts: str, ask: str) -> str:
    """The sentences of a reminder; the middle gives way where they are too long."""
    end = f"{ask}。" if ask else ""
    body = "。".join([f"{naming(item)}{parts[0]}", *filter(None, parts[1:])])
    room = ROOM - len(end) - 1
    return f"{body if len(body) <= room else body[: room - 1] + '…'}。{end}"
