"""Tasks for the tests, on any of their stations."""

from dataclasses import replace
from datetime import date
from typing import Any

from accounts.models import Department
from campaign import services
from campaign.models import Task, TaskDuty
from campaign.services.tasks import TaskContent
from tests.personas import TODAY, City, at

DUE = date(2019, 10, 25)


def content(city: City, **changes: Any) -> TaskContent:
    base = TaskContent(
        title="开展一次专题研讨",
        stream=city.campaign.streams.order_by("id").first(),
        due_on=DUE,
        expected_minutes=90,
    )
    return replace(base, **changes)


def drafted(city: City, **changes: Any) -> Task:
    return services.draft_task(
        campaign=city.campaign, content=content(city, **changes), by=city.office, at=at()
    )


def issued(city: City, *departments: Department, **changes: Any) -> Task:
    units = departments or (city.lead, city.other)
    task = drafted(city, **changes)
    return services.issue_task(
        task=task, departments=units, by=city.office, at=at(), version=task.version
    )


def duty_of(city: City, **changes: Any) -> TaskDuty:
    return issued(city, city.lead, **changes).duties.get()


def reported(city: City, due_on: date = DUE, **changes: Any) -> TaskDuty:
    said = {"report": "10月12日已开展", **changes}
    duty = duty_of(city, due_on=due_on)
    return services.report_duty(duty=duty, by=city.officer, at=at(), version=None, **said)


def optional(city: City, outcome: str = "午间轮值，群众少跑一趟") -> Task:
    return services.add_optional(
        campaign=city.campaign,
        department=city.lead,
        content=content(city, title="窗口午间轮值"),
        outcome=outcome,
        done_on=TODAY,
        by=city.officer,
        at=at(),
    )
