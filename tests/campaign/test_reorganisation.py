"""A department is to end: what it has in hand of the streams goes to its successor."""

import pytest

from accounts import services as organisation
from accounts.models import Department
from accounts.selectors import ties_of
from campaign.enums import DutyState, OpinionState, SessionState, TopicState, VerifyingScope
from campaign.models import Opinion, Problem, ResearchTopic, StudySession, TaskDuty
from campaign.services import (
    issue_task,
    move_streams,
    name_verifying_unit,
    set_office_department,
)
from campaign.services.opinions import refer_opinion
from campaign.services.review import register_problem
from core.errors import Denied, GuardFailed, Invalid
from journal.models import Entry
from notifications.models import Message
from tests.campaign import opining, research, reviewing, streams, tasking
from tests.personas import TODAY, City, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists(city: City) -> None:
    reviewing.add_lists(city)
    streams.with_lists(city)


def propose(city: City, successor: str | None = "015") -> Department:
    organisation.propose_end(
        department=city.lead,
        successor=city.departments[successor] if successor else None,
        document_number="样例办〔2019〕30号",
        by=city.sys_admin,
        at=at(),
    )
    return Department.objects.select_related("successor").get(pk=city.lead.pk)


def test_what_is_open_moves_and_what_the_successor_has_is_not_done_twice(city: City) -> None:
    problem, secret = reviewing.registered(city), reviewing.sensitive(city)
    topic = research.opened(city)
    twice = tasking.issued(city)
    once = tasking.issued(city, city.lead, title="报送一次情况")
    opinion = opining.referred(city)
    session = streams.planned(city)
    done = move_streams(department=propose(city), by=city.office_head, at=at(hour=11))
    assert (done.moved, done.cancelled, done.refusals) == (4, 2, ())
    for row in (problem, topic, opinion):
        row.refresh_from_db()
        assert row.department == city.other
    assert Problem.objects.get(pk=secret.pk).department == city.lead
    duties = {duty.task_id: duty for duty in TaskDuty.objects.exclude(state=DutyState.CANCELLED)}
    assert duties[once.pk].department == duties[twice.pk].department == city.other
    assert TaskDuty.objects.get(department=city.lead).state == DutyState.CANCELLED
    assert StudySession.objects.get(pk=session.pk).state == SessionState.CANCELLED
    told = Message.objects.get(person=city.stranger, text__contains="并入")
    assert "4项" in told.text
    types = set(Entry.objects.values_list("type", flat=True))
    assert {"review.problem_moved", "task.duty_moved", "research.topic_moved"} <= types
    left = {tie.key for tie in ties_of(city.lead, TODAY) if tie.holds}
    assert left == {"problems", "sub_units"}


def test_without_a_successor_problems_and_opinions_are_left_to_the_office(city: City) -> None:
    problem, topic, opinion = (
        reviewing.registered(city),
        research.opened(city),
        opining.referred(city),
    )
    duty = tasking.duty_of(city)
    done = move_streams(department=propose(city, None), by=city.office_head, at=at(hour=11))
    assert (done.moved, done.cancelled) == (0, 2)
    assert Problem.objects.get(pk=problem.pk).department == city.lead
    assert Opinion.objects.get(pk=opinion.pk).state == OpinionState.REFERRED
    assert ResearchTopic.objects.get(pk=topic.pk).state == TopicState.CANCELLED
    assert TaskDuty.objects.get(pk=duty.pk).state == DutyState.CANCELLED


@pytest.mark.parametrize("name", ["office", "group_leader", "officer", "stranger", "sys_admin"])
def test_only_the_head_of_the_office_moves_it(city: City, name: str) -> None:
    problem = reviewing.registered(city)
    with pytest.raises(Denied, match="办公室主任"):
        move_streams(department=propose(city), by=city.people[name], at=at())
    assert Problem.objects.get(pk=problem.pk).department == city.lead


def test_a_department_that_goes_on_keeps_its_work(city: City) -> None:
    with pytest.raises(GuardFailed, match="没有提出撤销"):
        move_streams(department=city.lead, by=city.office_head, at=at())


def test_an_ended_department_gets_nothing_new(city: City) -> None:
    restated = opining.referred(city)
    ending = propose(city)
    move_streams(department=ending, by=city.office_head, at=at(hour=11))
    organisation.end_department(department=ending, by=city.sys_admin, at=at(hour=12))
    ended = Department.objects.get(pk=city.lead.pk)
    sentence = "请改选市交通运输局"
    by = {"by": city.office, "at": at(hour=13)}
    with pytest.raises(Invalid, match=sentence):
        register_problem(
            campaign=city.campaign, department=ended, content=reviewing.found(city), **by
        )
    with pytest.raises(Invalid, match=sentence):
        refer_opinion(
            opinion=Opinion.objects.get(pk=restated.pk), department=ended, version=None, **by
        )
    task = tasking.drafted(city)
    with pytest.raises(Invalid, match=sentence):
        issue_task(task=task, departments=[ended, city.other], version=None, **by)
    with pytest.raises(Invalid, match=sentence):
        name_verifying_unit(
            campaign=city.campaign,
            scope=VerifyingScope.OFFICE_ITEMS,
            department=ended,
            by=None,
            at=at(hour=13),
        )
    with pytest.raises(Invalid, match=sentence):
        set_office_department(campaign=city.campaign, department=ended, by=None, at=at(hour=13))
