"""Shapes of what the pages of tasks, kick-off and goals take in."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from accounts.models import Department, Post
from campaign.enums import GroupRole
from campaign.forms.study import VersionedForm
from campaign.models import LeadingGroup, ResearchTopic, Stream, StudySession, Task
from campaign.services.kick_off import Seat
from campaign.services.tasks import TaskContent
from core.forms import DayField, LineField, RowChoiceField, RowsChoiceField, TextField


class TaskForm(VersionedForm):
    """A prescribed task as the office states it."""

    title = LineField(label="任务", help_text="一句话说清要做什么")
    stream = RowChoiceField(label="属于哪项重点工作")
    requirement = TextField(
        label="要求", required=False, max_length=5000, rows=4, help_text="系统里已有的数据不要再要"
    )
    due_on = DayField(label="完成时限")
    expected_minutes = forms.IntegerField(
        label="每单位预计用时（分钟）",
        min_value=0,
        max_value=100_000,
        help_text="下达前会算出各单位合计要花多少小时",
    )
    document_number = LineField(label="依据文号", required=False, max_length=100)

    def __init__(self, *args: Any, streams: Iterable[Stream], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["stream"].offer((row, row.name) for row in streams)

    def content(self) -> TaskContent:
        names = TaskContent.__dataclass_fields__
        return TaskContent(**{n: self.cleaned_data[n] for n in names if n in self.cleaned_data})


class OptionalForm(VersionedForm):
    """An optional action of a department."""

    department = RowChoiceField(label="单位")
    title = LineField(label="自选动作", help_text="做了什么")
    stream = RowChoiceField(label="属于哪项重点工作")
    outcome = TextField(label="做法与成效", required=False, max_length=5000, rows=4)
    done_on = DayField(label="完成日期", required=False)

    def __init__(
        self,
        *args: Any,
        streams: Iterable[Stream],
        departments: Sequence[Department],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["stream"].offer((row, row.name) for row in streams)
        self.fields["department"].offer((row, row.name) for row in departments)
        if len(departments) == 1:
            self.only = departments[0]
            del self.fields["department"]

    @property
    def unit(self) -> Department:
        found = self.cleaned_data.get("department")
        return found if found is not None else self.only

    def content(self) -> TaskContent:
        return TaskContent(title=self.cleaned_data["title"], stream=self.cleaned_data["stream"])


class IssueForm(VersionedForm):
    """To which departments a drafted task goes."""

    departments = RowsChoiceField(label="下达给", help_text="只选确实要办的单位")

    def __init__(self, *args: Any, departments: Iterable[Department], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["departments"].offer((row, row.short_name) for row in departments)


class ReportForm(VersionedForm):
    """How a department did a task: a sentence, or what the system holds already."""

    report = TextField(label="完成情况", required=False, max_length=5000, rows=3)
    session = RowChoiceField(
        label="已登记的集中学习",
        required=False,
        empty_label="不选",
        help_text="已在学习教育里登记的，选上即可，不用再写",
    )
    topic = RowChoiceField(
        label="已登记的调研课题", required=False, empty_label="不选", help_text="同上"
    )
    no_change = forms.BooleanField(label="本期无变化", required=False)

    def __init__(
        self,
        *args: Any,
        sessions: Sequence[StudySession],
        topics: Sequence[ResearchTopic],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["session"].offer((row, row.title[:60]) for row in sessions)
        self.fields["topic"].offer((row, row.title[:60]) for row in topics)
        for name, rows in (("session", sessions), ("topic", topics)):
            if not rows:
                del self.fields[name]


class ReasonForm(VersionedForm):
    """Why a report is returned."""

    reason = LineField(label="还缺什么", max_length=500)


class KickOffForm(VersionedForm):
    """What is typed of a department's kick-off."""

    plan_issued_on = DayField(label="方案印发日期", required=False)
    plan_document_number = LineField(label="方案文号", required=False, max_length=100)
    meeting_held_on = DayField(label="动员会日期", required=False)


class GroupForm(VersionedForm):
    """Who sits in a department's leading group."""

    formed_on = DayField(label="成立日期", required=False)
    document_number = LineField(label="发文字号", required=False, max_length=100)
    leader = RowChoiceField(label="组长")
    deputies = RowsChoiceField(label="副组长", required=False)
    members = RowsChoiceField(label="成员", required=False, help_text="精干为宜，一般不超过9人")

    def __init__(self, *args: Any, posts: Sequence[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(post, f"{post.person.name}　{post.title}") for post in posts]
        for name in ("leader", "deputies", "members"):
            self.fields[name].offer(offered)

    def seats(self) -> list[Seat]:
        """The seats in order; who is chosen twice keeps the higher place."""
        given = self.cleaned_data
        found = [Seat(given["leader"], GroupRole.LEADER)]
        for name, role in (("deputies", GroupRole.DEPUTY), ("members", GroupRole.MEMBER)):
            taken = {seat.post.pk for seat in found}
            found += [Seat(post, role) for post in given[name] if post.pk not in taken]
        return found


def group_initial(group: LeadingGroup | None) -> dict[str, Any]:
    """What the form of a leading group shows first."""
    if group is None:
        return {"version": 0}
    by_role: dict[str, list[Post]] = {role: [] for role in GroupRole.values}
    for member in group.members.all():
        by_role[member.role].append(member.post)
    return {
        "formed_on": group.formed_on,
        "document_number": group.document_number,
        "leader": next(iter(by_role[GroupRole.LEADER]), None),
        "deputies": by_role[GroupRole.DEPUTY],
        "members": by_role[GroupRole.MEMBER],
        "version": group.version,
    }


class ReadingForm(VersionedForm):
    """A new value of a goal's metric."""

    value = forms.DecimalField(label="数值", max_digits=18, decimal_places=2)
    on = DayField(label="日期")
    source = LineField(label="数据来源", help_text="哪个系统、文件或报表")


def task_initial(task: Task) -> dict[str, Any]:
    """What the form of a task shows first."""
    names = [name for name in TaskForm.base_fields if name != "version"]
    return {name: getattr(task, name) for name in names} | {"version": task.version}
