"""What an item still lacks before its closure may be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_date
from core.workdays import Workdays
from journal.selectors import moments_of
from rectification.enums import (
    CauseKind,
    EvidenceClass,
    Kind,
    LookBackResult,
    MeasureState,
    PartState,
    VerificationResult,
)
from rectification.models import (
    Cause,
    Cooperation,
    Evidence,
    Item,
    LookBack,
    Measure,
    Verification,
)

PROVING = (EvidenceClass.OUTPUT, EvidenceClass.OUTCOME)


@dataclass(frozen=True)
class ClosureFacts:
    """Everything the closure rule looks at, of the item's current cycle."""

    measures: tuple[Measure, ...]
    evidence: tuple[Evidence, ...]
    cooperations: tuple[Cooperation, ...]
    since: datetime | None


REOPENED = "item.reopened"
"""The journal's word for a reopening."""


def since_of(
    failure: Verification | None, look_back: LookBack | None, reopened: Sequence[datetime]
) -> datetime | None:
    """The moment since which there must be evidence: of the failed check of the cycle; else of the
    last reopening, or of the look back that led to it.

    `look_back` is the item's last one, `reopened` when it was taken up again, the oldest first.
    """
    if failure is not None:
        return failure.verified_at
    if not reopened:
        return None
    begin = reopened[-2] if len(reopened) > 1 else None
    if look_back is not None and look_back.result != LookBackResult.CONSOLIDATED:
        if look_back.at <= reopened[-1] and (begin is None or look_back.at > begin):
            return look_back.at
    return reopened[-1]


def closure_facts(item: Item) -> ClosureFacts:
    """Read the facts of the current cycle (6 statements at most)."""
    failed = Verification.objects.filter(
        item=item, cycle=item.cycle, result=VerificationResult.FAILED
    ).order_by("-id")
    failure, last, reopened = failed.first(), None, []
    if failure is None and item.cycle > 1:
        last = LookBack.objects.filter(item=item).order_by("-id").first()
        reopened = moments_of(REOPENED, "rectification.item", [item.pk]).get(item.pk, [])
    since = since_of(failure, last, reopened)
    return ClosureFacts(
        measures=tuple(Measure.objects.filter(item=item, cycle=item.cycle).order_by("order", "id")),
        evidence=tuple(Evidence.objects.filter(item=item, cycle=item.cycle).order_by("id")),
        cooperations=tuple(
            Cooperation.objects.filter(item=item).select_related("department").order_by("id")
        ),
        since=since,
    )


def _measure_gaps(facts: ClosureFacts) -> list[str]:
    if not facts.measures:
        return ["还没有整改措施"]
    return [
        f"第{n}条措施尚未完成：{measure.action}"
        for n, measure in enumerate(facts.measures, 1)
        if measure.state == MeasureState.OPEN
    ]


def _evidence_gaps(item: Item, facts: ClosureFacts) -> list[str]:
    classes = [e.evidence_class for e in facts.evidence]
    if item.kind == Kind.IMMEDIATE:
        if not any(c in PROVING for c in classes):
            return ["缺少产出性或成效性佐证（会议、发文、计划属过程性，不能证明已经整改）"]
        return []
    if item.kind == Kind.LONG_TERM:
        if not any(e.is_institution_in_force for e in facts.evidence):
            return ["缺少已施行并有应用实例的制度佐证（长期坚持事项须建章立制并实际执行）"]
        return []
    gaps = []
    for n, measure in enumerate(facts.measures, 1):
        if measure.state == MeasureState.DROPPED:
            continue
        mine = [e for e in facts.evidence if e.measure_id == measure.pk]
        if not any(e.evidence_class in PROVING for e in mine):
            gaps.append(f"第{n}条措施没有产出性佐证")
    if EvidenceClass.OUTCOME not in classes:
        gaps.append("缺少成效性佐证（前后对比数据、现场核查单、回访结果或审计认定）")
    return gaps


def _has_news(facts: ClosureFacts, since: datetime) -> bool:
    """A piece of evidence that was made and handed in since the failure or relapse."""
    day = local_date(since)
    return any(e.dated_on >= day and e.at > since for e in facts.evidence)


def _part_gaps(facts: ClosureFacts) -> list[str]:
    return [
        f"{part.department.short_name}提出的异议尚未裁定"
        for part in facts.cooperations
        if part.state == PartState.OBJECTED
    ]


def waiting_parts(
    facts: ClosureFacts, on: date, workdays: Workdays, silence: int
) -> tuple[list[str], list[str]]:
    """Sentences on units that still have time, and names of units whose silence blocks no more.

    A unit that was asked and stayed silent for `silence` working days blocks nothing; it is shown
    to signer and verifier and charged to that unit.
    """
    waiting: list[str] = []
    silent: list[str] = []
    for part in facts.cooperations:
        if part.state not in (PartState.OPEN, PartState.ASKED):
            continue
        asked = part.asked_at
        if asked is not None and workdays.between(local_date(asked), on) >= silence:
            silent.append(part.department.name)
        else:
            hint = "" if asked else "（请先逐条标记措施完成，系统将自动请其确认）"
            waiting.append(f"{part.department.short_name}尚未确认其配合部分{hint}")
    return waiting, silent


def closure_gaps(
    item: Item, facts: ClosureFacts, *, on: date, workdays: Workdays, silence: int
) -> list[str]:
    """Sentences on what is missing, in the order of the rule; empty when nothing is."""
    gaps = _measure_gaps(facts) + _evidence_gaps(item, facts)
    if facts.since is not None and not _has_news(facts, facts.since):
        day = f"{local_date(facts.since):%Y-%m-%d}"
        gaps.append(f"缺少{day}（验收不通过或重新整改）以后形成的佐证")
    waiting, _ = waiting_parts(facts, on, workdays, silence)
    return gaps + waiting + _part_gaps(facts)


def plan_gaps(item: Item) -> list[str]:
    """What the measures of the current cycle lack before the plan may be handed in.

    The speech: “不把想法当做法”: a measure has an action, an owner, a date within the item's,
    a deliverable and a criterion.
    """
    measures = list(Measure.objects.filter(item=item, cycle=item.cycle).order_by("order", "id"))
    if not measures:
        return ["至少要有一条整改措施"]
    gaps = []
    labels = {"owner_name": "责任人", "deliverable": "交付物", "criterion": "完成标准"}
    for n, measure in enumerate(measures, 1):
        lacking = [word for name, word in labels.items() if not getattr(measure, name).strip()]
        if measure.due_on is None:
            lacking.append("完成时限")
        if lacking:
            gaps.append(f"第{n}条措施缺少{'、'.join(lacking)}")
        elif item.due_on is not None and measure.due_on > item.due_on:
            gaps.append(f"第{n}条措施的时限{measure.due_on}晚于事项时限{item.due_on}")
    if item.kind != Kind.IMMEDIATE:
        causes = Cause.objects.filter(item=item, cycle=item.cycle)
        if not causes.exists():
            words = "、".join(kind.label for kind in CauseKind)
            gaps.append(f"至少要写明一条产生原因（{words}）")
    return gaps
