"""An item's page in words: head, facts, the four lists in one, evidence, requests, closing."""

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.selectors import GRACE
from core.clock import local_date
from core.presenters import day, day_short, file_size, moment
from rectification.enums import Action, EvidenceClass, MeasureState, PlanState, State
from rectification.models import (
    ClosureRequest,
    Cooperation,
    Evidence,
    Extension,
    Item,
    Measure,
    PlanChange,
    SignOff,
    Suspension,
    Verification,
)
from rectification.permissions import ActionOption, Situation
from rectification.presenters.actions import action_url
from rectification.presenters.lights import Dial, item_light, measure_light
from rectification.selectors.page import PageFacts

Fact = dict[str, Any]
ENDED_STATES = (State.DRAFT, State.CLOSED, State.SUSTAINED, State.MERGED, State.VOIDED)
"""States whose light says them already."""
FILE_ICONS = {"image/png": "image", "image/jpeg": "image"}


def _fact(label: str, value: str, **extra: Any) -> Fact:
    return {"label": label, "value": value, **extra}


def tags_of(item: Item) -> list[dict[str, str]]:
    """What marks an item, in words."""
    found = []
    if item.is_sensitive:
        found.append({"text": "敏感", "kind": "bad"})
    if item.is_key:
        found.append({"text": "重点事项", "kind": "act"})
    if item.is_mass:
        found.append({"text": "涉及群众", "kind": ""})
    if item.cycle > 1:
        found.append({"text": f"第 {item.cycle} 轮整改", "kind": "warn"})
    if item.legacy_closure_id:
        found.append({"text": "导入前已销号", "kind": ""})
    if item.archived_at:
        found.append({"text": "已归档", "kind": ""})
    return found


def head_of(item: Item, dial: Dial) -> dict[str, Any]:
    """Title line: light, number, where it came from, which target."""
    return {
        "light": item_light(item.state, item.effective_due_on, dial),
        "number": item.number or "未编号",
        "state": "" if item.state in ENDED_STATES else item.get_state_display(),
        "source": item.first_source.name if item.first_source else "",
        "target": item.target.name if item.target else "",
        "kind": item.get_kind_display() if item.kind else "",
        "tags": tags_of(item),
    }


# --- responsibility and dates ------------------------------------------------


NEW_HEAD = f"接任未满{GRACE}个工作日，此前的逾期不计入本人"


def _head_fact(s: Situation, page: PageFacts) -> Fact:
    head, lead = s.seats.head, s.item.lead_department
    if head is None and not lead.is_active:
        return _fact("第一责任人", "", light=("none", "单位已撤销"))
    if head is None:
        vacant = "签批须等办公室明确主持工作人员，其他环节照常办理"
        return _fact("第一责任人", "", light=("warn", "空缺"), sub=vacant)
    acting = "（主持工作）" if s.seats.head_capacity == "acting" else ""
    subs = [f"委托{d.delegate.name}代签至 {day(d.ends_on)}" for d in s.seats.delegates]
    if page.head_in_grace:
        subs.append(NEW_HEAD)
    return _fact("第一责任人", f"{head.person.name}　{head.title}{acting}", sub="；".join(subs))


def _portfolio_fact(s: Situation) -> Fact:
    post = s.seats.portfolio_post()
    if post is not None:
        return _fact("分管责任人", f"{post.person.name}　{post.title}", sub="一岗双责")
    if not s.item.section:
        return _fact("分管责任人", "签收时按承办科室确定")
    return _fact("分管责任人", f"“{s.item.section}”无人分管")


def _due_facts(item: Item, dial: Dial) -> list[Fact]:
    if item.due_on is None:
        return []
    subs = []
    if item.effective_due_on and item.effective_due_on != item.due_on:
        subs.append(f"{day_short(item.due_on)} 休息，按 {day(item.effective_due_on)} 计时")
    if item.original_due_on and item.original_due_on != item.due_on:
        subs.append(f"原定 {day(item.original_due_on)}")
    if item.due_set_by_system:
        subs.append("台账未填时限，由系统补定")
    light = item_light(item.state, item.effective_due_on, dial)
    return [_fact("整改时限", day(item.due_on), light=light, sub="；".join(subs))]


def _handling(item: Item) -> str:
    unit = item.handling_unit.short_name if item.handling_unit else ""
    handler = item.handler.name if item.handler else ""
    return "　".join(word for word in (unit, item.section, handler) if word)


def facts_of(s: Situation, page: PageFacts, dial: Dial) -> list[Fact]:
    """Who answers and until when: the card 责任与时限."""
    item = s.item
    facts: list[Fact] = []
    if item.lead_department is not None:
        leaders = "、".join(f"{p.person.name}　{p.title}" for p in page.city_leaders)
        facts += [_head_fact(s, page), _portfolio_fact(s), _fact("联系市领导", leaders or "无")]
        lead = item.lead_department
        facts.append(_fact("牵头部门", lead.name, sub=lead.end_mark))
        facts.append(_fact("承办", _handling(item) or "签收时确定"))
    parts = "、".join(part.department.marked_name for part in page.cooperations)
    facts.append(_fact("配合单位", parts or "无"))
    if item.owner_post is not None:
        owner = item.owner_post
        facts.append(_fact("本人事项", f"{owner.person.name}　{owner.title}"))
    facts += _due_facts(item, dial)
    if item.kind:
        facts.append(_fact("整改类型", item.get_kind_display()))
    if item.look_back_due_on:
        facts.append(_fact("回头看", day(item.look_back_due_on)))
    submitted = item.submitting_department
    facts.append(_fact("登记单位", submitted.short_name if submitted else "领导小组办公室"))
    if page.clearances:
        named = "、".join(f"{c.person.name}（{c.get_kind_display()}）" for c in page.clearances)
        facts.append(_fact("知悉范围", named))
    return facts


def days_of(page: PageFacts) -> list[date | None]:
    """The dates ahead that an item's pages show: of the item, its measures and its requests."""
    item = page.item
    found = [item.due_on, item.look_back_due_on]
    found += [measure.due_on for measure in page.measures]
    if page.extension is not None:
        found.append(page.extension.new_due_on)
    return found


def shell_facts(item: Item, dial: Dial) -> list[Fact]:
    """All that a person may know who does not see the item whole."""
    facts = [
        _fact("专项", item.target.name if item.target else "未定"),
        _fact("牵头部门", item.lead_department.name if item.lead_department else "未定"),
        _fact("环节", item.get_state_display()),
    ]
    return facts + _due_facts(item, dial)


# --- the four lists -----------------------------------------------------------


def four_lists(page: PageFacts, dial: Dial) -> list[dict[str, str]]:
    """The jump bar: four views of one record."""
    live = [m for m in page.measures if m.state != MeasureState.DROPPED]
    done = [m for m in live if m.state == MeasureState.DONE]
    late = [m for m in live if measure_light(m, page.item.state, dial)[0] == "bad"]
    units = 1 + len(page.cooperations) if page.item.lead_department_id else 0
    causes = f"，{len(page.causes)} 条原因" if page.causes else ""
    return [
        {"label": "问题清单", "summary": f"1 个问题{causes}", "href": "#problem"},
        {"label": "措施清单", "summary": f"{len(done)} / {len(live)} 完成", "href": "#measures"},
        {"label": "责任清单", "summary": f"{units} 个单位", "href": "#measures"},
        {
            "label": "时限清单",
            "summary": f"{len(late)} 条逾期" if late else "无逾期",
            "href": "#measures",
        },
    ]


def problem_notes(page: PageFacts) -> list[str]:
    """Origins, method and causes as lines below the problem."""
    item = page.item
    origins = [
        o.source.name
        + (f"（{o.document_number}）" if o.document_number else "")
        + (f"，{o.note}" if o.note else "")
        + (f"［{o.merged_from.number} 并入］" if o.merged_from else "")
        for o in page.origins
    ]
    lines = [f"来源：{'；'.join(origins)}"] if origins else []
    if item.method is not None:
        lines.append(f"查找方式：{item.method.name}")
    if item.found_on is not None:
        lines.append(f"发现日期：{day(item.found_on)}")
    if page.causes:
        words = "；".join(f"{c.get_kind_display()}——{c.text}" for c in page.causes)
        lines.append(f"产生原因：{words}")
    return lines


MEASURE_COLUMNS = [
    {"label": "整改措施"},
    {"label": "责任单位 / 责任人"},
    {"label": "时限"},
    {"label": "完成情况"},
]


def _measure_row(
    measure: Measure, page: PageFacts, dial: Dial, *, may_complete: bool
) -> dict[str, Any]:
    details = [
        f"交付物：{measure.deliverable}" if measure.deliverable else "",
        f"标准：{measure.criterion}" if measure.criterion else "",
    ]
    unit = measure.department.short_name if measure.department else ""
    done = f"{day_short(local_date(measure.done_at))} · " if measure.done_at else ""
    status: dict[str, Any] = {"light": measure_light(measure, page.item.state, dial)}
    status["sub"] = f"{done}{measure.outcome}" if measure.outcome or done else ""
    cells = [
        {"text": measure.action, "sub": "；".join(filter(None, details))},
        {"text": unit, "sub": measure.owner_name},
        {"text": day(measure.due_on) or "未定", "css": "num"},
        status,
    ]
    if may_complete:
        cells.append(_completing(measure, page.item))
    return {"cells": cells, "id": f"measure-{measure.uid}"}


def _completing(measure: Measure, item: Item) -> dict[str, str]:
    if measure.state == MeasureState.DROPPED:
        return {"text": "—"}
    undo = measure.state == MeasureState.DONE
    url = f"{action_url(item, Action.COMPLETE_MEASURE)}?measure={measure.uid}"
    return {"url": url + ("&undo=1" if undo else ""), "text": "撤销完成" if undo else "标记完成"}


def measures_table(page: PageFacts, dial: Dial, options: list[ActionOption]) -> dict[str, Any]:
    """One table for measures, responsibility and dates."""
    may = any(o.action == Action.COMPLETE_MEASURE and o.allowed for o in options)
    rows = [_measure_row(m, page, dial, may_complete=may) for m in page.measures]
    columns = MEASURE_COLUMNS + ([{"label": "操作"}] if may else [])
    return {"columns": columns, "rows": rows}


# --- evidence, plans, requests ------------------------------------------------


def evidence_row(piece: Evidence) -> dict[str, Any]:
    """One piece as the files component takes it."""
    url = ""
    if piece.file_path:
        args = [piece.item.uid, piece.uid]
        url = reverse("rectification:evidence-file", args=args)
    notes = [
        f"措施：{piece.measure.action}" if piece.measure else "",
        f"文号或记录号：{piece.reference}" if piece.reference else "",
        "制度已施行并有应用实例" if piece.is_institution_in_force else "",
        "验收人补充" if piece.by_verifier else "",
    ]
    icon = FILE_ICONS.get(piece.content_type, "file-text") if piece.file_path else "link"
    return {
        "name": piece.title,
        "url": url,
        "size": file_size(piece.file_size) if piece.file_path else "",
        "tag": EvidenceClass(piece.evidence_class).label,
        "note": " · ".join(filter(None, notes)),
        "when": day(piece.dated_on),
        "who": piece.by.name,
        "icon": icon,
    }


def evidence_groups(page: PageFacts) -> dict[str, list[dict[str, Any]]]:
    """Evidence of this cycle, and of earlier ones (which satisfies no rule any more)."""
    for piece in page.evidence:
        piece.item = page.item
    now = [e for e in page.evidence if e.cycle == page.item.cycle]
    before = [e for e in page.evidence if e.cycle != page.item.cycle]
    return {
        "now": [evidence_row(e) for e in reversed(now)],
        "before": [evidence_row(e) for e in reversed(before)],
    }


def plan_rows(page: PageFacts) -> list[dict[str, Any]]:
    """Versions of the plan, the latest first, each with the measures that it froze."""
    rows = []
    for plan in reversed(page.plans):
        who = f"{plan.author.name}提交" if plan.author else ""
        decided = ""
        if plan.decided_by and plan.decided_at:
            decided = f"{plan.decided_by.name} {moment(plan.decided_at)}"
        rows.append(
            {
                "label": f"第 {plan.version} 版",
                "cycle": plan.cycle if plan.cycle != page.item.cycle else None,
                "state": PlanState(plan.state).label,
                "who": " · ".join(filter(None, [who, moment(plan.submitted_at), decided])),
                "reason": plan.reason,
                "measures": plan.frozen,
            }
        )
    return rows


def _line(label: str, state: str, text: str, sub: str) -> dict[str, str]:
    return {"label": label, "state": state, "text": text, "sub": sub}


def _extension_line(asked: Extension) -> dict[str, str]:
    late = "（逾期后申请）" if asked.is_after_due else ""
    text = f"{day(asked.old_due_on)} → {day(asked.new_due_on)}{late}：{asked.reason}"
    absent = f"第一责任人意见：{asked.endorsement_absent}" if asked.endorsement_absent else ""
    who = f"{asked.asked_by.name} {moment(asked.asked_at)}"
    sub = "；".join(filter(None, [who, absent, asked.decision_note]))
    return _line(f"第 {asked.ordinal} 次延期", asked.get_state_display(), text, sub)


def _change_line(asked: PlanChange) -> dict[str, str]:
    who = f"{asked.asked_by.name} {moment(asked.asked_at)}"
    return _line("措施变更", asked.get_state_display(), asked.reason, who)


def _pause_line(pause: Suspension) -> dict[str, str]:
    ended = f"{day(pause.ended_on)} 恢复" if pause.ended_on else f"{day(pause.review_on)} 复核"
    text = f"{pause.reason}（{pause.document_number}）"
    state = "已恢复" if pause.ended_on else "中止中"
    return _line("中止", state, text, f"{day(pause.started_on)} 起，{ended}")


def _part_line(part: Cooperation) -> dict[str, str]:
    when = moment(part.answered_at or part.settled_at or part.asked_at)
    label = f"配合：{part.department.short_name}"
    return _line(label, part.get_state_display(), part.reason, when)


def request_rows(page: PageFacts) -> list[dict[str, str]]:
    """Extensions, plan changes, pauses and co-operators' words, each as a line."""
    return [
        *map(_extension_line, reversed(page.extensions)),
        *map(_change_line, reversed(page.plan_changes)),
        *map(_pause_line, reversed(page.suspensions)),
        *map(_part_line, page.cooperations),
    ]


def _asked_facts(request: ClosureRequest) -> list[Fact]:
    asked = f"{request.applicant.name} {moment(request.applied_at)} 申请"
    facts = [_fact("整改成效", request.statement, sub=asked)]
    if request.reviewer is not None:
        who = f"{request.reviewer.name} {moment(request.reviewed_at)}"
        facts.append(_fact("部门审核", request.review_comment or "同意", sub=who))
    elif request.skip_reason:
        facts.append(_fact("部门审核", f"免审核：{request.skip_reason}"))
    if request.silent_parts:
        facts.append(_fact("未表态单位", "、".join(request.silent_parts)))
    if request.return_reason:
        facts.append(_fact("退回理由", request.return_reason))
    return facts


def _signature_fact(signature: SignOff) -> Fact:
    post = f"{signature.post_title}（{signature.get_capacity_display()}）"
    withdrawn = "，已撤回" if signature.withdrawn_at else ""
    in_time = "按期" if signature.is_in_time else "逾期"
    words = f"{signature.signer_name}：{signature.comment or '同意销号'}"
    sub = f"{post} {moment(signature.signed_at)}{withdrawn}；{in_time}签批"
    return _fact("签批", words, sub=sub)


def _sheet_fact(sheet: Verification) -> Fact:
    who = f"{sheet.verifier.name} {moment(sheet.verified_at)}"
    inspectors = f"；核查人员 {sheet.inspector_names}" if sheet.inspector_names else ""
    return _fact("验收", f"{sheet.get_result_display()}：{sheet.opinion}", sub=who + inspectors)


def closing_facts(page: PageFacts) -> list[Fact]:
    """The latest request for closure, the signature, the check and the look back."""
    facts = _asked_facts(page.requests[-1]) if page.requests else []
    facts += map(_signature_fact, page.sign_offs[-1:])
    if page.draw is not None:
        facts.append(_fact("验收方式", page.draw.get_method_display()))
    facts += map(_sheet_fact, page.verifications[-1:])
    for back in page.look_backs[-1:]:
        words = f"{back.get_result_display()}：{back.finding}"
        facts.append(_fact("回头看", words, sub=f"{back.by.name} {moment(back.at)}"))
    return facts
