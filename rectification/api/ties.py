"""关联目标 by REST: what an item serves beside itself."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.preconditions import version_from_request, with_etag
from rectification import services
from rectification.api.base import ItemAPIView
from rectification.api.fields import RowsField
from rectification.api.inputs.acts import VersionInput
from rectification.api.schemas import TiesSerializer
from rectification.api.shapes import ties_document
from rectification.selectors.ties import ties_of
from rectification.services import Ties


class TiesInput(VersionInput):
    """All three lists, whole; one that is left out is emptied."""

    objectives = RowsField("objective", required=False)
    linked_campaigns = RowsField("linked_campaign", required=False)
    goals = RowsField("goal", required=False)


class TiesView(ItemAPIView):
    """PUT what an item serves, at any time until it is archived."""

    versioned = frozenset({"PUT"})

    @extend_schema(
        operation_id="items_ties",
        summary="关联具体目标、结合开展的工作和工作目标",
        description="牵头单位或领导小组办公室办理；三张清单整体替换，未填的清空。",
        tags=["items"],
        request=TiesInput,
        responses=TiesSerializer,
    )
    def put(self, request: Request, uid: UUID) -> Response:
        item = self.find_whole(uid)
        version = version_from_request(request)
        given: dict[str, Any] = self.cleaned(TiesInput, request.data, self.directory(item))
        given.pop("version", None)
        tied = services.tie(item=item, ties=Ties(**given), by=self.by, at=self.at, version=version)
        shown = ties_document(ties_of(tied, user=self.by, on=self.on))
        return with_etag(Response(shown), tied.version)
