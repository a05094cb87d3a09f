"""Research: a plan before the first visit, crowds pointed out, and an end that leads somewhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from campaign import services
from campaign.enums import TopicState
from campaign.models import Finding, ResearchTopic, ResearchVisit
from campaign.selectors.research import depth_of
from campaign.services.findings import FindingContent
from campaign.services.goals import GoalContent
from core.errors import Conflict, Denied, GuardFailed, Invalid, TransitionNotAllowed
from journal.models import Entry
from notifications.models import Message
from rectification import services as ledger
from rectification.models import ItemOrigin
from tests.campaign import research, streams
from tests.factories import content as item_content
from tests.personas import TODAY, City, at

GOAL = GoalContent("供热改造", "key_work", "户数", Decimal(0), Decimal(1142))
STRANGERS = ["office", "office_head", "group_leader", "deputy_leader", "guidance", "resident"]
STRANGERS += ["cooperator", "stranger", "sys_admin", "sec_admin", "audit_admin"]


@pytest.fixture
def town(city: City) -> City:
    return streams.with_lists(city)


def test_a_topic_is_led_by_a_person_who_is_told(town: City) -> None:
    topic = research.opened(town, leader=town.portfolio_leader)
    assert topic.state == TopicState.OPEN
    message = Message.objects.get()
    assert (message.person, "老旧小区供热" in message.text) == (town.portfolio_leader, True)
    assert Entry.objects.get(type="research.topic_opened").actor == town.officer


def test_the_leader_may_be_somebody_else_s_and_works_on_it(town: City) -> None:
    topic = research.planned(town, leader=town.supervisor)
    visit = research.visited(town, topic, by=town.supervisor)
    assert ResearchVisit.objects.get() == visit


def test_what_is_wrong_with_a_topic_is_said_field_by_field(town: City) -> None:
    with pytest.raises(Invalid) as refused:
        research.opened(town, title="", direction=None, leader=town.sys_admin)
    said = {error.field: error.detail for error in refused.value.errors}
    assert said == {
        "title": "请填写课题。",
        "direction": "请选择调研方向。",
        "leader": "严某辛不能牵头课题，请重新选择。",
    }


def test_no_visit_without_a_plan(town: City) -> None:
    topic = research.opened(town)
    with pytest.raises(GuardFailed, match="还没有调研计划：请先填写调研计划"):
        research.visited(town, topic)
    assert not ResearchVisit.objects.exists()


def test_a_plan_says_what_is_missing(town: City) -> None:
    topic = research.opened(town)
    wrong = replace(research.PLAN, hypothesis=" ", ways=["drone"], ends_on=TODAY - timedelta(40))
    with pytest.raises(Invalid) as refused:
        services.save_research_plan(topic=topic, content=wrong, by=town.officer, at=at(), version=1)
    assert {e.field for e in refused.value.errors} == {"hypothesis", "ways", "ends_on"}


def test_nobody_else_writes(town: City) -> None:
    finding = research.found(town)
    topic = finding.topic
    before = Entry.objects.count()
    for name in STRANGERS:
        for act in all_acts(town, topic, finding, town.people[name]):
            with pytest.raises(Denied):
                act()
    assert Entry.objects.count() == before


def all_acts(
    town: City, topic: ResearchTopic, finding: Finding, by: User
) -> list[Callable[[], object]]:
    """Everything that may be done to research, by one person."""
    common = {"topic": topic, "by": by, "at": at(), "version": None}
    on_finding = {"finding": finding, "by": by, "at": at(), "version": None}
    blank = FindingContent("")
    return [
        lambda: research.opened(town, by=by),
        lambda: services.change_topic(content=research.topic_content(town), **common),
        lambda: services.save_research_plan(content=research.PLAN, **common),
        lambda: research.visited(town, topic, by=by),
        lambda: services.close_topic(**common),
        lambda: services.sign_none_found(reason="x", **common),
        lambda: services.cancel_topic(reason="x", **common),
        lambda: services.add_finding(topic=topic, content=blank, by=by, at=at()),
        lambda: services.change_finding(content=blank, **on_finding),
        lambda: services.finding_to_goal(content=GOAL, **on_finding),
    ]


def crowd(town: City, place: str = "幸福里 社区") -> None:
    """Three visits to one place by two other departments within thirty days."""
    for by, code, ago in (
        ("stranger", "015", 3),
        ("stranger", "015", 12),
        ("cooperator", "010", 29),
    ):
        topic = research.planned(town, by=town.people[by], department=town.departments[code],
                                 leader=town.people[by])  # fmt: skip
        day = TODAY - timedelta(days=ago)
        research.visited(town, topic, by=town.people[by], place=place, on=day)


def test_a_crowd_is_pointed_out_with_departments_and_days_before_saving(town: City) -> None:
    crowd(town)
    topic = research.planned(town)
    with pytest.raises(GuardFailed) as refused:
        research.visited(town, topic)
    assert "扎堆调研" in refused.value.detail
    assert "市财政局 2019-09-16、市交通局 2019-10-03、市交通局 2019-10-12" in refused.value.detail
    assert {error.code for error in refused.value.errors} == {"crowded"}
    assert ResearchVisit.objects.filter(topic=topic).count() == 0
    research.visited(town, topic, crowding_confirmed=True)
    assert Entry.objects.filter(type="research.visit_logged").latest("id").data["crowded"] == 3


def test_other_places_older_visits_and_own_ones_make_no_crowd(town: City) -> None:
    crowd(town, place="另一社区")
    topic = research.planned(town)
    for ago in (0, 1, 2, 3, 4):
        research.visited(town, topic, on=TODAY - timedelta(days=ago))
    assert ResearchVisit.objects.filter(topic=topic).count() == 5
    research.visited(town, topic, place="另一社区", on=TODAY - timedelta(days=33))
    assert depth_of(ResearchVisit.objects.filter(topic=topic)).grassroots == 6


def test_a_topic_closes_with_a_finding_that_leads_somewhere(town: City) -> None:
    topic = research.opened(town)
    common = {"topic": topic, "by": town.officer, "at": at()}
    with pytest.raises(GuardFailed) as refused:
        services.close_topic(version=topic.version, **common)
    assert refused.value.sentences == [
        "没有调研计划",
        "没有一次调研记录，请到现场去",
        "没有登记发现的问题；确实没有发现的，由课题牵头人卫某丙说明理由并签字",
    ]
    topic = research.planned(town)
    research.visited(town, topic)
    common["topic"] = topic
    first = research.found(town, topic, proposed_solution="")
    research.found(town, topic)
    with pytest.raises(GuardFailed) as refused:
        services.close_topic(version=topic.version, **common)
    assert refused.value.detail == (
        "结题还差：第1条发现还没有对策建议；"
        "第2条发现有对策建议，还没有转为问题清单、整改事项或工作目标，也没有当场解决"
    )
    content = FindingContent(first.text, proposed_solution="列入债券项目")
    first = services.change_finding(
        finding=first, content=content, by=town.officer, at=at(), version=first.version
    )
    services.finding_to_goal(
        finding=first, content=GOAL, by=town.officer, at=at(), version=first.version
    )
    closed = services.close_topic(version=topic.version, **common)
    assert (closed.state, closed.closed_at) == (TopicState.CLOSED, at())
    with pytest.raises(TransitionNotAllowed, match="已结题，不能再登记发现"):
        research.found(town, topic)


def test_what_was_solved_on_the_spot_closes_too(town: City) -> None:
    with pytest.raises(Invalid, match="怎么解决的"):
        research.found(town, solved_on_spot=True)
    finding = research.found(
        town, solved_on_spot=True, solution="当场更换水泵", proposed_solution=""
    )
    topic = finding.topic
    assert services.close_topic(topic=topic, by=town.officer, at=at(), version=topic.version)


def test_an_item_made_of_a_finding_counts(town: City) -> None:
    finding = research.found(town)
    item = ledger.create(
        campaign=town.campaign, content=item_content(town), by=town.office, at=at()
    )
    ItemOrigin.objects.create(
        item=item, source=town.sources["research"], finding=finding, created_at=at()
    )
    topic = finding.topic
    assert services.close_topic(topic=topic, by=town.officer, at=at(), version=topic.version)


def test_only_the_leader_signs_that_nothing_was_found(town: City) -> None:
    topic = research.planned(town)
    common = {"topic": topic, "at": at(), "version": topic.version}
    with pytest.raises(Denied, match="由课题牵头人卫某丙本人签字"):
        services.sign_none_found(reason="看过", by=town.officer, **common)
    with pytest.raises(GuardFailed, match="没有一次调研记录"):
        services.sign_none_found(reason="看过", by=town.first_in_charge, **common)
    research.visited(town, topic)
    with pytest.raises(Invalid, match="请说明为什么没有发现问题"):
        services.sign_none_found(reason=" ", by=town.first_in_charge, **common)
    signed = services.sign_none_found(reason="入户42户均达标", by=town.first_in_charge, **common)
    assert (signed.state, signed.signed_by) == (TopicState.CLOSED, town.first_in_charge)


def test_nobody_signs_away_what_was_found(town: City) -> None:
    topic = research.found(town).topic
    with pytest.raises(GuardFailed, match="不能按“未发现问题”结题"):
        services.sign_none_found(
            topic=topic, reason="看过", by=town.first_in_charge, at=at(), version=topic.version
        )


def test_a_stale_version_and_a_cancelled_topic(town: City) -> None:
    topic = research.planned(town)
    content = research.topic_content(town, title="改题")
    with pytest.raises(Conflict):
        services.change_topic(topic=topic, content=content, by=town.officer, at=at(), version=1)
    common = {"topic": topic, "by": town.officer, "at": at(), "version": topic.version}
    with pytest.raises(Invalid, match="请填写取消原因"):
        services.cancel_topic(reason="", **common)
    services.cancel_topic(reason="与上级调研重复", **common)
    with pytest.raises(TransitionNotAllowed, match="已取消"):
        research.visited(town, topic)


def test_the_journal_says_nothing_of_what_was_found(town: City) -> None:
    research.found(town, text="某负责人亲属承揽工程", is_sensitive=True)
    assert "亲属" not in str([(e.subject_label, e.data) for e in Entry.objects.all()])
