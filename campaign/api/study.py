"""REST: study plans, collective sessions, attendance, outcomes, and one's own reading notes."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaign import services
from campaign.api.base import (
    StreamViewSet,
)
from campaign.api.study_shapes import (
    AttendanceInput,
    AttendanceSerializer,
    CancelInput,
    GoalInput,
    HoldInput,
    NoteSerializer,
    OutcomeChange,
    OutcomeInput,
    OutcomeSerializer,
    PlanChange,
    PlanInput,
    PlanSerializer,
    ReadingNoteInput,
    SessionChange,
    SessionInput,
    SessionSerializer,
)
from campaign.enums import AttendanceStatus
from campaign.filters.study import OutcomeFilter, PlanFilter, SessionFilter
from campaign.models import Attendance, ReadingNote, StudyOutcome, StudyPlan, StudySession
from campaign.selectors import current_campaign
from campaign.selectors import study as selectors
from campaign.services.goals import GoalContent
from campaign.services.study import AttendanceLine, SessionContent
from campaign.services.study_outcomes import OutcomeContent
from core.api.parameters import filter_parameters
from core.api.preconditions import version_from_request, with_etag


def lines_of(given: list[dict[str, Any]]) -> list[AttendanceLine]:
    return [
        AttendanceLine(
            AttendanceStatus(line["status"]),
            line.get("person"),
            line.get("name", ""),
            line.get("post_title", ""),
        )
        for line in given
    ]


def merged(kind: type, row: Any, given: dict[str, Any], **lists: Any) -> Any:
    """The whole content of a row with what was given in it."""
    now = {one.name: getattr(row, one.name) for one in fields(kind) if one.name not in lists}
    names = {one.name for one in fields(kind)}
    return kind(**now | lists | {name: value for name, value in given.items() if name in names})


@extend_schema(tags=["study"])
@extend_schema_view(
    list=extend_schema(summary="学习计划", parameters=filter_parameters(PlanFilter)),
    retrieve=extend_schema(summary="一个单位的学习计划"),
)
class StudyPlanViewSet(StreamViewSet):
    """学习计划：一个单位一份，计划中的每一次集中学习见 study-sessions。"""

    serializer_class = PlanSerializer
    queryset = StudyPlan.objects.all()
    filterset_class = PlanFilter
    ordering = ("id",)
    versioned = frozenset({"partial_update"})

    def rows(self) -> QuerySet[StudyPlan]:
        return selectors.plans_within(self.scope)

    @extend_schema(summary="编制学习计划", request=PlanInput, responses={201: PlanSerializer})
    def create(self, request: Request) -> Response:
        """Write a department's plan; 409 where it has been written already."""
        campaign = self.campaign_asked()
        given = self.cleaned(PlanInput, campaign)
        plan = services.save_plan(
            campaign=campaign,
            department=self.department_asked(given),
            aim=given.get("aim", ""),
            document_number=given.get("document_number", ""),
            by=self.by,
            at=self.at,
        )
        return self.answer(plan, status.HTTP_201_CREATED, "api-study-plan-detail")

    @extend_schema(summary="修改学习计划", request=PlanChange, responses=PlanSerializer)
    def partial_update(self, request: Request, uid: UUID) -> Response:
        plan = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(PlanChange, plan.campaign, partial=True)
        services.save_plan(
            campaign=plan.campaign,
            department=plan.department,
            aim=given.get("aim", plan.aim),
            document_number=given.get("document_number", plan.document_number),
            by=self.by,
            at=self.at,
            version=seen,
        )
        return self.answer(plan)


@extend_schema(tags=["study"])
@extend_schema_view(
    list=extend_schema(summary="集中学习", parameters=filter_parameters(SessionFilter)),
    retrieve=extend_schema(summary="一次集中学习"),
)
class StudySessionViewSet(StreamViewSet):
    """集中学习：五种形式，由组织者登记举行和到会；不登记自学，没有时长。"""

    serializer_class = SessionSerializer
    queryset = StudySession.objects.all()
    filterset_class = SessionFilter
    ordering = selectors.SESSION_ORDER
    versioned = frozenset({"partial_update", "hold", "cancel", "take_attendance"})

    def rows(self) -> QuerySet[StudySession]:
        return selectors.with_lists(selectors.sessions_within(self.scope))

    @extend_schema(summary="安排集中学习", request=SessionInput, responses={201: SessionSerializer})
    def create(self, request: Request) -> Response:
        campaign = self.campaign_asked()
        given = self.cleaned(SessionInput, campaign)
        session = services.plan_session(
            campaign=campaign,
            department=self.department_asked(given),
            content=SessionContent(**given),
            by=self.by,
            at=self.at,
        )
        return self.answer(session, status.HTTP_201_CREATED, "api-study-session-detail")

    @extend_schema(summary="修改集中学习", request=SessionChange, responses=SessionSerializer)
    def partial_update(self, request: Request, uid: UUID) -> Response:
        session = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(SessionChange, session.campaign, partial=True)
        lists = {"ways": list(session.ways.all()), "materials": list(session.materials.all())}
        services.change_session(
            session=session,
            content=merged(SessionContent, session, given, **lists),
            by=self.by,
            at=self.at,
            version=seen,
            summary=given.get("summary"),
        )
        return self.answer(session)

    @extend_schema(summary="登记举行和到会", request=HoldInput, responses=SessionSerializer)
    @action(detail=True, methods=["post"], url_path="actions/hold")
    def hold(self, request: Request, uid: UUID) -> Response:
        session = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(HoldInput, session.campaign)
        services.hold_session(
            session=session,
            held_on=given["held_on"],
            summary=given.get("summary", ""),
            lines=lines_of(given["lines"]),
            by=self.by,
            at=self.at,
            version=seen,
        )
        return self.answer(session)

    @extend_schema(summary="取消集中学习", request=CancelInput, responses=SessionSerializer)
    @action(detail=True, methods=["post"], url_path="actions/cancel")
    def cancel(self, request: Request, uid: UUID) -> Response:
        session = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(CancelInput, session.campaign)
        services.cancel_session(
            session=session,
            reason=given["cancel_reason"],
            by=self.by,
            at=self.at,
            version=seen,
        )
        return self.answer(session)

    @extend_schema(summary="到会情况", responses=AttendanceSerializer)
    @action(detail=True, methods=["get"], serializer_class=AttendanceSerializer)
    def attendance(self, request: Request, uid: UUID) -> Response:
        return self._sheet(self.find(uid))

    @extend_schema(
        summary="更正到会、登记补学", request=AttendanceInput, responses=AttendanceSerializer
    )
    @attendance.mapping.put
    def take_attendance(self, request: Request, uid: UUID) -> Response:
        session = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(AttendanceInput, session.campaign)
        services.take_attendance(
            session=session, lines=lines_of(given["lines"]), by=self.by, at=self.at, version=seen
        )
        return self._sheet(self.find(uid))

    def _sheet(self, session: StudySession) -> Response:
        lines = Attendance.objects.filter(session=session).select_related("person")
        sheet = {"version": session.version, "lines": lines.order_by("order", "id")}
        context = self.get_serializer_context()
        return with_etag(
            Response(AttendanceSerializer(sheet, context=context).data), session.version
        )

    @extend_schema(summary="登记学习成果", request=OutcomeInput, responses={201: OutcomeSerializer})
    @action(detail=True, methods=["post"], serializer_class=OutcomeSerializer)
    def outcomes(self, request: Request, uid: UUID) -> Response:
        session = self.find(uid)
        given = self.cleaned(OutcomeInput, session.campaign)
        made = services.add_outcome(
            session=session, content=OutcomeContent(**given), by=self.by, at=self.at
        )
        shown = selectors.outcomes_within(self.scope).get(pk=made.pk)
        body = OutcomeSerializer(shown, context=self.get_serializer_context()).data
        return with_etag(Response(body, status=status.HTTP_201_CREATED), shown.version)


@extend_schema(tags=["study"])
@extend_schema_view(
    list=extend_schema(summary="学习成果", parameters=filter_parameters(OutcomeFilter)),
    retrieve=extend_schema(summary="一项学习成果"),
)
class StudyOutcomeViewSet(StreamViewSet):
    """学习成果：机遇、政策、项目、举措；可转为工作目标或整改事项。"""

    serializer_class = OutcomeSerializer
    queryset = StudyOutcome.objects.all()
    filterset_class = OutcomeFilter
    ordering = selectors.OUTCOME_ORDER
    versioned = frozenset({"partial_update", "make_goal"})

    def rows(self) -> QuerySet[StudyOutcome]:
        return selectors.outcomes_within(self.scope)

    @extend_schema(summary="修改学习成果", request=OutcomeChange, responses=OutcomeSerializer)
    def partial_update(self, request: Request, uid: UUID) -> Response:
        row = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(OutcomeChange, row.campaign, partial=True)
        content = merged(OutcomeContent, row, given, objectives=list(row.objectives.all()))
        services.change_outcome(outcome=row, content=content, by=self.by, at=self.at, version=seen)
        return self.answer(row)

    @extend_schema(summary="转为工作目标", request=GoalInput, responses=OutcomeSerializer)
    @action(detail=True, methods=["post"], url_path="actions/make-goal")
    def make_goal(self, request: Request, uid: UUID) -> Response:
        row = self.find(uid)
        seen = version_from_request(request)
        given = self.cleaned(GoalInput, row.campaign)
        services.make_goal(
            outcome=row, content=GoalContent(**given), by=self.by, at=self.at, version=seen
        )
        return self.answer(row)


@extend_schema(tags=["study"])
@extend_schema_view(list=extend_schema(summary="我的学习笔记"))
class ReadingNoteViewSet(StreamViewSet):
    """学习笔记：只有本人能读写，不计数，不进日志和统计。"""

    serializer_class = NoteSerializer
    queryset = ReadingNote.objects.all()
    filter_backends: list[type] = []
    ordering = ("-id",)

    def rows(self) -> QuerySet[ReadingNote]:
        return ReadingNote.objects.within(self.scope).select_related("material")

    @extend_schema(summary="我的一篇学习笔记")
    def retrieve(self, request: Request, uid: UUID) -> Response:
        return Response(self.get_serializer(self.find(uid)).data)

    @extend_schema(summary="写学习笔记", request=ReadingNoteInput, responses={201: NoteSerializer})
    def create(self, request: Request) -> Response:
        given = self.cleaned(ReadingNoteInput, current_campaign())
        note = services.save_note(
            text=given["text"], material=given.get("material"), by=self.by, at=self.at
        )
        return Response(self.get_serializer(note).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="修改学习笔记", request=ReadingNoteInput, responses=NoteSerializer)
    def partial_update(self, request: Request, uid: UUID) -> Response:
        note = self.find(uid)
        given = self.cleaned(ReadingNoteInput, current_campaign(), partial=True)
        changed = services.save_note(
            text=given.get("text", note.text),
            material=given.get("material", note.material),
            by=self.by,
            at=self.at,
            note=note,
        )
        return Response(self.get_serializer(changed).data)

    @extend_schema(summary="删除学习笔记", responses={204: OpenApiResponse(description="已删除")})
    def destroy(self, request: Request, uid: UUID) -> Response:
        services.delete_note(note=self.find(uid), by=self.by)
        return Response(status=status.HTTP_204_NO_CONTENT)
