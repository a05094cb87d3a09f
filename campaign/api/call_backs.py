"""REST: whom to call back is drawn by a recorded seed, another unit calls, all answers count."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import standing_of
from campaign.api.base import ActViewSet, StreamViewSet, UnitSerializer
from campaign.api.directory import RowField
from campaign.enums import Satisfaction
from campaign.filters import PARAMETER, campaign_of
from campaign.models import CallBack, CallBackDraw
from campaign.permissions.opinions import check_call, handles_opinions, reads_opinions
from campaign.selectors import opinions as selectors
from campaign.services import opinions as services
from core.api.fields import StrictIntegerField
from core.api.rows import choice, words
from core.api.serializers import StrictSerializer
from core.errors import Denied

OF_CAMPAIGN = OpenApiParameter(PARAMETER, str, description="主题教育代码，不填为当前")


class DrawSerializer(StrictSerializer):
    """A sample: with the seed and the same opinions anybody draws the same again."""

    uid = serializers.UUIDField()
    caller = UnitSerializer(source="caller_department", help_text="回访单位")
    share_percent = serializers.IntegerField(help_text="抽取比例（%）")
    seed = serializers.CharField(help_text="抽样种子，同时记入日志")
    population = serializers.IntegerField(help_text="抽取时可以回访的件数")
    drawn = serializers.IntegerField(help_text="抽中的件数")
    waiting = serializers.IntegerField(help_text="尚未回访的件数")
    drawn_at = serializers.DateTimeField()


class DrawInput(StrictSerializer):
    caller = RowField("department", help_text="回访单位；它承办的意见不在抽取之列")
    share_percent = StrictIntegerField(min_value=1, max_value=100, help_text="抽取比例（%）")


class CallBackSerializer(StrictSerializer):
    """Whom the caller's unit is to call, and what was said."""

    uid = serializers.UUIDField()
    draw = serializers.UUIDField(source="draw.uid")
    text = serializers.SerializerMethodField(help_text="整理后的问题")
    answer = serializers.CharField(source="opinion.answer", help_text="承办单位的答复")
    contact_name = serializers.SerializerMethodField(help_text="反映人；登记结果之后不再给出")
    contact = serializers.SerializerMethodField(help_text="联系方式；登记结果之后不再给出")
    result = serializers.ChoiceField(
        Satisfaction.choices, allow_blank=True, help_text="空为尚未回访"
    )
    result_label = serializers.SerializerMethodField()
    note = serializers.CharField()
    called_on = serializers.DateField(allow_null=True)

    def get_text(self, row: CallBack) -> str:
        return row.opinion.restatement or row.opinion.raw_text

    def get_contact_name(self, row: CallBack) -> str:
        return "" if row.result else row.opinion.contact_name

    def get_contact(self, row: CallBack) -> str:
        return "" if row.result else row.opinion.contact

    def get_result_label(self, row: CallBack) -> str:
        return row.get_result_display()


class CallInput(StrictSerializer):
    result = choice(Satisfaction.choices, help_text="“不清楚”和拒绝回答也要登记，都计入件数")
    note = words(300, help_text="说明")


class SatisfactionCountsSerializer(serializers.Serializer):
    satisfied = serializers.IntegerField(help_text=Satisfaction.SATISFIED.label)
    fair = serializers.IntegerField(help_text=Satisfaction.FAIR.label)
    unsatisfied = serializers.IntegerField(help_text=Satisfaction.UNSATISFIED.label)
    unclear = serializers.IntegerField(help_text=Satisfaction.UNCLEAR.label)
    refused = serializers.IntegerField(help_text=Satisfaction.REFUSED.label)
    unreached = serializers.IntegerField(help_text=Satisfaction.UNREACHED.label)


@extend_schema_serializer(many=False)
class SatisfactionFiguresSerializer(StrictSerializer):
    """How many were called, and what they said."""

    asked = serializers.IntegerField(
        allow_null=True, help_text="已回访的件数；少于3件时只告诉办公室，其他人为 null"
    )
    waiting = serializers.IntegerField(help_text="抽中、尚未回访的件数")
    counts = SatisfactionCountsSerializer(allow_null=True, help_text="同上")


@extend_schema(tags=["opinions"], parameters=[OF_CAMPAIGN])
@extend_schema_view(
    list=extend_schema(summary="回访抽样，新的在前（办公室）"),
    retrieve=extend_schema(summary="一次回访抽样（办公室）"),
)
class CallBackDrawViewSet(StreamViewSet):
    """回访抽样：种子记录在案，谁来重抽都是同样的结果。"""

    serializer_class = DrawSerializer
    queryset = CallBackDraw.objects.none()
    filter_backends: list[type] = []
    query_params = {name: frozenset({PARAMETER}) for name in ("list", "retrieve", "create")}
    refusals = ("404",)
    ordering = ("-drawn_at", "-id")

    def rows(self) -> QuerySet[CallBackDraw]:
        campaign = campaign_of(self.request)
        rows = CallBackDraw.objects.filter(campaign=campaign).select_related("caller_department")
        rows = rows.annotate(
            drawn=Count("calls"), waiting=Count("calls", filter=Q(calls__result=""))
        )
        return rows if handles_opinions(self.by, campaign, self.on) else rows.none()

    @extend_schema(
        summary="抽取回访对象（办公室）",
        description="从已答复、留有联系方式、不由回访单位承办、没有抽中过的意见中按比例随机抽取。",
        request=DrawInput,
        responses={201: DrawSerializer},
    )
    def create(self, request: Request) -> Response:
        campaign = campaign_of(request)
        given = self.cleaned(DrawInput, campaign)
        draw = services.draw_call_backs(campaign=campaign, by=self.by, at=self.at, **given)
        return self.answer(draw, status.HTTP_201_CREATED, "api-call-back-draw-detail")


@extend_schema(tags=["opinions"], parameters=[OF_CAMPAIGN])
@extend_schema_view(list=extend_schema(summary="本单位要回访的群众，未回访的在前"))
class CallBackViewSet(StreamViewSet):
    """群众回访，由抽样时指定的单位办理；意见的承办单位不能回访。"""

    serializer_class = CallBackSerializer
    queryset = CallBack.objects.none()
    filter_backends: list[type] = []
    query_params = {name: frozenset({PARAMETER}) for name in ("list", "retrieve", "record")}
    refusals = ("404",)
    ordering = ("result", "uid")

    def rows(self) -> QuerySet[CallBack]:
        units = frozenset() if self.by.admin_role else standing_of(self.by, self.on).departments
        rows = selectors.calls_for(self.by, units)
        return rows.filter(draw__campaign=campaign_of(self.request))

    def _mine(self, uid: UUID) -> CallBack:
        """A call that is this person's to make: 404 for another unit's, 403 where he is tied."""
        row = self.find(uid)
        check_call(self.by, row.opinion, row.draw.caller_department_id, self.on)
        return row

    @extend_schema(summary="一件回访")
    def retrieve(self, request: Request, uid: UUID) -> Response:
        return self.shown(self._mine(uid))

    @extend_schema(
        summary="登记回访结果",
        description="每件登记一次，不能修改，因此不带 version；已登记的 409。",
        request=CallInput,
    )
    @action(detail=True, methods=["post"], url_path="actions/record")
    def record(self, request: Request, uid: UUID) -> Response:
        row = self._mine(uid)
        given = {"note": "", **self.cleaned(CallInput, row.draw.campaign)}
        services.record_call(call=row, by=self.by, at=self.at, **given)
        return self.answer(row)


@extend_schema(tags=["opinions"], parameters=[OF_CAMPAIGN])
class SatisfactionViewSet(ActViewSet):
    """满意度：已回访多少件，各答多少；拒绝回答和“不清楚”一并列出，不算百分比。"""

    serializer_class = SatisfactionFiguresSerializer
    queryset = CallBack.objects.none()
    filter_backends: list[type] = []
    pagination_class = None
    query_params = {"list": frozenset({PARAMETER})}
    refusals = ("404",)

    @extend_schema(
        operation_id="satisfaction", summary="回访结果汇总", responses=SatisfactionFiguresSerializer
    )
    def list(self, request: Request) -> Response:
        campaign = campaign_of(request)
        if not reads_opinions(self.by, campaign, self.on):
            raise Denied("回访结果由办公室和各单位人员查看，您目前不是。")
        found = selectors.satisfaction(campaign)
        told = handles_opinions(self.by, campaign, self.on) or not found.is_small
        shown: dict[str, Any] = {
            "asked": found.asked if told else None,
            "waiting": found.waiting,
            "counts": found.counts if told else None,
        }
        return Response(self.get_serializer(shown).data)
