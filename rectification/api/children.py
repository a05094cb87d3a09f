"""What belongs to an item: measures, progress, evidence, extensions, timeline."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.pagination import PARAMETERS, KeysetPagination
from core.api.parsers import StrictJSONParser
from core.api.preconditions import with_etag
from core.api.problems import PROBLEM_JSON
from core.errors import NotFound
from core.services import upload_kept
from journal.selectors import timeline
from rectification.api import schemas
from rectification.api.base import ItemAPIView
from rectification.api.documents import (
    evidence_document,
    evidence_of,
    extension_document,
    extensions_of,
    measure_document,
    measures_of,
    progress_document,
    progress_of,
    timeline_document,
)
from rectification.api.inputs import INPUTS, EvidenceInput, UploadInput
from rectification.enums import Action, ExtensionState, Role
from rectification.models import Evidence, Item
from rectification.permissions import Situation
from rectification.permissions.guards import extension_decider
from rectification.services import StoredUpload

READ = "item.read"
"""Who has read a sensitive item is the audit administrator's to know, as on the page."""
CONFLICTS = {(409, PROBLEM_JSON): schemas.ConflictProblemSerializer}


class ChildrenView(ItemAPIView):
    """A list of what belongs to one item, in keyset pages."""

    pagination_class = KeysetPagination
    query_params = PARAMETERS
    ordering = ("id",)

    def known_query_params(self, request: Request) -> frozenset[str]:
        """Reading only."""
        return self.query_params if request.method in ("GET", "HEAD") else frozenset()

    def page(self, rows: QuerySet, document: Callable[[Any], dict[str, Any]]) -> Response:
        paginator = KeysetPagination()
        found = paginator.paginate_queryset(rows, self.request, self)
        return paginator.get_paginated_response([document(row) for row in found])

    def append(self, action: Action, uid: UUID) -> Any:
        """Do an act whose input is the body; returns what the service made."""
        item = self.find(uid, "target", "lead_department", "owner_post")
        version = self.version_for(action)
        self.refuse_other_states(action, item, version)
        data = self.cleaned(INPUTS[action], self.request.data, self.directory(item))
        data.pop("version", None)
        return item, self.do(action, item, version, data)


class MeasuresView(ChildrenView):
    ordering = ("cycle", "order", "id")

    @extend_schema(
        operation_id="items_measures",
        summary="整改措施（各轮）",
        tags=["items"],
        responses=schemas.MeasureSerializer(many=True),
    )
    def get(self, request: Request, uid: UUID) -> Response:
        return self.page(measures_of(self.find_whole(uid)), measure_document)


class ProgressView(ChildrenView):
    ordering = ("-id",)

    @extend_schema(
        operation_id="items_progress",
        summary="进展，新的在前",
        tags=["items"],
        responses=schemas.ProgressSerializer(many=True),
    )
    def get(self, request: Request, uid: UUID) -> Response:
        return self.page(progress_of(self.find_whole(uid)), progress_document)

    @extend_schema(
        operation_id="items_progress_add",
        summary="填报进展",
        tags=["items"],
        request=INPUTS[Action.PROGRESS],
        responses={201: schemas.ProgressSerializer, **CONFLICTS},
    )
    def post(self, request: Request, uid: UUID) -> Response:
        item, made = self.append(Action.PROGRESS, uid)
        shown = progress_document(progress_of(item).get(pk=made.pk))
        return Response(shown, status=status.HTTP_201_CREATED)


class EvidenceView(ChildrenView):
    """Evidence: a file as multipart form, or a reference as JSON."""

    parser_classes = [StrictJSONParser, MultiPartParser]

    @extend_schema(
        operation_id="items_evidence",
        summary="佐证材料",
        tags=["items"],
        responses=schemas.EvidenceSerializer(many=True),
    )
    def get(self, request: Request, uid: UUID) -> Response:
        item = self.find_whole(uid)
        return self.page(evidence_of(item), lambda row: evidence_document(row, request, item))

    @extend_schema(
        operation_id="items_evidence_add",
        summary="补充佐证：文件或文号",
        tags=["items"],
        request={"application/json": EvidenceInput, "multipart/form-data": UploadInput},
        responses={201: schemas.EvidenceSerializer, **CONFLICTS},
    )
    def post(self, request: Request, uid: UUID) -> Response:
        item = self.find(uid, "target", "lead_department", "owner_post")
        self.refuse_other_states(Action.ADD_EVIDENCE, item, None)
        is_form = hasattr(request.data, "getlist")
        kind = UploadInput if is_form else EvidenceInput
        data = self.cleaned(kind, request.data, self.directory(item))
        file = data.pop("file", None)
        if file is None:
            made = self.do(Action.ADD_EVIDENCE, item, None, data)
        else:
            made = self._store(item, file, data)
        shown = evidence_document(evidence_of(item).get(pk=made.pk), request, item)
        return Response(shown, status=status.HTTP_201_CREATED)

    def _store(self, item: Item, file: Any, data: dict[str, Any]) -> Evidence:
        with upload_kept(file) as stored:
            upload = StoredUpload(
                path=stored.path,
                sha256=stored.sha256,
                size=stored.size,
                content_type=stored.content_type,
                name=stored.name,
            )
            return self.do(Action.ADD_EVIDENCE, item, None, {**data, "upload": upload})


class AnyRenderer(BaseRenderer):
    """A file has the type that it has; refusals are problem documents all the same."""

    media_type = "*/*"
    format = "file"
    charset = None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return JSONRenderer().render(data)


class EvidenceFileView(ItemAPIView):
    """GET the file of a piece of evidence."""

    renderer_classes = [AnyRenderer]

    @extend_schema(
        operation_id="items_evidence_file",
        summary="下载佐证文件",
        tags=["items"],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, uid: UUID, evidence_uid: UUID) -> FileResponse:
        item = self.find_whole(uid)
        piece = Evidence.objects.filter(item=item, uid=evidence_uid).first()
        if piece is None or not piece.file_path or not default_storage.exists(piece.file_path):
            raise NotFound("没有这个文件；以文号作证的材料没有文件可下载。")
        return FileResponse(
            default_storage.open(piece.file_path),
            as_attachment=True,
            filename=piece.file_name,
            content_type=piece.content_type,
        )


class ExtensionsView(ChildrenView):
    """Extensions of an item; who is asked to decide sees the request of a shell, too."""

    versioned = frozenset({"POST"})

    @extend_schema(
        operation_id="items_extensions",
        summary="延期申请",
        tags=["items"],
        responses=schemas.ExtensionSerializer(many=True),
    )
    def get(self, request: Request, uid: UUID) -> Response:
        item = self.find(uid, "owner_post", "lead_department")
        rows = extensions_of(item)
        if not item.is_full:
            rows = rows.filter(pk=self._asked(item))
        self.note_reading(item)
        return self.page(rows, extension_document)

    def _asked(self, item: Item) -> int:
        """The key of the request that waits for the caller's decision; NotFound otherwise."""
        s = Situation(self.by, item, self.at)
        if s.extension is None or s.extension.state != ExtensionState.ENDORSED:
            raise NotFound()
        decides = extension_decider(s)
        if decides not in s.roles or decides not in (Role.DEPUTY_LEADER, Role.GROUP_LEADER):
            raise NotFound()
        return s.extension.pk

    @extend_schema(
        operation_id="items_extensions_ask",
        summary="申请延期",
        tags=["items"],
        request=INPUTS[Action.REQUEST_EXTENSION],
        responses={201: schemas.ExtensionSerializer, **CONFLICTS},
    )
    def post(self, request: Request, uid: UUID) -> Response:
        item, made = self.append(Action.REQUEST_EXTENSION, uid)
        shown = extension_document(extensions_of(item).get(pk=made.pk))
        response = Response(shown, status=status.HTTP_201_CREATED)
        return with_etag(response, Item.objects.values_list("version", flat=True).get(pk=item.pk))


class TimelineView(ChildrenView):
    ordering = ("-id",)

    @extend_schema(
        operation_id="items_timeline",
        summary="办理经过，新的在前",
        tags=["items"],
        responses=schemas.TimelineSerializer(many=True),
    )
    def get(self, request: Request, uid: UUID) -> Response:
        item = self.find_whole(uid)
        rows = timeline("rectification.item", item.pk).exclude(type=READ)
        return self.page(rows, timeline_document)
