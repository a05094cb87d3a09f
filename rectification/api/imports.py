"""A ledger comes in by REST: the same reading, rules and sentences as the pages."""

from typing import Any
from uuid import UUID

from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Department
from campaign.filters import campaign_of
from campaign.permissions import campaign_standing_of
from core.api.parsers import StrictJSONParser
from core.api.serializers import StrictSerializer
from core.errors import Invalid, NotFound
from rectification.api.base import bad_parameters
from rectification.api.children import CONFLICTS, ChildrenView
from rectification.api.import_shapes import (
    AppliedSerializer,
    ApplyInput,
    ConfirmedSerializer,
    ImportInput,
    ImportRowSerializer,
    ImportSerializer,
    NothingInput,
    RowInput,
    UndoInput,
    UndoneSerializer,
    batch_document,
    row_document,
)
from rectification.columns import Field
from rectification.enums import RowOutcome
from rectification.imports import jobs
from rectification.imports.preview import file_to_import, preview, recheck, text_to_import
from rectification.models import ImportBatch, ImportRow, Item
from rectification.permissions import may_import
from rectification.selectors.imports import batches_visible_to, hidden_rows, row_counts
from rectification.services import ledger

TAGS = ["imports"]


class ImportsBase(ChildrenView):
    """Finds an import that the caller may open; NotFound otherwise."""

    def batch(self, uid: UUID) -> ImportBatch:
        found = batches_visible_to(self.by, self.on).filter(uid=uid).first()
        if found is None:
            raise NotFound()
        return found

    def body(self, kind: type[StrictSerializer]) -> dict[str, Any]:
        """The checked body."""
        found = kind(data=self.request.data or {}, context={"request": self.request})
        found.is_valid(raise_exception=True)
        return dict(found.validated_data)

    def row_documents(self, batch: ImportBatch, rows: list[ImportRow]) -> list[dict[str, Any]]:
        """Rows with links to what the caller may see: 2 statements more."""
        hidden = hidden_rows(self.by, batch, rows, self.on)
        wanted = {pk for row in rows for pk in (row.item_id, row.duplicate_of_id)} - {None}
        items = Item.objects.fully_visible_to(self.by, on=self.on).filter(pk__in=wanted)
        seen = dict(items.values_list("pk", "uid"))
        return [row_document(row, batch, seen, row.pk in hidden) for row in rows]


class ImportsView(ImportsBase):
    """GET the imports one may open, POST another."""

    parser_classes = [StrictJSONParser, MultiPartParser]
    ordering = ("-id",)

    @extend_schema(
        operation_id="imports_list",
        summary="台账导入，新的在前",
        tags=TAGS,
        responses=ImportSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return self.page(batches_visible_to(self.by, self.on), batch_document)

    @extend_schema(
        operation_id="imports_open",
        summary="读取并核对一份台账，不写入",
        tags=TAGS,
        request={"application/json": ImportInput, "multipart/form-data": ImportInput},
        responses={201: ImportSerializer, 202: ImportSerializer},
    )
    def post(self, request: Request) -> Response:
        given = self.body(ImportInput)
        campaign = campaign_of(request)
        department = self._department(given.get("department", ""))
        standing = campaign_standing_of(self.by, self.on)
        may_import(standing, campaign, department)
        if given.get("file") is not None:
            file = file_to_import(given["file"].read(), given["file"].name)
        else:
            file = text_to_import(given.get("text", ""))
        known = {"campaign": campaign, "department": department, "file": file}
        if jobs.is_large(file):
            job = jobs.preview_later(**known, by=self.by, at=self.at)
            shown = batch_document(self.batch(UUID(job.payload["batch"])))
            return Response({**shown, "job": str(job.uid)}, status=status.HTTP_202_ACCEPTED)
        batch = preview(**known, by=self.by, at=self.at)
        shown = {**batch_document(batch), "counts": row_counts(batch)}
        return Response(shown, status=status.HTTP_201_CREATED)

    def _department(self, code: str) -> Department | None:
        if not code:
            return None
        found = Department.objects.filter(code=code).first()
        if found is None:
            raise Invalid.at("department", f"没有代码为“{code[:40]}”的单位，请核对。")
        return found


class ImportView(ImportsBase):
    """GET one import with its counts."""

    @extend_schema(
        operation_id="imports_retrieve",
        summary="一次导入",
        tags=TAGS,
        responses=ImportSerializer,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        batch = self.batch(uid)
        return Response({**batch_document(batch), "counts": row_counts(batch)})


class ImportRowsView(ImportsBase):
    """GET the rows of an import."""

    query_params = ChildrenView.query_params | {"outcome"}

    @extend_schema(
        operation_id="imports_rows",
        summary="各行的读法和问题",
        tags=TAGS,
        parameters=[OpenApiParameter("outcome", enum=RowOutcome.values, description="只看一类")],
        responses=ImportRowSerializer(many=True),
    )
    def get(self, request: Request, uid: UUID) -> Response:
        batch = self.batch(uid)
        rows = batch.rows.all()
        asked = request.query_params.get("outcome")
        if asked is not None:
            if asked not in RowOutcome.values:
                known = "、".join(RowOutcome.values)
                raise bad_parameters({"outcome": [f"outcome 可用：{known}。"]})
            rows = rows.filter(outcome=asked)
        paginator = self.pagination_class()
        found = list(paginator.paginate_queryset(rows, request, self))
        return paginator.get_paginated_response(self.row_documents(batch, found))


class ImportRowView(ImportsBase):
    """PATCH a row: cells and choice; it is read and compared again."""

    @extend_schema(
        operation_id="imports_row_correct",
        summary="修改一行并重新核对",
        tags=TAGS,
        request=RowInput,
        responses={200: ImportRowSerializer, **CONFLICTS},
    )
    def patch(self, request: Request, uid: UUID, row_uid: UUID) -> Response:
        batch = self.batch(uid)
        row = batch.rows.filter(uid=row_uid).first()
        if row is None or hidden_rows(self.by, batch, [row], self.on):
            raise NotFound()
        given = self.body(RowInput)
        unknown = given.get("cells", {}).keys() - set(Field)
        if unknown:
            raise Invalid.at("cells", f"没有这些列：{'、'.join(sorted(unknown))[:200]}。")
        if row.written_at:
            raise Invalid.at("", f"第{row.row}行已导入，请在事项中办理。")
        if "cells" in given:
            changes = {row.pk: given["cells"]}
            recheck(batch=batch, changes=changes, by=self.by, at=self.at)
        if "choice" in given:
            ledger.choose(batch=batch, choices={row.pk: given["choice"]}, by=self.by, at=self.at)
        row.refresh_from_db()
        return Response(self.row_documents(batch, [row])[0])


class ApplyView(ImportsBase):
    """POST: the chosen rows go into the ledger, all or none."""

    @extend_schema(
        operation_id="imports_apply",
        summary="导入无误的行",
        tags=TAGS,
        request=ApplyInput,
        responses={200: AppliedSerializer, 202: AppliedSerializer, **CONFLICTS},
    )
    def post(self, request: Request, uid: UUID) -> Response:
        batch, given = self.batch(uid), self.body(ApplyInput)
        if ledger.chosen(batch).count() > jobs.MANY_ROWS:
            job = jobs.apply_later(batch=batch, by=self.by, at=self.at, **given)
            shown = {"created": 0, "amended": 0, "duplicates": 0, "left": [], "job": str(job.uid)}
            return Response(shown, status=status.HTTP_202_ACCEPTED)
        done = ledger.apply_batch(batch=batch, by=self.by, at=self.at, **given)
        return Response(
            {
                "created": len(done.created),
                "amended": len(done.amended),
                "duplicates": len(done.duplicates),
                "left": [{"row": row.row, "detail": why} for row, why in done.left],
            }
        )


class UndoView(ImportsBase):
    """POST: take an import back within a day."""

    @extend_schema(
        operation_id="imports_undo",
        summary="撤销导入（在“台账导入可撤销”的时限内）",
        tags=TAGS,
        request=UndoInput,
        responses={200: UndoneSerializer, **CONFLICTS},
    )
    def post(self, request: Request, uid: UUID) -> Response:
        batch, given = self.batch(uid), self.body(UndoInput)
        n, kept = ledger.undo_batch(batch=batch, by=self.by, at=self.at, **given)
        shown = [
            {"row": m.row.row, "number": m.item.number, "who": m.who, "what": m.what} for m in kept
        ]
        return Response({"undone": n, "kept": shown})


class DiscardView(ImportsBase):
    """POST: give up an import of which nothing is in the ledger."""

    @extend_schema(
        operation_id="imports_discard",
        summary="放弃一次没有写入的导入",
        tags=TAGS,
        request=NothingInput,
        responses={200: ImportSerializer, **CONFLICTS},
    )
    def post(self, request: Request, uid: UUID) -> Response:
        batch = self.batch(uid)
        self.body(NothingInput)
        ledger.discard_batch(batch=batch, by=self.by, at=self.at)
        return Response(batch_document(self.batch(uid)))


class ConfirmView(ImportsBase):
    """POST: the office's head confirms closures that a command brought in."""

    @extend_schema(
        operation_id="imports_confirm",
        summary="确认命令行导入的已销号事项",
        tags=TAGS,
        request=NothingInput,
        responses={200: ConfirmedSerializer, **CONFLICTS},
    )
    def post(self, request: Request, uid: UUID) -> Response:
        batch = self.batch(uid)
        self.body(NothingInput)
        return Response({"confirmed": ledger.confirm_batch(batch=batch, by=self.by, at=self.at)})


_ONE = "imports/<uuid:uid>"
urlpatterns: list[URLPattern] = [
    path("imports", ImportsView.as_view(), name="api-imports"),
    path(_ONE, ImportView.as_view(), name="api-import"),
    path(f"{_ONE}/rows", ImportRowsView.as_view(), name="api-import-rows"),
    path(f"{_ONE}/rows/<uuid:row_uid>", ImportRowView.as_view(), name="api-import-row"),
    path(f"{_ONE}/actions/apply", ApplyView.as_view(), name="api-import-apply"),
    path(f"{_ONE}/actions/undo", UndoView.as_view(), name="api-import-undo"),
    path(f"{_ONE}/actions/discard", DiscardView.as_view(), name="api-import-discard"),
    path(f"{_ONE}/actions/confirm", ConfirmView.as_view(), name="api-import-confirm"),
]
