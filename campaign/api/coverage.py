"""REST: what departments compared themselves with, how they found it, and signed blanks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Department
from campaign.api.base import (
    EntryRefSerializer,
    PersonNameSerializer,
    StreamViewSet,
    UnitSerializer,
)
from campaign.api.directory import RowField
from campaign.api.units import OF_CAMPAIGN, PerUnitSerializer, PerUnitViewSet
from campaign.filters.review import NothingFoundFilter
from campaign.models import NothingFound, ReviewDimension
from campaign.permissions import StreamRole, check_stream
from campaign.selectors import review as selectors
from campaign.selectors.review import Mix
from campaign.services import review as services
from core.api.parameters import filter_parameters
from core.api.rows import needed
from core.api.serializers import StrictSerializer


class CellSignatureSerializer(StrictSerializer):
    """The signature that closes a blank cell."""

    uid = serializers.UUIDField(help_text="见 nothing-found")
    reason = serializers.CharField(help_text="说明")
    signed_by = PersonNameSerializer()
    post_title = serializers.CharField(help_text="签署时的职务")
    signed_at = serializers.DateTimeField()


class CoverageCellSerializer(StrictSerializer):
    """A dimension in a department's row."""

    dimension = EntryRefSerializer(help_text="检视方面")
    count = serializers.IntegerField(help_text="纳入统计的问题数；不含敏感、已合并、不予采纳的")
    signed = CellSignatureSerializer(
        allow_null=True, help_text="经对照未发现问题的签署；有问题或未签署为 null"
    )


class FoundBySerializer(StrictSerializer):
    """How a department's problems were found: told, never scored."""

    total = serializers.IntegerField(help_text="纳入统计的问题数")
    self_found = serializers.IntegerField(help_text="自己找")
    masses_raised = serializers.IntegerField(source="masses", help_text="群众提")
    collective_discussed = serializers.IntegerField(source="collective", help_text="集体议")
    superior_pointed = serializers.IntegerField(source="superior", help_text="上级点")
    heard_nobody = serializers.BooleanField(help_text="有问题而没有一条是群众提的：未听取群众意见")


class CoverageSerializer(PerUnitSerializer):
    """A department's row: every dimension in use, and how its problems were found."""

    cells = CoverageCellSerializer(many=True)
    found_by = FoundBySerializer()


class NothingFoundSerializer(StrictSerializer):
    """A signature that a department compared itself on a dimension and found no problem."""

    uid = serializers.UUIDField()
    campaign = serializers.CharField(source="campaign.code")
    department = UnitSerializer()
    dimension = EntryRefSerializer(help_text="检视方面")
    reason = serializers.CharField(help_text="怎样对照、为什么没有问题")
    signed_by = PersonNameSerializer()
    post_title = serializers.CharField(help_text="签署时的职务")
    signed_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True, help_text="撤销或失效的时间")


class NothingFoundInput(StrictSerializer):
    campaign = RowField("campaign", required=False)
    department = RowField("department", required=False)
    dimension = RowField("dimension")
    reason = needed(300, help_text="一句话写明怎样对照、为什么没有问题")
    password = needed(128, trim_whitespace=False, help_text="本人登录密码，核实身份")


class NothingFoundRevokeInput(StrictSerializer):
    """Nothing is asked."""


@dataclass(frozen=True)
class CoverageLine:
    """A department's row of the matrix."""

    department: Department
    cells: list[dict[str, Any]]
    found_by: Mix


@extend_schema(tags=["problems"], parameters=[OF_CAMPAIGN])
@extend_schema_view(
    list=extend_schema(summary="对照检视情况：可见的每个单位一行，按机构序列，不作排名"),
    retrieve=extend_schema(summary="一个单位的对照检视情况"),
)
class CoverageViewSet(PerUnitViewSet):
    """单位 × 检视方面的问题数、“经对照未发现问题”的签署和问题的查找方式。uid 是单位的 uid。

    敏感问题不计入，任何数字都不透露。
    """

    serializer_class = CoverageSerializer

    def lines(self, units: Sequence[Department]) -> list[CoverageLine]:
        scope, campaign = self.scope, self.campaign
        dimensions = list(campaign.dimensions.active().in_order())
        found = selectors.coverage_of(campaign, scope)
        mixes = selectors.mixes_of(campaign, scope, campaign.methods.active().in_order())

        def cell(unit: Department, one: ReviewDimension) -> dict[str, Any]:
            n = found.counts.get((unit.pk, one.pk), 0)
            signed = None if n else found.signed.get((unit.pk, one.pk))
            return {"dimension": one, "count": n, "signed": signed}

        return [
            CoverageLine(unit, [cell(unit, one) for one in dimensions], mixes.get(unit.pk, Mix()))
            for unit in units
        ]


@extend_schema(tags=["problems"])
@extend_schema_view(
    list=extend_schema(
        summary="经对照未发现问题的签署", parameters=filter_parameters(NothingFoundFilter)
    ),
    retrieve=extend_schema(summary="一次签署"),
)
class NothingFoundViewSet(StreamViewSet):
    """“经对照未发现问题”：单位第一责任人对一个检视方面签署，不用凑数。"""

    serializer_class = NothingFoundSerializer
    queryset = NothingFound.objects.all()
    filterset_class = NothingFoundFilter
    ordering = ("-id",)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A signature asks for the password before any transaction begins; who may not sign is
        told so first, and no try is counted."""
        super().initial(request, *args, **kwargs)
        if self.action != "create":
            return
        campaign = self.campaign_asked()
        given = self.cleaned(NothingFoundInput, campaign)
        given.pop("password")
        department = self.department_asked(given)
        check_stream(
            self.by,
            (StreamRole.HEAD,),
            campaign=campaign,
            department=department,
            on=self.on,
            what="签署“经对照未发现问题”",
        )
        self.ask_password()
        self.given = {**given, "campaign": campaign, "department": department}

    def rows(self) -> QuerySet[NothingFound]:
        return selectors.signatures_within(self.scope)

    @extend_schema(
        summary="签署“经对照未发现问题”",
        description="由单位第一责任人（或主持工作的负责人）办理，须再次输入密码。",
        request=NothingFoundInput,
        responses={201: NothingFoundSerializer},
    )
    def create(self, request: Request) -> Response:
        signed = services.sign_nothing_found(**self.given, by=self.by, at=self.at)
        return self.answer(signed, status.HTTP_201_CREATED, "api-nothing-found-detail")

    @extend_schema(
        summary="撤销签署",
        description="由单位第一责任人或办公室办理；已撤销的不能再撤销。",
        request=None,
        responses=NothingFoundSerializer,
    )
    @action(detail=True, methods=["post"], url_path="actions/revoke")
    def revoke(self, request: Request, uid: UUID) -> Response:
        signed = self.find(uid)
        self.cleaned(NothingFoundRevokeInput, signed.campaign)
        services.revoke_nothing_found(signed=signed, by=self.by, at=self.at)
        return self.answer(signed)
