"""办理队列: what waits for the campaign's office, by kind, one button a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Department, Handover
from accounts.presenters import HANDOVER_TAGS, desk_of
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from core.errors import Denied
from core.presenters import day, moment
from rectification.enums import Action
from rectification.presenters.lights import calendar_notice
from rectification.presenters.todos import days_of, todo_row
from rectification.selectors import queues as selectors
from rectification.selectors.counting import count_words
from rectification.selectors.todos import todos_for
from rectification.views.door import show, signed_in
from rectification.views.ledger import dial_of, on_business
from rectification.views.problems import problems_in_queue

SHOWN = 50
Row = dict[str, Any]


@dataclass(frozen=True)
class Queue:
    """A tab: the acts that it lists, what it says where there is none."""

    key: str
    label: str
    actions: tuple[Action, ...]
    empty: str


QUEUES = (
    Queue("assign", "待登记交办", (Action.ASSIGN, Action.SUBMIT), "没有待交办的事项"),
    Queue("verify", "待验收", (Action.VERIFY, Action.SUSTAIN), "没有待验收的事项"),
    Queue("extension", "延期待批", (Action.GRANT_EXTENSION,), "没有待审批的延期"),
    Queue("escalation", "提级待定", (Action.CONFIRM_ESCALATION,), "没有待确认的提级建议"),
    Queue("notice", "待发督办单", (Action.ISSUE_NOTICE,), "没有领导批示要求发督办通知单的事项"),
    Queue("objection", "异议待裁定", (Action.SETTLE_PART,), "没有待裁定的异议"),
    Queue("look-back", "待回头看", (Action.LOOK_BACK, Action.REOPEN), "没有到期的回头看"),
    Queue("suspended", "中止待复核", (Action.RESUME,), "没有到期待复核的中止事项"),
)
VACANT, HANDOVERS, IMPORTS, PROBLEMS = "vacant", "handovers", "imports", "problems"
UNITS = "units"


@require_safe
@signed_in
def queues(request: HttpRequest) -> HttpResponse:
    """One queue at a time; the tabs say how long the others are."""
    visit = on_business(request)
    offices = campaign_standing_of(visit.user, visit.on).campaigns_as(*OFFICE_ROLES)
    if not offices:
        raise Denied("办理队列由领导小组办公室使用，您的待办在“我的工作”中。")
    key = request.GET.get("tab", QUEUES[0].key)
    chosen = next((queue for queue in QUEUES if queue.key == key), None)
    if chosen is None and key != PROBLEMS and key not in _EXTRA:
        raise Http404
    dial = dial_of(visit)
    only = chosen.actions if chosen else (Action.ASSIGN,)
    limit = SHOWN if chosen else 1
    todos = todos_for(visit.user, visit.on, limit=limit, workdays=dial.workdays, only=only)
    extra = selectors.office_extras(visit.user, visit.on, offices)
    waiting = problems_in_queue(visit, dial.workdays) or {"rows": [], "late": 0}
    if chosen:
        rows = [todo_row(todo, dial) for todo in todos.rows]
    else:
        rows = waiting["rows"] if key == PROBLEMS else _EXTRA[key](extra)
    counts = {queue.key: sum(todos.counts.get(a, 0) for a in queue.actions) for queue in QUEUES}
    counts |= {VACANT: len(extra.vacant), IMPORTS: len(extra.batches)}
    counts |= {HANDOVERS: len(extra.handovers), PROBLEMS: waiting["late"]}
    counts[UNITS] = len(extra.ending)
    context = {
        "nav_key": "queues",
        "views": _tabs(counts, key),
        "rows": rows,
        "more": counts[key] - len(rows) if chosen else 0,
        "shown": len(rows),
        "empty": chosen.empty if chosen else _EMPTY[key],
        "guessed": calendar_notice(dial, [dial.soon, *days_of(todos.rows)]),
    }
    return show(request, "queues", context)


def _tabs(counts: dict[str, int], key: str) -> list[Row]:
    labels = [(queue.key, queue.label) for queue in QUEUES]
    labels += [(VACANT, "空缺单位"), (HANDOVERS, "岗位交接"), (IMPORTS, "导入待确认")]
    labels.append((PROBLEMS, "问题超期未处理"))
    if counts[UNITS] or key == UNITS:  # once in years
        labels.append((UNITS, "机构调整"))
    return [
        {
            "label": label,
            "url": f"{reverse('rectification:queues')}?tab={name}",
            "count": count_words(counts[name]),
            "current": name == key,
        }
        for name, label in labels
    ]


def _vacant_rows(extra: selectors.Extras) -> list[Row]:
    return [_vacant_row(row) for row in extra.vacant]


def _vacant_row(row: Department) -> Row:
    waits = f"，其中 {row.waiting} 项待签批，等待计入办公室" if row.waiting else ""
    since = f"自 {day(row.vacant_since)} 起" if row.vacant_since else ""
    return {
        "title": row.name,
        "url": reverse("rectification:department-items", args=[row.code]),
        "sub": f"第一责任人{since}空缺，在办 {row.open_items} 项{waits}",
        "tag": ("空缺", "warn"),
        "action": {"label": "明确主持人员", "url": reverse("campaign:acting")},
    }


def _handover_rows(extra: selectors.Extras) -> list[Row]:
    return [_handover_row(row) for row in extra.handovers]


def _handover_row(row: Handover) -> Row:
    taker = row.receiver.name if row.receiver is not None else "尚未确定"
    watcher = row.supervisor.name if row.supervisor is not None else "尚未指定"
    url = reverse("accounts:handover", args=[row.uid])
    return {
        "title": desk_of(row),
        "url": url,
        "sub": f"{row.post.person.name}移交，接收人{taker}，监交人{watcher}",
        "tag": (row.get_state_display(), HANDOVER_TAGS[row.state]),
        "action": {"label": "查看", "url": url},
    }


def _batch_rows(extra: selectors.Extras) -> list[Row]:
    return [
        {
            "title": batch.name,
            "url": reverse("rectification:import-batch", args=[batch.uid]),
            "sub": f"{moment(batch.applied_at)} 用命令导入，含导入前已销号的事项，请办公室主任确认",
            "tag": ("导入", ""),
            "action": {
                "label": "核对确认",
                "url": reverse("rectification:import-batch", args=[batch.uid]),
            },
        }
        for batch in extra.batches
    ]


def _unit_rows(extra: selectors.Extras) -> list[Row]:
    return [_unit_row(row) for row in extra.ending]


def _unit_row(row: Department) -> Row:
    into = f"由{row.successor.short_name}承接" if row.successor is not None else "没有承接单位"
    url = reverse("rectification:unit-end", args=[row.code])
    return {
        "title": row.name,
        "url": url,
        "sub": f"{row.end_mark or '拟撤销'}，{into}，牵头在办 {row.open_items} 项",
        "tag": ("机构调整", "warn"),
        "action": {"label": "移交", "url": url},
    }


_EXTRA: dict[str, Callable[[selectors.Extras], list[Row]]] = {
    VACANT: _vacant_rows,
    HANDOVERS: _handover_rows,
    IMPORTS: _batch_rows,
    UNITS: _unit_rows,
}
_EMPTY = {
    VACANT: "没有空缺单位",
    HANDOVERS: "没有未完成的交接单",
    IMPORTS: "没有待确认的导入",
    PROBLEMS: "没有超期未处理的问题",
    UNITS: "没有撤销、合并中的单位",
}
