"""Research: topics, the plan before the first visit, visits, and how a topic ends.

The speech: “不能为调研而调研，坚持一竿子插到底，直接深入基层一线，面对群众了解情况”,
“把问题找准找实”, “形成有价值的调研成果和解决问题、推动工作的具体方案”.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Department, User
from campaign.enums import TopicState
from campaign.models import (
    Campaign,
    Finding,
    ResearchPlan,
    ResearchTopic,
    ResearchVisit,
)
from campaign.permissions import OWN, check_stream, check_topic
from campaign.selectors.research import carried, crowd_at
from campaign.services import rows
from campaign.services.research_content import (
    TOPIC_TEXTS,
    PlanContent,
    TopicContent,
    VisitContent,
    plan_fields,
    topic_fields,
    visit_fields,
)
from core.clock import local_date
from core.errors import Denied, FieldError, GuardFailed, Invalid, TransitionNotAllowed
from notifications.enums import MessageKind
from notifications.services import tell


@transaction.atomic
def open_topic(
    *, campaign: Campaign, department: Department, content: TopicContent, by: User, at: datetime
) -> ResearchTopic:
    """Set a research topic; its leader is told.

    Denied for anybody but the department's own people, Invalid with a sentence a field.
    """
    roles = check_stream(
        by, OWN, campaign=campaign, department=department, on=local_date(at), what="确定调研课题"
    )
    fields = topic_fields(content, campaign, department, by, at)
    topic = ResearchTopic.objects.create(
        campaign=campaign, department=department, created_by=by, created_at=at, **fields
    )
    data = {"direction": topic.direction.code, "leader": topic.leader.name}
    rows.note(topic, type="research.topic_opened", by=by, at=at, roles=roles, data=data)
    _tell_leader(topic, by, at)
    return topic


@transaction.atomic
def change_topic(
    *,
    topic: ResearchTopic,
    content: TopicContent,
    by: User,
    at: datetime,
    version: int | None,
) -> ResearchTopic:
    """Change a topic, or write down its situation and causes, which its report takes up.

    Denied for anybody but the department's people and the leader; Conflict where somebody was
    faster; TransitionNotAllowed for one that has ended; Invalid with a sentence a field.
    """
    current, roles = taken(topic, by, at, "修改调研课题")
    fields = topic_fields(content, current.campaign, current.department, by, at)
    yours = {name: getattr(content, name) for name in TOPIC_TEXTS}
    rows.held(current, version, topic_facts(current), yours)
    _open(current, "修改")
    is_new_leader = current.leader_id != fields["leader"].pk
    rows.put(current, **fields)
    rows.note(current, type="research.topic_changed", by=by, at=at, roles=roles)
    if is_new_leader:
        _tell_leader(current, by, at)
    return current


@transaction.atomic
def save_research_plan(
    *, topic: ResearchTopic, content: PlanContent, by: User, at: datetime, version: int | None
) -> ResearchPlan:
    """Write the plan of a topic, which the first visit waits for (“制定详细调研计划”).

    Refusals as for changing a topic.
    """
    current, roles = taken(topic, by, at, "制定调研计划")
    rows.held(current, version, topic_facts(current), {})
    _open(current, "修改计划")
    fields = plan_fields(content)
    plan, _ = ResearchPlan.objects.update_or_create(
        topic=current, defaults={**fields, "made_by": by, "made_at": at}
    )
    rows.put(current)
    rows.note(current, type="research.plan_saved", by=by, at=at, roles=roles)
    return plan


@transaction.atomic
def log_visit(
    *,
    topic: ResearchTopic,
    content: VisitContent,
    by: User,
    at: datetime,
    crowding_confirmed: bool = False,
) -> ResearchVisit:
    """Log a visit of a topic.

    GuardFailed without a plan, and once (until `crowding_confirmed`) where the place has been
    visited more than three times in thirty days by different departments (扎堆调研): the sentences
    name their departments and days. Refusals else as for changing a topic.
    """
    current, roles = taken(topic, by, at, "登记调研")
    _open(current, "登记调研")
    if not ResearchPlan.objects.filter(topic=current).exists():
        raise GuardFailed(
            "还没有调研计划：请先填写调研计划（带着什么问题、找谁、到哪里、用什么方式、预期成果），"
            "再登记调研。"
        )
    fields = visit_fields(content, at)
    crowd = crowd_at(fields["place_key"], fields["on"], current.department_id)
    if crowd and not crowding_confirmed:
        raise _crowded(fields["place"], crowd)
    visit = ResearchVisit.objects.create(
        topic=current,
        campaign=current.campaign,
        department=current.department,
        created_by=by,
        created_at=at,
        **fields,
    )
    data = {"level": visit.level, "on": visit.on, "crowded": len(crowd)}
    rows.note(visit, type="research.visit_logged", by=by, at=at, roles=roles, data=data)
    return visit


@transaction.atomic
def close_topic(
    *, topic: ResearchTopic, by: User, at: datetime, version: int | None
) -> ResearchTopic:
    """Close a topic whose findings lead somewhere.

    GuardFailed names everything that is missing: the plan, a visit, and a finding that was solved
    on the spot or whose proposed solution has become a problem, an item or a goal. Without any
    finding the leader signs that there was none: `sign_none_found`.
    """
    current, roles = taken(topic, by, at, "结题")
    rows.held(current, version, topic_facts(current), {})
    _open(current, "结题")
    missing = missing_to_close(current, by=by, on=local_date(at))
    if missing:
        raise GuardFailed(missing, before="结题还差：")
    rows.put(current, state=TopicState.CLOSED, closed_at=at)
    rows.note(current, type="research.topic_closed", by=by, at=at, roles=roles)
    return current


@transaction.atomic
def sign_none_found(
    *, topic: ResearchTopic, reason: str, by: User, at: datetime, version: int | None
) -> ResearchTopic:
    """Close a topic without findings, signed by its leader with the reason (“未发现问题”).

    The door has asked for the password again. Denied for anybody but the leader; GuardFailed where
    there are findings, no plan or no visit; Invalid without a reason.
    """
    current, roles = taken(topic, by, at, "签字确认未发现问题")
    rows.held(current, version, topic_facts(current), {"none_found_reason": reason})
    check_signs(current, by)
    _open(current, "结题")
    if Finding.objects.filter(topic=current).exists():
        raise GuardFailed("已登记调研发现，不能按“未发现问题”结题，请按发现的问题办理后结题。")
    missing = _groundwork(current)
    if missing:
        raise GuardFailed(missing, before="签字还差：")
    text = reason.strip()
    if not text:
        raise Invalid.at("none_found_reason", "请说明为什么没有发现问题：看了什么、问了谁。")
    rows.refuse(rows.unfit(ResearchTopic, {"none_found_reason": text}))
    signed = {"none_found_reason": text, "signed_by": by, "signed_at": at}
    rows.put(current, state=TopicState.CLOSED, closed_at=at, **signed)
    rows.note(current, type="research.none_found_signed", by=by, at=at, roles=roles)
    return current


@transaction.atomic
def cancel_topic(
    *, topic: ResearchTopic, reason: str, by: User, at: datetime, version: int | None
) -> ResearchTopic:
    """Give a topic up, with the reason. TransitionNotAllowed once it has ended."""
    current, roles = taken(topic, by, at, "取消调研课题")
    rows.held(current, version, topic_facts(current), {"cancel_reason": reason})
    _open(current, "取消")
    text = reason.strip()
    if not text:
        raise Invalid.at("cancel_reason", "请填写取消原因。")
    rows.refuse(rows.unfit(ResearchTopic, {"cancel_reason": text}))
    rows.put(current, state=TopicState.CANCELLED, cancel_reason=text)
    rows.note(current, type="research.topic_cancelled", by=by, at=at, roles=roles)
    return current


def missing_to_close(topic: ResearchTopic, *, by: User, on: date) -> list[str]:
    """One sentence for everything that a topic still lacks; empty where it may be closed."""
    missing = _groundwork(topic)
    findings = list(Finding.objects.filter(topic=topic).order_by("id"))
    if not findings:
        leader = topic.leader.name
        return [
            *missing,
            f"没有登记发现的问题；确实没有发现的，由课题牵头人{leader}说明理由并签字",
        ]
    leading = carried(findings, user=by, on=on)
    if any(f.solved_on_spot or (f.proposed_solution and f.pk in leading) for f in findings):
        return missing
    for number, finding in enumerate(findings, 1):
        if not finding.proposed_solution:
            missing.append(f"第{number}条发现还没有对策建议")
        else:
            missing.append(
                f"第{number}条发现有对策建议，还没有转为问题清单、整改事项或工作目标，也没有当场解决"
            )
    return missing


def check_signs(topic: ResearchTopic, by: User) -> None:
    """Raise Denied unless `by` leads the topic: only he signs that nothing was found."""
    if by.pk != topic.leader_id:
        raise Denied(f"“未发现问题”由课题牵头人{topic.leader.name}本人签字，您不是。")


def topic_facts(topic: ResearchTopic) -> dict[str, Any]:
    """What a conflict shows of a topic."""
    texts = {name: getattr(topic, name) for name in TOPIC_TEXTS}
    return texts | {"leader": topic.leader.name, "state": topic.state}


def taken(
    topic: ResearchTopic, by: User, at: datetime, what: str
) -> tuple[ResearchTopic, frozenset[Any]]:
    """The topic, locked, and what the person is for it; Denied for those who may not."""
    current = rows.locked(topic, "leader", "direction")
    return current, check_topic(by, current, on=local_date(at), what=what)


def must_be_open(topic: ResearchTopic, what: str) -> None:
    """TransitionNotAllowed once a topic has ended."""
    _open(topic, what)


def _open(topic: ResearchTopic, what: str) -> None:
    if topic.state != TopicState.OPEN:
        raise TransitionNotAllowed(f"课题{topic.get_state_display()}，不能再{what}。")


def _groundwork(topic: ResearchTopic) -> list[str]:
    missing = []
    if not ResearchPlan.objects.filter(topic=topic).exists():
        missing.append("没有调研计划")
    if not ResearchVisit.objects.filter(topic=topic).exists():
        missing.append("没有一次调研记录，请到现场去")
    return missing


def _crowded(place: str, crowd: Sequence[ResearchVisit]) -> GuardFailed:
    """The warning before a crowded place is visited once more, with whose visits it counts."""
    listed = [f"{visit.department.short_name} {visit.on:%Y-%m-%d}" for visit in crowd]
    return GuardFailed(
        f"提醒扎堆调研：前后30天内{len(listed)}次调研已到过{place}：{'、'.join(listed)}。"
        "确有必要再去的，请确认后登记；也可以合并调研或另选地点。",
        errors=[FieldError("/place", "crowded", text) for text in listed],
    )


def _tell_leader(topic: ResearchTopic, by: User, at: datetime) -> None:
    tell(
        people=[topic.leader],
        kind=MessageKind.INFORMED,
        key=f"topic:{topic.uid}:led:{topic.leader_id}",
        subject=topic,
        text=f"您牵头调研课题“{topic.title[:60]}”，请先定调研计划，再到一线去。",
        at=at,
        by=by,
    )
