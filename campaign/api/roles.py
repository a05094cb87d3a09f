"""REST: who is what in a campaign, and the four questions that the office words."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaign import services
from campaign.api.base import PersonNameSerializer, StreamViewSet
from campaign.api.campaigns import NoInput
from campaign.api.directory import RowField
from campaign.api.lists import ENTRY_FIELDS, EntrySerializer
from campaign.enums import CampaignRole, ListKind
from campaign.filters import PARAMETER, campaign_of
from campaign.models import ListEntry, Membership
from campaign.permissions import OFFICE, check_stream
from campaign.services.review import settle_question
from core.api.rows import choice, flag, needed
from core.api.serializers import StrictSerializer

OF_CAMPAIGN = OpenApiParameter(PARAMETER, str, description="主题教育代码，不填为当前")


class RoleSerializer(StrictSerializer):
    """A role of a person, from a day to a day."""

    uid = serializers.UUIDField()
    campaign = serializers.CharField(source="campaign.code", help_text="主题教育代码")
    person = PersonNameSerializer()
    role = serializers.ChoiceField(CampaignRole.choices)
    role_label = serializers.CharField(source="get_role_display")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text="不再任职的第一天")


class RoleInput(StrictSerializer):
    campaign = RowField("campaign", required=False)
    person = RowField("person")
    role = choice(CampaignRole.choices)


@extend_schema(tags=["campaigns"])
@extend_schema_view(
    list=extend_schema(summary="现任的领导小组、办公室和指导组成员", parameters=[OF_CAMPAIGN]),
    retrieve=extend_schema(summary="一条任职"),
)
class CampaignRoleViewSet(StreamViewSet):
    """主题教育中的任职。组长由系统管理员按任职文件载入。"""

    serializer_class = RoleSerializer
    queryset = Membership.objects.none()
    filter_backends: list[type] = []
    query_params = {"list": frozenset({PARAMETER})}
    refusals = ("404",)
    ordering = ("order", "id")

    def rows(self) -> QuerySet[Membership]:
        rows = Membership.objects.select_related("campaign", "person")
        if self.action != "list":
            return rows
        return rows.on(self.on).filter(campaign=campaign_of(self.request))

    @extend_schema(
        summary="登记任职",
        description="组长和办公室主任办理，各自能登记哪些角色见 403 的说明；不能给自己任职。",
        request=RoleInput,
        responses={201: RoleSerializer},
    )
    def create(self, request: Request) -> Response:
        campaign = self.campaign_asked()
        given = self.cleaned(RoleInput, campaign)
        made = services.give_role(
            campaign=campaign,
            person=given["person"],
            role=CampaignRole(given["role"]),
            by=self.by,
            at=self.at,
        )
        return self.answer(made, status.HTTP_201_CREATED, "api-campaign-role-detail")

    @extend_schema(summary="结束任职，自今天起", request=NoInput, responses=RoleSerializer)
    @action(detail=True, methods=["post"], url_path="actions/end")
    def end(self, request: Request, uid: UUID) -> Response:
        row = self.find(uid)
        self.cleaned(NoInput, row.campaign)
        services.end_role(membership=row, by=self.by, at=self.at)
        return self.answer(row)


class QuestionSerializer(EntrySerializer):
    """One of the four, with when the office settled it."""

    class Meta:
        model = ListEntry
        fields = (*ENTRY_FIELDS, "confirmed_at")
        read_only_fields = fields


class QuestionInput(StrictSerializer):
    name = needed(100, help_text="表述")
    is_active = flag(required=True, help_text="是否启用")


@extend_schema(tags=["campaigns"])
@extend_schema_view(
    list=extend_schema(summary="“四个查找”，含未启用的", parameters=[OF_CAMPAIGN]),
    retrieve=extend_schema(summary="“四个查找”之一"),
)
class GapQuestionViewSet(StreamViewSet):
    """四个查找：讲话只提到、没有列出内容，由办公室确认表述后启用。"""

    serializer_class = QuestionSerializer
    queryset = ListEntry.objects.none()
    filter_backends: list[type] = []
    query_params = {"list": frozenset({PARAMETER})}
    refusals = ("404",)
    ordering = ("order", "id")

    def rows(self) -> QuerySet[Any]:
        rows = ListEntry.objects.filter(kind=ListKind.GAP_QUESTION).select_related("campaign")
        return rows.filter(campaign=campaign_of(self.request)) if self.action == "list" else rows

    @extend_schema(
        summary="确认表述并启停（办公室）",
        description="两项都写；改动记入日志，再次载入预置文件也不会覆盖。",
        request=QuestionInput,
        responses=QuestionSerializer,
    )
    def update(self, request: Request, uid: UUID) -> Response:
        row = self.find(uid)
        place = {"campaign": row.campaign, "department": None, "on": self.on}
        check_stream(self.by, OFFICE, **place, what="确认“四个查找”")
        given = self.cleaned(QuestionInput, row.campaign)
        settle_question(entry=row, by=self.by, at=self.at, **given)
        return self.answer(row)
