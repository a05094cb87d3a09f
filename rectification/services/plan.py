"""Measures and causes, their review, and changes to an approved plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Department, User
from core.errors import Denied, GuardFailed, Invalid
from notifications.enums import MessageKind
from rectification.enums import (
    Action,
    CauseKind,
    MeasureState,
    PlanChangeState,
    PlanState,
    Role,
    State,
)
from rectification.models import Cause, Evidence, Item, Measure, Plan, PlanChange
from rectification.permissions import Situation
from rectification.selectors.closure import plan_gaps
from rectification.selectors.seats import officers_of
from rectification.services.base import (
    begin,
    change,
    move,
    naming,
    need,
    need_text,
    tell,
    write_down,
)
from rectification.services.handling import freeze_plan
from rectification.services.parts import ask_parts

WEAKENING = ("action", "deliverable", "criterion")


@dataclass(frozen=True)
class MeasureContent:
    """A measure as typed. `uid` names an existing one that is changed."""

    action: str
    owner_name: str = ""
    due_on: date | None = None
    deliverable: str = ""
    criterion: str = ""
    department: Department | None = None
    uid: str = ""


def _measure_problems(s: Situation, n: int, content: MeasureContent) -> dict[str, str]:
    problems = {}
    if not content.action.strip():
        problems[f"measures/{n}/action"] = f"第{n + 1}条措施没有内容，请填写或删去这一行。"
    elif len(content.action) > 500:
        problems[f"measures/{n}/action"] = f"第{n + 1}条措施超过500个字，请精简或拆成几条。"
    due, limit = content.due_on, s.item.due_on
    if due is not None and limit is not None and due > limit:
        problems[f"measures/{n}/due_on"] = (
            f"第{n + 1}条措施的时限{due}晚于事项时限{limit}，请改早。"
        )
    return problems


def _fields(s: Situation, content: MeasureContent) -> dict[str, Any]:
    return {
        "action": content.action.strip(),
        "owner_name": content.owner_name.strip(),
        "due_on": content.due_on,
        "deliverable": content.deliverable.strip(),
        "criterion": content.criterion.strip(),
        "department": content.department or s.item.lead_department,
    }


def _write_measures(s: Situation, contents: Sequence[MeasureContent]) -> None:
    """Make the measures of the cycle exactly these, keeping rows that are named by uid."""
    problems: dict[str, str] = {}
    for n, content in enumerate(contents):
        problems |= _measure_problems(s, n, content)
    need(problems)
    existing = {str(m.uid): m for m in Measure.objects.filter(item=s.item, cycle=s.item.cycle)}
    kept = {c.uid for c in contents if c.uid in existing}
    gone = [m.pk for uid, m in existing.items() if uid not in kept]
    Evidence.objects.filter(measure__in=gone).update(measure=None)
    Measure.objects.filter(pk__in=gone).delete()
    fresh = []
    for n, content in enumerate(contents, 1):
        fields = {**_fields(s, content), "order": n}
        if content.uid in existing:
            Measure.objects.filter(pk=existing[content.uid].pk).update(**fields)
        else:
            fresh.append(Measure(item=s.item, cycle=s.item.cycle, **fields))
    Measure.objects.bulk_create(fresh)


def _write_causes(s: Situation, causes: Mapping[str, str]) -> None:
    wrong = [kind for kind in causes if kind not in CauseKind.values]
    if wrong:
        raise Invalid.at("causes", "产生原因分思想、工作、职责三类，请重新选择。")
    Cause.objects.filter(item=s.item, cycle=s.item.cycle).delete()
    Cause.objects.bulk_create(
        Cause(item=s.item, cycle=s.item.cycle, kind=kind, text=text.strip()[:500])
        for kind, text in causes.items()
        if text.strip()
    )


@transaction.atomic
def submit_plan(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    measures: Sequence[MeasureContent] | None = None,
    causes: Mapping[str, str] | None = None,
) -> Item:
    """Hand in the measures for review. None leaves what was entered before as it is.

    Raises Invalid for a wrong row, GuardFailed when something of the plan is missing.
    """
    s = begin(item=item, by=by, at=at, action=Action.SUBMIT_PLAN, version=version)
    if measures is not None:
        _write_measures(s, measures)
    if causes is not None:
        _write_causes(s, causes)
    gaps = plan_gaps(s.item)
    if gaps:
        raise GuardFailed(gaps, before="提交措施还差：")
    plan = freeze_plan(s, PlanState.SUBMITTED, author=by)
    move(s, Action.SUBMIT_PLAN, data={"plan": plan.version, "measures": len(plan.frozen)})
    fresh = Situation(by, s.item, at)
    reviewers = plan_reviewers(fresh)
    tell(s, reviewers, MessageKind.TO_DO, f"{naming(s.item)}的整改措施请您审定。", desk=True)
    return s.item


def plan_reviewers(s: Situation) -> list[User]:
    """Who is to approve a plan: the portfolio leader; the first-in-charge for a key item."""
    if s.portfolio_leader is not None and not (s.item.is_key and s.seats.head is not None):
        return [s.portfolio_leader]
    return [s.seats.head.person] if s.seats.head is not None else []


def _current_plan(s: Situation) -> Plan | None:
    plans = Plan.objects.filter(item=s.item, cycle=s.item.cycle)
    return plans.order_by("-version").first()


def _decide_plan(s: Situation, state: str, reason: str = "") -> None:
    plan = _current_plan(s)
    if plan is not None:
        Plan.objects.filter(pk=plan.pk).update(
            state=state, decided_by=s.user, decided_at=s.at, reason=reason
        )


@transaction.atomic
def approve_plan(
    *, item: Item, by: User, at: datetime, version: int | None, comment: str = ""
) -> Item:
    """Approve the measures; this version of the plan is frozen."""
    s = begin(item=item, by=by, at=at, action=Action.APPROVE_PLAN, version=version)
    _decide_plan(s, PlanState.APPROVED, comment.strip()[:500])
    move(s, Action.APPROVE_PLAN, data={"comment": comment.strip()})
    informed = [s.seats.head.person] if s.seats.head is not None else []
    tell(s, informed, MessageKind.INFORMED, f"{naming(s.item)}的整改措施已审定。")
    told = officers_of(s.item, s.on)
    text = f"{naming(s.item)}的整改措施已审定，请按措施整改。"
    tell(s, told, MessageKind.TO_DO, text, desk=True)
    return s.item


@transaction.atomic
def return_plan(*, item: Item, by: User, at: datetime, version: int | None, reason: str) -> Item:
    """Send the measures back for rework."""
    s = begin(item=item, by=by, at=at, action=Action.RETURN_PLAN, version=version)
    why = need_text("reason", reason, "请写明退回的理由和需要补充的内容。")
    _decide_plan(s, PlanState.RETURNED, why)
    move(s, Action.RETURN_PLAN, data={"reason": why})
    text = f"{naming(s.item)}的整改措施被退回：{why}"[:300]
    tell(s, officers_of(s.item, s.on), MessageKind.RETURNED, text, desk=True)
    return s.item


@transaction.atomic
def complete_measure(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    measure: Measure,
    outcome: str = "",
    reference: str = "",
    undo: bool = False,
) -> Item:
    """Mark a measure done, with what came of it; or take the mark back until closure is asked."""
    s = begin(item=item, by=by, at=at, action=Action.COMPLETE_MEASURE, version=version)
    _own_measure(s, measure)
    if undo:
        _mark(s, measure, None, "")
    else:
        text = need_text("outcome", outcome, "请写明完成情况（数字或可核实的事实）。")
        proved = reference.strip() or Evidence.objects.filter(measure=measure).exists()
        if not proved:
            raise Invalid.at("reference", "请上传该措施的佐证，或填写文号、系统记录号。")
        _mark(s, measure, at, text)
        if reference.strip():
            _refer(s, measure, reference.strip())
    change(s, {})
    write_down(s, Action.COMPLETE_MEASURE, {"measure": str(measure.uid), "undone": undo})
    ask_parts_when_done(s)
    return s.item


def _refer(s: Situation, measure: Measure, reference: str) -> None:
    Evidence.objects.create(
        item=s.item,
        cycle=s.item.cycle,
        measure=measure,
        evidence_class="output",
        title=reference[:200],
        dated_on=s.on,
        department=measure.department or s.item.lead_department,
        reference=reference[:200],
        by=s.user,
        at=s.at,
    )


def _own_measure(s: Situation, measure: Measure) -> None:
    if measure.item_id != s.item.pk or measure.cycle != s.item.cycle:
        raise Invalid.at("measure", "该措施不属于本事项的本轮整改，请刷新后重试。")
    if measure.state == MeasureState.DROPPED:
        raise Invalid.at("measure", "该措施已取消，不能再标记。")
    if Role.OFFICER not in s.roles:
        if measure.department_id not in {p.department_id for p in s.my_parts}:
            raise Denied("该措施由牵头单位办理，配合单位只能标记本单位的措施。")


def _mark(s: Situation, measure: Measure, done_at: datetime | None, outcome: str) -> None:
    Measure.objects.filter(pk=measure.pk).update(
        state=MeasureState.DONE if done_at else MeasureState.OPEN,
        done_at=done_at,
        done_by=s.user if done_at else None,
        outcome=outcome,
    )


def ask_parts_when_done(s: Situation) -> None:
    """When the last measure is done, co-operating units are asked for their word."""
    still = Measure.objects.filter(item=s.item, cycle=s.item.cycle, state=MeasureState.OPEN)
    if not still.exists():
        ask_parts(s)


@transaction.atomic
def edit_measure(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    content: MeasureContent,
    measure: Measure | None = None,
) -> Item:
    """Add a measure, or give one a new owner or a date within the item's, at once.

    Dropping, weakening or changing deliverable or criterion of an approved plan is a plan change
    and refused here. While measures are still being drafted anything may change.
    """
    s = begin(item=item, by=by, at=at, action=Action.EDIT_MEASURE, version=version)
    need(_measure_problems(s, 0, content))
    fields = _fields(s, content)
    if measure is None:
        order = Measure.objects.filter(item=s.item, cycle=s.item.cycle).count() + 1
        Measure.objects.create(item=s.item, cycle=s.item.cycle, order=order, **fields)
        what = "added"
    else:
        _own_measure(s, measure)
        if s.item.state == State.IN_PROGRESS:
            _refuse_weakening(measure, fields)
            _keep_owner_and_date(measure, fields)
        Measure.objects.filter(pk=measure.pk).update(**fields)
        what = "changed"
    change(s, {})
    write_down(s, Action.EDIT_MEASURE, {what: content.action.strip()[:200]})
    return s.item


def _refuse_weakening(measure: Measure, fields: Mapping[str, Any]) -> None:
    changed = [name for name in WEAKENING if fields[name] != getattr(measure, name)]
    if changed:
        raise GuardFailed("措施内容、交付物和完成标准已审定，请用“申请变更措施”。")


def _keep_owner_and_date(measure: Measure, fields: Mapping[str, Any]) -> None:
    """An approved measure may change its owner and its date, never lose them."""
    problems = {}
    if measure.owner_name.strip() and not fields["owner_name"]:
        problems["owner_name"] = "请填写责任人；审定的措施不能没有责任人。"
    if measure.due_on is not None and fields["due_on"] is None:
        problems["due_on"] = "请填写完成时限；审定的措施不能没有时限。"
    need(problems)


@transaction.atomic
def request_plan_change(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    changes: Sequence[Mapping[str, Any]],
    reason: str,
) -> PlanChange:
    """Ask for a change of the approved plan; the old plan stays in force until it is granted.

    `changes`: rows of {"measure": uid, "drop": bool} or {"measure": uid, <field>: new text}.
    """
    s = begin(item=item, by=by, at=at, action=Action.REQUEST_PLAN_CHANGE, version=version)
    why = need_text("reason", reason, "请写明变更的理由。")
    known = {str(m.uid): m for m in Measure.objects.filter(item=s.item, cycle=s.item.cycle)}
    rows = [_plan_change_row(n, row, known) for n, row in enumerate(changes)]
    if not rows:
        raise Invalid.at("changes", "请至少选择一条要变更的措施。")
    asked = PlanChange.objects.create(
        item=s.item, cycle=s.item.cycle, changes=rows, reason=why, asked_by=by, asked_at=at
    )
    change(s, {})
    write_down(s, Action.REQUEST_PLAN_CHANGE, {"reason": why})
    tell(s, plan_reviewers(s), MessageKind.TO_DO, f"{naming(s.item)}申请变更措施，请审批。")
    return asked


def _plan_change_row(
    n: int, row: Mapping[str, Any], known: Mapping[str, Measure]
) -> dict[str, Any]:
    uid = str(row.get("measure", ""))
    if uid not in known:
        raise Invalid.at(f"changes/{n}/measure", "没有这条措施，请刷新后重新选择。")
    clean: dict[str, Any] = {"measure": uid, "drop": bool(row.get("drop"))}
    for name in WEAKENING:
        if row.get(name):
            clean[name] = str(row[name]).strip()
    if not clean["drop"] and len(clean) == 2:
        raise Invalid.at(f"changes/{n}", "请填写变更后的内容，或选择取消该措施。")
    return clean


@transaction.atomic
def decide_plan_change(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    granted: bool,
    note: str = "",
) -> PlanChange:
    """Grant or refuse the pending change; granted rows take effect, done measures stay done."""
    s = begin(item=item, by=by, at=at, action=Action.DECIDE_PLAN_CHANGE, version=version)
    asked = PlanChange.objects.get(item=s.item, state=PlanChangeState.PENDING)
    if not granted:
        need_text("note", note, "不同意变更的，请写明理由。")
    state = PlanChangeState.GRANTED if granted else PlanChangeState.REFUSED
    PlanChange.objects.filter(pk=asked.pk).update(
        state=state, decided_by=by, decided_at=at, decision_note=note.strip()[:500]
    )
    if granted:
        for row in asked.changes:
            _apply_plan_change(s, row)
        freeze_plan(s, PlanState.APPROVED, author=asked.asked_by)
    change(s, {})
    write_down(s, Action.DECIDE_PLAN_CHANGE, {"granted": granted, "note": note.strip()})
    word = "已同意" if granted else "未同意"
    text = f"{naming(s.item)}的措施变更{word}。{note}"[:300]
    tell(s, [asked.asked_by], MessageKind.INFORMED, text)
    asked.refresh_from_db()
    return asked


def _apply_plan_change(s: Situation, row: Mapping[str, Any]) -> None:
    measure = Measure.objects.filter(item=s.item, cycle=s.item.cycle, uid=row["measure"])
    if row.get("drop"):
        measure.exclude(state=MeasureState.DONE).update(state=MeasureState.DROPPED)
        return
    measure.update(**{name: row[name] for name in WEAKENING if name in row})
