"""Words and shapes of the pages of research, and the report made from its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from campaign.enums import GRASSROOTS, TopicState, VisitWay
from campaign.models import Finding, ResearchPlan, ResearchTopic, ResearchVisit
from campaign.presenters.study import button, item_leads
from campaign.presenters.tabs import tab_rows
from campaign.selectors.links import ItemLink
from core.clock import local_date
from core.presenters import day, day_words

STATE_TAGS: Mapping[str, str] = {
    TopicState.OPEN: "act",
    TopicState.CLOSED: "ok",
    TopicState.CANCELLED: "",
}
TABS = (
    ("topics", "调研课题", "campaign:research"),
    ("findings", "调研发现", "campaign:research_findings"),
)
NO_DATA = "本项无数据"
TOPIC_COLUMNS = [{"label": label} for label in ("课题", "单位", "方向", "调研", "发现", "状态")]


def tabs(here: str, query: str) -> list[dict[str, Any]]:
    return tab_rows(TABS, here, query)


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page of research stands."""
    return [
        ("主题教育", reverse("campaign:page")),
        ("调查研究", reverse("campaign:research") if last else ""),
        *last,
    ]


def topic_url(topic: ResearchTopic, name: str = "research_topic") -> str:
    return reverse(f"campaign:{name}", args=[topic.uid])


def topic_row(topic: ResearchTopic) -> dict[str, Any]:
    """A line of the list of topics."""
    visits = f"{topic.visit_count} 次" if topic.visit_count else "–"
    deep = f"到一线 {topic.grassroots_count} 次" if topic.visit_count else ""
    return {
        "cells": [
            {
                "text": topic.title,
                "url": topic_url(topic),
                "sub": f"牵头 {topic.leader.name}",
            },
            {"text": topic.department.short_name, "css": "nw"},
            {"text": topic.direction.name, "sub": topic.field.name if topic.field else ""},
            {"text": visits, "sub": deep, "css": "nw"},
            {"text": f"{topic.finding_count} 条" if topic.finding_count else "–", "css": "nw"},
            {"tag": (topic.get_state_display(), STATE_TAGS[topic.state]), "css": "nw"},
        ]
    }


def depth_words(visits: int, grassroots: int) -> str:
    """How far down visits went, in one sentence."""
    if not visits:
        return "还没有登记调研"
    share = round(100 * grassroots / visits)
    return f"共 {visits} 次，到村社区、企业、服务窗口 {grassroots} 次（{share}%）"


def topic_facts(topic: ResearchTopic) -> list[dict[str, Any]]:
    pairs = (
        ("单位", topic.department.name),
        ("牵头人", topic.leader.name),
        ("方向", topic.direction.name),
        ("领域", topic.field.name if topic.field else ""),
        ("结题日期", day(local_date(topic.closed_at)) if topic.closed_at else ""),
        ("未发现问题", topic.none_found_reason),
        ("签字", topic.signed_by.name if topic.signed_by else ""),
        ("取消原因", topic.cancel_reason),
    )
    facts: list[dict[str, Any]] = [{"label": k, "value": v} for k, v in pairs if v]
    facts.append(
        {"label": "调研次数", "value": depth_words(topic.visit_count, topic.grassroots_count)}
    )
    return facts


def plan_facts(plan: ResearchPlan | None) -> list[dict[str, str]]:
    """The plan as its form has it (调研计划)."""
    if plan is None:
        return []
    ways = "、".join(VisitWay(way).label for way in plan.ways if way in VisitWay.values)
    pairs = (
        ("拟解决的问题", plan.hypothesis),
        ("对象", plan.subjects),
        ("地点", plan.places),
        ("方式", ways),
        ("提前通知", "是" if plan.pre_notified else "否"),
        ("时间", f"{day(plan.starts_on)} 至 {day(plan.ends_on)}"),
        ("参加人", plan.participants),
        ("预期成果", plan.expected),
    )
    return [{"label": label, "value": value} for label, value in pairs]


def visit_row(visit: ResearchVisit) -> dict[str, Any]:
    """A line of the visits (调研记录)."""
    marks = [
        visit.get_way_display(),
        "有陪同" if visit.accompanied else "无陪同",
        "提前通知" if visit.pre_notified else "未提前通知",
    ]
    told = [
        f"{label}：{text}"
        for label, text in (
            ("反映", visit.raised),
            ("当场答复", visit.answered),
            ("转办", visit.referred),
        )
        if text
    ]
    return {
        "cells": [
            {"text": visit.place, "sub": "，".join(marks)},
            {"text": day(visit.on), "css": "num nw"},
            {
                "tag": (visit.get_level_display(), "ok" if visit.level in GRASSROOTS else ""),
                "css": "nw",
            },
            {"text": f"{visit.people_met} 人", "css": "nw"},
            {"text": told[0] if told else "–", "sub": "；".join(told[1:])},
        ]
    }


VISIT_COLUMNS = [{"label": label} for label in ("地点", "日期", "层级", "见到", "情况")]


def finding_card(
    finding: Finding,
    items: Iterable[ItemLink] = (),
    *,
    may_write: bool,
    may_register: bool,
) -> dict[str, Any]:
    """A finding, where it leads, and the ways on: problem list, item, goal."""
    leads: list[dict[str, str]] = []
    problem = finding.problem
    if problem is not None:
        url = "" if problem.is_sensitive else reverse("campaign:problem", args=[problem.uid])
        leads.append({"text": "在问题清单中", "url": url})
    if finding.goal_id and finding.goal:
        leads.append({"text": f"工作目标：{finding.goal.name}", "url": ""})
    leads += item_leads(items)
    unit = finding.proposed_department
    proposed = [
        unit.short_name if unit else "",
        f"{day(finding.proposed_due_on)} 前" if finding.proposed_due_on else "",
    ]
    return {
        "text": finding.text,
        "solution": finding.solution if finding.solved_on_spot else "",
        "proposed": finding.proposed_solution,
        "proposed_to": "，".join(filter(None, proposed)),
        "visit": f"{day(finding.visit.on)} {finding.visit.place}" if finding.visit else "",
        "is_sensitive": finding.is_sensitive,
        "leads": leads,
        "topic": finding.topic.title,
        "topic_url": topic_url(finding.topic),
        "department": finding.department.short_name,
        "actions": _finding_actions(finding, may_register) if may_write else [],
    }


def _finding_actions(finding: Finding, may_register: bool) -> list[dict[str, Any]]:
    """The ways on for a finding: problem list, item, goal."""
    uid = finding.uid
    actions = []
    asked = urlencode({"from": f"finding:{uid}"})
    if not finding.problem_id:
        url = f"{reverse('campaign:problem_new')}?{asked}"
        actions.append(button("problem", "到问题清单", url))
        known = reverse("campaign:finding_problem", args=[uid])
        actions.append(button("known", "对应已有问题", known))
    if may_register:
        item = f"{reverse('rectification:new')}?{asked}"
        actions.append(button("item", "转为整改事项", item))
    if not finding.goal_id:
        goal = reverse("campaign:finding_goal", args=[uid])
        actions.append(button("goal", "转为工作目标", goal))
    edit = reverse("campaign:finding_edit", args=[uid])
    actions.append(button("edit", "修改", edit))
    return actions


def topic_actions(
    topic: ResearchTopic, *, may_write: bool, leads: bool, has_plan: bool
) -> list[dict[str, Any]]:
    """The buttons of a topic: what its state allows, for those who may."""
    report = button("report", "调研报告", topic_url(topic, "research_report"))
    if not may_write or topic.state != TopicState.OPEN:
        return [report]
    plan = button(
        "plan",
        "修改计划" if has_plan else "制定调研计划",
        topic_url(topic, "research_plan"),
        primary=not has_plan,
    )
    visit = button("visit", "登记调研", topic_url(topic, "research_visit"), primary=True)
    if not has_plan:
        reason = "还没有调研计划，请先制定计划，再登记调研。"
        visit = {**visit, "allowed": False, "reason": reason, "primary": False}
    found = [
        plan,
        visit,
        button("finding", "登记发现", topic_url(topic, "finding_new")),
        button("close", "结题", topic_url(topic, "research_close")),
    ]
    if leads and not topic.finding_count:
        found.append(button("none", "签字：未发现问题", topic_url(topic, "research_none_found")))
    found += [
        button("edit", "修改课题", topic_url(topic, "research_edit")),
        report,
        button("cancel", "取消课题", topic_url(topic, "research_cancel"), danger=True),
    ]
    return found


@dataclass
class Chapter:
    """A chapter of the report: texts and tables, or the words that there is nothing."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.paragraphs and not self.rows

    @property
    def filled(self) -> int:
        """How many texts and cells stand in it."""
        return len(self.paragraphs) + sum(1 for row in self.rows for cell in row if cell)


def report_of(
    topic: ResearchTopic,
    plan: ResearchPlan | None,
    visits: Iterable[ResearchVisit],
    findings: Iterable[Finding],
) -> list[Chapter]:
    """The five chapters of a research report (调研报告), from rows alone: nobody types it."""
    kept = [f for f in findings if not f.is_sensitive]
    ground = Chapter("一、基本情况", [topic.background] if topic.background else [])
    if plan is not None:
        ground.paragraphs.append(f"带着的问题：{plan.hypothesis}")
    logged = list(visits)
    if logged:
        ground.paragraphs.append(f"{depth_words(topic.visit_count, topic.grassroots_count)}。")
        ground.columns = ("日期", "地点", "层级", "方式", "人数", "反映问题")
        ground.rows = [_visit_cells(visit) for visit in logged]
    problems = Chapter("二、存在问题", _numbered(f.text for f in kept))
    if topic.none_found_reason and topic.signed_by:
        problems.paragraphs = [
            f"未发现问题。{topic.none_found_reason}（课题牵头人 {topic.signed_by.name} 签字）"
        ]
    causes = Chapter("三、原因", [topic.causes] if topic.causes else [])
    advice = Chapter("四、对策建议", columns=("措施", "单位", "时限"))
    advice.rows = [_advice_cells(f) for f in kept if f.proposed_solution]
    solved = Chapter("五、已当场解决", columns=("问题", "解决情况"))
    solved.rows = [(f.text, f.solution) for f in kept if f.solved_on_spot]
    return [ground, problems, causes, advice, solved]


def report_title(topic: ResearchTopic) -> str:
    return f"关于{topic.title}的调研报告"


def report_lines(topic: ResearchTopic) -> list[str]:
    """Whose report it is, and the day it was closed."""
    lines = [f"{topic.department.name}　牵头人 {topic.leader.name}"]
    if topic.closed_at:
        lines.append(day_words(local_date(topic.closed_at)))
    return lines


def _numbered(texts: Iterable[str]) -> list[str]:
    return [f"{number}．{text}" for number, text in enumerate(texts, 1)]


def _visit_cells(visit: ResearchVisit) -> tuple[str, ...]:
    return (
        day(visit.on),
        visit.place,
        visit.get_level_display(),
        visit.get_way_display(),
        str(visit.people_met),
        visit.raised,
    )


def _advice_cells(finding: Finding) -> tuple[str, ...]:
    unit = finding.proposed_department
    return (
        finding.proposed_solution,
        unit.short_name if unit else "",
        day(finding.proposed_due_on),
    )
