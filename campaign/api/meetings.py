"""REST: meetings, their resolutions, and their confirmation."""

from typing import Any
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
from campaign.enums import MeetingKind
from campaign.filters.meetings import MeetingFilter
from campaign.models import Meeting
from campaign.selectors import meetings as selectors
from campaign.services.meetings import MeetingContent, ResolutionContent
from core.api.parameters import filter_parameters
from core.api.preconditions import version_from_request
from core.api.rows import choice, day, needed, version, words
from core.api.serializers import StrictSerializer
from core.errors import Invalid


class ResolutionSerializer(StrictSerializer):
    """A resolution of a meeting."""

    uid = serializers.UUIDField()
    text = serializers.CharField(help_text="议定事项")
    owner_department = UnitSerializer(allow_null=True, help_text="责任单位")
    due_on = serializers.DateField(allow_null=True, help_text="时限")


class MeetingSerializer(StrictSerializer):
    """A meeting's record."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    campaign = serializers.CharField(source="campaign.code")
    department = UnitSerializer(allow_null=True, help_text="市领导小组的会议为 null")
    kind = serializers.ChoiceField(choices=MeetingKind.choices)
    kind_label = serializers.CharField(source="get_kind_display")
    title = serializers.CharField()
    held_on = serializers.DateField()
    place = serializers.CharField()
    host = serializers.CharField(help_text="主持")
    present = serializers.CharField(help_text="出席")
    in_attendance = serializers.CharField(help_text="列席")
    absent = serializers.CharField(help_text="缺席及原因")
    recorder = serializers.CharField(help_text="记录人")
    agenda = serializers.CharField(help_text="议题")
    points = serializers.CharField(help_text="发言要点")
    resolutions = ResolutionSerializer(many=True)
    confirmed_by = PersonNameSerializer(allow_null=True, help_text="审签人")
    confirmed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class ResolutionInput(StrictSerializer):
    uid = serializers.UUIDField(required=False, help_text="已有的议定事项；不填为新增")
    text = needed(500, help_text="议定事项")
    owner_department = RowField("department", required=False, allow_null=True)
    due_on = day(allow_null=True, help_text="时限")


class MeetingFields(StrictSerializer):
    kind = choice(MeetingKind.choices)
    title = needed(200, help_text="会议")
    held_on = day(required=True)
    host = needed(50, help_text="主持")
    place = words(100)
    present = words(5000, help_text="出席")
    in_attendance = words(5000, help_text="列席")
    absent = words(5000, help_text="缺席及原因")
    recorder = words(50, help_text="记录人")
    agenda = words(5000, help_text="议题")
    points = words(5000, help_text="发言要点")
    resolutions = ResolutionInput(many=True, required=False, max_length=60)


class MeetingInput(MeetingFields):
    campaign = RowField("campaign", required=False)
    department = RowField("department", required=False)
    is_city = serializers.BooleanField(required=False, help_text="市领导小组的会议，由办公室登记")


class MeetingChange(MeetingFields):
    version = version()


class ConfirmInput(StrictSerializer):
    version = version()


def resolutions_of(given: list[dict[str, Any]]) -> list[ResolutionContent]:
    return [
        ResolutionContent(
            text=one["text"],
            owner_department=one.get("owner_department"),
            due_on=one.get("due_on"),
            uid=str(one.get("uid", "")),
        )
        for one in given
    ]


@extend_schema(tags=["meetings"])
@extend_schema_view(
    list=extend_schema(summary="会议", parameters=filter_parameters(MeetingFilter)),
    retrieve=extend_schema(summary="一次会议"),
)
class MeetingViewSet(StreamViewSet):
    """会议记录：审签之后，议定事项告知责任单位，可转为整改事项。"""

    serializer_class = MeetingSerializer
    queryset = Meeting.objects.all()
    filterset_class = MeetingFilter
    ordering = selectors.MEETING_ORDER
    versioned = frozenset({"partial_update", "confirm"})

    def rows(self) -> QuerySet[Meeting]:
        return selectors.with_resolutions(selectors.meetings_within(self.scope))

    @extend_schema(summary="登记会议", request=MeetingInput, responses={201: MeetingSerializer})
    def create(self, request: Request) -> Response:
        campaign = self.campaign_asked()
        given = self.cleaned(MeetingInput, campaign)
        is_city = given.pop("is_city", False)
        if is_city and "department" in given:
            raise Invalid.at("department", "市领导小组的会议不填 department。")
        department = None if is_city else self.department_asked(given)
        resolutions = resolutions_of(given.pop("resolutions", []))
        meeting = services.record_meeting(
            campaign=campaign,
            department=department,
            content=MeetingContent(**given, resolutions=resolutions),
            by=self.by,
            at=self.at,
        )
        return self.answer(meeting, status.HTTP_201_CREATED, "api-meeting-detail")

    @extend_schema(summary="修改会议记录", request=MeetingChange, responses=MeetingSerializer)
    def partial_update(self, request: Request, uid: UUID) -> Response:
        meeting = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(MeetingChange, meeting.campaign, partial=True)
        if "resolutions" in given:
            resolutions = resolutions_of(given.pop("resolutions"))
        else:
            resolutions = [
                ResolutionContent(one.text, one.owner_department, one.due_on, str(one.uid))
                for one in meeting.resolutions.all()
            ]
        names = set(MeetingContent.__dataclass_fields__) - {"resolutions"}
        now = {name: getattr(meeting, name) for name in names}
        services.change_meeting(
            meeting=meeting,
            content=MeetingContent(**now | given, resolutions=resolutions),
            by=self.by,
            at=self.at,
            version=seen,
        )
        return self.answer(meeting)

    @extend_schema(summary="审签会议记录", request=ConfirmInput, responses=MeetingSerializer)
    @action(detail=True, methods=["post"], url_path="actions/confirm")
    def confirm(self, request: Request, uid: UUID) -> Response:
        meeting = self.find(uid)
        seen = version_from_request(request)
        self.cleaned(ConfirmInput, meeting.campaign)
        services.confirm_meeting(meeting=meeting, by=self.by, at=self.at, version=seen)
        return self.answer(meeting)
