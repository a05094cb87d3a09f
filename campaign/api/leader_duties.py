"""REST: the five duties of leaders (以上率下), a record each; nothing is scored."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from campaign.api.base import (
    EntryRefSerializer,
    PersonNameSerializer,
    StreamViewSet,
    UnitSerializer,
)
from campaign.api.directory import RowField
from campaign.filters.review import LeaderDutyFilter
from campaign.models import LeaderDuty
from campaign.selectors import review as selectors
from campaign.services import review as services
from core.api.parameters import filter_parameters
from core.api.rows import day, words
from core.api.serializers import StrictSerializer


class LeaderPostSerializer(StrictSerializer):
    """A leader's post."""

    uid = serializers.UUIDField()
    title = serializers.CharField(help_text="职务")
    person = PersonNameSerializer()


class LeaderDutySerializer(StrictSerializer):
    """One of the five, done on a day."""

    uid = serializers.UUIDField()
    campaign = serializers.CharField(source="campaign.code")
    department = UnitSerializer()
    post = LeaderPostSerializer(help_text="县处级以上领导干部的任职")
    duty = EntryRefSerializer(help_text="五项中的一项")
    done_on = serializers.DateField()
    note = serializers.CharField(help_text="内容")
    session = serializers.UUIDField(
        source="session.uid", allow_null=True, default=None, help_text="集中学习"
    )
    recorded_by = PersonNameSerializer(allow_null=True)
    recorded_at = serializers.DateTimeField()


class LeaderDutyInput(StrictSerializer):
    campaign = RowField("campaign", required=False)
    post = RowField("post")
    duty = RowField("leader_duty")
    done_on = day(required=True, help_text="不晚于今天，不早于主题教育开始")
    note = words(300, help_text="内容，一句话")
    session = RowField("session", required=False, allow_null=True)


@extend_schema(tags=["problems"])
@extend_schema_view(
    list=extend_schema(summary="以上率下的记录", parameters=filter_parameters(LeaderDutyFilter)),
    retrieve=extend_schema(summary="一条以上率下的记录"),
)
class LeaderDutyViewSet(StreamViewSet):
    """以上率下：五项各记日期和内容，不打分、不比较。"""

    serializer_class = LeaderDutySerializer
    queryset = LeaderDuty.objects.all()
    filterset_class = LeaderDutyFilter
    ordering = ("-done_on", "-id")

    def rows(self) -> QuerySet[LeaderDuty]:
        return selectors.leader_duties_within(self.scope)

    @extend_schema(
        summary="登记一项",
        description="由本单位或办公室办理；同一人同一天同一项只登记一次。",
        request=LeaderDutyInput,
        responses={201: LeaderDutySerializer},
    )
    def create(self, request: Request) -> Response:
        campaign = self.campaign_asked()
        given = self.cleaned(LeaderDutyInput, campaign)
        record = services.record_duty(campaign=campaign, by=self.by, at=self.at, **given)
        return self.answer(record, status.HTTP_201_CREATED, "api-leader-duty-detail")

    @extend_schema(summary="删除误登的一条", responses={204: OpenApiResponse(description="已删除")})
    def destroy(self, request: Request, uid: UUID) -> Response:
        services.remove_duty(record=self.find(uid), by=self.by, at=self.at)
        return Response(status=status.HTTP_204_NO_CONTENT)
