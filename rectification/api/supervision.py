"""Supervision by REST: notices, circulars and interviews; the same services as the pages.

A notice is issued and answered by the actions of its item; here it is read.
"""

from typing import Any
from uuid import UUID

from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.preconditions import version_from_request
from core.api.serializers import StrictSerializer
from core.errors import NotFound
from rectification.api.base import ItemAPIView, bad_parameters
from rectification.api.children import CONFLICTS, ChildrenView
from rectification.api.fields import RowField, day, needed
from rectification.api.inputs.acts import ReasonInput, VersionInput
from rectification.api.supervision_shapes import (
    CircularSerializer,
    InterviewSerializer,
    NoticeSerializer,
    circular_document,
    interview_document,
    notice_document,
)
from rectification.enums import (
    CircularAct,
    CircularState,
    InterviewAct,
    InterviewState,
    NoticeState,
)
from rectification.models import Circular, CircularRow, Interview
from rectification.permissions.papers import check_circular, check_interview
from rectification.selectors import supervision as selectors
from rectification.services import papers as services

TAGS = ["supervision"]
NEW_FIRST = ("-id",)


class _ByState(ChildrenView):
    """A list that may be narrowed by `?state=`."""

    query_params = ChildrenView.query_params | {"state"}
    ordering = NEW_FIRST
    states: Any = ()

    def narrowed(self, rows: Any) -> Any:
        """Rows of the state asked for; 400 for an unknown one."""
        state = self.request.query_params.get("state")
        if state is None:
            return rows
        if state not in self.states.values:
            raise bad_parameters({"state": [f"可用：{'、'.join(self.states.values)}"]})
        return rows.filter(state=state)


class NoticesView(_ByState):
    ordering = ("-year", "-ordinal", "-id")
    states = NoticeState

    @extend_schema(
        operation_id="notices_list",
        summary="督办通知单，编号新的在前",
        tags=TAGS,
        parameters=[OpenApiParameter("state", enum=NoticeState.values, description="只看一种状态")],
        responses=NoticeSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = selectors.notices_for(self.by, self.on)
        return self.page(self.narrowed(rows), notice_document)


class NoticeView(ItemAPIView):
    @extend_schema(
        operation_id="notices_retrieve",
        summary="一件督办通知单",
        tags=TAGS,
        responses=NoticeSerializer,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        found = selectors.notices_for(self.by, self.on).filter(uid=uid).first()
        if found is None:
            raise NotFound()
        self.find_whole(found.item.uid)
        return Response(notice_document(found))


class CircularsView(_ByState):
    states = CircularState

    @extend_schema(
        operation_id="circulars_list",
        summary="通报，新的在前",
        tags=TAGS,
        parameters=[
            OpenApiParameter("state", enum=CircularState.values, description="只看一种状态")
        ],
        responses=CircularSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = selectors.with_rows(selectors.circulars_for(self.by, self.on))
        return self.page(self.narrowed(rows), circular_document)


class _CircularBase(ItemAPIView):
    def circular(self, uid: UUID) -> Circular:
        """NotFound for what the caller may not read."""
        rows = selectors.with_rows(selectors.circulars_for(self.by, self.on))
        found = rows.filter(uid=uid).first()
        if found is None:
            raise NotFound()
        return found


class CircularView(_CircularBase):
    @extend_schema(
        operation_id="circulars_retrieve",
        summary="一份通报和列入的事项",
        tags=TAGS,
        responses=CircularSerializer,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        return Response(circular_document(self.circular(uid)))


class InterviewsView(_ByState):
    states = InterviewState

    @extend_schema(
        operation_id="interviews_list",
        summary="约谈，新的在前",
        tags=TAGS,
        parameters=[
            OpenApiParameter("state", enum=InterviewState.values, description="只看一种状态")
        ],
        responses=InterviewSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = selectors.interviews_for(self.by, self.on)
        return self.page(self.narrowed(rows), interview_document)


class _InterviewBase(ItemAPIView):
    def interview(self, uid: UUID) -> Interview:
        """NotFound for what the caller may not know of."""
        found = selectors.interviews_for(self.by, self.on).filter(uid=uid).first()
        if found is None:
            raise NotFound()
        return found


class InterviewView(_InterviewBase):
    @extend_schema(
        operation_id="interviews_retrieve",
        summary="一次约谈",
        tags=TAGS,
        responses=InterviewSerializer,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        return Response(interview_document(self.interview(uid)))


class EditCircularInput(VersionInput):
    title = needed(100, help_text="标题")
    text = needed(20000, help_text="正文")


class RemoveInput(VersionInput):
    item = RowField("item", help_text="移出的事项（编号或 uid）")


class DecideInput(VersionInput):
    planned_on = day(required=True, help_text="约谈日期")
    interviewer = RowField("person", required=False, allow_null=True)


class RecordInput(VersionInput):
    held_on = day(required=True, help_text="实际约谈日期")
    outcome = needed(1000, help_text="约谈结果")


CIRCULAR_ACTS: dict[CircularAct, tuple[type[StrictSerializer], Any]] = {
    CircularAct.EDIT: (EditCircularInput, services.edit_circular),
    CircularAct.REWRITE: (VersionInput, services.rewrite_circular),
    CircularAct.REMOVE: (RemoveInput, services.remove_from_circular),
    CircularAct.ISSUE: (VersionInput, services.issue_circular),
    CircularAct.CANCEL: (ReasonInput, services.cancel_circular),
}
INTERVIEW_ACTS: dict[InterviewAct, tuple[type[StrictSerializer], Any]] = {
    InterviewAct.DECIDE: (DecideInput, services.decide_interview),
    InterviewAct.RECORD: (RecordInput, services.record_interview),
    InterviewAct.CANCEL: (ReasonInput, services.cancel_interview),
}


def circular_act(act: CircularAct) -> type[_CircularBase]:
    """The view of one act on a circular."""
    kind, verb = CIRCULAR_ACTS[act]

    class View(_CircularBase):
        versioned = frozenset({"POST"})

        @extend_schema(
            operation_id=f"circulars_{act.value}",
            summary=act.label,
            tags=TAGS,
            request=kind,
            responses={200: CircularSerializer, **CONFLICTS},
        )
        def post(self, request: Request, uid: UUID) -> Response:
            found = self.circular(uid)
            version = version_from_request(request)
            check_circular(found, act, self.by, self.at)
            given = self.cleaned(kind, request.data, self.directory(campaign=found.campaign))
            given.pop("version", None)
            if "item" in given:
                given["row"] = self._row(found, given.pop("item"))
            verb(circular=found, by=self.by, at=self.at, version=version, **given)
            return Response(circular_document(self.circular(uid)))

        def _row(self, found: Circular, item: Any) -> CircularRow:
            row = next((r for r in found.rows.all() if r.item_id == item.pk), None)
            if row is None:
                raise NotFound("该事项不在本通报中。")
            return row

    return View


def interview_act(act: InterviewAct) -> type[_InterviewBase]:
    """The view of one act on an interview."""
    kind, verb = INTERVIEW_ACTS[act]

    class View(_InterviewBase):
        versioned = frozenset({"POST"})

        @extend_schema(
            operation_id=f"interviews_{act.value}",
            summary=act.label,
            tags=TAGS,
            request=kind,
            responses={200: InterviewSerializer, **CONFLICTS},
        )
        def post(self, request: Request, uid: UUID) -> Response:
            found = self.interview(uid)
            version = version_from_request(request)
            check_interview(found, act, self.by, self.at)
            directory = self.directory(campaign=found.item.campaign)
            given = self.cleaned(kind, request.data, directory)
            given.pop("version", None)
            verb(interview=found, by=self.by, at=self.at, version=version, **given)
            return Response(interview_document(self.interview(uid)))

    return View


urlpatterns: list[URLPattern] = [
    path("notices", NoticesView.as_view(), name="api-notices"),
    path("notices/<uuid:uid>", NoticeView.as_view(), name="api-notice"),
    path("circulars", CircularsView.as_view(), name="api-circulars"),
    path("circulars/<uuid:uid>", CircularView.as_view(), name="api-circular"),
    *(
        path(
            f"circulars/<uuid:uid>/actions/{act.value}",
            circular_act(act).as_view(),
            name=f"api-circular-{act.value}",
        )
        for act in CircularAct
    ),
    path("interviews", InterviewsView.as_view(), name="api-interviews"),
    path("interviews/<uuid:uid>", InterviewView.as_view(), name="api-interview"),
    *(
        path(
            f"interviews/<uuid:uid>/actions/{act.value}",
            interview_act(act).as_view(),
            name=f"api-interview-{act.value}",
        )
        for act in InterviewAct
    ),
]
