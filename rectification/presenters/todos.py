"""A person's to-dos in words: one line each, why it is there, and exactly one button."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from core.clock import local_date
from core.presenters import day, day_short
from rectification.enums import Action, Light
from rectification.models import Item
from rectification.presenters.actions import DIRECT, action_url
from rectification.presenters.ledger import cut
from rectification.presenters.lights import Dial, days_at_desk, due_words, item_light
from rectification.selectors.todos import Todo
from rectification.workflow import DEFAULT_RULES

A = Action
BUTTONS: dict[Action, str] = {
    A.SUBMIT: "完善提交",
    A.ASSIGN: "交办",
    A.ACCEPT: "签收",
    A.START: "签收",
    A.SUBMIT_PLAN: "报措施",
    A.APPROVE_PLAN: "审定",
    A.PROGRESS: "填报进展",
    A.REQUEST_CLOSURE: "申请销号",
    A.ENDORSE_CLOSURE: "审核",
    A.SKIP_REVIEW: "直接签批",
    A.SIGN_OFF: "签批",
    A.VERIFY: "验收",
    A.SUSTAIN: "验收",
    A.REOPEN: "重新整改",
    A.RESUME: "复核",
    A.DECIDE_PLAN_CHANGE: "审批",
    A.CONFIRM_PART: "确认",
    A.SETTLE_PART: "裁定",
    A.ENDORSE_EXTENSION: "表态",
    A.GRANT_EXTENSION: "审批",
    A.LOOK_BACK: "回头看",
    A.ISSUE_NOTICE: "发督办单",
    A.REPLY_NOTICE: "回复",
    A.CONFIRM_ESCALATION: "决定",
}
"""What the one button says: the next act in as few characters as it takes."""

WHY: dict[Action, str] = {
    A.SUBMIT: "草稿尚未提交登记",
    A.ASSIGN: "请确定牵头单位和时限",
    A.ACCEPT: "领导小组办公室新交办，请签收",
    A.START: "立行立改事项，签收即开始整改",
    A.SUBMIT_PLAN: "请提交整改措施",
    A.APPROVE_PLAN: "整改措施待您审定",
    A.REQUEST_CLOSURE: "全部措施已完成，可以申请销号",
    A.ENDORSE_CLOSURE: "销号申请待您审核",
    A.SKIP_REVIEW: "分管领导审核已超时或空缺，您可以直接签批",
    A.SIGN_OFF: "销号待您签批",
    A.VERIFY: "第一责任人已签批，请验收",
    A.SUSTAIN: "长期坚持事项，请验收并约定回头看",
    A.REOPEN: "回头看发现问题反弹，请重新整改",
    A.RESUME: "中止期限已到，请复核是否恢复",
    A.DECIDE_PLAN_CHANGE: "措施变更待您审批",
    A.CONFIRM_PART: "牵头单位措施已完成，请确认本单位配合部分",
    A.SETTLE_PART: "配合单位有异议，请裁定",
    A.ENDORSE_EXTENSION: "延期申请待您表态",
    A.GRANT_EXTENSION: "延期申请待审批",
    A.LOOK_BACK: "到期应回头看",
    A.ISSUE_NOTICE: "领导批示要求发督办通知单",
    A.REPLY_NOTICE: "督办通知单待回复",
    A.CONFIRM_ESCALATION: "系统建议提级，请确认或写明不提级的理由",
}
KINDS: dict[Action, str] = {
    A.SUBMIT: "草稿",
    A.ASSIGN: "待交办",
    A.ACCEPT: "新交办",
    A.START: "新交办",
    A.LOOK_BACK: "回头看",
    A.REOPEN: "反弹",
    A.RESUME: "中止",
}
"""Acts whose item has no running date of its own, or whose date is not the matter."""

QUICK = "rectification/_quick.html"
PERCENTS = tuple(range(0, 101, 10))


def title_of(item: Item) -> str:
    """A title; of a shell the number."""
    return item.title if item.is_full else f"{item.number}（只显示概要）"


def _news(item: Item) -> str:
    if not item.last_progress or item.last_progress_at is None:
        return "尚未填报进展"
    return f"上次进展 {day_short(local_date(item.last_progress_at))}：{cut(item.last_progress, 40)}"


def why_of(todo: Todo) -> str:
    """One line: why this is on the desk."""
    item, action = todo.item, todo.action
    if action in (A.PROGRESS, A.REQUEST_CLOSURE) and todo.sent_back:
        return f"上次申请未通过：{cut(todo.sent_back, 50)}"
    if action == A.PROGRESS:
        return _news(item)
    if action == A.REPLY_NOTICE:
        return f"{WHY[action]}，{day_short(todo.until)} 前反馈"
    if action == A.LOOK_BACK and item.look_back_due_on:
        return f"{day(item.look_back_due_on)} 应回头看"
    return WHY[action]


def _alarm(item: Item, dial: Dial) -> str:
    """That the item has lain here longer than the desk may take."""
    clock = f"desk_{item.state}"
    if clock not in DEFAULT_RULES:
        return ""
    over = days_at_desk(item, dial) - dial.limits.value(item.campaign_id, clock)
    return f"办理已超时 {over} 个工作日" if over > 0 else ""


def todo_row(todo: Todo, dial: Dial) -> dict[str, Any]:
    """A line as the to-do component takes it."""
    item, action = todo.item, todo.action
    row: dict[str, Any] = {
        "uid": item.uid,
        "title": title_of(item),
        "url": reverse("rectification:item", args=[item.uid]),
        "sub": " · ".join(filter(None, (_lead(item), why_of(todo)))),
        "alarm": _alarm(item, dial),
        "kind": action,
        "action": {"label": BUTTONS[action], "url": act_url(item, action)},
    }
    light = item_light(item.state, item.effective_due_on, dial.turned(item.campaign_id))
    if action == A.REPLY_NOTICE:
        late = Light.RED if todo.until < dial.on else Light.YELLOW
        light = (late.value, due_words(late, todo.until, dial))
    if action in KINDS and light[0] != "bad":
        row["tag"] = (KINDS[action], "act" if action in (A.ACCEPT, A.START) else "")
    else:
        row["light"] = light
    return row


def days_of(todos: Iterable[Todo]) -> list[date | None]:
    """Every date that the lines show or count by; `date.max` stands for none."""
    days = [day for t in todos for day in (t.item.due_on, t.item.look_back_due_on, t.until)]
    return [day for day in days if day != date.max]


def _lead(item: Item) -> str:
    number = item.number or ""
    lead = item.lead_department.short_name if item.lead_department_id else ""
    return " ".join(word for word in (number, lead) if word)


def act_url(item: Item, action: Action) -> str:
    """Where the act is done; one that takes a click only, on the item's page."""
    if action in DIRECT:
        return reverse("rectification:item", args=[item.uid])
    return action_url(item, action)


def todo_rows(todos: tuple[Todo, ...], dial: Dial) -> list[dict[str, Any]]:
    """All lines; the most urgent one that asks for news is open with its form."""
    rows = [todo_row(todo, dial) for todo in todos]
    asked = next((row for row in rows if row["kind"] == A.PROGRESS), None)
    if asked is not None:
        asked.update(open=True, template=QUICK, percents=PERCENTS)
        asked["evidence_url"] = reverse(
            "rectification:act", args=[asked["uid"], A.ADD_EVIDENCE.value]
        )
        del asked["action"]
    return rows


WEEKDAYS = "一二三四五六日"


def deadline_row(row: Mapping[str, Any]) -> dict[str, str]:
    """A date of the next two weeks; where it is a day off, the day that counts."""
    due, counted = row["due_on"], row["effective_due_on"]
    note = ""
    if due != counted:
        note = f"{day_short(due)} 是休息日，按 {day_short(counted)} 计时"
    return {
        "when": f"{day_short(counted)} 周{WEEKDAYS[counted.weekday()]}",
        "title": cut(row["title"], 24) if row["is_full"] else row["number"],
        "url": reverse("rectification:item", args=[row["uid"]]),
        "note": note,
    }
