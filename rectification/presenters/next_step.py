"""The next-step box, written for the one who looks: what, why, and up to three buttons."""

from collections.abc import Sequence
from typing import Any

from core.clock import local_date
from core.presenters import day, day_short
from rectification.enums import (
    Action,
    ExtensionState,
    NoticeState,
    PartState,
    Role,
    State,
)
from rectification.permissions import ActionOption, Situation
from rectification.presenters.actions import FIRST, chosen
from rectification.presenters.desk import VIEWERS, Desk
from rectification.selectors.page import PageFacts
from rectification.services.escalation import reason_words

A = Action
_ENDED: dict[State, str] = {
    State.CLOSED: "本事项已销号，没有待办。",
    State.MERGED: "本事项已并案，请在并入的事项中办理。",
    State.VOIDED: "本事项不予立项，没有待办。",
}


def _allowed(options: Sequence[ActionOption], *actions: Action) -> list[Action]:
    return [o.action for o in options if o.action in actions and o.allowed]


def _extension_asked(
    s: Situation, page: PageFacts, options: Sequence[ActionOption]
) -> dict[str, Any] | None:
    asked = page.extension
    if asked is None:
        return None
    wanted = (A.ENDORSE_EXTENSION, A.DECLINE_EXTENSION)
    title = "请对延期申请表态"
    if not _allowed(options, *wanted):
        wanted = (A.GRANT_EXTENSION, A.REFUSE_EXTENSION)
        title = "请审批延期申请"
    if not _allowed(options, *wanted):
        return None
    words = (
        f"{asked.asked_by.name}申请延至 {day(asked.new_due_on)}（现时限 {day(asked.old_due_on)}）"
    )
    return {"title": title, "text": f"{words}：{asked.reason}", "wanted": wanted}


def _change_asked(
    s: Situation, page: PageFacts, options: Sequence[ActionOption]
) -> dict[str, Any] | None:
    asked = page.plan_change
    if asked is None or not _allowed(options, A.DECIDE_PLAN_CHANGE):
        return None
    text = f"{asked.asked_by.name}申请变更措施：{asked.reason}"
    return {"title": "请审批措施变更", "text": text, "wanted": (A.DECIDE_PLAN_CHANGE,)}


def _part_asked(
    s: Situation, page: PageFacts, options: Sequence[ActionOption]
) -> dict[str, Any] | None:
    mine = {part.pk for part in s.my_parts} if Role.COOPERATOR in s.roles else set()
    waiting = [
        part
        for part in page.cooperations
        if part.pk in mine and part.state in (PartState.OPEN, PartState.ASKED)
    ]
    if not waiting or not _allowed(options, A.CONFIRM_PART):
        return None
    asked = waiting[0].asked_at
    text = "您单位是本项配合单位。完成本单位部分后请确认；认为不属本单位职责的，可提出异议。"
    if asked is not None:
        text = f"牵头单位措施已全部完成，{day(local_date(asked))}起请您确认本单位配合部分。"
    wanted = (A.CONFIRM_PART, A.OBJECT_PART, A.PROGRESS)
    return {"title": "请确认本单位配合部分", "text": text, "wanted": wanted}


def _objection(
    s: Situation, page: PageFacts, options: Sequence[ActionOption]
) -> dict[str, Any] | None:
    objected = [p for p in page.cooperations if p.state == PartState.OBJECTED]
    if not objected or not _allowed(options, A.SETTLE_PART):
        return None
    text = "；".join(f"{p.department.short_name}：{p.reason}" for p in objected)
    return {"title": "请裁定配合单位的异议", "text": text, "wanted": (A.SETTLE_PART, A.RECALL)}


def _escalation_asked(
    s: Situation, page: PageFacts, options: Sequence[ActionOption]
) -> dict[str, Any] | None:
    row = s.escalation
    wanted = (A.CONFIRM_ESCALATION, A.DECLINE_ESCALATION)
    if row is None or not _allowed(options, *wanted):
        return None
    level = row.get_level_display()
    text = f"{reason_words(row)}，系统建议提级至{level}。由您确认，或写明不提级的理由。"
    return {"title": "请确认是否提级", "text": text, "wanted": wanted}


def _reply_asked(
    s: Situation, page: PageFacts, options: Sequence[ActionOption]
) -> dict[str, Any] | None:
    notice = s.live_notice
    if notice is None or not _allowed(options, A.REPLY_NOTICE):
        return None
    signs = Role.FIRST_IN_CHARGE in s.roles
    if notice.state == NoticeState.DRAFTED:
        if not signs:
            return None
        title = "请确认督办通知单的回复"
    else:
        title = "请回复督办通知单"
    back = f"上次回复被退回：{notice.return_reason} " if notice.return_reason else ""
    text = (
        f"{notice.number}，{day(notice.reply_due_on)} 前反馈。{back}办理要求：{notice.requirement}"
    )
    return {"title": title, "text": text, "wanted": (A.REPLY_NOTICE, A.PROGRESS, A.REQUEST_CLOSURE)}


def _notice_asked(
    s: Situation, page: PageFacts, options: Sequence[ActionOption]
) -> dict[str, Any] | None:
    asked = s.asking_instruction
    if asked is None or not _allowed(options, A.ISSUE_NOTICE):
        return None
    text = f"{asked.by.name}批示：{asked.text}"
    return {"title": "请签发督办通知单", "text": text, "wanted": (A.ISSUE_NOTICE,)}


_ASKS = (
    _reply_asked,
    _escalation_asked,
    _notice_asked,
    _extension_asked,
    _change_asked,
    _objection,
    _part_asked,
)


def _news(page: PageFacts) -> str:
    item = page.item
    if not page.progress or item.last_progress_at is None:
        return "尚未填报进展。"
    when = day_short(local_date(item.last_progress_at))
    return f"上次进展 {when}：{item.last_progress.rstrip('。；')}。"


def _working(page: PageFacts, options: Sequence[ActionOption]) -> tuple[str, str, list[Action]]:
    """What an officer is told while rectifying: what closure still lacks, and the last news."""
    wanted = list(FIRST[State.IN_PROGRESS])
    ask = next((o for o in options if o.action == A.REQUEST_CLOSURE and o.allowed), None)
    if ask is None:
        return "请按措施整改，填报进展", _news(page), wanted
    if not ask.missing:
        wanted = [A.REQUEST_CLOSURE, A.PROGRESS, A.REQUEST_EXTENSION]
        return "措施和佐证已齐，可以申请销号", _news(page), wanted
    gaps = "；".join(ask.missing[:2]) + ("等" if len(ask.missing) > 2 else "")
    text = f"{_news(page)}申请销号还差 {len(ask.missing)} 项：{gaps}。"
    return "请填报进展，完成后申请销号", text, wanted


def _waiting(s: Situation, page: PageFacts) -> str:
    """What is pending beside the desk."""
    found, asked, notice = [], page.extension, s.live_notice
    if notice is not None:
        state = NoticeState(notice.state).label
        found.append(f"{notice.number}{state}，{day(notice.reply_due_on)} 前反馈。")
    if asked is not None:
        state = ExtensionState(asked.state).label
        found.append(f"延期至 {day(asked.new_due_on)} 的申请{state}。")
    return " ".join(found)


def _clock(s: Situation, desk: Desk) -> str:
    if s.item.look_back_due_on is not None:
        return f"定于 {day(s.item.look_back_due_on)} 回头看。"
    return f"{desk.clock}。"


def _mine(
    s: Situation, page: PageFacts, desk: Desk, options: Sequence[ActionOption]
) -> tuple[str, str, list[Action]]:
    wanted = list(FIRST[State(s.item.state)])
    if s.item.state == State.IN_PROGRESS:
        title, text, wanted = _working(page, options)
    else:
        title, text = f"请{desk.duty}", f"{VIEWERS[desk.role]}。{_clock(s, desk)}"
    if s.item.state == State.ACCEPTED:
        plans = [p for p in page.plans if p.cycle == s.item.cycle]
        returned = plans[-1].reason if plans and plans[-1].state == "returned" else ""
        text += f"上次退回的理由：{returned}" if returned else ""
    return title, text, wanted


def _last_return(page: PageFacts) -> str:
    """Why the last closure request came back, while nothing newer has been asked."""
    if page.item.state != State.IN_PROGRESS or not page.requests:
        return ""
    last = page.requests[-1]
    if last.state == "returned":
        return f"上次销号申请被退回：{last.return_reason}"
    failed = [v for v in page.verifications if v.cycle == page.item.cycle and v.result == "failed"]
    return f"上次验收不通过：{failed[-1].criterion_not_met}" if failed else ""


def next_step(
    s: Situation, page: PageFacts, desk: Desk, options: Sequence[ActionOption]
) -> dict[str, Any]:
    """The box as its component takes it: title, text and actions."""
    for ask in _ASKS:
        found = ask(s, page, options)
        if found is not None:
            buttons = chosen(s, options, found.pop("wanted"), primary=True)
            return {**found, "title": f"下一步：{found['title']}", "actions": buttons}
    if desk.role is None:
        title = _ENDED.get(State(s.item.state), "没有待办。")
        buttons = chosen(s, options, FIRST[State(s.item.state)], primary=False)
        return {"title": title, "text": "", "actions": buttons}
    if desk.role in s.roles:
        title, text, wanted = _mine(s, page, desk, options)
        lines = [text, _last_return(page) if desk.role == Role.OFFICER else ""]
        lines.append(_waiting(s, page))
        buttons = chosen(s, options, wanted, primary=True)
    else:
        title, lines = f"等待{desk.who}{desk.duty}", [_clock(s, desk), _waiting(s, page)]
        buttons = chosen(s, options, FIRST[State(s.item.state)], primary=False)
    text = " ".join(line for line in lines if line)
    return {"title": f"下一步：{title}", "text": text, "actions": buttons}
