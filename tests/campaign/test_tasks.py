"""Prescribed tasks issued once and answered once, optional actions nobody is reminded of."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Department
from campaign import services
from campaign.enums import (
    DutyState,
    ListKind,
    SessionState,
    TaskState,
)
from campaign.models import EscalationRule, StudySession, TaskDuty
from campaign.permissions import scope_of
from campaign.selectors import tasks as selectors
from core.errors import Conflict, Denied, GuardFailed, Invalid, TransitionNotAllowed
from journal.models import Entry
from notifications.models import Message
from rectification.services import WorkdayRow, declare_workdays, send_due
from tests.campaign.streams import entry, with_lists
from tests.campaign.tasking import DUE, content, drafted, duty_of, issued, optional, reported
from tests.personas import TODAY, City, at, city
from tests.rectification.pages import browser_of, stop_clock

__all__ = ["city"]
pytestmark = pytest.mark.django_db


def test_a_task_is_typed_once_and_given_to_each_department(city: City) -> None:
    task = issued(city)
    assert task.state == TaskState.ISSUED
    assert {d.department for d in task.duties.all()} == {city.lead, city.other}
    told = Message.objects.filter(key__startswith="task:").values_list(
        "person__username", flat=True
    )
    assert set(told) == {"officer", "second_officer", "stranger"}


def test_the_day_counted_is_the_working_day_before_a_day_off(city: City) -> None:
    duty = duty_of(city, due_on=date(2019, 10, 27))
    assert (duty.due_on, duty.effective_due_on) == (date(2019, 10, 27), date(2019, 10, 25))


def test_the_day_counted_follows_the_calendar(city: City) -> None:
    """While the department has it in hand; what is reported keeps the day on which it was due."""
    open_one = duty_of(city, due_on=date(2019, 10, 25))
    done = reported(city, due_on=date(2019, 10, 25))
    rows = [WorkdayRow(date(2019, 10, 25), is_workday=False, name="全市停工")]
    declare_workdays(rows=rows, by=city.office, at=at(hour=11))
    for duty in (open_one, done):
        duty.refresh_from_db()
    assert (open_one.effective_due_on, open_one.due_on) == (date(2019, 10, 24), date(2019, 10, 25))
    assert done.effective_due_on == date(2019, 10, 25)
    entry = Entry.objects.get(type="task.due_recomputed")
    assert (entry.subject_id, entry.data["new"]) == (open_one.pk, "2019-10-24")


@pytest.mark.parametrize("name", ["officer", "first_in_charge", "deputy_leader", "sys_admin"])
def test_only_the_office_issues(city: City, name: str) -> None:
    with pytest.raises(Denied):
        services.draft_task(
            campaign=city.campaign, content=content(city), by=city.people[name], at=at()
        )
    task = drafted(city)
    with pytest.raises(Denied):
        services.issue_task(
            task=task, departments=[city.lead], by=city.people[name], at=at(), version=None
        )
    assert not TaskDuty.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"stream": None}, "stream"),
        ({"due_on": TODAY}, "due_on"),
        ({"expected_minutes": -1}, "expected_minutes"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    city: City, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        drafted(city, **changes)
    assert [error.field for error in refusal.value.errors] == [field]


def test_issuing_needs_departments_and_happens_once(city: City) -> None:
    task = drafted(city)
    done = {"task": task, "by": city.office, "at": at(), "version": None}
    for units in ([], [city.sub_unit]):
        with pytest.raises(Invalid):
            services.issue_task(departments=units, **done)
    services.issue_task(departments=[city.lead], **done)
    with pytest.raises(TransitionNotAllowed):
        services.issue_task(departments=[city.other], **done)
    assert TaskDuty.objects.count() == 1


def test_the_issuer_reads_what_it_costs_before_he_issues(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    issued(city)  # two departments, 90 minutes each
    task = drafted(city, expected_minutes=60)
    page = browser_of(city.office).get(reverse("campaign:task", args=[task.uid])).content.decode()
    units = Department.objects.able_to_lead().filter(parent__isnull=False).count()
    assert "本周已向各部门下达 1 项，预计合计耗时 3 小时" in page
    assert f"本项下达 {units} 个单位，预计再占用 {units} 小时" in page
    assert "2019-10-25当天已有其他任务到期的单位：市住建局、市交通局" in page


def test_the_office_chooses_by_page_and_the_department_reports_by_page(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    task = drafted(city)
    chosen = {"departments": [str(city.lead.uid)], "version": task.version}
    answer = browser_of(city.office).post(reverse("campaign:task_issue", args=[task.uid]), chosen)
    assert answer.status_code == 303
    duty = task.duties.get()
    officer = browser_of(city.officer)
    path = reverse("campaign:duty_act", args=[duty.uid, "report"])
    empty = officer.post(path, {"version": duty.version})
    assert empty.status_code == 422
    assert "请写一句完成情况" in empty.content.decode()
    said = officer.post(path, {"version": duty.version, "no_change": "on"})
    assert said.status_code == 303
    duty.refresh_from_db()
    assert (duty.state, duty.no_change) == (DutyState.REPORTED, True)


def test_a_session_that_is_held_already_is_pointed_at(city: City) -> None:
    with_lists(city)
    session = StudySession.objects.create(
        campaign=city.campaign,
        department=city.lead,
        form=entry(city, ListKind.STUDY_FORM),
        state=SessionState.HELD,
        title="专题研讨",
        planned_on=TODAY,
        held_on=TODAY,
        created_at=at(),
    )
    duty = reported(city, report="", session=session)
    assert (duty.session, duty.report) == (session, "")
    other = issued(city, city.other).duties.get()
    with pytest.raises(Invalid, match="只能选择本单位"):
        services.report_duty(
            duty=other, report="", session=session, by=city.stranger, at=at(), version=None
        )


def test_a_report_is_accepted_or_returned_by_another(city: City) -> None:
    duty = reported(city)
    done = {"by": city.office, "at": at(), "version": None}
    with pytest.raises(Invalid, match="还缺什么"):
        services.return_duty(duty=duty, reason=" ", **done)
    services.return_duty(duty=duty, reason="缺参加人数", **done)
    assert Message.objects.filter(person=city.officer, kind="returned").count() == 1
    again = services.report_duty(
        duty=duty, report="23人参加", by=city.officer, at=at(), version=None
    )
    assert again.return_reason == ""
    assert services.accept_duty(duty=duty, **done).state == DutyState.ACCEPTED
    with pytest.raises(TransitionNotAllowed):
        services.report_duty(duty=duty, report="再报", by=city.officer, at=at(), version=None)


def test_nobody_accepts_his_own_report(city: City) -> None:
    duty = issued(city, city.office_department).duties.get()
    services.report_duty(duty=duty, report="已办", by=city.office, at=at(), version=None)
    with pytest.raises(GuardFailed, match="本人"):
        services.accept_duty(duty=duty, by=city.office, at=at(), version=None)
    services.accept_duty(duty=duty, by=city.office_clerk, at=at(), version=None)


def test_strangers_can_neither_see_nor_report(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    duty = duty_of(city)
    with pytest.raises(Denied):
        services.report_duty(duty=duty, report="x", by=city.stranger, at=at(), version=None)
    for name, status in (("stranger", 404), ("sys_admin", 403), ("deputy_leader", 200)):
        url = reverse("campaign:duty", args=[duty.uid])
        assert browser_of(city.people[name]).get(url).status_code == status, name


def test_a_cancelled_task_asks_nobody_any_more(city: City) -> None:
    task = issued(city)
    first = task.duties.order_by("id").first()
    services.report_duty(duty=first, report="已办", by=city.officer, at=at(), version=None)
    services.cancel_task(task=task, by=city.office, at=at(), version=None)
    assert set(task.duties.values_list("state", flat=True)) == {DutyState.CANCELLED}
    assert Message.objects.filter(key__endswith=":cancelled").exists()


def test_a_date_moves_later_only_and_starts_a_new_ladder(city: City) -> None:
    task = issued(city)
    later = content(city, due_on=DUE + timedelta(days=7))
    done = {"task": task, "by": city.office, "at": at(), "version": None}
    with pytest.raises(Invalid, match="只能延后"):
        services.change_task(content=content(city, due_on=DUE - timedelta(days=3)), **done)
    services.change_task(content=later, **done)
    assert set(task.duties.values_list("due_version", "due_on")) == {(2, later.due_on)}


def test_a_stale_page_is_a_conflict(city: City) -> None:
    duty = duty_of(city)
    services.receive_duty(duty=duty, by=city.officer, at=at(), version=1)
    with pytest.raises(Conflict):
        services.report_duty(duty=duty, report="x", by=city.officer, at=at(), version=1)


# --- the ladder ----------------------------------------------------------------------------------


def rung(city: City, offset: int, *who: str) -> None:
    EscalationRule.objects.create(
        campaign=city.campaign,
        code=f"task{offset}",
        label="x",
        subject="task",
        clock="due",
        offset=offset,
        light="bad" if offset > 0 else "warn",
        who=list(who),
        cadence="daily",
        text="请报告",
    )


def told(city: City) -> set[str]:
    rows = Message.objects.filter(kind="reminder")
    return set(rows.values_list("person__username", flat=True))


def test_tasks_climb_their_own_ladder_once(city: City) -> None:
    EscalationRule.objects.filter(subject="task").delete()
    rung(city, -3, "handler")
    rung(city, 1, "handler", "first_in_charge")
    duty_of(city)
    send_due(at=at(date(2019, 10, 21)))
    assert told(city) == set()
    for _ in range(2):
        send_due(at=at(date(2019, 10, 22)))
    assert told(city) == {"officer"}
    for _ in range(2):
        send_due(at=at(date(2019, 10, 28)))
    assert told(city) == {"officer", "first_in_charge"}
    assert Message.objects.filter(kind="reminder").count() == 3
    assert Entry.objects.filter(type="task.overdue").count() == 1


def test_what_is_reported_is_reminded_of_no_more(city: City) -> None:
    EscalationRule.objects.filter(subject="task").delete()
    rung(city, 1, "handler")
    reported(city)
    send_due(at=at(date(2019, 10, 28)))
    assert told(city) == set()


# --- optional actions ----------------------------------------------------------------------------


def test_an_optional_action_has_no_date_and_reminds_nobody(city: City) -> None:
    task = optional(city)
    assert (task.due_on, task.duties.count()) == (None, 0)
    send_due(at=at(date(2019, 12, 2)))
    assert not Message.objects.exists()


def test_one_click_shares_it_with_all(city: City) -> None:
    task = optional(city)
    seen = selectors.tasks_within(scope_of(city.stranger, TODAY))
    assert not seen.exists()
    services.share_practice(task=task, by=city.officer, at=at(), version=None)
    assert seen.get() == task
    with pytest.raises(TransitionNotAllowed):
        services.share_practice(task=task, by=city.officer, at=at(), version=None)
    with pytest.raises(Invalid, match="做法与成效"):
        services.share_practice(
            task=optional(city, outcome=""), by=city.officer, at=at(), version=None
        )


@pytest.mark.parametrize("name", ["tasks", "duties", "practices", "kick_off", "goals"])
def test_lists_cost_the_same_for_one_row_and_for_many(
    city: City,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:
    stop_clock(monkeypatch)
    issued(city, *Department.objects.able_to_lead().filter(parent__isnull=False))
    for _ in range(5):
        optional(city)
    client = browser_of(city.office)
    url = reverse(f"campaign:{name}")
    client.get(url)
    with django_assert_max_num_queries(14):
        assert client.get(url).status_code == 200
