"""REST: problems of problem review, and what becomes of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaign.api.base import (
    EntryRefSerializer,
    PersonNameSerializer,
    StreamViewSet,
    UnitSerializer,
)
from campaign.api.directory import RowField, RowsField
from campaign.enums import ProblemLayer, ProblemState, ProposedKind, ReviewAct
from campaign.filters.review import ProblemFilter
from campaign.models import Problem
from campaign.permissions import review_options
from campaign.selectors import review as selectors
from campaign.services import review as services
from campaign.services.review import ProblemContent
from core.api.parameters import filter_parameters
from core.api.parsers import MergePatchParser, StrictJSONParser
from core.api.preconditions import version_from_request
from core.api.rows import choice, day, flag, needed, version, words
from core.api.serializers import StrictSerializer

_EMPTIED = (
    "manifestation",
    "cause_thought",
    "cause_work",
    "cause_duty",
    "units",
    "layer",
    "proposed_kind",
)
"""Texts that null empties (RFC 7396)."""


class FoundProblemSerializer(StrictSerializer):
    """A problem with its outcome."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    campaign = serializers.CharField(source="campaign.code")
    department = UnitSerializer()
    text = serializers.CharField(help_text="问题")
    manifestation = serializers.CharField(help_text="具体表现")
    dimensions = EntryRefSerializer(many=True, help_text="检视方面")
    method = EntryRefSerializer(help_text="查找方式")
    source = EntryRefSerializer(help_text="来源")
    target = EntryRefSerializer(allow_null=True, help_text="专项整治")
    giver = EntryRefSerializer(allow_null=True, help_text="意见来自（群众提的问题）")
    cause_thought = serializers.CharField(help_text="思想根源")
    cause_work = serializers.CharField(help_text="工作根源")
    cause_duty = serializers.CharField(help_text="职责根源")
    units = serializers.CharField(help_text="涉及单位（处室）")
    layer = serializers.ChoiceField(choices=["", *ProblemLayer.values], help_text="涉及层面")
    proposed_kind = serializers.ChoiceField(choices=["", *ProposedKind.values])
    owner_post = serializers.UUIDField(
        source="owner_post.uid", allow_null=True, default=None, help_text="领导干部本人的任职"
    )
    is_sensitive = serializers.BooleanField(help_text="敏感，只限指定人员查阅")
    is_mass = serializers.BooleanField(help_text="涉及群众")
    found_on = serializers.DateField(help_text="发现日期")
    state = serializers.ChoiceField(choices=ProblemState.choices)
    state_label = serializers.CharField(source="get_state_display")
    outcome_text = serializers.CharField(help_text="处理说明；转为或并入事项时是事项编号")
    merged_into = serializers.UUIDField(
        source="merged_into.uid", allow_null=True, default=None, help_text="合并到的问题"
    )
    decided_by = PersonNameSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    open_since = serializers.DateTimeField(help_text="待处理起始，未处理时限由此计算")
    created_at = serializers.DateTimeField()


class ActOptionSerializer(StrictSerializer):
    """Whether an act is possible, or the sentence why not."""

    act = serializers.ChoiceField(choices=ReviewAct.choices)
    label = serializers.CharField()
    allowed = serializers.BooleanField()
    reason = serializers.CharField()


class ProblemFields(StrictSerializer):
    text = needed(5000, help_text="问题")
    manifestation = words(5000, help_text="具体表现：时间、事例、数字")
    dimensions = RowsField("dimension")
    method = RowField("method")
    source = RowField("source")
    giver = RowField("giver", required=False, allow_null=True)
    target = RowField("target", required=False, allow_null=True)
    cause_thought = words(500, help_text="思想根源；三种根源至少一种")
    cause_work = words(500, help_text="工作根源")
    cause_duty = words(500, help_text="职责根源")
    units = words(200, help_text="涉及单位（处室）")
    layer = choice(ProblemLayer.choices, required=False, allow_blank=True)
    proposed_kind = choice(ProposedKind.choices, required=False, allow_blank=True)
    owner_post = RowField("post", required=False, allow_null=True)
    is_sensitive = flag(help_text="专项默认敏感时必填")
    is_mass = flag()
    found_on = day(help_text="发现日期，默认今天")


class ProblemInput(ProblemFields):
    campaign = RowField("campaign", required=False)
    department = RowField("department", required=False)


class ProblemChange(ProblemFields):
    version = version()


class SolveInput(StrictSerializer):
    how = needed(500, help_text="怎样解决的")
    version = version()


class ProblemReasonInput(StrictSerializer):
    reason = needed(500, help_text="理由")
    version = version()


class ProblemMergeInput(StrictSerializer):
    into = RowField("problem", help_text="合并到的问题（uid）")
    reason = words(500, help_text="说明")
    version = version()


def content_of(problem: Problem, given: Mapping[str, Any]) -> ProblemContent:
    """The whole content of a problem with what was given in it."""
    names = ProblemContent.__dataclass_fields__
    now = {name: getattr(problem, name) for name in names if name != "dimensions"}
    now["dimensions"] = list(problem.dimensions.all())
    return ProblemContent(**now | {name: v for name, v in given.items() if name in names})


def without_nulls(data: Any) -> Any:
    """null empties a text; the other fields know null themselves."""
    if not isinstance(data, Mapping):
        return data
    return {name: "" if v is None and name in _EMPTIED else v for name, v in data.items()}


@extend_schema(tags=["problems"])
@extend_schema_view(
    list=extend_schema(summary="问题清单", parameters=filter_parameters(ProblemFilter)),
    retrieve=extend_schema(summary="一条问题"),
)
class ProblemViewSet(StreamViewSet):
    """检视问题：登记、修改和处理。转为整改事项经 items 办理。"""

    serializer_class = FoundProblemSerializer
    queryset = Problem.objects.all()
    filterset_class = ProblemFilter
    ordering = ("-id",)
    parser_classes = [StrictJSONParser, MergePatchParser]
    versioned = frozenset({"partial_update", "solve", "decline", "merge", "withdraw"})

    def rows(self) -> QuerySet[Problem]:
        return selectors.for_page(Problem.objects.within(self.scope))

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """One problem with its version; reading a sensitive one is journalled."""
        services.note_reading(problem=self.find(uid), by=self.by, at=self.at)
        return super().retrieve(request, uid)

    @extend_schema(
        summary="登记问题",
        description="department 省略时为本人任职的单位；任职多个单位或替其他单位登记的须填写。",
        request=ProblemInput,
        responses={201: FoundProblemSerializer},
    )
    def create(self, request: Request) -> Response:
        campaign = self.campaign_asked()
        given = self.cleaned(ProblemInput, campaign)
        problem = services.register_problem(
            campaign=campaign,
            department=self.department_asked(given),
            content=ProblemContent(**given),
            by=self.by,
            at=self.at,
        )
        return self.answer(problem, status.HTTP_201_CREATED, "api-problem-detail")

    @extend_schema(
        summary="修改问题",
        description="合并补丁（RFC 7396），只限尚未处理的问题。",
        request={
            "application/merge-patch+json": ProblemChange,
            "application/json": ProblemChange,
        },
        responses=FoundProblemSerializer,
    )
    def partial_update(self, request: Request, uid: UUID) -> Response:
        problem = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(
            ProblemChange, problem.campaign, partial=True, data=without_nulls(request.data)
        )
        services.edit_problem(
            problem=problem,
            content=content_of(problem, given),
            by=self.by,
            at=self.at,
            version=seen,
        )
        return self.answer(problem)

    @extend_schema(summary="可办理的操作", responses=ActOptionSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], url_path="actions", pagination_class=None)
    def actions(self, request: Request, uid: UUID) -> Response:
        """Every act, allowed or with the sentence why not."""
        found = review_options(self.by, self.find(uid), self.on)
        rows = [
            {"act": act.value, "label": act.label, "allowed": o.allowed, "reason": o.reason}
            for act, o in found.items()
        ]
        return Response(rows)

    def _settle(self, uid: UUID, kind: type, call: Any) -> Response:
        problem = self.find(uid)
        seen = version_from_request(self.request)
        given = self.cleaned(kind, problem.campaign)
        call(problem=problem, by=self.by, at=self.at, version=seen, **given)
        return self.answer(problem)

    @extend_schema(summary="当场解决", request=SolveInput, responses=FoundProblemSerializer)
    @action(detail=True, methods=["post"], url_path="actions/solve")
    def solve(self, request: Request, uid: UUID) -> Response:
        return self._settle(uid, SolveInput, services.solve_problem)

    @extend_schema(
        summary="不予采纳",
        description="由单位第一责任人或领导小组办公室决定。",
        request=ProblemReasonInput,
        responses=FoundProblemSerializer,
    )
    @action(detail=True, methods=["post"], url_path="actions/decline")
    def decline(self, request: Request, uid: UUID) -> Response:
        return self._settle(uid, ProblemReasonInput, services.decline_problem)

    @extend_schema(
        summary="合并到另一问题", request=ProblemMergeInput, responses=FoundProblemSerializer
    )
    @action(detail=True, methods=["post"], url_path="actions/merge")
    def merge(self, request: Request, uid: UUID) -> Response:
        problem = self.find(uid)
        seen = version_from_request(request)
        given = {"reason": "", **self.cleaned(ProblemMergeInput, problem.campaign)}
        services.merge_problem(problem=problem, by=self.by, at=self.at, version=seen, **given)
        return self.answer(problem)

    @extend_schema(summary="撤回处理", request=ProblemReasonInput, responses=FoundProblemSerializer)
    @action(detail=True, methods=["post"], url_path="actions/withdraw")
    def withdraw(self, request: Request, uid: UUID) -> Response:
        return self._settle(uid, ProblemReasonInput, services.withdraw_decision)
