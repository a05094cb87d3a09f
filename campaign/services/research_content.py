"""What is typed about research, and what makes it whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import Department, User
from campaign.enums import ListKind, VisitLevel, VisitWay
from campaign.models import (
    Campaign,
    ListEntry,
    ResearchPlan,
    ResearchTopic,
    ResearchVisit,
    StudyOutcome,
)
from campaign.permissions import scope_of
from campaign.services import rows
from campaign.services.study import search_text
from core.clock import local_date
from core.validators.text import normalise


@dataclass(frozen=True)
class TopicContent:
    """A topic as somebody sets it: what is looked into, in which direction, led by whom."""

    title: str
    direction: ListEntry | None
    leader: User | None
    field: ListEntry | None = None
    outcome: StudyOutcome | None = None
    background: str = ""
    causes: str = ""


@dataclass(frozen=True)
class PlanContent:
    """The plan of a topic (调研计划), as its form has it."""

    hypothesis: str
    subjects: str
    places: str
    ways: Sequence[str]
    starts_on: date | None
    ends_on: date | None
    participants: str
    expected: str
    pre_notified: bool = False


@dataclass(frozen=True)
class VisitContent:
    """One visit (调研记录)."""

    on: date | None
    place: str
    level: str
    way: str
    people_met: int | None
    accompanied: bool = False
    pre_notified: bool = False
    raised: str = ""
    answered: str = ""
    referred: str = ""


TOPIC_TEXTS = ("title", "background", "causes")
PLAN_TEXTS = ("hypothesis", "subjects", "places", "participants", "expected")
VISIT_TEXTS = ("place", "raised", "answered", "referred")
_PLAN_NEEDS = {
    "hypothesis": "请填写拟解决的问题：带着什么问题去。",
    "subjects": "请填写调研对象。",
    "places": "请填写地点：到哪些村、社区、企业、窗口。",
    "participants": "请填写参加人。",
    "expected": "请填写预期成果。",
}


def topic_fields(
    content: TopicContent, campaign: Campaign, department: Department, by: User, at: datetime
) -> dict[str, Any]:
    """The columns of a topic; Invalid with a sentence a field."""
    texts = {name: getattr(content, name).strip() for name in TOPIC_TEXTS}
    problems = rows.unfit(ResearchTopic, texts)
    if not texts["title"]:
        problems["title"] = "请填写课题。"
    if content.direction is None:
        problems["direction"] = "请选择调研方向。"
    elif rows.unlisted([content.direction], ListKind.RESEARCH_DIRECTION, campaign):
        problems["direction"] = "所选方向不在本次主题教育的调研方向之内，请重新选择。"
    if content.field and rows.unlisted([content.field], ListKind.RESEARCH_FIELD, campaign):
        problems["field"] = "所选领域不在清单之内，请重新选择。"
    if content.leader is None:
        problems["leader"] = "请填写牵头人。"
    elif not content.leader.is_active or content.leader.admin_role:
        problems["leader"] = f"{content.leader.name}不能牵头课题，请重新选择。"
    if content.outcome and not _own_outcome(content.outcome, department, by, at):
        problems["outcome"] = "只能从本单位的学习成果引出课题。"
    rows.refuse(problems)
    return {
        **texts,
        "direction": content.direction,
        "field": content.field,
        "leader": content.leader,
        "outcome": content.outcome,
        "search_text": search_text(texts["title"]),
    }


def _own_outcome(outcome: StudyOutcome, department: Department, by: User, at: datetime) -> bool:
    seen = StudyOutcome.objects.within(scope_of(by, local_date(at)))
    return seen.filter(pk=outcome.pk, department=department).exists()


def plan_fields(content: PlanContent) -> dict[str, Any]:
    """The columns of a plan; Invalid with a sentence a field."""
    texts = {name: getattr(content, name).strip() for name in PLAN_TEXTS}
    problems = rows.unfit(ResearchPlan, texts)
    problems |= {name: said for name, said in _PLAN_NEEDS.items() if not texts[name]}
    ways = list(dict.fromkeys(content.ways))
    if not ways or any(way not in VisitWay.values for way in ways):
        problems["ways"] = "请选择调研方式（座谈、走访、暗访、问卷、数据分析），可多选。"
    if content.starts_on is None:
        problems["starts_on"] = "请填写开始日期。"
    if content.ends_on is None:
        problems["ends_on"] = "请填写结束日期。"
    elif content.starts_on and content.ends_on < content.starts_on:
        problems["ends_on"] = "结束日期早于开始日期，请核对。"
    rows.refuse(problems)
    return {
        **texts,
        "ways": ways,
        "starts_on": content.starts_on,
        "ends_on": content.ends_on,
        "pre_notified": content.pre_notified,
    }


def visit_fields(content: VisitContent, at: datetime) -> dict[str, Any]:
    """The columns of a visit; Invalid with a sentence a field."""
    texts = {name: getattr(content, name).strip() for name in VISIT_TEXTS}
    problems = rows.unfit(ResearchVisit, texts)
    if not normalise(texts["place"]):
        problems["place"] = "请填写地点：到了哪个村、社区、企业或窗口。"
    if content.on is None:
        problems["on"] = "请填写调研日期。"
    elif content.on > local_date(at):
        problems["on"] = f"调研日期{content.on}晚于今天，请在调研之后再登记。"
    if content.level not in VisitLevel.values:
        problems["level"] = "请选择层级。"
    if content.way not in VisitWay.values:
        problems["way"] = "请选择方式。"
    if content.people_met is None or not 0 <= content.people_met <= 100_000:
        problems["people_met"] = "请填写见到的人数（0 到 100000）。"
    rows.refuse(problems)
    return {
        **texts,
        "place_key": normalise(texts["place"])[:100],
        "on": content.on,
        "level": content.level,
        "way": content.way,
        "people_met": content.people_met,
        "accompanied": content.accompanied,
        "pre_notified": content.pre_notified,
    }
