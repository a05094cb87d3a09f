"""REST: tasks, and tasks in departments' hands."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaign import services
from campaign.api.base import (
    EntryRefSerializer,
    PersonNameSerializer,
    StreamViewSet,
    UnitSerializer,
)
from campaign.api.directory import RowField, RowsField
from campaign.enums import DutyState, TaskKind, TaskState
from campaign.filters.tasks import DutyFilter, TaskFilter
from campaign.models import Task, TaskDuty
from campaign.selectors import tasks as selectors
from campaign.services.tasks import TaskContent
from core.api.fields import StrictIntegerField
from core.api.parameters import filter_parameters
from core.api.preconditions import version_from_request
from core.api.rows import choice, day, flag, needed, version, words
from core.api.serializers import StrictSerializer


class TaskSerializer(StrictSerializer):
    """A prescribed task, or a department's optional action."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    campaign = serializers.CharField(source="campaign.code")
    kind = serializers.ChoiceField(choices=TaskKind.choices)
    state = serializers.ChoiceField(choices=TaskState.choices)
    state_label = serializers.CharField(source="get_state_display")
    stream = EntryRefSerializer(help_text="重点工作")
    title = serializers.CharField()
    requirement = serializers.CharField()
    department = UnitSerializer(allow_null=True, help_text="自选动作的单位；规定动作为 null")
    due_on = serializers.DateField(allow_null=True)
    expected_minutes = serializers.IntegerField(help_text="每单位预计用时（分钟）")
    document_number = serializers.CharField()
    outcome = serializers.CharField(help_text="自选动作的做法与成效")
    issued_at = serializers.DateTimeField(allow_null=True)
    shared_at = serializers.DateTimeField(allow_null=True, help_text="推广为好做法的时间")
    asked = serializers.IntegerField(help_text="下达的单位数")
    done = serializers.IntegerField(help_text="已完成的单位数")


class TaskInput(StrictSerializer):
    campaign = RowField("campaign", required=False)
    kind = choice(TaskKind.choices)
    stream = RowField("stream")
    title = needed(200)
    requirement = words(5000)
    due_on = day(allow_null=True, help_text="规定动作的完成时限")
    expected_minutes = StrictIntegerField(required=False, min_value=0, max_value=100_000)
    document_number = words(100)
    department = RowField("department", required=False, help_text="自选动作的单位")
    outcome = words(5000, help_text="自选动作的做法与成效")
    done_on = day(allow_null=True, help_text="自选动作的完成日期")


class IssueInput(StrictSerializer):
    departments = RowsField("department")
    version = version()


class TaskVersionInput(StrictSerializer):
    version = version()


class DutySerializer(StrictSerializer):
    """A prescribed task in one department's hands."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    campaign = serializers.CharField(source="campaign.code")
    task = serializers.UUIDField(source="task.uid")
    title = serializers.CharField(source="task.title")
    department = UnitSerializer()
    state = serializers.ChoiceField(choices=DutyState.choices)
    state_label = serializers.CharField(source="get_state_display")
    due_on = serializers.DateField()
    effective_due_on = serializers.DateField(help_text="遇休息日提前后的计时时限")
    report = serializers.CharField()
    no_change = serializers.BooleanField()
    session = serializers.UUIDField(source="session.uid", allow_null=True, default=None)
    topic = serializers.UUIDField(source="topic.uid", allow_null=True, default=None)
    reported_by = PersonNameSerializer(allow_null=True)
    reported_at = serializers.DateTimeField(allow_null=True)
    return_reason = serializers.CharField()


class ReportInput(StrictSerializer):
    report = words(5000, help_text="完成情况，一句话即可")
    no_change = flag(help_text="本期无变化")
    version = version()


class ReturnInput(StrictSerializer):
    reason = needed(500)
    version = version()


@extend_schema(tags=["tasks"])
@extend_schema_view(
    list=extend_schema(summary="任务", parameters=filter_parameters(TaskFilter)),
    retrieve=extend_schema(summary="一项任务"),
)
class TaskViewSet(StreamViewSet):
    """规定动作由办公室拟定、一次下达；自选动作由各单位登记，没有时限。"""

    serializer_class = TaskSerializer
    queryset = Task.objects.all()
    filterset_class = TaskFilter
    ordering = selectors.TASK_ORDER
    versioned = frozenset({"issue", "cancel", "share"})

    def rows(self) -> QuerySet[Task]:
        return selectors.tasks_within(self.scope)

    @extend_schema(
        summary="拟定规定动作，或登记自选动作", request=TaskInput, responses={201: TaskSerializer}
    )
    def create(self, request: Request) -> Response:
        campaign = self.campaign_asked()
        given = self.cleaned(TaskInput, campaign)
        names = TaskContent.__dataclass_fields__
        common: dict[str, Any] = {
            "campaign": campaign,
            "content": TaskContent(**{n: given[n] for n in names if n in given}),
            "by": self.by,
            "at": self.at,
        }
        if given["kind"] == TaskKind.PRESCRIBED:
            made = services.draft_task(**common)
        else:
            made = services.add_optional(
                department=self.department_asked(given),
                outcome=given.get("outcome", ""),
                done_on=given.get("done_on"),
                **common,
            )
        return self.answer(made, status.HTTP_201_CREATED, "api-task-detail")

    @extend_schema(summary="下达", request=IssueInput, responses=TaskSerializer)
    @action(detail=True, methods=["post"], url_path="actions/issue")
    def issue(self, request: Request, uid: UUID) -> Response:
        task = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(IssueInput, task.campaign)
        services.issue_task(
            task=task, departments=given["departments"], by=self.by, at=self.at, version=seen
        )
        return self.answer(task)

    @extend_schema(summary="取消", request=TaskVersionInput, responses=TaskSerializer)
    @action(detail=True, methods=["post"], url_path="actions/cancel")
    def cancel(self, request: Request, uid: UUID) -> Response:
        return self._act(request, uid, services.cancel_task)

    @extend_schema(summary="推广为好做法", request=TaskVersionInput, responses=TaskSerializer)
    @action(detail=True, methods=["post"], url_path="actions/share")
    def share(self, request: Request, uid: UUID) -> Response:
        return self._act(request, uid, services.share_practice)

    def _act(self, request: Request, uid: UUID, service: Any) -> Response:
        task = self.find(uid)
        seen = version_from_request(request)
        self.cleaned(TaskVersionInput, task.campaign)
        service(task=task, by=self.by, at=self.at, version=seen)
        return self.answer(task)


@extend_schema(tags=["tasks"])
@extend_schema_view(
    list=extend_schema(summary="各单位任务", parameters=filter_parameters(DutyFilter)),
    retrieve=extend_schema(summary="一个单位的一项任务"),
)
class TaskDutyViewSet(StreamViewSet):
    """各单位手上的规定动作：签收、报告，由办公室认定或退回。"""

    serializer_class = DutySerializer
    queryset = TaskDuty.objects.all()
    filterset_class = DutyFilter
    ordering = selectors.DUTY_ORDER
    versioned = frozenset({"receive", "report", "accept", "send_back"})

    def rows(self) -> QuerySet[TaskDuty]:
        return selectors.duties_within(self.scope)

    def _act(
        self, request: Request, uid: UUID, service: Any, kind: type = TaskVersionInput
    ) -> Response:
        duty = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(kind, duty.campaign)
        extra = {"report": given.pop("report", "")} if kind is ReportInput else {}
        service(duty=duty, by=self.by, at=self.at, version=seen, **given, **extra)
        return self.answer(duty)

    @extend_schema(summary="签收", request=TaskVersionInput, responses=DutySerializer)
    @action(detail=True, methods=["post"], url_path="actions/receive")
    def receive(self, request: Request, uid: UUID) -> Response:
        return self._act(request, uid, services.receive_duty)

    @extend_schema(summary="报告完成情况", request=ReportInput, responses=DutySerializer)
    @action(detail=True, methods=["post"], url_path="actions/report")
    def report(self, request: Request, uid: UUID) -> Response:
        return self._act(request, uid, services.report_duty, ReportInput)

    @extend_schema(summary="认定完成", request=TaskVersionInput, responses=DutySerializer)
    @action(detail=True, methods=["post"], url_path="actions/accept")
    def accept(self, request: Request, uid: UUID) -> Response:
        return self._act(request, uid, services.accept_duty)

    @extend_schema(summary="退回补充", request=ReturnInput, responses=DutySerializer)
    @action(detail=True, methods=["post"], url_path="actions/return")
    def send_back(self, request: Request, uid: UUID) -> Response:
        return self._act(request, uid, services.return_duty, ReturnInput)
