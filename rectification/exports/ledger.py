"""What the ledger and the four lists say of an item: columns with heads that import again."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.clock import local_date
from core.presenters import day
from core.workdays import Workdays
from rectification.enums import (
    DONE_STATES,
    CauseKind,
    Kind,
    Light,
    LookBackResult,
    MeasureState,
    State,
    VoidReason,
)
from rectification.exports.reading import Whole
from rectification.lights import Soon, light_of

Cells = Sequence[str]


@dataclass(frozen=True)
class Moment:
    """The day of the export and its calendar."""

    on: date
    soon: Soon
    workdays: Workdays


@dataclass(frozen=True)
class Column:
    """A head, how wide it is (in characters), and what stands below it."""

    head: str
    width: int
    cell: Callable[[Whole, Moment], str]


@dataclass(frozen=True)
class Sheet:
    """One kind of list; `rows` makes one row an item, or one a measure."""

    key: str
    title: str
    columns: tuple[Column, ...]
    by_measure: bool = False

    def rows(
        self, wholes: Iterable[Whole], moment: Moment, first: int
    ) -> Iterable[tuple[Whole, Cells]]:
        """The rows of some items with the item each is of; the running number goes on from
        `first`."""
        for number, whole in enumerate(self._units(wholes), first):
            cells = [column.cell(whole, moment) for column in self.columns[1:]]
            yield whole, [str(number), *cells]

    def _units(self, wholes: Iterable[Whole]) -> Iterable[Whole]:
        for whole in wholes:
            if not self.by_measure:
                yield whole
                continue
            for measure in whole.measures or [None]:
                yield replace(whole, measures=[measure] if measure else [])


def masked(phone: str) -> str:
    """A phone number with its middle hidden (GB/T 35273-2020, 附录 B)."""
    digits = phone.strip()
    if len(digits) < 7:
        return ""
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"


def state_words(whole: Whole) -> str:
    """A word for the state that an import knows again."""
    item = whole.item
    if item.state == State.VOIDED:
        moved = item.void_reason == VoidReason.TRANSFERRED
        return "移交" if moved else "不予立项"
    return {
        State.DRAFT: "待办",
        State.REGISTERED: "未启动",
        State.ASSIGNED: "未启动",
        State.ACCEPTED: "整改中",
        State.PLAN_REVIEW: "整改中",
        State.IN_PROGRESS: "整改中",
        State.SUSPENDED: "整改中",
        State.CLOSURE_REVIEW: "待审核",
        State.AWAITING_SIGNOFF: "待签批",
        State.AWAITING_VERIFICATION: "待验收",
        State.CLOSED: "已销号",
        State.SUSTAINED: "长期坚持",
        State.MERGED: "已并案",
    }[State(item.state)]


def _due(whole: Whole, _: Moment) -> str:
    item = whole.item
    if item.due_on is None and item.kind == Kind.LONG_TERM:
        return "长期坚持"
    if item.due_on is None and item.kind == Kind.IMMEDIATE:
        return "立行立改"
    return day(item.due_on)


def _numbered(texts: Sequence[str]) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return "\n".join(f"{n}. {text}" for n, text in enumerate(texts, 1))


def _measures(whole: Whole, _: Moment) -> str:
    live = [m.action for m in whole.measures if m.state != MeasureState.DROPPED]
    return _numbered(live)


def _causes(whole: Whole, _: Moment) -> str:
    return "\n".join(f"{CauseKind(c.kind).label}：{c.text}" for c in whole.causes)


def _handler(whole: Whole, _: Moment) -> str:
    handler = whole.item.handler
    if handler is None:
        return ""
    return " ".join(word for word in (handler.name, masked(handler.phone)) if word)


def _extensions(whole: Whole, _: Moment) -> str:
    return "；".join(f"{e.old_due_on}延至{e.new_due_on}" for e in whole.extensions)


def _progress(whole: Whole, _: Moment) -> str:
    item = whole.item
    when = f"（{day(local_date(item.last_progress_at))}）" if item.last_progress_at else ""
    return f"{item.last_progress}{when}" if item.last_progress else ""


def _outcomes(whole: Whole, _: Moment) -> str:
    if whole.sign_off is not None:
        return str(whole.sign_off.snapshot.get("statement", ""))
    return "\n".join(m.outcome for m in whole.measures if m.outcome)


def _light(whole: Whole, moment: Moment) -> str:
    item = whole.item
    soon = moment.soon.of(item.campaign_id)
    light = light_of(item.state, item.effective_due_on, on=moment.on, soon=soon)
    if light != Light.RED:
        return light.label
    late = moment.workdays.between(item.effective_due_on, moment.on)
    return f"逾期{late}个工作日"


def _signed(whole: Whole, _: Moment) -> str:
    signed = whole.sign_off
    if signed is None:
        legacy = whole.item.legacy_closure
        return legacy.signer_words if legacy else ""
    return f"{signed.signer_name} {day(local_date(signed.signed_at))}"


def _checked(whole: Whole, _: Moment) -> str:
    found = whole.verification
    if found is None or whole.item.state not in DONE_STATES:
        return ""
    return f"{found.unit_name} {found.verifier.name} {day(local_date(found.verified_at))}"


def _closed_on(whole: Whole, _: Moment) -> str:
    item = whole.item
    if item.closed_at is not None:
        return day(local_date(item.closed_at))
    return item.legacy_closure.date_words if item.legacy_closure else ""


def _looked_back(whole: Whole, _: Moment) -> str:
    return LookBackResult(whole.look_back.result).label if whole.look_back else ""


def _remarks(whole: Whole, _: Moment) -> str:
    item = whole.item
    notes = []
    if item.state == State.SUSPENDED:
        notes.append("中止（暂停计时）")
    if item.merged_into is not None:
        notes.append(f"并入{item.merged_into.number}")
    if item.legacy_closure is not None and item.sign_off_id is None:
        notes.append("导入前已销号")
    if item.state == State.VOIDED:
        notes.append(VoidReason(item.void_reason).label)
    return "；".join(notes)


def _measure(name: str) -> Callable[[Whole, Moment], str]:
    def cell(whole: Whole, _: Moment) -> str:
        if not whole.measures:
            return ""
        value = getattr(whole.measures[0], name)
        return day(value) if isinstance(value, date) else str(value or "")

    return cell


def _measure_done(whole: Whole, _: Moment) -> str:
    if not whole.measures:
        return ""
    measure = whole.measures[0]
    state = MeasureState(measure.state).label
    return f"{state}：{measure.outcome}" if measure.outcome else state


_NUMBER = Column("事项编号", 14, lambda w, _: w.item.number or "")
_PROBLEM = Column("问题表述", 46, lambda w, _: w.item.problem)
_SOURCE = Column("问题来源", 12, lambda w, _: "、".join(w.sources))
_TARGET = Column("专项整治类别", 16, lambda w, _: w.item.target.name if w.item.target else "")
_DIMENSION = Column("检视维度", 12, lambda w, _: "、".join(w.dimensions))
_CAUSES = Column("产生原因", 24, _causes)
_KIND = Column("整改类型", 10, lambda w, _: w.item.get_kind_display())
_LEAD = Column(
    "牵头单位", 16, lambda w, _: w.item.lead_department.name if w.item.lead_department else ""
)
_COOP = Column("配合单位", 16, lambda w, _: "、".join(w.parts))
_HEAD = Column("第一责任人", 12, lambda w, _: w.head)
_LEADER = Column("责任领导", 10, lambda w, _: w.leader)
_HANDLER = Column("经办人及电话", 16, _handler)
_ASSIGNED = Column(
    "交办时间",
    12,
    lambda w, _: day(local_date(w.item.assigned_at)) if w.item.assigned_at else "",
)
_DUE = Column("整改时限", 12, _due)
_EXTENSION = Column("延期情况", 16, _extensions)
_STATE = Column("状态", 10, lambda w, _: state_words(w))
_WARNING = Column("预警", 12, _light)
_SEQUENCE = Column("序号", 6, lambda w, _: str(w.number))

LEDGER = Sheet(
    "ledger",
    "整改台账",
    (
        _SEQUENCE,
        _NUMBER,
        _SOURCE,
        _TARGET,
        _PROBLEM,
        _DIMENSION,
        _CAUSES,
        _KIND,
        Column("整改目标", 24, lambda w, _: w.item.acceptance_standard),
        Column("整改措施", 40, _measures),
        _LEAD,
        _COOP,
        _HEAD,
        _LEADER,
        _HANDLER,
        _ASSIGNED,
        _DUE,
        _EXTENSION,
        Column("目前进展", 30, _progress),
        Column("整改成效", 24, _outcomes),
        Column("佐证材料目录", 24, lambda w, _: _numbered(w.evidence)),
        _STATE,
        _WARNING,
        Column("第一责任人签批时间", 18, _signed),
        Column("验收单位、验收人、验收时间", 22, _checked),
        Column("销号时间", 12, _closed_on),
        Column("回头看结果", 10, _looked_back),
        Column("备注", 16, _remarks),
        Column("体现的主题教育目标项", 18, lambda w, _: "、".join(w.objectives)),
        Column("结合开展的工作", 18, lambda w, _: "、".join(w.linked_campaigns)),
        Column("关联的年度工作目标项", 20, lambda w, _: "、".join(w.goals)),
    ),
)
PROBLEMS = Sheet(
    "problems",
    "问题清单",
    (
        _SEQUENCE,
        _NUMBER,
        _PROBLEM,
        _DIMENSION,
        Column("查找方式", 12, lambda w, _: w.item.method.name if w.item.method else ""),
        _SOURCE,
        _TARGET,
        _CAUSES,
        Column("发现时间", 12, lambda w, _: day(w.item.found_on)),
        _KIND,
        _LEAD,
        _STATE,
    ),
)
DUTIES = Sheet(
    "duties",
    "责任清单",
    (
        _SEQUENCE,
        _NUMBER,
        _PROBLEM,
        _SOURCE,
        _TARGET,
        _LEAD,
        _COOP,
        _HEAD,
        _LEADER,
        _HANDLER,
        _STATE,
    ),
)
MEASURES = Sheet(
    "measures",
    "措施清单",
    (
        _SEQUENCE,
        _NUMBER,
        _PROBLEM,
        Column("整改措施", 40, _measure("action")),
        Column("责任人", 10, _measure("owner_name")),
        Column("交付物", 24, _measure("deliverable")),
        Column("完成标准", 24, _measure("criterion")),
        Column("完成时限", 12, _measure("due_on")),
        Column("结果说明", 30, _measure_done),
        _LEAD,
        _SOURCE,
        _TARGET,
    ),
    by_measure=True,
)
DATES = Sheet(
    "dates",
    "时限清单",
    (
        _SEQUENCE,
        _NUMBER,
        _PROBLEM,
        _KIND,
        _LEAD,
        _ASSIGNED,
        _DUE,
        Column("原定时限", 12, lambda w, _: day(w.item.original_due_on)),
        _EXTENSION,
        _STATE,
        _WARNING,
        _SOURCE,
        _TARGET,
    ),
)
SHEETS: dict[str, Sheet] = {s.key: s for s in (LEDGER, PROBLEMS, DUTIES, MEASURES, DATES)}
