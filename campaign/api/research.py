"""REST: research topics with their plan and visits, findings, and how a topic ends."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaign import services
from campaign.api.base import (
    StreamViewSet,
)
from campaign.api.research_shapes import (
    FindingChange,
    FindingInput,
    FindingSerializer,
    LinkInput,
    NoneFoundInput,
    ResearchPlanInput,
    TopicCancelInput,
    TopicChange,
    TopicEndInput,
    TopicInput,
    TopicSerializer,
    VisitInput,
    VisitSerializer,
)
from campaign.api.study import merged
from campaign.api.study_shapes import GoalInput
from campaign.filters.research import FindingFilter, TopicFilter, VisitFilter
from campaign.models import Finding, ResearchTopic, ResearchVisit
from campaign.selectors import research as selectors
from campaign.services.findings import FindingContent
from campaign.services.goals import GoalContent
from campaign.services.research import check_signs
from campaign.services.research_content import PlanContent, TopicContent, VisitContent
from core.api.parameters import filter_parameters
from core.api.preconditions import version_from_request, with_etag


@extend_schema(tags=["research"])
@extend_schema_view(
    list=extend_schema(summary="调研课题", parameters=filter_parameters(TopicFilter)),
    retrieve=extend_schema(summary="一个调研课题"),
)
class ResearchTopicViewSet(StreamViewSet):
    """调研课题：先有计划再登记调研；结题要有落地的发现，或牵头人签字未发现问题。"""

    serializer_class = TopicSerializer
    queryset = ResearchTopic.objects.all()
    filterset_class = TopicFilter
    ordering = selectors.TOPIC_ORDER
    versioned = frozenset({"partial_update", "save_plan", "close", "sign_none_found", "cancel"})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A signature asks for the password before any transaction begins."""
        super().initial(request, *args, **kwargs)
        if self.action == "sign_none_found":
            topic = self.find(kwargs["uid"])
            version_from_request(request)
            check_signs(topic, self.by)
            self.ask_password()

    def rows(self) -> QuerySet[ResearchTopic]:
        return selectors.topics_within(self.scope)

    @extend_schema(summary="确定调研课题", request=TopicInput, responses={201: TopicSerializer})
    def create(self, request: Request) -> Response:
        campaign = self.campaign_asked()
        given = self.cleaned(TopicInput, campaign)
        topic = services.open_topic(
            campaign=campaign,
            department=self.department_asked(given),
            content=TopicContent(**given),
            by=self.by,
            at=self.at,
        )
        return self.answer(topic, status.HTTP_201_CREATED, "api-research-topic-detail")

    @extend_schema(summary="修改调研课题", request=TopicChange, responses=TopicSerializer)
    def partial_update(self, request: Request, uid: UUID) -> Response:
        topic = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(TopicChange, topic.campaign, partial=True)
        content = merged(TopicContent, topic, given)
        services.change_topic(topic=topic, content=content, by=self.by, at=self.at, version=seen)
        return self.answer(topic)

    @extend_schema(summary="制定调研计划", request=ResearchPlanInput, responses=TopicSerializer)
    @action(detail=True, methods=["put"], url_path="plan")
    def save_plan(self, request: Request, uid: UUID) -> Response:
        topic = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(ResearchPlanInput, topic.campaign)
        services.save_research_plan(
            topic=topic, content=PlanContent(**given), by=self.by, at=self.at, version=seen
        )
        return self.answer(topic)

    @extend_schema(
        summary="登记调研",
        description="前后30天内多个单位已去过同一地点三次以上时先答 422（code 为 crowded），"
        "确有必要的带 crowding_confirmed 重发。",
        request=VisitInput,
        responses={201: VisitSerializer},
    )
    @action(detail=True, methods=["post"], serializer_class=VisitSerializer)
    def visits(self, request: Request, uid: UUID) -> Response:
        topic = self.find(uid)
        given = self.cleaned(VisitInput, topic.campaign)
        confirmed = given.pop("crowding_confirmed", False)
        made = services.log_visit(
            topic=topic,
            content=VisitContent(**given),
            by=self.by,
            at=self.at,
            crowding_confirmed=confirmed,
        )
        shown = selectors.visits_within(self.scope).get(pk=made.pk)
        body = VisitSerializer(shown, context=self.get_serializer_context()).data
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(summary="登记调研发现", request=FindingInput, responses={201: FindingSerializer})
    @action(detail=True, methods=["post"], serializer_class=FindingSerializer)
    def findings(self, request: Request, uid: UUID) -> Response:
        topic = self.find(uid)
        given = self.cleaned(FindingInput, topic.campaign)
        made = services.add_finding(
            topic=topic, content=FindingContent(**given), by=self.by, at=self.at
        )
        shown = selectors.findings_within(self.scope).get(pk=made.pk)
        body = FindingSerializer(shown, context=self.get_serializer_context()).data
        return with_etag(Response(body, status=status.HTTP_201_CREATED), shown.version)

    @extend_schema(summary="结题", request=TopicEndInput, responses=TopicSerializer)
    @action(detail=True, methods=["post"], url_path="actions/close")
    def close(self, request: Request, uid: UUID) -> Response:
        topic = self.find(uid)
        seen = version_from_request(request)
        self.cleaned(TopicEndInput, topic.campaign)
        services.close_topic(topic=topic, by=self.by, at=self.at, version=seen)
        return self.answer(topic)

    @extend_schema(
        summary="牵头人签字：未发现问题", request=NoneFoundInput, responses=TopicSerializer
    )
    @action(detail=True, methods=["post"], url_path="actions/sign-none-found")
    def sign_none_found(self, request: Request, uid: UUID) -> Response:
        topic = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(NoneFoundInput, topic.campaign)
        services.sign_none_found(
            topic=topic,
            reason=given["none_found_reason"],
            by=self.by,
            at=self.at,
            version=seen,
        )
        return self.answer(topic)

    @extend_schema(summary="取消课题", request=TopicCancelInput, responses=TopicSerializer)
    @action(detail=True, methods=["post"], url_path="actions/cancel")
    def cancel(self, request: Request, uid: UUID) -> Response:
        topic = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(TopicCancelInput, topic.campaign)
        services.cancel_topic(
            topic=topic, reason=given["cancel_reason"], by=self.by, at=self.at, version=seen
        )
        return self.answer(topic)


@extend_schema(tags=["research"])
@extend_schema_view(
    list=extend_schema(summary="调研记录", parameters=filter_parameters(VisitFilter)),
)
class VisitViewSet(StreamViewSet):
    """调研记录：到过哪里、哪一层级、见到多少人、反映了什么。"""

    serializer_class = VisitSerializer
    queryset = ResearchVisit.objects.all()
    filterset_class = VisitFilter
    ordering = ("-on", "-id")

    def rows(self) -> QuerySet[ResearchVisit]:
        return selectors.visits_within(self.scope)

    @extend_schema(summary="一次调研记录")
    def retrieve(self, request: Request, uid: UUID) -> Response:
        return Response(self.get_serializer(self.find(uid)).data)


@extend_schema(tags=["research"])
@extend_schema_view(
    list=extend_schema(summary="调研发现", parameters=filter_parameters(FindingFilter)),
    retrieve=extend_schema(summary="一条调研发现"),
)
class FindingViewSet(StreamViewSet):
    """调研发现：对策建议转到问题清单、整改事项或工作目标，或当场解决。"""

    serializer_class = FindingSerializer
    queryset = Finding.objects.all()
    filterset_class = FindingFilter
    ordering = ("-id",)
    versioned = frozenset({"partial_update", "link_problem", "make_goal"})

    def rows(self) -> QuerySet[Finding]:
        return selectors.findings_within(self.scope)

    @extend_schema(summary="修改调研发现", request=FindingChange, responses=FindingSerializer)
    def partial_update(self, request: Request, uid: UUID) -> Response:
        row = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(FindingChange, row.campaign, partial=True)
        content = merged(FindingContent, row, given)
        services.change_finding(finding=row, content=content, by=self.by, at=self.at, version=seen)
        return self.answer(row)

    @extend_schema(summary="到问题清单", request=LinkInput, responses=FindingSerializer)
    @action(detail=True, methods=["post"], url_path="actions/link-problem")
    def link_problem(self, request: Request, uid: UUID) -> Response:
        row = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(LinkInput, row.campaign)
        services.link_problem(
            finding=row, problem=given["problem"], by=self.by, at=self.at, version=seen
        )
        return self.answer(row)

    @extend_schema(summary="转为工作目标", request=GoalInput, responses=FindingSerializer)
    @action(detail=True, methods=["post"], url_path="actions/make-goal")
    def make_goal(self, request: Request, uid: UUID) -> Response:
        row = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(GoalInput, row.campaign)
        services.finding_to_goal(
            finding=row, content=GoalContent(**given), by=self.by, at=self.at, version=seen
        )
        return self.answer(row)
