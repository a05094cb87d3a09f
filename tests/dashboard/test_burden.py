"""The burden meter: what is asked of departments by week; never a person, never who answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department, PortfolioDepartment
from campaign import services
from campaign.enums import TaskState
from campaign.models import Meeting, StepRemark, Stream, Task, TaskDuty
from core.clock import local_date
from dashboard.selectors.burden import burden_of_departments, burden_weeks
from tests.personas import City, at
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db
URL = "/burden"
READERS = ("group_leader", "deputy_leader", "office", "office_head")


def asked(city: City, *units: Department, minutes: int = 90, days: int = 0) -> Task:
    """A task that the office issued `days` ago."""
    moment = at() - timedelta(days=days)
    task = Task.objects.create(
        campaign=city.campaign,
        stream=Stream.objects.filter(campaign=city.campaign).order_by("id")[0],
        kind="prescribed",
        state=TaskState.ISSUED,
        title="报送阶段情况",
        expected_minutes=minutes,
        due_on=local_date(at()) + timedelta(days=9),
        issued_by=city.office,
        issued_at=moment,
        created_at=moment,
    )
    for unit in units:
        TaskDuty.objects.create(
            task=task,
            campaign=city.campaign,
            department=unit,
            due_on=task.due_on,
            effective_due_on=task.due_on,
            state_since=moment,
        )
    return task


def test_weeks_add_up_what_was_asked_and_nothing_that_was_taken_back(city: City) -> None:
    on = local_date(at())
    asked(city, city.lead, city.other, minutes=90)
    asked(city, city.lead, minutes=30, days=7)
    asked(city, city.lead, minutes=600, days=7 * 12)
    gone = asked(city, city.lead, city.other, minutes=999)
    services.cancel_task(task=gone, by=city.office_head, at=at(), version=gone.version)
    Meeting.objects.create(
        campaign=city.campaign,
        kind="leading_group",
        title="领导小组会",
        held_on=on,
        host="赵某甲",
        created_at=at(),
    )
    weeks = burden_weeks(city.campaign, on)
    assert len(weeks) == 12
    now, before = weeks[-1], weeks[-2]
    assert (now.tasks, now.cancelled, now.duties, now.hours) == (2, 1, 2, 3)
    assert (now.forms, now.meetings, now.notices) == (2, 1, 0)
    assert (before.tasks, before.duties, before.minutes) == (1, 1, 30)
    assert sum(week.minutes for week in weeks) == 210, "what is older is in no week"
    units = burden_of_departments(city.campaign, on, None)
    found = {row.department.code: (row.duties, row.hours) for row in units}
    assert found == {city.lead.code: (2, 2.0), city.other.code: (1, 1.5)}
    ranks = [row.department.sort_order for row in units]
    assert ranks == sorted(ranks)


def test_leaders_and_the_office_read_it_and_nobody_is_named(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    asked(city, city.lead, city.other)
    for name in READERS:
        page = browser_of(city.people[name]).get(URL)
        assert page.status_code == 200, name
        body = page.content.decode().split("<main", 1)[1]
        assert "要求填报2份、预计3小时" in body
        assert [p.name for p in city.people.values() if p.name in body] == []
    office = browser_of(city.office)
    day = local_date(at())
    monday = day - timedelta(days=day.weekday())
    rows = f"/tasks?kind=prescribed&issued_from={monday}&issued_until={monday + timedelta(days=6)}"
    assert rows.replace("&", "&amp;") in office.get(URL).content.decode()
    assert "报送阶段情况" in office.get(rows).content.decode()
    earlier = rows.replace(f"until={monday + timedelta(days=6)}", f"until={monday}")
    assert ("报送阶段情况" in office.get(earlier).content.decode()) == (day == monday)
    for name in ("officer", "first_in_charge", "stranger", "guidance", "sys_admin", "audit_admin"):
        assert browser_of(city.people[name]).get(URL).status_code == 403, name


def test_a_deputy_reads_the_departments_of_his_portfolio(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    asked(city, city.lead, city.other)
    mine = burden_of_departments(city.campaign, local_date(at()), [city.lead.pk])
    assert [row.department for row in mine] == [city.lead]
    body = browser_of(city.people["deputy_leader"]).get(URL).content.decode().split("各单位", 1)[1]
    kept = PortfolioDepartment.objects.filter(
        post__person=city.people["deputy_leader"]
    ).values_list("department__short_name", flat=True)
    for unit in (city.lead, city.other):
        assert (f'<th scope="row">{unit.short_name}</th>' in body) == (unit.short_name in kept)


def test_as_many_statements_for_one_task_as_for_fifty(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    client = browser_of(city.office)
    counts: list[int] = []
    for n in (1, 1, 49):
        for i in range(n):
            asked(city, city.lead, city.other, days=i)
        with CaptureQueriesContext(connection) as caught:
            client.get(URL)
        counts.append(len(caught))
    assert counts[1] == counts[2] <= 20


def test_the_office_is_told_how_many_pages_wait_for_its_answer(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    for page in ("campaign:problem_new", "campaign:problem_new", "campaign:study_new"):
        StepRemark.objects.create(
            campaign=city.campaign, page=page, kind="unclear", week=local_date(at())
        )
    assert "（2 页待答复）" in browser_of(city.office).get(URL).content.decode()
    assert "待答复" not in browser_of(city.people["group_leader"]).get(URL).content.decode()


def test_a_quiet_spell_says_so(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    body: Any = browser_of(city.office).get(URL).content.decode()
    assert "近12周没有向部门下达任务" in body
