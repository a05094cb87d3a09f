"""Topics, visits and findings of the small city, through the services."""

from dataclasses import replace
from datetime import date
from typing import Any

from accounts.models import Department, User
from campaign import services
from campaign.enums import ListKind
from campaign.models import Finding, ResearchTopic, ResearchVisit
from campaign.services.findings import FindingContent
from campaign.services.research_content import PlanContent, TopicContent, VisitContent
from tests.campaign import streams
from tests.personas import TODAY, City, at

PLAN = PlanContent(
    hypothesis="供热管网年年抢修，卡在资金还是工期",
    subjects="社区居民、供热企业",
    places="幸福里社区",
    ways=["call", "unannounced"],
    starts_on=date(2019, 10, 8),
    ends_on=date(2019, 10, 20),
    participants="卫某丙、朱某丙",
    expected="问题清单和方案",
)
VISIT = VisitContent(on=TODAY, place="幸福里社区", level="village", way="call", people_met=12)


def topic_content(city: City, **changes: Any) -> TopicContent:
    base = TopicContent(
        title="老旧小区供热",
        direction=streams.entry(city, ListKind.RESEARCH_DIRECTION, 2),
        leader=city.first_in_charge,
    )
    return replace(base, **changes)


def opened(city: City, by: User | None = None, **changes: Any) -> ResearchTopic:
    """A topic of the lead department, led by its head."""
    department: Department = changes.pop("department", city.lead)
    return services.open_topic(
        campaign=city.campaign,
        department=department,
        content=topic_content(city, **changes),
        by=by or city.officer,
        at=at(),
    )


def planned(city: City, by: User | None = None, **changes: Any) -> ResearchTopic:
    """The same with its plan."""
    topic = opened(city, by, **changes)
    services.save_research_plan(
        topic=topic, content=PLAN, by=by or city.officer, at=at(), version=topic.version
    )
    topic.refresh_from_db()
    return topic


def visited(
    city: City, topic: ResearchTopic | None = None, by: User | None = None, **changes: Any
) -> ResearchVisit:
    """A visit of a topic, by default of a fresh one."""
    confirmed = changes.pop("crowding_confirmed", False)
    return services.log_visit(
        topic=topic or planned(city),
        content=replace(VISIT, **changes),
        by=by or city.officer,
        at=at(),
        crowding_confirmed=confirmed,
    )


def found(city: City, topic: ResearchTopic | None = None, **changes: Any) -> Finding:
    """A finding of a topic, by default of one that was visited."""
    base = FindingContent(text="4个小区管网年年抢修", proposed_solution="列入专项债券项目")
    return services.add_finding(
        topic=topic or visited(city).topic,
        content=replace(base, **changes),
        by=city.officer,
        at=at(),
    )
