"""Kept filters of the ledger: one's own only."""

from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import NotFound
from rectification.api.base import ItemAPIView
from rectification.api.children import ChildrenView
from rectification.api.inputs import SavedViewInput
from rectification.api.shapes import moment
from rectification.models import SavedView
from rectification.services.saved_views import delete_view, save_view


class SavedViewSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    name = serializers.CharField()
    query = serializers.CharField()
    created_at = serializers.DateTimeField()


def view_document(row: SavedView) -> dict[str, str | None]:
    return {
        "uid": str(row.uid),
        "name": row.name,
        "query": row.query,
        "created_at": moment(row.created_at),
    }


class SavedViewsView(ChildrenView):
    """GET one's own, POST another; the same name again replaces its filter."""

    ordering = ("name", "id")

    @extend_schema(
        operation_id="saved_views_list",
        summary="我的已存筛选",
        tags=["saved-views"],
        responses=SavedViewSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return self.page(SavedView.objects.filter(person=self.by), view_document)

    @extend_schema(
        operation_id="saved_views_save",
        summary="保存筛选条件",
        tags=["saved-views"],
        request=SavedViewInput,
        responses={201: SavedViewSerializer},
    )
    def post(self, request: Request) -> Response:
        data = self.cleaned(SavedViewInput, request.data, self.directory(campaign=None))
        made = save_view(by=self.by, at=self.at, **data)
        return Response(view_document(made), status=status.HTTP_201_CREATED)


class SavedViewView(ItemAPIView):
    """DELETE one of one's own."""

    @extend_schema(
        operation_id="saved_views_delete",
        summary="删除已存筛选",
        tags=["saved-views"],
        responses={204: OpenApiResponse(description="已删除")},
    )
    def delete(self, request: Request, uid: UUID) -> Response:
        found = SavedView.objects.filter(person=self.by, uid=uid).first()
        if found is None:
            raise NotFound()
        delete_view(view=found, by=self.by)
        return Response(status=status.HTTP_204_NO_CONTENT)
