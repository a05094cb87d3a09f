"""The way of an item as eight steps, with the day on which each was last passed."""

from datetime import date

from core.clock import local_date
from core.presenters import day_short
from journal.models import Entry
from rectification.enums import State
from rectification.models import Item
from rectification.presenters.lights import Dial, days_at_desk

LABELS = (
    "登记",
    "交办签收",
    "措施审定",
    "整改中",
    "部门审核",
    "第一责任人签批",
    "验收",
    "销号",
)
_REGISTER, _RECEIVE, _PLAN, _WORK, _REVIEW, _SIGN, _VERIFY, _END = range(8)

_NOW: dict[State, int] = {
    State.DRAFT: _REGISTER,
    State.REGISTERED: _RECEIVE,
    State.ASSIGNED: _RECEIVE,
    State.ACCEPTED: _PLAN,
    State.PLAN_REVIEW: _PLAN,
    State.IN_PROGRESS: _WORK,
    State.SUSPENDED: _WORK,
    State.CLOSURE_REVIEW: _REVIEW,
    State.AWAITING_SIGNOFF: _SIGN,
    State.AWAITING_VERIFICATION: _VERIFY,
}
_PASSED: dict[str, int] = {
    "submitted": _REGISTER,
    "accepted": _RECEIVE,
    "started": _PLAN,
    "plan_approved": _PLAN,
    "closure_requested": _WORK,
    "closure_endorsed": _REVIEW,
    "review_skipped": _REVIEW,
    "signed_off": _SIGN,
    "verified": _VERIFY,
    "sustained": _VERIFY,
    "concluded": _END,
}
_BACK_TO: dict[str, int] = {
    "recalled": _RECEIVE,
    "refused": _RECEIVE,
    "reinstated": _RECEIVE,
    "reopened": _PLAN,
    "plan_returned": _PLAN,
    "closure_returned": _WORK,
    "verification_failed": _WORK,
    "sign_off_withdrawn": _SIGN,
}


def passed_on(entries: list[Entry]) -> dict[int, date]:
    """The day on which each step was passed, from the journal, oldest entry first.

    What sends an item back forgets the steps from there on.
    """
    days: dict[int, date] = {}
    for entry in entries:
        name = entry.type.removeprefix("item.")
        if name in _BACK_TO:
            days = {step: day for step, day in days.items() if step < _BACK_TO[name]}
        if name in _PASSED:
            days[_PASSED[name]] = local_date(entry.at)
        if name in ("started", "verified"):
            days[_RECEIVE if name == "started" else _END] = local_date(entry.at)
    return days


def _when(step: int, days: dict[int, date], skipped: bool) -> str:
    if step == _REVIEW and skipped:
        return "免审核"
    return day_short(days[step]) if step in days else "—"


def steps_of(item: Item, entries: list[Entry], dial: Dial) -> list[dict[str, str]]:
    """The steps as their component takes them: on (passed), now, or to come."""
    days = passed_on(entries)
    state = State(item.state)
    done = state in (State.CLOSED, State.SUSTAINED)
    now = len(LABELS) if done else _NOW.get(state, -1)
    last = entries and [e.type for e in entries if e.type.endswith(("_endorsed", "_skipped"))]
    skipped = bool(last) and last[-1] == "item.review_skipped"
    found = []
    for step, label in enumerate(LABELS):
        if step < now:
            found.append({"label": label, "when": _when(step, days, skipped), "state": "on"})
        elif step == now:
            text = (
                "中止"
                if state == State.SUSPENDED
                else f"第 {days_at_desk(item, dial) + 1} 个工作日"
            )
            found.append({"label": label, "when": text, "state": "now"})
        else:
            found.append({"label": label, "when": "待", "state": ""})
    if state == State.SUSTAINED:
        found[_END] = {"label": "长期坚持", "when": _when(_VERIFY, days, False), "state": "now"}
    return found
