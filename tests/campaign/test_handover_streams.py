"""Sessions somebody planned and tasks in hand stand on his sheet; a task stays the department's."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import services as organisation
from accounts.enums import PostKind
from accounts.models import Handover, Post
from accounts.selectors import DutyLine, lines_for
from campaign import services
from campaign.models import StudySession, TaskDuty
from campaign.selectors.handover import open_tasks, planned_sessions
from core import workdays
from journal.models import Entry
from tests.campaign import streams
from tests.campaign.tasking import DUE, duty_of, issued
from tests.personas import TODAY, City, at
from tests.rectification.handovers import takes_over


@pytest.fixture
def town(city: City) -> City:
    return streams.with_lists(city)


def tasks_of(city: City, name: str, on: Any = TODAY) -> list[DutyLine]:
    post = city.post(name)
    return open_tasks(posts=[post], on=on).get(post.pk, [])


def labels(lines: list[DutyLine]) -> list[str]:
    return [line.label for line in lines]


def test_who_takes_a_session_over_organises_it(town: City) -> None:
    mine = streams.planned(town, by=town.first_in_charge)
    streams.planned(town, title="别人组织的")
    gone = streams.planned(town, by=town.first_in_charge, title="取消了的")
    services.cancel_session(
        session=gone, reason="合并举行", by=town.officer, at=at(), version=gone.version
    )
    organisation.end_post(post=town.post("first_in_charge"), by=None, at=at())
    handover = Handover.objects.get()
    line = handover.lines.get()
    assert (line.label, line.due_on) == (f"集中学习：{mine.title}", mine.planned_on)
    (view,) = lines_for(handover, town.officer, TODAY)
    assert view.url.endswith(str(mine.uid))
    assert lines_for(handover, town.stranger, TODAY)[0].url == ""
    takes_over(town)
    handover.refresh_from_db()
    organisation.accept_lines(handover=handover, lines=[line.uid], by=town.stranger_head, at=at())
    session = StudySession.objects.get(pk=mine.pk)
    assert session.organiser == town.stranger_head
    entry = Entry.objects.get(type="study.organiser_changed")
    assert entry.data["organiser"] == town.stranger_head.name
    assert StudySession.objects.filter(organiser=town.officer).count() == 1


def test_the_head_answers_for_all_tasks_an_officer_for_those_he_received(city: City) -> None:
    duty = duty_of(city)
    services.receive_duty(duty=duty, by=city.officer, at=at(), version=None)
    issued(city, city.lead, title="上报典型案例")
    issued(city, city.other, title="别的单位的")
    both = ["规定动作：开展一次专题研讨", "规定动作：上报典型案例"]
    assert labels(tasks_of(city, "first_in_charge")) == both
    assert labels(tasks_of(city, "officer")) == both[:1]
    assert tasks_of(city, "second_officer") == tasks_of(city, "portfolio_leader") == []
    line = tasks_of(city, "officer")[0]
    assert (line.state, line.due_on, line.note) == ("办理中", DUE, "")
    late = tasks_of(city, "officer", workdays.load().add(DUE, 3))[0]
    assert late.note == "已逾期3个工作日"


def test_the_last_officer_of_a_unit_hands_over_what_names_nobody(city: City) -> None:
    duty_of(city)
    kinds = (PostKind.LIAISON, PostKind.OFFICER)
    mine = city.post("officer")
    officers = Post.objects.filter(department=city.lead, kind__in=kinds)
    Post.objects.filter(pk=mine.pk).update(ends_on=TODAY)
    assert open_tasks(posts=[mine], on=TODAY) == {}
    officers.update(ends_on=TODAY)
    assert len(open_tasks(posts=[mine], on=TODAY)[mine.pk]) == 1


def test_what_was_reported_waits_for_the_office(city: City) -> None:
    duty = duty_of(city)
    duty = services.report_duty(duty=duty, report="已开展", by=city.officer, at=at(), version=None)
    assert tasks_of(city, "first_in_charge") == []
    services.return_duty(duty=duty, reason="缺签到", by=city.office, at=at(), version=None)
    assert [line.left for line in tasks_of(city, "first_in_charge")] == ["办公室退回补充：缺签到"]


def test_a_task_that_is_taken_over_stays_the_departments(city: City) -> None:
    duty = duty_of(city)
    organisation.end_post(post=city.post("first_in_charge"), by=None, at=at())
    line = Handover.objects.get().lines.get()
    takes_over(city)
    handover = Handover.objects.get()
    organisation.accept_lines(handover=handover, lines=[line.uid], by=city.stranger_head, at=at())
    after = TaskDuty.objects.get(pk=duty.pk)
    assert (after.state, after.version, after.received_by) == (duty.state, duty.version, None)


def test_many_posts_and_rows_cost_the_statements_of_one(town: City) -> None:
    duty_of(town)
    streams.planned(town, by=town.first_in_charge)

    def count(posts: list[Post]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert open_tasks(posts=posts, on=TODAY)
            assert planned_sessions(posts=posts, on=TODAY)
        return len(captured)

    one = count([town.post("first_in_charge"), town.post("officer")])
    for n in range(4):
        issued(town, town.lead, town.other, title=f"任务{n}")
        streams.planned(town, title=f"研讨{n}")
    assert count(list(Post.objects.order_by("id"))) == one
