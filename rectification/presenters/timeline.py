"""The journal of an item in sentences: one small writer per kind of entry."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from core.presenters import day, moment_full
from journal.models import Entry
from rectification.enums import (
    Action,
    EscalationLevel,
    EscalationReason,
    Kind,
    LookBackResult,
    State,
)
from rectification.selectors.page import PageFacts
from rectification.workflow import PAST

Data = Mapping[str, Any]

LABELS: dict[str, str] = {PAST[action]: action.label for action in Action} | {
    "edited": "修改",
    "submitted": "提交登记",
    "plan_submitted": "提交整改措施",
    "plan_approved": "措施审定",
    "closure_endorsed": "部门审核同意",
    "review_skipped": "转第一责任人签批",
    "signed_off": "第一责任人签批",
    "progress_reported": "进展",
    "evidence_added": "补充佐证",
    "refused": "单位退回",
    "recalled": "办公室收回",
    "instructed": "批示",
    "extension_endorsed": "第一责任人同意延期申请",
    "extension_declined": "第一责任人不同意延期",
    "part_confirmed": "确认配合部分",
    "part_objected": "对配合事项提出异议",
    "part_settled": "裁定配合事项",
    "notice_issued": "发督办通知单",
    "reply_returned": "退回督办回复",
    "escalation_proposed": "系统建议提级",
    "imported": "按原台账导入",
    "import_undone": "导入已撤销",
    "due_soon": "进入临期",
    "overdue": "逾期",
    "due_recomputed": "计时时限随放假安排调整",
    "tied": "关联目标",
}
KEY_TYPES = frozenset({"instructed", "signed_off"})
ALARM_TYPES = frozenset(
    {
        "verification_failed",
        "closure_returned",
        "plan_returned",
        "refused",
        "reopened",
        "notice_issued",
        "escalation_confirmed",
    }
)
FIELD_LABELS: dict[str, str] = {
    "title": "标题",
    "problem": "问题表述",
    "found_on": "发现日期",
    "target": "专项整治",
    "kind": "整改类型",
    "acceptance_standard": "整改标准",
    "method": "查找方式",
    "is_mass": "涉及群众",
    "is_key": "重点事项",
    "is_sensitive": "是否敏感",
    "sensitivity_answered": "是否敏感",
    "owner_post": "领导干部本人事项",
    "handler": "经办人",
    "cooperating": "配合单位",
    "origins": "问题来源",
    "objectives": "具体目标",
    "linked_campaigns": "结合开展的工作",
    "goals": "工作目标",
}
_PLAIN = {"True": "是", "False": "否", "": "（空）"} | {k.value: k.label for k in Kind}
_SETTLED = {"confirmed": "视为已确认", "waived": "免予确认", "stands": "继续配合"}


def _iso_day(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""


def _changed(data: Data) -> str:
    changed = data.get("changed") or {}
    if isinstance(changed, list):
        names = dict.fromkeys(FIELD_LABELS.get(name, name) for name in changed)
        return "改动：" + "、".join(names) if names else ""
    lines = [
        f"{FIELD_LABELS.get(name, name)}：{_PLAIN.get(old, old)} → {_PLAIN.get(new, new)}"
        for name, (old, new) in changed.items()
    ]
    return "\n".join(lines)


def _reason(data: Data, page: PageFacts) -> str:
    return data.get("reason") or data.get("comment") or data.get("basis") or ""


def _assigned(data: Data, page: PageFacts) -> str:
    lead = page.department_names.get(data.get("lead", ""), data.get("lead", ""))
    times = data.get("times", 1)
    again = f"（第 {times} 次交办）" if times > 1 else ""
    return f"交{lead}办理{again}，时限 {_iso_day(data.get('due_on'))}"


def _refused(data: Data, page: PageFacts) -> str:
    return f"{data.get('by_department', '')}：{data.get('basis', '')}"


def _progress(data: Data, page: PageFacts) -> str:
    entry = next((p for p in page.progress if str(p.uid) == data.get("entry")), None)
    if entry is None:
        return ""
    extra = [f"完成 {entry.percent}%"] if entry.percent is not None else []
    extra += [entry.figure] if entry.figure else []
    return entry.text + (f"（{'，'.join(extra)}）" if extra else "")


def _measure(data: Data, page: PageFacts) -> str:
    measure = next((m for m in page.measures if str(m.uid) == data.get("measure")), None)
    words = measure.action if measure else ""
    return f"撤销完成标记：{words}" if data.get("undone") else words


def _measure_edit(data: Data, page: PageFacts) -> str:
    if data.get("added"):
        return f"增加：{data['added']}"
    return f"调整：{data.get('changed', '')}"


def _part(data: Data, page: PageFacts) -> str:
    name = page.department_names.get(data.get("department", ""), "")
    words = [name, _SETTLED.get(data.get("decision", ""), ""), data.get("reason", "")]
    return "，".join(word for word in words if word)


def _asked_extension(data: Data, page: PageFacts) -> str:
    late = "（逾期后申请）" if data.get("after_due") else ""
    return f"申请延至 {_iso_day(data.get('new_due_on'))}{late}"


def _ended_extension(data: Data, page: PageFacts) -> str:
    return "；".join(filter(None, [f"时限 {_iso_day(data.get('due_on'))}", data.get("note", "")]))


def _suspended(data: Data, page: PageFacts) -> str:
    return f"{data.get('reason', '')}；{_iso_day(data.get('review_on'))} 复核"


def _resumed(data: Data, page: PageFacts) -> str:
    return f"时限顺延 {data.get('paused_workdays')} 个工作日至 {_iso_day(data.get('due_on'))}"


def _signed(data: Data, page: PageFacts) -> str:
    signature = next((s for s in page.sign_offs if s.content_hash == data.get("hash")), None)
    comment = signature.comment if signature else ""
    withdrawn = "（已撤回）" if signature and signature.withdrawn_at else ""
    return f"{comment or '同意销号，提交验收'}{withdrawn}"


def _verified(data: Data, page: PageFacts) -> str:
    sheet = next((v for v in page.verifications if str(v.uid) == data.get("verification")), None)
    return f"{sheet.get_method_display()}：{sheet.opinion}" if sheet else ""


def _looked_back(data: Data, page: PageFacts) -> str:
    return LookBackResult(data["result"]).label if data.get("result") else ""


def _verifier(data: Data, page: PageFacts) -> str:
    names = [data["verifier"]] if data.get("verifier") else []
    inspectors = "、".join(data.get("inspectors") or [])
    return "；".join([*names, *([f"核查人员：{inspectors}"] if inspectors else [])])


def _clearance(data: Data, page: PageFacts) -> str:
    added, removed = "、".join(data.get("added", [])), "、".join(data.get("removed", []))
    words = [f"增加{added}" if added else "", f"移出{removed}" if removed else ""]
    return "；".join(filter(None, [*words, data.get("reason", "")]))


def _imported(data: Data, page: PageFacts) -> str:
    """Which row of which file, the sheet's own word, and where it entered."""
    place = f"{data.get('file', '')} {data.get('sheet', '')} 第{data.get('row', '')}行"
    word = data.get("word") or "未写"
    entered = State(data["enters"]).label if data.get("enters") in State.values else ""
    set_on = data.get("due_set_by_system")
    more = [f"时限由系统设定为 {_iso_day(set_on)}"] if set_on else []
    more += [data["reason"]] if data.get("reason") else []
    return "\n".join([f"{place}，原台账状态“{word}”，进入“{entered}”", *more])


def _replied(data: Data, page: PageFacts) -> str:
    done = "已报办公室" if data.get("confirmed") else "待第一责任人确认"
    return f"{data.get('number', '')}，{done}"


def _notice(data: Data, page: PageFacts) -> str:
    words = [data.get("number", ""), data.get("reason", "")]
    return "，".join(filter(None, [*words, f"{_iso_day(data.get('reply_due_on'))} 前反馈"]))


def _level(data: Data) -> str:
    known = data.get("level")
    return f"提级至{EscalationLevel(known).label}" if known in EscalationLevel.values else ""


def _proposed(data: Data, page: PageFacts) -> str:
    reason = data.get("reason", "")
    why = EscalationReason(reason).label if reason in EscalationReason.values else ""
    late = f"逾期{data['days_late']}个工作日" if data.get("days_late") else why
    return f"{late}，建议{_level(data)}"


def _escalated(data: Data, page: PageFacts) -> str:
    listed = "挂牌督办" if data.get("listed") else ""
    return "，".join(filter(None, [_level(data), listed, data.get("comment", "")]))


def _recomputed(data: Data, page: PageFacts) -> str:
    """Both dates and what moved the calendar."""
    old, new = _iso_day(data.get("old")), _iso_day(data.get("new"))
    return (
        f"时限 {_iso_day(data.get('due_on'))}，计时由 {old} 改为 {new}（{data.get('cause', '')}）"
    )


WRITERS: dict[str, Callable[[Data, PageFacts], str]] = {
    "edited": lambda data, page: "" if data.get("created") else _changed(data),
    "amended": lambda data, page: f"{data.get('reason', '')}\n{_changed(data)}".strip(),
    "assigned": _assigned,
    "refused": _refused,
    "progress_reported": _progress,
    "evidence_added": lambda data, page: data.get("title", ""),
    "measure_completed": _measure,
    "measure_edited": _measure_edit,
    "part_confirmed": _part,
    "part_objected": _part,
    "part_settled": _part,
    "extension_requested": _asked_extension,
    "extension_granted": _ended_extension,
    "extension_refused": _ended_extension,
    "extension_declined": lambda data, page: data.get("note", ""),
    "plan_submitted": lambda data, page: f"第 {data.get('plan')} 版",
    "plan_change_decided": lambda data, page: (
        ("同意" if data.get("granted") else "不同意") + f" {data.get('note', '')}".rstrip()
    ),
    "suspended": _suspended,
    "suspension_renewed": _suspended,
    "resumed": _resumed,
    "signed_off": _signed,
    "verified": _verified,
    "sustained": _verified,
    "verification_failed": lambda data, page: data.get("criterion", ""),
    "looked_back": _looked_back,
    "handler_named": lambda data, page: data.get("handler", ""),
    "verifier_named": _verifier,
    "clearance_changed": _clearance,
    "merged": lambda data, page: f"并入 {data.get('into', '')}。{data.get('reason', '')}",
    "instructed": lambda data, page: data.get("text", ""),
    "urged": lambda data, page: data.get("note", ""),
    "notice_issued": _notice,
    "notice_replied": _replied,
    "reply_returned": _notice,
    "escalation_proposed": _proposed,
    "escalation_confirmed": _escalated,
    "imported": _imported,
    "due_recomputed": _recomputed,
    "tied": lambda data, page: _changed(data),
}


def _label(name: str, data: Data) -> str:
    if name == "edited" and data.get("created"):
        return "登记草稿"
    if name == "withdrawn" and data.get("from"):
        return "撤回措施" if data["from"] == State.PLAN_REVIEW else "撤回销号申请"
    return LABELS.get(name, "其他")


def line_of(entry: Entry, page: PageFacts) -> dict[str, str]:
    """One entry as the timeline component takes it."""
    name = entry.type.removeprefix("item.")
    data = entry.data
    kind = "key" if name in KEY_TYPES else "alarm" if name in ALARM_TYPES else ""
    by_system = entry.actor_id is None or data.get("by_system")
    who = "系统" if by_system else " ".join(filter(None, [entry.actor_name, entry.actor_post]))
    return {
        "label": _label(name, data),
        "who": who,
        "text": WRITERS.get(name, _reason)(data, page),
        "when": moment_full(entry.at),
        "kind": kind,
    }


def timeline_of(page: PageFacts, *, only_instructions: bool = False) -> list[dict[str, str]]:
    """The journal, the latest first; or only what leaders wrote."""
    entries = [
        entry
        for entry in reversed(page.entries)
        if not only_instructions or entry.type == "item.instructed"
    ]
    return [line_of(entry, page) for entry in entries]
