"""REST: work goals with baseline, present value and target, and their readings."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaign import services
from campaign.api.base import PersonNameSerializer, StreamViewSet, UnitSerializer
from campaign.api.directory import RowField
from campaign.api.study_shapes import GoalFields
from campaign.enums import GoalCategory
from campaign.filters.tasks import GoalFilter
from campaign.models import WorkGoal
from campaign.selectors import tasks as selectors
from campaign.services.goals import GoalContent
from core.api.pagination import PARAMETERS
from core.api.parameters import filter_parameters
from core.api.preconditions import version_from_request
from core.api.rows import day, needed, version
from core.api.serializers import StrictSerializer


def amount(what: str) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=18, decimal_places=2, help_text=what)


class WorkGoalSerializer(StrictSerializer):
    """A goal of a department's business that the campaign is to move."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    campaign = serializers.CharField(source="campaign.code")
    department = UnitSerializer()
    section = serializers.CharField(help_text="责任科室")
    category = serializers.ChoiceField(choices=GoalCategory.choices)
    category_label = serializers.CharField(source="get_category_display")
    name = serializers.CharField(help_text="目标")
    metric = serializers.CharField(help_text="指标")
    unit = serializers.CharField(help_text="计量单位")
    baseline = amount("基数")
    target = amount("目标值")
    current = amount("现值：日期最近的一次读数")
    current_on = serializers.DateField(help_text="现值的日期")
    due_on = serializers.DateField(allow_null=True, help_text="完成时限")
    created_at = serializers.DateTimeField()


class WorkGoalInput(GoalFields):
    """A new goal of a department."""

    campaign = RowField("campaign", required=False)
    department = RowField("department", required=False)


class GoalReadingSerializer(StrictSerializer):
    """A value of a goal's metric on a day."""

    uid = serializers.UUIDField()
    value = amount("数值")
    on = serializers.DateField(help_text="数值的日期")
    source = serializers.CharField(help_text="数据来源")
    read_by = PersonNameSerializer(allow_null=True, help_text="登记人")
    read_at = serializers.DateTimeField()


class GoalReadingInput(StrictSerializer):
    value = amount("数值")
    on = day(required=True, help_text="数值的日期，不晚于今天")
    source = needed(200, help_text="数据来自哪个系统、文件或报表")
    version = version()


@extend_schema(tags=["tasks"])
@extend_schema_view(
    list=extend_schema(summary="工作目标", parameters=filter_parameters(GoalFilter)),
    retrieve=extend_schema(summary="一项工作目标"),
)
class WorkGoalViewSet(StreamViewSet):
    """工作目标：基数、现值、目标值；每次读数写明数据来源。"""

    serializer_class = WorkGoalSerializer
    queryset = WorkGoal.objects.all()
    filterset_class = GoalFilter
    ordering = ("department__sort_order", "department_id", "id")
    versioned = frozenset({"read"})

    def rows(self) -> QuerySet[WorkGoal]:
        return selectors.goals_within(self.scope)

    @extend_schema(
        summary="登记工作目标",
        description="由本单位办理；department 省略时为本人任职的单位，任职多个单位的须填写。",
        request=WorkGoalInput,
        responses={201: WorkGoalSerializer},
    )
    def create(self, request: Request) -> Response:
        campaign = self.campaign_asked()
        given = self.cleaned(WorkGoalInput, campaign)
        goal = services.create_goal(
            campaign=campaign,
            department=self.department_asked(given),
            content=GoalContent(**given),
            by=self.by,
            at=self.at,
        )
        return self.answer(goal, status.HTTP_201_CREATED, "api-goal-detail")

    @extend_schema(
        summary="历次读数，最近的在前", responses=GoalReadingSerializer(many=True), filters=False
    )
    @action(
        detail=True,
        serializer_class=GoalReadingSerializer,
        ordering=("-on", "-id"),
        query_params=PARAMETERS,
    )
    def readings(self, request: Request, uid: UUID) -> Response:
        page = self.paginate_queryset(selectors.readings_of(self.find(uid)))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(summary="登记读数", request=GoalReadingInput, responses=WorkGoalSerializer)
    @action(detail=True, methods=["post"], url_path="actions/read")
    def read(self, request: Request, uid: UUID) -> Response:
        goal = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(GoalReadingInput, goal.campaign)
        services.read_goal(goal=goal, by=self.by, at=self.at, version=seen, **given)
        return self.answer(goal)
