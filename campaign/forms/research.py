"""Shapes of what the pages of research take in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.models import Department
from campaign.enums import ListKind, VisitLevel, VisitWay
from campaign.forms.campaign import PersonField
from campaign.forms.study import Lists, VersionedForm, named
from campaign.models import (
    Finding,
    Problem,
    ResearchPlan,
    ResearchTopic,
    ResearchVisit,
    StudyOutcome,
)
from campaign.services.findings import FindingContent
from campaign.services.research_content import PlanContent, TopicContent, VisitContent
from core.forms import DayField, LineField, RowChoiceField, TextField


class TopicForm(VersionedForm):
    """A topic: what is looked into, in which direction, led by whom."""

    department = RowChoiceField(label="单位")
    title = LineField(label="课题")
    direction = RowChoiceField(label="调研方向")
    field = RowChoiceField(label="领域", required=False, empty_label="不限领域")
    outcome = RowChoiceField(label="引自哪项学习成果", required=False, empty_label="不引自学习成果")
    background = TextField(label="基本情况", required=False, max_length=5000, rows=4)
    causes = TextField(label="原因分析", required=False, max_length=5000, rows=4)
    field_order = (
        "department", "title", "direction", "field", "leader", "outcome", "background", "causes"
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        departments: Sequence[Department],
        lists: Lists,
        outcomes: Sequence[StudyOutcome],
        today: date,
        **options: Any,
    ) -> None:
        is_new = not options.get("initial", {}).get("version")
        super().__init__(*args, today=today, **options)
        self.fields["leader"] = PersonField(
            on=today, label="牵头人", required=False, help_text="工号、账号或姓名；同名时请填工号。"
        )
        self.fields["department"].offer((row, row.name) for row in departments)
        if len(departments) == 1:
            self.only = departments[0]
            del self.fields["department"]
        self.fields["direction"].offer(named(lists[ListKind.RESEARCH_DIRECTION]))
        self.fields["field"].offer(named(lists[ListKind.RESEARCH_FIELD]))
        self.fields["outcome"].offer((row, row.text[:50]) for row in outcomes)
        if not outcomes:
            del self.fields["outcome"]
        if is_new:
            del self.fields["background"], self.fields["causes"]
        self.order_fields(self.field_order)

    @property
    def unit(self) -> Department:
        """The department chosen, or the only one that there is to choose."""
        found = self.cleaned_data.get("department")
        return found if found is not None else self.only

    def content(self) -> TopicContent:
        given = self.cleaned_data
        names = TopicContent.__dataclass_fields__
        return TopicContent(**{name: given[name] for name in names if name in given})


def topic_initial(topic: ResearchTopic) -> dict[str, Any]:
    names = ("title", "direction", "field", "outcome", "background", "causes", "version")
    leader = topic.leader.employee_no or topic.leader.username
    return {name: getattr(topic, name) for name in names} | {"leader": leader}


class ResearchPlanForm(VersionedForm):
    """The plan of a topic."""

    hypothesis = TextField(
        label="拟解决的问题", max_length=5000, rows=3, help_text="带着什么问题去，估计是什么原因。"
    )
    subjects = LineField(label="调研对象")
    places = LineField(label="地点", max_length=300, help_text="到村、社区、企业、服务窗口。")
    ways = forms.MultipleChoiceField(
        label="方式",
        choices=VisitWay.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    pre_notified = forms.BooleanField(label="提前通知调研对象", required=False)
    starts_on = DayField(label="开始")
    ends_on = DayField(label="结束")
    participants = LineField(label="参加人", max_length=300)
    expected = TextField(label="预期成果", max_length=5000, rows=3)

    def content(self) -> PlanContent:
        names = PlanContent.__dataclass_fields__
        return PlanContent(**{name: self.cleaned_data[name] for name in names})


def plan_initial(topic: ResearchTopic) -> dict[str, Any]:
    found: dict[str, Any] = {"version": topic.version}
    plan = ResearchPlan.objects.filter(topic=topic).first()
    if plan is not None:
        found |= {name: getattr(plan, name) for name in PlanContent.__dataclass_fields__}
    return found


class VisitForm(VersionedForm):
    """A visit; `crowding_confirmed` appears once a crowded place has been pointed out."""

    on = DayField(label="日期")
    place = LineField(label="地点", max_length=100, help_text="写到村、社区、企业或窗口的名称。")
    level = forms.ChoiceField(label="层级", choices=[("", "请选择"), *VisitLevel.choices])
    way = forms.ChoiceField(label="方式", choices=[("", "请选择"), *VisitWay.choices])
    people_met = forms.IntegerField(label="见到的人数", min_value=0, max_value=100_000)
    accompanied = forms.BooleanField(label="有人陪同", required=False)
    pre_notified = forms.BooleanField(label="提前通知", required=False)
    raised = TextField(label="反映问题", required=False, max_length=5000, rows=3)
    answered = TextField(label="当场答复", required=False, max_length=5000, rows=3)
    referred = TextField(label="转办", required=False, max_length=5000, rows=2)
    crowding_confirmed = forms.BooleanField(label="确有必要，仍要登记", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ask_about_crowd = bool(self.data.get("crowding_confirmed"))
        self._show()

    def _show(self) -> None:
        widget = forms.CheckboxInput() if self.ask_about_crowd else forms.HiddenInput()
        self.fields["crowding_confirmed"].widget = widget
        widget.is_required = False

    def ask(self) -> None:
        """Show the box with which somebody goes on in spite of the crowd."""
        self.ask_about_crowd = True
        self._show()

    def content(self) -> VisitContent:
        names = VisitContent.__dataclass_fields__
        return VisitContent(**{name: self.cleaned_data[name] for name in names})


class FindingForm(VersionedForm):
    """What was found, what is proposed, or how it was solved on the spot."""

    text = TextField(
        label="发现的问题", max_length=5000, rows=4, help_text="什么时间、什么事、什么数字。"
    )
    visit = RowChoiceField(label="哪次调研发现", required=False, empty_label="不对应某一次")
    proposed_solution = TextField(
        label="对策建议", required=False, max_length=5000, rows=3, help_text="具体方案，不写原则。"
    )
    proposed_department = RowChoiceField(
        label="建议由哪个单位办", required=False, empty_label="未定"
    )
    proposed_due_on = DayField(label="建议时限", required=False)
    solved_on_spot = forms.BooleanField(label="已当场解决", required=False)
    solution = TextField(label="怎么解决的", required=False, max_length=5000, rows=2)
    is_sensitive = forms.BooleanField(
        label="敏感", required=False, help_text="勾选后只有登记人能看到，不进入列表和报告。"
    )

    def __init__(
        self,
        *args: Any,
        visits: Sequence[ResearchVisit],
        departments: Sequence[Department],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["visit"].offer((row, f"{row.on:%Y-%m-%d} {row.place}") for row in visits)
        self.fields["proposed_department"].offer((row, row.short_name) for row in departments)
        if not visits:
            del self.fields["visit"]

    def content(self) -> FindingContent:
        given = self.cleaned_data
        names = FindingContent.__dataclass_fields__
        return FindingContent(**{name: given[name] for name in names if name in given})


def finding_initial(finding: Finding) -> dict[str, Any]:
    names = [*FindingContent.__dataclass_fields__, "version"]
    return {name: getattr(finding, name) for name in names}


class LinkProblemForm(VersionedForm):
    """Which problem of the review list a finding belongs to."""

    problem = RowChoiceField(label="问题清单中的问题")

    def __init__(self, *args: Any, problems: Sequence[Problem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["problem"].offer((row, row.text[:60]) for row in problems)


class NoneFoundForm(VersionedForm):
    """The leader's signature that nothing was found."""

    none_found_reason = TextField(
        label="未发现问题的说明", max_length=500, rows=4, help_text="看了什么、问了谁、怎么核对的。"
    )
    password = forms.CharField(
        label="本人登录密码",
        strip=False,
        required=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="签字前核实身份，密码不会被记录。",
    )


class CancelTopicForm(VersionedForm):
    """Why a topic is given up."""

    cancel_reason = LineField(label="取消原因")
