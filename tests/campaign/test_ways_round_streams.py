"""Rows of the streams by ways round: what is sensitive stays so, who spoke is not told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.permissions import standing_of
from campaign import services as campaign
from campaign.models import Finding, Problem
from campaign.selectors.opinions import calls_for
from campaign.services import opinions, review
from core.errors import DomainError, GuardFailed, Invalid
from notifications.models import Message
from rectification import services
from rectification.models import Item
from rectification.selectors.lineage import Stop, Tracer
from rectification.selectors.origins import row_of
from tests.api import ApiClient
from tests.campaign import research, reviewing, streams
from tests.campaign.opining import answered, referred
from tests.campaign.test_outcomes_sensitive import GOAL
from tests.factories import Walk, content, fresh
from tests.personas import TODAY, City, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists(city: City) -> None:
    streams.with_lists(city)
    reviewing.add_lists(city)


def test_a_sensitive_finding_becomes_no_goal_and_no_open_problem(city: City) -> None:
    finding = research.found(city, is_sensitive=True)
    with pytest.raises(GuardFailed, match="敏感"):
        campaign.finding_to_goal(
            finding=finding, content=GOAL, by=city.officer, at=at(), version=finding.version
        )
    open_one = reviewing.found(city)
    with pytest.raises(Invalid, match="敏感"):
        campaign.finding_to_problem(
            finding=finding, content=open_one, by=city.officer, at=at(), version=finding.version
        )
    assert not Problem.objects.exists()
    closed = replace(open_one, is_sensitive=True)
    made = campaign.finding_to_problem(
        finding=finding, content=closed, by=city.officer, at=at(), version=finding.version
    )
    assert made.is_sensitive


def test_a_merge_across_departments_names_no_problem_of_the_other(city: City) -> None:
    mine = reviewing.registered(city)
    theirs = reviewing.registered(
        city, department=city.other, by=city.stranger, text="公交线网三年没有优化"
    )
    review.merge_problem(
        problem=mine, into=theirs, reason="", by=city.office, at=at(), version=mine.version
    )
    told = Message.objects.filter(subject_uid=mine.uid, person=city.officer)
    assert told.exists()
    assert not [m.text for m in told if "公交线网" in m.text]


def test_a_finding_goes_out_of_sight_with_the_problem_and_its_item(city: City) -> None:
    finding = research.found(city)
    problem = reviewing.registered(city)
    Finding.objects.filter(pk=finding.pk).update(problem=problem)
    row = row_of("problem", problem.uid, user=city.officer, on=TODAY)
    item = services.register(
        campaign=city.campaign,
        content=replace(content(city), row=row),
        by=city.officer,
        at=at(),
        department=city.lead,
    )
    services.raise_sensitivity(
        item=item,
        by=city.office,
        at=at(),
        version=item.version,
        reason="涉及干部本人",
        handler=None,
        office_person=city.office,
    )
    assert Problem.objects.get(pk=problem.pk).is_sensitive
    assert Finding.objects.get(pk=finding.pk).is_sensitive


def test_a_line_says_nothing_of_checks_of_items_that_are_shells(city: City) -> None:
    finding = research.found(city)
    topic = finding.topic
    rows = []
    for sensitive in (False, True):
        walk = Walk(city, is_sensitive=sensitive).awaiting_verification()
        rows.append(walk.verify(by=city.office_head).item)
        rows[-1].origins.update(finding=finding)
    seen = Item.objects.visible_to(city.guidance, on=TODAY)
    assert {item.pk: item.is_full for item in seen} == {rows[0].pk: True, rows[1].pk: False}
    line = Tracer(city.guidance, TODAY).from_topic(topic)
    assert line.keys(Stop.ITEM) == [rows[0].pk, rows[1].pk]
    assert line.keys(Stop.VERIFICATION) == [fresh(rows[0]).verification_id]


def test_nobody_of_the_unit_above_or_below_is_told_whom_to_call(city: City) -> None:
    answered(city, 2)
    with pytest.raises(DomainError):
        opinions.draw_call_backs(
            campaign=city.campaign,
            caller=city.sub_unit,
            share_percent=100,
            by=city.office,
            at=at(),
        )
    opinions.draw_call_backs(
        campaign=city.campaign, caller=city.other, share_percent=100, by=city.office, at=at()
    )
    post = city.post("officer")
    post.pk, post.uid, post.department = None, None, city.other
    post.uid = type(post)._meta.get_field("uid").get_default()
    post.save(force_insert=True)
    both = standing_of(city.officer, TODAY).departments
    assert {city.lead.pk, city.other.pk} <= both
    assert not calls_for(city.officer, both).exists()
    assert calls_for(city.stranger, standing_of(city.stranger, TODAY).departments).count() == 2


def test_an_opinion_that_went_out_of_sight_is_counted_in_no_message(city: City) -> None:
    opinion = referred(city)
    type(opinion).objects.filter(pk=opinion.pk).update(is_sensitive=True)
    later = TODAY + timedelta(days=7)
    opinions.tell_released(at=at(later))
    assert not Message.objects.filter(text__contains="群众意见").exists()


def test_a_session_goes_on_when_its_problem_has_become_sensitive(city: City) -> None:
    problem = reviewing.registered(city)
    session = streams.planned(city, problem=problem)
    Problem.objects.filter(pk=problem.pk).update(is_sensitive=True, created_by=city.second_officer)
    client = ApiClient(city.officer)
    path = f"study-sessions/{session.uid}"
    answer = client.patch(path, {"place": "三楼会议室"}, If_Match=f'"{session.version}"')
    assert answer.status_code == 200, answer.json()
    assert answer.json()["problem"] is None
    session.refresh_from_db()
    assert (session.place, session.problem_id) == ("三楼会议室", problem.pk)
